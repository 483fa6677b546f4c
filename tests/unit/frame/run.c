/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/run.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "unit/check.h"
#include "unit/strict_json.h"
#include "unit/sample.h"

/* ---- a plugin that writes down what is called ---- */

static char calls[512];

static void called(const char *what)
{
    size_t used = strlen(calls);
    snprintf(calls + used, sizeof calls - used, "%s%s", used > 0 ? " " : "", what);
}

struct reading {
    double now, left;
    enum state state;
    const char *text;
};

/* What the next run of the plugin does. */
static struct {
    enum state state;
    bool commit_fails, long_output;
    double slow;
    int descriptor; /* read by commit, to see whether the line is out */
    char seen[256];
    double armed_in;
    char armed_line[512];
    int armed_code, armed_times;
} scene;

static void close_one(void *handle)
{
    called(handle);
}

static bool validate(const void *config, struct report *report)
{
    called("validate");
    return sample_validate(config, report);
}

static void probe(struct run *run, const void *given, void *result)
{
    const struct config *config = given;
    struct reading *reading = result;
    called("probe");
    reading->now = run->now;
    reading->left = run_left(run);
    reading->state = scene.state;
    reading->text = config->text;
    arena_at_end(run->arena, close_one, (void *)(uintptr_t) "close-1");
    arena_at_end(run->arena, close_one, (void *)(uintptr_t) "close-2");
    run_note(run, 1, "note of %s", "level 1");
    run_note(run, 2, "note of level 2");
    run_note(run, 3, "note of level 3");
}

static void judge(const void *given, const void *result, struct report *report)
{
    const struct config *config = given;
    const struct reading *reading = result;
    const struct timeout *timeout = &config->part.timeout;
    called("judge");
    if (reading->state == OK)
        report_ok(report, "all is well at %.0f with %s", reading->now,
                  reading->text != NULL ? reading->text : "nothing");
    else
        report_add(report, &sample_findings[0], reading->state, "it is %s after %g s, silent %s",
                   state_name(reading->state), timeout->seconds, state_name(timeout->state));
    for (int i = 0; scene.long_output && i < 110; i++)
        report_add(report, &sample_findings[1], reading->state, "%s", repeated('x', 500));
    report_metric(report, (struct metric){ .label = "now", .value = reading->now });
}

static bool commit(struct run *run, const void *config, const void *reading)
{
    (void)run;
    (void)config;
    (void)reading;
    called("commit");
    struct pollfd ready = { .fd = scene.descriptor, .events = POLLIN };
    if (scene.descriptor > 0 && poll(&ready, 1, 0) == 1) {
        ssize_t got = read(scene.descriptor, scene.seen, sizeof scene.seen - 1);
        scene.seen[got > 0 ? got : 0] = '\0';
    }
    return !scene.commit_fails;
}

static void arm(double deadline, const char *line, int exit_code)
{
    called(*line == '\0' ? "disarm" : "arm");
    if (scene.armed_times++ > 0)
        return;
    scene.armed_in = deadline - clock_now();
    scene.armed_code = exit_code;
    snprintf(scene.armed_line, sizeof scene.armed_line, "%s", line);
}

static const struct plugin plugin = {
    SAMPLE_PLUGIN,    .reading_size = sizeof(struct reading), .probe = probe, .judge = judge,
    .commit = commit,
};
/* SAMPLE_PLUGIN has a validate of its own, which does not write down that it was called. */
static struct plugin recorded;

enum { ARGUMENTS_MAX = 20, OUTPUT_MAX = 128 * 1024 };

/* One run whose output is caught. */
struct ended {
    int exit_code;
    const char *output;
};

static void start_scene(enum state state)
{
    memset(&scene, 0, sizeof scene);
    memset(calls, 0, sizeof calls);
    scene.state = state;
    recorded = plugin;
    recorded.validate = validate;
}

static int run_into(int fd, const char *arguments)
{
    char *argv[ARGUMENTS_MAX] = { arena_string(arena, "check_sample") };
    int argc = 1;
    for (char *word = arena_string(arena, arguments); *word != '\0' && argc < ARGUMENTS_MAX;) {
        size_t length = strcspn(word, " ");
        bool last = word[length] == '\0';
        word[length] = '\0';
        argv[argc++] = word;
        word += length + (last ? 0 : 1);
    }
    struct invocation invocation = {
        .argc = argc, .argv = argv, .now = 1700000000, .output = fd, .arm = arm
    };
    return run_plugin(&recorded, &invocation);
}

static struct ended run(enum state state, const char *arguments)
{
    start_scene(state);
    FILE *file = tmpfile();
    if (file == NULL)
        fail_msg("no temporary file");
    struct ended ended = { .exit_code = run_into(fileno(file), arguments) };
    char *text = arena_alloc(arena, OUTPUT_MAX);
    rewind(file);
    text[fread(text, 1, OUTPUT_MAX - 1, file)] = '\0';
    fclose(file);
    ended.output = text;
    return ended;
}

/* ---- order ---- */

TEST(a_run_goes_through_its_steps_in_order)
{
    struct ended ended = run(OK, "--text=a");
    expect_text("calls", calls, "validate arm probe judge disarm commit close-2 close-1");
    expect_int("exit code", ended.exit_code, OK);
    expect_text("output", ended.output, "OK - all is well at 1700000000 with a | now=1700000000\n");
    expect_number("clock", scene.armed_in <= 10 && scene.armed_in > 9, 1);
}

TEST(states_become_exit_codes)
{
    for (int state = OK; state <= UNKNOWN; state++) {
        struct ended ended = run((enum state)state, "");
        expect_int(state_name((enum state)state), ended.exit_code, state);
        expect_has(state_name((enum state)state), ended.output, state_name((enum state)state));
    }
}

TEST(nothing_is_done_when_the_command_line_is_wrong)
{
    struct ended ended = run(OK, "--bogus");
    expect_text("calls", calls, "");
    expect_int("exit code", ended.exit_code, UNKNOWN);
    expect_text("output", ended.output, "UNKNOWN - unknown option --bogus; see --help [usage]\n");
    ended = run(OK, "--flagship");
    expect_text("calls", calls, "validate");
    expect_int("exit code", ended.exit_code, UNKNOWN);
}

TEST(usage_errors_are_json_when_asked_for)
{
    static const char *const rows[] = { "--output=json --bogus", "--bogus --output=json",
                                        "--bogus --output json", "--output=json --flagship" };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct ended ended = run(OK, rows[i]);
        expect_int(rows[i], ended.exit_code, UNKNOWN);
        expect(rows[i], strict_json(ended.output), ended.output);
        expect_has(rows[i], ended.output, "\"code\":\"usage\"");
        expect_has(rows[i], ended.output, "\"exit\":3");
    }
}

TEST(descriptions_need_no_run)
{
    static const struct {
        const char *arguments;
        int exit_code;
        const char *has;
    } rows[] = {
        { "-h", 3, "Usage: check_sample" },
        { "-V", 3, "check_sample (city-monitoring-plugins) " },
        { "--describe=help", 0, "Usage: check_sample" },
        { "--describe=man", 0, ".TH CHECK_SAMPLE 8" },
        { "--describe=icinga", 0, "object CheckCommand" },
        { "--describe=director", 0, "\"Command\"" },
        { "--describe=markdown", 0, "# check_sample" },
        { "--describe=bash", 0, "complete -F" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct ended ended = run(OK, rows[i].arguments);
        expect_text(rows[i].arguments, calls, "");
        expect_int(rows[i].arguments, ended.exit_code, rows[i].exit_code);
        expect_has(rows[i].arguments, ended.output, rows[i].has);
    }
}

/* ---- deadline ---- */

TEST(the_watchdog_gets_deadline_line_and_code)
{
    static const struct {
        const char *arguments;
        double seconds;
        int exit_code;
    } rows[] = {
        { "", 10, CRITICAL },           { "-t 3", 3, CRITICAL },
        { "-t 2:UNKNOWN", 2, UNKNOWN }, { "-t 500ms:WARNING", 0.5, WARNING },
        { "-t 1d:OK", 86400, OK },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        run(OK, rows[i].arguments);
        expect(rows[i].arguments,
               scene.armed_in <= rows[i].seconds && scene.armed_in > rows[i].seconds - 0.4,
               arena_printf(arena, "armed for %g s", scene.armed_in));
        expect_int(rows[i].arguments, scene.armed_code, rows[i].exit_code);
        expect_has(rows[i].arguments, scene.armed_line, "the watchdog ended the check after");
        expect_has(rows[i].arguments, scene.armed_line, state_name((enum state)rows[i].exit_code));
        expect(rows[i].arguments, scene.armed_line[strlen(scene.armed_line) - 1] == '\n',
               "the line has no end");
    }
    run(OK, "-t 3 --output=json");
    expect("json", strict_json(scene.armed_line), scene.armed_line);
}

TEST(the_time_that_is_left_is_never_negative)
{
    static const double rows[] = { -1e9, -1, -0.001, 0 };
    struct run late = { .arena = arena };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        late.deadline = clock_now() + rows[i];
        expect_number("seconds", run_left(&late), 0);
        expect_number("share", run_share(&late), 0);
    }
    late.deadline = clock_now() + 100;
    expect("seconds", run_left(&late) > 99 && run_left(&late) <= 100, "is wrong");
    expect("share", run_share(&late) > 49 && run_share(&late) <= 50, "is not half of them");
    struct ended ended = run(CRITICAL, "-t 7:WARNING");
    expect_text(
        "in judge", ended.output,
        "CRITICAL - it is CRITICAL after 7 s, silent WARNING [sample-low] | now=1700000000\n");
}

TEST(notes_follow_by_verbosity)
{
    static const char *const rows[] = { "", "-v", "-vv", "-vvv", "-vvvvv" };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct ended ended = run(OK, rows[i]);
        for (size_t level = 1; level <= 3; level++) {
            const char *note = arena_printf(arena, "\nnote of level %zu\n", level);
            if (i >= level)
                expect_has(rows[i], ended.output, note);
            else
                expect_has_not(rows[i], ended.output, note);
        }
    }
}

/* ---- commit ---- */

TEST(commit_comes_after_the_line)
{
    int ends[2];
    start_scene(WARNING);
    expect_int("pipe", pipe(ends), 0);
    scene.descriptor = ends[0];
    expect_int("exit code", run_into(ends[1], ""), WARNING);
    expect_has("what commit saw", scene.seen, "WARNING - it is WARNING");
    close(ends[0]);
    close(ends[1]);
}

static void check_failing_commit(enum state state, int exit_code)
{
    start_scene(state);
    scene.commit_fails = true;
    FILE *file = tmpfile();
    char text[1024];
    const char *row = state_name(state);
    if (file == NULL)
        fail_msg("no temporary file");
    expect_int(row, run_into(fileno(file), ""), exit_code);
    rewind(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    const char *second = strchr(text, '\n');
    expect_has(row, text, arena_printf(arena, "%s - ", state_name(state)));
    if (expect(row, second != NULL && second[1] != '\0', "there is no second line"))
        expect_has(row, second + 1, "UNKNOWN - ");
}

TEST(a_failing_commit_is_unknown_and_said)
{
    check_failing_commit(OK, UNKNOWN);
    check_failing_commit(WARNING, UNKNOWN);
    check_failing_commit(UNKNOWN, UNKNOWN);
    check_failing_commit(CRITICAL, CRITICAL);
}

TEST(a_failing_commit_leaves_json_one_object)
{
    start_scene(OK);
    scene.commit_fails = true;
    FILE *file = tmpfile();
    char text[4096];
    if (file == NULL)
        fail_msg("no temporary file");
    expect_int("exit code", run_into(fileno(file), "--output=json"), UNKNOWN);
    rewind(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    expect("json", strict_json(text), text);
}

TEST(a_plugin_may_lack_validate_and_commit)
{
    start_scene(OK);
    recorded.validate = NULL;
    recorded.commit = NULL;
    FILE *file = tmpfile();
    if (file == NULL)
        fail_msg("no temporary file");
    expect_int("exit code", run_into(fileno(file), ""), OK);
    expect_text("calls", calls, "arm probe judge disarm close-2 close-1");
    fclose(file);
}

/* ---- output that cannot be written ---- */

static const struct {
    enum state state;
    int exit_code;
} lost[] = { { OK, 3 }, { WARNING, 3 }, { UNKNOWN, 3 }, { CRITICAL, 2 } };

static void check_lost(const char *what, int fd)
{
    for (size_t i = 0; i < COUNT_OF(lost); i++) {
        const char *row = arena_printf(arena, "%s to %s", state_name(lost[i].state), what);
        start_scene(lost[i].state);
        expect_int(row, run_into(fd, ""), lost[i].exit_code);
        expect_has_not(row, calls, "commit");
        expect_has(row, calls, "close-2 close-1");
    }
    start_scene(OK);
    expect_int(what, run_into(fd, "--bogus"), 3);
    expect_int(what, run_into(fd, "--describe=man"), 3);
    expect_int(what, run_into(fd, "-h"), 3);
}

TEST(a_line_that_is_lost_is_never_ok)
{
    int ends[2];
    signal(SIGPIPE, SIG_IGN);
    expect_int("pipe", pipe(ends), 0);
    close(ends[0]);
    check_lost("a pipe without a reader", ends[1]);
    close(ends[1]);
    check_lost("a closed descriptor", ends[1]);
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    check_lost("/dev/full", full);
    close(full);
    int read_only = open("/dev/null", O_RDONLY | O_CLOEXEC);
    check_lost("a descriptor for reading", read_only);
    close(read_only);
}

static void *drain(void *argument)
{
    char bytes[1000];
    long total = 0;
    usleep(100 * 1000);
    for (ssize_t got; (got = read(*(int *)argument, bytes, sizeof bytes)) > 0;)
        total += got;
    return (void *)(intptr_t)total;
}

/* Somebody made our stdout non-blocking, and it is full when we come. */
TEST(a_full_pipe_is_waited_for)
{
    int ends[2];
    pthread_t reader;
    void *total;
    expect_int("pipe", pipe(ends), 0);
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    long filled = 0;
    for (ssize_t put; (put = write(ends[1], calls, sizeof calls)) > 0;)
        filled += put;
    expect_int("thread", pthread_create(&reader, NULL, drain, &ends[0]), 0);
    start_scene(WARNING);
    scene.long_output = true;
    expect_int("exit code", run_into(ends[1], ""), WARNING);
    expect_has("calls", calls, "commit");
    close(ends[1]);
    pthread_join(reader, &total);
    expect("bytes", (intptr_t)total > filled + 50000, "the output did not come through whole");
    close(ends[0]);
}

/* ---- two runs are as good as two processes ---- */

TEST(two_runs_are_the_same)
{
    static const char *const rows[] = {
        "",           "--text=a -vv",          "--bogus", "-h", "--describe=director",
        "--flagship", "-w 5 --item=a --item=b"
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct ended first = run(WARNING, rows[i]);
        run(CRITICAL, "--text=other --item=c -vvv -46");
        struct ended second = run(WARNING, rows[i]);
        expect_text(rows[i], second.output, first.output);
        expect_int(rows[i], second.exit_code, first.exit_code);
    }
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_goes_through_its_steps_in_order),
        cmocka_unit_test(states_become_exit_codes),
        cmocka_unit_test(nothing_is_done_when_the_command_line_is_wrong),
        cmocka_unit_test(usage_errors_are_json_when_asked_for),
        cmocka_unit_test(descriptions_need_no_run),
        cmocka_unit_test(the_watchdog_gets_deadline_line_and_code),
        cmocka_unit_test(the_time_that_is_left_is_never_negative),
        cmocka_unit_test(notes_follow_by_verbosity),
        cmocka_unit_test(commit_comes_after_the_line),
        cmocka_unit_test(a_failing_commit_is_unknown_and_said),
        cmocka_unit_test(a_failing_commit_leaves_json_one_object),
        cmocka_unit_test(a_plugin_may_lack_validate_and_commit),
        cmocka_unit_test(a_line_that_is_lost_is_never_ok),
        cmocka_unit_test(a_full_pipe_is_waited_for),
        cmocka_unit_test(two_runs_are_the_same),
    };
    return RUN(tests);
}
