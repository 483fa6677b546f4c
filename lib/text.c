/* SPDX-License-Identifier: BSD-2-Clause */
#include "text.h"

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

/* C1 controls (U+0080 to U+009F) are two bytes in UTF-8 and steer terminals like their C0 kin.
 * U+2028 and U+2029 are line ends to some readers; U+200E, U+200F, U+202A to U+202E and U+2066 to
 * U+2069 turn the direction of writing, so that a line reads as what it is not. */
static bool controls(const char *text, size_t size)
{
    unsigned char first = (unsigned char)text[0], second = (unsigned char)text[size > 1 ? 1 : 0];
    unsigned char third = (unsigned char)text[size > 2 ? 2 : 0];
    if (size == 1)
        return first < 0x20 || first == 0x7f;
    if (size == 2)
        return first == 0xc2 && second < 0xa0;
    if (size != 3 || first != 0xe2)
        return false;
    return (second == 0x80 &&
            (third == 0x8e || third == 0x8f || (third >= 0xa8 && third <= 0xae))) ||
           (second == 0x81 && third >= 0xa6 && third <= 0xa9);
}

char *text_clean(struct arena *arena, const char *bytes, size_t length, size_t max)
{
    static const char ellipsis[] = "\xe2\x80\xa6";
    /* Most of it stays as it is, one byte may become three, and what is too long is noticed at
     * once. */
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
