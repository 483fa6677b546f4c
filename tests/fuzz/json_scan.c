/* SPDX-License-Identifier: BSD-2-Clause */
/* The scan against jansson: within its limits it takes what jansson takes and counts what jansson
 * has, wherever a piece ends. The first byte says where, the rest is the document. */
#include "read/json_scan.h"

#include <jansson.h>

#include "fuzz/fuzz.h"

static const char list_name[] = "result", flag_name[] = "success";

static struct json_scan scanned(const char *text, size_t length, size_t piece)
{
    struct json_scan scan = { .list = list_name, .flag_name = flag_name };
    for (size_t at = 0; at < length; at += piece)
        json_scan_feed(&scan, text + at, length - at < piece ? length - at : piece);
    json_scan_end(&scan);
    return scan;
}

/* jansson keeps one member of each name, the scan counts all of them. */
static size_t values_in(const json_t *value)
{
    size_t values = 1;
    if (json_is_array(value)) {
        for (size_t i = 0; i < json_array_size(value); i++)
            values += values_in(json_array_get(value, i));
    } else {
        const char *key;
        json_t *member;
        json_object_foreach((json_t *)(uintptr_t)value, key, member) values += values_in(member);
    }
    return values;
}

/* Names that are written with escapes are not recognised. */
static void compare(const struct json_scan *scan, const json_t *document, bool escapes)
{
    const json_t *list = json_object_get(document, list_name);
    const json_t *flag = json_object_get(document, flag_name);
    MUST(scan->values >= values_in(document));
    if (escapes)
        return;
    MUST(scan->list_seen == json_is_array(list));
    MUST(!scan->list_seen || scan->items == json_array_size(list));
    MUST((scan->flag == JSON_FLAG_TRUE) == json_is_true(flag));
    MUST((scan->flag == JSON_FLAG_FALSE) == json_is_false(flag));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const char *text = (const char *)data + 1;
    size_t length = size - 1;
    struct json_scan whole = scanned(text, length, length + 1);
    struct json_scan pieces = scanned(text, length, data[0] % 16 + 1u);
    MUST(whole.fault == pieces.fault && whole.values == pieces.values);
    MUST(whole.list_seen == pieces.list_seen && whole.items == pieces.items);
    MUST(whole.flag == pieces.flag);
    /* jansson takes a NUL behind a number for the end of the text. */
    if (memchr(text, '\0', length) != NULL) {
        MUST(whole.fault != JSON_GOOD);
        return 0;
    }
    json_error_t error;
    json_t *document = json_loadb(text, length,
                                  JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL | JSON_ALLOW_NUL,
                                  &error);
    if (document != NULL) {
        MUST(whole.fault == JSON_GOOD || whole.fault == JSON_TOO_DEEP);
        if (whole.fault == JSON_GOOD)
            compare(&whole, document, memchr(text, '\\', length) != NULL);
    } else if (whole.fault == JSON_GOOD) {
        /* What the scan leaves to others: numbers beyond a double, NUL in a name, half of a pair
         * of \\u escapes. */
        enum json_error_code why = json_error_code(&error);
        MUST(why == json_error_numeric_overflow || why == json_error_null_byte_in_key ||
             why == json_error_invalid_syntax);
        MUST(why != json_error_invalid_syntax || strstr(error.text, "Unicode") != NULL);
    }
    json_decref(document);
    return 0;
}
