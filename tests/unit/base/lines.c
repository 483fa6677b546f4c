/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/lines.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "unit/check.h"
#include "base/file.h"

static const char *shown(const struct line *lines, size_t count)
{
    struct buffer out = { .arena = arena };
    buffer_put(&out, "");
    for (size_t i = 0; i < count; i++)
        buffer_printf(&out, "%s%zu:%s", i > 0 ? "; " : "", lines[i].number, lines[i].text);
    return out.text;
}

static const struct {
    const char *bytes;
    size_t length;
    const char *lines;
} rows[] = {
    { "", 0, "" },
    { "\n\n\n", 3, "" },
    { "a", 1, "1:a" },
    { "a\n", 2, "1:a" },
    { "a\nb", 3, "1:a; 2:b" },
    { "a\r\n\r\nb\r\n", 9, "1:a; 3:b" },
    { "  a  \n\tb\t\n", 10, "1:a; 2:b" },
    { "# c\na\n  # d\nb", 14, "2:a; 4:b" },
    { "a # c\nb\t#d\nc#d\n#e", 18, "1:a; 2:b; 3:c#d" },
    { "a #", 3, "1:a" },
    { "a  b\n", 5, "1:a  b" },
    { "#", 1, "" },
    { " #", 2, "" },
    { "a\nb", 1, "1:a" },
};

TEST(lines_are_split)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct line *lines;
        size_t count;
        char *copy = malloc(rows[i].length > 0 ? rows[i].length : 1);
        memcpy(copy, rows[i].bytes, rows[i].length);
        lines_split(arena, copy, rows[i].length, &lines, &count);
        free(copy);
        expect_text(arena_printf(arena, "row %zu [%s]", i, rows[i].bytes), shown(lines, count),
                    rows[i].lines);
    }
}

/* What is cut from the ends must not bring a comment to the front. */
TEST(a_carriage_return_is_a_blank)
{
    struct line *lines;
    size_t count;
    lines_split(arena, "\r# a\nb\r#c\r\n", 12, &lines, &count);
    for (size_t i = 0; i < count; i++)
        expect(lines[i].text, *lines[i].text != '#', "is a comment");
}

TEST(ten_thousand_lines)
{
    struct buffer text = { .arena = arena };
    struct line *lines;
    size_t count;
    for (int i = 1; i <= 10000; i++)
        buffer_printf(&text, "host%d.example.jp:443 # number %d\n", i, i);
    lines_split(arena, text.text, text.length, &lines, &count);
    expect_int("lines", (long)count, 10000);
    expect_int("number", (long)lines[9999].number, 10000);
    expect_text("text", lines[9999].text, "host10000.example.jp:443");
}

TEST(files_that_cannot_be_read_say_why)
{
    const char *folder = temporary_folder();
    const char *fifo = arena_printf(arena, "%s/fifo", folder);
    struct line *lines;
    size_t count = 0;
    expect_int("fifo", mkfifo(fifo, 0600), 0);
    expect("missing",
           !lines_read(arena, arena_printf(arena, "%s/missing", folder), &lines, &count) &&
               errno == ENOENT,
           strerror(errno));
    expect("folder", !lines_read(arena, folder, &lines, &count) && errno == EINVAL,
           strerror(errno));
    expect("fifo", !lines_read(arena, fifo, &lines, &count) && errno == EINVAL, strerror(errno));
    expect("device", !lines_read(arena, "/dev/zero", &lines, &count) && errno == EINVAL,
           strerror(errno));
    const char *path = write_file(folder, "list", "a\n# b\nc\n", 8);
    expect("good", lines_read(arena, path, &lines, &count), "cannot be read");
    expect_text("good", shown(lines, count), "1:a; 3:c");
    expect_int("17 MiB", truncate(path, 17 << 20), 0);
    expect("too large", !lines_read(arena, path, &lines, &count) && errno == EFBIG,
           strerror(errno));
    unlink(path);
    unlink(fifo);
    rmdir(folder);
}

TEST(files_are_read_up_to_their_limit)
{
    static const struct {
        size_t size, max;
        int error;
    } sizes[] = {
        { 0, 10, 0 },      { 1, 10, 0 },        { 9, 10, 0 },      { 10, 10, 0 },
        { 11, 10, EFBIG }, { 5000, 10, EFBIG }, { 5000, 5000, 0 }, { 5000, 4999, EFBIG }
    };
    const char *folder = temporary_folder();
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        const char *path = write_file(folder, "file", repeated('x', sizes[i].size), sizes[i].size);
        const char *row = arena_printf(arena, "%zu of %zu", sizes[i].size, sizes[i].max);
        char *bytes = NULL;
        size_t length = 77;
        expect_int(row, file_read(arena, path, sizes[i].max, &bytes, &length), sizes[i].error);
        if (sizes[i].error == 0 && expect(row, bytes != NULL, "gave nothing")) {
            expect_int(row, (long)length, (long)sizes[i].size);
            expect_int(row, (long)strlen(bytes), (long)sizes[i].size);
        }
        unlink(path);
    }
    rmdir(folder);
}

/* A file that grew since its size was asked for, as those in /proc do, must not be cut silently. */
TEST(the_size_of_a_file_is_not_believed)
{
    char *bytes = NULL;
    size_t length = 0;
    if (access("/proc/self/status", R_OK) != 0)
        SKIP("/proc is not mounted");
    int error = file_read(arena, "/proc/self/status", 1 << 20, &bytes, &length);
    expect("/proc/self/status", error != 0 || length > 100,
           arena_printf(arena, "%zu bytes were read without an error", length));
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_split),
        cmocka_unit_test(a_carriage_return_is_a_blank),
        cmocka_unit_test(ten_thousand_lines),
        cmocka_unit_test(files_that_cannot_be_read_say_why),
        cmocka_unit_test(files_are_read_up_to_their_limit),
        cmocka_unit_test(the_size_of_a_file_is_not_believed),
    };
    return RUN(tests);
}
