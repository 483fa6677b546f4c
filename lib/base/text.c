/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/text.h"

#include <string.h>
#include <strings.h>

static bool continues(const char *text, size_t length, size_t at)
{
    return at < length && ((unsigned char)text[at] & 0xc0) == 0x80;
}

size_t text_utf8(const char *text, size_t length)
{
    if (length == 0)
        return 0;
    unsigned char first = (unsigned char)text[0];
    unsigned char second = length > 1 ? (unsigned char)text[1] : 0;
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first <= 0xdf)
        return continues(text, length, 1) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) {
        bool overlong = first == 0xe0 && second < 0xa0;
        bool surrogate = first == 0xed && second > 0x9f;
        return !overlong && !surrogate && continues(text, length, 1) && continues(text, length, 2)
                   ? 3
                   : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        bool overlong = first == 0xf0 && second < 0x90;
        bool too_large = first == 0xf4 && second > 0x8f;
        return !overlong && !too_large && continues(text, length, 1) &&
                       continues(text, length, 2) && continues(text, length, 3)
                   ? 4
                   : 0;
    }
    return 0;
}

static unsigned long code_point(const char *text, size_t size)
{
    static const unsigned char first_bits[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
    unsigned long code = (unsigned char)text[0] & first_bits[size];
    for (size_t i = 1; i < size; i++)
        code = code << 6 | ((unsigned char)text[i] & 0x3fu);
    return code;
}

/* Control characters steer terminals, also those from U+0080 on. Some of the others are line ends
 * for some readers; some turn the direction of writing, so that a line reads as something else;
 * some cannot be seen at all. */
static bool controls(const char *text, size_t size)
{
    static const struct {
        unsigned long from, to;
    } ranges[] = {
        { 0x0000, 0x001f }, { 0x007f, 0x009f }, { 0x00ad, 0x00ad },
        { 0x200b, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x206f },
        { 0xfeff, 0xfeff }, { 0xfff9, 0xfffb }, { 0xe0000, 0xe007f },
    };
    unsigned long code = code_point(text, size);
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        if (code >= ranges[i].from && code <= ranges[i].to)
            return true;
    }
    return false;
}

char *text_clean(struct arena *arena, const char *bytes, size_t length, size_t max)
{
    static const char ellipsis[] = "\xe2\x80\xa6";
    /* Most bytes stay as they are and one byte may become three; a text that is too long is noticed
     * at once. */
    size_t room = (length < max ? length * 3 : max) + 4;
    char *out = arena_alloc(arena, (room < max + 4 ? room : max + 4) + sizeof ellipsis);
    size_t used = 0, fits = 0;
    for (size_t at = 0; at < length;) {
        size_t size = text_utf8(bytes + at, length - at);
        const char *piece = bytes + at;
        size_t piece_size = size;
        if (size == 0) {
            piece = "\xef\xbf\xbd";
            piece_size = 3;
        } else if (controls(piece, size)) {
            piece = " ";
            piece_size = 1;
        } else if (*piece == '|') {
            piece = "/";
        } else if (*piece == '<') {
            piece = "\xe2\x80\xb9";
            piece_size = 3;
        }
        memcpy(out + used, piece, piece_size);
        used += piece_size;
        at += size == 0 ? 1 : size;
        if (used <= max - 3)
            fits = used;
        if (used > max) {
            memcpy(out + fits, ellipsis, sizeof ellipsis);
            return out;
        }
    }
    out[used] = '\0';
    return out;
}

char *text_trim(struct arena *arena, const char *text, size_t length)
{
    static const char blanks[] = " \t\r\n";
    while (length > 0 && text[0] != '\0' && strchr(blanks, text[0]) != NULL) {
        text++;
        length--;
    }
    while (length > 0 && text[length - 1] != '\0' && strchr(blanks, text[length - 1]) != NULL)
        length--;
    return arena_copy(arena, text, length);
}

bool text_same(const char *a, const char *b)
{
    return strcasecmp(a, b) == 0;
}

const char *text_or(const char *text, const char *other)
{
    return text != NULL && text[strspn(text, " \t\r\n")] != '\0' ? text : other;
}
