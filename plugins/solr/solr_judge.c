/* SPDX-License-Identifier: BSD-2-Clause */
#include "solr/solr_judge.h"

#include <string.h>

#include "base/text.h"
#include "net/http_report.h"

#define ROW(finding) (&solr_findings[SOLR_FINDING_##finding])

/* One Solr while it is judged. */
struct subject {
    struct report *report;
    const struct http_options *options;
    const struct net_options *net;
    const struct solr_reading *reading;
    const char *wanted;
    const char *base, *index; /* URLs for sentences */
    bool files_lost, failed;  /* said already */
};

static const char *words(const struct solr_answer *answer)
{
    return answer->text != NULL ? answer->text : _("(no text given)");
}

static void report_configuration(struct subject *subject, const struct solr_answer *answer)
{
    report_add(subject->report, ROW(CONFIGURATION), CRITICAL,
               N_("%s: Solr refuses every request since its configuration, schema or index cannot "
                  "be loaded; repair it and restart Solr: %s"),
               subject->base, words(answer));
}

static void report_files_lost(struct subject *subject, const char *text)
{
    if (subject->files_lost)
        return;
    subject->files_lost = true;
    report_add(subject->report, ROW(FILES_LOST), CRITICAL,
               N_("%s: the files of the index were removed while Solr runs; it still answers from "
                  "what it has open, until its next restart; restore them or build the index "
                  "again: %s"),
               subject->base, text);
}

static void report_core_failed(struct subject *subject, const char *core, const char *text)
{
    subject->failed = true;
    report_add(subject->report, ROW(CORE_FAILED), CRITICAL,
               N_("%s: Solr could not load the core %s; repair its configuration or restore its "
                  "index, then restart Solr: %s"),
               subject->base, core, text);
}

static void report_core_missing(struct subject *subject)
{
    const struct solr_reading *reading = subject->reading;
    const char *core = reading->core;
    if (core != NULL && *core != '\0' && reading->cores.count > 0)
        report_add(subject->report, ROW(CORE_MISSING), CRITICAL,
                   N_("%s: Solr runs, but has no core %s; check its name and whether its folder "
                      "is still in Solr's home; there are: %s"),
                   subject->base, core, solr_core_names(subject->report->arena, &reading->cores));
    else
        report_add(subject->report, ROW(CORE_MISSING), CRITICAL,
                   N_("%s: Solr runs, but has no core for this URL; check that Solr's home is the "
                      "right folder and its configuration (conf) is there"),
                   subject->base);
}

/* What no cause of Solr's own explains. */
static void report_answer(struct subject *subject, const struct solr_answer *answer)
{
    const char *who = url_brief(subject->report->arena, &answer->reply.url);
    if (answer->stale)
        http_report_stale(subject->report, &answer->reply, who);
    else if (http_report(subject->report, subject->options, subject->net, &answer->reply, who,
                         ROW(HUNG)))
        return;
    else if (answer->fault != JSON_GOOD)
        http_report_json(subject->report, &answer->reply, answer->fault, who, ROW(NOT_THERE));
    else
        http_report_form(subject->report, who, "response");
}

static void report_not_found(struct subject *subject)
{
    const struct solr_answer *cores = &subject->reading->answers[SOLR_CORES];
    if (cores->good || cores->cause == SOLR_NO_CORE)
        report_core_missing(subject);
    else
        report_add(subject->report, ROW(NOT_THERE), CRITICAL,
                   N_("%s: no Solr answers at this URL (status 404); check that Solr is deployed "
                      "and was started, and the URL, which often ends in /solr"),
                   subject->index);
}

/* A search that fetches nothing did not work. */
static void report_no_search(struct subject *subject)
{
    const struct solr_answer *answer = &subject->reading->answers[SOLR_COUNT];
    switch (solr_reading_answered(answer) ? answer->cause : SOLR_OTHER) {
    case SOLR_CONFIGURATION: report_configuration(subject, answer); return;
    case SOLR_CORE_FAILED:
        if (!subject->failed)
            report_core_failed(subject, solr_core_label(subject->reading->core), words(answer));
        return;
    case SOLR_NO_CORE: report_core_missing(subject); return;
    case SOLR_NOT_FOUND: report_not_found(subject); return;
    case SOLR_FILES_LOST: report_files_lost(subject, words(answer)); return;
    case SOLR_BAD_QUERY:
    case SOLR_FAILED:
        report_add(subject->report, ROW(ERROR), CRITICAL,
                   N_("%s: Solr answers a search for everything with an error (status %ld); look "
                      "at its log: %s"),
                   subject->index, answer->reply.status, words(answer));
        return;
    case SOLR_FINE:
    case SOLR_OTHER: break;
    }
    report_answer(subject, answer);
}

/* A document could not be fetched though they were counted just now. */
static void report_row(struct subject *subject, enum solr_step step)
{
    const struct solr_answer *answer = &subject->reading->answers[step];
    bool another = step == SOLR_ROW && subject->reading->answers[SOLR_NEWEST].cause == SOLR_FAILED;
    if (!answer->asked || answer->good)
        return;
    if (!solr_reading_answered(answer) || answer->cause == SOLR_OTHER || answer->cause == SOLR_FINE)
        report_answer(subject, answer);
    else if (answer->cause == SOLR_FILES_LOST)
        report_files_lost(subject, words(answer));
    else if (answer->cause == SOLR_FAILED && !another)
        report_add(subject->report, ROW(DAMAGED), CRITICAL,
                   N_("%s: a document of the index cannot be read (%s of %.0f); restore the index "
                      "or build it again: %s"),
                   subject->index,
                   step == SOLR_NEWEST ? _("the newest")
                                       : arena_printf(subject->report->arena, _("number %.0f"),
                                                      subject->reading->row + 1),
                   subject->reading->documents, words(answer));
}

/* What Solr says of itself may be shut off or of another release: nobody is alarmed by that. */
static void report_inside(struct subject *subject, enum solr_step step)
{
    const struct solr_answer *answer = &subject->reading->answers[step];
    if (!answer->asked || answer->good)
        return;
    if (!solr_reading_answered(answer))
        report_answer(subject, answer);
    else if (answer->cause == SOLR_FILES_LOST)
        report_files_lost(subject, words(answer));
}

static void report_search(struct subject *subject)
{
    const struct solr_reading *reading = subject->reading;
    const struct solr_answer *ping = &reading->answers[SOLR_PING];
    const struct solr_core *core = solr_core_named(&reading->cores, reading->core);
    if (core != NULL && core->files_lost)
        report_files_lost(subject, _("the folder of the index is empty"));
    report_row(subject, SOLR_NEWEST);
    report_row(subject, SOLR_ROW);
    report_inside(subject, SOLR_CORES);
    for (int step = SOLR_STATISTICS; step < SOLR_PING; step++)
        report_inside(subject, (enum solr_step)step);
    if (!solr_reading_answered(ping))
        report_inside(subject, SOLR_PING);
    else if (ping->reply.status == 503)
        report_add(subject->report, ROW(DISABLED), WARNING,
                   N_("%s: Solr was taken out of service: its ping says 503, so load balancers "
                      "leave it out, though a search works; put its health-check file back when "
                      "the work is done: %s"),
                   subject->index, words(ping));
}

void solr_judge_remark(struct report *report, const struct solr_reading *reading)
{
    static const char *const sentences[SOLR_STEPS] = {
        [SOLR_CORES] = N_("%s: Solr does not list its cores (status %ld), so cores that are lost "
                          "or failed are not seen"),
        [SOLR_STATISTICS] = N_("%s: Solr gives no statistics (status %ld), so failed updates, "
                               "pending documents and caches are not seen"),
        [SOLR_SYSTEM] = N_("%s: Solr does not tell its version and memory (status %ld)"),
    };
    for (int step = 0; step < SOLR_STEPS; step++) {
        const struct solr_answer *answer = &reading->answers[step];
        if (sentences[step] != NULL && solr_reading_answered(answer) && !answer->good &&
            answer->cause != SOLR_FILES_LOST)
            report_add(report, ROW(UNSEEN), OK, sentences[step],
                       url_brief(report->arena, &answer->reply.url), answer->reply.status);
    }
}

static void report_failures(struct subject *subject)
{
    const struct solr_cores *cores = &subject->reading->cores;
    for (size_t i = 0; i < cores->nfailures; i++) {
        const struct solr_failure *failure = &cores->failures[i];
        if (subject->wanted == NULL || strcmp(subject->wanted, failure->core) == 0)
            report_core_failed(subject, failure->core, failure->text);
    }
}

bool solr_judge(struct report *report, const struct http_options *options,
                const struct net_options *net, const struct solr_reading *reading,
                const char *wanted)
{
    struct subject subject = {
        .report = report,
        .options = options,
        .net = net,
        .reading = reading,
        .wanted = wanted,
        .base = url_brief(report->arena, &reading->base),
        .index = url_brief(report->arena, reading->core != NULL ? &reading->index : &reading->base),
    };
    const struct solr_answer *cores = &reading->answers[SOLR_CORES];
    report_failures(&subject);
    if (!solr_reading_answered(cores))
        report_answer(&subject, cores);
    else if (cores->cause == SOLR_CONFIGURATION)
        report_configuration(&subject, cores);
    else if (reading->core == NULL && reading->cores.count > 1)
        report_add(report, ROW(CORE_UNCLEAR), UNKNOWN,
                   N_("%s: Solr has several cores; say with --core which one to look at: %s"),
                   subject.base, solr_core_names(report->arena, &reading->cores));
    else if (reading->core == NULL && !subject.failed)
        report_core_missing(&subject);
    else if (reading->answers[SOLR_COUNT].good)
        report_search(&subject);
    else if (reading->answers[SOLR_COUNT].asked)
        report_no_search(&subject);
    return reading->answers[SOLR_COUNT].good;
}
