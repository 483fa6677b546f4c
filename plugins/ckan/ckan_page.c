/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_page.h"

#include <string.h>

#include "read/html.h"

const char ckan_page_action[] = "--page";

bool ckan_page_is_error(const char *title)
{
    const char *found = title != NULL ? strchr(title, '[') : NULL;
    return found != NULL && (found[1] == '4' || found[1] == '5') &&
           strspn(found + 1, "0123456789") == 3 && found[4] == ']';
}

void ckan_page_read(struct arena *arena, struct ckan_page_result *page)
{
    const char *body = page->reply.body;
    page->title = html_title(arena, body, page->reply.length);
    page->search_error = strstr(body, "id=\"search-error\"") != NULL;
    page->error_page = ckan_page_is_error(page->title);
}

void ckan_page_remember(const struct ckan_page_reading *reading, struct memory *next)
{
    pause_save(&reading->pause, next, ckan_page_action);
}
