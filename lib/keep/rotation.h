/* SPDX-License-Identifier: BSD-2-Clause */
/* rotation.h - a sample that walks around a long list, a few places a run, and what it found on its
 * way, so that a verdict about the whole list does not depend on where the last run happened to
 * stand. Kept in the memory of the check; pure. */
#ifndef ROTATION_H
#define ROTATION_H

#include "keep/memory.h"

enum { ROTATION_MAX = 500 }; /* entries that are kept */

/* Something of the list that is not as it should be. */
struct rotation_entry {
    const char *key, *value; /* a key has no blanks */
    double round;            /* when it was met last */
};

struct rotation {
    struct arena *arena;
    const char *name;               /* in the memory */
    double place;                   /* where the next run begins: 0, 1, ... */
    double within;                  /* and where in what is there */
    double round;                   /* how often it has been all around */
    struct rotation_entry *entries; /* the one that was put longest ago first */
    size_t count, capacity;
};

struct rotation rotation_load(struct arena *arena, const struct memory *last, const char *name);
void rotation_save(const struct rotation *rotation, struct memory *next);

const struct rotation_entry *rotation_find(const struct rotation *rotation, const char *key);
/* It was met now. Beyond ROTATION_MAX nothing new is taken. */
void rotation_put(struct rotation *rotation, const char *key, const char *value);
/* The same for one that was looked up out of turn: the walk must still meet it again. */
void rotation_renew(struct rotation *rotation, const char *key, const char *value);
void rotation_drop(struct rotation *rotation, const char *key);

/* Where to go on, in a list that has total places. At its end the walk starts again, and what was
 * not met on the whole way is dropped: it has left the list. */
void rotation_move(struct rotation *rotation, size_t place, size_t within, size_t total);

#endif
