/* SPDX-License-Identifier: BSD-2-Clause */
#include "keep/watch.h"

#include <math.h>

#include "base/when.h"

bool watch_holds(double since, double now)
{
    return now - since < DAY;
}

struct watch watch_look(const struct memory *last, const char *key, const char *since_key,
                        double value, const struct levels *levels, double now)
{
    double before = memory_number(last, key), since = memory_time(last, since_key, now);
    struct watch unseen = { .usual = before, .since = since };
    struct watch usual = { .usual = value, .since = NAN };
    if (isnan(value))
        return unseen;
    enum state grade = isnan(before) ? OK : limits_grade_levels(levels, before - value, before);
    bool nothing = !(value > 0);
    since = isnan(since) ? now : since;
    if (grade == OK || !(nothing || watch_holds(since, now)))
        return usual;
    return (struct watch){ .usual = before, .since = since, .state = nothing ? CRITICAL : grade };
}

void watch_save(const struct watch *watch, struct memory *next, const char *key,
                const char *since_key)
{
    memory_put_number(next, key, watch->usual);
    memory_put_number(next, since_key, watch->since);
}
