/* SPDX-License-Identifier: BSD-2-Clause */
/* limits.h - the limits that a user sets for an amount, and how bad an amount is by them. */
#ifndef LIMITS_H
#define LIMITS_H

#include <stdbool.h>

#include "base/number.h"
#include "frame/range.h"
#include "frame/state.h"

struct report;

/* Zero-initialised limits are unset and allow everything. */
struct limits {
    struct range warn, crit;
};

/* How much of a whole may be missing or wrong: a count, or a share of it. An unset one allows all.
 */
struct level {
    double value;
    bool percent, set;
};
struct levels {
    struct level warn, crit;
};

/* What must be left of a whole: a share of it, a time, or both, of which the smaller counts. The
 * part that was not given is INFINITY. A zero-initialised margin is used up when nothing is left.
 */
struct margin {
    double share; /* 0 to 1 */
    double seconds;
};

/* The worst state that an amount reaches: CRITICAL, WARNING or OK. NAN, an amount that could not be
 * determined, alerts wherever a limit is set. */
enum state limits_grade(const struct limits *limits, double amount);

/* The same for levels: whole is what a share counts from. NAN and negative amounts are OK. */
enum state limits_grade_levels(const struct levels *levels, double amount, double whole);

/* The ranges that amounts of this whole are graded by. A share of NAN is an unset range. */
struct limits limits_of_levels(const struct levels *levels, double whole);

/* What must be left of a whole that lasts this long, in seconds. */
double limits_of_margin(const struct margin *margin, double whole_seconds);

/* The limits of what is used of a whole, from those of what must be left of it: 16 left of 100,
 * warn at `25:`, is 84 used, warn at `75`. Icinga keeps thresholds that are plain numbers and drops
 * all others, so a metric that can alarm rises towards the fault. */
struct limits limits_of_used(const struct limits *left, double whole);

/* Records a metric that is never negative; returns its grade by the limits, which may be NULL. NAN
 * is OK here. */
enum state limits_measure(struct report *report, const char *label, double value, enum unit unit,
                          const struct limits *limits);

#endif
