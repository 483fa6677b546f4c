/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/number.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* glibc returns its one static object here: nothing is allocated, nothing has to be freed. */
static locale_t plain_locale(void)
{
    return newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

static size_t digits(const char *text)
{
    return strspn(text, "0123456789");
}

/* Length of the number at the start of the text, or 0. strtod alone would also accept blanks,
 * hexadecimal, "inf" and "nan". */
static size_t number_length(const char *text)
{
    size_t sign = *text == '-' || *text == '+' ? 1 : 0;
    size_t whole = digits(text + sign), at = sign + whole, fraction = 0;
    if (text[at] == '.') {
        fraction = digits(text + at + 1);
        at += 1 + fraction;
    }
    if (whole + fraction == 0)
        return 0;
    if (text[at] == 'e' || text[at] == 'E') {
        size_t exponent_sign = text[at + 1] == '-' || text[at + 1] == '+' ? 1 : 0;
        size_t exponent = digits(text + at + 1 + exponent_sign);
        if (exponent > 0)
            at += 1 + exponent_sign + exponent;
    }
    return at;
}

/* Reads the number at the start and what follows it. */
static bool number_prefix(const char *text, double *out, const char **rest)
{
    size_t length = number_length(text);
    if (length == 0)
        return false;
    double value = strtod_l(text, NULL, plain_locale());
    if (!isfinite(value))
        return false;
    *out = value;
    *rest = text + length;
    return true;
}

bool number_parse(const char *text, double *out)
{
    double value;
    const char *rest;
    if (!number_prefix(text, &value, &rest) || *rest != '\0')
        return false;
    *out = value;
    return true;
}

bool number_parse_integer(const char *text, long *out)
{
    size_t sign = *text == '-' || *text == '+' ? 1 : 0;
    size_t length = digits(text + sign);
    if (length == 0 || text[sign + length] != '\0')
        return false;
    errno = 0;
    long value = strtol(text, NULL, 10);
    if (errno != 0)
        return false;
    *out = value;
    return true;
}

struct factor {
    enum unit unit;
    const char *name;
    double factor;
};

static const struct factor factors[] = {
    { UNIT_SECONDS, "", 1 },       { UNIT_SECONDS, "ms", 1e-3 },  { UNIT_SECONDS, "s", 1 },
    { UNIT_SECONDS, "m", 60 },     { UNIT_SECONDS, "min", 60 },   { UNIT_SECONDS, "h", 3600 },
    { UNIT_SECONDS, "d", 86400 },  { UNIT_SECONDS, "w", 604800 }, { UNIT_BYTES, "", 1 },
    { UNIT_BYTES, "B", 1 },        { UNIT_BYTES, "kB", 1e3 },     { UNIT_BYTES, "KB", 1e3 },
    { UNIT_BYTES, "MB", 1e6 },     { UNIT_BYTES, "GB", 1e9 },     { UNIT_BYTES, "TB", 1e12 },
    { UNIT_BYTES, "PB", 1e15 },    { UNIT_BYTES, "EB", 1e18 },    { UNIT_BYTES, "KiB", 0x1p10 },
    { UNIT_BYTES, "MiB", 0x1p20 }, { UNIT_BYTES, "GiB", 0x1p30 }, { UNIT_BYTES, "TiB", 0x1p40 },
    { UNIT_BYTES, "PiB", 0x1p50 }, { UNIT_BYTES, "EiB", 0x1p60 }, { UNIT_PERCENT, "", 1 },
    { UNIT_PERCENT, "%", 1 },      { UNIT_NONE, "", 1 },          { UNIT_COUNTER, "", 1 },
};

bool number_parse_unit(const char *text, enum unit unit, double *out)
{
    double value;
    const char *rest;
    if (!number_prefix(text, &value, &rest))
        return false;
    for (size_t i = 0; i < sizeof factors / sizeof *factors; i++) {
        if (factors[i].unit == unit && strcmp(factors[i].name, rest) == 0) {
            /* 0.1 * 1e-3 and the like must give the double that is nearest to what was written. */
            *out = factors[i].factor < 1 ? value / (1 / factors[i].factor)
                                         : value * factors[i].factor;
            return isfinite(*out);
        }
    }
    return false;
}

const char *number_print(char buffer[NUMBER_SIZE], double value)
{
    if (!isfinite(value)) {
        snprintf(buffer, NUMBER_SIZE, "U");
        return buffer;
    }
    double size = fabs(value);
    int decimals = 0;
    if (size != number_whole(size)) {
        decimals = 6;
        for (double scale = size; scale < 0.1 && decimals < 300; scale *= 10)
            decimals++;
    }
    locale_t before = uselocale(plain_locale());
    snprintf(buffer, NUMBER_SIZE, "%.*f", decimals, value);
    uselocale(before);
    if (strchr(buffer, '.') != NULL) {
        size_t length = strlen(buffer);
        while (buffer[length - 1] == '0')
            buffer[--length] = '\0';
        if (buffer[length - 1] == '.')
            buffer[length - 1] = '\0';
    }
    if (strcmp(buffer, "-0") == 0)
        snprintf(buffer, NUMBER_SIZE, "0");
    return buffer;
}
