/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/run.h"

#include <string.h>

#include "frame/describe.h"
#include "base/file.h"
#include "base/number.h"
#include "frame/plugin.h"
#include "frame/render.h"
#include "base/text.h"

double run_left(const struct run *run)
{
    return number_most(0, run->deadline - clock_now());
}

double run_share(const struct run *run)
{
    return run_left(run) / 2;
}

void run_wait(const struct run *run, double seconds)
{
    clock_wait(number_least(seconds, run_left(run)));
}

void run_note(struct run *run, int level, const char *format, ...)
{
    if (run->common->verbose.times < level)
        return;
    va_list list;
    va_start(list, format);
    report_note(run->notes, level, "%s", arena_vprintf(run->arena, format, list));
    va_end(list);
}

bool run_print(struct run *run, const char *text)
{
    bool written = file_write(run->output, text);
    run->unwritten = run->unwritten || !written;
    return written;
}

void run_complain(struct run *run, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    const char *sentence = report_sentence(run->arena, format, list);
    va_end(list);
    file_write(run->error, arena_printf(run->arena, "%s\n", sentence));
}

/* Exit codes when the line could not be written: Icinga takes silence with exit 0 for OK. */
static int unwritten(enum state state)
{
    return state == CRITICAL ? CRITICAL : UNKNOWN;
}

/* The state of a running check. */
struct progress {
    const struct plugin *plugin;
    const struct invocation *invocation;
    struct arena *arena;
    struct report report;
    struct common common;
    double start;
};

static const char *render(struct progress *progress)
{
    struct rendering how = {
        .plugin = progress->plugin->name,
        .version = PACKAGE_VERSION,
        .output = (enum output)progress->common.output.index,
        .verbosity = progress->common.verbose.times,
        .elapsed = clock_now() - progress->start,
    };
    return render_report(&progress->report, &how);
}

static int print_text(const struct progress *progress, const char *text, int exit_code)
{
    return file_write(progress->invocation->output, text) ? exit_code : UNKNOWN;
}

/* Help and version exit 3 as the guidelines want it; a description is asked for by a program. */
static int print_description(struct progress *progress)
{
    const struct common *common = &progress->common;
    if (common->version)
        return print_text(progress,
                          arena_printf(progress->arena, "%s (%s) %s\n", progress->plugin->name,
                                       PACKAGE_NAME, PACKAGE_VERSION),
                          UNKNOWN);
    if (common->help)
        return print_text(progress, describe_help(progress->arena, progress->plugin), UNKNOWN);
    return print_text(progress,
                      describe(progress->arena, progress->plugin,
                               (enum description)common->describe.index),
                      OK);
}

static bool asked_to_describe(const struct common *common)
{
    return common->help || common->version || common->describe.index != DESCRIBE_NOT;
}

/* The line that the watchdog writes when the polite path has not come to an end. */
static const char *watchdog_line(struct progress *progress)
{
    struct progress late = *progress;
    const struct timeout *timeout = &progress->common.timeout;
    late.report = report_start(progress->arena);
    report_add(&late.report, &report_findings[FINDING_INTERNAL], timeout->state,
               N_("the watchdog ended the check after %g s, because a call did not return; look at "
                  "the load of the monitoring host"),
               timeout->seconds);
    return render(&late);
}

static void arm(struct progress *progress, double seconds, const char *line, int exit_code)
{
    if (progress->invocation->arm != NULL)
        progress->invocation->arm(progress->start + seconds, line, exit_code);
}

/* The polite path ends a little earlier than the watchdog: judging and printing take time, too. */
static double polite_share(double seconds)
{
    return seconds - number_least(number_most(seconds / 20, 0.05), 0.5);
}

static int finish(struct progress *progress, struct run *run, const void *config,
                  const void *reading)
{
    const struct plugin *plugin = progress->plugin;
    enum state state = report_state(&progress->report);
    bool written = file_write(progress->invocation->output, render(progress));
    int exit_code = written ? (int)state : unwritten(state);
    arm(progress, progress->common.timeout.seconds, "", exit_code);
    if (!written || plugin->commit == NULL || plugin->commit(run, config, reading))
        return exit_code;
    report_add(&progress->report, &report_findings[FINDING_INTERNAL], UNKNOWN,
               N_("what this run learned could not be saved for the next one; check disk space and "
                  "permissions"));
    const struct finding *last = &progress->report.findings[progress->report.nfindings - 1];
    if (progress->common.output.index == OUTPUT_TEXT)
        file_write(progress->invocation->output,
                   arena_printf(progress->arena, "%s - %s [%s]\n", state_name(UNKNOWN), last->text,
                                last->row->code));
    return (int)state_worse(state, UNKNOWN);
}

static int check(struct progress *progress, const void *config)
{
    const struct plugin *plugin = progress->plugin;
    void *reading = arena_alloc(progress->arena, plugin->reading_size);
    double seconds = progress->common.timeout.seconds;
    struct run run = {
        .arena = progress->arena,
        .common = &progress->common,
        .notes = &progress->report,
        .now = progress->invocation->now,
        .deadline = progress->start + polite_share(seconds),
        .output = -1,
        .error = -1,
    };
    arm(progress, seconds, watchdog_line(progress), (int)progress->common.timeout.state);
    plugin->probe(&run, config, reading);
    plugin->judge(config, reading, &progress->report);
    return finish(progress, &run, config, reading);
}

/* What parsing found wrong. */
static int refuse(struct progress *progress)
{
    const struct invocation *invocation = progress->invocation;
    if (progress->plugin->kind == PLUGIN_TOOL) {
        file_write(invocation->error,
                   arena_printf(progress->arena, "%s\n", progress->report.findings[0].text));
        return UNKNOWN;
    }
    if (option_wants_json(invocation->argc, invocation->argv))
        progress->common.output.index = OUTPUT_JSON;
    return file_write(invocation->output, render(progress)) ? UNKNOWN : unwritten(UNKNOWN);
}

/* A tool's deadline is as good as none, but one that waits and shares can be computed from. */
static const double tool_seconds = 365 * DAY;

static int act(struct progress *progress, const void *config)
{
    struct run run = {
        .arena = progress->arena,
        .common = &progress->common,
        .notes = &progress->report,
        .now = progress->invocation->now,
        .deadline = progress->start + tool_seconds,
        .output = progress->invocation->output,
        .error = progress->invocation->error,
    };
    int exit_code = progress->plugin->act(&run, config);
    for (size_t i = 0; i < progress->report.nnotes; i++)
        file_write(run.error, arena_printf(run.arena, "%s\n", progress->report.notes[i].text));
    return exit_code == 0 && run.unwritten ? unwritten(UNKNOWN) : exit_code;
}

/* What the command line asks for counts; the environment of a daemon is set by somebody else, once.
 */
static void speak(struct progress *progress)
{
    const struct invocation *invocation = progress->invocation;
    enum language asked = language_asked(invocation->argc, invocation->argv);
    const char *problem = language_speak(progress->arena, text_or(invocation->catalogues, ""),
                                         asked != LANGUAGE_AUTO ? asked : invocation->language);
    if (problem != NULL)
        report_note(&progress->report, 1, "%s", problem);
}

int run_plugin(const struct plugin *plugin, const struct invocation *invocation)
{
    struct arena *arena = arena_new();
    struct progress progress = {
        .plugin = plugin,
        .invocation = invocation,
        .arena = arena,
        .report = report_start(arena),
        .common = option_common_defaults,
        .start = clock_now(),
    };
    int exit_code;
    speak(&progress);
    void *config = arena_alloc(arena, plugin->config_size);
    if (plugin->defaults != NULL)
        memcpy(config, plugin->defaults, plugin->config_size);
    if (!option_parse(plugin, invocation->argc, invocation->argv, invocation->environment,
                      &progress.common, config, &progress.report))
        exit_code = refuse(&progress);
    else if (asked_to_describe(&progress.common))
        exit_code = print_description(&progress);
    else
        exit_code = plugin->kind == PLUGIN_TOOL ? act(&progress, config) : check(&progress, config);
    catalogue_use(NULL);
    arena_free(arena);
    return exit_code;
}
