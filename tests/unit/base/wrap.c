/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/wrap.h"

#include "unit/check.h"

static const struct {
    const char *text;
    size_t width;
} widths[] = {
    { "", 0 },         { "abc", 3 },  { "\u00e9\u2026", 2 }, { "\u65e5\u672c", 4 },
    { "a\u3001b", 4 }, { "\xff", 2 },
};

TEST(japanese_takes_two_columns)
{
    for (size_t i = 0; i < COUNT_OF(widths); i++)
        expect_int(widths[i].text, (long)wrap_width(widths[i].text), (long)widths[i].width);
}

/* So many characters, each the same. */
static const char *many(size_t count, const char *character)
{
    struct buffer out = { .arena = arena };
    buffer_put(&out, "");
    for (size_t i = 0; i < count; i++)
        buffer_put(&out, character);
    return out.text;
}

/* The text begins in column 4 and goes on in column 2. */
static const char *wrapped(const char *text)
{
    struct buffer out = { .arena = arena };
    buffer_put(&out, "    ");
    wrap_text(&out, 4, 2, text);
    return out.text;
}

TEST(lines_end_at_blanks)
{
    const char *a74 = many(74, "a"), *a75 = many(75, "a"), *a76 = many(76, "a");
    expect_text("empty", wrapped(""), "    \n");
    expect_text("words", wrapped(" one  two "), "    one two\n");
    expect_text("a line feed", wrapped("one\ntwo"), "    one\n  two\n");
    expect_text("a paragraph", wrapped("one\n\ntwo\n"), "    one\n\n  two\n");
    expect_text("full", wrapped(a75), arena_printf(arena, "    %s\n", a75));
    expect_text("a word too long", wrapped(a76), arena_printf(arena, "    %s\n", a76));
    expect_text("one too many", wrapped(arena_printf(arena, "%s b", a74)),
                arena_printf(arena, "    %s\n  b\n", a74));
    expect_text("just fits", wrapped(arena_printf(arena, "%s b", many(73, "a"))),
                arena_printf(arena, "    %s b\n", many(73, "a")));
    expect_text("no end at glue", wrapped(arena_printf(arena, "%s b\x1f(c", many(71, "a"))),
                arena_printf(arena, "    %s\n  b (c\n", many(71, "a")));
}

TEST(lines_end_between_japanese_characters)
{
    const char *full = many(37, "\u3042");
    expect_text("full", wrapped(full), arena_printf(arena, "    %s\n", full));
    expect_text("one too many", wrapped(arena_printf(arena, "%s\u3044", full)),
                arena_printf(arena, "    %s\n  \u3044\n", full));
    static const char *const closing[] = { "\u3002", "\u30fc", "\u30e5", "\uff09", ":" };
    for (size_t i = 0; i < COUNT_OF(closing); i++) {
        const char *text = arena_printf(arena, "%s\u3044%s", many(36, "\u3042"), closing[i]);
        const char *wanted = closing[i][0] == ':'
                                 ? arena_printf(arena, "    %s\u3044:\n", many(36, "\u3042"))
                                 : arena_printf(arena, "    %s\n  \u3044%s\n", many(36, "\u3042"),
                                                closing[i]);
        expect_text(closing[i], wrapped(text), wanted);
    }
    expect_text("an opening mark",
                wrapped(arena_printf(arena, "%s\uff08\u3044", many(36, "\u3042"))),
                arena_printf(arena, "    %s\n  \uff08\u3044\n", many(36, "\u3042")));
    expect_text("a word between", wrapped(arena_printf(arena, "%sabc", many(37, "\u3042"))),
                arena_printf(arena, "    %s\n  abc\n", many(37, "\u3042")));
}

static const struct {
    const char *command, *wrapped;
} commands[] = {
    { "check_x -H a", "    check_x -H a\n" },
    { "check_x --aaaaaaaaaa=1 -b", "    check_x --aaaaaaaaaa=1 -b\n" },
    { "check_x --aaaaaaaaaa=1 -b c", "    check_x --aaaaaaaaaa=1 \\\n        -b c\n" },
    { "check_x -q 'a b  c d e f g'", "    check_x -q \\\n        'a b  c d e f g'\n" },
    { "check_x --q=\"it's a word\" d", "    check_x \\\n        --q=\"it's a word\" d\n" },
    { "a-long-command-without-a-blank", "    a-long-command-without-a-blank\n" },
};

TEST(commands_go_on_behind_a_backslash)
{
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        struct buffer out = { .arena = arena };
        wrap_command(&out, 4, 29, commands[i].command);
        expect_text(commands[i].command, out.text, commands[i].wrapped);
    }
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(japanese_takes_two_columns),
        cmocka_unit_test(lines_end_at_blanks),
        cmocka_unit_test(lines_end_between_japanese_characters),
        cmocka_unit_test(commands_go_on_behind_a_backslash),
    };
    return RUN(tests);
}
