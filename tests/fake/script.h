/* SPDX-License-Identifier: BSD-2-Clause */
/* script.h - the files in which a case describes its peers: a statement on each line, in words with
 * blanks between. Blanks in front of a line only indent it; a line that begins with # is a comment.
 * A case that cannot be played is a mistake in the tests, which no result may hide: a statement
 * that is not understood ends the process. */
#ifndef SCRIPT_H
#define SCRIPT_H

#include <stdbool.h>

#include "base/arena.h"
#include "net/outcome.h"

struct script {
    struct arena *arena;
    const char *path;
    const char *next; /* what was not read yet */
    const char *line; /* the one being read */
    const char *rest; /* of it */
};

/* False when there is no such file. */
bool script_open(struct script *script, struct arena *arena, const char *path);
/* Goes to the next line that says something; what was left of the last one is too much. */
bool script_line(struct script *script);

const char *script_word(struct script *script);
const char *script_rest(struct script *script);
double script_number(struct script *script);
/* The index of a word in a list that ends with NULL. */
int script_choice(struct script *script, const char *const *words);
/* STAGE WHY [DETAIL], as outcome.h calls them, in small letters: `connect refused`. */
struct outcome script_outcome(struct script *script);
/* The following lines, as they are, up to one that is just the end word. */
const char *script_text(struct script *script, const char *end, size_t *length);

/* The path of a file that the script names: seen from the script's own folder. */
const char *script_path(const struct script *script, const char *name);
/* The whole of such a file. */
const char *script_file(const struct script *script, const char *name, size_t *length);

_Noreturn void script_broken(const struct script *script, const char *what);
/* The same about something that the script leads to. */
_Noreturn void script_bail_out(const char *path, const char *what, const char *where);

#endif
