/* SPDX-License-Identifier: BSD-2-Clause */
/* sane.h - rules that the tables of a program must keep and that no compiler sees. For tests: no
 * program calls this. */
#ifndef SANE_H
#define SANE_H

#include "frame/plugin.h"

/* No long name, no letter and no code of a finding is there twice, neither in the program's own
 * tables nor in those of its parts nor in what every program has. NULL, or what is wrong; it lives
 * in the arena. */
const char *sane_tables(struct arena *arena, const struct plugin *plugin);

/* The first label that the program itself gave twice, which the report has put a number behind;
 * NULL when there is none. Labels of .named metrics may be alike: users and peers choose them. */
const char *sane_labels(const struct report *report);

#endif
