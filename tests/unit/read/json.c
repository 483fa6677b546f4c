/* SPDX-License-Identifier: BSD-2-Clause */
#include "read/json.h"

#include <jansson.h>

#include "unit/check.h"

static const struct json *read_text(const char *text)
{
    const struct json *document = NULL;
    enum json_fault fault = json_read(arena, text, strlen(text), &document);
    if (fault != JSON_GOOD)
        bad_row(text, "was refused: fault %d", fault);
    return document;
}

static enum json_fault fault_of(const char *text, size_t length)
{
    const struct json *document = (void *)&document;
    enum json_fault fault = json_read(arena, text, length, &document);
    expect(text, (document != NULL) == (fault == JSON_GOOD), "a document and a fault, or neither");
    return fault;
}

TEST(documents_and_what_is_none)
{
    static const struct {
        const char *text;
        enum json_fault fault;
    } rows[] = {
        { "{}", JSON_GOOD },
        { "\"Bad request - Action name not known: no\"", JSON_GOOD },
        { "null", JSON_GOOD },
        { "[9223372036854775808, -9223372036854775809, 1e300]", JSON_GOOD },
        { "{\"a\":\"\\u0000\"}", JSON_GOOD },
        { "{\"\xE6\x9C\xAD\":\"\\ud83d\\ude00\"}", JSON_GOOD },
        { "", JSON_EMPTY },
        { " \t\r\n", JSON_EMPTY },
        { "{\"success\": true, \"result\": [", JSON_CUT },
        { "n123({})", JSON_BROKEN },
        { "{} {}", JSON_BROKEN },
        { "<html>", JSON_BROKEN },
        { "{\"a\":\"\xE6\x9C\"}", JSON_BROKEN },
        { "{\"a\":\"\xC0\x80\"}", JSON_BROKEN },
        { "{\"a\":\"\xED\xA0\x80\"}", JSON_BROKEN },
        { "{\"a\":\"\\ud83d\"}", JSON_BROKEN },
        { "{\"a\\u0000b\":1}", JSON_BROKEN },
        { "\"\xFF\xFE\"", JSON_BROKEN },
        { "[1e999]", JSON_BROKEN },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect_int(rows[i].text, fault_of(rows[i].text, strlen(rows[i].text)), rows[i].fault);
    expect_int("NUL", fault_of("{}\0", 3), JSON_BROKEN);
    expect_int("NUL in a text", fault_of("\"a\0b\"", 5), JSON_BROKEN);
    expect_int("nothing", fault_of("", 0), JSON_EMPTY);
}

/* 4 MiB of one piece again and again, between brackets: what would become hundreds of megabytes. */
static enum json_fault many(const char *piece)
{
    size_t size = strlen(piece), count = 4 * 1024 * 1024 / size;
    char *text = arena_alloc(arena, count * size + 2);
    text[0] = '[';
    for (size_t i = 0; i < count; i++)
        memcpy(text + 1 + i * size, piece, size);
    text[count * size] = ']';
    return fault_of(text, count * size + 1);
}

TEST(bombs_are_not_read)
{
    expect_int("objects", many("{},"), JSON_TOO_MANY);
    expect_int("numbers", many("1,"), JSON_TOO_MANY);
    expect_int("texts", many("\"\","), JSON_TOO_MANY);
    expect_int("objects at the top", fault_of("{}{}", 4), JSON_BROKEN);
    size_t deep = 100000;
    const char *lists = repeated('[', deep);
    expect_int("lists in lists", fault_of(lists, deep), JSON_TOO_DEEP);
    char *objects = arena_alloc(arena, deep * 5 + 1);
    for (size_t i = 0; i < deep; i++)
        memcpy(objects + i * 5, "{\"a\":", 5);
    expect_int("objects in objects", fault_of(objects, deep * 5), JSON_TOO_DEEP);
    char *text = arena_printf(arena, "\"%s\"", repeated('x', 4 * 1024 * 1024));
    expect_int("one long text is none", fault_of(text, strlen(text)), JSON_GOOD);
}

TEST(values_are_found_by_their_path)
{
    const struct json *document = read_text(
        "{\"success\":true,\"result\":{\"count\":30,\"results\":[{\"name\":\"a\",\"n\":null},7]},"
        "\"no\":false}");
    expect_number("count", json_number(json_at(document, "result", "count")), 30);
    const struct json *list = json_at(document, "result", "results");
    expect_int("list", json_what(list), JSON_IS_LIST);
    expect_int("elements", (long)json_count(list), 2);
    expect_text("name", json_text(arena, json_member(json_item(list, 0), "name")), "a");
    expect_int("null", json_what(json_member(json_item(list, 0), "n")), JSON_IS_NULL);
    expect_number("second", json_number(json_item(list, 1)), 7);
    expect_int("behind the end", json_what(json_item(list, 2)), JSON_IS_ABSENT);
    expect_int("members", (long)json_count(document), 3);
    expect("true", json_yes(json_at(document, "success")), "is not");
    expect("false", !json_yes(json_at(document, "no")), "is true");
    expect("a number is not true", !json_yes(json_at(document, "result", "count")), "is");
    /* Paths that lead nowhere. */
    expect_int("through a list", json_what(json_at(document, "result", "results", "x")),
               JSON_IS_ABSENT);
    expect_int("through nothing", json_what(json_at(document, "x", "y", "z")), JSON_IS_ABSENT);
    expect_int("element of an object", json_what(json_item(document, 0)), JSON_IS_ABSENT);
    expect_int("elements of a number", (long)json_count(json_item(list, 1)), 0);
}

TEST(nothing_has_nothing)
{
    void *place = NULL;
    const char *key;
    const struct json *value;
    expect_int("what", json_what(NULL), JSON_IS_ABSENT);
    expect("member", json_member(NULL, "x") == NULL, "is there");
    expect("path", json_at(NULL, "x", "y") == NULL, "is there");
    expect("element", json_item(NULL, 0) == NULL, "is there");
    expect_int("count", (long)json_count(NULL), 0);
    expect("next", !json_next(NULL, &place, &key, &value), "is there");
    expect_number("number", json_number(NULL), NAN);
    expect_text("text", json_text(arena, NULL), NULL);
    expect("yes", !json_yes(NULL), "is true");
}

TEST(kinds_numbers_and_texts)
{
    static const struct {
        const char *text;
        enum json_type_of type;
        double number;
        const char *string;
    } rows[] = {
        { "null", JSON_IS_NULL, NAN, NULL },
        { "true", JSON_IS_BOOL, NAN, NULL },
        { "false", JSON_IS_BOOL, NAN, NULL },
        { "12", JSON_IS_NUMBER, 12, NULL },
        { "-1.5e2", JSON_IS_NUMBER, -150, NULL },
        { "9223372036854775808", JSON_IS_NUMBER, 9223372036854775808.0, NULL },
        { "\"0.98\"", JSON_IS_TEXT, 0.98, "0.98" },
        { "\"12 MB\"", JSON_IS_TEXT, NAN, "12 MB" },
        { "\"\"", JSON_IS_TEXT, NAN, "" },
        { "\"nan\"", JSON_IS_TEXT, NAN, "nan" },
        { "\"a\\u0000b\"", JSON_IS_TEXT, NAN, "a b" },
        { "\"\\u0000\"", JSON_IS_TEXT, NAN, " " },
        { "[1]", JSON_IS_LIST, NAN, NULL },
        { "{\"1\":1}", JSON_IS_OBJECT, NAN, NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct json *document = read_text(rows[i].text);
        expect_int(rows[i].text, json_what(document), rows[i].type);
        expect_number(rows[i].text, json_number(document), rows[i].number);
        expect_text(rows[i].text, json_text(arena, document), rows[i].string);
    }
}

TEST(members_come_one_after_the_other)
{
    const struct json *document = read_text("{\"b\":1,\"a\":[2],\"c\":null}");
    char seen[64] = "";
    void *place = NULL;
    const char *key;
    const struct json *value;
    while (json_next(document, &place, &key, &value))
        snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%s:%d ", key, json_what(value));
    expect_text("in their order", seen, "b:3 a:5 c:1 ");
    place = NULL;
    document = read_text("[1,2]");
    expect("a list has none", !json_next(document, &place, &key, &value), "has some");
}

/* ---- how long they live ---- */

static long blocks;

static void *count_malloc(size_t size)
{
    void *block = malloc(size);
    blocks += block != NULL ? 1 : 0;
    return block;
}

static void count_free(void *block)
{
    blocks -= block != NULL ? 1 : 0;
    free(block);
}

TEST(documents_live_as_long_as_their_arena)
{
    static const char *const bad[] = { "", "{\"a\":[1,", "{\"a\":\"\xFF\"}", "[1] 2" };
    struct arena *run = arena_new(), *brief = arena_new();
    const struct json *kept, *passing, *none;
    json_set_alloc_funcs(count_malloc, count_free);
    json_read(run, "{\"a\":[1,\"x\"]}", 13, &kept);
    long once = blocks;
    json_read(brief, "{\"b\":[2,\"y\"]}", 13, &passing);
    expect("memory of jansson's is counted", once > 0 && blocks == 2 * once, "it is not");
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        json_read(run, bad[i], strlen(bad[i]), &none);
    expect_int("what is no document leaves nothing", blocks, 2 * once);
    arena_free(brief);
    expect_int("the brief one has ended", blocks, once);
    expect_number("the other one has not", json_number(json_item(json_at(kept, "a"), 0)), 1);
    arena_free(run);
    expect_int("nothing is left", blocks, 0);
    json_set_alloc_funcs(malloc, free);
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(documents_and_what_is_none),
        cmocka_unit_test(bombs_are_not_read),
        cmocka_unit_test(values_are_found_by_their_path),
        cmocka_unit_test(nothing_has_nothing),
        cmocka_unit_test(kinds_numbers_and_texts),
        cmocka_unit_test(members_come_one_after_the_other),
        cmocka_unit_test(documents_live_as_long_as_their_arena),
    };
    return RUN(tests);
}
