/* SPDX-License-Identifier: BSD-2-Clause */
/* text.h - text from outside, and text for people. */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* N_ marks a sentence for translation where only a constant can stand, _ translates one. Catalogues
 * are UTF-8; main() chooses the language, and without a choice both return the English. */
#define N_(msgid) msgid
#ifdef ENABLE_NLS
#include <libintl.h>
#define _(msgid) gettext(msgid)
#else
#define _(msgid) (msgid)
/* The text; the other one when it is NULL or nothing but blanks. */
const char *text_or(const char *text, const char *other);

#endif

/* The one place where text from outside becomes fit for a line of output: `|` turns into `/`,
 * control characters into blanks, bytes that are not UTF-8 into U+FFFD and `<` into U+2039 (Icinga
 * Web would take a tag for HTML). What is longer than max bytes is cut between characters and ends
 * with an ellipsis (U+2026). A NUL byte among the length bytes is a control character. */
char *text_clean(struct arena *arena, const char *bytes, size_t length, size_t max);

/* Length in bytes of the UTF-8 character at the start of text[0..length), 0 when it is none
 * (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF). */
size_t text_utf8(const char *text, size_t length);

/* Without the blanks and tabs (and CR, LF) at both ends. */
char *text_trim(struct arena *arena, const char *text, size_t length);
/* Equal but for the case of A-Z. */
bool text_same(const char *a, const char *b);

/* The text; the other one when it is NULL or nothing but blanks. */
const char *text_or(const char *text, const char *other);

#endif
