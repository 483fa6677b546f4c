/* SPDX-License-Identifier: BSD-2-Clause */
#include "solr/solr_part.h"

const struct finding_row solr_findings[SOLR_FINDINGS] = {
    [SOLR_FINDING_CONFIGURATION] = FINDING("solr-config-error",
                                           N_("Solr cannot load its configuration or index")),
    [SOLR_FINDING_CORE_MISSING] = FINDING("core-missing", N_("Solr runs without the core")),
    [SOLR_FINDING_CORE_FAILED] = FINDING("core-failed", N_("Solr could not load a core")),
    [SOLR_FINDING_CORE_UNCLEAR] = FINDING("core-unclear",
                                          N_("Solr has several cores, and none was named")),
    [SOLR_FINDING_NOT_THERE] = FINDING("solr-not-there", N_("There is no Solr at this URL")),
    [SOLR_FINDING_HUNG] = FINDING_WAITS("solr-hung",
                                        N_("The search server (Solr) does not answer")),
    [SOLR_FINDING_ERROR] = FINDING("solr-error",
                                   N_("The search server (Solr) answers with an error")),
    [SOLR_FINDING_FILES_LOST] = FINDING("index-files-lost",
                                        N_("The files of the index are gone while Solr runs")),
    [SOLR_FINDING_DAMAGED] = FINDING("index-damaged", N_("Documents of the index are unreadable")),
    [SOLR_FINDING_DISABLED] = FINDING("solr-disabled", N_("Solr was taken out of service")),
    [SOLR_FINDING_UNSEEN] = FINDING("statistics-unavailable",
                                    N_("Solr does not say how it is doing inside")),
};

const struct part solr_part = {
    .findings = solr_findings,
    .nfindings = COUNT(solr_findings),
};
