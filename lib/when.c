/* SPDX-License-Identifier: BSD-2-Clause */
#include "when.h"

#include <math.h>
#include <time.h>

#include "text.h"

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
    time_t at = (time_t)unix_time;
    if (!(fabs(unix_time) < 1e12) || localtime_r(&at, &broken) == NULL ||
        strftime(text, sizeof text, "%Y-%m-%d %H:%M %Z", &broken) == 0)
        return _("an unreadable date");
    return arena_string(arena, text);
}
