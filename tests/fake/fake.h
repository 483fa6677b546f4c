/* SPDX-License-Identifier: BSD-2-Clause */
/* fake.h - what a fake may ask of case.c, and of the clock that stands still between them. */
#ifndef FAKE_H
#define FAKE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* Counts the runs in this process: what a fake keeps beyond a call, it drops with the next one. */
extern size_t case_run;

/* The case fails for this reason, whatever the plugin prints. */
void case_fail(const char *format, ...) PRINTF_LIKE(1, 2);

/* Whether a line is what a case expects, where `~` stands for any text. */
bool case_line_matches(const char *expected, const char *line);

/* Whether what was expected is to be written again: UPDATE_CASES. */
bool case_updates(void);

/* Lets time pass, without waiting (fake/clock.c). */
void fake_pass(double seconds);

#endif
