/* SPDX-License-Identifier: BSD-2-Clause */
#include "read/http_date.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

/* The forms, in the letters of strptime(3). strptime itself would use the language of the locale.
 */
static const char *const forms[] = {
    "%a, %d %b %Y %H:%M:%S GMT",
    "%A, %d-%b-%y %H:%M:%S GMT",
    "%a %b %e %H:%M:%S %Y",
};
static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", NULL };
static const char *const long_days[] = { "Monday", "Tuesday",  "Wednesday", "Thursday",
                                         "Friday", "Saturday", "Sunday",    NULL };
static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
                                      "Aug", "Sep", "Oct", "Nov", "Dec", NULL };

/* Reads one of these words and moves *text past it. */
static bool take_word(const char **text, const char *const *words, int *index)
{
    for (*index = 0; words[*index] != NULL; ++*index) {
        size_t length = strlen(words[*index]);
        if (strncmp(*text, words[*index], length) == 0) {
            *text += length;
            return true;
        }
    }
    return false;
}

/* Reads exactly that number of digits as a number from low to high. */
static bool take_number(const char **text, int digits, int low, int high, int *out)
{
    *out = 0;
    for (; digits > 0; digits--, ++*text) {
        if (**text < '0' || **text > '9')
            return false;
        *out = *out * 10 + (**text - '0');
    }
    return *out >= low && *out <= high;
}

/* Reads what a letter of a form stands for. A year of two digits is left as it is, so it is below
 * 100. */
static bool take(char letter, const char **text, struct tm *out)
{
    int ignored;
    switch (letter) {
    case 'a': return take_word(text, days, &ignored);
    case 'A': return take_word(text, long_days, &ignored);
    case 'b': return take_word(text, months, &out->tm_mon);
    case 'd': return take_number(text, 2, 1, 31, &out->tm_mday);
    case 'e':
        if (**text != ' ')
            return take_number(text, 2, 10, 31, &out->tm_mday);
        ++*text;
        return take_number(text, 1, 1, 9, &out->tm_mday);
    case 'H': return take_number(text, 2, 0, 23, &out->tm_hour);
    case 'M': return take_number(text, 2, 0, 59, &out->tm_min);
    case 'S': return take_number(text, 2, 0, 60, &out->tm_sec);
    case 'y': return take_number(text, 2, 0, 99, &out->tm_year);
    default: return take_number(text, 4, 100, 9999, &out->tm_year);
    }
}

static bool take_form(const char *form, const char *text, struct tm *out)
{
    for (; *form != '\0'; form++) {
        if (*form != '%' ? *text++ != *form : !take(*++form, &text, out))
            return false;
    }
    return *text == '\0';
}

/* Seconds since 1970; NAN when the month has no such day. */
static double seconds_of(const struct tm *date)
{
    struct tm found = *date;
    found.tm_year -= 1900;
    time_t seconds = timegm(&found);
    struct tm noon = { .tm_year = date->tm_year - 1900,
                       .tm_mon = date->tm_mon,
                       .tm_mday = date->tm_mday,
                       .tm_hour = 12 };
    /* timegm() reads the 31st of a shorter month as a day of the next month. */
    timegm(&noon);
    return noon.tm_mday == date->tm_mday ? (double)seconds : NAN;
}

/* The latest year with these two digits in which the date is not more than 50 years ahead. */
static void choose_century(struct tm *date, double now)
{
    struct tm limit;
    time_t at = (time_t)now;
    int digits = date->tm_year;
    if (!(fabs(now) < 1e11) || gmtime_r(&at, &limit) == NULL)
        return;
    limit.tm_year += 1900 + 50;
    date->tm_year = limit.tm_year - (limit.tm_year - digits) % 100;
    if (date->tm_year == limit.tm_year && seconds_of(date) > seconds_of(&limit))
        date->tm_year -= 100;
}

double http_date(const char *text, double now)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct tm date = { .tm_isdst = 0 };
        if (!take_form(forms[i], text, &date))
            continue;
        if (date.tm_year < 100)
            choose_century(&date, now);
        return seconds_of(&date);
    }
    return NAN;
}
