/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_work.h"

#include <math.h>

#include "base/text.h"
#include "base/buffer.h"
#include "base/number.h"
#include "ckan/ckan_cause.h"

/* Where two clocks differ, a date may lie ahead; what has no date counts as new. */
static double age_of(const struct ckan_trouble *trouble, double now)
{
    return isnan(trouble->since) ? 0 : number_most(now - trouble->since, 0);
}

/* ---- the DataStore ---- */

static void judge_datastore(const struct ckan_view *view, const struct ckan_matter *matter,
                            struct report *report)
{
    const struct finding_row *row = &ckan_work_findings[CKAN_WORK_DATASTORE_DOWN];
    if (matter->answer.asked && ckan_cause(&matter->answer) == CKAN_INTERNAL)
        report_add(report, row, CRITICAL,
                   N_("%s: the portal does not reach its DataStore (status 500); is that database "
                      "running, and may the account of ckan.datastore.read_url read it?"),
                   view->site);
    else if (!ckan_matter_judge(report, view, matter, row, "datastore_search") &&
             matter->answer.good)
        report_ok(report, N_("the DataStore answers"));
}

/* ---- the queue ---- */

static enum state report_age(struct report *report, const struct ckan_work_options *work,
                             double age)
{
    return report_metric(report, (struct metric){ .label = "queue_age",
                                                  .value = age,
                                                  .unit = UNIT_SECONDS,
                                                  .limits = work->jobs });
}

static void judge_waiting(const struct ckan_work_options *work, const struct ckan_view *view,
                          const struct ckan_jobs *jobs, struct report *report)
{
    double age = isnan(jobs->oldest) ? 0 : number_most(view->now - jobs->oldest, 0);
    const char *text = when_age(report->arena, age);
    enum state state = report_age(report, work, age);
    report_metric(report, (struct metric){ .label = "jobs", .value = (double)jobs->count });
    if (state != OK)
        report_add(report, &ckan_work_findings[CKAN_WORK_QUEUE_OLD], state,
                   N_("%s: a background job has waited for %s (jobs that wait: %zu); is the worker "
                      "running (ckan jobs worker)? queue %s: %s"),
                   view->site, text, jobs->count, jobs->queue != NULL ? jobs->queue : "?",
                   text_or(jobs->title, "-"));
    else if (isnan(jobs->oldest))
        report_ok(report, N_("background jobs that wait: %zu"), jobs->count);
    else
        report_ok(report, N_("background jobs that wait: %zu, the oldest for %s"), jobs->count,
                  text);
}

static void judge_jobs(const struct ckan_work_options *work, const struct ckan_view *view,
                       const struct ckan_work_reading *reading, struct report *report)
{
    const struct ckan_matter *matter = &reading->queue;
    bool too_many = matter->answer.asked && (matter->answer.fault == JSON_TOO_MANY ||
                                             matter->answer.reply.trouble == HTTP_TOO_LARGE);
    if (matter->answer.good) {
        judge_waiting(work, view, &reading->jobs, report);
        return;
    }
    report_age(report, work, NAN);
    if (matter->answer.asked && ckan_cause(&matter->answer) == CKAN_INTERNAL)
        report_add(report, &ckan_work_findings[CKAN_WORK_QUEUE_UNREACHABLE], CRITICAL,
                   N_("%s: the portal does not reach its queue of background jobs (status 500); is "
                      "Redis running, and does ckan.redis.url name it?"),
                   view->site);
    else if (too_many)
        report_add(report, &ckan_work_findings[CKAN_WORK_QUEUE_OLD], CRITICAL,
                   N_("%s: so many background jobs wait that their list is too large to be read; "
                      "is the worker running (ckan jobs worker)?"),
                   view->site);
    else if (!reading->jobs_forbidden)
        ckan_matter_judge(report, view, matter, &ckan_work_findings[CKAN_WORK_QUEUE_HUNG],
                          "job_list");
}

/* ---- harvests ---- */

static enum state grade_harvest(const struct ckan_work_options *work,
                                const struct ckan_trouble *trouble, double now)
{
    if (trouble->kind == CKAN_HARVEST_FAILED)
        return limits_grade_levels(&work->harvest_errors, trouble->errors, trouble->objects);
    if (trouble->kind == CKAN_HARVEST_ABORTED)
        return WARNING;
    return limits_grade(&work->harvest_time, age_of(trouble, now));
}

static void report_harvest(struct report *report, const struct ckan_view *view,
                           const struct ckan_trouble *trouble, enum state state)
{
    const struct finding_row *stuck = &ckan_work_findings[CKAN_WORK_HARVEST_STUCK];
    const struct finding_row *failed = &ckan_work_findings[CKAN_WORK_HARVEST_FAILED];
    const char *age = when_age(report->arena, age_of(trouble, view->now));
    switch (trouble->kind) {
    case CKAN_HARVEST_FAILED:
        report_add(report, failed, state,
                   N_("%s: objects with errors in the last harvest: %.0f of %.0f; see the report "
                      "of its job, source: %s"),
                   view->site, trouble->errors, trouble->objects, trouble->who);
        break;
    case CKAN_HARVEST_ABORTED:
        report_add(report, failed, state,
                   N_("%s: the last harvest was aborted, %s ago; start it again, source: %s"),
                   view->site, age, trouble->who);
        break;
    case CKAN_HARVEST_RUNNING:
        report_add(
            report, stuck, state,
            N_("%s: a harvest has been running for %s; are its two workers alive (gather and "
               "fetch)? source: %s"),
            view->site, age, trouble->who);
        break;
    case CKAN_HARVEST_WAITING:
        report_add(
            report, stuck, state,
            N_("%s: a harvest has waited for %s to begin; is its gather worker alive, and is "
               "`ckan harvester run` called regularly? source: %s"),
            view->site, age, trouble->who);
        break;
    case CKAN_HARVEST_NEVER:
        report_add(report, stuck, state,
                   N_("%s: nothing was ever harvested, though the source is %s old; start a "
                      "harvest, or take the source away: %s"),
                   view->site, age, trouble->who);
        break;
    case CKAN_HARVEST_LATE:
        report_add(report, stuck, state,
                   N_("%s: a harvest is %s late; is `ckan harvester run` called regularly? source: "
                      "%s"),
                   view->site, age, trouble->who);
    }
}

/* So many are told one by one, the others are counted. */
enum { TOLD_MOST = 20 };

static void judge_sources(const struct ckan_work_options *work, const struct ckan_view *view,
                          const struct ckan_sample *sample, struct report *report)
{
    size_t bad = 0;
    enum state rest = OK;
    for (size_t i = 0; i < sample->rotation.count; i++) {
        struct ckan_trouble trouble;
        if (!ckan_work_read_trouble(report->arena, sample->rotation.entries[i].value, &trouble))
            continue;
        enum state state = grade_harvest(work, &trouble, view->now);
        if (state == OK)
            continue;
        if (++bad <= TOLD_MOST)
            report_harvest(report, view, &trouble, state);
        else
            rest = state_worse(rest, state);
    }
    if (bad > TOLD_MOST)
        report_add(report, &ckan_work_findings[CKAN_WORK_HARVEST_STUCK], rest,
                   N_("%s: further harvest sources that are not in order: %zu"), view->site,
                   bad - TOLD_MOST);
    report_ok(report, N_("harvest sources: %zu of %zu looked at, %zu not in order"), sample->seen,
              sample->total, bad);
}

static void judge_harvest(const struct ckan_work_options *work, const struct ckan_view *view,
                          const struct ckan_work_reading *reading, struct report *report)
{
    const struct ckan_matter *matter = &reading->sources;
    ckan_matter_judge(report, view, matter, &ckan_findings[CKAN_FINDING_PORTAL_HUNG],
                      "harvest_source_show_status");
    if (matter->answer.good || reading->harvest.seen > 0)
        judge_sources(work, view, &reading->harvest, report);
}

/* ---- tasks ---- */

/* Tasks of one kind: how many, the worst state, some of them by name. */
struct tasks {
    size_t count;
    enum state state;
    double age; /* of the oldest */
    struct buffer who;
};

static void add_task(struct tasks *tasks, const struct ckan_trouble *trouble, enum state state,
                     double age)
{
    enum { WHO_MOST = 200 }; /* bytes, so that the sentence is not cut */
    bool first = tasks->count == 0, fits = tasks->who.length < WHO_MOST;
    tasks->count++;
    tasks->state = state_worse(tasks->state, state);
    tasks->age = number_most(tasks->age, age);
    if (fits)
        buffer_printf(&tasks->who, "%s%s%s%s", first ? "" : "; ", trouble->who,
                      trouble->says != NULL ? ": " : "",
                      trouble->says != NULL ? trouble->says : "");
}

static void judge_tasks(const struct ckan_work_options *work, const struct ckan_view *view,
                        const struct ckan_sample *sample, struct report *report)
{
    struct tasks failed = { .who = { .arena = report->arena } }, stuck = failed;
    for (size_t i = 0; i < sample->rotation.count; i++) {
        struct ckan_trouble trouble;
        if (!ckan_work_read_trouble(report->arena, sample->rotation.entries[i].value, &trouble))
            continue;
        double age = age_of(&trouble, view->now);
        enum state state = limits_grade(&work->tasks_time, age);
        if (trouble.kind == CKAN_TASK_FAILED)
            add_task(&failed, &trouble, WARNING, age);
        else if (state != OK)
            add_task(&stuck, &trouble, state, age);
    }
    if (failed.count > 0)
        report_add(report, &ckan_work_findings[CKAN_WORK_TASK_FAILED], failed.state,
                   N_("%s: files that could not be loaded into the DataStore: %zu; see the tab "
                      "DataStore of the resource; dataset %s"),
                   view->site, failed.count, failed.who.text);
    if (stuck.count > 0)
        report_add(report, &ckan_work_findings[CKAN_WORK_TASK_STUCK], stuck.state,
                   N_("%s: files that wait to be loaded into the DataStore: %zu, the oldest for "
                      "%s; is the loader (datapusher, xloader) running? dataset %s"),
                   view->site, stuck.count, when_age(report->arena, stuck.age), stuck.who.text);
    report_ok(report,
              N_("files looked at for the DataStore: %zu; failed: %zu, waiting too long: "
                 "%zu"),
              sample->seen, failed.count, stuck.count);
}

static void judge_loading(const struct ckan_work_options *work, const struct ckan_view *view,
                          const struct ckan_work_reading *reading, struct report *report)
{
    const struct ckan_matter *matter = &reading->tasks;
    if (reading->no_loader) {
        report_add(
            report, &ckan_findings[CKAN_FINDING_NO_ACTION], UNKNOWN,
            N_("%s: the portal has neither datapusher nor xloader, so it has no tasks; leave "
               "out --tasks"),
            view->site);
        return;
    }
    ckan_matter_judge(report, view, matter, &ckan_findings[CKAN_FINDING_PORTAL_HUNG],
                      "task_status_show");
    if (matter->answer.good || reading->loading.seen > 0)
        judge_tasks(work, view, &reading->loading, report);
}

/* ---- all of it ---- */

void ckan_work_judge(const struct ckan_work_options *work, const struct ckan_view *view,
                     const struct ckan_work_reading *reading, struct report *report)
{
    if (work->datastore)
        judge_datastore(view, &reading->datastore, report);
    if (work->harvest)
        judge_harvest(work, view, reading, report);
    if (work->tasks > 0)
        judge_loading(work, view, reading, report);
    if (work->jobs.warn.set)
        judge_jobs(work, view, reading, report);
}
