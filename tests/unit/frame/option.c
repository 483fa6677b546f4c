/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/option.h"

#include <sys/stat.h>
#include <unistd.h>

#include "frame/render.h"
#include "unit/check.h"
#include "unit/sample.h"

static const struct plugin plugin = { SAMPLE_PLUGIN };

struct parsed {
    bool good;
    struct common common;
    struct config config;
    struct report report;
};

static struct parsed parse_argv(const struct plugin *whom, const struct environment *environment,
                                int argc, char *const *argv)
{
    struct parsed out = { .common = option_common_defaults, .report = report_start(arena) };
    memcpy(&out.config, whom->defaults, sizeof out.config);
    out.good = option_parse(whom, argc, argv, environment, &out.common, &out.config, &out.report);
    return out;
}

/* Arguments with one blank between; `""` stands for an empty one. */
static char **split(const char *arguments, int *argc)
{
    char **argv = arena_array(arena, strlen(arguments) + 3, sizeof *argv);
    *argc = 0;
    argv[(*argc)++] = arena_string(arena, "check_sample");
    while (*arguments != '\0') {
        size_t length = strcspn(arguments, " ");
        char *word = arena_copy(arena, arguments, length);
        argv[(*argc)++] = strcmp(word, "\"\"") == 0 ? arena_string(arena, "") : word;
        arguments += length + (arguments[length] == ' ' ? 1 : 0);
    }
    return argv;
}

static struct parsed parse_for(const struct plugin *whom, const char *arguments)
{
    int argc;
    char **argv = split(arguments, &argc);
    return parse_argv(whom, NULL, argc, argv);
}

static struct parsed parse(const char *arguments)
{
    return parse_for(&plugin, arguments);
}

static const struct option_ref *find(const struct option_table *table, const char *name)
{
    for (size_t i = 0; i < table->count; i++) {
        if (strcmp(table->refs[i].row->name, name) == 0)
            return &table->refs[i];
    }
    fail_msg("there is no option %s", name);
    return NULL;
}

static const char *value_of(const struct parsed *parsed, const char *name)
{
    struct option_table table = option_table(arena, &plugin);
    const struct option_ref *ref = find(&table, name);
    const char *base = ref->common ? (const char *)&parsed->common : (const char *)&parsed->config;
    return sample_show(arena, ref->row, base + ref->at);
}

static const char *said(const struct parsed *parsed)
{
    return parsed->report.nfindings == 1 ? parsed->report.findings[0].text : NULL;
}

/* ---- values of every kind ---- */

static const struct {
    const char *arguments, *option, *value;
} good[] = {
    { "", "flag", "no" },
    { "--flag", "flag", "yes" },
    { "-f", "flag", "yes" },
    { "-f -f", "flag", "yes" },
    { "", "loud", "0" },
    { "-lll", "loud", "3" },
    { "--loud -l --lou", "loud", "3" },
    { "--text=a", "text", "a" },
    { "--text a", "text", "a" },
    { "-Ta", "text", "a" },
    { "-T a", "text", "a" },
    { "--text=a=b", "text", "a=b" },
    { "--text=-x", "text", "-x" },
    { "--text --flag", "text", "--flag" },
    { "-T --", "text", "--" },
    { "--text==", "text", "=" },
    { "--port=1", "port", "1" },
    { "--port=65535", "port", "65535" },
    { "-p 0080", "port", "80" },
    { "-p +80", "port", "80" },
    { "--shift=-9223372036854775808", "shift", "-9223372036854775808" },
    { "--shift -5", "shift", "-5" },
    { "--ratio=-0.125", "ratio", "-0.125" },
    { "--ratio=1e3", "ratio", "1000" },
    { "--wait=500ms", "wait", "0.5s" },
    { "--wait=12h", "wait", "12h" },
    { "--wait=36h", "wait", "36h" },
    { "--wait=30d", "wait", "30d" },
    { "--wait=0", "wait", "0s" },
    { "-w 10", "warning", "10" },
    { "-w10:", "warning", "10:" },
    { "-w@~:5", "warning", "@~:5" },
    { "--warning=~:10", "warning", "~:10" },
    { "--latency=10m:2h", "latency", "600:7200" },
    { "--latency=500ms", "latency", "0.5s" },
    { "--room=30GiB:", "room", "32212254720:" },
    { "--room=400GB", "room", "400GB" },
    { "--room=4MiB", "room", "4MiB" },
    { "--room=1000", "room", "1kB" },
    { "--room=1001", "room", "1001" },
    { "--load=20%:80%", "load", "20:80" },
    { "", "load", NULL },
    { "--limits=80%,90%", "limits", "80%,90%" },
    { "--limits=80%", "limits", "80%" },
    { "--limits=20:,10:", "limits", "20:,10:" },
    { "", "drift", "0,10%" },
    { "--drift=5", "drift", "5" },
    { "--drift=5%", "drift", "5%" },
    { "--drift=5,10", "drift", "5,10" },
    { "--drift=0.5%,250", "drift", "0.5%,250" },
    { "--drift=0,0", "drift", "0,0" },
    { "--drift=150%", "drift", "150%" },
    { "--margin=25%", "margin", "25%" },
    { "--margin=30d", "margin", "30d" },
    { "--margin=25%,30d", "margin", "25%,30d" },
    { "--margin=30d,25%", "margin", "25%,30d" },
    { "-m12h", "margin", "12h" },
    { "--margin=0%", "margin", "0%" },
    { "--margin=0", "margin", "0s" },
    { "--margin=100%", "margin", "100%" },
    { "--margin=7%", "margin", "7%" },
    { "--item=a --item=b -ic", "item", "a,b,c" },
    { "", "item", NULL },
    { "--colour=red", "colour", "red" },
    { "--colour=DARK-Blue", "colour", "dark-blue" },
    { "--pause=10", "pause", "10:WARNING" },
    { "--pause=10:unknown", "pause", "10:UNKNOWN" },
    { "--pause=500ms:OK", "pause", "0.5:OK" },
    { "--pause=1m:critical", "pause", "60:CRITICAL" },
    { "--pause=0.1", "pause", "0.1:WARNING" },
    { "--pause=1d", "pause", "86400:WARNING" },
    { "-t 30:UNKNOWN", "timeout", "30:UNKNOWN" },
    { "-t30", "timeout", "30:CRITICAL" },
    { "-vvv", "verbose", "3" },
    { "--output=json", "output", "json" },
    { "--only4", "only4", "yes" },
    { "--absent=ok", "absent", "OK" },
    /* names */
    { "--flag", "flagship", "no" },
    { "-f --flags", "flagship", "yes" },
    { "--te=a", "text", "a" },
    { "--wai 5s", "wait", "5s" },
    { "--col=red", "colour", "red" },
    { "--ou=json", "output", "json" },
    /* bundles */
    { "-4v", "only4", "yes" },
    { "-4v", "verbose", "1" },
    { "-fl4vvTabc", "text", "abc" },
    { "-fl4vvT abc", "text", "abc" },
    { "-vw10:20", "warning", "10:20" },
    { "--", "flag", "no" },
    { "-f --", "flag", "yes" },
};

TEST(values_are_read)
{
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        const char *row = arena_printf(arena, "[%s] --%s", good[i].arguments, good[i].option);
        struct parsed parsed = parse(good[i].arguments);
        if (expect(row, parsed.good, "was refused"))
            expect_text(row, value_of(&parsed, good[i].option), good[i].value);
        expect_int(row, (long)parsed.report.nfindings, 0);
    }
}

static const struct {
    const char *arguments, *said;
} bad[] = {
    { "--bogus", "unknown option --bogus" },
    { "--texd=a", "did you mean --text?" },
    { "--colour-", "did you mean --colour?" },
    { "-x", "unknown option -x" },
    { "-fx", "unknown option -x" },
    { "--", NULL },
    { "--=a", "unknown option --" },
    { "-=", "unknown option -=" },
    { "--fla", "option --fla is ambiguous; it could be --flag, --flagship" },
    { "--wa=1", "option --wa is ambiguous; it could be --warning, --wait" },
    { "--only", "it could be --only4, --only6" },
    { "--text", "option --text needs a value" },
    { "-T", "option -T needs a value" },
    { "-fT", "option -T needs a value" },
    { "--text=a --text=b", "option --text is given twice, but takes one value only" },
    { "--text=a -T a", "option --text is given twice" },
    { "-p 80 -p80", "option --port is given twice" },
    { "--wait=1s --wa=2s", "option --wa is ambiguous" },
    { "--wait=1s --wai=2s", "option --wait is given twice" },
    { "--timeout=1 -t2", "option --timeout is given twice" },
    { "--token=file:/a --token=file:/b", "option --token is given twice" },
    { "--text=", "option --text has an empty value" },
    { "--text \"\"", "option --text has an empty value" },
    { "-T \"\"", "option --text has an empty value" },
    { "--port=", "option --port has an empty value" },
    { "--token=", "option --token has an empty value" },
    { "--flag=yes", "option --flag takes no value" },
    { "--flag=", "option --flag takes no value" },
    { "--loud=2", "option --loud takes no value" },
    { "--help=x", "option --help takes no value" },
    { "a", "argument 1 belongs to no option" },
    { "-f a", "argument 2 belongs to no option" },
    { "-f -- a", "argument 3 belongs to no option" },
    { "-- -f", "argument 2 belongs to no option" },
    { "-", "argument 1 belongs to no option" },
    { "\"\"", "argument 1 belongs to no option" },
    { "--port=0", "--port: '0' is not a whole number from 1 to 65535" },
    { "--port=65536", "'65536' is not a whole number from 1 to 65535" },
    { "-p 80x", "'80x' is not a whole number" },
    { "-p=80", "'=80' is not a whole number" },
    { "--port=0x50", "'0x50' is not a whole number" },
    { "--port=8e1", "is not a whole number" },
    { "--shift=9223372036854775808", "is not a whole number" },
    { "--shift=1.0", "is not a whole number" },
    { "--ratio=1,5", "is not a number" },
    { "--ratio=nan", "is not a number" },
    { "--ratio=1s", "is not a number" },
    { "--wait=-1s", "is not a time" },
    { "--wait=5x", "is not a time" },
    { "-w 10:5", "--warning: '10:5' is not a range" },
    { "-w 5s", "is not a range" },
    { "-w=5", "--warning: '=5' is not a range" },
    { "--latency=5B", "is not a range of times" },
    { "--room=5s", "is not a range of sizes" },
    { "--load=5s", "is not a range of percentages" },
    { "--limits=80%,", "is not WARN[,CRIT]" },
    { "--limits=,90%", "is not WARN[,CRIT]" },
    { "--limits=1,2,3", "is not WARN[,CRIT]" },
    { "--drift=many", "is not WARN[,CRIT], each a number or a percentage" },
    { "--drift=-1", "is not WARN[,CRIT]" },
    { "--drift=-1%", "is not WARN[,CRIT]" },
    { "--drift=5,", "is not WARN[,CRIT]" },
    { "--drift=,5", "is not WARN[,CRIT]" },
    { "--drift=5,-1", "is not WARN[,CRIT]" },
    { "--drift=1,2,3", "is not WARN[,CRIT]" },
    { "--drift=%", "is not WARN[,CRIT]" },
    { "--drift=5d", "is not WARN[,CRIT]" },
    { "--drift=nan", "is not WARN[,CRIT]" },
    { "--margin=25", "is not a share, a time, or both" },
    { "--margin=101%", "is not a share" },
    { "--margin=-1%", "is not a share" },
    { "--margin=-1d", "is not a share" },
    { "--margin=25%,25%", "is not a share" },
    { "--margin=1d,2d", "is not a share" },
    { "--margin=25%,", "is not a share" },
    { "--margin=,30d", "is not a share" },
    { "--margin=25%,30d,1d", "is not a share" },
    { "--margin=%", "is not a share" },
    { "--colour=blue", "--colour: 'blue' is not one of: red, green, dark-blue" },
    { "--pause=10:", "is not SECONDS[:STATE]" },
    { "--pause=:OK", "is not SECONDS[:STATE]" },
    { "--pause=10:BAD", "is not SECONDS[:STATE]" },
    { "--pause=0", "is not SECONDS[:STATE]" },
    { "--pause=0.09", "is not SECONDS[:STATE]" },
    { "--pause=-1", "is not SECONDS[:STATE]" },
    { "--pause=86401", "is not SECONDS[:STATE]" },
    { "--pause=1e400", "is not SECONDS[:STATE]" },
    { "-t 0", "--timeout: '0' is not SECONDS[:STATE]" },
    { "--output=xml", "is not one of: text, json" },
    { "--describe=xml", "is not one of: help, man, markdown, bash, icinga, director" },
    { "--describe", "option --describe needs a value" },
    { "-46", "--only4 and --only6 exclude each other" },
    { "-f -64 -v", "--only4 and --only6 exclude each other" },
    { "--flagship", "--flagship needs --flag" },
};

TEST(nonsense_is_refused_in_one_line)
{
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        const char *row = arena_printf(arena, "[%s]", bad[i].arguments);
        struct parsed parsed = parse(bad[i].arguments);
        if (bad[i].said == NULL) {
            expect(row, parsed.good, "was refused");
            continue;
        }
        expect(row, !parsed.good, "was accepted");
        expect_int(row, (long)parsed.report.nfindings, 1);
        expect_int(row, report_state(&parsed.report), UNKNOWN);
        expect_has(row, said(&parsed), bad[i].said);
        if (parsed.report.nfindings == 1)
            expect_text(row, parsed.report.findings[0].row->code, "usage");
    }
}

TEST(a_value_that_was_refused_changes_nothing)
{
    struct parsed parsed = parse("-w 10:5");
    expect_text("warning", value_of(&parsed, "warning"), "10:");
    parsed = parse("--limits=1,x");
    expect_text("limits", value_of(&parsed, "limits"), "80%,90.5%");
    parsed = parse("--pause=10:BAD");
    expect_text("pause", value_of(&parsed, "pause"), "2.5:WARNING");
}

TEST(long_unknown_options_get_no_wild_guess)
{
    static const size_t lengths[] = { 10, 40, 41, 119, 120, 125, 3000 };
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        const char *arguments = arena_printf(arena, "--%s", repeated('z', lengths[i]));
        struct parsed parsed = parse(arguments);
        expect("unknown", !parsed.good, "was accepted");
        expect_has_not(arena_printf(arena, "%zu times z", lengths[i]), said(&parsed),
                       "did you mean");
    }
}

/* ---- what ends the parsing early ---- */

TEST(help_version_and_descriptions_win)
{
    static const struct {
        const char *arguments;
        bool help, version;
        int describe;
    } rows[] = {
        { "-h", true, false, DESCRIBE_NOT },
        { "-h --bogus", true, false, DESCRIBE_NOT },
        { "--port=5 -h --port=x", true, false, DESCRIBE_NOT },
        { "-46 -V", false, true, DESCRIBE_NOT },
        { "-fVx", false, true, DESCRIBE_NOT },
        { "--version a b", false, true, DESCRIBE_NOT },
        { "--describe=man --bogus", false, false, DESCRIBE_MAN },
        { "--describe icinga a", false, false, DESCRIBE_ICINGA },
        { "--he", true, false, DESCRIBE_NOT },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct parsed parsed = parse(rows[i].arguments);
        expect(rows[i].arguments, parsed.good, "was refused");
        expect(rows[i].arguments, parsed.common.help == rows[i].help, "help");
        expect(rows[i].arguments, parsed.common.version == rows[i].version, "version");
        expect_int(rows[i].arguments, parsed.common.describe.index, rows[i].describe);
        expect_int(rows[i].arguments, (long)parsed.report.nfindings, 0);
    }
}

TEST(json_is_recognised_in_a_broken_command_line)
{
    static const struct {
        const char *arguments;
        bool wants;
    } rows[] = {
        { "", false },
        { "--bogus", false },
        { "--bogus --output=json", true },
        { "--output=json --bogus", true },
        { "--output json --bogus", true },
        { "--bogus --output JSON", true },
        { "--ou=json", true },
        { "--outp json", true },
        { "--output=text", false },
        { "--output", false },
        { "--output=", false },
        { "--outputs=json", false },
        { "--output=jso", false },
        { "--bogus --output=json x", true },
        { "output=json", false },
        { "--o=json", true },                     /* a prefix that is unique here */
        { "--output=json --output=text", false }, /* the last one counts */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int argc;
        char **argv = split(rows[i].arguments, &argc);
        expect(rows[i].arguments, option_wants_json(argc, argv) == rows[i].wants,
               rows[i].wants ? "was not recognised" : "was taken for JSON");
    }
}

/* ---- required options ---- */

static const struct option_row needy_options[] = {
    OPT('H', "host", text, .required = true, .unless = "item token", .help = "Whom"),
    OPT(0, "item", item, .help = "Items"),
    OPT(0, "token", token, .help = "A secret"),
    OPT(0, "colour", colour, .choices = sample_colours, .required = true, .help = "A word"),
};
static const struct plugin needy = {
    .name = "check_needy",
    .brief = "Needs",
    .about = "Needs.",
    .options = needy_options,
    .noptions = COUNT(needy_options),
    .defaults = &sample_defaults,
    .config_size = sizeof(struct config),
};

TEST(required_options_are_missed)
{
    static const struct {
        const char *arguments, *said;
    } rows[] = {
        { "", "one of these options is required: --host, --item, --token; see --help" },
        { "--host=a", "option --colour is required; see --help" },
        { "--colour=red", "one of these options is required: --host, --item, --token; see --help" },
        { "--host=a --colour=red", NULL },
        { "--item=a --colour=red", NULL },
        { "-h", NULL },
        { "--host=a -V", NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct parsed parsed = parse_for(&needy, rows[i].arguments);
        expect(rows[i].arguments, parsed.good == (rows[i].said == NULL), "accepted or refused");
        if (rows[i].said != NULL)
            expect_text(rows[i].arguments, said(&parsed), rows[i].said);
    }
}

/* ---- secrets ---- */

static const struct variable variables[] = { { "CHECK_TOKEN", "from environment" },
                                             { "CHECK_EMPTY", "" },
                                             { "CHECK_TOK", "no" } };
static const struct environment environment = { variables, COUNT_OF(variables) };

static struct parsed parse_with_token(const char *value, const char *arguments)
{
    struct variable token = { "CHECK_TOKEN", value };
    struct environment one = { &token, 1 };
    int argc;
    char **argv = split(arguments, &argc);
    return parse_argv(&plugin, &one, argc, argv);
}

TEST(secrets_come_from_the_environment)
{
    struct parsed parsed = parse_with_token("s3cret", "-f");
    expect("token", parsed.good, "was refused");
    expect_text("token", parsed.config.token.value, "s3cret");
    parsed = parse_with_token("", "-f");
    expect("empty", parsed.good, "was refused");
    expect_text("empty", parsed.config.token.value, NULL);
    parsed = parse("-f");
    expect_text("no environment", parsed.config.token.value, NULL);
    expect_text("taken", secret_from_environment(&environment, "CHECK_TOKEN"), "from environment");
    expect_text("empty", secret_from_environment(&environment, "CHECK_EMPTY"), NULL);
    expect_text("missing", secret_from_environment(&environment, "CHECK_TOKENS"), NULL);
    /* A required option is satisfied by it. */
    struct variable token = { "CHECK_TOKEN", "x" };
    struct environment one = { &token, 1 };
    int argc;
    char **argv = split("--colour=red", &argc);
    parsed = parse_argv(&needy, &one, argc, argv);
    expect("required", parsed.good, "the environment does not count");
    token.value = "";
    parsed = parse_argv(&needy, &one, argc, argv);
    expect("required and empty", !parsed.good, "an empty variable counts");
}

TEST(the_command_line_never_carries_a_secret)
{
    static const char *const rows[] = {
        "--token=hunter2", "--token hunter2",      "--tok=hunter2",  "--tokn=hunter2",
        "--to=hunter2",    "--bogus=hunter2",      "hunter2",        "-f hunter2",
        "-- hunter2",      "--token=FILE:hunter2", "--flag=hunter2", "--t=hunter2",
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct parsed parsed = parse(rows[i]);
        expect(rows[i], !parsed.good, "was accepted");
        struct rendering how = { .plugin = "check_sample", .version = "1", .verbosity = 3 };
        expect_has_not(rows[i], render_report(&parsed.report, &how), "hunter2");
        expect_text(rows[i], parsed.config.token.value, NULL);
    }
    struct parsed parsed = parse("--token=hunter2");
    expect_has("hint", said(&parsed), "CHECK_TOKEN");
    expect_has("hint", said(&parsed), "file:PATH");
}

static const struct {
    const char *row;
    unsigned mode;
    const char *bytes;
    size_t length;
    const char *value, *said;
} files[] = {
    { "0600", 0600, "s3cret\n", 7, "s3cret", NULL },
    { "0400", 0400, "s3cret", 6, "s3cret", NULL },
    { "0640 of the own group", 0640, "s3cret\r\nsecond\n", 15, "s3cret", NULL },
    { "0644", 0644, "s3cret\n", 7, NULL, "others can read the file" },
    { "0604", 0604, "s3cret\n", 7, NULL, "others can read the file" },
    { "empty", 0600, "", 0, NULL, "the first line of the file" },
    { "empty first line", 0600, "\ns3cret\n", 8, NULL, "the first line of the file" },
    { "blanks count", 0600, " a b \n", 6, " a b ", NULL },
};

TEST(secrets_come_from_files)
{
    const char *folder = temporary_folder();
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        const char *path = write_file(folder, "secret", files[i].bytes, files[i].length);
        chmod(path, files[i].mode);
        struct parsed parsed = parse_with_token("from environment",
                                                arena_printf(arena, "--token=file:%s", path));
        if (files[i].said == NULL) {
            expect(files[i].row, parsed.good, "was refused");
            expect_text(files[i].row, parsed.config.token.value, files[i].value);
        } else {
            expect(files[i].row, !parsed.good, "was accepted");
            expect_has(files[i].row, said(&parsed), files[i].said);
            expect_has_not(files[i].row, said(&parsed), "s3cret");
        }
        unlink(path);
    }
    rmdir(folder);
}

TEST(odd_files_hold_no_secret)
{
    const char *folder = temporary_folder(), *out = "untouched";
    const char *fifo = arena_printf(arena, "%s/fifo", folder);
    expect("fifo", mkfifo(fifo, 0600) == 0, "cannot be made");
    expect_int("fifo", secret_from_file(arena, fifo, &out), SECRET_UNREADABLE);
    expect_int("folder", secret_from_file(arena, folder, &out), SECRET_UNREADABLE);
    expect_int("device", secret_from_file(arena, "/dev/zero", &out), SECRET_UNREADABLE);
    expect_int("missing", secret_from_file(arena, arena_printf(arena, "%s/missing", folder), &out),
               SECRET_UNREADABLE);
    expect_int("no name", secret_from_file(arena, "", &out), SECRET_UNREADABLE);
    const char *path = write_file(folder, "full", repeated('x', 65537), 65537);
    chmod(path, 0600);
    expect_int("64 KiB and one", secret_from_file(arena, path, &out), SECRET_TOO_LONG);
    expect_text("nothing was taken", out, "untouched");
    expect_int("truncated", truncate(path, 65536), 0);
    expect_int("64 KiB", secret_from_file(arena, path, &out), SECRET_TAKEN);
    expect_int("64 KiB", (long)strlen(out), 65536);
    unlink(path);
    unlink(fifo);
    rmdir(folder);
}

TEST(a_group_of_others_must_not_read)
{
    const char *folder = temporary_folder(), *out = NULL;
    const char *path = write_file(folder, "secret", "a\n", 2);
    bool given = chown(path, (uid_t)-1, 54321) == 0 && chmod(path, 0640) == 0;
    if (given) {
        expect_int("0640 of others", secret_from_file(arena, path, &out), SECRET_EXPOSED);
        chmod(path, 0600);
        expect_int("0600 of others", secret_from_file(arena, path, &out), SECRET_TAKEN);
    }
    unlink(path);
    rmdir(folder);
    if (!given)
        SKIP("a file can be given to another group by root only");
}

TEST(variables_are_named_after_options)
{
    expect_text("plain", secret_variable(arena, "token"), "CHECK_TOKEN");
    expect_text("dashes", secret_variable(arena, "api-token-2"), "CHECK_API_TOKEN_2");
}

/* ---- defaults ---- */

TEST(defaults_are_printed_and_read_back)
{
    static const struct {
        const char *option, *text;
    } rows[] = {
        { "flag", NULL },         { "loud", NULL },
        { "text", NULL },         { "port", NULL },
        { "shift", "-3" },        { "ratio", "1.5" },
        { "wait", "90s" },        { "warning", "10:" },
        { "latency", "0.25s" },   { "room", "@~:400000000000" },
        { "load", NULL },         { "limits", "80%,90.5%" },
        { "drift", "0,10%" },     { "margin", "25%,30d" },
        { "token", NULL },        { "item", NULL },
        { "colour", "green" },    { "pause", "2.5:WARNING" },
        { "absent", "CRITICAL" }, { "timeout", "10:CRITICAL" },
        { "output", "text" },     { "describe", NULL },
        { "help", NULL },
    };
    struct option_table table = option_table(arena, &plugin);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct option_ref *ref = find(&table, rows[i].option);
        const char *text = option_default(arena, &plugin, ref);
        expect_text(rows[i].option, text, rows[i].text);
        if (text == NULL)
            continue;
        struct parsed parsed = parse(arena_printf(arena, "--%s=%s", rows[i].option, text));
        expect(rows[i].option, parsed.good, "its default cannot be read");
        expect_text(rows[i].option, value_of(&parsed, rows[i].option), text);
        expect(rows[i].option,
               ref->common || memcmp(&parsed.config, &sample_defaults, ref->at) == 0,
               "something in front of it was changed");
    }
}

/* What has no value has no default that could be printed, described or handed on. */
TEST(values_that_are_no_numbers_are_no_defaults)
{
    static const struct config odd = { .ratio = NAN, .wait = { INFINITY } };
    struct plugin unlimited = plugin;
    unlimited.defaults = &odd;
    struct option_table table = option_table(arena, &unlimited);
    expect_text("ratio", option_default(arena, &unlimited, find(&table, "ratio")), NULL);
    expect_text("wait", option_default(arena, &unlimited, find(&table, "wait")), NULL);
}

TEST(no_two_options_share_a_name)
{
    struct option_table table = option_table(arena, &plugin);
    expect_int("options", (long)table.count, COUNT(sample_options) + COUNT(sample_part_rows) + 7);
    for (size_t i = 0; i < table.count; i++) {
        for (size_t j = i + 1; j < table.count; j++) {
            const struct option_row *a = table.refs[i].row, *b = table.refs[j].row;
            expect(a->name, strcmp(a->name, b->name) != 0, "the name is there twice");
            expect(a->name, a->key == '\0' || a->key != b->key, "the key is there twice");
        }
    }
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_read),
        cmocka_unit_test(nonsense_is_refused_in_one_line),
        cmocka_unit_test(a_value_that_was_refused_changes_nothing),
        cmocka_unit_test(long_unknown_options_get_no_wild_guess),
        cmocka_unit_test(help_version_and_descriptions_win),
        cmocka_unit_test(json_is_recognised_in_a_broken_command_line),
        cmocka_unit_test(required_options_are_missed),
        cmocka_unit_test(secrets_come_from_the_environment),
        cmocka_unit_test(the_command_line_never_carries_a_secret),
        cmocka_unit_test(secrets_come_from_files),
        cmocka_unit_test(odd_files_hold_no_secret),
        cmocka_unit_test(a_group_of_others_must_not_read),
        cmocka_unit_test(variables_are_named_after_options),
        cmocka_unit_test(defaults_are_printed_and_read_back),
        cmocka_unit_test(values_that_are_no_numbers_are_no_defaults),
        cmocka_unit_test(no_two_options_share_a_name),
    };
    return RUN(tests);
}
