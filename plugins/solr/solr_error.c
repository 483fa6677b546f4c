/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "read/html.h"
#include "solr/solr.h"
#include "base/text.h"

enum { TEXT_MAX = 300 };

/* Lucene's word for a folder that was removed under the index that is open. */
static const char no_folder[] = "NoSuchDirectoryException: ";

enum solr_cause solr_error_cause(long status, const char *page)
{
    if (status >= 200 && status < 300)
        return SOLR_FINE;
    if (status == 404)
        return strstr(page, "missing core name in path") != NULL ? SOLR_NO_CORE : SOLR_NOT_FOUND;
    if (status == 400)
        return SOLR_BAD_QUERY;
    if (status != 500)
        return SOLR_OTHER;
    /* jetty sends nothing at all when the schema is no XML. */
    if (page[strspn(page, " \t\r\n")] == '\0' ||
        strstr(page, "Severe errors in solr configuration") != NULL)
        return SOLR_CONFIGURATION;
    if (strstr(page, "is not available due to init failure") != NULL)
        return SOLR_CORE_FAILED;
    /* What a question without a core's name comes to in Solr 3 when there is no such core. */
    if (strstr(page, "NullPointerException") != NULL &&
        strstr(page, "org.apache.solr.servlet.SolrServlet.doGet") != NULL)
        return SOLR_NO_CORE;
    if (strstr(page, no_folder) != NULL)
        return SOLR_FILES_LOST;
    return SOLR_FAILED;
}

/* A piece of a page up to the end of its line or element, as a reader sees it; NULL when that is
 * nothing or the container's way to say nothing. */
static const char *line(struct arena *arena, const char *from)
{
    size_t length = strcspn(from, "\n<");
    const char *text = html_text(arena, from, length, TEXT_MAX);
    return *text != '\0' && strcmp(text, "null") != 0 ? text : NULL;
}

static const char *behind(struct arena *arena, const char *page, const char *mark)
{
    const char *found = strstr(page, mark);
    if (found == NULL)
        return NULL;
    found += strlen(mark);
    found += strspn(found, " ");
    if (strncmp(found, "<u>", 3) == 0) /* Tomcat 6 */
        found += 3;
    return line(arena, found);
}

static const char *last_cause(struct arena *arena, const char *page)
{
    static const char mark[] = "Caused by: ";
    const char *last = NULL;
    while ((page = strstr(page, mark)) != NULL)
        last = page += sizeof mark - 1;
    return last != NULL ? line(arena, last) : NULL;
}

/* The exception below the line of dashes. One that has no message only wraps the real one. */
static const char *severe(struct arena *arena, const char *page)
{
    const char *dashes = strstr(page, "----------");
    if (dashes == NULL)
        return NULL;
    dashes += strspn(dashes, "- \t\r\n");
    const char *first = line(arena, dashes);
    const char *cause = first != NULL && strchr(first, ' ') == NULL ? last_cause(arena, page)
                                                                    : NULL;
    return cause != NULL ? cause : first;
}

/* The message of an answer in Solr's own form. */
static const char *message(struct arena *arena, const char *page)
{
    const struct json *answer;
    const char *text = NULL;
    if (solr_read(arena, page, strlen(page), &answer) == JSON_GOOD)
        text = json_text(arena, json_at(answer, "error", "msg"));
    return text != NULL && *text != '\0' ? text_clean(arena, text, strcspn(text, "\n"), TEXT_MAX)
                                         : NULL;
}

static const char *of_container(struct arena *arena, const char *page)
{
    static const char *const marks[] = { no_folder, "MESSAGE:</th><td>", "<b>Message</b>",
                                         "<b>message</b>" };
    const char *text = strstr(page, "Severe errors") != NULL ? severe(arena, page) : NULL;
    for (size_t i = 0; i < sizeof marks / sizeof *marks && text == NULL; i++)
        text = behind(arena, page, marks[i]);
    if (text == NULL && html_is(page, strlen(page)))
        text = html_title(arena, page, strlen(page));
    return text;
}

const char *solr_error_text(struct arena *arena, const char *page)
{
    const char *text = message(arena, page);
    if (text == NULL)
        text = of_container(arena, page);
    if (text == NULL && !html_is(page, strlen(page))) {
        page += strspn(page, " \t\r\n");
        text = *page != '\0' ? text_clean(arena, page, strcspn(page, "\r\n"), TEXT_MAX) : NULL;
    }
    return text;
}
