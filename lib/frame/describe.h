/* SPDX-License-Identifier: BSD-2-Clause */
/* describe.h - a program's option and finding rows, read for people and for other programs. */
#ifndef DESCRIBE_H
#define DESCRIBE_H

#include "frame/plugin.h"

/* The whole text of one description. --help is in the language of the reader, all others are
 * English. The Icinga objects and the Director basket of check_x carry the name city_x, their
 * custom variables city_x_<option>. */
const char *describe(struct arena *arena, const struct plugin *plugin, enum description format);

const char *describe_help(struct arena *arena, const struct plugin *plugin);
const char *describe_icinga(struct arena *arena, const struct plugin *plugin);
const char *describe_director(struct arena *arena, const struct plugin *plugin);
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
/* Options that only people use: not part of a CheckCommand. */
bool describe_for_people(const struct option_ref *ref);

#endif
