/* SPDX-License-Identifier: BSD-2-Clause */
/* json_scan.h - reads JSON piece by piece in constant memory: is it complete, and how much is in
 * it?
 *
 * It also counts the elements of one list in the top object and notes one flag beside it, in
 * whatever order they come; so a list of 50,000 names never has to be kept in memory. */
#ifndef JSON_SCAN_H
#define JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "read/json.h"

enum { JSON_DEPTH_MAX = 64, JSON_VALUES_MAX = 100000, JSON_TOKEN_MAX = 64 };

enum json_flag { JSON_FLAG_ABSENT, JSON_FLAG_FALSE, JSON_FLAG_TRUE };

/* Start with { .list = "result", .flag_name = "success", .values_max = ... }. The names may be
 * NULL; values_max 0 means no limit. A list or an object counts as two values. Read the other
 * fields after json_scan_end(). */
struct json_scan {
    const char *list, *flag_name;
    size_t values_max;

    size_t values;       /* of every kind and at every level */
    size_t items;        /* elements of that list */
    bool list_seen;      /* the member exists and is a list */
    enum json_flag flag; /* what that member is */

    /* The state of the scan, for json_scan.c alone. */
    enum json_fault fault;
    int state, resume, depth, digits;
    bool in_object[JSON_DEPTH_MAX + 1];
    bool counting;
    unsigned char low, high;
    char token[JSON_TOKEN_MAX], key[JSON_TOKEN_MAX];
    size_t token_length, cost;
};

/* Returns false as soon as the text cannot be a document (see fault); further pieces are ignored.
 */
bool json_scan_feed(struct json_scan *scan, const char *bytes, size_t length);
/* The verdict, after the end of the text. */
enum json_fault json_scan_end(struct json_scan *scan);

#endif
