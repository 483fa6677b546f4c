/* SPDX-License-Identifier: BSD-2-Clause */
/* watch.h - a figure that should not fall: documents of an index, triples of a graph.
 *
 * A loss can be seen only once, from one run to the next, although it is just as real afterwards.
 * So it is reported for a day; otherwise the next run would clear it before anybody was called.
 * After a day people know whether it was intended, and the lower figure becomes the usual one. When
 * nothing at all is left, it is reported for as long as that lasts. */
#ifndef WATCH_H
#define WATCH_H

#include "keep/memory.h"

/* What is known about the figure; plain values. */
struct watch {
    double usual;     /* what it was before it fell, or what it is; NAN: nothing is known */
    double since;     /* when the reported loss began, seconds since 1970; NAN: no loss */
    enum state state; /* how bad the loss is; OK: no loss is reported; CRITICAL: nothing is left */
};

/* Judges the figure. Its usual value is remembered under key, and the time when a loss began under
 * since_key: that is now, unless the memory has a time already. value is the figure in this run, or
 * NAN when it could not be seen: then no loss is reported, and none is forgotten. */
struct watch watch_look(const struct memory *last, const char *key, const char *since_key,
                        double value, const struct levels *levels, double now);
void watch_save(const struct watch *watch, struct memory *next, const char *key,
                const char *since_key);

/* Whether a loss that began at since is still reported: for a day. */
bool watch_holds(double since, double now);

#endif
