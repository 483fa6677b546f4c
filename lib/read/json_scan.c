/* SPDX-License-Identifier: BSD-2-Clause */
#include "read/json_scan.h"

#include <string.h>

/* What may come next. Zero, a value, is the start. */
enum state {
    VALUE,
    VALUE_OR_END, /* after [ */
    KEY_OR_END,   /* after { */
    KEY,          /* after , in an object */
    COLON,
    COMMA_OR_END,
    END, /* only white space */
    STRING,
    ESCAPE,
    HEX,
    WORD, /* a literal */
    NUMBER
};

/* Which part of a number has been read (RFC 8259 section 6). */
enum number_state { MINUS, ZERO, WHOLE, POINT, FRACTION, EXPONENT, SIGN, POWER };

static bool fail(struct json_scan *scan, enum json_fault fault)
{
    scan->fault = fault;
    return false;
}

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static void keep(struct json_scan *scan, char byte)
{
    if (scan->token_length + 1 < sizeof scan->token)
        scan->token[scan->token_length] = byte;
    scan->token_length++;
}

/* Whether the token is this text and was kept completely. */
static bool token_is(const struct json_scan *scan, const char *text)
{
    return text != NULL && scan->token_length == strlen(text) &&
           scan->token_length < sizeof scan->token &&
           memcmp(scan->token, text, scan->token_length) == 0;
}

static bool key_is(const struct json_scan *scan, const char *name)
{
    return name != NULL && scan->depth == 1 && scan->in_object[1] && strcmp(scan->key, name) == 0;
}

/* Counts a value that begins here. */
static bool begin_value(struct json_scan *scan, bool container)
{
    if (scan->depth == 2 && scan->counting)
        scan->items++;
    /* Of two members with the same name the last one counts, as it does for jansson. */
    if (key_is(scan, scan->list))
        scan->list_seen = false;
    if (key_is(scan, scan->flag_name))
        scan->flag = JSON_FLAG_ABSENT;
    scan->values++;
    /* A list or an object takes more memory than anything else of the same length. */
    scan->cost += container ? 2 : 1;
    if (scan->cost > scan->values_max && scan->values_max > 0)
        return fail(scan, JSON_TOO_MANY);
    return !container || scan->depth < JSON_DEPTH_MAX || fail(scan, JSON_TOO_DEEP);
}

static void end_value(struct json_scan *scan)
{
    scan->state = scan->depth == 0 ? END : COMMA_OR_END;
}

static bool open_container(struct json_scan *scan, bool object)
{
    if (!begin_value(scan, true))
        return false;
    if (!object && key_is(scan, scan->list)) {
        scan->list_seen = true;
        scan->counting = true;
        scan->items = 0;
    }
    scan->in_object[++scan->depth] = object;
    scan->state = object ? KEY_OR_END : VALUE_OR_END;
    return true;
}

static bool close_container(struct json_scan *scan, bool object)
{
    if (scan->depth == 0 || scan->in_object[scan->depth] != object)
        return fail(scan, JSON_BROKEN);
    if (--scan->depth == 1)
        scan->counting = false;
    end_value(scan);
    return true;
}

static void begin_string(struct json_scan *scan, enum state after)
{
    scan->token_length = 0;
    scan->digits = 0;
    scan->resume = (int)after;
    scan->state = STRING;
}

static bool value_begins(struct json_scan *scan, char byte)
{
    if (byte == '{' || byte == '[')
        return open_container(scan, byte == '{');
    if (!begin_value(scan, false))
        return false;
    if (byte == '"') {
        begin_string(scan, COMMA_OR_END);
        return true;
    }
    scan->token_length = 0;
    if (byte == '-' || is_digit(byte)) {
        scan->state = NUMBER;
        scan->digits = byte == '-' ? MINUS : byte == '0' ? ZERO : WHOLE;
        return true;
    }
    keep(scan, byte);
    scan->state = WORD;
    return (byte != '\0' && strchr("tfn", byte) != NULL) || fail(scan, JSON_BROKEN);
}

/* The next state of a number; -1 when it cannot continue like this. */
static int number_goes_on(enum number_state state, char byte)
{
    bool digit = is_digit(byte), power = byte == 'e' || byte == 'E';
    switch (state) {
    case MINUS: return digit ? (byte == '0' ? ZERO : WHOLE) : -1;
    case WHOLE:
        if (digit)
            return WHOLE;
        return byte == '.' ? POINT : power ? EXPONENT : -1;
    case ZERO: return byte == '.' ? POINT : power ? EXPONENT : -1;
    case POINT: return digit ? FRACTION : -1;
    case FRACTION: return digit ? FRACTION : power ? EXPONENT : -1;
    case EXPONENT: return digit ? POWER : byte == '+' || byte == '-' ? SIGN : -1;
    case SIGN:
    case POWER: break;
    }
    return digit ? POWER : -1;
}

static bool end_number(struct json_scan *scan)
{
    enum number_state state = (enum number_state)scan->digits;
    if (state != ZERO && state != WHOLE && state != FRACTION && state != POWER)
        return fail(scan, JSON_BROKEN);
    end_value(scan);
    return true;
}

static bool end_word(struct json_scan *scan)
{
    bool yes = token_is(scan, "true"), no = token_is(scan, "false");
    if (!yes && !no && !token_is(scan, "null"))
        return fail(scan, JSON_BROKEN);
    if (key_is(scan, scan->flag_name) && (yes || no))
        scan->flag = yes ? JSON_FLAG_TRUE : JSON_FLAG_FALSE;
    end_value(scan);
    return true;
}

/* A key or a text ends. */
static void end_string(struct json_scan *scan)
{
    if (scan->resume != COLON) {
        end_value(scan);
        return;
    }
    scan->state = COLON;
    if (scan->depth != 1)
        return;
    /* A key that does not fit cannot be one of those that we look for. */
    size_t length = scan->token_length < sizeof scan->key ? scan->token_length : 0;
    memcpy(scan->key, scan->token, length);
    scan->key[length] = '\0';
}

/* UTF-8, byte by byte (RFC 3629): how many bytes are still to come, and between which values the
 * next one must be. */
static bool in_character(struct json_scan *scan, unsigned char byte)
{
    if (scan->digits > 0) {
        bool good = byte >= scan->low && byte <= scan->high;
        scan->digits--;
        scan->low = 0x80;
        scan->high = 0xBF;
        return good || fail(scan, JSON_BROKEN);
    }
    scan->digits = byte < 0x80 ? 0 : byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
    scan->low = byte == 0xE0 ? 0xA0 : byte == 0xF0 ? 0x90 : 0x80;
    scan->high = byte == 0xED ? 0x9F : byte == 0xF4 ? 0x8F : 0xBF;
    return byte < 0x80 || (byte >= 0xC2 && byte <= 0xF4) || fail(scan, JSON_BROKEN);
}

static bool in_string(struct json_scan *scan, char byte)
{
    if (scan->state == STRING && (scan->digits > 0 || (unsigned char)byte >= 0x80)) {
        keep(scan, byte);
        return in_character(scan, (unsigned char)byte);
    }
    if (scan->state == HEX) {
        if (strchr("0123456789abcdefABCDEF", byte) == NULL || byte == '\0')
            return fail(scan, JSON_BROKEN);
        if (--scan->digits == 0)
            scan->state = STRING;
    } else if (scan->state == ESCAPE) {
        if (strchr("\"\\/bfnrtu", byte) == NULL || byte == '\0')
            return fail(scan, JSON_BROKEN);
        scan->digits = byte == 'u' ? 4 : 0;
        scan->state = byte == 'u' ? HEX : STRING;
        keep(scan, '\\');
    } else if (byte == '"') {
        end_string(scan);
    } else if (byte == '\\') {
        scan->state = ESCAPE;
    } else if ((unsigned char)byte < 0x20) {
        return fail(scan, JSON_BROKEN);
    } else {
        keep(scan, byte);
    }
    return true;
}

/* Between tokens. */
static bool structure(struct json_scan *scan, char byte)
{
    bool object = scan->depth > 0 && scan->in_object[scan->depth];
    switch ((enum state)scan->state) {
    case VALUE: return value_begins(scan, byte);
    case VALUE_OR_END: return byte == ']' ? close_container(scan, false) : value_begins(scan, byte);
    case KEY_OR_END:
    case KEY:
        if (byte == '}' && scan->state == KEY_OR_END)
            return close_container(scan, true);
        if (byte != '"')
            return fail(scan, JSON_BROKEN);
        begin_string(scan, COLON);
        return true;
    case COLON: scan->state = VALUE; return byte == ':' || fail(scan, JSON_BROKEN);
    case COMMA_OR_END:
        if (byte == '}' || byte == ']')
            return close_container(scan, byte == '}');
        scan->state = object ? KEY : VALUE;
        return byte == ',' || fail(scan, JSON_BROKEN);
    case END:
    case STRING:
    case ESCAPE:
    case HEX:
    case WORD:
    case NUMBER: break;
    }
    return fail(scan, JSON_BROKEN);
}

/* A literal or a number has no end mark: the first character that does not belong to it ends it.
 * Returns false when it continues, or when the text is broken. */
static bool ends_here(struct json_scan *scan, char byte)
{
    if (scan->state == WORD) {
        if (byte < 'a' || byte > 'z')
            return end_word(scan);
        keep(scan, byte);
        return false;
    }
    int next = number_goes_on((enum number_state)scan->digits, byte);
    if (next < 0)
        return end_number(scan);
    scan->digits = next;
    return false;
}

static void feed(struct json_scan *scan, char byte)
{
    if (scan->state == STRING || scan->state == ESCAPE || scan->state == HEX)
        in_string(scan, byte);
    else if (((scan->state != WORD && scan->state != NUMBER) || ends_here(scan, byte)) &&
             !is_space(byte))
        structure(scan, byte);
}

bool json_scan_feed(struct json_scan *scan, const char *bytes, size_t length)
{
    for (size_t i = 0; scan->fault == JSON_GOOD && i < length; i++)
        feed(scan, bytes[i]);
    return scan->fault == JSON_GOOD;
}

enum json_fault json_scan_end(struct json_scan *scan)
{
    if (scan->fault == JSON_GOOD && scan->depth == 0 && scan->state == WORD)
        end_word(scan);
    if (scan->fault == JSON_GOOD && scan->depth == 0 && scan->state == NUMBER)
        end_number(scan);
    if (scan->fault != JSON_GOOD || scan->state == END)
        return scan->fault;
    scan->fault = scan->state == VALUE && scan->values == 0 ? JSON_EMPTY : JSON_CUT;
    return scan->fault;
}
