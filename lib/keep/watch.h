/* SPDX-License-Identifier: BSD-2-Clause */
/* watch.h - a figure that should not fall: documents of an index, triples of a graph.
 *
 * A loss shows once, from one run to the next, and is there no less afterwards. So it is held for a
 * day, or one run would clear it before anybody was called; by then people know whether it was
 * meant, and the lower figure becomes the usual one. When nothing at all is left it is held for as
 * long as that lasts. */
#ifndef WATCH_H
#define WATCH_H

#include "keep/memory.h"

/* What is known of the figure; plain values. */
struct watch {
    double usual;     /* what it was before it fell, or is; NAN when nothing is known */
    double since;     /* from when the loss that is said counts, seconds since 1970; NAN: no loss */
    enum state state; /* how bad the loss is; OK when none is said; CRITICAL when nothing is left */
};

/* How the figure stands: key is what its usual value is remembered by, and since_key from when a
 * loss of it counts: now, unless something was put there before. value is what it is in this run,
 * or NAN when that could not be seen: then no loss is said, and none is forgotten. */
struct watch watch_look(const struct memory *last, const char *key, const char *since_key,
                        double value, const struct levels *levels, double now);
void watch_save(const struct watch *watch, struct memory *next, const char *key,
                const char *since_key);

/* Whether what is wrong since then is still said: for a day. */
bool watch_holds(double since, double now);

#endif
