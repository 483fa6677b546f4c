/* SPDX-License-Identifier: BSD-2-Clause */
/* ckan_token.h - the API token of questions that not everybody may ask. CKAN takes a wrong one
 * for nobody's and answers as to the public, so it has to be proved. */
#ifndef CKAN_TOKEN_H
#define CKAN_TOKEN_H

#include "ckan/ckan_judge.h"
#include "ckan/ckan_probe.h"

struct ckan_token_options {
    struct secret token;
    const char *token_header;
};
#define CKAN_TOKEN_DEFAULTS \
    { \
        .token_header = "Authorization" \
    }

enum ckan_token_finding { CKAN_TOKEN_REJECTED, CKAN_TOKEN_NOT_SYSADMIN, CKAN_TOKEN_FINDINGS };
extern const struct finding_row ckan_token_findings[CKAN_TOKEN_FINDINGS];
extern const struct part ckan_token_part;

/* "Authorization: TOKEN", for struct ckan; NULL without a token. */
const char *ckan_token_header(struct arena *arena, const struct ckan_token_options *options);

struct ckan_token_reading {
    struct ckan_answer answer;
};

/* Asks a question that is answered to users only, whatever their rights; dataset is the name of any
 * dataset, NULL when none is known. */
void ckan_token_probe(struct ckan *ckan, const char *dataset, struct ckan_token_reading *reading);
/* forbidden: a question of administrators was refused. */
void ckan_token_judge(const struct ckan_view *view, const struct ckan_token_reading *reading,
                      bool forbidden, struct report *report);

#endif
