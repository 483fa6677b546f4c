/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_token.h"

#include <string.h>

static const char *take_header(struct arena *arena, const struct option_row *row, const char *text,
                               void *field)
{
    static const char name[] = "-_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    if (text[strspn(text, name)] != '\0')
        return _("--token-header is no name of a header");
    return kind_text.read(arena, row, text, field);
}

static const char *header_text(struct arena *arena, const struct option_row *row, const void *field)
{
    return kind_text.text(arena, row, field);
}

static const struct kind header_kind = { "NAME", .read = take_header, .text = header_text };

#define TOKEN_OPT(key_, name_, field_, ...) \
    OPT_IN(struct ckan_token_options, key_, name_, field_, __VA_ARGS__)
static const struct option_row options[] = {
    TOKEN_OPT(0, "token", token,
              .help = N_("API token for what is not public; it goes to the URL's own scheme, host "
                         "and port only")),
    OPT_AS(struct ckan_token_options, header_kind, 0, "token-header", token_header,
           .help = N_("Header for the token; old portals may want X-CKAN-API-Key")),
};

const struct finding_row ckan_token_findings[CKAN_TOKEN_FINDINGS] = {
    [CKAN_TOKEN_REJECTED] = FINDING("token-rejected",
                                    N_("The portal does not accept the API token")),
    [CKAN_TOKEN_NOT_SYSADMIN] = FINDING("token-not-sysadmin",
                                        N_("The API token is not that of a system administrator")),
};

static bool validate(const void *given, struct report *report)
{
    const struct ckan_token_options *token = given;
    if (token->token.value != NULL && strpbrk(token->token.value, " \t\r\n") != NULL)
        return report_usage(report, N_("--token has blanks in it; give the token alone, without "
                                       "Bearer"));
    return true;
}

const struct part ckan_token_part = {
    .title = N_("API token"),
    .options = options,
    .noptions = COUNT(options),
    .findings = ckan_token_findings,
    .nfindings = COUNT(ckan_token_findings),
    .validate = validate,
};
