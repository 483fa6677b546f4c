/* SPDX-License-Identifier: BSD-2-Clause */
/* fake/memory.c - stands in for lib/keep/memory_file.c when cases are played. What a check knows
 * from its last run stands in the file `memory` of the case; without it this is the first run.
 *
 *     KEY VALUE         a line for each
 *     @age SECONDS      so long ago; default: 300; less than 0: the clock was set back
 *     @trouble NAME     nothing is known, and why, as lib/keep/memory.h calls it: `@trouble
 * foreign`
 *     @lost             what this run saves does not arrive
 *
 * What a run must save stands in the file `remembers`, where there is one: first `@identity` and
 * whose memory it is, then a line for each key as above, in which `~` is any text; or `@nothing`.
 * UPDATE_CASES=1 writes it again; begin with an empty one. */
#include "keep/memory.h"

#include <math.h>
#include <string.h>

#include "base/buffer.h"
#include "fake/fake.h"
#include "base/file.h"
#include "base/lines.h"
#include "fake/script.h"

enum { FILE_MAX = 1024 * 1024 };
static const double usual_age = 300;

static const char *const troubles[] = {
    [MEMORY_KNOWN] = "known",     [MEMORY_FIRST] = "first",   [MEMORY_NO_PLACE] = "no-place",
    [MEMORY_FOREIGN] = "foreign", [MEMORY_BROKEN] = "broken", NULL,
};

/* Of the run that loaded its memory last. */
static bool lost, saved;

static void read_line(struct script *script, double now, struct memory *memory)
{
    const char *word = script_word(script);
    if (strcmp(word, "@age") == 0)
        memory->saved = now - script_number(script);
    else if (strcmp(word, "@trouble") == 0)
        memory->trouble = (enum memory_trouble)script_choice(script, troubles);
    else if (strcmp(word, "@lost") == 0)
        lost = true;
    else
        memory_put(memory, word, script_rest(script));
}

/* ---- what was saved ---- */

static const char *remembered(struct arena *arena, const struct memory *memory)
{
    struct buffer out = { .arena = arena };
    buffer_printf(&out, "@identity %s\n", memory->identity);
    for (size_t i = 0; i < memory->count; i++)
        buffer_printf(&out, "%s %s\n", memory->items[i].key, memory->items[i].value);
    return out.text;
}

static void write_anew(const char *text)
{
    FILE *file = fopen("remembers", "w");
    if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0)
        case_fail("`remembers` cannot be written");
}

/* What was saved, or `@nothing`, against what the case expects. */
static void compare(struct arena *arena, const char *got)
{
    char *wanted;
    size_t length;
    struct line *wants, *gots;
    size_t nwants, ngots;
    if (file_read(arena, "remembers", FILE_MAX, &wanted, &length) != 0)
        return;
    lines_split(arena, wanted, length, &wants, &nwants);
    lines_split(arena, got, strlen(got), &gots, &ngots);
    bool same = nwants == ngots;
    for (size_t i = 0; same && i < ngots; i++)
        same = case_line_matches(wants[i].text, gots[i].text);
    if (same)
        return;
    if (case_updates()) {
        write_anew(got);
        return;
    }
    case_fail("what the run saved is not what `remembers` says:");
    for (size_t i = 0; i < nwants; i++)
        case_fail("- %s", wants[i].text);
    for (size_t i = 0; i < ngots; i++)
        case_fail("+ %s", gots[i].text);
}

static void look_for_nothing(void *handle)
{
    if (!saved)
        compare(handle, "@nothing\n");
}

/* ---- what lib/keep/memory.h promises ---- */

void memory_file_load(struct run *run, const struct memory_options *options, const char *identity,
                      struct memory *memory)
{
    const char *folder = options->state_dir;
    struct script script;
    *memory = (struct memory){ .arena = run->arena, .trouble = MEMORY_FIRST, .elapsed = NAN };
    memory->folder = folder != NULL ? folder : "/var/lib/city-monitoring-plugins";
    memory->identity = arena_string(run->arena, identity);
    memory->file = arena_printf(run->arena, "%s/%s", memory->folder,
                                memory_file_name(run->arena, identity, 999));
    lost = saved = false;
    arena_at_end(run->arena, look_for_nothing, run->arena);
    if (!script_open(&script, run->arena, "memory"))
        return;
    memory->trouble = MEMORY_KNOWN;
    memory->saved = run->now - usual_age;
    while (script_line(&script))
        read_line(&script, run->now, memory);
    memory->elapsed = memory_elapsed(memory->saved, run->now);
    if (memory->trouble == MEMORY_KNOWN)
        return;
    memory->elapsed = NAN;
    memory->count = 0;
}

bool memory_file_save(struct run *run, const struct memory *memory)
{
    saved = true;
    compare(run->arena, remembered(run->arena, memory));
    return !lost;
}
