/* SPDX-License-Identifier: BSD-2-Clause */
/* --help, at most 80 columns wide, in the language of the reader. */
#include <string.h>

#include "base/buffer.h"
#include "frame/describe.h"
#include "frame/secret.h"

enum { COLUMNS = 80 };

/* Columns that a character takes: from U+3000 on, where the Japanese ones are, two. */
static size_t columns(const char *character)
{
    return (unsigned char)*character >= 0xe3 ? 2 : 1;
}

/* Closing marks of Japanese, which may not begin a line: U+3001, U+3002, U+300D, U+FF09. */
static bool closes(const char *text)
{
    return strncmp(text, "\xe3\x80\x81", 3) == 0 || strncmp(text, "\xe3\x80\x82", 3) == 0 ||
           strncmp(text, "\xe3\x80\x8d", 3) == 0 || strncmp(text, "\xef\xbc\x89", 3) == 0;
}

/* Length of what cannot be broken at the start of the text: a word, or one wide character, each
 * with the closing marks behind it. */
static size_t chunk(const char *text, size_t *width)
{
    size_t length = 0;
    *width = 0;
    while (text[length] != '\0' && text[length] != ' ' && text[length] != '\n') {
        size_t size = text_utf8(text + length, strlen(text + length));
        size_t wide = columns(text + length);
        if (wide == 2 && length > 0 && !closes(text + length))
            break;
        length += size == 0 ? 1 : size;
        *width += wide;
        if (wide == 2 && !closes(text + length))
            break;
    }
    return length;
}

/* Writes the text with that indentation; a line feed in it starts a new line. */
static void wrap(struct buffer *out, size_t indent, const char *text)
{
    size_t column = indent;
    buffer_printf(out, "%*s", (int)indent, "");
    for (bool blank = false; *text != '\0';) {
        if (*text == '\n') {
            /* The blank line between paragraphs carries no indentation. */
            buffer_put(out, "\n");
            if (text[1] != '\n' && text[1] != '\0')
                buffer_printf(out, "%*s", (int)indent, "");
            column = indent;
            text++;
            continue;
        }
        if (*text == ' ') {
            blank = column > indent;
            text++;
            continue;
        }
        size_t width, length = chunk(text, &width);
        if (column > indent && column + (blank ? 1 : 0) + width > COLUMNS - 1) {
            buffer_printf(out, "\n%*s", (int)indent, "");
            column = indent;
            blank = false;
        }
        column += width + (blank ? 1 : 0);
        buffer_put(out, blank ? " " : "");
        buffer_add(out, text, length);
        text += length;
        blank = false;
    }
    buffer_put(out, "\n");
}

static const char *option_names(struct arena *arena, const struct option_row *row)
{
    const char *arg = option_arg(row);
    const char *key = row->key != '\0' ? arena_printf(arena, "-%c, ", row->key) : "";
    return arena_printf(arena, "  %s--%s%s%s", key, row->name, arg != NULL ? "=" : "",
                        arg != NULL ? arg : "");
}

static void help_option(struct buffer *out, const struct plugin *plugin,
                        const struct option_ref *ref)
{
    struct arena *arena = out->arena;
    const struct option_row *row = ref->row;
    struct buffer text = { .arena = arena };
    const char *preset = option_default(arena, plugin, ref);
    buffer_put(&text, _(row->help));
    if (row->kind == KIND_CHOICE) {
        for (size_t i = 0; row->choices[i] != NULL; i++)
            buffer_printf(&text, "%s%s", i == 0 ? ": " : ", ", row->choices[i]);
    }
    if (row->kind == KIND_SECRET)
        buffer_printf(&text, _("; secret: from the environment variable %s or from file:PATH"),
                      secret_variable(arena, row->name));
    if (row->kind == KIND_LIST)
        buffer_put(&text, _("; may be repeated"));
    if (row->required && row->unless == NULL)
        buffer_put(&text, _("; required"));
    if (preset != NULL)
        buffer_printf(&text, _(" (default: %s)"), preset);
    buffer_printf(out, "%s\n", option_names(arena, row));
    wrap(out, 8, text.text);
}

const char *describe_help(struct arena *arena, const struct plugin *plugin)
{
    struct buffer out = { .arena = arena };
    struct option_table table = option_table(arena, plugin);
    buffer_printf(&out, "%s - %s\n\n", plugin->name, _(plugin->brief));
    buffer_printf(&out, _("Usage: %s OPTION..."), plugin->name);
    buffer_put(&out, "\n\n");
    wrap(&out, 0, _(plugin->about));
    buffer_put(&out, "\n");
    for (size_t i = 0; i < table.count; i++)
        help_option(&out, plugin, &table.refs[i]);
    if (plugin->nexamples > 0)
        buffer_printf(&out, "\n%s\n", _("Examples:"));
    for (size_t i = 0; i < plugin->nexamples; i++) {
        buffer_printf(&out, "  %s %s\n", plugin->name, plugin->examples[i].arguments);
        wrap(&out, 8, _(plugin->examples[i].text));
    }
    buffer_put(&out, "\n");
    wrap(&out, 0,
         _("Exit status: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN. The first line names the worst "
           "finding; every finding has a page in the runbook."));
    return out.text;
}
