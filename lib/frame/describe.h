/* SPDX-License-Identifier: BSD-2-Clause */
/* describe.h - a program's option and finding rows, read for people and for other programs. */
#ifndef DESCRIBE_H
#define DESCRIBE_H

#include "frame/plugin.h"

/* The whole text of one description; of a tool there are none for Icinga, the Director and Nagios.
 * --help is in the language of the reader, all others are English. The Icinga objects and the
 * Director basket of check_x carry the name city_x, their custom variables city_x_<option>. */
const char *describe(struct arena *arena, const struct plugin *plugin, enum description format);

const char *describe_help(struct arena *arena, const struct plugin *plugin);
const char *describe_icinga(struct arena *arena, const struct plugin *plugin);
const char *describe_director(struct arena *arena, const struct plugin *plugin);
const char *describe_nagios(struct arena *arena, const struct plugin *plugin);
const char *describe_man(struct arena *arena, const struct plugin *plugin);
const char *describe_markdown(struct arena *arena, const struct plugin *plugin);
const char *describe_bash(struct arena *arena, const struct plugin *plugin);

/* Shared between the formats: the name of the Icinga object (city_x for check_x), of the
 * custom variable of an option, and the findings of a program in the order of its tables. */
const char *describe_object(struct arena *arena, const struct plugin *plugin);
const char *describe_variable(struct arena *arena, const struct plugin *plugin,
                              const struct option_row *row);
const struct finding_row **describe_findings(struct arena *arena, const struct plugin *plugin,
                                             size_t *count);
/* The ways to call the program: its required options with a blank behind each, as in "-u URL ";
 * where options stand in for one another, each in a way of its own. NULL when there is no way of
 * that number; there is always the first one. */
const char *describe_way(struct arena *arena, const struct option_table *table, size_t number);
/* Whether a heading belongs in front of the row of that number. */
bool describe_begins_group(const struct option_table *table, size_t number);
/* The command line of an example, on one line. */
const char *describe_command(struct arena *arena, const struct plugin *plugin, size_t example);
/* How often Icinga should run it, as in "5m". */
const char *describe_interval(const struct plugin *plugin);
/* Where the pages of the runbook are published unless an administrator says otherwise; a page is
 * PROGRAM.LANGUAGE.html, and PROGRAM.html leads to all of them. */
#define DESCRIBE_RUNBOOK_URL "/city-monitoring-plugins/runbook"
/* Options that only people use: not part of a CheckCommand. */
bool describe_for_people(const struct option_ref *ref);

#endif
