/* SPDX-License-Identifier: BSD-2-Clause */
/* range.h - threshold ranges `[@]start:end` of the Monitoring Plugins guidelines.
 *
 * `10` means 0 to 10, `10:` at least 10, `~:10` at most 10, `10:20` inside, `@10:20` outside.
 * Both ends belong to the range. Numbers are whole, decimal, and have a decimal point whatever the
 * locale; one trailing `%` a bound is accepted and ignored. */
#ifndef RANGE_H
#define RANGE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/number.h"

/* A zero-initialised range is unset and never alerts. The ends may be -INFINITY and INFINITY. */
struct range {
    double low, high;
    bool inside; /* written with `@`: alert inside the range */
    bool set;
};

/* Reads plain numbers. False, with *out untouched, when the text is not a range. */
bool range_parse(const char *text, struct range *out);

/* Reads bounds that carry a unit, as number_parse_unit() does: `30d`, `12h`, `500ms`, `400GB`,
 * `25%`. */
bool range_parse_unit(const char *text, enum unit unit, struct range *out);

/* Whether this value is to be alerted on. An unset range never alerts, NaN always does. */
bool range_alerts(const struct range *range, double value);

/* The range as range_parse() reads it, in the shortest form: 0..N is `N`, because Icinga keeps
 * plain numbers as thresholds and drops ranges. NULL for an unset range. */
const char *range_print(struct arena *arena, const struct range *range);

#endif
