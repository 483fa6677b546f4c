/* SPDX-License-Identifier: BSD-2-Clause */
/* number.h - numbers read from text and written to it; the locale never matters. */
#ifndef NUMBER_H
#define NUMBER_H

#include <stdbool.h>
#include <stddef.h>

/* What a number counts. Also the unit of a metric: perfdata knows base units only. */
enum unit { UNIT_NONE, UNIT_SECONDS, UNIT_BYTES, UNIT_PERCENT, UNIT_COUNTER };

/* These stand for fmin, fmax and trunc, which would make every program link libm. */
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
    /* From 2^53 on a double has no fraction. */
    return value > -0x1p53 && value < 0x1p53 ? (double)(long long)value : value;
}

/* The whole text as a decimal number: sign, digits, point, exponent. No blanks, no hexadecimal, no
 * infinity, no NaN. */
bool number_parse(const char *text, double *out);
/* The whole text as a decimal integer that fits into a long. */
bool number_parse_integer(const char *text, long *out);

/* A number with an optional unit, in base units (seconds, bytes; percent stays as it is written):
 * seconds know ms, s, m, min, h, d, w and none; bytes know B, kB to EB (powers of 1000), KiB to EiB
 * (powers of 1024) and none; percent know % and none. */
bool number_parse_unit(const char *text, enum unit unit, double *out);

enum { NUMBER_SIZE = 352 }; /* enough for every double without an exponent */

/* Without an exponent, trailing zeros and minus zero, with at least six significant digits; NaN and
 * infinities give "U". Returns the text, which is in the buffer. */
const char *number_print(char buffer[NUMBER_SIZE], double value);

#endif
