/* SPDX-License-Identifier: BSD-2-Clause */
/* check_solr - Apache Solr 3.6 to 9: its search index, documents, updates and memory. */
#include <math.h>
#include <string.h>

#include "frame/limits.h"
#include "keep/memory_part.h"
#include "base/number.h"
#include "solr/solr_judge.h"
#include "solr/solr_probe.h"
#include "solr/solr_watch.h"
#include "net/http_report.h"

/* What the user may say. */
struct config {
    const char *core, *newest_field;
    struct limits newest, pending, heap, hit_ratio;
    struct levels docs_drop;
    struct range expect_docs;
    struct http_options http;
    struct net_options net;
    struct memory_options memory;
};
static const struct config defaults = {
    .newest_field = "indexed_ts",
    .heap = { .warn = { .high = 90, .set = true }, .crit = { .high = 95, .set = true } },
    .docs_drop = { .warn = { .value = 10, .percent = true, .set = true },
                   .crit = { .value = 50, .percent = true, .set = true } },
    .http = HTTP_DEFAULTS,
    .net = NET_DEFAULTS,
};
static const char *take_core(struct arena *arena, const struct option_row *row, const char *text,
                             void *field)
{
    if (strpbrk(text, "/?#") != NULL)
        return arena_printf(arena, _("--core is the name of a core, but was given: %s"), text);
    return kind_text.read(arena, row, text, field);
}

static const struct kind core_kind = { "NAME", .read = take_core };

static const struct option_row options[] = {
    OPT_AS(struct config, core_kind, 0, "core", core,
           .help = N_(
               "Core to look at; not needed where there is only one, or where the URL is that "
               "of a core")),
    OPT(0, "expect-docs", expect_docs,
        .help = N_("Critical when the number of documents is out of this range")),
    OPT(0, "docs-drop", docs_drop,
        .help = N_("How many documents may vanish from one run to the next, as a number or a share "
                   "of them")),
    OPT(0, "newest", newest, .caption = "Age of the newest document", .unit = UNIT_SECONDS,
        .help = N_("Allowed age of the newest document")),
    OPT(0, "newest-field", newest_field, .arg = "FIELD",
        .help = N_("Date field that tells when a document was indexed")),
    OPT(0, "pending", pending, .help = N_("Allowed number of documents that wait for a commit")),
    OPT(0, "heap", heap, .caption = "Memory of Java", .unit = UNIT_PERCENT,
        .help = N_("Allowed use of Java's memory, the lower one of the last two looks")),
    OPT(0, "hit-ratio", hit_ratio, .caption = "Hit ratio of the caches", .unit = UNIT_PERCENT,
        .help = N_("Expected share of look-ups that the caches can answer, as in 50%:,20%:")),
};

enum { EMPTY, UNEXPECTED, TOO_OLD, IN_FUTURE, NO_FIELD, PENDING, HEAP, HIT_RATIO };
static const struct finding_row findings[] = {
    [EMPTY] = FINDING("index-empty", N_("The index has no documents")),
    [UNEXPECTED] = FINDING("documents-unexpected",
                           N_("The number of documents is not the expected one")),
    [TOO_OLD] = FINDING("newest-too-old", N_("Nothing new came for too long")),
    [IN_FUTURE] = FINDING("newest-in-future", N_("The newest document has a date to come")),
    [NO_FIELD] = FINDING("newest-field-unknown", N_("The documents lack the date that was named")),
    [PENDING] = FINDING("solr-pending", N_("Too many documents wait for a commit")),
    [HEAP] = FINDING("solr-heap", N_("Solr runs out of memory")),
    [HIT_RATIO] = FINDING("solr-hit-ratio", N_("The caches of Solr are of little use")),
};

/* What the world says. */
struct reading {
    double now, seconds;
    struct solr_reading solr;
    struct memory memory;
};

/* How we find out. */
static void probe(struct run *run, const void *given, void *result)
{
    const struct config *config = given;
    struct reading *reading = result;
    double start = clock_now();
    const char *identity = arena_printf(run->arena, "check_solr %s%s%s",
                                        url_text(run->arena, &config->http.url),
                                        config->core != NULL ? " " : "",
                                        config->core != NULL ? config->core : "");
    reading->now = run->now;
    memory_file_load(run, &config->memory, identity, &reading->memory);
    solr_probe(run, http_open(run, &config->http, &config->net), &config->http, config->core,
               config->newest_field, &reading->solr);
    reading->seconds = clock_now() - start;
}

/* What we conclude. */
static void judge_documents(const struct config *config, double documents, bool lost,
                            const char *core, struct report *report)
{
    struct limits expected = { .crit = config->expect_docs };
    if (limits_measure(report, "documents", documents, UNIT_NONE, &expected) != OK)
        report_add(report, &findings[UNEXPECTED], CRITICAL,
                   N_("documents in core %s: %.0f, but --expect-docs wants %s; look at what fills "
                      "the index"),
                   core, documents, range_print(report->arena, &config->expect_docs));
    if (documents == 0 && !lost && !config->expect_docs.set)
        report_add(report, &findings[EMPTY], WARNING,
                   N_("core %s has no documents; if it should have some, build the index again "
                      "(CKAN: ckan search-index rebuild)"),
                   core);
}

static void judge_no_field(const struct config *config, enum state state, const char *core,
                           struct report *report)
{
    report_add(report, &findings[NO_FIELD], state,
               N_("core %s: which document is the newest cannot be told, for they have no date in "
                  "a field that can be sorted by; name it with --newest-field, not: %s"),
               core, config->newest_field);
}

static void judge_newest(const struct config *config, const struct solr_reading *solr, double now,
                         const char *core, struct report *report)
{
    double age = now - solr->newest;
    const char *how_old = when_age(report->arena, isnan(age) ? 0 : age);
    bool wanted = config->newest.warn.set;
    enum state old = limits_measure(report, "newest_age", age < 0 ? 0 : age, UNIT_SECONDS,
                                    &config->newest);
    double committed = now - solr->committed;
    limits_measure(report, "commit_age", committed < 0 ? 0 : committed, UNIT_SECONDS, NULL);
    if (age < -HOUR && wanted) /* nobody's clock is that wrong for long */
        report_add(report, &findings[IN_FUTURE], WARNING,
                   N_("core %s: the newest document has a date that is %s ahead, so it cannot be "
                      "told when the last one came; look at the clock of the Solr host and at "
                      "field %s"),
                   core, how_old, config->newest_field);
    else if (old != OK)
        report_add(report, &findings[TOO_OLD], old,
                   N_("core %s: the newest document was indexed %s ago; look at what fills the "
                      "index, harvest jobs for example"),
                   core, how_old);
    else if (solr->no_field && wanted)
        judge_no_field(config, UNKNOWN, core, report);
}

/* What the user wants judged and Solr does not tell is said, and not passed over. */
static void judge_inside(const struct config *config, const struct solr_reading *solr,
                         const struct solr_watch *watch, const char *core, struct report *report)
{
    double pending = solr->statistics.pending;
    bool silent = solr->answers[SOLR_STATISTICS].asked && isnan(pending);
    enum state waiting = limits_measure(report, "pending", pending, UNIT_NONE, &config->pending);
    enum state full = limits_measure(report, "heap", watch->heap, UNIT_PERCENT, &config->heap);
    struct limits misses = limits_of_used(&config->hit_ratio, 100);
    enum state useless = limits_measure(report, "miss_ratio", 100 - watch->hit_ratio, UNIT_PERCENT,
                                        &misses);
    if (waiting != OK)
        report_add(report, &findings[PENDING], waiting,
                   N_("core %s: documents that wait for a commit and cannot be found yet: %.0f; "
                      "look at autoCommit and at what fills the index"),
                   core, pending);
    if (full != OK)
        report_add(report, &findings[HEAP], full,
                   N_("Solr's Java uses %.0f%% of its memory (%.0f MiB); give it more (-Xmx), or "
                      "make its caches smaller"),
                   watch->heap, solr->system.heap_max / 0x1p20);
    if (useless != OK)
        report_add(report, &findings[HIT_RATIO], useless,
                   N_("core %s: its caches answer %.0f%% of their look-ups; make them larger, or "
                      "commit less often"),
                   core, watch->hit_ratio);
    if (silent && (config->pending.warn.set || config->hit_ratio.warn.set))
        report_add(report, &solr_findings[SOLR_FINDING_UNSEEN], UNKNOWN,
                   N_("core %s: --pending and --hit-ratio cannot be judged, for Solr gives no "
                      "statistics; allow admin/mbeans, or leave them out"),
                   core);
}

static void judge_good(const struct solr_reading *solr, double now, struct report *report)
{
    const char *core = solr_core_label(solr->core);
    const char *version = solr->system.version != NULL ? solr->system.version
                                                       : _("(version not told)");
    const char *names = solr_core_names(report->arena, &solr->cores);
    if (isnan(solr->newest))
        report_ok(report, N_("Solr %s answers; documents in core %s: %.0f; all cores: %s"), version,
                  core, solr->documents, names);
    else
        report_ok(report,
                  N_("Solr %s answers; documents in core %s: %.0f, the newest of %s ago; all "
                     "cores: %s"),
                  version, core, solr->documents,
                  when_age(report->arena, number_most(0, now - solr->newest)), names);
}

/* What is good to know and no alarm. */
static void judge_remarks(const struct config *config, const struct solr_reading *solr,
                          const struct solr_watch *watch, struct report *report)
{
    if (solr->no_field && !config->newest.warn.set)
        judge_no_field(config, OK, solr_core_label(solr->core), report);
    solr_watch_judge_remark(report, solr, watch);
    solr_judge_remark(report, solr);
}

static void judge_index(const struct config *config, const struct reading *reading,
                        const struct solr_watch *watch, struct report *report)
{
    const struct solr_reading *solr = &reading->solr;
    const char *core = solr_core_label(solr->core);
    judge_documents(config, solr->documents, watch->documents.state != OK, core, report);
    judge_newest(config, solr, reading->now, core, report);
    limits_measure(report, "update_errors", solr->statistics.update_errors, UNIT_COUNTER, NULL);
    limits_measure(report, "timeouts", solr->statistics.timeouts, UNIT_COUNTER, NULL);
    judge_inside(config, solr, watch, core, report);
}

static struct solr_watch watch(struct arena *arena, const struct config *config,
                               const struct reading *reading)
{
    return solr_watch(arena, &reading->solr, &reading->memory, &config->docs_drop, config->core,
                      reading->now);
}

static void judge(const void *given, const void *result, struct report *report)
{
    const struct config *config = given;
    const struct reading *reading = result;
    const struct solr_watch seen = watch(report->arena, config, reading);
    if (solr_judge(report, &config->http, &config->net, &reading->solr, config->core))
        judge_index(config, reading, &seen, report);
    solr_watch_judge(report, &reading->solr, &seen);
    if (reading->solr.answers[SOLR_COUNT].good && report_worse_than(report, OK) == 0)
        judge_good(&reading->solr, reading->now, report);
    if (reading->solr.answers[SOLR_COUNT].good)
        judge_remarks(config, &reading->solr, &seen, report);
    http_report_times(report, &config->http, &reading->solr.answers[SOLR_CORES].reply.times,
                      reading->seconds);
    memory_report(report, &reading->memory);
}

/* What the next run needs to know. */
static bool commit(struct run *run, const void *given, const void *result)
{
    const struct solr_watch seen = watch(run->arena, given, result);
    return memory_file_save(run, &seen.next);
}

static const struct example examples[] = {
    { "-u http://search.example.jp:8983/solr", N_("A Solr with one core, such as CKAN 2.9 uses") },
    { "-u http://search.example.jp:8983/solr --core=ckan --newest=2d,7d",
      N_("One core of several, in which something must be indexed every other day") },
    { "-u http://search.example.jp:8983/solr/ckan --expect-docs=1000: --pending=500,5000",
      N_("The URL that CKAN has as solr_url; at least 1000 documents, not too many uncommitted") },
};
static const struct use uses[] = {
    { .part = &solr_part }, { .part = &solr_watch_part }, USE(http_part, http),
    USE(net_part, net),     USE(memory_part, memory),
};

const struct plugin the_plugin = {
    .name = "check_solr",
    .brief = N_("Apache Solr 3.6 to 9: search, documents, updates, memory"),
    .about = N_("Searches, and fetches the newest document and one by chance, for a ping is fine "
                "also when the index is lost. What the last run saw is remembered: documents and "
                "cores that are gone and updates that failed since then are found. Nothing is ever "
                "written to Solr. Of Solr 10, which has no statistics in this form, search, "
                "documents and cores are looked at, but not failed updates, pending documents and "
                "caches.\n\n"
                "Metrics: documents, newest_age and commit_age (seconds), update_errors and "
                "timeouts (counters since Solr was started), pending, heap and miss_ratio "
                "(percent)."),
    PLUGIN_TABLES,
    .uses = uses,
    .nuses = COUNT(uses),
    .examples = examples,
    .nexamples = COUNT(examples),
    .probe = probe,
    .judge = judge,
    .commit = commit,
};
