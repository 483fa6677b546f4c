/* SPDX-License-Identifier: BSD-2-Clause */
/* json.h - JSON documents (RFC 8259) from servers that are not trusted.
 *
 * jansson reads them, but only after json_scan has counted their values: 4 MB of `{}` would need
 * 329 MB of memory. Every accessor accepts NULL, which means "there is no such value", so that
 * paths can be followed without a check at each step. */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum json_fault {
    JSON_GOOD,
    JSON_EMPTY,    /* nothing but white space */
    JSON_CUT,      /* correct as far as it goes, but it ends too early */
    JSON_BROKEN,   /* not JSON */
    JSON_TOO_DEEP, /* more than 64 levels */
    JSON_TOO_MANY  /* more than 100,000 values, where a list or object counts twice */
};

/* A value of a document. */
struct json;

/* Reads a whole document, which lives as long as the arena. It may need several times the memory of
 * its text, at most about 12 MiB; when many documents are read one after the other, give each an
 * arena of its own. *out is NULL unless the result is JSON_GOOD. Integers of any size become
 * doubles. */
enum json_fault json_read(struct arena *arena, const char *bytes, size_t length,
                          const struct json **out);

enum json_type_of {
    JSON_IS_ABSENT,
    JSON_IS_NULL,
    JSON_IS_BOOL,
    JSON_IS_NUMBER,
    JSON_IS_TEXT,
    JSON_IS_LIST,
    JSON_IS_OBJECT
};
enum json_type_of json_what(const struct json *value);

/* A member of an object; NULL when object is not an object or does not have it. */
const struct json *json_member(const struct json *object, const char *key);
/* json_at(document, "result", "count"): member by member. */
#define json_at(value_, ...) json_follow(value_, (const char *const[]){ __VA_ARGS__, NULL })
const struct json *json_follow(const struct json *value, const char *const *keys);

/* Elements of a list or members of an object; 0 for anything else. */
size_t json_count(const struct json *value);
const struct json *json_item(const struct json *list, size_t index);

/* Walks through the members: start with *place NULL; false after the last one. key points into the
 * document. */
bool json_next(const struct json *object, void **place, const char **key,
               const struct json **value);

/* A number, or a text that is a number (Solr writes ratios that way); NAN for anything else. */
double json_number(const struct json *value);
/* A copy of a text, with NUL bytes as blanks; NULL when the value is not a text. */
const char *json_text(struct arena *arena, const struct json *value);
/* Whether it is the literal true. */
bool json_yes(const struct json *value);

#endif
