/* SPDX-License-Identifier: BSD-2-Clause */
/* state.h - the four states of a check. */
#ifndef STATE_H
#define STATE_H

/* The values are the exit codes of the Monitoring Plugins guidelines. */
enum state { OK, WARNING, CRITICAL, UNKNOWN };

/* Orders states as Icinga 2 does, worst last: OK < WARNING < UNKNOWN < CRITICAL (0 to 3). */
int state_weight(enum state state);
enum state state_worse(enum state a, enum state b);
/* The word of the guidelines, untranslated: "WARNING". */
const char *state_name(enum state state);

#endif
