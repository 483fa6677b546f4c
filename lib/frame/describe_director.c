/* SPDX-License-Identifier: BSD-2-Clause */
/* A basket of the Icinga Director (1.9 and later): command, data fields and service template.
 * The groups of options are categories of fields, which its forms show one by one; within one they
 * sort by caption. Restored by `icingacli director basket restore < FILE`. The Director has no
 * environment for commands, so a secret is given there as a file only. */
#include <inttypes.h>
#include <stdint.h>
#include <string.h>

#include "base/buffer.h"
#include "frame/describe.h"

/* FNV-1a, 64 bits. */
static uint64_t hash(uint64_t seed, const char *text)
{
    uint64_t value = seed;
    for (; *text != '\0'; text++)
        value = (value ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return value;
}

/* The same name gives the same UUID on every machine, so that a basket can be restored twice. RFC
 * 9562 version 8: made by a rule of our own. */
static const char *uuid(struct arena *arena, const char *kind, const char *name)
{
    const char *text = arena_printf(arena, "%s/%s/%s", PACKAGE_NAME, kind, name);
    uint64_t high = hash(UINT64_C(14695981039346656037), text);
    uint64_t low = hash(high, text);
    return arena_printf(arena,
                        "%08" PRIx64 "-%04" PRIx64 "-8%03" PRIx64 "-%04" PRIx64 "-%012" PRIx64,
                        high >> 32, (high >> 16) & 0xffff, high & 0xfff,
                        ((low >> 48) & 0x3fff) | 0x8000, low & UINT64_C(0xffffffffffff));
}

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

static void argument(struct buffer *out, const struct plugin *plugin, const struct option_row *row)
{
    struct arena *arena = out->arena;
    const char *macro = arena_printf(arena, "%s$%s$", row->kind == &kind_secret ? "file:" : "",
                                     variable(arena, plugin, row));
    buffer_json(out, arena_printf(arena, "--%s", row->name));
    buffer_put(out, ":{");
    member(out, "description", row->help);
    buffer_put(out, ",");
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

static void data_field(struct buffer *out, const struct plugin *plugin,
                       const struct option_ref *ref, size_t id)
{
    struct arena *arena = out->arena;
    const struct option_row *row = ref->row;
    const char *name = variable(arena, plugin, row);
    const char *type = is_switch(row)       ? "DataTypeBoolean"
                       : row->kind->repeats ? "DataTypeArray"
                                            : "DataTypeString";
    buffer_printf(out, "\"%zu\":{\"uuid\":\"%s\",", id, uuid(arena, "field", name));
    member(out, "varname", name);
    buffer_put(out, ",");
    member(out, "caption", arena_printf(arena, "%s: %s", plugin->name, row->name));
    buffer_put(out, ",");
    member(out, "description", row->help);
    buffer_put(out, ",");
    member(out, "datatype", arena_printf(arena, "Icinga\\Module\\Director\\DataType\\%s", type));
    buffer_put(out, ",");
    member(out, "category", category(arena, plugin, ref->group));
    buffer_put(out, ",\"format\":null,\"settings\":");
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
                  "\"Command\":{\"%s\":{\"uuid\":\"%s\",\"object_name\":\"%s\","
                  "\"object_type\":\"object\",\"methods_execute\":\"PluginCheck\","
                  "\"timeout\":\"300\",\"command\":\"%s\",\"arguments\":{",
                  object, uuid(arena, "command", object), object, plugin->name);
    for (size_t i = 0; i < table->count; i++) {
        if (describe_for_people(&table->refs[i]))
            continue;
        buffer_put(out, comma);
        argument(out, plugin, table->refs[i].row);
        comma = ",";
    }
    buffer_put(out, "},\"fields\":[");
    comma = "";
    for (size_t i = 0; i < table->count; i++) {
        if (describe_for_people(&table->refs[i]))
            continue;
        buffer_printf(out, "%s{\"datafield_id\":%zu,\"is_required\":\"n\",\"var_filter\":null}",
                      comma, i + 1);
        comma = ",";
    }
    buffer_put(out, "]}}");
}

const char *describe_director(struct arena *arena, const struct plugin *plugin)
{
    struct buffer out = { .arena = arena };
    struct option_table table = option_table(arena, plugin);
    const char *object = describe_object(arena, plugin), *comma = "";
    buffer_put(&out, "{");
    command(&out, plugin, &table);
    buffer_put(&out, ",\"DatafieldCategory\":{");
    categories(&out, plugin, &table);
    buffer_put(&out, "},\"Datafield\":{");
    for (size_t i = 0; i < table.count; i++) {
        if (describe_for_people(&table.refs[i]))
            continue;
        buffer_put(&out, comma);
        data_field(&out, plugin, &table.refs[i], i + 1);
        comma = ",";
    }
    buffer_printf(&out,
                  "},\"ServiceTemplate\":{\"%s\":{\"uuid\":\"%s\",\"object_name\":\"%s\","
                  "\"object_type\":\"template\",\"check_command\":\"%s\"}}}\n",
                  object, uuid(arena, "service", object), object, object);
    return out.text;
}
