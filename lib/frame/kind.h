/* SPDX-License-Identifier: BSD-2-Clause */
/* kind.h - what the value of an option is: how it is read, once, and what texts say of it.
 *
 * The kinds here follow from the C type of a row's field (KIND_OF in option.h). A part or program
 * whose values have a form of their own (a URL, a header) brings a `const struct kind` and names it
 * in its row (OPT_AS): what is in the config is then the value itself, not a text to be read again,
 * and `validate` is left with combinations of options. */
#ifndef KIND_H
#define KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct option_row;

struct kind {
    const char *arg; /* the value in texts, as in --port=NUMBER; NULL: the option takes none */
    bool repeats;    /* its values add up: read() adds one to the field */
    /* Reads a text, never empty (NULL for an option without a value), into the field of the row.
     * NULL when it was read, else a translated sentence that says what is wrong, for instance
     * kind_refusal(); the field is then untouched. What the field points to may be the text itself
     * or lives in the arena. */
    const char *(*read)(struct arena *arena, const struct option_row *row, const char *text,
                        void *field);
    /* The form that a value must have, for people, translated: "a time such as 90s, 12h". NULL: any
     * text. */
    const char *(*form)(struct arena *arena, const struct option_row *row);
    /* The value as a user would write it, for defaults; NULL when the field is unset. May be NULL:
     * there is never a default to speak of. */
    const char *(*text)(struct arena *arena, const struct option_row *row, const void *field);
};

extern const struct kind kind_flag;
extern const struct kind kind_count;
extern const struct kind kind_text;
extern const struct kind kind_integer;
extern const struct kind kind_number;
extern const struct kind kind_duration;
extern const struct kind kind_range;
extern const struct kind kind_limits;
extern const struct kind kind_levels;
extern const struct kind kind_margin;
extern const struct kind kind_secret;
extern const struct kind kind_list;
extern const struct kind kind_choice;
extern const struct kind kind_timeout;

/* "--port: 'x' is not a whole number from 1 to 65535", by the form of the row's kind. */
const char *kind_refusal(struct arena *arena, const struct option_row *row, const char *text);

/* Reads what kind_secret left to be read, the file of the secret. NULL when it was read, else a
 * translated sentence that says what is wrong. */
struct secret;
const char *kind_secret_take(struct arena *arena, const struct option_row *row,
                             struct secret *secret);

/* For kinds that repeat: an array in the arena with the old items and room for one more, whose
 * index is *count before the call. */
void *kind_append(struct arena *arena, const void *items, size_t *count, size_t size);

#endif
