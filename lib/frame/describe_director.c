/* SPDX-License-Identifier: BSD-2-Clause */
/* A basket of the Icinga Director (1.9 and later): command, data lists, data fields and service
 * template. Restored by `icingacli director basket restore < FILE`, also twice.
 * Its forms sort fields by caption, and categories by their first field: a number in front keeps
 * both in the order of --help. The Director has no environment for commands, so a secret is given
 * there as a file only. There are no UUIDs: versions before 1.11 refuse them. */
#include <stddef.h>
#include <string.h>

#include "base/buffer.h"
#include "base/number.h"
#include "frame/describe.h"

static void member(struct buffer *out, const char *name, const char *value)
{
    buffer_json(out, name);
    buffer_put(out, ":");
    buffer_json(out, value);
}

static bool is_switch(const struct option_row *row)
{
    return row->kind->arg == NULL;
}

/* A secret's field holds the path of its file. */
static const char *variable(struct arena *arena, const struct plugin *plugin,
                            const struct option_row *row)
{
    return arena_printf(arena, "%s%s", describe_variable(arena, plugin, row),
                        row->kind == &kind_secret ? "_file" : "");
}

/* Help and versions are for people; how much is said, and in which form, is no matter of a service.
 */
static bool left_out(const struct option_ref *ref)
{
    return describe_for_people(ref) ||
           (ref->common && (ref->row->at == offsetof(struct common, verbose) ||
                            ref->row->at == offsetof(struct common, output)));
}

/* The words of an option's name, as people write them. */
static const char *caption(struct arena *arena, const struct option_row *row)
{
    static const char *const upper[] = { "ca", "sni", "tls", "url" };
    struct buffer out = { .arena = arena };
    if (row->caption != NULL)
        return row->caption;
    for (const char *word = row->name; *word != '\0';) {
        size_t length = strcspn(word, "-");
        char *copy = arena_copy(arena, word, length);
        bool all = false;
        for (size_t i = 0; i < sizeof upper / sizeof *upper; i++)
            all = all || strcmp(copy, upper[i]) == 0;
        for (char *c = copy; *c != '\0' && (all || (c == copy && out.length == 0)); c++)
            *c = *c >= 'a' && *c <= 'z' ? (char)(*c - ('a' - 'A')) : *c;
        buffer_printf(&out, "%s%s", out.length == 0 ? "" : " ", copy);
        word += length + (word[length] == '-' ? 1 : 0);
    }
    return out.text;
}

/* The host's address, unless the option itself or one that also does is set. An argument has one
 * form only in the Director, so that both cases are in one. */
static void host_argument(struct buffer *out, const struct plugin *plugin,
                          const struct option_row *row)
{
    struct arena *arena = out->arena;
    const char *own = describe_variable(arena, plugin, row);
    struct buffer wanted = { .arena = arena };
    buffer_printf(&wanted, "if (macro(\"$%s$\")) { return true }\n", own);
    for (const char *word = row->unless; word != NULL && *word != '\0';) {
        size_t length = strcspn(word, " ");
        struct option_row other = { .name = arena_copy(arena, word, length) };
        buffer_printf(&wanted, "if (macro(\"$%s$\")) { return false }\n",
                      describe_variable(arena, plugin, &other));
        word += length + strspn(word + length, " ");
    }
    buffer_put(&wanted, "return true");
    buffer_put(out, "\"set_if_format\":\"expression\",");
    member(out, "set_if", wanted.text);
    buffer_put(out, ",\"value\":{\"type\":\"Function\",");
    member(out, "body",
           arena_printf(arena,
                        "var given = macro(\"$%s$\")\nif (given) { return given }\n"
                        "var address = macro(\"$address$\")\n"
                        "return if (address) { address } else { macro(\"$address6$\") }",
                        own));
    buffer_put(out, "}");
}

static void argument(struct buffer *out, const struct plugin *plugin, const struct option_row *row)
{
    struct arena *arena = out->arena;
    const char *macro = arena_printf(arena, "%s$%s$", row->kind == &kind_secret ? "file:" : "",
                                     variable(arena, plugin, row));
    buffer_json(out, arena_printf(arena, "--%s", row->name));
    buffer_put(out, ":{");
    member(out, "description", row->help);
    buffer_put(out, ",");
    if (row->host)
        host_argument(out, plugin, row);
    else
        member(out, is_switch(row) ? "set_if" : "value", macro);
    if (row->kind->repeats)
        buffer_put(out, ",\"repeat_key\":true");
    if (row->required && row->unless == NULL && !row->host)
        buffer_put(out, ",\"required\":true");
    buffer_put(out, "}");
}

/* Categories have one name over all baskets and those of other origin: ours say whose they are. */
static const char *category(struct arena *arena, const struct plugin *plugin, const char *group)
{
    return arena_printf(arena, "%s: %s", PACKAGE_NAME, group != NULL ? group : plugin->name);
}

static void categories(struct buffer *out, const struct plugin *plugin,
                       const struct option_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        if (!describe_begins_group(table, i))
            continue;
        const char *name = category(out->arena, plugin, table->refs[i].group);
        buffer_put(out, i == 0 ? "" : ",");
        buffer_json(out, name);
        buffer_put(out, ":{");
        member(out, "category_name", name);
        buffer_put(out, ",\"description\":null}");
    }
}

static const char *list_name(struct arena *arena, const char *variable)
{
    return arena_printf(arena, "%s: %s", PACKAGE_NAME, variable);
}

static void data_list(struct buffer *out, const char *name, const struct option_row *row)
{
    buffer_json(out, name);
    buffer_put(out, ":{");
    member(out, "list_name", name);
    buffer_put(out, ",");
    member(out, "owner", PACKAGE_NAME);
    buffer_put(out, ",\"entries\":[");
    for (size_t i = 0; row->choices[i] != NULL; i++) {
        buffer_put(out, i == 0 ? "{" : ",{");
        member(out, "entry_name", row->choices[i]);
        buffer_put(out, ",");
        member(out, "entry_value", row->choices[i]);
        buffer_put(out, ",\"format\":\"string\",\"allowed_roles\":null}");
    }
    buffer_put(out, "]}");
}

static void data_lists(struct buffer *out, const struct plugin *plugin,
                       const struct option_table *table)
{
    const char *comma = "";
    for (size_t i = 0; i < table->count; i++) {
        const struct option_row *row = table->refs[i].row;
        if (left_out(&table->refs[i]) || row->choices == NULL)
            continue;
        buffer_put(out, comma);
        data_list(out, list_name(out->arena, describe_variable(out->arena, plugin, row)), row);
        comma = ",";
    }
}

static void data_field(struct buffer *out, const struct plugin *plugin,
                       const struct option_ref *ref, size_t id)
{
    struct arena *arena = out->arena;
    const struct option_row *row = ref->row;
    const char *name = variable(arena, plugin, row);
    const char *type = is_switch(row)         ? "DataTypeBoolean"
                       : row->kind->repeats   ? "DataTypeArray"
                       : row->choices != NULL ? "DataTypeDatalist"
                                              : "DataTypeString";
    /* What all programs share is one field of the Director, so it is the same in each basket. */
    size_t place = row->shared ? 99 : id;
    buffer_printf(out, "\"%zu\":{", id);
    member(out, "varname", name);
    buffer_put(out, ",");
    member(out, "caption", arena_printf(arena, "%02zu %s", place, caption(arena, row)));
    buffer_put(out, ",");
    member(out, "description", row->help);
    buffer_put(out, ",");
    member(out, "datatype", arena_printf(arena, "Icinga\\Module\\Director\\DataType\\%s", type));
    buffer_put(out, ",");
    member(out, "category", category(arena, plugin, ref->group));
    buffer_put(out, ",\"format\":null,\"settings\":");
    if (row->choices != NULL) {
        buffer_put(out, "{\"behavior\":\"strict\",\"data_type\":\"string\",");
        member(out, "datalist", list_name(arena, name));
        buffer_put(out, "}}");
        return;
    }
    bool any_text = strcmp(type, "DataTypeString") == 0 && row->kind->form == NULL &&
                    row->kind != &kind_secret;
    buffer_put(out, any_text ? "{\"visibility\":\"visible\"}}" : "{}}");
}

/* The Director looks for a command without a slash in PluginDir. */
static void command(struct buffer *out, const struct plugin *plugin,
                    const struct option_table *table)
{
    struct arena *arena = out->arena;
    const char *object = describe_object(arena, plugin), *comma = "";
    buffer_printf(out,
                  "\"Command\":{\"%s\":{\"object_name\":\"%s\","
                  "\"object_type\":\"object\",\"methods_execute\":\"PluginCheck\","
                  "\"timeout\":\"300\",\"command\":\"%s\",\"arguments\":{",
                  object, object, plugin->name);
    for (size_t i = 0; i < table->count; i++) {
        if (left_out(&table->refs[i]))
            continue;
        buffer_put(out, comma);
        argument(out, plugin, table->refs[i].row);
        comma = ",";
    }
    buffer_put(out, "},\"fields\":[");
    comma = "";
    for (size_t i = 0; i < table->count; i++) {
        if (left_out(&table->refs[i]))
            continue;
        buffer_printf(out, "%s{\"datafield_id\":%zu,\"is_required\":\"n\",\"var_filter\":null}",
                      comma, i + 1);
        comma = ",";
    }
    buffer_put(out, "]}}");
}

/* What the CheckCommand's file has: intervals in seconds, the defaults, which forms show in grey,
 * and the runbook's page. Icinga DB Web resolves variables of the service in a link, and only
 * these. */
static void service_template(struct buffer *out, const struct plugin *plugin,
                             const struct option_table *table)
{
    struct arena *arena = out->arena;
    const char *object = describe_object(arena, plugin);
    double seconds = 0;
    number_parse_unit(describe_interval(plugin), UNIT_SECONDS, &seconds);
    buffer_printf(
        out,
        "\"ServiceTemplate\":{\"%s\":{\"object_name\":\"%s\",\"object_type\":\"template\","
        "\"check_command\":\"%s\",\"check_interval\":\"%.0f\",\"retry_interval\":\"60\","
        "\"max_check_attempts\":\"3\","
        "\"notes_url\":\"$service.vars.city_runbook_url$/%s.html\",\"vars\":{",
        object, object, object, seconds, plugin->name);
    for (size_t i = 0; i < table->count; i++) {
        const struct option_ref *ref = &table->refs[i];
        /* A language here would go before that of the host. */
        const char *preset = left_out(ref) || ref->row->shared ? NULL
                                                               : option_default(arena, plugin, ref);
        if (preset == NULL)
            continue;
        member(out, variable(arena, plugin, ref->row), preset);
        buffer_put(out, ",");
    }
    member(out, "city_runbook_url", DESCRIBE_RUNBOOK_URL);
    buffer_put(out, "}}}");
}

const char *describe_director(struct arena *arena, const struct plugin *plugin)
{
    struct buffer out = { .arena = arena };
    struct option_table table = option_table(arena, plugin);
    const char *comma = "";
    buffer_put(&out, "{");
    command(&out, plugin, &table);
    buffer_put(&out, ",\"DataList\":{");
    data_lists(&out, plugin, &table);
    buffer_put(&out, "},\"DatafieldCategory\":{");
    categories(&out, plugin, &table);
    buffer_put(&out, "},\"Datafield\":{");
    for (size_t i = 0; i < table.count; i++) {
        if (left_out(&table.refs[i]))
            continue;
        buffer_put(&out, comma);
        data_field(&out, plugin, &table.refs[i], i + 1);
        comma = ",";
    }
    buffer_put(&out, "},");
    service_template(&out, plugin, &table);
    buffer_put(&out, "}\n");
    return out.text;
}
