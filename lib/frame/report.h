/* SPDX-License-Identifier: BSD-2-Clause */
/* report.h - what a check concludes: findings and metrics.
 *
 * A finding is a stable code, a state and a sentence; a metric becomes performance data. A report
 * owns nothing: its texts live in the arena it was made with. */
#ifndef REPORT_H
#define REPORT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "frame/limits.h"
#include "frame/state.h"

/* One row for each thing that a program can find. The runbook, the translations, the tests and the
 * JSON output hang on the code; the title is an N_() phrase for tables. */
struct finding_row {
    const char *code;
    const char *title;
    bool
        waits; /* we waited for somebody who stayed silent: that the check took long says no more */
};
#define FINDING(code_, title_) \
    { \
        .code = code_, .title = title_ \
    }
#define FINDING_WAITS(code_, title_) \
    { \
        .code = code_, .title = title_, .waits = true \
    }

/* Rows that every program has. The code `ok` is reserved and has no runbook page. */
enum common_finding {
    FINDING_OK,
    FINDING_USAGE,
    FINDING_INTERNAL,
    FINDING_FILES_HUNG,
    COMMON_FINDINGS
};
extern const struct finding_row report_findings[COMMON_FINDINGS];

/* A limit of a metric's scale; an unset one is left out of the performance data. */
struct bound {
    double value;
    bool set;
};
#define BOUND(value_) \
    { \
        .value = value_, .set = true \
    }

/* NAN as the value means that it could not be determined; it is printed as `U` and alerts when
 * there is a range. Labels keep to [A-Za-z0-9_.-] (anything else becomes `_`) and are made unique.
 */
struct metric {
    const char *label;
    bool named; /* the label has a name in it that a user or a peer chose, so it may come twice */
    double value;
    enum unit unit;
    struct limits limits;
    struct bound min, max;
};

struct finding {
    const struct finding_row *row;
    enum state state;
    const char *text;
};

/* A remark for -v (1), -vv (2) or -vvv (3). */
struct note {
    int level;
    const char *text;
};

struct report {
    struct arena *arena;
    struct finding *findings;
    size_t nfindings, findings_capacity;
    struct metric *metrics;
    size_t nmetrics, metrics_capacity;
    struct note *notes;
    size_t nnotes, notes_capacity;
};

/* An empty report. */
struct report report_start(struct arena *arena);

/* Adds a finding. The format is an N_() sentence: it is translated here. Text from outside needs no
 * care, the rendered sentence is cleaned (text_clean), has no two blanks in a row, and is cut at
 * 512 bytes. Where a sentence ends in `: %s` and nothing comes there, it ends before the colon. */
void report_add(struct report *report, const struct finding_row *row, enum state state,
                const char *format, ...) PRINTF_LIKE(4, 5);

/* The text of a finding: the N_() sentence translated, filled in, cleaned and cut. */
const char *report_sentence(struct arena *arena, const char *format, va_list list);

/* Everything is as it should be: a finding with the code `ok`. */
void report_ok(struct report *report, const char *format, ...) PRINTF_LIKE(2, 3);

/* The command line makes no sense: UNKNOWN. Returns false, for `return report_usage(...)`. */
bool report_usage(struct report *report, const char *format, ...) PRINTF_LIKE(2, 3);

/* Records a measurement; returns its grade: CRITICAL, WARNING or OK by its own ranges. */
enum state report_metric(struct report *report, struct metric metric);

/* A remark, English and untranslated, printed below the findings from this verbosity on. */
void report_note(struct report *report, int level, const char *format, ...) PRINTF_LIKE(3, 4);

/* The worst finding's state; an empty report is UNKNOWN. */
enum state report_state(const struct report *report);

/* How many findings are worse than that. */
size_t report_worse_than(const struct report *report, enum state state);

#endif
