/* SPDX-License-Identifier: BSD-2-Clause */
/* wrap.h - text broken into the lines of a terminal, where a Japanese character takes two columns.
 */
#ifndef WRAP_H
#define WRAP_H

#include <stddef.h>

#include "base/buffer.h"

/* The widest line: one column less than a terminal has, because some terminals begin a new line
 * after the last column. */
enum { WRAP_COLUMNS = 79 };

/* How many columns a text without line feeds takes. Characters from U+3000 on count as two: the
 * Japanese ones are there. Other wide characters, and narrow ones in that range, are not looked up.
 */
size_t wrap_width(const char *text);

/* In a text, this stands for a blank at which no line may end. */
enum { WRAP_GLUE = '\x1f' };

/* Adds the text, which begins in the given column, and a line feed. It is broken at blanks and
 * between Japanese characters; lines after the first are indented. A line feed in the text begins a
 * new line, two begin a paragraph. A word that is too long for a line stays whole. */
void wrap_text(struct buffer *out, size_t column, size_t indent, const char *text);

/* Adds a shell command, indented, and a line feed. When it is wider than the given number of
 * columns it continues on the next line after a backslash, indented by four more, so that it can be
 * pasted. A word with quoted blanks stays whole. */
void wrap_command(struct buffer *out, size_t indent, size_t columns, const char *command);

#endif
