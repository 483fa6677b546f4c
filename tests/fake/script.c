/* SPDX-License-Identifier: BSD-2-Clause */
#include "fake/script.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/number.h"
#include "base/text.h"

enum { FILE_MAX = 16 * 1024 * 1024 };

static const char *const stages[] = {
    [STAGE_NOT_STARTED] = "not-started",
    [STAGE_RESOLVE] = "resolve",
    [STAGE_CONNECT] = "connect",
    [STAGE_REQUEST] = "request",
    [STAGE_REPLY] = "reply",
    [STAGE_HANDSHAKE] = "handshake",
    NULL,
};
static const char *const whys[] = {
    [WHY_NOTHING] = "nothing",       [WHY_NO_NAME] = "no-name",
    [WHY_NO_ADDRESS] = "no-address", [WHY_REFUSED] = "refused",
    [WHY_NO_ROUTE] = "no-route",     [WHY_RESET] = "reset",
    [WHY_SILENT] = "silent",         [WHY_NAMES_SILENT] = "names-silent",
    [WHY_CLOSED] = "closed",         [WHY_GARBAGE] = "garbage",
    [WHY_DECLINED] = "declined",     [WHY_NO_RESOLVER] = "no-resolver",
    [WHY_RESOURCES] = "resources",   NULL,
};

_Noreturn void script_bail_out(const char *path, const char *what, const char *where)
{
    char *folder = getcwd(NULL, 0);
    printf("Bail out! %s/%s: %s: %s\n", folder != NULL ? folder : ".", path, what, where);
    free(folder);
    exit(EXIT_FAILURE);
}

_Noreturn void script_broken(const struct script *script, const char *what)
{
    script_bail_out(script->path, what, script->line);
}

bool script_open(struct script *script, struct arena *arena, const char *path)
{
    char *bytes;
    size_t length;
    *script = (struct script){ .arena = arena, .path = path, .line = "", .rest = "" };
    if (file_read(arena, path, FILE_MAX, &bytes, &length) != 0)
        return false;
    script->next = bytes;
    return true;
}

static const char *take_line(struct script *script, size_t *length)
{
    const char *line = script->next;
    *length = strcspn(line, "\n");
    script->next += *length + (line[*length] == '\n' ? 1 : 0);
    return line;
}

bool script_line(struct script *script)
{
    if (*script->rest != '\0')
        script_broken(script, "too many words");
    while (*script->next != '\0') {
        size_t length;
        const char *line = take_line(script, &length);
        script->line = script->rest = text_trim(script->arena, line, length);
        if (*script->line != '\0' && *script->line != '#')
            return true;
    }
    script->rest = "";
    return false;
}

const char *script_word(struct script *script)
{
    size_t length = strcspn(script->rest, " ");
    const char *word = arena_copy(script->arena, script->rest, length);
    script->rest += length + strspn(script->rest + length, " ");
    return word;
}

const char *script_rest(struct script *script)
{
    const char *rest = script->rest;
    script->rest = "";
    return rest;
}

double script_number(struct script *script)
{
    double value;
    if (!number_parse(script_word(script), &value))
        script_broken(script, "no number");
    return value;
}

int script_choice(struct script *script, const char *const *words)
{
    const char *word = script_word(script);
    for (int i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], word) == 0)
            return i;
    }
    script_broken(script, "unknown word");
}

struct outcome script_outcome(struct script *script)
{
    struct outcome outcome = { .stage = (enum stage)script_choice(script, stages) };
    outcome.why = (enum why)script_choice(script, whys);
    outcome.detail = *script->rest != '\0' ? script_rest(script) : NULL;
    return outcome;
}

const char *script_text(struct script *script, const char *end, size_t *length)
{
    struct buffer text = { .arena = script->arena };
    buffer_put(&text, "");
    while (*script->next != '\0') {
        size_t size;
        const char *line = take_line(script, &size);
        if (strcmp(text_trim(script->arena, line, size), end) == 0) {
            *length = text.length;
            return text.text;
        }
        buffer_add(&text, line, size);
        buffer_put(&text, "\n");
    }
    script_broken(script, "the end of this text is missing");
}

const char *script_path(const struct script *script, const char *name)
{
    const char *slash = strrchr(script->path, '/');
    int folder = slash != NULL ? (int)(slash + 1 - script->path) : 0;
    return arena_printf(script->arena, "%.*s%s", folder, script->path, name);
}

const char *script_file(const struct script *script, const char *name, size_t *length)
{
    char *bytes;
    if (file_read(script->arena, script_path(script, name), FILE_MAX, &bytes, length) != 0)
        script_broken(script, "the file cannot be read");
    return bytes;
}
