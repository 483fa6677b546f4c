/* SPDX-License-Identifier: BSD-2-Clause */
/* A tool: the kind of program that acts and concludes nothing. */
#include <fcntl.h>
#include <unistd.h>

#include "frame/describe.h"
#include "frame/plugin.h"
#include "unit/check.h"

struct config {
    const char *name;
    long times;
    struct secret key;
};
static const struct config defaults = { .times = 1 };
static const struct option_row options[] = {
    OPT(0, "name", name, .arg = "NAME", .required = true, .help = "Whom to greet"),
    OPT('n', "times", times, .min = 0, .max = 9, .help = "How often"),
    OPT(0, "key", key, .help = "A key"),
};
static const struct finding_row hidden[] = { FINDING("of-a-part", "A finding of a part") };
static const struct part part = { .title = "Part", .findings = hidden, .nfindings = 1 };
static const struct use uses[] = { { .part = &part } };

static struct {
    int acted, armed, closed;
    double left;
} scene;

static void closed(void *handle)
{
    (void)handle;
    scene.closed++;
}

static int act(struct run *run, const void *given)
{
    const struct config *config = given;
    scene.acted++;
    scene.left = run_left(run);
    arena_at_end(run->arena, closed, NULL);
    run_note(run, 1, "a note");
    run_note(run, 2, "a note below");
    for (long i = 0; i < config->times; i++)
        run_print(run, arena_printf(run->arena, "Hello %s at %.0f\n", config->name, run->now));
    if (config->key.value != NULL)
        run_print(run, arena_printf(run->arena, "%zu\n", strlen(config->key.value)));
    if (config->times > 3)
        run_complain(run, "%s was greeted %ld times |\n", config->name, config->times);
    return config->times > 3 ? 7 : 0;
}

static bool validate(const void *given, struct report *report)
{
    const struct config *config = given;
    return config->times > 0 ||
           report_usage(report, "--times=0 makes no sense for %s", "a greeting");
}

static const struct plugin tool = {
    .name = "city_greet",
    .brief = "Greets",
    .about = "Greets whom you name.",
    TOOL_TABLES,
    .uses = uses,
    .nuses = COUNT(uses),
    .validate = validate,
    .act = act,
};

static void arm(double deadline, const char *line, int exit_code)
{
    (void)deadline;
    (void)line;
    (void)exit_code;
    scene.armed++;
}

struct ended {
    int exit_code;
    const char *output, *error;
};

static const char *read_back(FILE *file)
{
    enum { MOST = 65536 };
    char *text = arena_alloc(arena, MOST);
    rewind(file);
    text[fread(text, 1, MOST - 1, file)] = '\0';
    fclose(file);
    return text;
}

/* A run with arguments that have no blanks in them. */
static struct ended run(const char *arguments)
{
    static const struct variable secret = { "CHECK_KEY", "hidden" };
    static const struct environment environment = { &secret, 1 };
    char *argv[8] = { arena_string(arena, "city_greet") }, *place;
    int argc = 1;
    for (char *word = strtok_r(arena_string(arena, arguments), " ", &place); word != NULL;
         word = strtok_r(NULL, " ", &place))
        argv[argc++] = word;
    FILE *output = tmpfile(), *error = tmpfile();
    if (output == NULL || error == NULL)
        fail_msg("no temporary file");
    memset(&scene, 0, sizeof scene);
    struct invocation invocation = {
        .argc = argc,
        .argv = argv,
        .environment = &environment,
        .now = 1700000000,
        .output = fileno(output),
        .error = fileno(error),
        .arm = arm,
    };
    int exit_code = run_plugin(&tool, &invocation);
    return (struct ended){ exit_code, read_back(output), read_back(error) };
}

static const struct {
    const char *arguments;
    int exit_code;
    const char *output, *error;
} rows[] = {
    { "--name=you", 0, "Hello you at 1700000000\n6\n", "" },
    { "--name you -n2", 0, "Hello you at 1700000000\nHello you at 1700000000\n6\n", "" },
    { "--name=you -v", 0, "Hello you at 1700000000\n6\n", "a note\n" },
    { "--name=you -vv", 0, "Hello you at 1700000000\n6\n", "a note\na note below\n" },
    /* A mistake is its sentence alone. */
    { "", 3, "", "option --name is required; see --help\n" },
    { "--nmae=you", 3, "", "unknown option --nmae; did you mean --name?\n" },
    { "--name=you --times=no", 3, "", "--times: 'no' is not a whole number from 0 to 9\n" },
    { "--name=you -n0", 3, "", "--times=0 makes no sense for a greeting\n" },
    { "--name=you --key=open", 3, "",
      "--key does not take its value from the command line, where everybody can read it: set the "
      "environment variable CHECK_KEY, or give file:PATH\n" },
    /* What only checks have. */
    { "--name=you -t5", 3, "", "unknown option -t; see --help\n" },
    { "--name=you --timeout=5", 3, "", "unknown option --timeout; see --help\n" },
    { "--name=you --output=json", 3, "", "unknown option --output; see --help\n" },
    { "--describe=icinga", 3, "",
      "--describe: 'icinga' is not one of: help, man, markdown, bash\n" },
    { "--describe=director", 3, "",
      "--describe: 'director' is not one of: help, man, markdown, bash\n" },
    { "--version", 3, "city_greet (" PACKAGE_NAME ") " PACKAGE_VERSION "\n", "" },
};

TEST(a_tool_acts_and_says_what_is_wrong)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct ended ended = run(rows[i].arguments);
        expect_int(rows[i].arguments, ended.exit_code, rows[i].exit_code);
        expect_text(rows[i].arguments, ended.output, rows[i].output);
        expect_text(rows[i].arguments, ended.error, rows[i].error);
        expect_int(rows[i].arguments, scene.acted, rows[i].exit_code == 0 ? 1 : 0);
        expect_int(rows[i].arguments, scene.closed, scene.acted);
        expect_int("arm", scene.armed, 0);
    }
}

TEST(a_tool_has_its_own_exit_codes_and_sentences)
{
    struct ended ended = run("--name=you -n4");
    expect_int("exit code", ended.exit_code, 7);
    expect_text("sentence", ended.error, "you was greeted 4 times /\n");
}

TEST(nobody_waits_for_a_tool)
{
    run("--name=you");
    expect("a year is left", scene.left > 364 * DAY && scene.left <= 366 * DAY, "it is not");
}

TEST(what_is_lost_is_no_success)
{
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    if (full < 0)
        SKIP("there is no /dev/full");
    char *const argv[] = { arena_string(arena, "city_greet"), arena_string(arena, "--name=you") };
    struct invocation invocation = { .argc = 2, .argv = argv, .output = full, .error = full };
    expect_int("exit code", run_plugin(&tool, &invocation), UNKNOWN);
    close(full);
}

TEST(a_tool_describes_itself_without_findings)
{
    static const struct {
        const char *arguments;
        int exit_code;
        const char *has;
    } forms[] = {
        { "--help", 3, "\nUsage: city_greet --name=NAME [OPTION...]\n" },
        { "--describe=help", 0, "\n  -n, --times=NUMBER " },
        { "--describe=man", 0, ".TH CITY_GREET 8" },
        { "--describe=markdown", 0, "# city_greet\n" },
        { "--describe=bash", 0, "complete -F _city_greet city_greet" },
    };
    static const char *const absent[] = { "timeout", "output=", "icinga",   "director",
                                          "WARNING", "inding",  "of-a-part" };
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        struct ended ended = run(forms[i].arguments);
        expect_int(forms[i].arguments, ended.exit_code, forms[i].exit_code);
        expect_has(forms[i].arguments, ended.output, forms[i].has);
        for (size_t k = 0; k < COUNT_OF(absent); k++)
            expect_has_not(forms[i].arguments, ended.output, absent[k]);
        expect_text(forms[i].arguments, ended.error, "");
        expect_int(forms[i].arguments, scene.acted, 0);
    }
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tool_acts_and_says_what_is_wrong),
        cmocka_unit_test(a_tool_has_its_own_exit_codes_and_sentences),
        cmocka_unit_test(nobody_waits_for_a_tool),
        cmocka_unit_test(what_is_lost_is_no_success),
        cmocka_unit_test(a_tool_describes_itself_without_findings),
    };
    return RUN(tests);
}
