/* SPDX-License-Identifier: BSD-2-Clause */
/* --help in the language of the reader: how to call the program, examples to copy, what it does,
 * and the options in their groups, names on the left and texts on the right. */
#include <string.h>

#include "base/buffer.h"
#include "base/wrap.h"
#include "frame/describe.h"
#include "frame/secret.h"

/* Columns where texts begin. */
enum { EXAMPLE_INDENT = 2, COMMAND_INDENT = 4, OPTION_INDENT = 30 };

static const char *option_names(struct arena *arena, const struct option_row *row)
{
    const char *arg = option_arg(row);
    const char *key = row->key != '\0' ? arena_printf(arena, "-%c, ", row->key) : "    ";
    return arena_printf(arena, "  %s--%s%s%s", key, row->name, arg != NULL ? "=" : "",
                        arg != NULL ? arg : "");
}

/* The default; no line ends at its blank. */
static const char *preset_text(struct arena *arena, const char *preset)
{
    char *text = arena_printf(arena, _(" (default: %s)"), preset);
    for (char *c = text; *c != '\0'; c++) {
        if (*c == ' ' && c > text)
            *c = WRAP_GLUE;
    }
    return text;
}

static const char *option_text(struct arena *arena, const struct plugin *plugin,
                               const struct option_ref *ref)
{
    const struct option_row *row = ref->row;
    struct buffer text = { .arena = arena };
    const char *preset = option_default(arena, plugin, ref);
    buffer_put(&text, _(row->help));
    if (row->choices != NULL) {
        for (size_t i = 0; row->choices[i] != NULL; i++)
            buffer_printf(&text, "%s%s", i == 0 ? ": " : ", ", row->choices[i]);
    }
    if (row->kind == &kind_secret)
        buffer_printf(&text, _("; secret: $%s or file:PATH"), secret_variable(arena, row->name));
    if (row->kind->repeats)
        buffer_put(&text, _("; may be repeated"));
    if (row->required && row->unless == NULL)
        buffer_put(&text, _("; required"));
    if (preset != NULL)
        buffer_put(&text, preset_text(arena, preset));
    return text.text;
}

static void options(struct buffer *out, const struct plugin *plugin,
                    const struct option_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct option_ref *ref = &table->refs[i];
        if (describe_begins_group(table, i))
            buffer_printf(out, "\n%s:\n", ref->group != NULL ? _(ref->group) : _("Options"));
        const char *names = option_names(out->arena, ref->row);
        size_t column = wrap_width(names);
        buffer_put(out, names);
        if (column + 2 > OPTION_INDENT) {
            buffer_put(out, "\n");
            column = 0;
        }
        buffer_printf(out, "%*s", (int)(OPTION_INDENT - column), "");
        wrap_text(out, OPTION_INDENT, OPTION_INDENT, option_text(out->arena, plugin, ref));
    }
}

static void usage(struct buffer *out, const struct plugin *plugin, const struct option_table *table)
{
    const char *usage = _("Usage:"), *way;
    size_t indent = wrap_width(usage) + 1;
    for (size_t i = 0; (way = describe_way(out->arena, table, i)) != NULL; i++) {
        if (i == 0)
            buffer_printf(out, "%s ", usage);
        else
            buffer_printf(out, "%*s", (int)indent, "");
        wrap_text(out, indent, indent + 4,
                  arena_printf(out->arena, "%s %s[%s...]", plugin->name, way, _("OPTION")));
    }
}

static void examples(struct buffer *out, const struct plugin *plugin)
{
    if (plugin->nexamples > 0)
        buffer_printf(out, "\n%s\n", _("Examples:"));
    for (size_t i = 0; i < plugin->nexamples; i++) {
        buffer_printf(out, "%s%*s", i == 0 ? "" : "\n", EXAMPLE_INDENT, "");
        wrap_text(out, EXAMPLE_INDENT, EXAMPLE_INDENT, _(plugin->examples[i].text));
        wrap_command(out, COMMAND_INDENT, WRAP_COLUMNS, describe_command(out->arena, plugin, i));
    }
}

const char *describe_help(struct arena *arena, const struct plugin *plugin)
{
    struct buffer out = { .arena = arena };
    struct option_table table = option_table(arena, plugin);
    wrap_text(&out, 0, 4, arena_printf(arena, "%s - %s", plugin->name, _(plugin->brief)));
    buffer_put(&out, "\n");
    usage(&out, plugin, &table);
    examples(&out, plugin);
    buffer_put(&out, "\n");
    wrap_text(&out, 0, 0, _(plugin->about));
    options(&out, plugin, &table);
    buffer_put(&out, "\n");
    wrap_text(
        &out, 0, 0,
        plugin->kind == PLUGIN_TOOL
            ? _("Exit status: 0 when the work is done, 3 when the command line makes no sense "
                "or what was to be printed is lost.")
            : _("Exit status: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN. The first line names "
                "the worst finding; every finding has a page in the runbook."));
    return out.text;
}
