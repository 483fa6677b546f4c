/* SPDX-License-Identifier: BSD-2-Clause */
/* wrap.h - text broken into the lines of a terminal, where a Japanese character takes two columns.
 */
#ifndef WRAP_H
#define WRAP_H

#include <stddef.h>

#include "base/buffer.h"

/* No line is wider: one column less than a terminal has, because some begin a new line behind the
 * last one. */
enum { WRAP_COLUMNS = 79 };

/* Columns that a text without line feeds takes. Characters from U+3000 on count two, where those of
 * Japanese are; what else is wide, or is not but stands there, is not looked up. */
size_t wrap_width(const char *text);

/* Stands in a text for a blank at which no line ends. */
enum { WRAP_GLUE = '\x1f' };

/* Adds the text, which begins in that column, and a line feed. It is broken at blanks and between
 * Japanese characters, lines after the first are indented. A line feed in the text begins a line,
 * two a paragraph. A word that is too long for a line stays whole. */
void wrap_text(struct buffer *out, size_t column, size_t indent, const char *text);

/* Adds a command of the shell, indented, and a line feed. Where it is wider than so many columns it
 * goes on in the next line, indented by four more, behind a backslash: it can be pasted. A word
 * with quoted blanks stays whole. */
void wrap_command(struct buffer *out, size_t indent, size_t columns, const char *command);

#endif
