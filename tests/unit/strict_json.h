/* SPDX-License-Identifier: BSD-2-Clause */
/* strict_json.h - a strict reader of JSON (RFC 8259): one value, valid UTF-8, no liberties. */
#ifndef STRICT_JSON_H
#define STRICT_JSON_H

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

static inline const char *strict_value(const char *at, int depth);

static inline const char *strict_blank(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

static inline size_t strict_digits(const char *at)
{
    return strspn(at, "0123456789");
}

static inline const char *strict_string(const char *at)
{
    if (*at++ != '"')
        return NULL;
    while (*at != '"') {
        size_t size = text_utf8(at, strlen(at));
        if (size == 0 || (unsigned char)*at < 0x20)
            return NULL;
        if (*at != '\\') {
            at += size;
        } else if (at[1] == 'u') {
            if (strspn(at + 2, "0123456789abcdefABCDEF") < 4)
                return NULL;
            at += 6;
        } else if (at[1] != '\0' && strchr("\"\\/bfnrt", at[1]) != NULL) {
            at += 2;
        } else {
            return NULL;
        }
    }
    return at + 1;
}

static inline const char *strict_number(const char *at)
{
    at += *at == '-' ? 1 : 0;
    size_t digits = strict_digits(at);
    if (digits == 0 || (*at == '0' && digits > 1))
        return NULL;
    at += digits;
    if (*at == '.') {
        digits = strict_digits(++at);
        if (digits == 0)
            return NULL;
        at += digits;
    }
    if (*at == 'e' || *at == 'E') {
        at += at[1] == '+' || at[1] == '-' ? 2 : 1;
        digits = strict_digits(at);
        if (digits == 0)
            return NULL;
        at += digits;
    }
    return at;
}

static inline const char *strict_members(const char *at, bool object, int depth)
{
    char end = object ? '}' : ']';
    at = strict_blank(at + 1);
    if (*at == end)
        return at + 1;
    for (;;) {
        if (object) {
            at = strict_string(at);
            if (at == NULL || *(at = strict_blank(at)) != ':')
                return NULL;
            at++;
        }
        at = strict_value(at, depth + 1);
        if (at == NULL)
            return NULL;
        if (*at == end)
            return at + 1;
        if (*at != ',')
            return NULL;
        at = strict_blank(at + 1);
    }
}

/* What follows the value and blanks behind it; NULL when it is none. */
static inline const char *strict_value(const char *at, int depth)
{
    static const char *const words[] = { "true", "false", "null" };
    if (depth > 100)
        return NULL;
    at = strict_blank(at);
    if (*at == '{' || *at == '[') {
        at = strict_members(at, *at == '{', depth);
    } else if (*at == '"') {
        at = strict_string(at);
    } else if (*at == '-' || strict_digits(at) > 0) {
        at = strict_number(at);
    } else {
        size_t i = 0;
        while (i < sizeof words / sizeof *words && strncmp(at, words[i], strlen(words[i])) != 0)
            i++;
        at = i < sizeof words / sizeof *words ? at + strlen(words[i]) : NULL;
    }
    return at != NULL ? strict_blank(at) : NULL;
}

static inline bool strict_json(const char *text)
{
    const char *end = strict_value(text, 0);
    return end != NULL && *end == '\0';
}

#endif
