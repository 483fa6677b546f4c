/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_links.h"

#include <string.h>

/* A dataset with dead links, of which the first is shown. */
struct group {
    const char *dataset, *url;
    double status;
    size_t count;
};

static size_t group_dead(struct arena *arena, const struct rotation *rotation, struct group *groups,
                         size_t *dead)
{
    size_t count = 0;
    for (size_t i = 0; i < rotation->count; i++) {
        const struct rotation_entry *entry = &rotation->entries[i];
        struct ckan_gone gone;
        if (!ckan_links_read_gone(arena, entry->value, &gone) || gone.times < 2)
            continue;
        size_t at = 0;
        while (at < count && strcmp(groups[at].dataset, gone.dataset) != 0)
            at++;
        if (at == count)
            groups[count++] = (struct group){ gone.dataset, entry->key, gone.status, 0 };
        groups[at].count++;
        (*dead)++;
    }
    return count;
}

static void report_dead(struct report *report, const struct ckan_view *view,
                        const struct group *groups, size_t count, enum state state)
{
    enum { SHOWN = 20 };
    size_t left_out = 0;
    for (size_t i = 0; i < count; i++) {
        if (i >= SHOWN)
            left_out += groups[i].count;
        else
            report_add(report, &ckan_links_findings[CKAN_LINKS_DEAD], state,
                       N_("%s: links that lead nowhere (status %.0f, twice or more): %zu; ask the "
                          "publisher to correct them; dataset %s: %s"),
                       view->site, groups[i].status, groups[i].count, groups[i].dataset,
                       groups[i].url);
    }
    if (left_out > 0)
        report_add(report, &ckan_links_findings[CKAN_LINKS_DEAD], state,
                   N_("%s: dead links of further datasets: %zu (datasets: %zu)"), view->site,
                   left_out, count - SHOWN);
}

void ckan_links_judge(const struct ckan_links_options *links, const struct ckan_view *view,
                      const struct ckan_links_reading *reading, struct report *report)
{
    size_t ends[CKAN_LINK_ENDS] = { 0 }, dead = 0;
    const struct rotation *rotation = &reading->rotation;
    struct group *groups = arena_array(report->arena, rotation->count, sizeof *groups);
    if (links->links == 0)
        return;
    size_t ngroups = group_dead(report->arena, rotation, groups, &dead);
    for (size_t i = 0; i < reading->count; i++)
        ends[reading->links[i].end]++;
    ckan_matter_judge(report, view, &reading->matter, &ckan_findings[CKAN_FINDING_SOLR_HUNG],
                      "package_search");
    enum state state = report_metric(report, (struct metric){ .label = "dead_links",
                                                              .value = (double)dead,
                                                              .limits = links->dead });
    if (state != OK)
        report_dead(report, view, groups, ngroups, state);
    if (!reading->matter.answer.good)
        return;
    if (reading->count > 0 && ends[CKAN_LINK_NOT_TRIED] == reading->count)
        report_add(report, &net_findings[NET_NOT_STARTED], UNKNOWN,
                   N_("%s: there was no time to try a link; raise --timeout"), view->site);
    report_ok(report,
              N_("links looked at: %zu; good %zu, not found %zu, not judged %zu, into private "
                 "networks %zu, of another kind %zu, no time for %zu; dead by now: %zu"),
              reading->count, ends[CKAN_LINK_GOOD], ends[CKAN_LINK_GONE], ends[CKAN_LINK_UNSURE],
              ends[CKAN_LINK_PRIVATE], ends[CKAN_LINK_OTHER], ends[CKAN_LINK_NOT_TRIED], dead);
}
