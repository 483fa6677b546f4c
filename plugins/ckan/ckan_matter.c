/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_matter.h"

void ckan_matter_load(struct ckan_matter *matter, const struct ckan *ckan,
                      const struct memory *last, const char *name)
{
    matter->pause = pause_load(last, name, ckan->run->now, ckan->retry_hung);
}

void ckan_matter_save(const struct ckan_matter *matter, struct memory *next, const char *name)
{
    pause_save(&matter->pause, next, name);
}
