/* SPDX-License-Identifier: BSD-2-Clause */
#include "read/json_scan.h"

#include "unit/check.h"

/* A whole text in two pieces, cut at this byte. */
static struct json_scan scanned(const char *text, size_t length, size_t cut, size_t values_max)
{
    struct json_scan scan = { .list = "result", .flag_name = "success", .values_max = values_max };
    json_scan_feed(&scan, text, cut);
    json_scan_feed(&scan, text + cut, length - cut);
    json_scan_end(&scan);
    return scan;
}

static const struct {
    const char *text;
    enum json_fault fault;
    size_t values;
} documents[] = {
    { "{}", JSON_GOOD, 1 },
    { "[]", JSON_GOOD, 1 },
    { " [ 1 , 2 ] \r\n\t", JSON_GOOD, 3 },
    { "{\"a\":{\"b\":[null,true,false,\"x\",-1.5e+3]}}", JSON_GOOD, 8 },
    { "\"text\"", JSON_GOOD, 1 },
    { "0", JSON_GOOD, 1 },
    { "-0.0", JSON_GOOD, 1 },
    { "1E5", JSON_GOOD, 1 },
    { "12345678901234567890123", JSON_GOOD, 1 },
    { "true", JSON_GOOD, 1 },
    { "null", JSON_GOOD, 1 },
    { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"", JSON_GOOD, 1 },
    { "\"札幌 \xF0\x9F\x98\x80\"", JSON_GOOD, 1 },
    { "\"\xE6\x9C", JSON_CUT, 1 },
    { "\"\xE6\x9C\"", JSON_BROKEN, 1 },
    { "\"\x80\"", JSON_BROKEN, 1 },
    { "\"\xC0\x80\"", JSON_BROKEN, 1 },
    { "\"\xE0\x80\x80\"", JSON_BROKEN, 1 },
    { "\"\xED\xA0\x80\"", JSON_BROKEN, 1 },
    { "\"\xF4\x90\x80\x80\"", JSON_BROKEN, 1 },
    { "\"\xFF\"", JSON_BROKEN, 1 },
    { "{\"\xFF\":1}", JSON_BROKEN, 1 },
    { "[\"]\", \"}\", \"\\\"\"]", JSON_GOOD, 4 },
    { "", JSON_EMPTY, 0 },
    { " \n", JSON_EMPTY, 0 },
    { "{", JSON_CUT, 1 },
    { "[1", JSON_CUT, 2 },
    { "[1,", JSON_CUT, 2 },
    { "{\"a", JSON_CUT, 1 },
    { "{\"a\"", JSON_CUT, 1 },
    { "{\"a\":", JSON_CUT, 1 },
    { "{\"a\":\"b", JSON_CUT, 2 },
    { "\"\\", JSON_CUT, 1 },
    { "\"\\u12", JSON_CUT, 1 },
    { "[tru", JSON_CUT, 2 },
    { "{\"a\":1}}", JSON_BROKEN, 2 },
    { "{} {}", JSON_BROKEN, 1 },
    { "1 2", JSON_BROKEN, 1 },
    { "[1,]", JSON_BROKEN, 2 },
    { "[,1]", JSON_BROKEN, 1 },
    { "[1 2]", JSON_BROKEN, 2 },
    { "{\"a\":1,}", JSON_BROKEN, 2 },
    { "{\"a\" 1}", JSON_BROKEN, 1 },
    { "{a:1}", JSON_BROKEN, 1 },
    { "{1:1}", JSON_BROKEN, 1 },
    { "{\"a\"}", JSON_BROKEN, 1 },
    { "{\"a\":}", JSON_BROKEN, 1 },
    { "[}", JSON_BROKEN, 1 },
    { "{]", JSON_BROKEN, 1 },
    { "]", JSON_BROKEN, 0 },
    { "01", JSON_BROKEN, 1 },
    { "-", JSON_BROKEN, 1 },
    { "+1", JSON_BROKEN, 1 },
    { ".5", JSON_BROKEN, 1 },
    { "1.", JSON_BROKEN, 1 },
    { "1e", JSON_BROKEN, 1 },
    { "[1e]", JSON_BROKEN, 2 },
    { "0x10", JSON_BROKEN, 1 },
    { "NaN", JSON_BROKEN, 1 },
    { "nul", JSON_BROKEN, 1 },
    { "True", JSON_BROKEN, 1 },
    { "truefalse", JSON_BROKEN, 1 },
    { "'a'", JSON_BROKEN, 1 },
    { "\"\\x\"", JSON_BROKEN, 1 },
    { "\"\\u00g0\"", JSON_BROKEN, 1 },
    { "\"a\nb\"", JSON_BROKEN, 1 },
    { "// comment\n1", JSON_BROKEN, 1 },
    { "<html></html>", JSON_BROKEN, 1 },
    { "\xEF\xBB\xBF{}", JSON_BROKEN, 1 },
};

TEST(documents_are_judged_wherever_the_pieces_end)
{
    for (size_t i = 0; i < COUNT_OF(documents); i++) {
        size_t length = strlen(documents[i].text);
        for (size_t cut = 0; cut <= length; cut++) {
            struct json_scan scan = scanned(documents[i].text, length, cut, 0);
            const char *row = arena_printf(arena, "%s cut at %zu", documents[i].text, cut);
            expect_int(row, scan.fault, documents[i].fault);
            if (scan.fault != JSON_BROKEN)
                expect_int(row, (long)scan.values, (long)documents[i].values);
        }
    }
}

TEST(nothing_is_taken_behind_a_fault)
{
    struct json_scan scan = { .values_max = 0 };
    expect("good", json_scan_feed(&scan, "[1", 2), "was refused");
    expect("bad", !json_scan_feed(&scan, "}", 1), "was taken");
    expect("behind", !json_scan_feed(&scan, "]", 1), "was taken");
    expect_int("values", (long)scan.values, 2);
    expect_int("fault", json_scan_end(&scan), JSON_BROKEN);
    struct json_scan nul = { .values_max = 0 };
    expect("NUL", !json_scan_feed(&nul, "\0", 1), "was taken");
    struct json_scan inside = { .values_max = 0 };
    expect("NUL in a text", !json_scan_feed(&inside, "\"\0\"", 3), "was taken");
}

TEST(lists_are_counted_and_flags_seen_in_any_order)
{
    static const struct {
        const char *text;
        bool list;
        size_t items;
        enum json_flag flag;
    } rows[] = {
        { "{\"help\":\"x\",\"success\":true,\"result\":[\"a\",\"b\",\"c\"]}", true, 3,
          JSON_FLAG_TRUE },
        { "{\"result\":[\"a\",\"b\"],\"success\":true}", true, 2, JSON_FLAG_TRUE },
        { "{\"error\":{\"message\":\"x\"},\"success\":false}", false, 0, JSON_FLAG_FALSE },
        { "{\"result\":[]}", true, 0, JSON_FLAG_ABSENT },
        { "{\"result\":[[1,2],{\"result\":[1,2,3]},[]]}", true, 3, JSON_FLAG_ABSENT },
        { "{\"result\":{\"result\":[1,2]},\"success\":\"true\"}", false, 0, JSON_FLAG_ABSENT },
        { "{\"x\":{\"success\":true,\"result\":[1]}}", false, 0, JSON_FLAG_ABSENT },
        { "{\"success\":null,\"result\":7}", false, 0, JSON_FLAG_ABSENT },
        { "[\"result\",[1,2]]", false, 0, JSON_FLAG_ABSENT },
        { "{\"x\":\"result\",\"y\":[1]}", false, 0, JSON_FLAG_ABSENT },
        { "{\"results\":[1],\"resul\":[1],\"Result\":[1]}", false, 0, JSON_FLAG_ABSENT },
        /* The last one counts, as it does for jansson. */
        { "{\"result\":[1,2],\"result\":[1],\"success\":true,\"success\":false}", true, 1,
          JSON_FLAG_FALSE },
        { "{\"result\":[1,2],\"result\":7}", false, 0, JSON_FLAG_ABSENT },
        { "{\"success\":true,\"success\":1}", false, 0, JSON_FLAG_ABSENT },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        size_t length = strlen(rows[i].text);
        for (size_t cut = 0; cut <= length; cut++) {
            struct json_scan scan = scanned(rows[i].text, length, cut, 0);
            const char *row = arena_printf(arena, "%s cut at %zu", rows[i].text, cut);
            expect_int(row, scan.fault, JSON_GOOD);
            expect_int(row, scan.list_seen, rows[i].list);
            if (scan.list_seen)
                expect_int(row, (long)scan.items, (long)rows[i].items);
            expect_int(row, scan.flag, rows[i].flag);
        }
    }
}

TEST(long_names_and_numbers)
{
    for (size_t size = 55; size < 75; size++) {
        const char *row = arena_printf(arena, "%zu bytes", size);
        const char *name = repeated('n', size);
        const char *text = arena_printf(arena, "{\"%s\":[1],\"resultresult\":%s,\"result\":[1,2]}",
                                        name, repeated('7', size));
        struct json_scan scan = scanned(text, strlen(text), size / 2, 0);
        expect_int(row, scan.fault, JSON_GOOD);
        expect_int(row, (long)scan.items, 2);
        text = arena_printf(arena, "[%sx]", repeated('7', size));
        scan = scanned(text, strlen(text), size / 2, 0);
        expect_int(row, scan.fault, JSON_BROKEN);
        text = arena_printf(arena, "[%s..%s]", repeated('7', size), repeated('7', size));
        scan = scanned(text, strlen(text), size / 2, 0);
        expect_int(row, scan.fault, JSON_BROKEN);
    }
}

TEST(depth_and_number_of_values_are_bounded)
{
    for (size_t depth = JSON_DEPTH_MAX - 1; depth <= JSON_DEPTH_MAX + 1; depth++) {
        const char *row = arena_printf(arena, "%zu levels", depth);
        const char *text = arena_printf(arena, "%s%s", repeated('[', depth), repeated(']', depth));
        struct json_scan scan = scanned(text, strlen(text), depth, 0);
        expect_int(row, scan.fault, depth <= JSON_DEPTH_MAX ? JSON_GOOD : JSON_TOO_DEEP);
    }
    const char *deep = repeated('[', 100000);
    expect_int("100,000 levels", scanned(deep, 100000, 50000, 0).fault, JSON_TOO_DEEP);
    static const char six[] = "[1,2,3,4]"; /* the list counts twice */
    expect_int("as many as allowed", scanned(six, sizeof six - 1, 4, 6).fault, JSON_GOOD);
    expect_int("one more", scanned(six, sizeof six - 1, 4, 5).fault, JSON_TOO_MANY);
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(documents_are_judged_wherever_the_pieces_end),
        cmocka_unit_test(nothing_is_taken_behind_a_fault),
        cmocka_unit_test(lists_are_counted_and_flags_seen_in_any_order),
        cmocka_unit_test(long_names_and_numbers),
        cmocka_unit_test(depth_and_number_of_values_are_bounded),
    };
    return RUN(tests);
}
