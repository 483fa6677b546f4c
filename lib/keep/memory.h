/* SPDX-License-Identifier: BSD-2-Clause */
/* memory.h - what a check knows from its last run.
 *
 * A small file of `key value` lines for each check and account: readable by its owner only,
 * replaced in one step, so that a reader never sees half of one and of two runs at once the later
 * one wins. A file that cannot be read or is not ours is set aside where we may, and the check goes
 * on without memory and says so. */
#ifndef MEMORY_H
#define MEMORY_H

#include "keep/memory_part.h"
#include "frame/run.h"

/* Why there is nothing to remember. */
enum memory_trouble {
    MEMORY_KNOWN,    /* there is */
    MEMORY_FIRST,    /* the first run of this check */
    MEMORY_NO_PLACE, /* the folder is not there or may not be written to */
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

/* identity says which check this is: its program, its URL and whatever else makes another check of
 * it. Two checks that say the same share a file. No secret may be in it. */
void memory_file_load(struct run *run, const struct memory_options *options, const char *identity,
                      struct memory *memory);

/* Writes the memory for the next run; for commit(). Also true when memory_file_load() found no
 * place, because that was said. */
bool memory_file_save(struct run *run, const struct memory *memory);

/* From here on pure. */

/* A remark (state OK) when nothing is known of the last run, or nothing can be kept for the next;
 * nothing on the first run. */
void memory_report(struct report *report, const struct memory *memory);

/* An empty memory for the next run, with the place and identity of the last one. */
struct memory memory_next(struct arena *arena, const struct memory *last, double now);

/* A value by its key; NULL, or NAN, when it is not known. */
const char *memory_text(const struct memory *memory, const char *key);
double memory_number(const struct memory *memory, const char *key);

/* A moment by its key, never later than now: one that lies ahead is of a clock that was set back,
 * and its age counts from now on. NAN when it is not known. */
double memory_time(const struct memory *memory, const char *key, double now);

/* Seconds since the last run saved, more than 0, for rates; NAN when the clock was set back, which
 * takes nothing from the values, but nobody can tell the time between. */
double memory_elapsed(double saved, double now);

/* Sets a value. Keys have no blanks; a line end in a value becomes a blank. */
void memory_put(struct memory *memory, const char *key, const char *value);
void memory_put_number(struct memory *memory, const char *key, double value);

/* By how much a counter rose since the last run; NAN when that is not known, or when the counter
 * started again from zero (it is less than it was). */
double memory_rise(const struct memory *memory, const char *key, double value);

/* The file as bytes, and back: false when it is not whole or for another identity. */
const char *memory_print(struct arena *arena, const struct memory *memory);
bool memory_parse(struct memory *memory, const char *bytes, size_t length);
/* The name of the file: `PROGRAM.UID.HASH`. */
const char *memory_file_name(struct arena *arena, const char *identity, long uid);

#endif
