/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One page of small objects; larger objects get a block of their own. Under sanitizers every object
 * gets its own block, because they cannot see an overflow inside a block. */
#ifdef ARENA_ONE_MALLOC_EACH
enum { BLOCK_SIZE = 0 };
#else
enum { BLOCK_SIZE = 16 * 1024 };
#endif

struct block {
    struct block *next;
    size_t used, size;
    max_align_t data[];
};

struct closing {
    struct closing *next;
    void (*close)(void *handle);
    void *handle;
};

struct arena {
    struct block *blocks;
    struct closing *closings; /* the last one first */
};

static _Noreturn void out_of_memory(void)
{
    static const char line[] = "UNKNOWN - out of memory\n";
    ssize_t ignored = write(STDOUT_FILENO, line, sizeof line - 1);
    (void)ignored; /* nothing is left to do when even this fails */
    _exit(3);
}

static void *or_die(void *memory)
{
    if (memory == NULL)
        out_of_memory();
    return memory;
}

struct arena *arena_new(void)
{
    return or_die(calloc(1, sizeof(struct arena)));
}

void arena_clear(struct arena *arena)
{
    while (arena->closings != NULL) {
        struct closing *closing = arena->closings;
        arena->closings = closing->next;
        closing->close(closing->handle);
    }
    for (struct block *block = arena->blocks, *next; block != NULL; block = next) {
        next = block->next;
        free(block);
    }
    arena->blocks = NULL;
}

void arena_free(struct arena *arena)
{
    if (arena != NULL)
        arena_clear(arena);
    free(arena);
}

static void *new_block(struct arena *arena, size_t size, size_t capacity)
{
    struct block *block = or_die(calloc(1, sizeof *block + capacity));
    block->used = size;
    block->size = capacity;
    /* A large block must not hide the space that is left in the current one. */
    if (arena->blocks != NULL && capacity == size) {
        block->next = arena->blocks->next;
        arena->blocks->next = block;
    } else {
        block->next = arena->blocks;
        arena->blocks = block;
    }
    return block->data;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        out_of_memory();
#ifdef ARENA_ONE_MALLOC_EACH
    return new_block(arena, size, size);
#else
    size_t step = _Alignof(max_align_t);
    size = (size + step - 1) / step * step;
    struct block *block = arena->blocks;
    if (block != NULL && block->size - block->used >= size) {
        void *place = (char *)block->data + block->used;
        block->used += size;
        return place;
    }
    return new_block(arena, size, size > BLOCK_SIZE / 4 ? size : BLOCK_SIZE);
#endif
}

void arena_at_end(struct arena *arena, void (*close)(void *), void *handle)
{
    struct closing *closing = arena_alloc(arena, sizeof *closing);
    *closing = (struct closing){ arena->closings, close, handle };
    arena->closings = closing;
}

static void end_arena(void *arena)
{
    arena_free(arena);
}

struct arena *arena_within(struct arena *outer)
{
    struct arena *arena = arena_new();
    arena_at_end(outer, end_arena, arena);
    return arena;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / 2 / size)
        out_of_memory();
    return arena_alloc(arena, count * size);
}

char *arena_copy(struct arena *arena, const void *bytes, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);
    if (length > 0)
        memcpy(copy, bytes, length);
    return copy;
}

char *arena_string(struct arena *arena, const char *string)
{
    return arena_copy(arena, string, strlen(string));
}

char *arena_vprintf(struct arena *arena, const char *format, va_list list)
{
    va_list again;
    va_copy(again, list);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    /* Only a broken multibyte argument could fail here, and we never pass one. */
    if (length < 0)
        return arena_string(arena, format);
    char *text = arena_alloc(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, list);
    return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    char *text = arena_vprintf(arena, format, list);
    va_end(list);
    return text;
}

void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    size_t larger = *capacity == 0 ? 8 : *capacity * 2;
    void *moved = arena_array(arena, larger, size);
    if (count > 0)
        memcpy(moved, items, count * size);
    *capacity = larger;
    return moved;
}
