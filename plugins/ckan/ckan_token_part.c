/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_token.h"

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

const struct finding_row ckan_token_findings[CKAN_TOKEN_FINDINGS] = {
    [CKAN_TOKEN_REJECTED] = FINDING("token-rejected",
                                    N_("The portal does not accept the API token")),
    [CKAN_TOKEN_NOT_SYSADMIN] = FINDING("token-not-sysadmin",
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
    .title = N_("API token"),
    .options = options,
    .noptions = COUNT(options),
    .findings = ckan_token_findings,
    .nfindings = COUNT(ckan_token_findings),
    .validate = validate,
};
