/* SPDX-License-Identifier: BSD-2-Clause */
/* run.h - one run of one program, as a value.
 *
 * Everything that a run needs is passed in, everything that it makes lives in its arena; two runs
 * in one process are as good as two processes. */
#ifndef RUN_H
#define RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/clock.h"
#include "frame/option.h"
#include "frame/report.h"
#include "frame/secret.h"

struct plugin;

/* What probe, act and the transports get. */
struct run {
    struct arena *arena; /* ends with the run, and with it what arena_at_end() was given */
    const struct common *common;
    struct report *notes; /* for run_note() only: transports make no findings */
    double now;           /* wall clock, seconds since 1970, read once */
    /* By clock_now(): when the polite path must be done. A tool has a year: what it asks of others
     * needs a time limit of its own. */
    double deadline;
    int output, error; /* for run_print() and run_complain() */
    bool unwritten;    /* something that a tool wanted to print is lost */
};

/* Does nothing for so long, or until the deadline. */
void run_wait(const struct run *run, double seconds);

/* Seconds until the deadline, never negative. */
double run_left(const struct run *run);

/* Half of them: the share of a step that others follow, so that a silent peer leaves time to say
 * more than that it is silent. */
double run_share(const struct run *run);

/* A remark for -v, -vv or -vvv; English, and never with a secret in it. */
void run_note(struct run *run, int level, const char *format, ...) PRINTF_LIKE(3, 4);

/* For act: writes the text as it is. False when that failed; the run then never ends with 0. */
bool run_print(struct run *run, const char *text);

/* For act: a sentence, N_(), on a line of standard error. It is translated, and cleaned like that
 * of a finding. */
void run_complain(struct run *run, const char *format, ...) PRINTF_LIKE(2, 3);

/* How a process, or a test, starts a run. */
struct invocation {
    int argc;
    char *const *argv;
    const struct environment *environment; /* secrets; may be NULL */
    enum language language;                /* what the environment asks for */
    const char *catalogues;                /* folder of those of --language; NULL: English only */
    double now;                            /* wall clock */
    int output;                            /* descriptor for the line, or what a tool prints */
    int error;                             /* descriptor for a tool's mistakes and notes */
    /* Called with the time (of clock_now) after which the process must not live, the line to write
     * then (empty when a line is already out) and the exit code. May be NULL. */
    void (*arm)(double deadline, const char *line, int exit_code);
};

/* Defaults, parse, validate, arm, probe, judge, print, commit. Returns the exit code. A line that
 * cannot be written gives 2 for CRITICAL, else 3: never a silent 0.
 * Of a tool: defaults, parse, validate, act, notes; arm is never called, and a mistake on the
 * command line gives 3. */
int run_plugin(const struct plugin *plugin, const struct invocation *invocation);

#endif
