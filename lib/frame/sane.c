/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/sane.h"

#include <string.h>

#include "frame/describe.h"

static const char *compare_options(struct arena *arena, const struct option_row *a,
                                   const struct option_row *b)
{
    if (strcmp(a->name, b->name) == 0)
        return arena_printf(arena, "two options are called --%s", a->name);
    if (a->key != '\0' && a->key == b->key)
        return arena_printf(arena, "-%c is --%s and --%s", a->key, a->name, b->name);
    return NULL;
}

static const char *check_options(struct arena *arena, const struct plugin *plugin)
{
    struct option_table table = option_table(arena, plugin);
    for (size_t i = 0; i < table.count; i++) {
        for (size_t k = 0; k < i; k++) {
            const char *wrong = compare_options(arena, table.refs[k].row, table.refs[i].row);
            if (wrong != NULL)
                return wrong;
        }
    }
    return NULL;
}

static const char *check_findings(struct arena *arena, const struct plugin *plugin)
{
    size_t count;
    const struct finding_row **rows = describe_findings(arena, plugin, &count);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (strcmp(rows[i]->code, rows[k]->code) == 0)
                return arena_printf(arena, "two findings have the code %s", rows[i]->code);
        }
    }
    return NULL;
}

const char *sane_tables(struct arena *arena, const struct plugin *plugin)
{
    const char *wrong = check_options(arena, plugin);
    return wrong != NULL ? wrong : check_findings(arena, plugin);
}

/* Whether the label is that other one with `_` and a number. */
static bool repeats(const char *label, const char *other)
{
    size_t length = strlen(other);
    if (strncmp(label, other, length) != 0 || label[length] != '_')
        return false;
    const char *number = label + length + 1;
    size_t digits = strspn(number, "0123456789");
    return digits > 0 && number[digits] == '\0';
}

const char *sane_labels(const struct report *report)
{
    for (size_t i = 0; i < report->nmetrics; i++) {
        for (size_t k = 0; k < i; k++) {
            const struct metric *metric = &report->metrics[i], *other = &report->metrics[k];
            if (!metric->named && repeats(metric->label, other->label))
                return other->label;
        }
    }
    return NULL;
}
