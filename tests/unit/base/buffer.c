/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/buffer.h"

#include "unit/check.h"
#include "unit/strict_json.h"

/* ---- arena ---- */

TEST(memory_is_zeroed_and_aligned)
{
    static const size_t sizes[] = { 0, 1, 2, 15, 16, 17, 4095, 4096, 4097, 16384, 100000, 3 };
    for (int round = 0; round < 20; round++) {
        for (size_t i = 0; i < COUNT_OF(sizes); i++) {
            unsigned char *bytes = arena_alloc(arena, sizes[i]);
            const char *row = arena_printf(arena, "%zu bytes", sizes[i]);
            expect(row, bytes != NULL, "is null");
            expect(row, (uintptr_t)bytes % _Alignof(max_align_t) == 0, "is not aligned");
            for (size_t at = 0; at < sizes[i]; at++) {
                if (bytes[at] != 0) {
                    bad_row(row, "byte %zu is not zero", at);
                    break;
                }
            }
            memset(bytes, 0xff, sizes[i]);
        }
    }
}

TEST(objects_do_not_overlap)
{
    enum { OBJECTS = 2000 };
    unsigned char *objects[OBJECTS];
    for (size_t i = 0; i < OBJECTS; i++) {
        objects[i] = arena_alloc(arena, i % 97 * 53);
        memset(objects[i], (int)(i % 251), i % 97 * 53);
    }
    for (size_t i = 0; i < OBJECTS; i++) {
        for (size_t at = 0; at < i % 97 * 53; at++) {
            if (objects[i][at] != i % 251) {
                bad_row("object", "%zu was overwritten at %zu", i, at);
                return;
            }
        }
    }
}

TEST(texts_are_copied)
{
    char source[] = "abc";
    char *copy = arena_copy(arena, source, 2), *string = arena_string(arena, source);
    source[0] = 'x';
    expect_text("copy", copy, "ab");
    expect_text("string", string, "abc");
    expect_text("nothing", arena_copy(arena, NULL, 0), "");
    expect_text("printf", arena_printf(arena, "%s %d%%", "a", 5), "a 5%");
    expect_int("printf of 1 MiB", (long)strlen(arena_printf(arena, "%s", repeated('x', 1 << 20))),
               1 << 20);
}

TEST(arrays_grow_and_keep_their_elements)
{
    long *items = NULL;
    size_t capacity = 0;
    for (long i = 0; i < 5000; i++) {
        items = arena_grow(arena, items, (size_t)i, &capacity, sizeof *items);
        items[i] = i;
    }
    for (long i = 0; i < 5000; i++)
        expect_int("item", items[i], i);
    expect("capacity", capacity >= 5000, "is too small");
    arena_free(NULL);
}

/* ---- buffer ---- */

TEST(a_buffer_keeps_its_limit)
{
    struct buffer out = { .arena = arena, .limit = 10 };
    expect("add", buffer_put(&out, "12345"), "does not fit");
    expect("add", !buffer_put(&out, "123456"), "fits");
    expect_text("nothing of it is there", out.text, "12345");
    expect("add", buffer_printf(&out, "%s%d", "ab", 123), "does not fit");
    expect_text("full", out.text, "12345ab123");
    expect("add", buffer_put(&out, ""), "nothing does not fit");
    expect("add", !buffer_add(&out, "x", 1), "fits");
    expect_int("length", (long)out.length, 10);
}

TEST(a_buffer_grows)
{
    struct buffer out = { .arena = arena };
    for (int i = 0; i < 20000; i++)
        buffer_printf(&out, "%05d", i);
    expect_int("length", (long)out.length, 100000);
    expect_int("terminated", (long)strlen(out.text), 100000);
    expect("content", memcmp(out.text + 99995, "19999", 5) == 0, "is wrong");
    struct buffer empty = { .arena = arena };
    buffer_put(&empty, "");
    expect_text("empty", empty.text, "");
    struct buffer bytes = { .arena = arena };
    buffer_add(&bytes, "a\0b", 3);
    expect_int("NUL bytes count", (long)bytes.length, 3);
}

TEST(json_strings_are_escaped)
{
    static const struct {
        const char *text, *json;
    } rows[] = {
        { "", "\"\"" },
        { "abc", "\"abc\"" },
        { "a\"b\\c/", "\"a\\\"b\\\\c/\"" },
        { "\n\t\x01\x1f", "\"\\u000a\\u0009\\u0001\\u001f\"" },
        { "\xe6\x97\xa5 \xf0\x9f\x98\x80\x7f", "\"\xe6\x97\xa5 \xf0\x9f\x98\x80\x7f\"" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buffer out = { .arena = arena };
        buffer_json(&out, rows[i].text);
        expect_text(rows[i].text, out.text, rows[i].json);
        expect(rows[i].text, strict_json(out.text), "is not valid");
    }
    struct buffer small = { .arena = arena, .limit = 5 };
    expect("limit", !buffer_json(&small, "abcd"), "fits");
    expect("limit", buffer_json(&small, "abc"), "does not fit");
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_and_aligned),
        cmocka_unit_test(objects_do_not_overlap),
        cmocka_unit_test(texts_are_copied),
        cmocka_unit_test(arrays_grow_and_keep_their_elements),
        cmocka_unit_test(a_buffer_keeps_its_limit),
        cmocka_unit_test(a_buffer_grows),
        cmocka_unit_test(json_strings_are_escaped),
    };
    return RUN(tests);
}
