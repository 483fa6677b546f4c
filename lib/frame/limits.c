/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/limits.h"

#include <math.h>

#include "frame/report.h"

enum state limits_grade(const struct limits *limits, double amount)
{
    if (range_alerts(&limits->crit, amount))
        return CRITICAL;
    return range_alerts(&limits->warn, amount) ? WARNING : OK;
}

static struct range range_of(const struct level *level, double whole)
{
    double value = level->percent ? level->value / 100 * whole : level->value;
    return (struct range){ .high = value, .set = level->set && !isnan(value) };
}

struct limits limits_of_levels(const struct levels *levels, double whole)
{
    return (struct limits){ .warn = range_of(&levels->warn, whole),
                            .crit = range_of(&levels->crit, whole) };
}

enum state limits_grade_levels(const struct levels *levels, double amount, double whole)
{
    struct limits limits = limits_of_levels(levels, whole);
    return isnan(amount) ? OK : limits_grade(&limits, number_most(amount, 0));
}

double limits_of_margin(const struct margin *margin, double whole_seconds)
{
    return number_least(margin->share * whole_seconds, margin->seconds);
}

/* The used part of a whole is never below zero, so that `25:` becomes a plain number. */
static struct range used(const struct range *left, double whole)
{
    return (struct range){ .low = number_most(whole - left->high, 0),
                           .high = whole - left->low,
                           .inside = left->inside,
                           .set = left->set };
}

struct limits limits_of_used(const struct limits *left, double whole)
{
    return (struct limits){ .warn = used(&left->warn, whole), .crit = used(&left->crit, whole) };
}

enum state limits_measure(struct report *report, const char *label, double value, enum unit unit,
                          const struct limits *limits)
{
    struct metric metric = { .label = label, .value = value, .unit = unit, .min = BOUND(0) };
    if (limits != NULL && !isnan(value))
        metric.limits = *limits;
    return report_metric(report, metric);
}
