/* SPDX-License-Identifier: BSD-2-Clause */
/* html.h - what error pages say. Pure; the content may be any bytes. */
#ifndef HTML_H
#define HTML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* Whether a text is an HTML page, by its first element or doctype. */
bool html_is(const char *bytes, size_t length);

/* The text of <title>, or NULL. */
const char *html_title(struct arena *arena, const char *bytes, size_t length);
/* The content of <meta name="generator">, or NULL. */
const char *html_generator(struct arena *arena, const char *bytes, size_t length);
/* What a reader sees: tags, scripts and styles are dropped, entities decoded, white space becomes
 * one blank. At most max bytes. */
const char *html_text(struct arena *arena, const char *bytes, size_t length, size_t max);

/* The product when the page is one with which a web application firewall or a content network
 * refuses us, as in "F5 BIG-IP"; otherwise NULL. Only the words of the page count, not the HTTP
 * status. */
const char *html_block_page(const char *bytes, size_t length);

#endif
