/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { SENTENCE_MAX = 512 };

const struct finding_row report_findings[COMMON_FINDINGS] = {
    [FINDING_OK] = FINDING("ok", N_("Everything is as it should be")),
    [FINDING_USAGE] = FINDING("usage", N_("The command line cannot be understood")),
    [FINDING_INTERNAL] = FINDING("internal-error", N_("The program could not do its own work")),
    [FINDING_FILES_HUNG] = FINDING("file-system-hung",
                                   N_("The file system of a file that was named does not answer")),
};

struct report report_start(struct arena *arena)
{
    return (struct report){ .arena = arena };
}

/* One blank where there are several, none at the ends, and no colon that nothing follows: what was
 * put into a sentence may have been empty or in lines. */
static void tidy(char *text)
{
    static const char wide_colon[] = "\xef\xbc\x9a";
    size_t used = 0, wide = sizeof wide_colon - 1;
    for (const char *c = text; *c != '\0'; c++) {
        bool blank = (unsigned char)*c <= ' ' || *c == 0x7f;
        if (!blank)
            text[used++] = *c;
        else if (used > 0 && text[used - 1] != ' ')
            text[used++] = ' ';
    }
    while (used > 0 && (text[used - 1] == ' ' || text[used - 1] == ':'))
        used--;
    if (used >= wide && memcmp(text + used - wide, wide_colon, wide) == 0)
        used -= wide;
    text[used] = '\0';
}

const char *report_sentence(struct arena *arena, const char *format, va_list list)
{
    char *raw = arena_vprintf(arena, _(format), list);
    tidy(raw); /* before it is cut, and once more for what became a blank */
    char *text = text_clean(arena, raw, strlen(raw), SENTENCE_MAX);
    tidy(text);
    return text;
}

static void add(struct report *report, const struct finding_row *row, enum state state,
                const char *format, va_list list)
{
    const char *text = report_sentence(report->arena, format, list);
    report->findings = arena_grow(report->arena, report->findings, report->nfindings,
                                  &report->findings_capacity, sizeof *report->findings);
    report->findings[report->nfindings++] = (struct finding){
        .row = row,
        .state = state,
        .text = text,
    };
}

void report_add(struct report *report, const struct finding_row *row, enum state state,
                const char *format, ...)
{
    va_list list;
    va_start(list, format);
    add(report, row, state, format, list);
    va_end(list);
}

void report_ok(struct report *report, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    add(report, &report_findings[FINDING_OK], OK, format, list);
    va_end(list);
}

bool report_usage(struct report *report, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    add(report, &report_findings[FINDING_USAGE], UNKNOWN, format, list);
    va_end(list);
    return false;
}

void report_note(struct report *report, int level, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    char *raw = arena_vprintf(report->arena, format, list);
    va_end(list);
    report->notes = arena_grow(report->arena, report->notes, report->nnotes,
                               &report->notes_capacity, sizeof *report->notes);
    report->notes[report->nnotes++] = (struct note){
        .level = level,
        .text = text_clean(report->arena, raw, strlen(raw), SENTENCE_MAX),
    };
}

static bool label_taken(const struct report *report, const char *label)
{
    for (size_t i = 0; i < report->nmetrics; i++) {
        if (strcmp(report->metrics[i].label, label) == 0)
            return true;
    }
    return false;
}

/* How many labels are that one, or that one with `_` and a number: where counting on begins. */
static size_t label_kin(const struct report *report, const char *label)
{
    size_t length = strlen(label), count = 0;
    for (size_t i = 0; i < report->nmetrics; i++) {
        const char *other = report->metrics[i].label;
        if (strncmp(other, label, length) != 0)
            continue;
        const char *rest = other + length;
        size_t digits = *rest == '_' ? strspn(rest + 1, "0123456789") : 0;
        count += *rest == '\0' || (digits > 0 && rest[1 + digits] == '\0') ? 1 : 0;
    }
    return count;
}

static const char *unique_label(struct report *report, const char *label)
{
    char *clean = arena_string(report->arena, *label == '\0' ? "_" : label);
    for (char *c = clean; *c != '\0'; c++) {
        bool plain = (*c >= 'A' && *c <= 'Z') || (*c >= 'a' && *c <= 'z') ||
                     (*c >= '0' && *c <= '9') || *c == '_' || *c == '.' || *c == '-';
        if (!plain)
            *c = '_';
    }
    const char *unique = clean;
    for (size_t n = label_kin(report, clean) + 1; label_taken(report, unique); n++)
        unique = arena_printf(report->arena, "%s_%zu", clean, n);
    return unique;
}

enum state report_metric(struct report *report, struct metric metric)
{
    metric.label = unique_label(report, metric.label);
    report->metrics = arena_grow(report->arena, report->metrics, report->nmetrics,
                                 &report->metrics_capacity, sizeof *report->metrics);
    report->metrics[report->nmetrics++] = metric;
    return limits_grade(&metric.limits, metric.value);
}

enum state report_state(const struct report *report)
{
    if (report->nfindings == 0)
        return UNKNOWN;
    enum state worst = OK;
    for (size_t i = 0; i < report->nfindings; i++)
        worst = state_worse(worst, report->findings[i].state);
    return worst;
}

size_t report_worse_than(const struct report *report, enum state state)
{
    size_t count = 0;
    for (size_t i = 0; i < report->nfindings; i++)
        count += state_weight(report->findings[i].state) > state_weight(state) ? 1 : 0;
    return count;
}
