/* SPDX-License-Identifier: BSD-2-Clause */
#include "keep/watch.h"

#include "base/when.h"
#include "unit/check.h"

static const double start = 1795284000;
static const struct levels levels = {
    .warn = { .value = 10, .percent = true, .set = true },
    .crit = { .value = 50, .percent = true, .set = true },
};

/* One run after the other; all that it may know is what the last one saved. */
static struct memory last;

static struct watch look(double value, double now)
{
    struct watch watch = watch_look(&last, "figure", "fewer", value, &levels, now);
    struct memory next = memory_next(arena, &last, now);
    watch_save(&watch, &next, "figure", "fewer");
    last = next;
    return watch;
}

static void begin(void)
{
    last = (struct memory){ .arena = arena, .trouble = MEMORY_FIRST };
}

static void expect_watch(const char *row, struct watch got, enum state state, double usual,
                         double since)
{
    expect_int(row, got.state, state);
    expect_number(row, got.usual, usual);
    expect_number(row, got.since, since);
}

TEST(a_loss_is_held_for_a_day)
{
    begin();
    expect_watch("the first run", look(1000, start), OK, 1000, NAN);
    expect_watch("a little", look(950, start + 60), OK, 950, NAN);
    expect_watch("a loss", look(800, start + 120), WARNING, 950, start + 120);
    expect_watch("it stays", look(800, start + 180), WARNING, 950, start + 120);
    expect_watch("and grows", look(400, start + 240), CRITICAL, 950, start + 120);
    expect_watch("to the end", look(800, start + DAY + 119), WARNING, 950, start + 120);
    expect_watch("of a day", look(800, start + DAY + 120), OK, 800, NAN);
    expect_watch("the next one", look(300, start + DAY + 180), CRITICAL, 800, start + DAY + 180);
    expect_watch("is over at once", look(800, start + DAY + 240), OK, 800, NAN);
    expect_watch("more is no loss", look(8000, start + DAY + 300), OK, 8000, NAN);
}

TEST(nothing_is_held_for_as_long_as_it_lasts)
{
    begin();
    look(1000, start);
    expect_watch("nothing", look(0, start + 60), CRITICAL, 1000, start + 60);
    expect_watch("for days", look(0, start + 9 * DAY), CRITICAL, 1000, start + 60);
    expect_watch("some are back", look(400, start + 9 * DAY + 60), OK, 400, NAN);
    begin();
    expect_watch("nothing from the first", look(0, start), OK, 0, NAN);
    expect_watch("and still", look(0, start + 60), OK, 0, NAN);
}

TEST(what_cannot_be_seen_changes_nothing)
{
    begin();
    expect_watch("nothing is known", look(NAN, start), OK, NAN, NAN);
    expect_int("and remembered", (long)last.count, 0);
    look(1000, start + 60);
    look(800, start + 120);
    expect_watch("not said", look(NAN, start + 180), OK, 1000, start + 120);
    expect_watch("not forgotten", look(800, start + 240), WARNING, 1000, start + 120);
}

TEST(limits_that_are_not_set)
{
    static const struct levels none = { .warn = { .set = false } };
    begin();
    look(1000, start);
    struct watch watch = watch_look(&last, "figure", "fewer", 0, &none, start + 60);
    expect_watch("no limits", watch, OK, 0, NAN);
}

/* A check that runs once a day or less often sees a loss, too. */
TEST(a_loss_counts_from_the_run_that_finds_it)
{
    begin();
    look(1000, start);
    expect_watch("a day later", look(800, start + DAY + 1), WARNING, 1000, start + DAY + 1);
    expect_watch("and one more", look(800, start + 2 * DAY + 2), OK, 800, NAN);
    look(1000, start + 3 * DAY);
    expect_watch("a week later", look(400, start + 10 * DAY), CRITICAL, 1000, start + 10 * DAY);
}

TEST(a_clock_that_was_set_back)
{
    begin();
    look(1000, start);
    look(800, start + 60);
    expect_watch("it counts from now on", look(800, start - 1e8), WARNING, 1000, start - 1e8);
    expect_watch("for a day", look(800, start - 1e8 + DAY), OK, 800, NAN);
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loss_is_held_for_a_day),
        cmocka_unit_test(nothing_is_held_for_as_long_as_it_lasts),
        cmocka_unit_test(what_cannot_be_seen_changes_nothing),
        cmocka_unit_test(limits_that_are_not_set),
        cmocka_unit_test(a_loss_counts_from_the_run_that_finds_it),
        cmocka_unit_test(a_clock_that_was_set_back),
    };
    return RUN(tests);
}
