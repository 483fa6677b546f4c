/* SPDX-License-Identifier: BSD-2-Clause */
/* when.h - times and spans as people read them. */
#ifndef WHEN_H
#define WHEN_H

#include <stdbool.h>

#include "base/arena.h"

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

/* "12 d 4 h", "3 h 5 min", "41 s", in the language of the reader. The sign is dropped: the sentence
 * says "ago" or "in". */
const char *when_age(struct arena *arena, double seconds);

/* "2026-12-01 09:00 JST": the local time of the monitoring host, with the name of its zone. */
const char *when_date(struct arena *arena, double unix_time);

/* Reads a date or time of ISO 8601 as seconds since 1970: 2026-11-21, 2026-11-21T10:11:57.366,
 * with Z, +09:00 or nothing (then UTC) behind it, a blank instead of the T. False when it is
 * not one. */
bool when_read(const char *text, double *unix_time);

#endif
