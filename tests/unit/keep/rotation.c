/* SPDX-License-Identifier: BSD-2-Clause */
#include "keep/rotation.h"

#include "unit/check.h"

static struct memory empty(void)
{
    return (struct memory){ .arena = arena, .trouble = MEMORY_FIRST, .identity = "x" };
}

/* What one run saves and the next one loads. */
static struct rotation next_run(const struct rotation *rotation)
{
    struct memory last = empty(), next = memory_next(arena, &last, 0), back = empty();
    rotation_save(rotation, &next);
    const char *text = memory_print(arena, &next);
    if (!memory_parse(&back, text, strlen(text)))
        bad_row("memory", "is broken: %s", text);
    return rotation_load(arena, &back, rotation->name);
}

static const char *value_of(const struct rotation *rotation, const char *key)
{
    const struct rotation_entry *entry = rotation_find(rotation, key);
    return entry != NULL ? entry->value : NULL;
}

TEST(the_first_run_begins_at_the_beginning)
{
    struct memory first = empty();
    struct rotation rotation = rotation_load(arena, &first, "walk");
    expect_number("place", rotation.place, 0);
    expect_number("within", rotation.within, 0);
    expect_number("round", rotation.round, 0);
    expect_int("entries", (long)rotation.count, 0);
}

TEST(the_next_run_goes_on)
{
    struct memory first = empty();
    struct rotation rotation = rotation_load(arena, &first, "walk");
    rotation_put(&rotation, "ds001", "3 架空市 | x");
    rotation_put(&rotation, "https://a.example/?b=c:d", "1 404 ds002");
    rotation_put(&rotation, "empty", "");
    rotation_move(&rotation, 50, 7, 200);
    rotation = next_run(&rotation);
    expect_number("place", rotation.place, 50);
    expect_number("within", rotation.within, 7);
    expect_number("round", rotation.round, 0);
    expect_text("blanks", value_of(&rotation, "ds001"), "3 架空市 | x");
    expect_text("colons", value_of(&rotation, "https://a.example/?b=c:d"), "1 404 ds002");
    expect_text("empty", value_of(&rotation, "empty"), "");
    expect_text("another", value_of(&rotation, "ds002"), NULL);
}

TEST(two_walks_do_not_meet)
{
    struct memory last = empty(), next = memory_next(arena, &last, 0);
    struct rotation a = rotation_load(arena, &last, "a"), ab = rotation_load(arena, &last, "ab");
    rotation_put(&a, "key", "of a");
    rotation_move(&a, 1, 0, 9);
    rotation_put(&ab, "key", "of ab");
    rotation_move(&ab, 2, 0, 9);
    rotation_save(&a, &next);
    rotation_save(&ab, &next);
    a = rotation_load(arena, &next, "a");
    ab = rotation_load(arena, &next, "ab");
    expect_number("place of a", a.place, 1);
    expect_number("place of ab", ab.place, 2);
    expect_int("entries of a", (long)a.count, 1);
    expect_int("entries of ab", (long)ab.count, 1);
    expect_text("a", value_of(&a, "key"), "of a");
    expect_text("ab", value_of(&ab, "key"), "of ab");
}

TEST(what_is_not_met_again_is_dropped)
{
    struct memory first = empty();
    struct rotation rotation = rotation_load(arena, &first, "walk");
    rotation_put(&rotation, "stays", "1");
    rotation_put(&rotation, "leaves", "1");
    rotation_move(&rotation, 10, 0, 10);
    expect_number("place", rotation.place, 0);
    expect_number("round", rotation.round, 1);
    rotation = next_run(&rotation);
    expect_int("found in the round that ended", (long)rotation.count, 2);
    rotation_move(&rotation, 5, 0, 10);
    rotation_put(&rotation, "stays", "2");
    rotation = next_run(&rotation);
    expect_int("half way", (long)rotation.count, 2);
    rotation_move(&rotation, 10, 3, 10);
    expect_text("met", value_of(&rotation, "stays"), "2");
    expect_text("not met", value_of(&rotation, "leaves"), NULL);
    expect_number("within", rotation.within, 0);
}

TEST(to_look_out_of_turn_is_not_to_meet)
{
    struct memory first = empty();
    struct rotation rotation = rotation_load(arena, &first, "walk");
    rotation_put(&rotation, "a", "1");
    rotation_put(&rotation, "b", "1");
    rotation_move(&rotation, 10, 0, 10);
    rotation_renew(&rotation, "a", "2");
    expect_text("value", value_of(&rotation, "a"), "2");
    expect_text("the one that waits longest", rotation.entries[0].key, "b");
    rotation_move(&rotation, 10, 0, 10);
    expect_int("count", (long)rotation.count, 0);
}

TEST(an_empty_list_has_no_places)
{
    struct memory first = empty();
    struct rotation rotation = rotation_load(arena, &first, "walk");
    rotation_put(&rotation, "a", "1");
    rotation_move(&rotation, 0, 0, 0);
    rotation_move(&rotation, 0, 0, 0);
    expect_number("place", rotation.place, 0);
    expect_int("count", (long)rotation.count, 0);
}

TEST(there_is_an_end_to_what_is_kept)
{
    struct memory first = empty();
    struct rotation rotation = rotation_load(arena, &first, "walk");
    for (int i = 0; i < ROTATION_MAX + 10; i++)
        rotation_put(&rotation, arena_printf(arena, "key%d", i), "1");
    expect_int("count", (long)rotation.count, ROTATION_MAX);
    rotation_put(&rotation, "key0", "2");
    expect_text("a known one", value_of(&rotation, "key0"), "2");
    rotation_drop(&rotation, "key1");
    rotation_drop(&rotation, "nobody");
    rotation_put(&rotation, "key509", "1");
    expect_text("a new one in its place", value_of(&rotation, "key509"), "1");
}

TEST(nonsense_is_left_out)
{
    struct memory last = empty();
    memory_put(&last, "walk.place", "-5");
    memory_put(&last, "walk.within", "1e12");
    memory_put(&last, "walk.round", "three");
    memory_put(&last, "walk:no-round", "");
    memory_put(&last, "walk:no-number", "x value");
    memory_put(&last, "walk:no-value", "1");
    memory_put(&last, "walk:good", "1 value");
    struct rotation rotation = rotation_load(arena, &last, "walk");
    expect_number("place", rotation.place, 0);
    expect_number("within", rotation.within, 0);
    expect_number("round", rotation.round, 0);
    expect_int("entries", (long)rotation.count, 1);
    expect_text("good", value_of(&rotation, "good"), "value");
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_run_begins_at_the_beginning),
        cmocka_unit_test(the_next_run_goes_on),
        cmocka_unit_test(two_walks_do_not_meet),
        cmocka_unit_test(what_is_not_met_again_is_dropped),
        cmocka_unit_test(to_look_out_of_turn_is_not_to_meet),
        cmocka_unit_test(an_empty_list_has_no_places),
        cmocka_unit_test(there_is_an_end_to_what_is_kept),
        cmocka_unit_test(nonsense_is_left_out),
    };
    return RUN(tests);
}
