/* SPDX-License-Identifier: BSD-2-Clause */
#include "keep/memory.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/buffer.h"
#include "base/number.h"

/* The file: this line, the identity of the check, when it was saved, the values, the end. The last
 * line has no blank and all others have one, so a file that was cut anywhere lacks it. */
static const char first_line[] = "city-monitoring-plugins memory 1", last_line[] = "end";

struct memory memory_next(struct arena *arena, const struct memory *last, double now)
{
    return (struct memory){
        .arena = arena,
        .trouble = last->trouble,
        .folder = last->folder,
        .file = last->file,
        .identity = last->identity,
        .saved = now,
        .elapsed = NAN,
    };
}

static struct memory_item *find(const struct memory *memory, const char *key)
{
    for (size_t i = 0; i < memory->count; i++) {
        if (strcmp(memory->items[i].key, key) == 0)
            return &memory->items[i];
    }
    return NULL;
}

const char *memory_text(const struct memory *memory, const char *key)
{
    const struct memory_item *item = find(memory, key);
    return item != NULL ? item->value : NULL;
}

double memory_number(const struct memory *memory, const char *key)
{
    const char *text = memory_text(memory, key);
    double value;
    return text != NULL && number_parse(text, &value) ? value : NAN;
}

double memory_time(const struct memory *memory, const char *key, double now)
{
    double when = memory_number(memory, key);
    return when > now ? now : when;
}

double memory_elapsed(double saved, double now)
{
    return saved > now ? NAN : number_most(now - saved, 0.001);
}

static const char *one_line(struct arena *arena, const char *text)
{
    char *copy = arena_string(arena, text);
    for (char *c = copy; *c != '\0'; c++)
        *c = *c == '\n' ? ' ' : *c;
    return copy;
}

static struct memory_item *add(struct memory *memory, const char *key)
{
    memory->items = arena_grow(memory->arena, memory->items, memory->count, &memory->capacity,
                               sizeof *memory->items);
    struct memory_item *item = &memory->items[memory->count++];
    *item = (struct memory_item){ .key = key };
    return item;
}

void memory_put(struct memory *memory, const char *key, const char *value)
{
    struct memory_item *item = find(memory, key);
    if (item == NULL)
        item = add(memory, arena_string(memory->arena, key));
    item->value = one_line(memory->arena, value);
}

void memory_put_number(struct memory *memory, const char *key, double value)
{
    char number[NUMBER_SIZE];
    if (isfinite(value))
        memory_put(memory, key, number_print(number, value));
}

double memory_rise(const struct memory *memory, const char *key, double value)
{
    double before = memory_number(memory, key);
    return value >= before ? value - before : NAN;
}

const char *memory_print(struct arena *arena, const struct memory *memory)
{
    char saved[NUMBER_SIZE];
    struct buffer out = { .arena = arena };
    buffer_printf(&out, "%s\ncheck %s\nsaved %s\n", first_line, one_line(arena, memory->identity),
                  number_print(saved, memory->saved));
    for (size_t i = 0; i < memory->count; i++)
        buffer_printf(&out, "%s %s\n", memory->items[i].key, memory->items[i].value);
    buffer_printf(&out, "%s\n", last_line);
    return out.text;
}

/* The next line without its end; NULL when there is no complete line. */
static const char *take_line(struct arena *arena, const char **bytes, const char *end)
{
    const char *line = *bytes, *stop = memchr(line, '\n', (size_t)(end - line));
    if (stop == NULL || memchr(line, '\0', (size_t)(stop - line)) != NULL)
        return NULL;
    *bytes = stop + 1;
    return arena_copy(arena, line, (size_t)(stop - line));
}

/* The text after a word and one blank; NULL when the line begins with another word. */
static const char *behind(const char *line, const char *word)
{
    size_t length = strlen(word);
    return line != NULL && strncmp(line, word, length) == 0 && line[length] == ' '
               ? line + length + 1
               : NULL;
}

static bool parse_head(struct memory *memory, const char **bytes, const char *end)
{
    const char *first = take_line(memory->arena, bytes, end);
    if (first == NULL || strcmp(first, first_line) != 0)
        return false;
    const char *check = behind(take_line(memory->arena, bytes, end), "check");
    if (check == NULL || strcmp(check, one_line(memory->arena, memory->identity)) != 0)
        return false;
    const char *saved = behind(take_line(memory->arena, bytes, end), "saved");
    return saved != NULL && number_parse(saved, &memory->saved);
}

bool memory_parse(struct memory *memory, const char *bytes, size_t length)
{
    const char *end = bytes + length, *line;
    if (length == 0 || !parse_head(memory, &bytes, end))
        return false;
    while (bytes < end && (line = take_line(memory->arena, &bytes, end)) != NULL) {
        size_t key = strcspn(line, " ");
        if (strcmp(line, last_line) == 0)
            return bytes == end;
        if (line[key] == '\0' || key == 0)
            return false;
        add(memory, arena_copy(memory->arena, line, key))->value = line + key + 1;
    }
    return false;
}

/* FNV-1a. Somebody who looks for two checks with the same hash gets two checks that share a file,
 * and each of them sees that the memory is not its own. */
static uint64_t hash(const char *text)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
    return hash;
}

const char *memory_file_name(struct arena *arena, const char *identity, long uid)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
    return arena_printf(arena, "%.*s.%ld.%016llx", (int)strspn(identity, plain), identity, uid,
                        (unsigned long long)hash(identity));
}
