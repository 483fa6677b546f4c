/* SPDX-License-Identifier: BSD-2-Clause */
/* measure.h - a number and the limits that the user has set for it. */
#ifndef MEASURE_H
#define MEASURE_H

#include "frame/option.h"
#include "frame/report.h"

/* Records a metric that is never negative; returns its grade by the limits, which may be NULL. NAN,
 * what could not be determined, is no fault here. */
enum state measure(struct report *report, const char *label, double value, enum unit unit,
                   const struct limits *limits);

#endif
