/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/hint.h"

#include "unit/check.h"

static const char *const words[] = { "hostname", "port",    "timeout", "warning", "critical",
                                     "output",   "verbose", "ca",      "starttls" };

static const struct {
    const char *text, *nearest;
} rows[] = {
    { "hostnam", "hostname" },
    { "hostnmae", "hostname" },
    { "host-name", "hostname" },
    { "prot", "port" },
    { "pport", "port" },
    { "por", "port" },
    { "tiemout", "timeout" },
    { "waring", "warning" },
    { "warnning", "warning" },
    { "critcal", "critical" },
    { "Output", "output" },
    { "verbsoe", "verbose" },
    { "starttsl", "starttls" },
    { "port", "port" },
    { "ca", "ca" },
    { "cb", NULL },
    { "c", NULL },
    { "", NULL },
    { "xyz", NULL },
    { "bogus", NULL },
    { "somethingelse", NULL },
};

TEST(what_was_probably_meant)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect_text(rows[i].text, hint_nearest(rows[i].text, words, COUNT_OF(words)),
                    rows[i].nearest);
    expect_text("no words", hint_nearest("port", words, 0), NULL);
}

TEST(long_texts_are_near_to_nothing)
{
    static const size_t lengths[] = { 1, 2, 3, 39, 40, 41, 119, 120, 121, 5000 };
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        const char *row = arena_printf(arena, "%zu bytes", lengths[i]);
        expect_text(row, hint_nearest(repeated('q', lengths[i]), words, COUNT_OF(words)), NULL);
    }
    const char *long_word = repeated('w', 100);
    expect_text("a long word", hint_nearest("port", &long_word, 1), NULL);
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_probably_meant),
        cmocka_unit_test(long_texts_are_near_to_nothing),
    };
    return RUN(tests);
}
