/* SPDX-License-Identifier: BSD-2-Clause */
#include "solr/solr_watch.h"

const struct finding_row solr_watch_findings[SOLR_WATCH_FINDINGS] = {
    [SOLR_WATCH_LOST] = FINDING("documents-lost", N_("All documents of the index are gone")),
    [SOLR_WATCH_DROPPED] = FINDING("documents-dropped",
                                   N_("Many documents vanished from the index")),
    [SOLR_WATCH_UPDATES] = FINDING("solr-update-errors", N_("Updates of the index failed")),
    [SOLR_WATCH_TIMEOUTS] = FINDING("solr-timeouts",
                                    N_("Solr gave up requests that took too long")),
};
const struct part solr_watch_part = {
    .findings = solr_watch_findings,
    .nfindings = COUNT(solr_watch_findings),
};
