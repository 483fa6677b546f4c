/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/render.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/number.h"
#include "base/text.h"

/* Icinga 2 before 2.13.9 passes a whole output as one argument to a notification command, where
 * Linux allows 128 KiB; half of it leaves room for what a handler adds. */
enum {
    OUTPUT_MAX = 60 * 1024,
    PERFDATA_MAX = 32 * 1024,
    JSON_FINDINGS_MAX = 36 * 1024,
    LEFT_OUT_ROOM = 128
};

static const char *const unit_names[] = {
    [UNIT_NONE] = "",     [UNIT_SECONDS] = "s", [UNIT_BYTES] = "B",
    [UNIT_PERCENT] = "%", [UNIT_COUNTER] = "c",
};

static const char *range_text(struct arena *arena, const struct range *range)
{
    return range->set ? range_print(arena, range) : "";
}

static const char *bound_text(struct arena *arena, const struct bound *bound)
{
    char number[NUMBER_SIZE];
    return bound->set && isfinite(bound->value)
               ? arena_string(arena, number_print(number, bound->value))
               : "";
}

static const char *metric_text(struct arena *arena, const struct metric *metric)
{
    char number[NUMBER_SIZE];
    char *text = arena_printf(arena, "%s=%s%s;%s;%s;%s;%s", metric->label,
                              number_print(number, metric->value),
                              isfinite(metric->value) ? unit_names[metric->unit] : "",
                              range_text(arena, &metric->limits.warn),
                              range_text(arena, &metric->limits.crit),
                              bound_text(arena, &metric->min), bound_text(arena, &metric->max));
    for (size_t length = strlen(text); length > 0 && text[length - 1] == ';'; length--)
        text[length - 1] = '\0';
    return text;
}

/* The metrics that find room; *left_out counts the others. */
static const char *perfdata(const struct report *report, size_t *left_out)
{
    struct buffer out = { .arena = report->arena, .limit = PERFDATA_MAX };
    size_t shown = 0;
    for (; shown < report->nmetrics; shown++) {
        const char *text = metric_text(report->arena, &report->metrics[shown]);
        if (!buffer_printf(&out, "%s%s", shown == 0 ? " | " : " ", text))
            break;
    }
    *left_out = report->nmetrics - shown;
    return out.length == 0 ? "" : out.text;
}

/* Findings, worst first; those of one state in the order in which they were made. */
static const struct finding **in_order(const struct report *report)
{
    const struct finding **sorted = arena_array(report->arena, report->nfindings + 1,
                                                sizeof(struct finding *));
    size_t n = 0;
    for (int weight = state_weight(CRITICAL); weight >= state_weight(OK); weight--) {
        for (size_t i = 0; i < report->nfindings; i++) {
            if (state_weight(report->findings[i].state) == weight)
                sorted[n++] = &report->findings[i];
        }
    }
    return sorted;
}

/* An empty report is a mistake in the program, and no mistake may look like OK. */
static struct finding nothing_found(void)
{
    return (struct finding){
        .row = &report_findings[FINDING_INTERNAL],
        .state = UNKNOWN,
        .text = _("the check came to no conclusion, which is a fault of this program; report it"),
    };
}

/* The code is what the runbook is looked up by; what is in order needs no page. */
static bool text_finding(struct buffer *out, const struct finding *finding, const char *metrics)
{
    bool good = finding->state == OK;
    return buffer_printf(out, "%s - %s%s%s%s%s\n", state_name(finding->state), finding->text,
                         good ? "" : " [", good ? "" : finding->row->code, good ? "" : "]",
                         metrics);
}

static const char *render_text(const struct report *report, int verbosity)
{
    struct buffer out = { .arena = report->arena, .limit = OUTPUT_MAX - LEFT_OUT_ROOM };
    const struct finding **sorted = in_order(report);
    size_t shown = 0, metrics_left_out;
    const char *metrics = perfdata(report, &metrics_left_out);
    struct finding nothing = nothing_found();
    if (report->nfindings == 0)
        text_finding(&out, &nothing, metrics);
    for (; shown < report->nfindings; shown++) {
        if (!text_finding(&out, sorted[shown], shown == 0 ? metrics : ""))
            break;
    }
    size_t left_out = report->nfindings - shown;
    for (size_t i = 0; i < report->nnotes; i++) {
        if (report->notes[i].level <= verbosity &&
            !buffer_printf(&out, "%s\n", report->notes[i].text))
            left_out++;
    }
    out.limit = 0;
    if (left_out > 0)
        buffer_printf(&out, _("(%zu more lines did not fit)\n"), left_out);
    if (metrics_left_out > 0)
        buffer_printf(&out, _("(%zu more metrics did not fit)\n"), metrics_left_out);
    return out.text;
}

static void json_number(struct buffer *out, const char *name, bool set, double value)
{
    char number[NUMBER_SIZE];
    buffer_printf(out, ",\"%s\":%s", name,
                  set && isfinite(value) ? number_print(number, value) : "null");
}

static void json_range(struct buffer *out, const char *name, const struct range *range)
{
    if (!range->set)
        buffer_printf(out, ",\"%s\":null", name);
    else
        buffer_printf(out, ",\"%s\":\"%s\"", name, range_text(out->arena, range));
}

static bool json_metric(struct buffer *out, const struct metric *metric, bool first)
{
    struct buffer one = { .arena = out->arena };
    buffer_put(&one, first ? "{\"label\":" : ",{\"label\":");
    buffer_json(&one, metric->label);
    json_number(&one, "value", true, metric->value);
    buffer_printf(&one, ",\"unit\":\"%s\"", unit_names[metric->unit]);
    json_range(&one, "warn", &metric->limits.warn);
    json_range(&one, "crit", &metric->limits.crit);
    json_number(&one, "min", metric->min.set, metric->min.value);
    json_number(&one, "max", metric->max.set, metric->max.value);
    buffer_put(&one, "}");
    return buffer_put(out, one.text);
}

static bool json_finding(struct buffer *out, const struct finding *finding, bool first)
{
    struct buffer one = { .arena = out->arena };
    buffer_printf(&one, "%s{\"code\":\"%s\",\"state\":\"%s\",\"text\":", first ? "" : ",",
                  finding->row->code, state_name(finding->state));
    buffer_json(&one, finding->text);
    buffer_put(&one, "}");
    return buffer_put(out, one.text);
}

static const char *render_json(const struct report *report, const struct rendering *how)
{
    struct buffer out = { .arena = report->arena, .limit = JSON_FINDINGS_MAX };
    const struct finding **sorted = in_order(report);
    enum state state = report_state(report);
    char number[NUMBER_SIZE];
    buffer_put(&out, "{\"plugin\":");
    buffer_json(&out, how->plugin);
    buffer_put(&out, ",\"version\":");
    buffer_json(&out, how->version);
    buffer_printf(&out, ",\"state\":\"%s\",\"exit\":%d,\"findings\":[", state_name(state),
                  (int)state);
    struct finding nothing = nothing_found();
    if (report->nfindings == 0)
        json_finding(&out, &nothing, true);
    size_t shown = 0;
    while (shown < report->nfindings && json_finding(&out, sorted[shown], shown == 0))
        shown++;
    out.limit = OUTPUT_MAX - LEFT_OUT_ROOM;
    buffer_put(&out, "],\"metrics\":[");
    size_t measured = 0;
    while (measured < report->nmetrics &&
           json_metric(&out, &report->metrics[measured], measured == 0))
        measured++;
    out.limit = 0;
    buffer_printf(&out, "],\"elapsed\":%s", number_print(number, how->elapsed));
    if (shown < report->nfindings || measured < report->nmetrics)
        buffer_printf(&out, ",\"left_out\":%zu",
                      report->nfindings - shown + report->nmetrics - measured);
    buffer_put(&out, "}\n");
    return out.text;
}

const char *render_report(const struct report *report, const struct rendering *how)
{
    return how->output == OUTPUT_JSON ? render_json(report, how)
                                      : render_text(report, how->verbosity);
}
