/* SPDX-License-Identifier: BSD-2-Clause */
#include "cert/certificate_tally.h"

#include <math.h>

#include "base/number.h"
#include "cert/certificate_life.h"

/* Above this the line would be longer than anybody reads, and so would the list of graphs. */
enum { SINGLY_MAX = 20 };

void certificate_tally_add(struct arena *arena, struct certificate_tally *tally,
                           struct certificate_entry entry)
{
    tally->entries = arena_grow(arena, tally->entries, tally->count, &tally->capacity,
                                sizeof *tally->entries);
    tally->entries[tally->count++] = entry;
}

/* Digits beyond these are noise in a graph. Rounds down, so that nothing looks better than it is.
 */
static double rounded(double value, int decimals)
{
    double scale = 1;
    for (int i = 0; i < decimals; i++)
        scale *= 10;
    double whole = number_whole(value * scale);
    return (whole > value * scale ? whole - 1 : whole) / scale;
}

/* A target that may be unreachable (--unreachable=OK) has no certificate that could be in order. */
static bool in_order(const struct certificate_entry *entry)
{
    return entry->good && entry->leaf != NULL;
}

/* What is used of a lifetime, in percent, when this share of it is left; rounded up. */
static double used(double share_left)
{
    return -rounded(share_left * 100 - 100, 2);
}

/* Alerts when less is left than the margin wants of this certificate's lifetime. */
static struct range used_range(const struct margin *margin, const struct certificate *leaf)
{
    double lifetime = certificate_life(leaf);
    double share = lifetime > 0 ? limits_of_margin(margin, lifetime) / lifetime : 0;
    return (struct range){ .high = number_most(used(share), 0), .set = true };
}

static void entry_metrics(struct report *report, const struct certificate_options *options,
                          const struct certificate_entry *entry, const char *prefix, double now)
{
    const struct certificate *leaf = entry->leaf;
    bool named = *prefix != '\0';
    if (leaf == NULL)
        return;
    report_metric(report, (struct metric){
                              .label = arena_printf(report->arena, "%sdays_left", prefix),
                              .named = named,
                              .value = rounded(certificate_life_left(leaf, now) / DAY, 3),
                          });
    report_metric(report, (struct metric){
                              .label = arena_printf(report->arena, "%slifetime_used", prefix),
                              .named = named,
                              .value = used(certificate_life_share_left(leaf, now)),
                              .unit = UNIT_PERCENT,
                              .limits = { .warn = used_range(&options->warn, leaf),
                                          .crit = used_range(&options->crit, leaf) },
                              .min = BOUND(0),
                              .max = BOUND(100),
                          });
    if (!isnan(entry->handshake))
        report_metric(report, (struct metric){
                                  .label = arena_printf(report->arena, "%shandshake", prefix),
                                  .named = named,
                                  .value = rounded(entry->handshake, 6),
                                  .unit = UNIT_SECONDS,
                                  .min = BOUND(0),
                              });
}

static void extreme_metrics(struct report *report, const struct certificate_tally *tally,
                            double now)
{
    double days = INFINITY, lifetime = -INFINITY, handshake = -INFINITY;
    for (size_t i = 0; i < tally->count; i++) {
        const struct certificate_entry *entry = &tally->entries[i];
        if (entry->leaf == NULL)
            continue;
        days = number_least(days, rounded(certificate_life_left(entry->leaf, now) / DAY, 3));
        lifetime = number_most(lifetime, used(certificate_life_share_left(entry->leaf, now)));
        handshake = number_most(handshake, entry->handshake);
    }
    if (!isinf(days)) {
        report_metric(report, (struct metric){ .label = "days_left_min", .value = days });
        report_metric(report, (struct metric){ .label = "lifetime_used_max",
                                               .value = lifetime,
                                               .unit = UNIT_PERCENT,
                                               .min = BOUND(0),
                                               .max = BOUND(100) });
    }
    if (!isinf(handshake))
        report_metric(report, (struct metric){ .label = "handshake_max",
                                               .value = rounded(handshake, 6),
                                               .unit = UNIT_SECONDS,
                                               .min = BOUND(0) });
}

static void count_metrics(struct report *report, const struct certificate_tally *tally)
{
    size_t good = 0;
    for (size_t i = 0; i < tally->count; i++)
        good += in_order(&tally->entries[i]) ? 1 : 0;
    struct bound total = BOUND((double)(tally->count + tally->not_checked));
    report_metric(report, (struct metric){ .label = "checked",
                                           .value = (double)tally->count,
                                           .min = BOUND(0),
                                           .max = total });
    report_metric(report,
                  (struct metric){
                      .label = "in_order", .value = (double)good, .min = BOUND(0), .max = total });
    report_metric(report, (struct metric){ .label = "not_checked",
                                           .value = (double)tally->not_checked,
                                           .min = BOUND(0),
                                           .max = total });
}

static void say_good(struct report *report, const struct certificate_entry *entry, double now)
{
    report_ok(report, N_("%s: certificate %s from %s is in order for %s (until %s)"), entry->who,
              entry->leaf->subject, entry->leaf->issuer,
              when_age(report->arena, certificate_life_left(entry->leaf, now)),
              when_date(report->arena, entry->leaf->not_after));
}

static void summarise(struct report *report, const struct certificate_tally *tally, double now)
{
    const struct certificate_entry *first = NULL;
    size_t good = 0;
    for (size_t i = 0; i < tally->count; i++) {
        const struct certificate_entry *entry = &tally->entries[i];
        if (!in_order(entry))
            continue;
        good++;
        if (first == NULL || entry->leaf->not_after < first->leaf->not_after)
            first = entry;
    }
    if (first == NULL)
        return;
    if (tally->count > 1)
        report_ok(report,
                  N_("%zu of %zu certificates are in order; the first of them to expire is that of "
                     "%s, in %s"),
                  good, tally->count + tally->not_checked, first->who,
                  when_age(report->arena, certificate_life_left(first->leaf, now)));
    for (size_t i = 0; i < tally->count && tally->count <= SINGLY_MAX; i++) {
        if (in_order(&tally->entries[i]))
            say_good(report, &tally->entries[i], now);
    }
}

void certificate_tally_report(struct report *report, const struct certificate_options *options,
                              const struct certificate_tally *tally, double now)
{
    /* Of all that were to be checked: the set of metrics must not change with what time allows. */
    size_t total = tally->count + tally->not_checked;
    bool several = total > 1;
    for (size_t i = 0; i < tally->count && total <= SINGLY_MAX; i++) {
        const char *prefix = several ? arena_printf(report->arena, "%s_", tally->entries[i].who)
                                     : "";
        entry_metrics(report, options, &tally->entries[i], prefix, now);
    }
    if (total > SINGLY_MAX)
        extreme_metrics(report, tally, now);
    if (several)
        count_metrics(report, tally);
    summarise(report, tally, now);
}
