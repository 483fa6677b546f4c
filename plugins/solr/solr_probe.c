/* SPDX-License-Identifier: BSD-2-Clause */
#include "solr/solr_probe.h"

#include <math.h>
#include <string.h>

#include "base/entropy.h"
#include "base/text.h"
#include "base/when.h"

/* A row far below costs Solr a list of all before it. */
static const double deepest_row = 1e6;

/* Parameters of the handler's own must not turn "all documents" into words to look for, nor stop in
 * the middle of the count. */
#define ALL_DOCUMENTS \
    "/select?q=*:*&defType=lucene&timeAllowed=-1&facet=false&wt=json&echoParams=all"

struct asking {
    struct run *run;
    struct http *http;
    struct solr_reading *reading;
    struct arena *brief; /* the document that came last: each may take some 12 MiB */
    const char *nonce;
};

static const struct url *base_of(const struct asking *asking, enum solr_step step)
{
    return step == SOLR_CORES ? &asking->reading->base : &asking->reading->index;
}

/* Whether Solr is still worth a question: it answered the last one, whatever it said. */
static bool answers(const struct asking *asking, enum solr_step step)
{
    return solr_reading_answered(&asking->reading->answers[step]);
}

/* Asks and reads; NULL unless a whole answer of 2xx came. The document ends
 * with the next question. */
static const struct json *ask(struct asking *asking, enum solr_step step, const char *path)
{
    struct run *run = asking->run;
    struct solr_answer *answer = &asking->reading->answers[step];
    const char *full = arena_printf(run->arena, "%s&nonce=%s", path, asking->nonce);
    struct http_request request = {
        .url = url_below(run->arena, base_of(asking, step), full),
        .seconds = run_share(run),
    };
    const struct json *document = NULL;
    arena_clear(asking->brief);
    *answer = (struct solr_answer){ .asked = true };
    http_fleet(asking->http, &request, &answer->reply, 1, 1);
    answer->cause = answer->reply.status != 0
                        ? solr_error_cause(answer->reply.status, answer->reply.body)
                        : SOLR_OTHER;
    if (http_reply_good(&answer->reply) && step != SOLR_ROW)
        answer->fault = solr_read(asking->brief, answer->reply.body, answer->reply.length,
                                  &document);
    else if (answers(asking, step) && !http_reply_good(&answer->reply))
        answer->text = solr_error_text(run->arena, answer->reply.body);
    return document;
}

static bool ask_cores(struct asking *asking)
{
    struct solr_reading *reading = asking->reading;
    const struct json *document = ask(asking, SOLR_CORES, "/admin/cores?action=STATUS&wt=json");
    reading->answers[SOLR_CORES].good = document != NULL &&
                                        solr_cores_read(asking->run->arena, document,
                                                        &reading->cores);
    return reading->answers[SOLR_CORES].good;
}

/* The URL may be that of a core, as CKAN has it. Then the list is beside it. */
static const char *ask_cores_above(struct asking *asking)
{
    struct solr_reading *reading = asking->reading;
    const struct solr_reading before = *reading;
    const char *path = reading->base.path;
    size_t length = strlen(path);
    length -= length > 1 && path[length - 1] == '/' ? 1 : 0;
    size_t start = length;
    while (start > 0 && path[start - 1] != '/')
        start--;
    if (start <= 1 || start == length || memchr(path, '?', length) != NULL)
        return NULL;
    reading->base.path = arena_copy(asking->run->arena, path, start - 1);
    if (ask_cores(asking) || !answers(asking, SOLR_CORES))
        return arena_copy(asking->run->arena, path + start, length - start);
    *reading = before;
    return NULL;
}

static const char *choose(const struct solr_reading *reading, const char *wanted)
{
    const struct solr_cores *cores = &reading->cores;
    if (wanted != NULL || !reading->answers[SOLR_CORES].good)
        return wanted != NULL ? wanted : "";
    if (solr_core_named(cores, "") != NULL)
        return "";
    return cores->count == 1 ? cores->cores[0].name : NULL;
}

/* False when there is nothing more to ask. */
static bool find_core(struct asking *asking, const char *wanted)
{
    struct solr_reading *reading = asking->reading;
    struct arena *arena = asking->run->arena;
    const struct solr_answer *cores = &reading->answers[SOLR_CORES];
    const struct url given = reading->base;
    const char *above = NULL;
    if (!ask_cores(asking) && wanted == NULL && cores->cause == SOLR_NOT_FOUND)
        above = ask_cores_above(asking);
    if (!answers(asking, SOLR_CORES) || cores->cause == SOLR_CONFIGURATION)
        return false;
    reading->core = above != NULL ? above : choose(reading, wanted);
    if (reading->core == NULL)
        return false;
    reading->index = given;
    if (above == NULL && *reading->core != '\0')
        reading->index = url_below(arena, &given,
                                   arena_printf(arena, "/%s", url_encode(arena, reading->core)));
    const struct solr_core *core = solr_core_named(&reading->cores, reading->core);
    if (core != NULL)
        reading->committed = core->committed;
    return true;
}

static void ask_rows(struct asking *asking, enum solr_step step, const char *path,
                     const char *field, struct solr_rows *rows)
{
    struct arena *arena = asking->run->arena;
    struct solr_answer *answer = &asking->reading->answers[step];
    const struct json *document = ask(asking, step, path);
    *rows = (struct solr_rows){ .found = NAN };
    answer->good = document != NULL && solr_rows_read(arena, document, field, rows);
    answer->stale = answer->good && !solr_echoes(arena, document, asking->nonce);
    answer->good = answer->good && !answer->stale;
}

static bool ask_count(struct asking *asking)
{
    struct solr_rows rows;
    ask_rows(asking, SOLR_COUNT, ALL_DOCUMENTS "&rows=0", NULL, &rows);
    if (asking->reading->answers[SOLR_COUNT].good)
        asking->reading->documents = rows.found;
    return asking->reading->answers[SOLR_COUNT].good;
}

static bool ask_newest(struct asking *asking, const char *field)
{
    struct arena *arena = asking->run->arena;
    struct solr_reading *reading = asking->reading;
    const char *name = url_encode(arena, field);
    struct solr_rows rows;
    ask_rows(asking, SOLR_NEWEST,
             arena_printf(arena, ALL_DOCUMENTS "&rows=1&sort=%s+desc&fl=%s", name, name), field,
             &rows);
    if (reading->answers[SOLR_NEWEST].good && rows.row)
        reading->no_field = rows.value == NULL || !when_read(rows.value, &reading->newest);
    if (reading->answers[SOLR_NEWEST].cause == SOLR_BAD_QUERY)
        reading->no_field = true;
    return answers(asking, SOLR_NEWEST);
}

/* The whole document, so that it is read from where the documents are stored. It may be larger than
 * what we take of an answer; then it could be read. */
static bool ask_row(struct asking *asking)
{
    struct solr_reading *reading = asking->reading;
    struct solr_answer *answer = &reading->answers[SOLR_ROW];
    double rows = reading->documents < deepest_row ? reading->documents : deepest_row;
    reading->row = (double)(entropy() % (uint64_t)rows);
    ask(asking, SOLR_ROW,
        arena_printf(asking->run->arena, ALL_DOCUMENTS "&rows=1&start=%.0f&fl=*", reading->row));
    if (answer->reply.trouble == HTTP_TOO_LARGE)
        answer->cause = SOLR_FINE;
    answer->good = answer->cause == SOLR_FINE &&
                   (http_reply_good(&answer->reply) || answer->reply.trouble == HTTP_TOO_LARGE);
    return answer->good || answers(asking, SOLR_ROW);
}

static bool ask_statistics(struct asking *asking)
{
    struct solr_reading *reading = asking->reading;
    const struct json *document =
        ask(asking, SOLR_STATISTICS,
            "/admin/mbeans?stats=true&wt=json&json.nl=map&key=updateHandler"
            "&key=/update&key=/update/json&key=/update/json/docs"
            "&key=/update/csv&key=/select&key=filterCache"
            "&key=queryResultCache&key=documentCache");
    struct solr_statistics statistics;
    reading->answers[SOLR_STATISTICS].good = document != NULL &&
                                             solr_statistics_read(asking->run->arena, document,
                                                                  &statistics);
    if (reading->answers[SOLR_STATISTICS].good)
        reading->statistics = statistics;
    return answers(asking, SOLR_STATISTICS);
}

static bool ask_commit(struct asking *asking)
{
    struct solr_reading *reading = asking->reading;
    if (solr_core_named(&reading->cores, reading->core) != NULL)
        return true;
    const struct json *document = ask(asking, SOLR_COMMIT,
                                      "/admin/luke?numTerms=0&show=index&wt=json");
    reading->answers[SOLR_COMMIT].good = document != NULL &&
                                         solr_commit_read(asking->run->arena, document,
                                                          &reading->committed);
    return answers(asking, SOLR_COMMIT);
}

/* Solr 3 starts `uname` and `uptime` for this, 25 ms in all. That is little beside the interval of
 * a check, and a heap that is looked at now and then would say nothing. */
static bool ask_system(struct asking *asking)
{
    struct solr_reading *reading = asking->reading;
    const struct json *document = ask(asking, SOLR_SYSTEM, "/admin/system?wt=json");
    struct solr_system system;
    reading->answers[SOLR_SYSTEM].good = document != NULL &&
                                         solr_system_read(asking->run->arena, document, &system);
    if (reading->answers[SOLR_SYSTEM].good)
        reading->system = system;
    return answers(asking, SOLR_SYSTEM);
}

void solr_probe(struct run *run, struct http *http, const struct http_options *options,
                const char *core, const char *newest_field, struct solr_reading *reading)
{
    struct asking asking = {
        .run = run,
        .http = http,
        .reading = reading,
        .brief = arena_within(run->arena),
        .nonce = http_nonce(http),
    };
    *reading = (struct solr_reading){
        .base = options->url,
        .documents = NAN,
        .committed = NAN,
        .newest = NAN,
        .row = NAN,
        .statistics = { NAN, NAN, NAN, NAN, NAN, NAN },
        .system = { .heap_used = NAN, .heap_max = NAN },
    };
    if (!find_core(&asking, core) || !ask_count(&asking))
        return;
    bool rows = reading->documents >= 1;
    if ((rows && (!ask_newest(&asking, newest_field) || !ask_row(&asking))) ||
        !ask_statistics(&asking) || !ask_commit(&asking) || !ask_system(&asking))
        return;
    ask(&asking, SOLR_PING, "/admin/ping?wt=json");
}
