/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/text.h"

#include "unit/check.h"

#define ELLIPSIS "\xe2\x80\xa6"
#define BROKEN   "\xef\xbf\xbd"

struct row {
    const char *bytes;
    size_t length, max;
    const char *clean;
};

static const struct row rows[] = {
    { "plain", 5, 512, "plain" },
    { "", 0, 512, "" },
    { "a|b|c", 5, 512, "a/b/c" },
    { "a<b>&c", 6, 512,
      "a\xe2\x80\xb9"
      "b>&c" },
    { "a\nb\r\tc\x1b[0m", 10, 512, "a b  c [0m" },
    { "\x01\x7f\x1f", 3, 512, "   " },
    { "a\0b", 3, 512, "a b" },
    { "\xc2\x80\xc2\x9b\xc2\x9f\xc2\xa0", 8, 512, "   \xc2\xa0" },
    { "a\xe2\x80\xa8"
      "b\xe2\x80\xa9"
      "c",
      9, 512, "a b c" },
    { "\xe2\x80\xa7\xe2\x80\xb0", 6, 512, "\xe2\x80\xa7\xe2\x80\xb0" },
    { "a\xe2\x80\x8e\xe2\x80\x8f"
      "b\xe2\x80\xaa\xe2\x80\xae\xe2\x81\xa6\xe2\x81\xa9"
      "c",
      21, 512, "a  b    c" },
    /* Neighbours of what cannot be seen, and those. */
    { "\xe2\x80\x8a\xe2\x80\x90\xe2\x80\xaf\xe2\x81\x9f\xe2\x81\xb0", 15, 512,
      "\xe2\x80\x8a\xe2\x80\x90\xe2\x80\xaf\xe2\x81\x9f\xe2\x81\xb0" },
    { "\xef\xbb\xbf"
      "a\xe2\x80\x8b\xe2\x80\x8d\xc2\xad\xe2\x81\xa0\xf3\xa0\x81\x81"
      "b",
      20, 512, " a     b" },
    { "\xe6\x97\xa5\xf0\x9f\x98\x80", 7, 512, "\xe6\x97\xa5\xf0\x9f\x98\x80" },
    { "\xff", 1, 512, BROKEN },
    { "a\x80"
      "b",
      3, 512, "a" BROKEN "b" },
    { "\xc3", 1, 512, BROKEN },
    { "\xe6\x97", 2, 512, BROKEN BROKEN },
    { "\xf0\x9f\x98", 3, 512, BROKEN BROKEN BROKEN },
    { "\xc0\x80", 2, 512, BROKEN BROKEN },
    { "\xed\xa0\x80", 3, 512, BROKEN BROKEN BROKEN },
    { "\xf4\x90\x80\x80", 4, 512, BROKEN BROKEN BROKEN BROKEN },
    { "12345678", 8, 8, "12345678" },
    { "123456789", 9, 8, "12345" ELLIPSIS },
    { "12345678901234567890", 20, 8, "12345" ELLIPSIS },
    { "1234567\xc3\xa4", 9, 9, "1234567\xc3\xa4" },
    { "1234567\xc3\xa4", 9, 8, "12345" ELLIPSIS },
    { "1234\xc3\xa4"
      "789",
      9, 8, "1234" ELLIPSIS },
    { "\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5", 9, 9, "\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5" },
    { "\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5", 9, 8, "\xe6\x97\xa5" ELLIPSIS },
    { "<<<", 3, 9, "\xe2\x80\xb9\xe2\x80\xb9\xe2\x80\xb9" },
    { "<<<<", 4, 9, "\xe2\x80\xb9\xe2\x80\xb9" ELLIPSIS },
    { "\xff\xff\xff\xff", 4, 9, BROKEN BROKEN ELLIPSIS },
    { "a|", 1, 9, "a" },
};

static void check_rows(const struct row *table, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        /* A copy of exact size, so that a sanitizer sees what is read behind it. */
        char *copy = malloc(table[i].length > 0 ? table[i].length : 1);
        memcpy(copy, table[i].bytes, table[i].length);
        expect_text(arena_printf(arena, "row %zu [%s] max %zu", i, table[i].bytes, table[i].max),
                    text_clean(arena, copy, table[i].length, table[i].max), table[i].clean);
        free(copy);
    }
}

TEST(text_is_cleaned)
{
    check_rows(rows, COUNT_OF(rows));
}

/* Characters that become one blank make room for others. */
TEST(what_becomes_shorter_is_not_cut)
{
    static const struct row shorter[] = {
        { "\xc2\x85\xc2\x85\xc2\x85\xc2\x85\xc2\x85\xc2\x85\xc2\x85\xc2\x85", 16, 8, "        " },
        { "\xc2\x85\xc2\x85\xc2\x85\xc2\x85\xc2\x85\xc2\x85\xc2\x85"
          "b",
          15, 8, "       b" },
        { "\xe2\x80\xa8\xe2\x80\xa8\xe2\x80\xa8\xe2\x80\xa8"
          "end",
          15, 8, "    end" },
    };
    check_rows(shorter, COUNT_OF(shorter));
}

TEST(no_limit_is_passed)
{
    static const char *const pieces[] = { "a", "\xc3\xa4", "\xe6\x97\xa5", "\xf0\x9f\x98\x80",
                                          "<", "\xff",     "\xc2\x80",     "|" };
    for (size_t i = 0; i < COUNT_OF(pieces); i++) {
        size_t size = strlen(pieces[i]);
        for (size_t count = 0; count < 60; count++) {
            char *text = arena_alloc(arena, count * size + 1);
            for (size_t j = 0; j < count; j++)
                memcpy(text + j * size, pieces[i], size);
            for (size_t max = 3; max < 40; max++) {
                const char *clean = text_clean(arena, text, count * size, max);
                if (strlen(clean) > max)
                    bad_row(pieces[i], "%zu times, max %zu: %zu bytes", count, max, strlen(clean));
            }
        }
    }
}

TEST(every_byte_and_pair_is_utf8_or_not)
{
    for (unsigned first = 0; first < 256; first++) {
        char one[2] = { (char)first, '\0' };
        expect_int(arena_printf(arena, "%02x", first), (long)text_utf8(one, 1), first < 0x80);
        for (unsigned second = 0; second < 256; second++) {
            char two[3] = { (char)first, (char)second, '\0' };
            size_t size = first < 0x80                                         ? 1
                          : first >= 0xc2 && first <= 0xdf && second >> 6 == 2 ? 2
                                                                               : 0;
            expect_int(arena_printf(arena, "%02x %02x", first, second), (long)text_utf8(two, 2),
                       (long)size);
        }
    }
}

TEST(borders_of_utf8)
{
    static const struct {
        const char *text;
        size_t length, size;
    } utf8[] = {
        { "", 0, 0 },
        { "a", 0, 0 },
        { "\xe0\xa0\x80", 3, 3 }, /* U+0800 */
        { "\xe0\x9f\xbf", 3, 0 },
        { "\xed\x9f\xbf", 3, 3 }, /* U+D7FF */
        { "\xed\xa0\x80", 3, 0 },
        { "\xee\x80\x80", 3, 3 }, /* U+E000 */
        { "\xef\xbf\xbf", 3, 3 },
        { "\xe6\x97\xa5", 2, 0 },
        { "\xe6\x97"
          "a",
          3, 0 },
        { "\xf0\x90\x80\x80", 4, 4 }, /* U+10000 */
        { "\xf0\x8f\xbf\xbf", 4, 0 },
        { "\xf4\x8f\xbf\xbf", 4, 4 }, /* U+10FFFF */
        { "\xf4\x90\x80\x80", 4, 0 },
        { "\xf5\x80\x80\x80", 4, 0 },
        { "\xf0\x9f\x98\x80", 3, 0 },
        { "\xf0\x9f\x98"
          "a",
          4, 0 },
    };
    for (size_t i = 0; i < COUNT_OF(utf8); i++)
        expect_int(arena_printf(arena, "row %zu", i), (long)text_utf8(utf8[i].text, utf8[i].length),
                   (long)utf8[i].size);
}

TEST(ends_are_trimmed)
{
    static const struct {
        const char *text;
        size_t length;
        const char *trimmed;
    } ends[] = {
        { "", 0, "" },
        { " ", 1, "" },
        { " \t\r\n ", 5, "" },
        { "a", 1, "a" },
        { " a b\r\n", 6, "a b" },
        { "\t\ta", 3, "a" },
        { "abc", 2, "ab" },
        { "a  ", 2, "a" },
        { "\xc2\xa0"
          "a",
          3,
          "\xc2\xa0"
          "a" },
    };
    for (size_t i = 0; i < COUNT_OF(ends); i++)
        expect_text(arena_printf(arena, "row %zu", i),
                    text_trim(arena, ends[i].text, ends[i].length), ends[i].trimmed);
}

TEST(case_is_that_of_ascii)
{
    expect("same", text_same("aBc", "AbC"), "differs");
    expect("same", !text_same("abc", "abd"), "is the same");
    expect("same", !text_same("abc", "ab"), "is the same");
    expect("same", !text_same("\xc3\xa4", "\xc3\x84"), "is the same");
    expect("same", text_same("", ""), "differs");
}

TEST(nothing_to_read)
{
    static const char *const blank[] = { NULL, "", " ", " \t\r\n " };
    for (size_t i = 0; i < COUNT_OF(blank); i++) {
        expect_text("blank", text_or(blank[i], "other"), "other");
        expect_text("and no other", text_or(blank[i], NULL), NULL);
    }
    expect_text("words", text_or(" a ", "other"), " a ");
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_cleaned),
        cmocka_unit_test(what_becomes_shorter_is_not_cut),
        cmocka_unit_test(no_limit_is_passed),
        cmocka_unit_test(every_byte_and_pair_is_utf8_or_not),
        cmocka_unit_test(borders_of_utf8),
        cmocka_unit_test(ends_are_trimmed),
        cmocka_unit_test(case_is_that_of_ascii),
        cmocka_unit_test(nothing_to_read),
    };
    return RUN(tests);
}
