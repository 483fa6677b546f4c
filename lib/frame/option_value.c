/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/option_value.h"

#include <math.h>
#include <string.h>

#include "base/buffer.h"
#include "base/number.h"
#include "base/text.h"
#include "base/when.h"

/* A check that may take longer than a day is no check any more. */
static const double timeout_min = 0.1, timeout_max = DAY;

static const enum state states[] = { OK, WARNING, CRITICAL, UNKNOWN };

static bool read_timeout(struct arena *arena, const char *text, struct timeout *out)
{
    struct timeout timeout = { .state = out->state };
    const char *colon = strchr(text, ':');
    if (colon != NULL) {
        bool known = false;
        for (size_t i = 0; i < sizeof states / sizeof *states && !known; i++) {
            known = text_same(colon + 1, state_name(states[i]));
            timeout.state = known ? states[i] : timeout.state;
        }
        if (!known)
            return false;
        text = arena_copy(arena, text, (size_t)(colon - text));
    }
    if (!number_parse_unit(text, UNIT_SECONDS, &timeout.seconds) || timeout.seconds < timeout_min ||
        timeout.seconds > timeout_max)
        return false;
    *out = timeout;
    return true;
}

/* One half of "25%,30d". A share is told by its percent sign. */
static bool read_margin_part(const char *text, struct margin *out)
{
    double value;
    size_t length = strlen(text);
    if (length > 0 && text[length - 1] == '%') {
        if (!isinf(out->share) || !number_parse_unit(text, UNIT_PERCENT, &value) || value < 0 ||
            value > 100)
            return false;
        out->share = value / 100;
        return true;
    }
    if (!isinf(out->seconds) || !number_parse_unit(text, UNIT_SECONDS, &value) || value < 0)
        return false;
    /* A bare "30" would be seconds here and days in other programs: the unit must be said. */
    if (length > 0 && strchr("0123456789.", text[length - 1]) != NULL && value != 0)
        return false;
    out->seconds = value;
    return true;
}

static bool read_margin(struct arena *arena, const char *text, struct margin *out)
{
    struct margin margin = { .share = INFINITY, .seconds = INFINITY };
    const char *comma = strchr(text, ',');
    if (comma != NULL) {
        if (!read_margin_part(comma + 1, &margin))
            return false;
        text = arena_copy(arena, text, (size_t)(comma - text));
    }
    if (!read_margin_part(text, &margin))
        return false;
    *out = margin;
    return true;
}

static bool read_range(enum unit unit, const char *text, struct range *out)
{
    return unit == UNIT_NONE ? range_parse(text, out) : range_parse_unit(text, unit, out);
}

static bool read_limits(struct arena *arena, enum unit unit, const char *text, struct limits *out)
{
    struct limits limits = { .warn = { .set = false } };
    const char *comma = strchr(text, ',');
    if (comma != NULL) {
        if (!read_range(unit, comma + 1, &limits.crit))
            return false;
        text = arena_copy(arena, text, (size_t)(comma - text));
    }
    if (!read_range(unit, text, &limits.warn))
        return false;
    *out = limits;
    return true;
}

static bool read_level(const char *text, struct level *out)
{
    size_t length = strlen(text);
    struct level level = { .percent = length > 0 && text[length - 1] == '%', .set = true };
    if (!number_parse_unit(text, level.percent ? UNIT_PERCENT : UNIT_NONE, &level.value) ||
        level.value < 0)
        return false;
    *out = level;
    return true;
}

static bool read_levels(struct arena *arena, const char *text, struct levels *out)
{
    struct levels levels = { .warn = { .set = false } };
    const char *comma = strchr(text, ',');
    if (comma != NULL) {
        if (!read_level(comma + 1, &levels.crit))
            return false;
        text = arena_copy(arena, text, (size_t)(comma - text));
    }
    if (!read_level(text, &levels.warn))
        return false;
    *out = levels;
    return true;
}

static bool read_choice(const char *const *choices, const char *text, struct choice *out)
{
    for (int i = 0; choices[i] != NULL; i++) {
        if (text_same(choices[i], text)) {
            out->index = i;
            return true;
        }
    }
    return false;
}

static bool read_integer(const struct option_row *row, const char *text, long *out)
{
    long value;
    if (!number_parse_integer(text, &value))
        return false;
    if (row->max > row->min && (value < row->min || value > row->max))
        return false;
    *out = value;
    return true;
}

static bool read_duration(const char *text, struct duration *out)
{
    double seconds;
    if (!number_parse_unit(text, UNIT_SECONDS, &seconds) || seconds < 0)
        return false;
    out->seconds = seconds;
    return true;
}

static void add_item(struct arena *arena, const char *text, struct list *list)
{
    const char **items = arena_array(arena, list->count + 1, sizeof *items);
    if (list->count > 0)
        memcpy(items, list->items, list->count * sizeof *items);
    items[list->count] = text;
    list->items = items;
    list->count++;
}

bool option_value_read(struct arena *arena, const struct option_row *row, const char *text,
                       void *field)
{
    switch (row->kind) {
    case KIND_TEXT: *(const char **)field = text; return true;
    case KIND_INTEGER: return read_integer(row, text, field);
    case KIND_NUMBER: return number_parse_unit(text, row->unit, field);
    case KIND_DURATION: return read_duration(text, field);
    case KIND_RANGE: return read_range(row->unit, text, field);
    case KIND_LIMITS: return read_limits(arena, row->unit, text, field);
    case KIND_LEVELS: return read_levels(arena, text, field);
    case KIND_MARGIN: return read_margin(arena, text, field);
    case KIND_LIST: add_item(arena, text, field); return true;
    case KIND_CHOICE: return read_choice(row->choices, text, field);
    case KIND_TIMEOUT: return read_timeout(arena, text, field);
    case KIND_FLAG:
    case KIND_COUNT:
    case KIND_SECRET: break;
    }
    return false;
}

static const char *choice_form(struct arena *arena, const char *const *choices)
{
    struct buffer words = { .arena = arena };
    for (size_t i = 0; choices[i] != NULL; i++)
        buffer_printf(&words, "%s%s", i == 0 ? "" : ", ", choices[i]);
    return arena_printf(arena, _("one of: %s"), words.text);
}

static const char *range_form(enum unit unit)
{
    switch (unit) {
    case UNIT_SECONDS: return _("a range of times such as 30s, 12h:, 10m:2h");
    case UNIT_BYTES: return _("a range of sizes such as 400GB, 30GiB:");
    case UNIT_PERCENT: return _("a range of percentages such as 80%, 20%:");
    case UNIT_NONE:
    case UNIT_COUNTER: break;
    }
    return _("a range such as 10, 10:, ~:10, 10:20, @10:20");
}

const char *option_value_form(struct arena *arena, const struct option_row *row)
{
    switch (row->kind) {
    case KIND_INTEGER:
        return row->max > row->min
                   ? arena_printf(arena, _("a whole number from %ld to %ld"), row->min, row->max)
                   : _("a whole number");
    case KIND_NUMBER: return _("a number");
    case KIND_DURATION: return _("a time such as 500ms, 90s, 12h, 30d");
    case KIND_RANGE: return range_form(row->unit);
    case KIND_LIMITS: return arena_printf(arena, _("WARN[,CRIT], each %s"), range_form(row->unit));
    case KIND_LEVELS: return _("WARN[,CRIT], each a number or a percentage, such as 0,10%");
    case KIND_MARGIN: return _("a share, a time, or both, such as 25%, 30d or 25%,30d");
    case KIND_CHOICE: return choice_form(arena, row->choices);
    case KIND_TIMEOUT:
        return _("SECONDS[:STATE] such as 10 or 30:UNKNOWN, from 0.1 seconds to a day");
    case KIND_FLAG:
    case KIND_COUNT:
    case KIND_TEXT:
    case KIND_SECRET:
    case KIND_LIST: break;
    }
    return _("a text");
}

/* The largest unit in which the number is whole: 2592000 is 30d. */
static const char *span_text(struct arena *arena, double seconds)
{
    static const struct {
        double size;
        const char *name;
    } units[] = { { DAY, "d" }, { HOUR, "h" }, { MINUTE, "m" } };
    char number[NUMBER_SIZE];
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (seconds >= units[i].size &&
            number_whole(seconds / units[i].size) * units[i].size == seconds)
            return arena_printf(arena, "%s%s", number_print(number, seconds / units[i].size),
                                units[i].name);
    }
    return arena_printf(arena, "%ss", number_print(number, seconds));
}

static const char *margin_text(struct arena *arena, const struct margin *margin)
{
    char number[NUMBER_SIZE];
    const char *share = isinf(margin->share)
                            ? ""
                            : arena_printf(arena, "%s%%",
                                           number_print(number, margin->share * 100));
    const char *time = isinf(margin->seconds) ? "" : span_text(arena, margin->seconds);
    return arena_printf(arena, "%s%s%s", share, *share != '\0' && *time != '\0' ? "," : "", time);
}

/* In the unit that makes the smallest whole number: 4194304 is 4MiB, 400000000000 is 400GB. */
static const char *size_text(struct arena *arena, double bytes)
{
    static const struct {
        double size;
        const char *name;
    } units[] = { { 1, "" },          { 1e3, "kB" }, { 1024, "KiB" },      { 1e6, "MB" },
                  { 1048576, "MiB" }, { 1e9, "GB" }, { 1073741824, "GiB" } };
    char number[NUMBER_SIZE];
    size_t best = 0;
    for (size_t i = 1; i < sizeof units / sizeof *units; i++) {
        if (bytes >= units[i].size && number_whole(bytes / units[i].size) * units[i].size == bytes)
            best = i;
    }
    return arena_printf(arena, "%s%s", number_print(number, bytes / units[best].size),
                        units[best].name);
}

static const char *number_text(struct arena *arena, enum unit unit, double value)
{
    char number[NUMBER_SIZE];
    if (!isfinite(value))
        return NULL;
    if (unit == UNIT_SECONDS)
        return span_text(arena, value);
    return unit == UNIT_BYTES ? size_text(arena, value)
                              : arena_string(arena, number_print(number, value));
}

/* A plain bound with its unit, anything else in base units, which every unit reads back. */
static const char *range_text(struct arena *arena, enum unit unit, const struct range *range)
{
    bool plain = range->set && !range->inside && range->low == 0 && isfinite(range->high);
    if (!plain)
        return range_print(arena, range);
    return arena_printf(arena, "%s%s", number_text(arena, unit, range->high),
                        unit == UNIT_PERCENT ? "%" : "");
}

static const char *limits_text(struct arena *arena, enum unit unit, const struct limits *limits)
{
    const char *warn = range_text(arena, unit, &limits->warn);
    const char *crit = range_text(arena, unit, &limits->crit);
    if (warn == NULL || crit == NULL)
        return warn;
    return arena_printf(arena, "%s,%s", warn, crit);
}

static const char *level_text(struct arena *arena, const struct level *level)
{
    char number[NUMBER_SIZE];
    return arena_printf(arena, "%s%s", number_print(number, level->value),
                        level->percent ? "%" : "");
}

static const char *levels_text(struct arena *arena, const struct levels *levels)
{
    if (!levels->warn.set)
        return NULL;
    const char *warn = level_text(arena, &levels->warn);
    if (!levels->crit.set)
        return warn;
    return arena_printf(arena, "%s,%s", warn, level_text(arena, &levels->crit));
}

const char *option_value_text(struct arena *arena, const struct option_row *row, const void *field)
{
    char number[NUMBER_SIZE];
    switch (row->kind) {
    case KIND_TEXT: return *(const char *const *)field;
    case KIND_INTEGER: return arena_printf(arena, "%ld", *(const long *)field);
    case KIND_NUMBER: return number_text(arena, row->unit, *(const double *)field);
    case KIND_DURATION: {
        const struct duration *duration = field;
        return isfinite(duration->seconds) ? span_text(arena, duration->seconds) : NULL;
    }
    case KIND_RANGE: return range_text(arena, row->unit, field);
    case KIND_LIMITS: return limits_text(arena, row->unit, field);
    case KIND_LEVELS: return levels_text(arena, field);
    case KIND_MARGIN: return margin_text(arena, field);
    case KIND_CHOICE: return row->choices[((const struct choice *)field)->index];
    case KIND_TIMEOUT: {
        const struct timeout *timeout = field;
        return arena_printf(arena, "%s:%s", number_print(number, timeout->seconds),
                            state_name(timeout->state));
    }
    case KIND_FLAG:
    case KIND_COUNT:
    case KIND_SECRET:
    case KIND_LIST: break;
    }
    return NULL;
}
