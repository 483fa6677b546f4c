/* SPDX-License-Identifier: BSD-2-Clause */
/* sample.h - a plugin with an option of every kind and a part; what it does is set by the test. */
#ifndef SAMPLE_H
#define SAMPLE_H

#include <math.h>
#include <string.h>

#include "base/buffer.h"
#include "frame/plugin.h"

struct sample_part_options {
    bool only4, only6;
    struct choice absent;
    struct timeout timeout; /* that of every program */
};

struct config {
    bool flag, flagship;
    struct count loud;
    const char *text;
    long port, shift;
    double ratio;
    struct duration wait;
    struct range level, latency, room, load;
    struct limits limits;
    struct levels drift;
    struct margin margin;
    struct secret token;
    struct list item;
    struct choice colour;
    struct timeout pause;
    struct sample_part_options part;
};

static const char *const sample_colours[] = { "red", "green", "dark-blue", NULL };
static const char *const sample_states[] = { "OK", "WARNING", "CRITICAL", "UNKNOWN", NULL };

static const struct config sample_defaults = {
    .shift = -3,
    .ratio = 1.5,
    .wait = { 90 },
    .level = { .low = 10, .high = INFINITY, .set = true },
    .latency = { .low = 0, .high = 0.25, .set = true },
    .room = { .low = -INFINITY, .high = 400e9, .inside = true, .set = true },
    .limits = { .warn = { .low = 0, .high = 80, .set = true },
                .crit = { .low = 0, .high = 90.5, .set = true } },
    .drift = { .crit = { .value = 10, .percent = true, .set = true }, .warn = { .set = true } },
    .margin = { .share = 0.25, .seconds = 30 * DAY },
    .colour = { 1 },
    .pause = { .seconds = 2.5, .state = WARNING },
    .part = { .absent = { CRITICAL } },
};

static const struct option_row sample_options[] = {
    OPT('f', "flag", flag, .help = N_("A flag")),
    OPT(0, "flagship", flagship, .help = N_("A flag with a longer name")),
    OPT('l', "loud", loud, .help = N_("Counts")),
    OPT('T', "text", text, .help = N_("A text with \"quotes\", a $ and a \\")),
    OPT('p', "port", port, .min = 1, .max = 65535, .arg = "PORT", .help = N_("A port")),
    OPT(0, "shift", shift, .help = N_("Any whole number")),
    OPT(0, "ratio", ratio, .help = N_("A number")),
    OPT(0, "wait", wait, .help = N_("A duration")),
    OPT('w', "warning", level, .help = N_("A plain range")),
    OPT(0, "latency", latency, .unit = UNIT_SECONDS, .help = N_("A range of times")),
    OPT(0, "room", room, .unit = UNIT_BYTES, .help = N_("A range of sizes")),
    OPT(0, "load", load, .unit = UNIT_PERCENT, .help = N_("A range of shares, unset")),
    OPT(0, "limits", limits, .unit = UNIT_PERCENT, .help = N_("Two ranges")),
    OPT(0, "drift", drift, .help = N_("How much may be missing")),
    OPT('m', "margin", margin, .help = N_("What must be left")),
    OPT(0, "token", token, .help = N_("A secret")),
    OPT('i', "item", item, .arg = "A|B", .help = N_("A list: one|two, <three>")),
    OPT(0, "colour", colour, .choices = sample_colours, .help = N_("A word")),
    OPT(0, "pause", pause, .help = N_("A time and a state")),
};

static const struct option_row sample_part_rows[] = {
    OPT_IN(struct sample_part_options, '4', "only4", only4, .help = N_("Four only")),
    OPT_IN(struct sample_part_options, '6', "only6", only6, .help = N_("Six only")),
    OPT_IN(struct sample_part_options, 0, "absent", absent, .arg = "STATE",
           .choices = sample_states, .help = N_("State of what is absent")),
};

static const struct finding_row sample_part_findings[] = {
    FINDING("part-broken", N_("The part is broken")),
};

static inline void sample_part_settle(void *given, const struct common *common)
{
    struct sample_part_options *options = given;
    options->timeout = common->timeout;
}

static inline bool sample_part_validate(const void *given, struct report *report)
{
    const struct sample_part_options *options = given;
    return !options->only4 || !options->only6 ||
           report_usage(report, "--only4 and --only6 exclude each other");
}

static const struct part sample_part = {
    .title = N_("Sample part"),
    .options = sample_part_rows,
    .noptions = COUNT(sample_part_rows),
    .findings = sample_part_findings,
    .nfindings = COUNT(sample_part_findings),
    .settle = sample_part_settle,
    .validate = sample_part_validate,
};
static const struct use sample_uses[] = { USE(sample_part, part) };

static const struct finding_row sample_findings[] = {
    FINDING("sample-low", N_("The sample is low | <really>")),
    FINDING("sample-gone", N_("The sample is gone")),
};

static const struct example sample_examples[] = {
    { "--text=a -w 10:", N_("A first example") },
    { "-T 'b c' -ii", N_("A second example") },
};

static inline bool sample_validate(const void *given, struct report *report)
{
    const struct config *config = given;
    return !config->flagship || config->flag || report_usage(report, "--flagship needs --flag");
}

#define SAMPLE_PLUGIN \
    .name = "check_sample", .brief = N_("A sample of everything"), \
    .about = N_("Looks at nothing. It has an option of every kind, and this paragraph is long " \
                "enough to be wrapped by whoever prints it.\n\n" \
                "A second paragraph.\n\n" \
                ".A third one with a leading dot and a back\\slash."), \
    .options = sample_options, .noptions = COUNT(sample_options), .findings = sample_findings, \
    .nfindings = COUNT(sample_findings), .uses = sample_uses, .nuses = COUNT(sample_uses), \
    .examples = sample_examples, .nexamples = COUNT(sample_examples), \
    .defaults = &sample_defaults, .config_size = sizeof(struct config), \
    .validate = sample_validate

/* The value of an option as one text, also of those kinds that have no written form. */
static inline const char *sample_show(struct arena *memory, const struct option_row *row,
                                      const void *field)
{
    struct buffer items = { .arena = memory };
    const struct list *list = field;
    if (row->kind == &kind_flag)
        return *(const bool *)field ? "yes" : "no";
    if (row->kind == &kind_count)
        return arena_printf(memory, "%d", ((const struct count *)field)->times);
    if (row->kind == &kind_secret)
        return ((const struct secret *)field)->value;
    if (row->kind != &kind_list)
        return row->kind->text(memory, row, field);
    for (size_t i = 0; i < list->count; i++)
        buffer_printf(&items, "%s%s", i == 0 ? "" : ",", list->items[i]);
    return items.text;
}

#endif
