/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/arena.h"

#include "unit/check.h"

static char order[64];

static void note(void *handle)
{
    const char *word = handle;
    snprintf(order + strlen(order), sizeof order - strlen(order), "%s ", word);
}

/* An arena and a word in it, for what is called at its end. */
struct late {
    struct arena *arena;
    const char *word;
};

/* What is called may still read the arena's memory, take more of it and leave more to be called. */
static void note_late(void *handle)
{
    const struct late *late = handle;
    arena_at_end(late->arena, note, arena_printf(late->arena, "after-%s", late->word));
    note(arena_printf(late->arena, "%s", late->word));
}

TEST(what_is_held_ends_last_first)
{
    struct arena *ours = arena_new();
    struct late late = { ours, arena_string(ours, "third") };
    memset(order, 0, sizeof order);
    arena_at_end(ours, note, arena_string(ours, "first"));
    arena_at_end(ours, note, arena_string(ours, "second"));
    arena_at_end(ours, note_late, arena_copy(ours, &late, sizeof late));
    expect_text("not before the end", order, "");
    arena_free(ours);
    expect_text("each once", order, "third after-third second first ");
}

TEST(one_arena_ends_in_another)
{
    struct arena *outer = arena_new(), *inner = arena_new();
    memset(order, 0, sizeof order);
    arena_at_end(outer, note, arena_string(outer, "outer"));
    arena_at_end(inner, note, arena_string(inner, "inner"));
    arena_free(inner);
    expect_text("the inner one alone", order, "inner ");
    arena_free(outer);
    expect_text("then the outer one", order, "inner outer ");
    arena_free(NULL);
    arena_free(arena_new());
}

TEST(an_arena_is_emptied_again_and_again)
{
    struct arena *outer = arena_new(), *brief = arena_within(outer);
    memset(order, 0, sizeof order);
    for (int i = 0; i < 3; i++) {
        arena_clear(brief);
        arena_at_end(brief, note, arena_printf(brief, "%d", i));
        arena_alloc(brief, 100000);
    }
    expect_text("but for the last one", order, "0 1 ");
    arena_free(outer);
    expect_text("it ends with the outer one", order, "0 1 2 ");
}

TEST(memory_is_zeroed_and_apart)
{
    char *many[200];
    for (size_t i = 0; i < COUNT_OF(many); i++) {
        size_t size = i * i;
        many[i] = arena_alloc(arena, size);
        for (size_t j = 0; j < size; j++) {
            if (many[i][j] != '\0')
                bad_row("zeroed", "byte %zu of %zu is not", j, size);
            many[i][j] = (char)i;
        }
    }
    for (size_t i = 1; i < COUNT_OF(many); i++) {
        if (many[i][0] != (char)i || many[i][i * i - 1] != (char)i)
            bad_row("apart", "%zu bytes were written over", i * i);
    }
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_held_ends_last_first),
        cmocka_unit_test(one_arena_ends_in_another),
        cmocka_unit_test(an_arena_is_emptied_again_and_again),
        cmocka_unit_test(memory_is_zeroed_and_apart),
    };
    return RUN(tests);
}
