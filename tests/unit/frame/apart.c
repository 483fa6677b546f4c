/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/apart.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit/check.h"

/* So late that no test waits for it, so soon that one that must can. */
static struct run run_of(double seconds)
{
    return (struct run){ .arena = arena, .deadline = clock_now() + seconds };
}

static void repeat(const void *context, struct buffer *out)
{
    for (size_t i = 0; i < *(const size_t *)context; i++)
        buffer_add(out, "x", 1);
}

TEST(what_was_done_arrives_whole)
{
    /* Nothing, a line end that could be ours, a page, and more than a pipe holds. */
    static const size_t rows[] = { 0, 1, 4095, 4096, 4097, 1000000 };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct run run = run_of(600);
        const char *row = arena_printf(arena, "%zu bytes", rows[i]), *bytes = NULL;
        size_t length = 77;
        expect(row, apart(&run, repeat, &rows[i], &bytes, &length), "did not come to an end");
        expect_int(row, (long)length, (long)rows[i]);
        expect_int(row, (long)strlen(bytes), (long)rows[i]);
        expect_int(row, (long)strspn(bytes, "x"), (long)rows[i]);
    }
}

static void say_lines(const void *context, struct buffer *out)
{
    (void)context;
    buffer_put(out, "a\n\n");
}

static void describe_ourselves(const void *context, struct buffer *out)
{
    (void)context;
    buffer_printf(out, "%d %d %d", getsid(0) == getpid(), fcntl(1, F_GETFD) >= 0,
                  fcntl(2, F_GETFD) >= 0);
    for (int fd = 3; fd < 64; fd++)
        buffer_put(out, fcntl(fd, F_GETFD) >= 0 ? " held" : "");
}

TEST(a_child_holds_nothing_of_ours)
{
    struct run run = run_of(600);
    const char *bytes;
    size_t length;
    int ours = open("/dev/null", O_RDONLY); /* on purpose inherited */
    expect("lines", apart(&run, say_lines, NULL, &bytes, &length), "failed");
    expect_text("line ends stay", bytes, "a\n\n");
    expect("child", apart(&run, describe_ourselves, NULL, &bytes, &length), "failed");
    expect_text("a session of its own, no stdout, no stderr, nothing else", bytes, "1 0 0");
    close(ours);
}

static void hang(const void *context, struct buffer *out)
{
    buffer_put(out, context);
    for (;;)
        pause();
}

static void crash(const void *context, struct buffer *out)
{
    buffer_put(out, context);
    raise(SIGKILL);
}

TEST(what_hangs_or_crashes_is_given_up)
{
    const char *bytes = "untouched";
    size_t length = 77;
    struct run soon = run_of(0.05), late = run_of(600), over = run_of(-1);
    expect("hangs", !apart(&soon, hang, "half", &bytes, &length), "came to an end");
    expect("is over", !apart(&over, hang, "half", &bytes, &length), "came to an end");
    expect("crashes", !apart(&late, crash, "half", &bytes, &length), "came to an end");
    expect_text("bytes", bytes, "untouched");
    expect_int("length", (long)length, 77);
    while (waitpid(-1, NULL, 0) > 0)
        continue; /* none of them is left: they were killed */
}

TEST(files_are_looked_at)
{
    char *folder = arena_string(arena, "/tmp/apart-XXXXXX");
    if (mkdtemp(folder) == NULL)
        fail_msg("no temporary folder");
    const char *fifo = arena_printf(arena, "%s/fifo", folder);
    if (mkfifo(fifo, 0600) != 0)
        fail_msg("no FIFO");
    const char *const rows[] = {
        "/proc/self/status",
        "/proc/nothing",
        folder,
        fifo,
        "/dev/zero",
        "/proc/self/*/nothing",
        arena_printf(arena, "%s/*", folder),
        "[",
        "",
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct run run = run_of(600);
        expect(rows[i], apart_answers(&run, rows[i]), "does not answer");
    }
    unlink(fifo);
    rmdir(folder);
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_done_arrives_whole),
        cmocka_unit_test(a_child_holds_nothing_of_ours),
        cmocka_unit_test(what_hangs_or_crashes_is_given_up),
        cmocka_unit_test(files_are_looked_at),
    };
    return RUN(tests);
}
