/* SPDX-License-Identifier: BSD-2-Clause */
#include "keep/rotation.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

static const char *key_of(struct arena *arena, const char *name, const char *what)
{
    return arena_printf(arena, "%s.%s", name, what);
}

/* A whole number from the memory; 0 when it is not one. */
static double whole(const struct memory *memory, const char *key)
{
    double value = number_whole(memory_number(memory, key));
    return value > 0 && value < 1e9 ? value : 0;
}

static void add(struct rotation *rotation, const char *key, const char *value, double round)
{
    if (rotation->count >= ROTATION_MAX)
        return;
    rotation->entries = arena_grow(rotation->arena, rotation->entries, rotation->count,
                                   &rotation->capacity, sizeof *rotation->entries);
    rotation->entries[rotation->count++] = (struct rotation_entry){
        .key = arena_string(rotation->arena, key),
        .value = arena_string(rotation->arena, value),
        .round = round,
    };
}

struct rotation rotation_load(struct arena *arena, const struct memory *last, const char *name)
{
    struct rotation rotation = { .arena = arena, .name = name };
    const char *prefix = arena_printf(arena, "%s:", name);
    size_t length = strlen(prefix);
    rotation.place = whole(last, key_of(arena, name, "place"));
    rotation.within = whole(last, key_of(arena, name, "within"));
    rotation.round = whole(last, key_of(arena, name, "round"));
    for (size_t i = 0; i < last->count; i++) {
        const struct memory_item *item = &last->items[i];
        size_t digits = strcspn(item->value, " ");
        double round;
        if (strncmp(item->key, prefix, length) == 0 && item->value[digits] == ' ' &&
            number_parse(arena_copy(arena, item->value, digits), &round))
            add(&rotation, item->key + length, item->value + digits + 1, round);
    }
    return rotation;
}

void rotation_save(const struct rotation *rotation, struct memory *next)
{
    char round[NUMBER_SIZE];
    memory_put_number(next, key_of(next->arena, rotation->name, "place"), rotation->place);
    memory_put_number(next, key_of(next->arena, rotation->name, "within"), rotation->within);
    memory_put_number(next, key_of(next->arena, rotation->name, "round"), rotation->round);
    for (size_t i = 0; i < rotation->count; i++) {
        const struct rotation_entry *entry = &rotation->entries[i];
        memory_put(next, arena_printf(next->arena, "%s:%s", rotation->name, entry->key),
                   arena_printf(next->arena, "%s %s", number_print(round, entry->round),
                                entry->value));
    }
}

const struct rotation_entry *rotation_find(const struct rotation *rotation, const char *key)
{
    for (size_t i = 0; i < rotation->count; i++) {
        if (strcmp(rotation->entries[i].key, key) == 0)
            return &rotation->entries[i];
    }
    return NULL;
}

void rotation_drop(struct rotation *rotation, const char *key)
{
    const struct rotation_entry *entry = rotation_find(rotation, key);
    if (entry == NULL)
        return;
    size_t at = (size_t)(entry - rotation->entries);
    rotation->count--;
    memmove(&rotation->entries[at], &rotation->entries[at + 1],
            (rotation->count - at) * sizeof *rotation->entries);
}

void rotation_put(struct rotation *rotation, const char *key, const char *value)
{
    rotation_drop(rotation, key);
    add(rotation, key, value, rotation->round);
}

void rotation_renew(struct rotation *rotation, const char *key, const char *value)
{
    const struct rotation_entry *entry = rotation_find(rotation, key);
    double round = entry != NULL ? entry->round : rotation->round;
    rotation_drop(rotation, key);
    add(rotation, key, value, round);
}

void rotation_move(struct rotation *rotation, size_t place, size_t within, size_t total)
{
    size_t kept = 0;
    rotation->place = (double)place;
    rotation->within = (double)within;
    if (place < total)
        return;
    for (size_t i = 0; i < rotation->count; i++) {
        if (rotation->entries[i].round >= rotation->round)
            rotation->entries[kept++] = rotation->entries[i];
    }
    rotation->count = kept;
    rotation->place = rotation->within = 0;
    rotation->round++;
}
