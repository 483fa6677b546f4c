/* SPDX-License-Identifier: BSD-2-Clause */
#include "keep/pause.h"

#include "unit/check.h"

static const double retry = 300;

static struct memory empty(void)
{
    return (struct memory){ .arena = arena, .elapsed = 60 };
}

/* What one that hung first and was asked last at these times leaves to the next run. */
static struct memory hung(const char *name, double since, double tried)
{
    struct memory last = empty(), next = memory_next(arena, &last, tried);
    struct pause pause = pause_load(&last, name, since, retry);
    pause_note(&pause, true, since);
    pause_note(&pause, true, tried);
    pause_save(&pause, &next, name);
    return next;
}

TEST(a_question_that_hung_waits)
{
    struct memory none = empty(), once = hung("search", 1000, 1000);
    struct pause pause = pause_load(&none, "search", 1000, retry);
    expect("never hung", isnan(pause.since) && !pause.paused, "is not asked");
    pause = pause_load(&once, "search", 1299, retry);
    expect("just hung", pause.paused, "is asked");
    pause = pause_load(&once, "list", 1299, retry);
    expect("another one", isnan(pause.since) && !pause.paused, "is not asked");
    pause = pause_load(&once, "search", 1300, retry);
    expect("the time is over", !pause.paused, "is not asked");
    pause_note(&pause, true, 1300);
    expect_number("still since", pause.since, 1000);
    expect_number("tried", pause.tried, 1300);
}

TEST(one_that_is_answered_is_forgotten)
{
    struct memory last = hung("search", 1000, 1300), next = memory_next(arena, &last, 1600);
    struct pause pause = pause_load(&last, "search", 1600, retry);
    pause_note(&pause, false, 1600);
    pause_save(&pause, &next, "search");
    expect_int("values", (long)next.count, 0);
}

/* The keys are in files on many hosts. */
TEST(what_is_written)
{
    struct memory next = hung("package_search.links", 1000, 1300);
    expect_number("since", memory_number(&next, "hung-since.package_search.links"), 1000);
    expect_number("tried", memory_number(&next, "hung-tried.package_search.links"), 1300);
    expect_int("values", (long)next.count, 2);
}

TEST(the_oldest_one)
{
    struct memory last = empty();
    double since = 7;
    expect_text("none", pause_oldest(&last, 2000, &since), NULL);
    expect_number("none", since, 7);
    memory_put_number(&last, "hung-since.search", 1000);
    memory_put_number(&last, "hung-since.list.links", 900);
    memory_put_number(&last, "hung-since.jobs", 5000);
    memory_put(&last, "hung-since.word", "yesterday");
    memory_put_number(&last, "hung-tried.other", 1);
    expect_text("the name up to the point", pause_oldest(&last, 2000, &since), "list");
    expect_number("since", since, 900);
}

/* The clock was set back by more than an hour: what hung is still known, and from now on. */
TEST(a_clock_that_was_set_back)
{
    struct memory last = hung("search", 5000, 5300), next = memory_next(arena, &last, 1000);
    struct pause pause = pause_load(&last, "search", 1000, retry);
    double since;
    expect_number("since is not ahead", pause.since, 1000);
    expect("it waits", pause.paused, "is asked");
    expect_text("the oldest", pause_oldest(&last, 1000, &since), "search");
    expect_number("the oldest", since, 1000);
    pause_save(&pause, &next, "search");
    pause = pause_load(&next, "search", 1299, retry);
    expect("it still waits", pause.paused, "is asked");
    expect_number("and stays since then", pause.since, 1000);
    expect("but not for ever", !pause_load(&next, "search", 1300, retry).paused, "is not asked");
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(a_question_that_hung_waits),
        cmocka_unit_test(one_that_is_answered_is_forgotten),
        cmocka_unit_test(what_is_written),
        cmocka_unit_test(the_oldest_one),
        cmocka_unit_test(a_clock_that_was_set_back),
    };
    return RUN(tests);
}
