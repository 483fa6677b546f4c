/* SPDX-License-Identifier: BSD-2-Clause */
#include "virtuoso/virtuoso_error.h"

#include <string.h>

enum { STATE_LENGTH = 5, TEXT_MAX = 400 };

static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/* Moves behind a word, where it is there. */
static bool skip(const char **place, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(*place, word, length) != 0)
        return false;
    *place += length;
    return true;
}

bool virtuoso_error_read(struct arena *arena, const char *body, size_t length,
                         struct virtuoso_error *out)
{
    const char *line = arena_copy(arena, body, length < TEXT_MAX ? length : TEXT_MAX);
    line += strspn(line, " \t\r\n");
    line = arena_copy(arena, line, strcspn(line, "\r\n"));
    skip(&line, "Virtuoso ");
    if (strspn(line, capitals) != STATE_LENGTH)
        return false;
    struct virtuoso_error error = { .sqlstate = arena_copy(arena, line, STATE_LENGTH), .code = "" };
    line += STATE_LENGTH;
    if (!skip(&line, " Error "))
        return false;
    size_t code = strspn(line, capitals);
    if (code > 0 && line[code] == ':') {
        error.code = arena_copy(arena, line, code);
        line += code + 1;
    }
    error.text = line + strspn(line, " ");
    *out = error;
    return true;
}

/* What the beginning of a state means, with this code or with any. The first one that fits counts.
 */
static const struct {
    const char *state, *code;
    enum virtuoso_cause cause;
} causes[] = {
    { "", "SR186", VIRTUOSO_FORBIDDEN },
    { "", "D1CTX", VIRTUOSO_PARTIAL },
    { "D1CTX", NULL, VIRTUOSO_PARTIAL },
    { "S1TAT", NULL, VIRTUOSO_TIMEOUT },
    { "S1T00", NULL, VIRTUOSO_TIMEOUT },
    { "40001", "SR214", VIRTUOSO_NO_THREADS },
    { "40001", "SR325", VIRTUOSO_CHECKPOINT },
    { "40001", NULL, VIRTUOSO_BUSY },
    { "40003", NULL, VIRTUOSO_DISK_FULL },
    { "40004", NULL, VIRTUOSO_DISK_FULL },
    { "40005", NULL, VIRTUOSO_LOG_TOO_LARGE },
    { "40006", NULL, VIRTUOSO_NO_MEMORY },
    { "42000", "HTLIM", VIRTUOSO_BUSY },
    { "42000", "SR483", VIRTUOSO_BUSY },
    { "HY013", NULL, VIRTUOSO_BUSY },
    { "HY008", NULL, VIRTUOSO_CANCELLED },
    { "37000", NULL, VIRTUOSO_INVALID },
    { "42001", NULL, VIRTUOSO_INVALID },
    /* Wrong arguments, a division by zero; names that do not exist. */
    { "22", NULL, VIRTUOSO_INVALID },
    { "S0", NULL, VIRTUOSO_INVALID },
};

enum virtuoso_cause virtuoso_error_cause(const struct virtuoso_error *error)
{
    if (strncmp(error->text, "SECURITY:", strlen("SECURITY:")) == 0)
        return VIRTUOSO_FORBIDDEN;
    for (size_t i = 0; i < sizeof causes / sizeof *causes; i++) {
        bool state = strncmp(error->sqlstate, causes[i].state, strlen(causes[i].state)) == 0;
        if (state && (causes[i].code == NULL || strcmp(error->code, causes[i].code) == 0))
            return causes[i].cause;
    }
    if (strstr(error->text, "estimated execution time") != NULL)
        return VIRTUOSO_COSTLY;
    return VIRTUOSO_OTHER;
}
