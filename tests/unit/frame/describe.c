/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/describe.h"

#include <sys/wait.h>
#include <unistd.h>

#include "base/wrap.h"
#include "unit/check.h"
#include "unit/strict_json.h"
#include "unit/sample.h"

static const struct option_row strict_options[] = {
    OPT('H', "host", text, .required = true, .unless = "item token", .host = true, .help = "Whom"),
    OPT(0, "item", item, .help = "Items"),
    OPT(0, "token", token, .help = "A secret"),
    OPT(0, "colour", colour, .choices = sample_colours, .required = true, .help = "A word"),
    OPT(0, "path", text, .arg = "FILE|DIR", .help = "A path"),
};

/* The sample, and one that has what the sample lacks: required options, the host's address. */
static const struct plugin plugins[] = {
    { SAMPLE_PLUGIN },
    { .name = "notify_strict",
      .brief = "A strict one",
      .about = "It is strict.",
      .options = strict_options,
      .noptions = COUNT(strict_options),
      .interval = "15m",
      .config_size = sizeof(struct config) },
};

/* Parts that share a title, and one without. */
struct grouped {
    bool a, b, c, d, e;
};
static const struct option_row first_rows[] = {
    OPT_IN(struct grouped, 0, "first-long", a, .help = "First, long"),
    OPT_IN(struct grouped, 'x', "first-letter", b, .help = "First, with a letter"),
    OPT_IN(struct grouped, '6', "first-digit", c, .help = "First, with a digit"),
};
static const struct option_row second_rows[] = {
    OPT_IN(struct grouped, 0, "second", d, .help = "Second"),
};
static const struct option_row third_rows[] = {
    OPT_IN(struct grouped, 0, "third-needed", a, .required = true, .help = "Third, needed"),
    OPT_IN(struct grouped, 0, "third", e, .help = "Third"),
};
static const struct part first_part = { .title = "One", .options = first_rows, .noptions = 3 };
static const struct part second_part = { .title = "Two", .options = second_rows, .noptions = 1 };
static const struct part third_part = { .title = "One", .options = third_rows, .noptions = 2 };
static const struct part untitled_part = { .options = second_rows, .noptions = 1 };

TEST(options_stand_in_groups)
{
    static const struct use uses[] = { { .part = &first_part },
                                       { .part = &second_part },
                                       { .part = &third_part } };
    static const struct use untitled[] = { { .part = &untitled_part } };
    static const struct plugin grouped = { .name = "check_grouped",
                                           .options = second_rows,
                                           .noptions = 1,
                                           .uses = uses,
                                           .nuses = COUNT(uses) };
    static const struct plugin plain = { .name = "check_plain", .uses = untitled, .nuses = 1 };
    static const struct {
        const char *name, *group;
    } wanted[] = {
        { "third-needed", NULL }, { "first-letter", NULL }, { "second", NULL },
        { "first-long", "One" },  { "first-digit", "One" }, { "third", "One" },
        { "second", "Two" },      { "timeout", "General" },
    };
    struct option_table table = option_table(arena, &grouped);
    for (size_t i = 0; i < COUNT_OF(wanted); i++) {
        expect_text(arena_printf(arena, "row %zu", i), table.refs[i].row->name, wanted[i].name);
        expect_text(wanted[i].name, table.refs[i].group != NULL ? table.refs[i].group : "-",
                    wanted[i].group != NULL ? wanted[i].group : "-");
    }
    table = option_table(arena, &plain);
    expect("a part without a title", table.refs[0].group == NULL, "has a group");
}

static const char *const formats[] = { "help", "icinga", "director", "man", "markdown", "bash" };

static const char *row_name(size_t plugin, size_t format)
{
    return arena_printf(arena, "%s --describe=%s", plugins[plugin].name, formats[format]);
}

/* A man page writes its dashes with backslashes. */
static const char *without_backslashes(const char *text)
{
    char *copy = arena_string(arena, text), *out = copy;
    for (const char *c = text; *c != '\0'; c++) {
        if (*c != '\\')
            *out++ = *c;
    }
    *out = '\0';
    return copy;
}

TEST(every_option_is_in_every_format)
{
    for (size_t p = 0; p < COUNT_OF(plugins); p++) {
        struct option_table table = option_table(arena, &plugins[p]);
        for (size_t f = 0; f < COUNT_OF(formats); f++) {
            const char *text = without_backslashes(
                describe(arena, &plugins[p], (enum description)f));
            for (size_t i = 0; i < table.count; i++) {
                const char *option = arena_printf(arena, "--%s", table.refs[i].row->name);
                bool people = describe_for_people(&table.refs[i]);
                const char *name = table.refs[i].row->name;
                if (f == DESCRIBE_DIRECTOR)
                    people = people || strcmp(name, "verbose") == 0 || strcmp(name, "output") == 0;
                if (f == DESCRIBE_NAGIOS)
                    continue; /* it has what is required alone */
                if (people && (f == DESCRIBE_ICINGA || f == DESCRIBE_DIRECTOR))
                    expect_has_not(row_name(p, f), text, arena_printf(arena, "\"%s\"", option));
                else if (strstr(text, option) == NULL)
                    bad_row(row_name(p, f), "%s is missing", option);
            }
        }
    }
}

TEST(every_finding_is_in_man_and_markdown)
{
    static const enum description where[] = { DESCRIBE_MAN, DESCRIBE_MARKDOWN };
    for (size_t p = 0; p < COUNT_OF(plugins); p++) {
        size_t count;
        const struct finding_row **rows = describe_findings(arena, &plugins[p], &count);
        expect_int(plugins[p].name, (long)count, p == 0 ? 7 : 4);
        for (size_t f = 0; f < COUNT_OF(where); f++) {
            const char *text = without_backslashes(describe(arena, &plugins[p], where[f]));
            for (size_t i = 0; i < count; i++) {
                if (strstr(text, rows[i]->code) == NULL)
                    bad_row(row_name(p, where[f]), "%s is missing", rows[i]->code);
            }
        }
    }
}

static const struct {
    size_t plugin;
    enum description format;
    const char *part;
} parts[] = {
    { 0, DESCRIBE_HELP, "check_sample - A sample of everything\n" },
    { 0, DESCRIBE_HELP, "-p, --port=PORT" },
    { 0, DESCRIBE_HELP, "(default: 25%,30d)" },
    { 0, DESCRIBE_HELP, "(default: 10:CRITICAL)" },
    { 0, DESCRIBE_HELP, "red, green, dark-blue (default: green)" },
    { 0, DESCRIBE_HELP, "CHECK_TOKEN" },
    { 0, DESCRIBE_HELP, "\nUsage: check_sample [OPTION...]\n" },
    { 0, DESCRIBE_HELP, "\n  A first example\n    check_sample --text=a -w 10:\n" },
    { 0, DESCRIBE_HELP, "\nOptions:\n  -f, --flag " },
    { 0, DESCRIBE_HELP, "\n\nSample part:\n  -4, --only4 " },
    { 0, DESCRIBE_HELP, "\n\nGeneral:\n  -t, --timeout=" },
    { 0, DESCRIBE_HELP, "A second paragraph." },
    { 1, DESCRIBE_HELP, "; required" },
    { 1, DESCRIBE_HELP,
      "\nUsage: notify_strict -H TEXT --colour=WORD [OPTION...]\n"
      "       notify_strict --item=TEXT --colour=WORD [OPTION...]\n"
      "       notify_strict --token=file:PATH --colour=WORD [OPTION...]\n" },
    { 1, DESCRIBE_MAN,
      ".SH SYNOPSIS\n\\fBnotify_strict\\fR \\-H TEXT \\-\\-colour=WORD "
      "[\\fIOPTION\\fR...]\n.br\n" },
    { 0, DESCRIBE_MAN, "\n.SS Sample part\n.TP\n" },
    { 0, DESCRIBE_MARKDOWN, "\n### Sample part\n\n| option | meaning | default |\n" },
    { 0, DESCRIBE_DIRECTOR,
      "\"DatafieldCategory\":{\"" PACKAGE_NAME ": check_sample\":{\"category_name\":\"" PACKAGE_NAME
      ": check_sample\"," },
    { 0, DESCRIBE_DIRECTOR, "\"category\":\"" PACKAGE_NAME ": Sample part\"" },
    { 0, DESCRIBE_ICINGA, "object CheckCommand \"city_sample\" {" },
    { 0, DESCRIBE_ICINGA, "template Service \"city_sample\" {" },
    { 0, DESCRIBE_ICINGA, "PluginDir + \"/check_sample\"" },
    { 0, DESCRIBE_ICINGA, "repeat_key = true" },
    { 0, DESCRIBE_ICINGA, "set_if = \"$city_sample_flag$\"" },
    { 0, DESCRIBE_ICINGA, "env.CHECK_TOKEN = \"$city_sample_token$\"" },
    { 0, DESCRIBE_ICINGA, "\"file:$city_sample_token_file$\"" },
    { 0, DESCRIBE_ICINGA, "A text with \\\"quotes\\\", a $$ and a \\\\" },
    { 0, DESCRIBE_ICINGA, "vars.city_sample_margin = \"25%,30d\"" },
    { 0, DESCRIBE_ICINGA, "check_interval = 5m" },
    { 0, DESCRIBE_ICINGA, "notes_url" },
    { 0, DESCRIBE_ICINGA, "\t\t\tvalue = \"$city_language$\"\n" },
    { 1, DESCRIBE_ICINGA, "check_interval = 15m" },
    { 1, DESCRIBE_ICINGA, "macro(\"$city_notify_strict_item$\")" },
    { 1, DESCRIBE_ICINGA, "$address$" },
    { 1, DESCRIBE_ICINGA, "required = true" },
    { 0, DESCRIBE_DIRECTOR, "\"object_name\":\"city_sample\"" },
    { 0, DESCRIBE_DIRECTOR, "\"varname\":\"city_sample_token_file\"" },
    { 0, DESCRIBE_DIRECTOR, "DataTypeArray" },
    { 0, DESCRIBE_DIRECTOR, "DataTypeDatalist" },
    { 0, DESCRIBE_DIRECTOR, "\"entry_name\":\"dark-blue\"" },
    { 0, DESCRIBE_DIRECTOR, "\"caption\":\"99 Language\"" },
    { 0, DESCRIBE_DIRECTOR, "\"check_interval\":\"300\"" },
    { 1, DESCRIBE_DIRECTOR, "\"check_interval\":\"900\"" },
    { 0, DESCRIBE_DIRECTOR, "\"notes_url\":\"$service.vars.city_runbook_url$/check_sample.html\"" },
    { 0, DESCRIBE_NAGIOS, "    command_name  city_sample\n" },
    { 0, DESCRIBE_NAGIOS, "\n# command[city_sample]=" PLUGINDIR "/check_sample --text=a -w 10:" },
    { 1, DESCRIBE_NAGIOS, "$USER1$/notify_strict -H '$HOSTADDRESS$' --colour='$ARG1$' $ARG2$\n" },
    { 1, DESCRIBE_DIRECTOR, "\"required\":true" },
    { 0, DESCRIBE_MAN, ".TH CHECK_SAMPLE 8" },
    { 0, DESCRIBE_MAN, "\n\\&.A third one with a leading dot and a back\\eslash." },
    { 0, DESCRIBE_MAN, ".SH FINDINGS" },
    { 0, DESCRIBE_MAN, "\n.nh\n" },
    { 0, DESCRIBE_MAN, ".TP\n\\fBCHECK_TOKEN\\fR\nValue of \\-\\-token, " },
    { 0, DESCRIBE_MAN, "share/city\\-monitoring\\-plugins/icinga2/check_sample.conf" },
    { 0, DESCRIBE_MAN, ".SH SEE ALSO\n\\fBicinga2\\fR(8), " },
    { 0, DESCRIBE_MAN, ".SH EXAMPLES" },
    { 0, DESCRIBE_MAN, "May be repeated." },
    { 1, DESCRIBE_MAN, "Required." },
    { 0, DESCRIBE_MARKDOWN, "# check_sample\n" },
    { 0, DESCRIBE_MARKDOWN, "[en](sample-low.md), [ja](sample-low.ja.md)" },
    { 0, DESCRIBE_BASH, "complete -F _check_sample check_sample" },
    { 0, DESCRIBE_BASH, "red green dark-blue" },
};

TEST(what_must_be_there)
{
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        const char *text = describe(arena, &plugins[parts[i].plugin], parts[i].format);
        if (strstr(text, parts[i].part) == NULL)
            bad_row(row_name(parts[i].plugin, parts[i].format), "[%s] is missing", parts[i].part);
    }
    expect_has_not("ok has no page", describe(arena, &plugins[0], DESCRIBE_MARKDOWN), "(ok.md)");
    expect_text("not a format", describe(arena, &plugins[0], DESCRIBE_NOT), "");
}

/* Conversions of a format that nobody filled in. */
TEST(no_format_is_left_over)
{
    static const char *const left[] = { "%s", "%d", "%zu", "%ld", "%.*", "%g", "(null)", "%%" };
    for (size_t p = 0; p < COUNT_OF(plugins); p++) {
        for (size_t f = 0; f < COUNT_OF(formats); f++) {
            const char *text = describe(arena, &plugins[p], (enum description)f);
            for (size_t i = 0; i < COUNT_OF(left); i++)
                expect_has_not(row_name(p, f), text, left[i]);
            expect(row_name(p, f), *text != '\0' && text[strlen(text) - 1] == '\n',
                   "does not end with a line feed");
            expect_text(row_name(p, f), describe(arena, &plugins[p], (enum description)f), text);
        }
    }
}

/* How often the option itself, not a longer one, begins a row of the help. */
static size_t rows_of(const char *help, const char *name)
{
    const char *option = arena_printf(arena, "--%s", name);
    size_t count = 0;
    for (const char *line = help; *line != '\0'; line += strcspn(line, "\n") + 1) {
        bool row = strncmp(line, "      --", 8) == 0 ||
                   (strncmp(line, "  -", 3) == 0 && strcspn(line, ",") == 4);
        if (row && strncmp(line + 6, option, strlen(option)) == 0 &&
            strchr("= \n", line[6 + strlen(option)]) != NULL)
            count++;
    }
    return count;
}

TEST(help_has_each_option_once)
{
    for (size_t p = 0; p < COUNT_OF(plugins); p++) {
        const char *help = describe(arena, &plugins[p], DESCRIBE_HELP);
        struct option_table table = option_table(arena, &plugins[p]);
        for (size_t i = 0; i < table.count; i++)
            expect_int(table.refs[i].row->name, (long)rows_of(help, table.refs[i].row->name), 1);
    }
}

#define WIDE_8 "\u65e5\u672c\u8a9e\u306e\u9577\u3044\u8aac\u660e"
#define WIDE_104 \
    WIDE_8 WIDE_8 WIDE_8 WIDE_8 WIDE_8 WIDE_8 WIDE_8 WIDE_8 WIDE_8 WIDE_8 WIDE_8 WIDE_8 WIDE_8
static const struct option_row wide_rows[] = {
    OPT(0, "text", text, .help = WIDE_104),
    OPT(0, "a-name-of-an-option-so-long-that-its-text-stands-below", text, .arg = "SOMETHING",
        .help = WIDE_8 " word " WIDE_104),
    OPT('c', "colour", colour, .choices = sample_colours, .help = WIDE_104),
};
static const struct example wide_examples[] = {
    { "--text='" WIDE_8 "' --colour=red --text='" WIDE_8 WIDE_8 "' --text='" WIDE_8 "'", WIDE_104 },
};

TEST(help_keeps_to_80_columns)
{
    static const struct plugin wide = { .name = "check_wide",
                                        .brief = WIDE_104,
                                        .about = WIDE_104 "\n\n" WIDE_104,
                                        .options = wide_rows,
                                        .noptions = COUNT(wide_rows),
                                        .examples = wide_examples,
                                        .nexamples = COUNT(wide_examples) };
    const struct plugin *const all[] = { &plugins[0], &plugins[1], &wide };
    for (size_t p = 0; p < COUNT_OF(all); p++) {
        const char *text = describe(arena, all[p], DESCRIBE_HELP);
        for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1) {
            size_t length = strcspn(line, "\n");
            size_t width = wrap_width(arena_copy(arena, line, length));
            if (width > 80)
                bad_row(all[p]->name, "%zu columns: %.*s", width, (int)length, line);
            if (length > 0 && line[length - 1] == ' ')
                bad_row(all[p]->name, "blank at the end: %.*s", (int)length, line);
        }
    }
}

TEST(director_is_json)
{
    for (size_t p = 0; p < COUNT_OF(plugins); p++)
        expect(plugins[p].name, strict_json(describe(arena, &plugins[p], DESCRIBE_DIRECTOR)),
               "is not valid JSON");
}

/* Directors before 1.11 refuse them. */
TEST(director_has_no_uuids)
{
    for (size_t p = 0; p < COUNT_OF(plugins); p++)
        expect_has_not(plugins[p].name, describe(arena, &plugins[p], DESCRIBE_DIRECTOR), "uuid");
}

/* Bars that are not escaped divide the cells of a table, inside of `code` too (GFM 4.10). */
TEST(markdown_tables_have_three_columns)
{
    for (size_t p = 0; p < COUNT_OF(plugins); p++) {
        const char *text = describe(arena, &plugins[p], DESCRIBE_MARKDOWN);
        for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1) {
            size_t length = strcspn(line, "\n"), bars = 0;
            for (size_t i = 0; *line == '|' && i < length; i++)
                bars += line[i] == '|' && (i == 0 || line[i - 1] != '\\') ? 1 : 0;
            if (*line == '|' && bars != 4)
                bad_row(plugins[p].name, "%zu bars: %.*s", bars, (int)length, line);
        }
    }
}

/* Runs a program with the text as a file behind its arguments; its exit code, with what it says in
 * *said. */
static int judged_by(const char *const *command, size_t count, const char *text, const char **said)
{
    const char *folder = temporary_folder();
    const char *path = write_file(folder, "text", text, strlen(text));
    const char *log = arena_printf(arena, "%s/log", folder);
    const char *argv[8] = { NULL };
    char *bytes = arena_alloc(arena, 4096);
    memcpy(argv, command, count * sizeof *argv);
    argv[count] = path;
    pid_t child = fork();
    if (child == 0) {
        if (freopen(log, "w", stdout) != NULL && dup2(STDOUT_FILENO, STDERR_FILENO) >= 0)
            execvp(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    int status = -1;
    waitpid(child, &status, 0);
    FILE *file = fopen(log, "r");
    if (file != NULL) {
        bytes[fread(bytes, 1, 4095, file)] = '\0';
        fclose(file);
    }
    remove(path);
    remove(log);
    remove(folder);
    *said = bytes;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(bash_takes_the_completion)
{
    static const char *const command[] = { "bash", "-n" };
    for (size_t p = 0; p < COUNT_OF(plugins); p++) {
        const char *said;
        int code = judged_by(command, 2, describe(arena, &plugins[p], DESCRIBE_BASH), &said);
        if (code == 127)
            SKIP("bash is not installed");
        expect(plugins[p].name, code == 0, said);
    }
}

TEST(mandoc_takes_the_page)
{
    static const char *const command[] = { "mandoc", "-Tlint", "-Wwarning" };
    for (size_t p = 0; p < COUNT_OF(plugins); p++) {
        const char *said;
        int code = judged_by(command, 3, describe(arena, &plugins[p], DESCRIBE_MAN), &said);
        if (code == 127)
            SKIP("mandoc is not installed");
        expect(plugins[p].name, code == 0, said);
    }
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(options_stand_in_groups),
        cmocka_unit_test(every_option_is_in_every_format),
        cmocka_unit_test(every_finding_is_in_man_and_markdown),
        cmocka_unit_test(what_must_be_there),
        cmocka_unit_test(no_format_is_left_over),
        cmocka_unit_test(help_has_each_option_once),
        cmocka_unit_test(help_keeps_to_80_columns),
        cmocka_unit_test(director_is_json),
        cmocka_unit_test(director_has_no_uuids),
        cmocka_unit_test(markdown_tables_have_three_columns),
        cmocka_unit_test(bash_takes_the_completion),
        cmocka_unit_test(mandoc_takes_the_page),
    };
    return RUN(tests);
}
