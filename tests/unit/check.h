/* SPDX-License-Identifier: BSD-2-Clause */
/* check.h - what every unit test includes: cmocka, an arena, and tables whose rows report one by
 * one.
 *
 * A TEST goes through all of its rows and fails at its end, so that one run shows every bad row. */
#ifndef CHECK_H
#define CHECK_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* Lives as long as the TEST that runs. */
static struct arena *arena;
static size_t bad_rows;
/* The running group; cmocka tells the name of a skipped test, so the reason is put into it. */
static struct CMUnitTest *group_tests;
static size_t group_size;

static inline void rows_begin(void)
{
    arena_free(arena);
    arena = arena_new();
    bad_rows = 0;
}

static inline void rows_end(void)
{
    arena_free(arena);
    arena = NULL;
    if (bad_rows > 0)
        fail_msg("%zu rows are wrong", bad_rows);
}

/* The test cannot be run here. */
static inline void rows_skip(CMUnitTestFunction test, const char *reason)
{
    for (size_t i = 0; i < group_size; i++) {
        if (group_tests[i].test_func == test)
            group_tests[i].name = reason;
    }
    skip();
}

#define TEST(name_) \
    static void name_##_rows(CMUnitTestFunction self); \
    static void name_(void **state) \
    { \
        (void)state; \
        rows_begin(); \
        name_##_rows(name_); \
        rows_end(); \
    } \
    static void name_##_rows(CMUnitTestFunction self __attribute__((unused)))

#define SKIP(reason) rows_skip(self, reason)

#define RUN(tests) \
    (group_tests = (tests), group_size = COUNT_OF(tests), cmocka_run_group_tests(tests, NULL, NULL))

PRINTF_LIKE(2, 3) static inline void bad_row(const char *row, const char *format, ...)
{
    char text[4096];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    bad_rows++;
    print_error("# %s: %s\n", row, text);
}

static inline bool expect(const char *row, bool holds, const char *what)
{
    if (!holds)
        bad_row(row, "%s", what);
    return holds;
}

static inline void expect_text(const char *row, const char *actual, const char *expected)
{
    if (actual == NULL || expected == NULL ? actual != expected : strcmp(actual, expected) != 0)
        bad_row(row, "expected [%.600s], got [%.600s]", expected != NULL ? expected : "(none)",
                actual != NULL ? actual : "(none)");
}

static inline void expect_has(const char *row, const char *text, const char *part)
{
    if (text == NULL || strstr(text, part) == NULL)
        bad_row(row, "[%s] is not in [%.600s]", part, text != NULL ? text : "(none)");
}

static inline void expect_has_not(const char *row, const char *text, const char *part)
{
    if (text != NULL && strstr(text, part) != NULL)
        bad_row(row, "[%s] is in [%.600s]", part, text);
}

static inline void expect_int(const char *row, long actual, long expected)
{
    if (actual != expected)
        bad_row(row, "expected %ld, got %ld", expected, actual);
}

/* Exactly, NaN and infinities too. */
static inline void expect_number(const char *row, double actual, double expected)
{
    bool same = isnan(expected) ? isnan(actual) : !(actual < expected) && !(actual > expected);
    if (!same || isnan(actual) != isnan(expected))
        bad_row(row, "expected %.17g, got %.17g", expected, actual);
}

/* The path of a file of the source tree. */
static inline const char *source_path(const char *path)
{
    const char *srcdir = getenv("srcdir");
    return arena_printf(arena, "%s/%s", srcdir != NULL ? srcdir : ".", path);
}

/* A new, empty folder for files of the test; the test removes what it makes. */
static inline const char *temporary_folder(void)
{
    const char *where = getenv("TMPDIR");
    char *path = arena_printf(arena, "%s/unit-XXXXXX", where != NULL ? where : "/tmp");
    if (mkdtemp(path) == NULL)
        fail_msg("no folder can be made at %s", path);
    return path;
}

static inline const char *write_file(const char *folder, const char *name, const void *bytes,
                                     size_t length)
{
    const char *path = arena_printf(arena, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes, 1, length, file) != length || fclose(file) != 0)
        fail_msg("%s cannot be written", path);
    return path;
}

/* count times the same character. */
static inline char *repeated(char character, size_t count)
{
    char *text = arena_alloc(arena, count + 1);
    memset(text, character, count);
    return text;
}

#endif
