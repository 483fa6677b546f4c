/* SPDX-License-Identifier: BSD-2-Clause */
/* ckan_links.h - whether the links of a portal's datasets lead anywhere: a sample in each run,
 * that goes on where the last one ended. */
#ifndef CKAN_LINKS_H
#define CKAN_LINKS_H

#include "ckan/ckan_matter.h"
#include "keep/rotation.h"

struct ckan_links_options {
    long links; /* 0: none */
    struct limits dead;
    struct duration time;
    bool into_private;
};
#define CKAN_LINKS_DEFAULTS \
    { \
        .dead = { .warn = { .set = true } }, .time = {.seconds = 5 } \
    }

enum ckan_links_finding { CKAN_LINKS_DEAD, CKAN_LINKS_FINDINGS };
extern const struct finding_row ckan_links_findings[CKAN_LINKS_FINDINGS];
extern const struct part ckan_links_part;

/* How one attempt ended. */
enum ckan_link_end {
    CKAN_LINK_NOT_TRIED, /* no time */
    CKAN_LINK_GOOD,
    CKAN_LINK_GONE,   /* 404, 410 */
    CKAN_LINK_UNSURE, /* refused to us, or an error, or silence: it may be there for others */
    CKAN_LINK_PRIVATE,
    CKAN_LINK_OTHER, /* no http or https */
    CKAN_LINK_ENDS
};

/* A link of a dataset. */
struct ckan_link {
    const char *url, *dataset;
    size_t place, within; /* of the dataset among all, of the link in it */
    bool again;           /* out of turn, because it was gone before */
    enum ckan_link_end end;
    long status;
};

struct ckan_links_reading {
    struct ckan_link *links;
    size_t count, capacity;
    struct rotation rotation; /* what was gone: URL, and "TIMES STATUS DATASET" */
    struct ckan_matter matter;
};

void ckan_links_probe(struct ckan *ckan, const struct ckan_links_options *options,
                      const struct memory *last, bool search_good,
                      struct ckan_links_reading *reading);
void ckan_links_judge(const struct ckan_links_options *options, const struct ckan_view *view,
                      const struct ckan_links_reading *reading, struct report *report);

/* From here on pure. */

/* What is known of earlier runs, into the empty reading. */
void ckan_links_load(const struct ckan *ckan, const struct memory *last,
                     struct ckan_links_reading *reading);
void ckan_links_remember(const struct ckan_links_options *options,
                         const struct ckan_links_reading *reading, struct memory *next);

/* What an answer to HEAD, or to a GET of the first byte, says about a link. */
enum ckan_link_end ckan_links_end(const struct http_reply *reply);
/* Whether a GET may tell more than that answer to HEAD: some servers refuse HEAD, and some do not
 * know it. */
bool ckan_links_ask_again(const struct http_reply *reply);

/* What was gone before, as it is remembered. False when it makes no sense. */
struct ckan_gone {
    double times, status;
    const char *dataset;
};
bool ckan_links_read_gone(struct arena *arena, const char *value, struct ckan_gone *out);

/* Takes what the links of this run told into the rotation, and moves it to the first one in turn
 * that was not tried, or to where the walk came. */
void ckan_links_conclude(struct ckan_links_reading *reading, size_t place, size_t within,
                         size_t total);

#endif
