/* SPDX-License-Identifier: BSD-2-Clause */
/* The CheckCommand and the service template, for `include <itl>` and `const PluginDir` alone. */
#include <string.h>

#include "base/buffer.h"
#include "frame/describe.h"
#include "frame/secret.h"

/* A string of the Icinga DSL: quotes and backslashes are escaped, and `$` is doubled because it
 * would begin a macro. */
static void quote(struct buffer *out, const char *text)
{
    buffer_put(out, "\"");
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\')
            buffer_put(out, "\\");
        if (*c == '$')
            buffer_put(out, "$");
        buffer_add(out, *c == '\n' ? " " : c, 1);
    }
    buffer_put(out, "\"");
}

/* The host's address is the default only when neither the option itself nor one that also does is
 * set. It is an argument of its own, with the same key, because a macro that resolves to nothing
 * would still leave an empty value behind. */
static void host_argument(struct buffer *out, const struct plugin *plugin,
                          const struct option_row *row)
{
    struct arena *arena = out->arena;
    buffer_printf(out,
                  "\t\t\"--%s of the host\" = {\n\t\t\tkey = \"--%s\"\n\t\t\tset_if = {{\n"
                  "\t\t\t\tif (macro(\"$%s$\")) {\n\t\t\t\t\treturn false\n\t\t\t\t}\n",
                  row->name, row->name, describe_variable(arena, plugin, row));
    for (const char *word = row->unless; word != NULL && *word != '\0';) {
        size_t length = strcspn(word, " ");
        struct option_row other = { .name = arena_copy(arena, word, length) };
        buffer_printf(out, "\t\t\t\tif (macro(\"$%s$\")) {\n\t\t\t\t\treturn false\n\t\t\t\t}\n",
                      describe_variable(arena, plugin, &other));
        word += length + strspn(word + length, " ");
    }
    buffer_put(
        out,
        "\t\t\t\treturn true\n\t\t\t}}\n\t\t\tvalue = {{\n"
        "\t\t\t\tvar address = macro(\"$address$\")\n"
        "\t\t\t\treturn if (address) { address } else { macro(\"$address6$\") }\n"
        "\t\t\t}}\n\t\t\tdescription = \"The address of the host, when nothing else is named\"\n"
        "\t\t}\n");
}

static void argument(struct buffer *out, const struct plugin *plugin, const struct option_row *row)
{
    bool flag = row->kind->arg == NULL;
    /* A secret itself goes through the environment; only the path of its file is an argument. */
    bool secret = row->kind == &kind_secret;
    buffer_printf(out, "\t\t\"--%s\" = {\n", row->name);
    buffer_printf(out, "\t\t\t%s = \"%s$%s%s$\"\n", flag ? "set_if" : "value",
                  secret ? "file:" : "", describe_variable(out->arena, plugin, row),
                  secret ? "_file" : "");
    buffer_put(out, "\t\t\tdescription = ");
    quote(out, row->help);
    buffer_put(out, "\n");
    if (row->kind->repeats)
        buffer_put(out, "\t\t\trepeat_key = true\n");
    if (row->required && row->unless == NULL && !row->host)
        buffer_put(out, "\t\t\trequired = true\n");
    buffer_put(out, "\t\t}\n");
    if (row->host)
        host_argument(out, plugin, row);
}

static void defaults(struct buffer *out, const struct plugin *plugin, const struct option_ref *ref)
{
    const char *preset = option_default(out->arena, plugin, ref);
    if (preset != NULL) {
        buffer_printf(out, "\tvars.%s = ", describe_variable(out->arena, plugin, ref->row));
        quote(out, preset);
        buffer_put(out, "\n");
    }
}

static void check_command(struct buffer *out, const struct plugin *plugin,
                          const struct option_table *table)
{
    buffer_printf(out,
                  "object CheckCommand \"%s\" {\n\timport \"plugin-check-command\"\n"
                  "\tcommand = [ PluginDir + \"/%s\" ]\n"
                  "\t/* Well above any --timeout: the program ends itself and says why. */\n"
                  "\ttimeout = 5m\n\targuments = {\n",
                  describe_object(out->arena, plugin), plugin->name);
    for (size_t i = 0; i < table->count; i++) {
        if (!describe_for_people(&table->refs[i]))
            argument(out, plugin, table->refs[i].row);
    }
    buffer_put(out, "\t}\n");
    for (size_t i = 0; i < table->count; i++) {
        const struct option_row *row = table->refs[i].row;
        if (row->kind == &kind_secret)
            buffer_printf(out, "\tenv.%s = \"$%s$\"\n", secret_variable(out->arena, row->name),
                          describe_variable(out->arena, plugin, row));
    }
    for (size_t i = 0; i < table->count; i++) {
        if (!describe_for_people(&table->refs[i]))
            defaults(out, plugin, &table->refs[i]);
    }
    buffer_put(out, "}\n");
}

/* The page of the runbook is in the language of the findings, as far as it is known where the
 * template is imported: that of the host, or what was set above the import. */
static void service_template(struct buffer *out, const struct plugin *plugin)
{
    const char *object = describe_object(out->arena, plugin);
    buffer_printf(out,
                  "\ntemplate Service \"%s\" {\n\tcheck_command = \"%s\"\n"
                  "\tcheck_interval = %s\n\tretry_interval = 1m\n\tmax_check_attempts = 3\n"
                  "\tvar language = vars.city_language\n\tvar its_host = get_host(host_name)\n"
                  "\tif (!language && its_host) {\n"
                  "\t\tlanguage = its_host.vars.city_language\n\t}\n"
                  "\tnotes_url = CityRunbookUrl + \"/%s.\" + "
                  "(if (match(\"ja*\", language)) { \"ja\" } else { \"en\" }) + \".html\"\n}\n",
                  object, object, describe_interval(plugin), plugin->name);
}

const char *describe_icinga(struct arena *arena, const struct plugin *plugin)
{
    struct buffer out = { .arena = arena };
    struct option_table table = option_table(arena, plugin);
    buffer_printf(
        &out,
        "/* Made by %s --describe=icinga. Needs `include <itl>` and `const PluginDir`. */\n\n"
        "/* Where the pages of the runbook are to be seen; your own constant of this name counts. "
        "*/\n"
        "if (!globals.contains(\"CityRunbookUrl\")) {\n"
        "\tconst CityRunbookUrl = \"" DESCRIBE_RUNBOOK_URL "\"\n}\n\n",
        plugin->name);
    check_command(&out, plugin, &table);
    service_template(&out, plugin);
    return out.text;
}
