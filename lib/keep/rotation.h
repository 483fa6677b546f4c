/* SPDX-License-Identifier: BSD-2-Clause */
/* rotation.h - a sample that walks through a long list, a few places in each run, and remembers
 * what it found, so that a verdict about the whole list does not depend on where the last run
 * stopped. It is kept in the memory of the check. Pure. */
#ifndef ROTATION_H
#define ROTATION_H

#include "keep/memory.h"

enum { ROTATION_MAX = 500 }; /* entries that are kept */

/* Something in the list that is not in order. */
struct rotation_entry {
    const char *key, *value; /* a key has no blanks */
    double round;            /* the round in which it was met last */
};

struct rotation {
    struct arena *arena;
    const char *name;               /* in the memory */
    double place;                   /* where the next run begins: 0, 1, ... */
    double within;                  /* and where inside the element at that place */
    double round;                   /* how often it has walked through the whole list */
    struct rotation_entry *entries; /* the oldest one first */
    size_t count, capacity;
};

struct rotation rotation_load(struct arena *arena, const struct memory *last, const char *name);
void rotation_save(const struct rotation *rotation, struct memory *next);

const struct rotation_entry *rotation_find(const struct rotation *rotation, const char *key);
/* Notes that it was met in this run. When there are ROTATION_MAX entries, no new one is added. */
void rotation_put(struct rotation *rotation, const char *key, const char *value);
/* The same for an element that was looked up out of turn: the walk must still reach it. */
void rotation_renew(struct rotation *rotation, const char *key, const char *value);
void rotation_drop(struct rotation *rotation, const char *key);

/* Sets where the next run continues, in a list of total places. At the end of the list the walk
 * starts again, and entries that were not met during the whole walk are dropped: they are no longer
 * in the list. */
void rotation_move(struct rotation *rotation, size_t place, size_t within, size_t total);

#endif
