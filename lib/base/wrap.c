/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/wrap.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

/* U+3000 and above begin with this byte or a larger one. */
static bool is_wide(const char *character)
{
    return (unsigned char)*character >= 0xe3;
}

static size_t size_of(const char *character)
{
    size_t size = text_utf8(character, strlen(character));
    return size == 0 ? 1 : size;
}

size_t wrap_width(const char *text)
{
    size_t width = 0;
    for (; *text != '\0'; text += size_of(text))
        width += is_wide(text) ? 2 : 1;
    return width;
}

/* Whether the character is in the list. */
static bool is_one_of(const char *character, const char *list)
{
    for (; *character != '\0' && *list != '\0'; list += size_of(list)) {
        if (strncmp(character, list, size_of(list)) == 0)
            return true;
    }
    return false;
}

/* Characters that may not begin a line in Japanese: closing marks, the long vowel mark, small
 * letters, and our own marks that belong to the text before them. */
static bool closes(const char *character)
{
    return is_one_of(character,
                     "\u3001\u3002\u300d\u30fb\u30fc\uff09\u3063\u3083\u3085\u3087\u30a1\u30a3"
                     "\u30a5\u30a7\u30a9\u30c3\u30e3\u30e5\u30e7:;,.)");
}

/* Characters that may not end a line: opening marks. */
static bool opens(const char *character)
{
    return is_one_of(character, "\u300c\uff08(");
}

/* Whether a line may end between two characters that are not blanks. */
static bool may_break(const char *before, const char *after)
{
    return (is_wide(before) || is_wide(after)) && !opens(before) && !closes(after);
}

/* Length in bytes of the part at the start of the text that cannot be broken: a word, or a Japanese
 * character with the marks that belong to it. */
static size_t chunk(const char *text, size_t *width)
{
    size_t length = 0;
    *width = 0;
    while (text[length] != '\0' && text[length] != ' ' && text[length] != '\n') {
        const char *character = text + length;
        length += size_of(character);
        *width += is_wide(character) ? 2 : 1;
        if (may_break(character, text + length))
            break;
    }
    return length;
}

static void new_line(struct buffer *out, size_t indent, size_t *column)
{
    buffer_printf(out, "\n%*s", (int)indent, "");
    *column = indent;
}

void wrap_text(struct buffer *out, size_t column, size_t indent, const char *text)
{
    bool blank = false, start = true;
    for (; *text == ' ' || *text == '\n'; text++) {
    }
    while (*text != '\0') {
        if (*text == ' ' || *text == '\n') {
            size_t feeds = 0;
            for (; *text == ' ' || *text == '\n'; text++)
                feeds += *text == '\n' ? 1 : 0;
            blank = feeds == 0;
            if (feeds == 0 || *text == '\0')
                continue;
            /* The empty line between paragraphs is not indented. */
            buffer_put(out, feeds > 1 ? "\n" : "");
            new_line(out, indent, &column);
            start = true;
            continue;
        }
        size_t width, length = chunk(text, &width);
        if (!start && column + (blank ? 1 : 0) + width > WRAP_COLUMNS) {
            new_line(out, indent, &column);
            blank = false;
        }
        buffer_put(out, blank ? " " : "");
        for (size_t i = 0; i < length; i++)
            buffer_add(out, text[i] == WRAP_GLUE ? " " : text + i, 1);
        column += width + (blank ? 1 : 0);
        text += length;
        blank = start = false;
    }
    buffer_put(out, "\n");
}

/* Length of a shell word, including its quoted blanks. */
static size_t shell_word(const char *text)
{
    char quote = '\0';
    size_t length = 0;
    for (; text[length] != '\0' && (quote != '\0' || text[length] != ' '); length++) {
        if (quote == '\0' && (text[length] == '\'' || text[length] == '"'))
            quote = text[length];
        else if (text[length] == quote)
            quote = '\0';
    }
    return length;
}

void wrap_command(struct buffer *out, size_t indent, size_t columns, const char *command)
{
    static const char go_on[] = " \\";
    size_t column = indent;
    buffer_printf(out, "%*s", (int)indent, "");
    for (bool start = true; *command != '\0'; start = false) {
        size_t length = shell_word(command);
        const char *rest = command + length + strspn(command + length, " ");
        size_t width = wrap_width(arena_copy(out->arena, command, length));
        size_t needed = column + (start ? 0 : 1) + width + (*rest != '\0' ? sizeof go_on - 1 : 0);
        if (!start && needed > columns) {
            buffer_put(out, go_on);
            new_line(out, indent + 4, &column);
            start = true;
        }
        buffer_put(out, start ? "" : " ");
        buffer_add(out, command, length);
        column += width + (start ? 0 : 1);
        command = rest;
    }
    buffer_put(out, "\n");
}
