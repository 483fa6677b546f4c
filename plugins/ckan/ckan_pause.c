/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_pause.h"

#include <string.h>

const char *ckan_pause_needs(const char *action)
{
    static const struct {
        const char *action, *needs;
    } known[] = {
        { "package_search", N_("the search server (Solr)") },
        { "package_show", N_("the search server (Solr)") },
        { "package_list", N_("the database (PostgreSQL)") },
        { "datastore_search", N_("the database of the DataStore (PostgreSQL)") },
        { "job_list", N_("the queue (Redis)") },
    };
    size_t length = strcspn(action, ".");
    for (size_t i = 0; i < COUNT(known); i++) {
        if (strlen(known[i].action) == length && strncmp(action, known[i].action, length) == 0)
            return _(known[i].needs);
    }
    return _("what is behind it");
}
