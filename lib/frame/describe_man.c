/* SPDX-License-Identifier: BSD-2-Clause */
/* The man page, section 8, in the man macros that groff and mandoc both read. */
#include <string.h>

#include "base/buffer.h"
#include "base/wrap.h"
#include "frame/describe.h"
#include "frame/secret.h"

/* Readers indent a section by 7 columns and our examples by 4 more. */
enum { COMMAND_COLUMNS = WRAP_COLUMNS - 11 };

/* Text of a page: a backslash and a leading dot or quote would be commands, a plain `-` a hyphen
 * that cannot be pasted into a shell. A blank line becomes a new paragraph. */
static void roff(struct buffer *out, const char *text)
{
    bool line_start = true;
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '\n') {
            buffer_put(out, c[1] == '\n' ? "\n.PP\n" : "\n");
            while (c[1] == '\n')
                c++;
            line_start = true;
            continue;
        }
        if (line_start && (*c == '.' || *c == '\''))
            buffer_put(out, "\\&");
        if (*c == '\\')
            buffer_put(out, "\\e");
        else if (*c == '-')
            buffer_put(out, "\\-");
        else
            buffer_add(out, c, 1);
        line_start = false;
    }
}

static const char *upper(struct arena *arena, const char *text)
{
    char *copy = arena_string(arena, text);
    for (char *c = copy; *c != '\0'; c++) {
        if (*c >= 'a' && *c <= 'z')
            *c = (char)(*c - 'a' + 'A');
    }
    return copy;
}

static void option_entry(struct buffer *out, const struct plugin *plugin,
                         const struct option_ref *ref)
{
    const struct option_row *row = ref->row;
    const char *arg = option_arg(row), *preset = option_default(out->arena, plugin, ref);
    buffer_put(out, ".TP\n\\fB");
    if (row->key != '\0')
        buffer_printf(out, "\\-%c\\fR, \\fB", row->key);
    roff(out, arena_printf(out->arena, "--%s", row->name));
    if (arg != NULL) {
        buffer_put(out, "\\fR=\\fI");
        roff(out, arg);
    }
    buffer_put(out, "\\fR\n");
    roff(out, row->help);
    if (row->choices != NULL) {
        for (size_t i = 0; row->choices[i] != NULL; i++)
            roff(out, arena_printf(out->arena, "%s%s", i == 0 ? ": " : ", ", row->choices[i]));
    }
    buffer_put(out, ".\n");
    if (row->kind == &kind_secret)
        roff(out,
             arena_printf(out->arena,
                          "Secret: from the environment variable %s or, as file:PATH, from a file "
                          "that nobody else can read; refused on the command line.\n",
                          secret_variable(out->arena, row->name)));
    if (row->kind->repeats)
        buffer_put(out, "May be repeated.\n");
    if (row->required && row->unless == NULL)
        buffer_put(out, "Required.\n");
    if (preset != NULL) {
        buffer_put(out, "Default: ");
        roff(out, preset);
        buffer_put(out, ".\n");
    }
}

static void synopsis(struct buffer *out, const struct plugin *plugin,
                     const struct option_table *table)
{
    const char *way;
    buffer_put(out, "\n.SH SYNOPSIS\n");
    for (size_t i = 0; (way = describe_way(out->arena, table, i)) != NULL; i++) {
        buffer_printf(out, "%s\\fB%s\\fR ", i == 0 ? "" : ".br\n", plugin->name);
        roff(out, way);
        buffer_put(out, "[\\fIOPTION\\fR...]\n");
    }
}

static void findings(struct buffer *out, const struct plugin *plugin)
{
    size_t count;
    const struct finding_row **rows = describe_findings(out->arena, plugin, &count);
    buffer_put(out, ".SH FINDINGS\nEvery finding has a code, which ends its line and "
                    "names its page in the runbook.\n");
    for (size_t i = 0; i < count; i++) {
        buffer_put(out, ".TP\n\\fB");
        roff(out, rows[i]->code);
        buffer_put(out, "\\fR\n");
        roff(out, rows[i]->title);
        buffer_put(out, ".\n");
    }
}

static void examples(struct buffer *out, const struct plugin *plugin)
{
    if (plugin->nexamples > 0)
        buffer_put(out, ".SH EXAMPLES\n");
    for (size_t i = 0; i < plugin->nexamples; i++) {
        struct buffer command = { .arena = out->arena };
        wrap_command(&command, 0, COMMAND_COLUMNS, describe_command(out->arena, plugin, i));
        buffer_put(out, i == 0 ? "" : ".PP\n");
        roff(out, plugin->examples[i].text);
        buffer_put(out, ":\n.PP\n.RS 4\n.nf\n\\fB");
        roff(out, command.text);
        buffer_put(out, "\\fR\n.fi\n.RE\n");
    }
}

static void environment(struct buffer *out, const struct option_table *table, const char *texts)
{
    buffer_printf(out,
                  ".SH ENVIRONMENT\n.TP\n\\fBLC_ALL\\fR, \\fBLC_MESSAGES\\fR, \\fBLANG\\fR, "
                  "\\fBLANGUAGE\\fR\n"
                  "Language of the %s with \\-\\-language=auto; no locale of that name has to be "
                  "installed, and numbers never depend on it.\n"
                  ".TP\n\\fBTZ\\fR\nTime zone of the dates in %s.\n",
                  texts, texts);
    for (size_t i = 0; i < table->count; i++) {
        const struct option_row *row = table->refs[i].row;
        if (row->kind != &kind_secret)
            continue;
        buffer_printf(out, ".TP\n\\fB%s\\fR\nValue of ", secret_variable(out->arena, row->name));
        roff(out, arena_printf(out->arena,
                               "--%s, where that is not given; it is removed from the "
                               "environment at the start.\n",
                               row->name));
    }
}

/* The page is the same wherever the program is installed, so the folder in front is only named. */
static void files(struct buffer *out, const struct plugin *plugin)
{
    static const struct {
        const char *path, *what;
    } rows[] = {
        { "share/" PACKAGE_NAME "/icinga2/%s.conf",
          "CheckCommand and service template of Icinga 2" },
        { "share/" PACKAGE_NAME "/director/%s.json", "Basket of the Icinga Director" },
        { "share/" PACKAGE_NAME "/nagios/%s.cfg", "Command of Nagios and Naemon" },
        { "share/doc/" PACKAGE_NAME "/html/%s.en.html", "What each finding means and what to do" },
    };
    buffer_put(out,
               ".SH FILES\nBelow the folder of the installation, /usr/local unless another was "
               "chosen:\n");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *name = strchr(rows[i].path, '%');
        buffer_put(out, ".TP\n\\fI");
        roff(out, arena_printf(out->arena, "%.*s%s%s", (int)(name - rows[i].path), rows[i].path,
                               plugin->name, name + 2));
        buffer_printf(out, "\\fR\n%s.\n", rows[i].what);
    }
}

static void ending(struct buffer *out, const struct plugin *plugin,
                   const struct option_table *table)
{
    bool tool = plugin->kind == PLUGIN_TOOL;
    buffer_printf(
        out, ".SH EXIT STATUS\n%s\n",
        tool
            ? "0 when the work is done, 3 when the command line makes no sense or what was to be "
              "printed is lost."
            : "0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN; the worst finding decides, in the order OK, "
              "WARNING, UNKNOWN, CRITICAL.");
    buffer_put(out, "Help and version exit 3, \\-\\-describe exits 0.\n");
    environment(out, table, tool ? "sentences" : "findings");
    if (!tool)
        files(out, plugin);
    buffer_put(out, ".SH SEE ALSO\n");
    buffer_put(out, tool ? "" : "\\fBicinga2\\fR(8), ");
    buffer_put(out, "README and NEWS in \\fIshare/doc/");
    roff(out, PACKAGE_NAME);
    buffer_put(out, "\\fR.\n");
}

const char *describe_man(struct arena *arena, const struct plugin *plugin)
{
    struct buffer out = { .arena = arena };
    struct option_table table = option_table(arena, plugin);
    buffer_printf(&out, ".\\\" Made by %s --describe=man.\n.TH ", plugin->name);
    roff(&out, upper(arena, plugin->name));
    buffer_printf(&out, " 8 \"%s\" \"%s %s\" \"Monitoring Plugins\"\n.nh\n.ad l\n.SH NAME\n%s \\- ",
                  RELEASE_DATE, PACKAGE_NAME, PACKAGE_VERSION, plugin->name);
    roff(&out, plugin->brief);
    synopsis(&out, plugin, &table);
    buffer_put(&out, ".SH DESCRIPTION\n");
    roff(&out, plugin->about);
    buffer_put(&out, "\n");
    examples(&out, plugin);
    buffer_put(&out, ".SH OPTIONS\n");
    for (size_t i = 0; i < table.count; i++) {
        if (describe_begins_group(&table, i) && table.refs[i].group != NULL)
            buffer_printf(&out, ".SS %s\n", table.refs[i].group);
        option_entry(&out, plugin, &table.refs[i]);
    }
    if (plugin->kind != PLUGIN_TOOL)
        findings(&out, plugin);
    ending(&out, plugin, &table);
    return out.text;
}
