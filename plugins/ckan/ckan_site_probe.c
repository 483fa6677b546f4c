/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_site.h"

#include <string.h>

#include "read/html.h"

/* "ckan 2.11.6", as the generator of the page says. */
static const char *version_of_page(struct ckan *ckan)
{
    static const char name[] = "ckan ";
    struct http_reply reply;
    if (!ckan_probe_page(ckan, "/", &reply) || !http_reply_good(&reply))
        return NULL;
    const char *generator = html_generator(ckan->run->arena, reply.body, reply.length);
    if (generator == NULL || strncmp(generator, name, sizeof name - 1) != 0)
        return NULL;
    return generator + sizeof name - 1;
}

void ckan_site_probe(struct ckan *ckan, const struct ckan_site_options *given,
                     const struct ckan_steps *steps, struct ckan_site_reading *reading)
{
    *reading = (struct ckan_site_reading){
        .known = steps->status.good,
        .title = steps->title,
        .version = steps->version,
        .version_asked = steps->version != NULL || ckan_steps_searched(steps),
        .extensions = steps->extensions,
        .nextensions = steps->nextensions,
    };
    if (given->min_version != NULL && reading->version == NULL && reading->version_asked)
        reading->version = version_of_page(ckan);
}
