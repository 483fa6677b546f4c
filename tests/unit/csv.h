/* SPDX-License-Identifier: BSD-2-Clause */
/* csv.h - reads the tables under tests/vectors (RFC 4180: quotes, doubled quotes, line ends inside
 * quotes). */
#ifndef CSV_H
#define CSV_H

#include "unit/check.h"
#include "base/file.h"

struct csv_row {
    char **fields;
    size_t count, capacity;
};

struct csv {
    struct csv_row *rows;
    size_t count, capacity;
};

/* One field; returns what follows it: a comma, a line feed or the end. */
static inline const char *csv_field(const char *at, char **field)
{
    char *out = arena_alloc(arena, strlen(at) + 1);
    *field = out;
    bool quoted = *at == '"';
    at += quoted ? 1 : 0;
    for (; *at != '\0'; at++) {
        if (quoted && at[0] == '"' && at[1] == '"') {
            *out++ = *at++;
        } else if (quoted && *at == '"') {
            quoted = false;
        } else if (!quoted && (*at == ',' || *at == '\n' || (at[0] == '\r' && at[1] == '\n'))) {
            break;
        } else {
            *out++ = *at;
        }
    }
    if (quoted)
        fail_msg("a quote is not closed");
    return *at == '\r' ? at + 1 : at;
}

static inline struct csv csv_split(const char *text)
{
    struct csv csv = { .count = 0 };
    while (*text != '\0') {
        struct csv_row row = { .count = 0 };
        for (bool more = true; more;) {
            row.fields = arena_grow(arena, row.fields, row.count, &row.capacity,
                                    sizeof *row.fields);
            text = csv_field(text, &row.fields[row.count++]);
            more = *text == ',';
            text += *text != '\0' ? 1 : 0;
        }
        csv.rows = arena_grow(arena, csv.rows, csv.count, &csv.capacity, sizeof *csv.rows);
        csv.rows[csv.count++] = row;
    }
    return csv;
}

/* A table of the tree; its first row has the names of the columns. */
static inline struct csv csv_read(const char *path)
{
    char *text;
    size_t length;
    path = source_path(path);
    if (file_read(arena, path, 1 << 20, &text, &length) != 0)
        fail_msg("%s cannot be read; srcdir must be the source folder", path);
    return csv_split(text);
}

/* The field of that column; an empty text where the row is shorter. */
static inline const char *csv_get(const struct csv *csv, size_t row, const char *column)
{
    for (size_t i = 0; i < csv->rows[0].count; i++) {
        if (strcmp(csv->rows[0].fields[i], column) == 0)
            return i < csv->rows[row].count ? csv->rows[row].fields[i] : "";
    }
    fail_msg("there is no column %s", column);
    return "";
}

#endif
