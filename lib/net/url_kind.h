/* SPDX-License-Identifier: BSD-2-Clause */
/* url_kind.h - options whose value is a URL: OPT_AS(struct ..., url_kind, ...) for a struct url. */
#ifndef URL_KIND_H
#define URL_KIND_H

#include "frame/kind.h"

/* Its field is a struct url (read/url.h); host is NULL while the option is not given. What is wrong
 * is url_read()'s sentence, without the URL when there may be a password in it. */
extern const struct kind url_kind;

#endif
