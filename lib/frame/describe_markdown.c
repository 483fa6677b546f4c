/* SPDX-License-Identifier: BSD-2-Clause */
/* A page of the runbook: options and findings as tables, with links to the finding's pages. */
#include "base/buffer.h"
#include "frame/describe.h"
#include "frame/secret.h"

static void cell(struct buffer *out, const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '|' || *c == '<')
            buffer_put(out, "\\");
        buffer_add(out, *c == '\n' ? " " : c, 1);
    }
}

static void option_cells(struct buffer *out, const struct plugin *plugin,
                         const struct option_ref *ref)
{
    const struct option_row *row = ref->row;
    const char *arg = option_arg(row), *preset = option_default(out->arena, plugin, ref);
    buffer_put(out, "| ");
    if (row->key != '\0')
        buffer_printf(out, "`-%c`, ", row->key);
    buffer_printf(out, "`--%s%s", row->name, arg != NULL ? "=" : "");
    cell(out, arg != NULL ? arg : "");
    buffer_put(out, "` | ");
    cell(out, row->help);
    for (size_t i = 0; row->choices != NULL && row->choices[i] != NULL; i++)
        buffer_printf(out, "%s`%s`", i == 0 ? ": " : ", ", row->choices[i]);
    if (row->kind == &kind_secret)
        buffer_printf(out, " (secret: `%s` or a file)", secret_variable(out->arena, row->name));
    if (row->kind->repeats)
        buffer_put(out, " (may be repeated)");
    buffer_put(out, preset != NULL ? " | `" : " | ");
    cell(out, preset != NULL ? preset : "");
    buffer_put(out, preset != NULL ? "` |\n" : " |\n");
}

static void group(struct buffer *out, const char *title)
{
    if (title != NULL)
        buffer_printf(out, "\n### %s\n", title);
    buffer_put(out, "\n| option | meaning | default |\n| --- | --- | --- |\n");
}

static void findings(struct buffer *out, const struct plugin *plugin)
{
    size_t count;
    const struct finding_row **rows = describe_findings(out->arena, plugin, &count);
    buffer_put(out, "\n## Findings\n\n| code | meaning | runbook |\n| --- | --- | --- |\n");
    for (size_t i = 0; i < count; i++) {
        buffer_printf(out, "| `%s` | ", rows[i]->code);
        cell(out, rows[i]->title);
        if (rows[i] == &report_findings[FINDING_OK])
            buffer_put(out, " | |\n");
        else
            buffer_printf(out, " | [en](%s.md), [ja](%s.ja.md) |\n", rows[i]->code, rows[i]->code);
    }
}

const char *describe_markdown(struct arena *arena, const struct plugin *plugin)
{
    struct buffer out = { .arena = arena };
    struct option_table table = option_table(arena, plugin);
    buffer_printf(&out, "# %s\n\n%s.\n\n%s\n\n## Options\n", plugin->name, plugin->brief,
                  plugin->about);
    for (size_t i = 0; i < table.count; i++) {
        if (describe_begins_group(&table, i))
            group(&out, table.refs[i].group);
        option_cells(&out, plugin, &table.refs[i]);
    }
    if (plugin->kind != PLUGIN_TOOL)
        findings(&out, plugin);
    if (plugin->nexamples > 0)
        buffer_put(&out, "\n## Examples\n");
    for (size_t i = 0; i < plugin->nexamples; i++)
        buffer_printf(&out, "\n%s:\n\n    %s\n", plugin->examples[i].text,
                      describe_command(arena, plugin, i));
    return out.text;
}
