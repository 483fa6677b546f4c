/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_token_part.h"

#include <string.h>

#define TOKEN_OPT(key_, name_, field_, ...) \
    OPT_IN(struct ckan_token_options, key_, name_, field_, __VA_ARGS__)
static const struct option_row options[] = {
    TOKEN_OPT(0, "token", token,
              .help = N_("API token for what is not public; it goes to the URL's own scheme, host "
                         "and port only")),
    TOKEN_OPT(0, "token-header", token_header, .arg = "NAME",
              .help = N_("Header for the token; old portals may want X-CKAN-API-Key")),
};

enum { REJECTED, NOT_SYSADMIN };
static const struct finding_row findings[] = {
    [REJECTED] = FINDING("token-rejected", N_("The portal does not accept the API token")),
    [NOT_SYSADMIN] = FINDING("token-not-sysadmin",
                             N_("The API token is not that of a system administrator")),
};

static bool validate(const void *given, struct report *report)
{
    const struct ckan_token_options *token = given;
    static const char name[] = "-_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    if (token->token_header[strspn(token->token_header, name)] != '\0')
        return report_usage(report, N_("--token-header is no name of a header: %s"),
                            token->token_header);
    if (token->token.value != NULL && strpbrk(token->token.value, " \t\r\n") != NULL)
        return report_usage(report, N_("--token has blanks in it; give the token alone, without "
                                       "Bearer"));
    return true;
}

const struct part ckan_token_part = {
    .options = options,
    .noptions = COUNT(options),
    .findings = findings,
    .nfindings = COUNT(findings),
    .validate = validate,
};

const char *ckan_token_header(struct arena *arena, const struct ckan_token_options *given)
{
    if (given->token.value == NULL)
        return NULL;
    return arena_printf(arena, "%s: %s", given->token_header, given->token.value);
}

void ckan_token_probe(struct ckan *ckan, const char *dataset, struct ckan_token_reading *reading)
{
    const struct json *document;
    *reading = (struct ckan_token_reading){ .answer = { .reply = { .body = "" } } };
    if (ckan->secret == NULL || dataset == NULL)
        return;
    struct arena *arena = ckan->run->arena;
    struct ckan_question question = {
        .action = "am_following_dataset",
        .query = arena_printf(arena, "id=%s", url_encode(arena, dataset)),
        .with_token = true,
        .seconds = ckan_share(ckan),
    };
    ckan_ask(ckan, &question, &reading->answer, &document);
}

void ckan_token_judge(const struct ckan_view *view, const struct ckan_token_reading *reading,
                      bool forbidden, struct report *report)
{
    const struct ckan_answer *answer = &reading->answer;
    enum ckan_cause cause = ckan_cause(answer);
    const char *who = arena_printf(report->arena, "%s (am_following_dataset)", view->site);
    /* A dataset that is gone is named as such only to users. */
    bool user = answer->good || cause == CKAN_REFUSED_QUERY || cause == CKAN_NOT_FOUND;
    if (answer->asked && cause == CKAN_FORBIDDEN && answer->reply.redirects > 0)
        report_add(report, &findings[REJECTED], UNKNOWN,
                   N_("%s: the portal leads to another address, where the API token does not "
                      "follow; give that address as --url: %s"),
                   view->site, url_brief(report->arena, &answer->reply.url));
    else if (answer->asked && cause == CKAN_FORBIDDEN)
        report_add(report, &findings[REJECTED], UNKNOWN,
                   N_("%s: the portal does not accept the API token; make a new one and give it to "
                      "the monitoring"),
                   view->site);
    else if (answer->asked && !user)
        ckan_report(report, view, answer, who, NULL);
    else if (forbidden)
        report_add(report, &findings[NOT_SYSADMIN], UNKNOWN,
                   N_("%s: the queue is shown to system administrators only, and the API token is "
                      "not one's; take the token of one, or leave --jobs out"),
                   view->site);
}
