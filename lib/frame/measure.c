/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/measure.h"

#include <math.h>

enum state measure(struct report *report, const char *label, double value, enum unit unit,
                   const struct limits *limits)
{
    struct metric metric = { .label = label, .value = value, .unit = unit, .min = BOUND(0) };
    if (limits != NULL && !isnan(value)) {
        metric.warn = limits->warn;
        metric.crit = limits->crit;
    }
    return report_metric(report, metric);
}
