/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/catalogue.h"

#include "base/file.h"
#include "unit/check.h"

enum { HEADER = 28, ROW = 8, SIZE = 512 };

/* A catalogue that is built by hand, as the GNU gettext manual describes the format. */
struct made {
    unsigned char bytes[SIZE];
    size_t length;
    bool swapped;
};

static void put(struct made *made, size_t at, uint32_t number)
{
    for (size_t i = 0; i < 4; i++) {
        size_t shift = made->swapped ? 24 - 8 * i : 8 * i;
        made->bytes[at + i] = (unsigned char)(number >> shift);
    }
}

/* Pairs of message and translation in the order in which they shall stand. The numbers are little
 * endian, or big endian. */
static struct made make(bool big, const char *const (*pairs)[2], size_t count)
{
    struct made made = { .swapped = big };
    size_t tables[2] = { HEADER, HEADER + count * ROW };
    made.length = HEADER + 2 * count * ROW;
    put(&made, 0, 0x950412de);
    put(&made, 8, (uint32_t)count);
    for (size_t side = 0; side < 2; side++) {
        put(&made, 12 + 4 * side, (uint32_t)tables[side]);
        for (size_t i = 0; i < count; i++) {
            size_t length = strlen(pairs[i][side]);
            put(&made, tables[side] + i * ROW, (uint32_t)length);
            put(&made, tables[side] + i * ROW + 4, (uint32_t)made.length);
            memcpy(made.bytes + made.length, pairs[i][side], length + 1);
            made.length += length + 1;
        }
    }
    return made;
}

/* Bytes that end where they end, so that a step beyond is seen. */
static bool read_exactly(const void *bytes, size_t length, struct catalogue *out)
{
    return catalogue_read(arena_copy(arena, bytes, length), length, out);
}

static const char *const sentences[][2] = {
    { "", "Content-Type: text/plain; charset=UTF-8\n" },
    { "cut", "" },
    { "good", "良好" },
    { "good day", "こんにちは" },
    { "night", "夜" },
};

TEST(both_byte_orders_are_read)
{
    for (int big = 0; big < 2; big++) {
        const char *row = big == 0 ? "little endian" : "big endian";
        struct made made = make(big == 1, sentences, COUNT_OF(sentences));
        struct catalogue catalogue;
        if (!expect(row, catalogue_read(made.bytes, made.length, &catalogue), "was refused"))
            continue;
        expect_text(row, catalogue_find(&catalogue, "good"), "良好");
        expect_text(row, catalogue_find(&catalogue, "good day"), "こんにちは");
        expect_text(row, catalogue_find(&catalogue, "night"), "夜");
        expect_text("an empty translation is none", catalogue_find(&catalogue, "cut"), NULL);
        expect_text("before the first", catalogue_find(&catalogue, "\x01"), NULL);
        expect_text("behind the last", catalogue_find(&catalogue, "nightly"), NULL);
        expect_text("between", catalogue_find(&catalogue, "good d"), NULL);
    }
}

TEST(a_catalogue_may_be_empty)
{
    struct made made = make(false, sentences, 0);
    struct catalogue catalogue;
    expect("empty", catalogue_read(made.bytes, made.length, &catalogue), "was refused");
    expect_text("empty", catalogue_find(&catalogue, "good"), NULL);
}

TEST(what_is_cut_is_refused)
{
    struct made made = make(false, sentences, COUNT_OF(sentences));
    for (size_t length = 0; length < made.length; length++) {
        struct catalogue catalogue = { .count = 77 };
        expect(arena_printf(arena, "%zu bytes", length),
               !read_exactly(made.bytes, length, &catalogue) && catalogue.count == 77, "were read");
    }
}

TEST(what_points_outside_is_refused)
{
    static const struct {
        const char *row;
        size_t at;
        uint32_t number;
    } rows[] = {
        { "another magic number", 0, 0x950412df },
        { "a major revision", 4, 0x00010000 },
        { "more rows than there is room", 8, 1000 },
        { "more rows than a size_t has", 8, 0xffffffff },
        { "a table behind the end", 12, 0xfffffff0 },
        { "the other table behind the end", 16, 600 },
        { "a text behind the end", HEADER + ROW + 4, 5000 },
        { "a text at the very end", HEADER + ROW + 4, 0xffffffff },
        { "a text longer than all", HEADER + ROW, 0xffffffff },
        { "a text that does not end in NUL", HEADER + 2 * ROW, 3 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct made made = make(false, sentences, COUNT_OF(sentences));
        struct catalogue catalogue = { .count = 77 };
        put(&made, rows[i].at, rows[i].number);
        expect(rows[i].row,
               !read_exactly(made.bytes, made.length, &catalogue) && catalogue.count == 77,
               "was read");
    }
    struct made made = make(false, sentences, COUNT_OF(sentences));
    struct catalogue catalogue;
    put(&made, 4, 1);
    expect("a minor revision", read_exactly(made.bytes, made.length, &catalogue), "was refused");
}

TEST(what_is_not_sorted_is_refused)
{
    static const char *const wrong[][2] = { { "b", "B" }, { "a", "A" } };
    static const char *const twice[][2] = { { "a", "A" }, { "a", "B" } };
    struct catalogue catalogue;
    struct made made = make(false, wrong, 2);
    expect("not sorted", !catalogue_read(made.bytes, made.length, &catalogue), "was read");
    made = make(false, twice, 2);
    expect("twice", !catalogue_read(made.bytes, made.length, &catalogue), "was read");
}

TEST(the_process_speaks_what_it_was_told)
{
    struct made made = make(false, sentences, COUNT_OF(sentences));
    struct catalogue catalogue;
    expect("it", catalogue_read(made.bytes, made.length, &catalogue), "was refused");
    expect_text("at first", catalogue_text("good"), "good");
    catalogue_use(&catalogue);
    expect_text("known", catalogue_text("good"), "良好");
    expect_text("unknown", catalogue_text("bad"), "bad");
    expect_text("empty there", catalogue_text("cut"), "cut");
    expect_text("the header is no sentence", catalogue_text(""), "");
    catalogue_use(NULL);
    expect_text("at last", catalogue_text("good"), "good");
}

/* From the build folder, or from the tarball that the sources are from. */
static bool read_real(char **bytes, size_t *length)
{
    const char *source = getenv("srcdir");
    const char *below = "po/ja/" PACKAGE ".mo";
    return file_read(arena, below, 1 << 22, bytes, length) == 0 ||
           (source != NULL && file_read(arena, arena_printf(arena, "%s/%s", source, below), 1 << 22,
                                        bytes, length) == 0);
}

/* What msgfmt made of ours: each of its messages is found, and no other one in its place. */
TEST(all_sentences_of_the_real_catalogue_are_found)
{
    char *bytes;
    size_t length;
    struct catalogue catalogue;
    if (!read_real(&bytes, &length)) {
        SKIP("no catalogue was built: msgfmt is missing, or --disable-nls");
        return;
    }
    if (!expect("ja", catalogue_read(bytes, length, &catalogue), "was refused"))
        return;
    expect("ja", catalogue.count > 600, "has too few sentences");
    for (uint32_t i = 0; i < catalogue.count; i++) {
        uint32_t at[2];
        memcpy(&at[0], bytes + catalogue.messages + i * ROW + 4, 4);
        memcpy(&at[1], bytes + catalogue.translations + i * ROW + 4, 4);
        expect_text(bytes + at[0], catalogue_find(&catalogue, bytes + at[0]), bytes + at[1]);
    }
    expect_text("one of them", catalogue_find(&catalogue, "a whole number"), "整数");
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(both_byte_orders_are_read),
        cmocka_unit_test(a_catalogue_may_be_empty),
        cmocka_unit_test(what_is_cut_is_refused),
        cmocka_unit_test(what_points_outside_is_refused),
        cmocka_unit_test(what_is_not_sorted_is_refused),
        cmocka_unit_test(the_process_speaks_what_it_was_told),
        cmocka_unit_test(all_sentences_of_the_real_catalogue_are_found),
    };
    return RUN(tests);
}
