/* SPDX-License-Identifier: BSD-2-Clause */
/* secret.h - values that must never be seen.
 *
 * A secret comes from the environment variable CHECK_<OPTION> or, as `file:PATH` behind its option,
 * from a file. It is never taken from the command line, where every user of the host can read it,
 * and no output ever contains it: texts are made without secrets, not searched for them. */
#ifndef SECRET_H
#define SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* value is NULL when the user gave none. */
struct secret {
    const char *value;
    const char *path; /* of the file that it stands in; NULL: it is given otherwise */
};

/* The CHECK_* variables of a process, by their full names. */
struct variable {
    const char *name, *value;
};
struct environment {
    const struct variable *variables;
    size_t count;
};

/* Name of the variable for an option: CHECK_ and the option in capitals, `_` for `-`. */
const char *secret_variable(struct arena *arena, const char *option);
/* The value of that variable; NULL when it is unset or empty (an undefined macro of Icinga arrives
 * as an empty variable). */
const char *secret_from_environment(const struct environment *environment, const char *variable);

/* Why a secret's file was not taken. */
enum secret_refusal {
    SECRET_TAKEN,
    SECRET_UNREADABLE,
    SECRET_EXPOSED,
    SECRET_EMPTY,
    SECRET_TOO_LONG
};

/* The first line of a file without its line end. The file is refused when others may read it, or a
 * group that is not the process's own; at most 64 KiB. *out is set only with SECRET_TAKEN. */
enum secret_refusal secret_from_file(struct arena *arena, const char *path, const char **out);

#endif
