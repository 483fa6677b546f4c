/* SPDX-License-Identifier: BSD-2-Clause */
/* text.h - text from outside, and text for people. */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/catalogue.h"

/* N_ marks a sentence for translation where only a constant is allowed; _ translates a sentence
 * into the language of the run, --language. */
#define N_(msgid) msgid
#define _(msgid)  catalogue_text(msgid)

/* The only place where text from outside is made safe for a line of output: `|` becomes `/`,
 * control characters become blanks, bytes that are not UTF-8 become U+FFFD, and `<` becomes U+2039
 * (Icinga Web would take it for the start of an HTML tag). A text longer than max bytes is cut
 * between characters and ends with an ellipsis (U+2026). A NUL byte within length counts as a
 * control character. */
char *text_clean(struct arena *arena, const char *bytes, size_t length, size_t max);

/* Length in bytes of the UTF-8 character at the start of text[0..length); 0 when there is no valid
 * character (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF). */
size_t text_utf8(const char *text, size_t length);

/* A copy without blanks, tabs, CR and LF at both ends. */
char *text_trim(struct arena *arena, const char *text, size_t length);
/* Whether two texts are equal, ignoring the case of A-Z. */
bool text_same(const char *a, const char *b);

/* The text, or the other one when the text is NULL, empty or only blanks. */
const char *text_or(const char *text, const char *other);

#endif
