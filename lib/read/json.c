/* SPDX-License-Identifier: BSD-2-Clause */
#include "read/json.h"

#include <jansson.h>
#include <math.h>
#include <stdint.h>

#include "read/json_scan.h"
#include "base/number.h"

/* The header says struct json; it is jansson's json_t, and callers never look into it. */
static json_t *ours(const struct json *value)
{
    return (json_t *)(uintptr_t)value;
}
static const struct json *theirs(const json_t *value)
{
    return (const struct json *)value;
}

static void end_document(void *document)
{
    json_decref(document);
}

enum json_fault json_read(struct arena *arena, const char *bytes, size_t length,
                          const struct json **out)
{
    struct json_scan scan = { .values_max = JSON_VALUES_MAX };
    *out = NULL;
    json_scan_feed(&scan, bytes, length);
    enum json_fault fault = json_scan_end(&scan);
    if (fault != JSON_GOOD)
        return fault;
    json_error_t error;
    /* An integer beyond 2^63 is still a number. NUL is legal JSON, see json_text(). */
    json_t *document = json_loadb(bytes, length,
                                  JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL | JSON_ALLOW_NUL,
                                  &error);
    if (document == NULL)
        return JSON_BROKEN;
    arena_at_end(arena, end_document, document);
    *out = theirs(document);
    return JSON_GOOD;
}

enum json_type_of json_what(const struct json *value)
{
    if (value == NULL)
        return JSON_IS_ABSENT;
    switch (json_typeof(ours(value))) {
    case JSON_OBJECT: return JSON_IS_OBJECT;
    case JSON_ARRAY: return JSON_IS_LIST;
    case JSON_STRING: return JSON_IS_TEXT;
    case JSON_INTEGER:
    case JSON_REAL: return JSON_IS_NUMBER;
    case JSON_TRUE:
    case JSON_FALSE: return JSON_IS_BOOL;
    case JSON_NULL: break;
    }
    return JSON_IS_NULL;
}

const struct json *json_member(const struct json *object, const char *key)
{
    return theirs(json_object_get(ours(object), key));
}

const struct json *json_follow(const struct json *value, const char *const *keys)
{
    for (; *keys != NULL; keys++)
        value = json_member(value, *keys);
    return value;
}

size_t json_count(const struct json *value)
{
    return json_is_object(ours(value)) ? json_object_size(ours(value))
                                       : json_array_size(ours(value));
}

const struct json *json_item(const struct json *list, size_t index)
{
    return theirs(json_array_get(ours(list), index));
}

bool json_next(const struct json *object, void **place, const char **key, const struct json **value)
{
    json_t *members = ours(object);
    *place = *place == NULL ? json_object_iter(members) : json_object_iter_next(members, *place);
    if (*place == NULL)
        return false;
    *key = json_object_iter_key(*place);
    *value = theirs(json_object_iter_value(*place));
    return true;
}

double json_number(const struct json *value)
{
    double number;
    if (json_is_number(ours(value)))
        return json_number_value(ours(value));
    if (json_is_string(ours(value)) && number_parse(json_string_value(ours(value)), &number))
        return number;
    return NAN;
}

const char *json_text(struct arena *arena, const struct json *value)
{
    if (!json_is_string(ours(value)))
        return NULL;
    size_t length = json_string_length(ours(value));
    char *copy = arena_copy(arena, json_string_value(ours(value)), length);
    for (size_t i = 0; i < length; i++)
        copy[i] = copy[i] == '\0' ? ' ' : copy[i];
    return copy;
}

bool json_yes(const struct json *value)
{
    return json_is_true(ours(value));
}
