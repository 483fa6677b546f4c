/* SPDX-License-Identifier: BSD-2-Clause */
/* pause.h - a question that hung is not asked again in each run.
 *
 * A monitor must not make a sick server sicker. A question that hangs holds one of its few workers
 * until what is behind it answers; asked in each run it takes them all. So one that hung is
 * remembered, and not asked for a while. */
#ifndef PAUSE_H
#define PAUSE_H

#include "keep/memory.h"

/* What is known about one question; plain values, part of a reading. */
struct pause {
    double since; /* when it hung first, seconds since 1970; NAN: it does not hang */
    double tried; /* when it was asked last, and hung */
    bool paused;  /* it is not asked in this run */
};

/* name is what the question is remembered by, without blanks: a word for people, and where several
 * questions share that word a point and another one, as in package_search.links. A question that
 * hung is not asked for retry seconds. Times that lie ahead, as those of a clock that was set back,
 * count as now. */
struct pause pause_load(const struct memory *last, const char *name, double now, double retry);
void pause_save(const struct pause *pause, struct memory *next, const char *name);

/* It was asked just now. */
void pause_note(struct pause *pause, bool hung, double now);

/* Of the question that has hung for longest the name up to its point, in the memory's arena, and
 * since when; NULL, and *since untouched, when none has. */
const char *pause_oldest(const struct memory *last, double now, double *since);

#endif
