/* SPDX-License-Identifier: BSD-2-Clause */
/* plugin.h - the vocabulary of a check, and of a tool; read this first.
 *
 * A check is four things: what the user may say (struct config and its option rows), what the world
 * says (struct reading), how we find out (probe) and what we conclude (judge). A plugin file holds
 * exactly these, in this order, and ends with `const struct plugin the_plugin`. It has no main, no
 * usage text, no exit, no free and no variables that change; lib/frame/run.c does the rest.
 *
 * A tool is a program that concludes nothing: it makes a calendar, a report, or starts checks. It
 * has
 * `.kind = PLUGIN_TOOL` and act in the place of probe, judge and commit. Options, parts, secrets,
 * languages and descriptions are those of a check, but there is no deadline, no watchdog, no
 * --timeout, no --output, no finding, and Icinga knows nothing of it. A mistake on its command line
 * is a sentence on standard error and exit code 3. */
#ifndef PLUGIN_H
#define PLUGIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "frame/option.h"
#include "frame/range.h"
#include "frame/report.h"
#include "frame/run.h"
#include "base/text.h"
#include "base/when.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* What a transport brings into every plugin that uses it: option rows, which fill a struct of the
 * transport, and finding rows. */
struct part {
    /* N_(): heading of the group of options, in a few words. Parts of one title are one group;
     * where it is NULL, the options stand among the program's own. */
    const char *title;
    const struct option_row *options;
    size_t noptions;
    const struct finding_row *findings;
    size_t nfindings;
    /* Takes over what options of every program mean for the part, before anything is validated. May
     * be NULL. */
    void (*settle)(void *options, const struct common *common);
    /* Combinations of the part's options: report_usage() and false refuse. May be NULL. */
    bool (*validate)(const void *options, struct report *report);
};

/* USE(net_part, net): the plugin uses the part and keeps its options in config.net. */
struct use {
    const struct part *part;
    size_t at;
};
#define USE(part_, field_) \
    { \
        .part = &(part_), .at = offsetof(struct config, field_) \
    }

/* A command line that works, without the program's name, and what it does. */
struct example {
    const char *arguments;
    const char *text; /* N_() */
};

enum plugin_kind {
    PLUGIN_CHECK, /* probe, judge and, where something is remembered, commit */
    PLUGIN_TOOL   /* act */
};

struct plugin {
    enum plugin_kind kind;
    const char *name;  /* of the program: check_..., or the tool's */
    const char *brief; /* N_(): what it checks, in a few words */
    const char *about; /* N_(): one or more paragraphs, a blank line between */
    const struct option_row *options;
    size_t noptions;
    const struct finding_row *findings;
    size_t nfindings;
    const struct use *uses;
    size_t nuses;
    const struct example *examples;
    size_t nexamples;
    const char *interval; /* how often Icinga should run it, as `5m`; NULL: that */

    const void *defaults; /* a struct config */
    size_t config_size, reading_size;

    /* Combinations of options that make no sense: report_usage() and false. May be NULL. */
    bool (*validate)(const void *config, struct report *report);
    /* The only input and output. Fills the reading; what fails is an outcome in the reading. */
    void (*probe)(struct run *run, const void *config, void *reading);
    /* The only conclusions; a pure function. */
    void (*judge)(const void *config, const void *reading, struct report *report);
    /* Writes what the next run needs to know, after the line is out. False when that failed. May be
     * NULL. */
    bool (*commit)(struct run *run, const void *config, const void *reading);
    /* PLUGIN_TOOL alone: does the work and returns the exit code, 0 to 125. It speaks by
     * run_print() and run_complain(). */
    int (*act)(struct run *run, const void *config);
};

/* What every check says about its tables and sizes, under the names of the house. */
#define PLUGIN_TABLES \
    .options = options, .noptions = COUNT(options), .findings = findings, \
    .nfindings = COUNT(findings), .defaults = &defaults, .config_size = sizeof(struct config), \
    .reading_size = sizeof(struct reading)

/* And every tool. */
#define TOOL_TABLES \
    .kind = PLUGIN_TOOL, .options = options, .noptions = COUNT(options), .defaults = &defaults, \
    .config_size = sizeof(struct config)

/* Each program has one, at the end of its file in plugins/. */
extern const struct plugin the_plugin;

#endif
