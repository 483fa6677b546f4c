/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_links.h"

#include <string.h>

#include "base/number.h"

static const char search_name[] = "package_search.links", rotation_name[] = "links";

void ckan_links_load(const struct ckan *ckan, const struct memory *last,
                     struct ckan_links_reading *reading)
{
    ckan_matter_load(&reading->matter, ckan, last, search_name);
    reading->rotation = rotation_load(ckan->run->arena, last, rotation_name);
}

void ckan_links_remember(const struct ckan_links_options *options,
                         const struct ckan_links_reading *reading, struct memory *next)
{
    ckan_matter_save(&reading->matter, next, search_name);
    if (options->links > 0)
        rotation_save(&reading->rotation, next);
}

enum ckan_link_end ckan_links_end(const struct http_reply *reply)
{
    if (reply->outcome.stage == STAGE_NOT_STARTED && reply->outcome.why == WHY_NOTHING)
        return CKAN_LINK_NOT_TRIED;
    if (reply->trouble == HTTP_PRIVATE_ADDRESS)
        return CKAN_LINK_PRIVATE;
    /* 416: the file is there, and empty. */
    if ((reply->status >= 200 && reply->status < 300) || reply->status == 416)
        return CKAN_LINK_GOOD;
    if (reply->outcome.stage != STAGE_DONE || reply->trouble != HTTP_FINE)
        return CKAN_LINK_UNSURE;
    return reply->status == 404 || reply->status == 410 ? CKAN_LINK_GONE : CKAN_LINK_UNSURE;
}

bool ckan_links_ask_again(const struct http_reply *reply)
{
    bool broken = reply->outcome.why == WHY_CLOSED || reply->outcome.why == WHY_RESET ||
                  reply->outcome.why == WHY_GARBAGE;
    if (ckan_links_end(reply) == CKAN_LINK_GOOD)
        return false;
    if (reply->outcome.stage != STAGE_DONE)
        return broken && reply->outcome.stage == STAGE_REPLY;
    /* An overloaded server says so, and is left alone. */
    return reply->trouble == HTTP_FINE && reply->status >= 400 && reply->status != 429 &&
           reply->status != 503;
}

bool ckan_links_read_gone(struct arena *arena, const char *value, struct ckan_gone *out)
{
    size_t times = strcspn(value, " ");
    if (value[times] == '\0')
        return false;
    const char *rest = value + times + 1;
    size_t status = strcspn(rest, " ");
    if (rest[status] == '\0')
        return false;
    out->dataset = rest + status + 1;
    return number_parse(arena_copy(arena, value, times), &out->times) &&
           number_parse(arena_copy(arena, rest, status), &out->status);
}

static void conclude_one(struct rotation *rotation, const struct ckan_link *link)
{
    struct ckan_gone gone = { .times = 0 };
    const struct rotation_entry *entry = rotation_find(rotation, link->url);
    bool known = entry != NULL && ckan_links_read_gone(rotation->arena, entry->value, &gone);
    switch (link->end) {
    case CKAN_LINK_GOOD: rotation_drop(rotation, link->url); break;
    case CKAN_LINK_GONE:
        rotation_put(rotation, link->url,
                     arena_printf(rotation->arena, "%.0f %ld %s",
                                  number_least(known ? gone.times + 1 : 1, 99), link->status,
                                  link->dataset));
        break;
    default:
        /* Nothing new is known; the others that were gone have their turn first. */
        if (known)
            rotation_renew(rotation, link->url, entry->value);
    }
}

void ckan_links_conclude(struct ckan_links_reading *reading, size_t place, size_t within,
                         size_t total)
{
    for (size_t i = 0; i < reading->count; i++)
        conclude_one(&reading->rotation, &reading->links[i]);
    for (size_t i = 0; i < reading->count; i++) {
        const struct ckan_link *link = &reading->links[i];
        if (link->again || link->end != CKAN_LINK_NOT_TRIED)
            continue;
        place = link->place;
        within = link->within;
        break;
    }
    rotation_move(&reading->rotation, place, within, total);
}
