/* SPDX-License-Identifier: BSD-2-Clause */
/* html.h - what error pages say; pure, and content with any bytes. */
#ifndef HTML_H
#define HTML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* Whether a text is an HTML page, by its first element or doctype. */
bool html_is(const char *bytes, size_t length);

/* The text of <title>; NULL. */
const char *html_title(struct arena *arena, const char *bytes, size_t length);
/* The content of <meta name="generator">; NULL. */
const char *html_generator(struct arena *arena, const char *bytes, size_t length);
/* What a reader sees: tags, scripts and styles dropped, entities decoded, white space as one blank;
 * at most max bytes. */
const char *html_text(struct arena *arena, const char *bytes, size_t length, size_t max);

/* Whether the page is that of a web application firewall or a content network that refuses us; the
 * product, as in "F5 BIG-IP", or NULL. Only what says so in words counts, not the status. */
const char *html_block_page(const char *bytes, size_t length);

#endif
