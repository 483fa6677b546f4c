/* SPDX-License-Identifier: BSD-2-Clause */
/* pause.h - a question that hung is not asked again in every run.
 *
 * A monitor must not make a sick server sicker. A question that hangs holds one of the server's few
 * workers until the system behind it answers; asked in every run, it would take all of them. So a
 * question that hung is remembered and not asked for a while. */
#ifndef PAUSE_H
#define PAUSE_H

#include "keep/memory.h"

/* What is known about one question; plain values, part of a reading. */
struct pause {
    double since; /* when it first hung, seconds since 1970; NAN: it does not hang */
    double tried; /* when it was last asked and hung */
    bool paused;  /* it is not asked in this run */
};

/* name is what the question is remembered by, without blanks: a word for people; where several
 * questions share that word, a point and a second word follow, as in package_search.links. A
 * question that hung is not asked for retry seconds. Times in the future, which come from a clock
 * that was set back, count as now. */
struct pause pause_load(const struct memory *last, const char *name, double now, double retry);
void pause_save(const struct pause *pause, struct memory *next, const char *name);

/* Notes that it was asked just now. */
void pause_note(struct pause *pause, bool hung, double now);

/* The name, up to its point, of the question that has hung for the longest time, in the memory's
 * arena, and since when. NULL, with *since unchanged, when no question hangs. */
const char *pause_oldest(const struct memory *last, double now, double *since);

#endif
