/* SPDX-License-Identifier: BSD-2-Clause */
/* number.h - numbers read from text and written to text, independent of the locale. */
#ifndef NUMBER_H
#define NUMBER_H

#include <stdbool.h>
#include <stddef.h>

/* What a number counts. It is also the unit of a metric: performance data has base units only. */
enum unit { UNIT_NONE, UNIT_SECONDS, UNIT_BYTES, UNIT_PERCENT, UNIT_COUNTER };

/* Used instead of fmin, fmax and trunc, which would make every program link libm. */
static inline double number_least(double a, double b)
{
    return b < a ? b : a;
}
static inline double number_most(double a, double b)
{
    return b > a ? b : a;
}
static inline double number_whole(double value)
{
    /* A double of 2^53 or more has no fraction. */
    return value > -0x1p53 && value < 0x1p53 ? (double)(long long)value : value;
}

/* The whole text as a decimal number: sign, digits, point, exponent. No blanks, no hexadecimal, no
 * infinity, no NaN. */
bool number_parse(const char *text, double *out);
/* The whole text as a decimal integer that fits into a long. */
bool number_parse_integer(const char *text, long *out);

/* A number with an optional unit, converted to base units (seconds, bytes; percent stays as it is
 * written). Seconds may be written in ms, s, m, min, h, d, w or without a unit; bytes in B, kB to
 * EB (powers of 1000), KiB to EiB (powers of 1024) or without a unit; percent with % or without. */
bool number_parse_unit(const char *text, enum unit unit, double *out);

enum { NUMBER_SIZE = 352 }; /* enough for every double without an exponent */

/* Prints without an exponent, trailing zeros or minus zero, and with at least six significant
 * digits; NaN and infinities give "U". Returns the text, which is in the buffer. */
const char *number_print(char buffer[NUMBER_SIZE], double value);

#endif
