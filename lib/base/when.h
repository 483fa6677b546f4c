/* SPDX-License-Identifier: BSD-2-Clause */
/* when.h - times and spans of time, written for people. */
#ifndef WHEN_H
#define WHEN_H

#include <stdbool.h>

#include "base/arena.h"

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

/* "12 d 4 h", "3 h 5 min", "41 s", in the language of the reader. The sign is dropped: the sentence
 * around it says "ago" or "in". */
const char *when_age(struct arena *arena, double seconds);

/* "2026-12-01 09:00 JST": the local time of the monitoring host, with the name of the time zone. */
const char *when_date(struct arena *arena, double unix_time);

/* Reads a date or time in ISO 8601 as seconds since 1970: 2026-11-21 or 2026-11-21T10:11:57.366,
 * followed by Z, +09:00 or nothing (which means UTC); a blank may stand for the T. Returns false
 * for any other text. */
bool when_read(const char *text, double *unix_time);

#endif
