/* SPDX-License-Identifier: BSD-2-Clause */
/* Dates of HTTP: what is read as one comes back when it is written as it should be. */
#include "read/http_date.h"

#include <math.h>
#include <time.h>

#include "fuzz/fuzz.h"

static const double now = 1796083200, years_51 = 51 * 366 * 86400.0;

static double again(double seconds)
{
    static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    char text[64];
    struct tm date;
    time_t at = (time_t)seconds;
    MUST(gmtime_r(&at, &date) != NULL);
    if (date.tm_year + 1900 > 9999)
        return seconds; /* a leap second at the very end */
    snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[date.tm_wday],
             date.tm_mday, months[date.tm_mon], date.tm_year + 1900, date.tm_hour, date.tm_min,
             date.tm_sec);
    return http_date(text, now);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    const char *text = arena_copy(arena, data, size);
    double seconds = http_date(text, now);
    if (!isnan(seconds)) {
        MUST(seconds >= -59011459200.0 && seconds <= 253402300800.0); /* the years 100 to 9999 */
        MUST(fabs(again(seconds) - seconds) < 0.5);
        MUST(strchr(text, '-') == NULL || seconds <= now + years_51);
    }
    arena_free(arena);
    return 0;
}
