/* SPDX-License-Identifier: BSD-2-Clause */
#include "solr/solr.h"

#include <math.h>
#include <string.h>

#include "base/buffer.h"
#include "base/number.h"
#include "base/text.h"
#include "base/when.h"

enum json_fault solr_read(struct arena *arena, const char *bytes, size_t length,
                          const struct json **out)
{
    size_t blank = 0;
    while (blank < length && strchr(" \t\r\n", bytes[blank]) != NULL && bytes[blank] != '\0')
        blank++;
    *out = NULL;
    if (blank == length || bytes[blank] != '<')
        return json_read(arena, bytes, length, out);
    const char *text = solr_xml_as_json(arena, bytes, length);
    return text != NULL ? json_read(arena, text, strlen(text), out) : JSON_BROKEN;
}

/* ---- named lists: objects, or lists of a name and a value by turns ---- */

struct place {
    size_t index;
    void *member;
};

/* One after the other: start with a zeroed place; false at the end. */
static bool next_named(struct arena *arena, const struct json *list, struct place *place,
                       const char **name, const struct json **value)
{
    if (json_what(list) != JSON_IS_LIST)
        return json_next(list, &place->member, name, value);
    *name = json_text(arena, json_item(list, place->index));
    *value = json_item(list, place->index + 1);
    place->index += 2;
    return *name != NULL && *value != NULL;
}

static double when(struct arena *arena, const struct json *value)
{
    double time;
    const char *text = json_text(arena, value);
    return text != NULL && when_read(text, &time) ? time : NAN;
}

static bool is_named_list(const struct json *value)
{
    return json_what(value) == JSON_IS_OBJECT || json_what(value) == JSON_IS_LIST;
}

/* ---- cores ---- */

/* No honest Solr has more, and each one costs time later on. */
enum { CORES_MAX = 500 };

static size_t at_most(size_t count)
{
    return count < CORES_MAX ? count : CORES_MAX;
}

/* An index that has documents, but neither the file that lists its parts nor any byte. (That file
 * alone may be gone for a good reason: a newer commit than the one which is searched.) */
static bool files_lost(const struct json *index)
{
    return json_number(json_member(index, "segmentsFileSizeInBytes")) < 0 &&
           json_number(json_member(index, "sizeInBytes")) == 0 &&
           json_number(json_member(index, "numDocs")) > 0;
}

static void read_core(struct arena *arena, const char *name, const struct json *value,
                      struct solr_core *core)
{
    const struct json *index = json_member(value, "index");
    *core = (struct solr_core){
        .name = arena_string(arena, name),
        .documents = json_number(json_member(index, "numDocs")),
        .committed = when(arena, json_member(index, "lastModified")),
        .started = when(arena, json_member(value, "startTime")),
        .files_lost = files_lost(index),
    };
}

bool solr_cores_read(struct arena *arena, const struct json *answer, struct solr_cores *out)
{
    const struct json *status = json_member(answer, "status"), *value;
    const struct json *failures = json_member(answer, "initFailures");
    const char *name;
    struct place core = { .index = 0 }, failure = { .index = 0 };
    *out = (struct solr_cores){ .count = 0 };
    if (!is_named_list(status))
        return false;
    out->cores = arena_array(arena, at_most(json_count(status)), sizeof *out->cores);
    out->failures = arena_array(arena, at_most(json_count(failures)), sizeof *out->failures);
    while (out->count < CORES_MAX && next_named(arena, status, &core, &name, &value)) {
        if (json_count(value) > 0) /* the answer about a core that is not there is {} */
            read_core(arena, name, value, &out->cores[out->count++]);
    }
    while (out->nfailures < CORES_MAX && next_named(arena, failures, &failure, &name, &value)) {
        const char *text = json_text(arena, value);
        out->failures[out->nfailures++] = (struct solr_failure){
            .core = arena_string(arena, name),
            .text = text != NULL ? text : "",
        };
    }
    return true;
}

const struct solr_core *solr_core_named(const struct solr_cores *cores, const char *name)
{
    for (size_t i = 0; i < cores->count; i++) {
        if (strcmp(cores->cores[i].name, name) == 0)
            return &cores->cores[i];
    }
    return NULL;
}

/* ---- select, luke ---- */

bool solr_echoes(struct arena *arena, const struct json *answer, const char *nonce)
{
    const struct json *parameters = json_at(answer, "responseHeader", "params"), *value;
    const char *name;
    struct place place = { .index = 0 };
    while (next_named(arena, parameters, &place, &name, &value)) {
        const char *text = strcmp(name, "nonce") == 0 ? json_text(arena, value) : NULL;
        if (text != NULL)
            return strcmp(text, nonce) == 0;
    }
    return false;
}

/* A schema of version 1.0 makes a list of every field, and any schema may. */
static const struct json *one(const struct json *value)
{
    return json_what(value) == JSON_IS_LIST ? json_item(value, 0) : value;
}

bool solr_rows_read(struct arena *arena, const struct json *answer, const char *field,
                    struct solr_rows *out)
{
    const struct json *response = json_member(answer, "response");
    const struct json *documents = json_member(response, "docs");
    *out = (struct solr_rows){ .found = json_number(json_member(response, "numFound")) };
    if (!(out->found >= 0) || json_what(documents) != JSON_IS_LIST)
        return false;
    out->row = json_count(documents) > 0;
    if (out->row && field != NULL)
        out->value = json_text(arena, one(json_member(json_item(documents, 0), field)));
    return true;
}

bool solr_commit_read(struct arena *arena, const struct json *answer, double *committed)
{
    const struct json *index = json_member(answer, "index");
    *committed = when(arena, json_member(index, "lastModified"));
    return index != NULL;
}

/* ---- mbeans ---- */

/* Since Solr 7 `docsPending` of `updateHandler` is `UPDATE.updateHandler.docsPending`. */
static bool is_statistic(const char *key, const char *bean, const char *name)
{
    size_t key_length = strlen(key), bean_length = strlen(bean), name_length = strlen(name);
    if (strcmp(key, name) == 0)
        return true;
    if (key_length < bean_length + name_length + 2)
        return false;
    const char *end = key + key_length - name_length - bean_length - 2;
    return end[0] == '.' && strncmp(end + 1, bean, bean_length) == 0 &&
           end[bean_length + 1] == '.' && strcmp(end + bean_length + 2, name) == 0;
}

/* One of the names that a number has in different releases; NAN. */
static double statistic(struct arena *arena, const struct json *bean_value, const char *bean,
                        const char *const *names)
{
    const struct json *statistics = json_member(bean_value, "stats"), *value;
    const char *key;
    struct place place = { .index = 0 };
    while (next_named(arena, statistics, &place, &key, &value)) {
        for (size_t i = 0; names[i] != NULL; i++) {
            if (is_statistic(key, bean, names[i]))
                return json_number(value);
        }
    }
    return NAN;
}
#define STATISTIC(...) statistic(arena, value, bean, (const char *const[]){ __VA_ARGS__, NULL })

static void add(double *sum, double value)
{
    if (!isnan(value))
        *sum = isnan(*sum) ? value : *sum + value;
}

/* Solr 3 counts as errors of /update also what clients did wrong, so there the handler behind it
 * is believed; since Solr 5 both are told apart. */
static void read_bean(struct arena *arena, const char *bean, const struct json *value,
                      struct solr_statistics *out, double *server_errors)
{
    bool update = strncmp(bean, "/update", 7) == 0;
    if (strcmp(bean, "updateHandler") == 0) {
        out->pending = STATISTIC("docsPending");
        out->update_errors = STATISTIC("cumulative_errors", "cumulativeErrors.count");
        out->open_errors = STATISTIC("errors");
    } else if (update || strcmp(bean, "/select") == 0) {
        add(&out->timeouts, STATISTIC("timeouts", "timeouts.count"));
        if (update)
            add(server_errors, STATISTIC("serverErrors", "serverErrors.count"));
    } else if (strcmp(bean, "filterCache") == 0 || strcmp(bean, "queryResultCache") == 0 ||
               strcmp(bean, "documentCache") == 0) {
        add(&out->lookups, STATISTIC("cumulative_lookups"));
        add(&out->hits, STATISTIC("cumulative_hits"));
    }
}

bool solr_statistics_read(struct arena *arena, const struct json *answer,
                          struct solr_statistics *out)
{
    const struct json *categories = json_member(answer, "solr-mbeans"), *beans, *value;
    const char *category, *bean;
    struct place place = { .index = 0 };
    double server_errors = NAN;
    *out = (struct solr_statistics){ NAN, NAN, NAN, NAN, NAN, NAN };
    if (!is_named_list(categories))
        return false;
    while (next_named(arena, categories, &place, &category, &beans)) {
        struct place within = { .index = 0 };
        while (next_named(arena, beans, &within, &bean, &value))
            read_bean(arena, bean, value, out, &server_errors);
    }
    if (!isnan(server_errors)) {
        out->update_errors = server_errors;
        out->open_errors = NAN;
    }
    return true;
}

/* ---- system ---- */

double solr_size(const char *text)
{
    static const struct {
        const char *name;
        double size;
    } units[] = {
        { " bytes", 1 }, { " KB", 0x1p10 }, { " MB", 0x1p20 }, { " GB", 0x1p30 }, { " TB", 0x1p40 }
    };
    char digits[32];
    size_t length = strspn(text, "0123456789.");
    double value;
    if (length >= sizeof digits)
        return NAN;
    memcpy(digits, text, length);
    digits[length] = '\0';
    if (!number_parse(digits, &value))
        return NAN;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strncmp(text + length, units[i].name, strlen(units[i].name)) == 0)
            return value * units[i].size;
    }
    return NAN;
}

/* Newer releases add the exact numbers as `raw`. */
static double memory(struct arena *arena, const struct json *answer, const char *name)
{
    double raw = json_number(json_at(answer, "jvm", "memory", "raw", name));
    const char *text = json_text(arena, json_at(answer, "jvm", "memory", name));
    return !isnan(raw) ? raw : text != NULL ? solr_size(text) : NAN;
}

/* "3.6.2.2012.12.18.19.53.19" is 3.6.2. */
static const char *version(struct arena *arena, const char *text)
{
    size_t length = 0;
    if (text == NULL)
        return NULL;
    for (int parts = 0; parts < 3; parts++) {
        if (parts > 0 && text[length] != '.')
            break;
        size_t digits = strspn(text + length + (parts > 0), "0123456789");
        if (digits == 0)
            break;
        length += digits + (parts > 0);
    }
    return length > 0 ? arena_copy(arena, text, length) : NULL;
}

bool solr_system_read(struct arena *arena, const struct json *answer, struct solr_system *out)
{
    const char *text = json_text(arena, json_at(answer, "lucene", "solr-spec-version"));
    *out = (struct solr_system){
        .version = version(arena, text),
        .heap_used = memory(arena, answer, "used"),
        .heap_max = memory(arena, answer, "max"),
    };
    return out->version != NULL || !isnan(out->heap_max);
}

/* ---- names of cores ---- */

const char *solr_core_label(const char *name)
{
    return *name != '\0' ? name : _("(default)");
}

const char *solr_core_names(struct arena *arena, const struct solr_cores *cores)
{
    struct buffer names = { .arena = arena };
    for (size_t i = 0; i < cores->count; i++)
        buffer_printf(&names, "%s%s", i == 0 ? "" : ", ", solr_core_label(cores->cores[i].name));
    return cores->count > 0 ? names.text : _("(not told)");
}
