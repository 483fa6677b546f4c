/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_pause.h"

#include <math.h>
#include <string.h>

#include "ckan/ckan_cause.h"

static const char since_key[] = "hung-since.", tried_key[] = "hung-tried.";

static const char *key(struct arena *arena, const char *kind, const char *action)
{
    return arena_printf(arena, "%s%s", kind, action);
}

struct ckan_pause ckan_pause_load(const struct memory *last, const char *action, double now,
                                  double retry_hung)
{
    struct ckan_pause pause = {
        .since = memory_time(last, key(last->arena, since_key, action), now),
        .tried = memory_time(last, key(last->arena, tried_key, action), now),
    };
    pause.paused = !isnan(pause.since) && now - pause.tried < retry_hung;
    return pause;
}

void ckan_pause_save(const struct ckan_pause *pause, struct memory *next, const char *action)
{
    if (isnan(pause->since))
        return;
    memory_put_number(next, key(next->arena, since_key, action), pause->since);
    memory_put_number(next, key(next->arena, tried_key, action), pause->tried);
}

void ckan_pause_note(struct ckan_pause *pause, bool hung, double now)
{
    pause->since = !hung ? NAN : isnan(pause->since) ? now : pause->since;
    pause->tried = hung ? now : NAN;
}

void ckan_pause_ask(struct ckan *ckan, struct ckan_pause *pause,
                    const struct ckan_question *question, struct ckan_answer *answer,
                    const struct json **document)
{
    *answer = (struct ckan_answer){ .reply = { .body = "" } };
    *document = NULL;
    if (pause->paused)
        return;
    ckan_probe_ask(ckan, question, answer, document);
    if (answer->asked)
        ckan_pause_note(pause,
                        ckan_answer_hung(&answer->reply) || ckan_cause(answer) == CKAN_SEARCH_HUNG,
                        ckan->run->now);
}

const char *ckan_pause_oldest(const struct memory *last, double now, double *since)
{
    const char *oldest = NULL;
    for (size_t i = 0; i < last->count; i++) {
        const struct memory_item *item = &last->items[i];
        if (strncmp(item->key, since_key, sizeof since_key - 1) != 0)
            continue;
        double when = memory_time(last, item->key, now);
        if (isnan(when) || (oldest != NULL && when >= *since))
            continue;
        *since = when;
        oldest = item->key + sizeof since_key - 1;
    }
    return oldest != NULL ? arena_copy(last->arena, oldest, strcspn(oldest, ".")) : NULL;
}

const char *ckan_pause_needs(const char *action)
{
    static const struct {
        const char *action, *needs;
    } known[] = {
        { "package_search", N_("the search server (Solr)") },
        { "package_show", N_("the search server (Solr)") },
        { "package_list", N_("the database (PostgreSQL)") },
        { "datastore_search", N_("the database of the DataStore (PostgreSQL)") },
        { "job_list", N_("the queue (Redis)") },
    };
    size_t length = strcspn(action, ".");
    for (size_t i = 0; i < COUNT(known); i++) {
        if (strlen(known[i].action) == length && strncmp(action, known[i].action, length) == 0)
            return _(known[i].needs);
    }
    return _("what is behind it");
}

void ckan_pause_report(struct report *report, const struct finding_row *row, const char *who,
                       const struct ckan_pause *pause, double retry_hung, const char *action)
{
    report_add(report, row, report->silent,
               N_("%s: %s has hung since %s; look at %s; not asked again before %s, so that the "
                  "check does not hold up the portal"),
               who, action, when_date(report->arena, pause->since), ckan_pause_needs(action),
               when_date(report->arena, pause->tried + retry_hung));
}
