/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/when.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "base/text.h"

const char *when_age(struct arena *arena, double seconds)
{
    double size = fabs(seconds);
    if (!(size < 1e12))
        return _("a very long time");
    long whole = (long)size;
    if (whole >= 2 * DAY)
        return arena_printf(arena, _("%ld d %ld h"), whole / DAY, whole % DAY / HOUR);
    if (whole >= HOUR)
        return arena_printf(arena, _("%ld h %ld min"), whole / HOUR, whole % HOUR / MINUTE);
    if (whole >= MINUTE)
        return arena_printf(arena, _("%ld min %ld s"), whole / MINUTE, whole % MINUTE);
    return arena_printf(arena, _("%ld s"), whole);
}

const char *when_date(struct arena *arena, double unix_time)
{
    char text[64];
    struct tm broken;
    time_t at = fabs(unix_time) < 1e12 ? (time_t)unix_time : 0;
    if (!(fabs(unix_time) < 1e12) || localtime_r(&at, &broken) == NULL ||
        strftime(text, sizeof text, "%Y-%m-%d %H:%M %Z", &broken) == 0)
        return _("an unreadable date");
    return arena_string(arena, text);
}

/* Reads exactly that number of digits as a number, and moves *text past them. */
static bool take_digits(const char **text, int count, int *out)
{
    int value = 0;
    for (int i = 0; i < count; i++) {
        if ((*text)[i] < '0' || (*text)[i] > '9')
            return false;
        value = value * 10 + ((*text)[i] - '0');
    }
    *text += count;
    *out = value;
    return true;
}

static bool take_byte(const char **text, const char *one_of)
{
    if (**text == '\0' || strchr(one_of, **text) == NULL)
        return false;
    (*text)++;
    return true;
}

/* HH:MM[:SS[.FRACTION]] */
static bool take_clock(const char **text, double *seconds)
{
    int hour, minute, second = 0;
    double fraction = 0, place = 0.1;
    if (!take_digits(text, 2, &hour) || !take_byte(text, ":") || !take_digits(text, 2, &minute))
        return false;
    if (take_byte(text, ":") && !take_digits(text, 2, &second))
        return false;
    if (take_byte(text, ".,")) {
        int digit;
        if (!take_digits(text, 1, &digit))
            return false;
        do {
            fraction += digit * place;
            place /= 10;
        } while (take_digits(text, 1, &digit));
    }
    *seconds = hour * HOUR + minute * MINUTE + second + fraction;
    return (hour < 24 || *seconds == DAY) && minute < 60 && second < 61;
}

/* Z, +09:00, +0900, +09 or nothing. */
static bool take_zone(const char **text, double *seconds)
{
    int hour, minute = 0;
    *seconds = 0;
    if (**text == '\0' || take_byte(text, "Zz"))
        return true;
    double sign = **text == '-' ? -1 : 1;
    if (!take_byte(text, "+-") || !take_digits(text, 2, &hour))
        return false;
    bool colon = take_byte(text, ":");
    if ((colon || **text != '\0') && !take_digits(text, 2, &minute))
        return false;
    *seconds = sign * (hour * HOUR + minute * MINUTE);
    return hour < 24 && minute < 60;
}

bool when_read(const char *text, double *unix_time)
{
    struct tm day = { .tm_isdst = 0 };
    double clock = 0, zone = 0;
    if (!take_digits(&text, 4, &day.tm_year) || !take_byte(&text, "-") ||
        !take_digits(&text, 2, &day.tm_mon) || !take_byte(&text, "-") ||
        !take_digits(&text, 2, &day.tm_mday))
        return false;
    if (day.tm_mon < 1 || day.tm_mon > 12 || day.tm_mday < 1 || day.tm_mday > 31)
        return false;
    if (take_byte(&text, "Tt ") && (!take_clock(&text, &clock) || !take_zone(&text, &zone)))
        return false;
    if (*text != '\0')
        return false;
    struct tm asked = day;
    asked.tm_year -= 1900;
    asked.tm_mon -= 1;
    struct tm found = asked;
    time_t midnight = timegm(&found);
    /* timegm reads the 31st of a shorter month as a day of the next month. */
    if (found.tm_mday != asked.tm_mday)
        return false;
    *unix_time = (double)midnight + clock - zone;
    return true;
}
