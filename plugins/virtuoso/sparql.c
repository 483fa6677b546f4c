/* SPDX-License-Identifier: BSD-2-Clause */
#include "virtuoso/sparql.h"

#include <math.h>
#include <string.h>

#include "base/buffer.h"
#include "read/json_scan.h"
#include "base/number.h"
#include "base/text.h"

/* ---- questions ---- */

enum kind { KIND_END, KIND_WORD, KIND_OPEN, KIND_CLOSE, KIND_OTHER };

/* A piece of a query. A word is a keyword, a variable, a prefixed name or a number. */
struct token {
    enum kind kind;
    const char *text;
    size_t length;
};

static bool in_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80 || (c != '\0' && strchr("_:.-?$@\\", c) != NULL);
}

/* Bytes of the IRI in brackets at the start of the text; 0 when `<` is the operator. */
static size_t iri_length(const char *text)
{
    size_t length = 1 + strcspn(text + 1, "<>\"{}|^`\\ \t\r\n");
    return text[length] == '>' ? length + 1 : 0;
}

/* Bytes of the string at the start of the text, with its quotes, of which there may be three. */
static size_t string_length(const char *text)
{
    size_t quotes = text[1] == text[0] && text[2] == text[0] ? 3 : 1, at = quotes;
    while (text[at] != '\0' && strncmp(text + at, text, quotes) != 0) {
        if (quotes == 1 && text[at] == '\n')
            return at; /* it has no end: the server will say so */
        at += text[at] == '\\' && text[at + 1] != '\0' ? 2 : 1;
    }
    return text[at] != '\0' ? at + quotes : at;
}

static size_t word_length(const char *text)
{
    size_t length = 0;
    while (in_word(text[length]))
        length += text[length] == '\\' && text[length + 1] != '\0' ? 2 : 1;
    return length;
}

static const char *without_blanks(const char *text)
{
    for (;;) {
        text += strspn(text, " \t\r\n");
        if (*text != '#')
            return text;
        text += strcspn(text, "\r\n");
    }
}

static struct token next(const char **place)
{
    const char *text = without_blanks(*place);
    struct token token = { .kind = KIND_OTHER, .text = text, .length = 1 };
    if (*text == '\0') {
        token = (struct token){ .kind = KIND_END, .text = text };
    } else if (*text == '{' || *text == '}') {
        token.kind = *text == '{' ? KIND_OPEN : KIND_CLOSE;
    } else if (*text == '"' || *text == '\'') {
        token.length = string_length(text);
    } else if (*text == '<') {
        size_t length = iri_length(text);
        token.length = length > 0 ? length : 1;
    } else if (in_word(*text)) {
        token.kind = KIND_WORD;
        token.length = word_length(text);
    }
    *place = text + token.length;
    return token;
}

static bool is_word(const struct token *token, const char *word)
{
    if (token->kind != KIND_WORD || token->length != strlen(word))
        return false;
    for (size_t i = 0; i < token->length; i++) {
        char c = token->text[i];
        if ((c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c) != word[i])
            return false;
    }
    return true;
}

static bool is_one_of(const struct token *token, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (is_word(token, *words))
            return true;
    }
    return false;
}

bool sparql_is_query(const char *text)
{
    static const char *const forms[] = { "SELECT", "ASK", "CONSTRUCT", "DESCRIBE", NULL };
    /* DEFINE is Virtuoso's. */
    static const char *const before[] = { "BASE", "PREFIX", "DEFINE", NULL };
    for (;;) {
        struct token token = next(&text);
        if (is_one_of(&token, forms))
            return true;
        bool name = token.kind == KIND_WORD && (memchr(token.text, ':', token.length) != NULL ||
                                                strchr("0123456789", *token.text) != NULL);
        if (token.kind != KIND_OTHER && !name && !is_one_of(&token, before))
            return false;
    }
}

double sparql_limit(const char *query)
{
    double limit = INFINITY, number;
    size_t depth = 0;
    bool wanted = false;
    for (;;) {
        struct token token = next(&query);
        if (token.kind == KIND_END)
            return limit;
        char digits[20];
        if (wanted && token.length < sizeof digits) {
            memcpy(digits, token.text, token.length);
            digits[token.length] = '\0';
            if (number_parse(digits, &number) && number >= 0)
                limit = number;
        }
        if (token.kind == KIND_OPEN)
            depth++;
        else if (token.kind == KIND_CLOSE && depth > 0)
            depth--;
        wanted = depth == 0 && is_word(&token, "LIMIT");
    }
}

bool sparql_is_iri(const char *text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    size_t scheme = strcspn(text, ":"), length = strlen(text), size;
    if (scheme == 0 || text[scheme] != ':' || strchr(letters, *text) == NULL ||
        strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.") < scheme)
        return false;
    for (size_t at = 0; at < length; at += size) {
        size = text_utf8(text + at, length - at);
        bool control = (unsigned char)text[at] <= ' ' || text[at] == 0x7f;
        if (size == 0 || control || strchr("<>\"{}|^`\\", text[at]) != NULL)
            return false;
    }
    return true;
}

/* ---- answers ---- */

/* The list results.bindings of a document: how many rows, and what is left out to keep one. */
struct rows {
    size_t count, from, to;
};

/* Where the text ends that begins here. */
static size_t end_of_text(const char *bytes, size_t length, size_t at)
{
    for (at++; at < length && bytes[at] != '"'; at++) {
        if (bytes[at] == '\\')
            at++;
    }
    return at;
}

/* The document is known to be whole. The top object is depth 1, `results` 2, its list 3, a row 4.
 */
static struct rows find_rows(const char *bytes, size_t length)
{
    static const char name[] = "\"bindings\"";
    struct rows rows = { .count = 0 };
    size_t depth = 0, key = 0, key_length = 0;
    bool inside = false;
    for (size_t at = 0; at < length; at++) {
        char c = bytes[at];
        if (c == '"') {
            size_t start = at;
            at = end_of_text(bytes, length, at);
            if (depth == 2) {
                key = start;
                key_length = at + 1 - start;
            }
        } else if (c == '{' || c == '[') {
            if (inside && depth == 3 && c == '{')
                rows.count++;
            depth++;
            bool begins = depth == 3 && c == '[' && key_length == sizeof name - 1 &&
                          memcmp(bytes + key, name, key_length) == 0;
            if (begins) {
                inside = true;
                rows = (struct rows){ .count = 0 };
            }
        } else if ((c == '}' || c == ']') && depth > 0) {
            depth--;
            if (inside && depth == 3 && rows.count == 1 && rows.from == 0)
                rows.from = at + 1;
            if (inside && depth == 2) {
                inside = false;
                rows.to = at;
            }
        }
    }
    return rows;
}

/* The values that we read of it would fill more memory than the text: no row but the first is. */
static enum json_fault read_first_row(struct arena *arena, const char *bytes, size_t length,
                                      size_t *count, const struct json **out)
{
    struct json_scan scan = { .list = NULL };
    json_scan_feed(&scan, bytes, length);
    enum json_fault fault = json_scan_end(&scan);
    if (fault != JSON_GOOD)
        return fault;
    struct rows rows = find_rows(bytes, length);
    *count = rows.count;
    if (rows.count < 2)
        return json_read(arena, bytes, length, out);
    struct buffer one = { .arena = arena };
    buffer_add(&one, bytes, rows.from);
    buffer_add(&one, bytes + rows.to, length - rows.to);
    return json_read(arena, one.text, one.length, out);
}

/* The text of {"type", "value"}; Virtuoso writes numbers without quotes in answers to CONSTRUCT. */
static const char *value_text(struct arena *arena, const struct json *term)
{
    char number[NUMBER_SIZE];
    const struct json *value = json_member(term, "value");
    if (json_what(value) == JSON_IS_NUMBER)
        return arena_string(arena, number_print(number, json_number(value)));
    return json_text(arena, value);
}

static void read_rows(struct arena *arena, const struct json *document, struct sparql_results *out)
{
    const struct json *bindings = json_at(document, "results", "bindings");
    const struct json *row = json_item(bindings, 0);
    const char *column = json_text(arena, json_item(json_at(document, "head", "vars"), 0));
    out->known = json_what(bindings) == JSON_IS_LIST &&
                 (json_count(bindings) == 0 || json_what(row) == JSON_IS_OBJECT);
    if (!out->known)
        return;
    if (json_count(bindings) > out->rows)
        out->rows = json_count(bindings); /* its name is written with escapes */
    out->is_ask = column != NULL && strcmp(column, "__ASK_RETVAL") == 0;
    out->first = column != NULL ? value_text(arena, json_member(row, column)) : NULL;
    out->nonce = value_text(arena, json_member(row, "nonce"));
    out->yes = out->first != NULL &&
               (strcmp(out->first, "1") == 0 || strcmp(out->first, "true") == 0);
    if (out->first != NULL && !number_parse(out->first, &out->number))
        out->number = NAN;
}

void sparql_results_read(struct arena *arena, const char *bytes, size_t length,
                         struct sparql_results *out)
{
    const struct json *document = NULL;
    *out = (struct sparql_results){ .number = NAN };
    out->fault = read_first_row(arena, bytes, length, &out->rows, &document);
    const struct json *boolean = json_member(document, "boolean");
    if (json_what(boolean) == JSON_IS_BOOL) {
        out->known = out->is_ask = true;
        out->yes = json_yes(boolean);
    } else if (out->fault == JSON_GOOD) {
        read_rows(arena, document, out);
    }
    if (out->is_ask) {
        out->first = out->yes ? "true" : "false";
        out->rows = out->yes ? 1 : 0;
        out->number = out->yes ? 1 : 0;
    }
}
