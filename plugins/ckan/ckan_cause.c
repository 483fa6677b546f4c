/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_cause.h"

#include <string.h>

#include "base/buffer.h"
#include "frame/plugin.h"

/* What Solr's client says begins behind this in the message of a failed search, which first repeats
 * the whole query; it is never translated. */
static const char *solr_error(const struct ckan_answer *answer)
{
    static const char mark[] = "SolrError(";
    const char *found = answer->message != NULL ? strstr(answer->message, mark) : NULL;
    if (found == NULL)
        return NULL;
    found += sizeof mark - 1;
    return found + strspn(found, "\\'\"");
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static enum ckan_cause cause_of_search(const struct ckan_answer *answer)
{
    const char *text = solr_error(answer);
    if (text == NULL)
        return CKAN_SEARCH_FAILED;
    if (begins(text, "Failed to connect to server"))
        return CKAN_SEARCH_UNREACHABLE;
    if (begins(text, "Connection to server"))
        return CKAN_SEARCH_HUNG;
    if (begins(text, "Solr responded with an error (HTTP 400)"))
        return CKAN_REFUSED_QUERY;
    if (begins(text, "Solr responded with an error"))
        return CKAN_SEARCH_ERROR;
    return CKAN_SEARCH_FAILED;
}

static enum ckan_cause cause_of_type(const struct ckan_answer *answer)
{
    static const struct {
        const char *type;
        enum ckan_cause cause;
    } types[] = {
        { "Search Connection Error", CKAN_SEARCH_UNREACHABLE }, /* from 2.10.5 on */
        { "Search Index Error", CKAN_SEARCH_ERROR },
        { "Search Query Error", CKAN_REFUSED_QUERY },
        { "Validation Error", CKAN_REFUSED_QUERY },
        { "Authorization Error", CKAN_FORBIDDEN },
        { "Not Found Error", CKAN_NOT_FOUND },
        { "Internal Server Error", CKAN_INTERNAL },
    };
    if (strcmp(answer->type, "Search Error") == 0)
        return cause_of_search(answer);
    for (size_t i = 0; i < COUNT(types); i++)
        if (strcmp(answer->type, types[i].type) == 0)
            return types[i].cause;
    return begins(answer->type, "Search") ? CKAN_SEARCH_FAILED : CKAN_STATUS;
}

enum ckan_cause ckan_cause(const struct ckan_answer *answer)
{
    const struct http_reply *reply = &answer->reply;
    bool success = reply->status >= 200 && reply->status < 300;
    if (answer->good)
        return CKAN_FINE;
    if (reply->outcome.stage != STAGE_DONE || reply->trouble != HTTP_FINE)
        return CKAN_TRANSPORT;
    if (answer->type != NULL)
        return cause_of_type(answer);
    if (answer->no_action)
        return CKAN_NO_ACTION;
    if (answer->html && reply->status == 500 && answer->generator != NULL &&
        begins(answer->generator, "ckan"))
        return CKAN_DATABASE;
    if (!success)
        return CKAN_STATUS;
    if (answer->html)
        return CKAN_HTML;
    return answer->stale ? CKAN_STALE : CKAN_UNREADABLE;
}

/* Python shows a text with its line ends and quotes escaped, and does so twice; a stack trace has a
 * tab before each "at". */
static const char *unescape(struct arena *arena, const char *text)
{
    struct buffer buffer = { .arena = arena };
    buffer_put(&buffer, "");
    while (*text != '\0') {
        size_t slashes = strspn(text, "\\");
        char next = text[slashes];
        if (slashes > 0 && begins(text + slashes, "tat "))
            break;
        if (slashes > 0 && (next == 'n' || next == 't' || next == 'r')) {
            buffer_put(&buffer, " ");
            text += slashes + 1;
        } else if (slashes > 0) {
            text += slashes;
        } else {
            size_t plain = strcspn(text, "\\");
            buffer_add(&buffer, text, plain);
            text += plain;
        }
    }
    return buffer.text;
}

/* "Solr responded with an error (HTTP 500): [Reason: None]" and the page of the container, whose
 * title (which may have no end, now that the stack trace is gone) says it all, or the reason. */
static const char *solr_reason(struct arena *arena, const char *text)
{
    static const char reason[] = "[Reason: ", none[] = "None]", title[] = "<title>";
    const char *found = strstr(text, reason);
    if (found == NULL)
        return text;
    found += sizeof reason - 1;
    if (begins(found, none))
        found += sizeof none - 1;
    const char *page = strstr(found, title);
    if (page != NULL) {
        page += sizeof title - 1;
        const char *end = strstr(page, "</title>");
        found = arena_copy(arena, page, end != NULL ? (size_t)(end - page) : strlen(page));
    }
    /* Solr 3.6 begins with advice about its configuration, and a line. */
    const char *line = strstr(found, "-----");
    return line != NULL ? line + strspn(line, "- ") : found;
}

const char *ckan_cause_words(struct arena *arena, const struct ckan_answer *answer)
{
    const char *solr = solr_error(answer), *text = answer->message;
    const char *url = solr != NULL && begins(solr, "Failed to connect") ? strstr(solr, "http")
                                                                        : NULL;
    if (url != NULL)
        text = arena_copy(arena, url, strcspn(url, "?\\' "));
    else if (solr != NULL)
        text = solr_reason(arena, unescape(arena, solr));
    text = text != NULL ? text_trim(arena, text, strlen(text)) : "";
    size_t length = strlen(text);
    /* What is left of Python's and Java's brackets. */
    while (solr != NULL && length > 0 && strchr("'\")] ", text[length - 1]) != NULL)
        length--;
    return length > 0 ? text_clean(arena, text, length, 300) : _("no text given");
}
