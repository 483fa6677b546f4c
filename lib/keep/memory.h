/* SPDX-License-Identifier: BSD-2-Clause */
/* memory.h - what a check remembers from its last run.
 *
 * One small file of `key value` lines for each check and account. Only its owner can read it. It is
 * replaced in one step, so that a reader never sees half a file, and of two runs at the same time
 * the later one wins. A file that cannot be read or is not ours is moved aside where that is
 * allowed; the check then runs without memory and says so. */
#ifndef MEMORY_H
#define MEMORY_H

#include "keep/memory_part.h"
#include "frame/run.h"

/* Whether there is a memory, and why not. */
enum memory_trouble {
    MEMORY_KNOWN,    /* there is */
    MEMORY_FIRST,    /* the first run of this check */
    MEMORY_NO_PLACE, /* the folder does not exist or cannot be written to */
    MEMORY_FOREIGN,  /* the file belongs to another account, or others may write to it */
    MEMORY_BROKEN    /* the file is cut, or not one of this format */
};

struct memory_item {
    const char *key, *value;
};

struct memory {
    struct arena *arena;
    enum memory_trouble trouble;
    const char *folder, *file; /* where it is kept */
    const char *identity;
    double saved;   /* when, seconds since 1970; later than now when the clock was set back */
    double elapsed; /* see memory_elapsed(); NAN when nothing is known, too */
    struct memory_item *items;
    size_t count, capacity;
};

/* identity says which check this is: its program, its URL and whatever else makes it a different
 * check. Two checks with the same identity share a file. It must not contain a secret. */
void memory_file_load(struct run *run, const struct memory_options *options, const char *identity,
                      struct memory *memory);

/* Writes the memory for the next run; to be called from commit(). It also returns true when
 * memory_file_load() found no place to write, because memory_report() has said that. */
bool memory_file_save(struct run *run, const struct memory *memory);

/* All functions below are pure. */

/* Adds a remark (state OK) when nothing is known of the last run or nothing can be saved for the
 * next one; adds nothing on the first run. */
void memory_report(struct report *report, const struct memory *memory);

/* An empty memory for the next run, with the place and identity of the last one. */
struct memory memory_next(struct arena *arena, const struct memory *last, double now);

/* The value of a key; NULL, or NAN, when it is not known. */
const char *memory_text(const struct memory *memory, const char *key);
double memory_number(const struct memory *memory, const char *key);

/* The moment of a key, never later than now: a moment in the future comes from a clock that was set
 * back, and its age then counts from now. NAN when it is not known. */
double memory_time(const struct memory *memory, const char *key, double now);

/* Seconds since the last run was saved, always more than 0, for rates; NAN when the clock was set
 * back: the saved values are still good, but the time between the runs is unknown. */
double memory_elapsed(double saved, double now);

/* Sets a value. Keys have no blanks; a line end in a value becomes a blank. */
void memory_put(struct memory *memory, const char *key, const char *value);
void memory_put_number(struct memory *memory, const char *key, double value);

/* How much a counter has grown since the last run; NAN when that is not known, or when the counter
 * started again from zero (it is smaller than before). */
double memory_rise(const struct memory *memory, const char *key, double value);

/* Writes the file as bytes, and reads it back; false when it is not complete or belongs to another
 * identity. */
const char *memory_print(struct arena *arena, const struct memory *memory);
bool memory_parse(struct memory *memory, const char *bytes, size_t length);
/* The name of the file: `PROGRAM.UID.HASH`. */
const char *memory_file_name(struct arena *arena, const char *identity, long uid);

#endif
