/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_page.h"

void ckan_page_probe(struct ckan *ckan, const struct ckan_page_options *given,
                     const struct memory *last, struct ckan_page_reading *reading)
{
    double now = ckan->run->now;
    *reading = (struct ckan_page_reading){
        .pause = pause_load(last, ckan_page_action, now, ckan->retry_hung),
        .pages = arena_array(ckan->run->arena, given->page.count, sizeof *reading->pages),
    };
    for (size_t i = 0; i < given->page.count && !reading->pause.paused; i++) {
        struct ckan_page_result *page = &reading->pages[i];
        page->asked = ckan_probe_page(ckan, given->page.items[i], &page->reply);
        if (!page->asked)
            return;
        pause_note(&reading->pause, ckan_answer_hung(&page->reply), now);
        ckan_page_read(ckan->run->arena, page);
    }
}
