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
    char *name = arena_printf(arena, "%s_%s", describe_object(arena, plugin), row->name);
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

bool describe_for_people(const struct option_ref *ref)
{
    return ref->common && (ref->row->at == offsetof(struct common, help) ||
                           ref->row->at == offsetof(struct common, version) ||
                           ref->row->at == offsetof(struct common, describe));
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
