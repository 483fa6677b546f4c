/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/describe.h"

#include <string.h>

#include "base/buffer.h"

const char *describe(struct arena *arena, const struct plugin *plugin, enum description format)
{
    switch (format) {
    case DESCRIBE_NOT: break;
    case DESCRIBE_HELP: return describe_help(arena, plugin);
    case DESCRIBE_ICINGA: return describe_icinga(arena, plugin);
    case DESCRIBE_DIRECTOR: return describe_director(arena, plugin);
    case DESCRIBE_NAGIOS: return describe_nagios(arena, plugin);
    case DESCRIBE_MAN: return describe_man(arena, plugin);
    case DESCRIBE_MARKDOWN: return describe_markdown(arena, plugin);
    case DESCRIBE_BASH: return describe_bash(arena, plugin);
    }
    return "";
}

const char *describe_object(struct arena *arena, const struct plugin *plugin)
{
    static const char prefix[] = "check_";
    const char *name = plugin->name;
    if (strncmp(name, prefix, sizeof prefix - 1) == 0)
        name += sizeof prefix - 1;
    return arena_printf(arena, "city_%s", name);
}

const char *describe_variable(struct arena *arena, const struct plugin *plugin,
                              const struct option_row *row)
{
    const char *object = row->shared ? "city" : describe_object(arena, plugin);
    char *name = arena_printf(arena, "%s_%s", object, row->name);
    for (char *c = name; *c != '\0'; c++) {
        if (*c == '-')
            *c = '_';
    }
    return name;
}

static size_t add_findings(const struct finding_row **rows, size_t n,
                           const struct finding_row *table, size_t count)
{
    for (size_t i = 0; i < count; i++)
        rows[n++] = &table[i];
    return n;
}

const struct finding_row **describe_findings(struct arena *arena, const struct plugin *plugin,
                                             size_t *count)
{
    size_t total = plugin->nfindings + COMMON_FINDINGS;
    for (size_t i = 0; i < plugin->nuses; i++)
        total += plugin->uses[i].part->nfindings;
    const struct finding_row **rows = arena_array(arena, total, sizeof *rows);
    size_t n = add_findings(rows, 0, plugin->findings, plugin->nfindings);
    for (size_t i = 0; i < plugin->nuses; i++)
        n = add_findings(rows, n, plugin->uses[i].part->findings, plugin->uses[i].part->nfindings);
    n = add_findings(rows, n, report_findings, COMMON_FINDINGS);
    *count = n;
    return rows;
}

const char *describe_interval(const struct plugin *plugin)
{
    return plugin->interval != NULL ? plugin->interval : "5m";
}

bool describe_for_people(const struct option_ref *ref)
{
    return ref->common && (ref->row->at == offsetof(struct common, help) ||
                           ref->row->at == offsetof(struct common, version) ||
                           ref->row->at == offsetof(struct common, describe));
}

/* One of the options that stand in for one another: the row itself is number 0, those in its
 * .unless follow; behind the last one comes the last one again. *count is raised to how many they
 * are. */
static const struct option_row *stand_in(struct arena *arena, const struct option_table *table,
                                         const struct option_row *row, size_t number, size_t *count)
{
    const struct option_row *found = row;
    const char *word = row->unless != NULL ? row->unless : "";
    size_t i = 1;
    for (; *word != '\0'; i++) {
        size_t length = strcspn(word, " ");
        const char *name = arena_copy(arena, word, length);
        for (size_t k = 0; i <= number && k < table->count; k++) {
            if (strcmp(table->refs[k].row->name, name) == 0)
                found = table->refs[k].row;
        }
        word += length + strspn(word + length, " ");
    }
    *count = i > *count ? i : *count;
    return found;
}

const char *describe_way(struct arena *arena, const struct option_table *table, size_t number)
{
    struct buffer way = { .arena = arena };
    size_t count = 1;
    buffer_put(&way, "");
    for (size_t i = 0; i < table->count; i++) {
        if (!table->refs[i].row->required)
            continue;
        const struct option_row *row = stand_in(arena, table, table->refs[i].row, number, &count);
        const char *arg = option_arg(row);
        if (row->key != '\0')
            buffer_printf(&way, "-%c%s%s ", row->key, arg != NULL ? " " : "",
                          arg != NULL ? arg : "");
        else
            buffer_printf(&way, "--%s%s%s ", row->name, arg != NULL ? "=" : "",
                          arg != NULL ? arg : "");
    }
    return number < count ? way.text : NULL;
}

bool describe_begins_group(const struct option_table *table, size_t number)
{
    if (number == 0)
        return true;
    const char *before = table->refs[number - 1].group, *group = table->refs[number].group;
    return group != NULL && (before == NULL || strcmp(before, group) != 0);
}

const char *describe_command(struct arena *arena, const struct plugin *plugin, size_t example)
{
    return arena_printf(arena, "%s %s", plugin->name, plugin->examples[example].arguments);
}

static void bash_option(struct buffer *words, struct buffer *choices, const struct option_ref *ref)
{
    const struct option_row *row = ref->row;
    if (row->key != '\0')
        buffer_printf(words, " -%c", row->key);
    buffer_printf(words, " --%s", row->name);
    if (row->choices == NULL)
        return;
    buffer_printf(choices, "    --%s)\n        COMPREPLY=($(compgen -W \"", row->name);
    for (size_t i = 0; row->choices[i] != NULL; i++)
        buffer_printf(choices, "%s%s", i == 0 ? "" : " ", row->choices[i]);
    buffer_put(choices, "\" -- \"$word\"))\n        return\n        ;;\n");
}

/* Readline hands over "--output=js" as three words: the option, "=" and what follows. */
const char *describe_bash(struct arena *arena, const struct plugin *plugin)
{
    struct buffer out = { .arena = arena }, words = { .arena = arena }, cases = { .arena = arena };
    struct option_table table = option_table(arena, plugin);
    for (size_t i = 0; i < table.count; i++)
        bash_option(&words, &cases, &table.refs[i]);
    buffer_printf(
        &out,
        "# bash completion for %s, made by %s --describe=bash\n"
        "_%s()\n{\n"
        "    local word=\"${COMP_WORDS[COMP_CWORD]}\" option=\"${COMP_WORDS[COMP_CWORD - 1]}\"\n"
        "    if [ \"$word\" = \"=\" ]; then\n"
        "        word=\"\"\n"
        "    elif [ \"$option\" = \"=\" ]; then\n"
        "        option=\"${COMP_WORDS[COMP_CWORD - 2]}\"\n"
        "    fi\n"
        "    case \"$option\" in\n%s    esac\n"
        "    if [ \"${word:0:1}\" = \"-\" ]; then\n"
        "        COMPREPLY=($(compgen -W \"%s\" -- \"$word\"))\n"
        "    else\n"
        "        COMPREPLY=($(compgen -f -- \"$word\"))\n"
        "    fi\n}\n"
        "complete -F _%s %s\n",
        plugin->name, plugin->name, plugin->name, cases.text, words.text + 1, plugin->name,
        plugin->name);
    return out.text;
}
