/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/kind.h"

#include <math.h>
#include <string.h>

#include "base/buffer.h"
#include "base/number.h"
#include "base/text.h"
#include "base/when.h"
#include "frame/option.h"
#include "frame/secret.h"

/* A check that may take longer than a day is no check any more. */
static const double timeout_min = 0.1, timeout_max = DAY;

const char *kind_refusal(struct arena *arena, const struct option_row *row, const char *text)
{
    const char *form = row->kind->form != NULL ? row->kind->form(arena, row) : _("a text");
    return arena_printf(arena, _("--%s: '%s' is not %s"), row->name, text, form);
}

void *kind_append(struct arena *arena, const void *items, size_t *count, size_t size)
{
    char *longer = arena_array(arena, *count + 1, size);
    if (*count > 0)
        memcpy(longer, items, *count * size);
    ++*count;
    return longer;
}

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

/* ---- reading ---- */

static const char *unless(bool good, struct arena *arena, const struct option_row *row,
                          const char *text)
{
    return good ? NULL : kind_refusal(arena, row, text);
}

static const char *take_flag(struct arena *arena, const struct option_row *row, const char *text,
                             void *field)
{
    (void)arena;
    (void)row;
    (void)text;
    *(bool *)field = true;
    return NULL;
}

static const char *take_count(struct arena *arena, const struct option_row *row, const char *text,
                              void *field)
{
    (void)arena;
    (void)row;
    (void)text;
    ((struct count *)field)->times++;
    return NULL;
}

static const char *take_text(struct arena *arena, const struct option_row *row, const char *text,
                             void *field)
{
    (void)arena;
    (void)row;
    *(const char **)field = text;
    return NULL;
}

static const char *take_integer(struct arena *arena, const struct option_row *row, const char *text,
                                void *field)
{
    long value;
    bool good = number_parse_integer(text, &value) &&
                (row->max <= row->min || (value >= row->min && value <= row->max));
    if (good)
        *(long *)field = value;
    return unless(good, arena, row, text);
}

static const char *take_number(struct arena *arena, const struct option_row *row, const char *text,
                               void *field)
{
    return unless(number_parse_unit(text, row->unit, field), arena, row, text);
}

static const char *take_duration(struct arena *arena, const struct option_row *row,
                                 const char *text, void *field)
{
    double seconds;
    bool good = number_parse_unit(text, UNIT_SECONDS, &seconds) && seconds >= 0;
    if (good)
        ((struct duration *)field)->seconds = seconds;
    return unless(good, arena, row, text);
}

static const char *take_range(struct arena *arena, const struct option_row *row, const char *text,
                              void *field)
{
    return unless(read_range(row->unit, text, field), arena, row, text);
}

static const char *take_limits(struct arena *arena, const struct option_row *row, const char *text,
                               void *field)
{
    return unless(read_limits(arena, row->unit, text, field), arena, row, text);
}

static const char *take_levels(struct arena *arena, const struct option_row *row, const char *text,
                               void *field)
{
    return unless(read_levels(arena, text, field), arena, row, text);
}

static const char *take_margin(struct arena *arena, const struct option_row *row, const char *text,
                               void *field)
{
    return unless(read_margin(arena, text, field), arena, row, text);
}

static const char *take_choice(struct arena *arena, const struct option_row *row, const char *text,
                               void *field)
{
    return unless(read_choice(row->choices, text, field), arena, row, text);
}

static const char *take_timeout(struct arena *arena, const struct option_row *row, const char *text,
                                void *field)
{
    return unless(read_timeout(arena, text, field), arena, row, text);
}

static const char *take_item(struct arena *arena, const struct option_row *row, const char *text,
                             void *field)
{
    struct list *list = field;
    size_t at = list->count;
    (void)row;
    const char **items = kind_append(arena, list->items, &list->count, sizeof *items);
    items[at] = text;
    list->items = items;
    return NULL;
}

static const char *take_secret(struct arena *arena, const struct option_row *row, const char *text,
                               void *field)
{
    if (strncmp(text, "file:", 5) != 0)
        return arena_printf(
            arena,
            _("--%s does not take its value from the command line, where everybody can read it: "
              "set the environment variable %s, or give file:PATH"),
            row->name, secret_variable(arena, row->name));
    ((struct secret *)field)->path = text + 5;
    return NULL;
}

const char *kind_secret_take(struct arena *arena, const struct option_row *row,
                             struct secret *secret)
{
    const char *path = secret->path;
    switch (secret_from_file(arena, path, &secret->value)) {
    case SECRET_TAKEN: return NULL;
    case SECRET_UNREADABLE:
        return arena_printf(arena, _("--%s: the file %s cannot be read"), row->name, path);
    case SECRET_EXPOSED:
        return arena_printf(arena,
                            _("--%s: others can read the file %s; make it chmod 600 and owned by "
                              "the account that runs the check"),
                            row->name, path);
    case SECRET_EMPTY:
        return arena_printf(arena, _("--%s: the first line of the file %s is empty"), row->name,
                            path);
    case SECRET_TOO_LONG: break;
    }
    return arena_printf(arena, _("--%s: the file %s is too large for a secret"), row->name, path);
}

/* ---- what a value must look like ---- */

static const char *integer_form(struct arena *arena, const struct option_row *row)
{
    return row->max > row->min
               ? arena_printf(arena, _("a whole number from %ld to %ld"), row->min, row->max)
               : _("a whole number");
}

static const char *number_form(struct arena *arena, const struct option_row *row)
{
    (void)arena;
    (void)row;
    return _("a number");
}

static const char *duration_form(struct arena *arena, const struct option_row *row)
{
    (void)arena;
    (void)row;
    return _("a time such as 500ms, 90s, 12h, 30d");
}

static const char *range_form(struct arena *arena, const struct option_row *row)
{
    (void)arena;
    switch (row->unit) {
    case UNIT_SECONDS: return _("a range of times such as 30s, 12h:, 10m:2h");
    case UNIT_BYTES: return _("a range of sizes such as 400GB, 30GiB:");
    case UNIT_PERCENT: return _("a range of percentages such as 80%, 20%:");
    case UNIT_NONE:
    case UNIT_COUNTER: break;
    }
    return _("a range such as 10, 10:, ~:10, 10:20, @10:20");
}

static const char *limits_form(struct arena *arena, const struct option_row *row)
{
    return arena_printf(arena, _("WARN[,CRIT], each %s"), range_form(arena, row));
}

static const char *levels_form(struct arena *arena, const struct option_row *row)
{
    (void)arena;
    (void)row;
    return _("WARN[,CRIT], each a number or a percentage, such as 0,10%");
}

static const char *margin_form(struct arena *arena, const struct option_row *row)
{
    (void)arena;
    (void)row;
    return _("a share, a time, or both, such as 25%, 30d or 25%,30d");
}

static const char *choice_form(struct arena *arena, const struct option_row *row)
{
    struct buffer words = { .arena = arena };
    for (size_t i = 0; row->choices[i] != NULL; i++)
        buffer_printf(&words, "%s%s", i == 0 ? "" : ", ", row->choices[i]);
    return arena_printf(arena, _("one of: %s"), words.text);
}

static const char *timeout_form(struct arena *arena, const struct option_row *row)
{
    (void)arena;
    (void)row;
    return _("SECONDS[:STATE] such as 10 or 30:UNKNOWN, from 0.1 seconds to a day");
}

/* ---- a value as a user would write it ---- */

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

static const char *margin_text(struct arena *arena, const struct option_row *row, const void *field)
{
    const struct margin *margin = field;
    (void)row;
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

static const char *amount_text(struct arena *arena, enum unit unit, double value)
{
    char number[NUMBER_SIZE];
    if (!isfinite(value))
        return NULL;
    if (unit == UNIT_SECONDS)
        return span_text(arena, value);
    return unit == UNIT_BYTES ? size_text(arena, value)
                              : arena_string(arena, number_print(number, value));
}

static const char *text_text(struct arena *arena, const struct option_row *row, const void *field)
{
    (void)arena;
    (void)row;
    return *(const char *const *)field;
}

/* A number outside its own limits is how a row says that there is no default. */
static const char *integer_text(struct arena *arena, const struct option_row *row,
                                const void *field)
{
    long value = *(const long *)field;
    if (row->max > row->min && (value < row->min || value > row->max))
        return NULL;
    return arena_printf(arena, "%ld", value);
}

static const char *number_text(struct arena *arena, const struct option_row *row, const void *field)
{
    return amount_text(arena, row->unit, *(const double *)field);
}

static const char *duration_text(struct arena *arena, const struct option_row *row,
                                 const void *field)
{
    (void)row;
    return amount_text(arena, UNIT_SECONDS, ((const struct duration *)field)->seconds);
}

/* A plain bound with its unit, anything else in base units, which every unit reads back. */
static const char *range_text(struct arena *arena, const struct option_row *row, const void *field)
{
    const struct range *range = field;
    bool plain = range->set && !range->inside && range->low == 0 && isfinite(range->high);
    if (!plain)
        return range_print(arena, range);
    return arena_printf(arena, "%s%s", amount_text(arena, row->unit, range->high),
                        row->unit == UNIT_PERCENT ? "%" : "");
}

static const char *limits_text(struct arena *arena, const struct option_row *row, const void *field)
{
    const struct limits *limits = field;
    const char *warn = range_text(arena, row, &limits->warn);
    const char *crit = range_text(arena, row, &limits->crit);
    return warn == NULL || crit == NULL ? warn : arena_printf(arena, "%s,%s", warn, crit);
}

static const char *level_text(struct arena *arena, const struct level *level)
{
    char number[NUMBER_SIZE];
    return arena_printf(arena, "%s%s", number_print(number, level->value),
                        level->percent ? "%" : "");
}

static const char *levels_text(struct arena *arena, const struct option_row *row, const void *field)
{
    const struct levels *levels = field;
    (void)row;
    if (!levels->warn.set)
        return NULL;
    const char *warn = level_text(arena, &levels->warn);
    return levels->crit.set ? arena_printf(arena, "%s,%s", warn, level_text(arena, &levels->crit))
                            : warn;
}

/* An index behind the words is how a field says that none was chosen. */
static const char *choice_text(struct arena *arena, const struct option_row *row, const void *field)
{
    int chosen = ((const struct choice *)field)->index;
    (void)arena;
    for (int i = 0; row->choices[i] != NULL; i++) {
        if (i == chosen)
            return row->choices[i];
    }
    return NULL;
}

static const char *timeout_text(struct arena *arena, const struct option_row *row,
                                const void *field)
{
    const struct timeout *timeout = field;
    char number[NUMBER_SIZE];
    (void)row;
    return arena_printf(arena, "%s:%s", number_print(number, timeout->seconds),
                        state_name(timeout->state));
}

/* ---- the kinds ---- */

const struct kind kind_flag = { .read = take_flag };
const struct kind kind_count = { .read = take_count };
const struct kind kind_text = { "TEXT", .read = take_text, .text = text_text };
const struct kind kind_list = { "TEXT", .repeats = true, .read = take_item };
const struct kind kind_secret = { "file:PATH", .read = take_secret };
const struct kind kind_integer = { "NUMBER", false, take_integer, integer_form, integer_text };
const struct kind kind_number = { "NUMBER", false, take_number, number_form, number_text };
const struct kind kind_duration = { "TIME", false, take_duration, duration_form, duration_text };
const struct kind kind_range = { "RANGE", false, take_range, range_form, range_text };
const struct kind kind_limits = { "WARN[,CRIT]", false, take_limits, limits_form, limits_text };
const struct kind kind_levels = { "WARN[,CRIT]", false, take_levels, levels_form, levels_text };
const struct kind kind_margin = { "MARGIN", false, take_margin, margin_form, margin_text };
const struct kind kind_choice = { "WORD", false, take_choice, choice_form, choice_text };
const struct kind kind_timeout = { "SECONDS[:STATE]", false, take_timeout, timeout_form,
                                   timeout_text };
