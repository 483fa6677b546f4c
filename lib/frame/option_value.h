/* SPDX-License-Identifier: BSD-2-Clause */
/* option_value.h - the text behind an option, read by kind; used by option.c and describe.c. */
#ifndef OPTION_VALUE_H
#define OPTION_VALUE_H

#include "frame/option.h"

/* Reads text into the field. False, with the field untouched, when the text has not the form of the
 * row's kind. Not for flags, counts and secrets. */
bool option_value_read(struct arena *arena, const struct option_row *row, const char *text,
                       void *field);

/* The form that a value must have, for people; already translated. */
const char *option_value_form(struct arena *arena, const struct option_row *row);

/* The value as a user would write it; NULL when the field is unset. */
const char *option_value_text(struct arena *arena, const struct option_row *row, const void *field);

#endif
