/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/range.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

typedef bool bound_reader(const char *text, enum unit unit, double *out);

/* A plain number; one `%` behind it is a habit of users and says nothing. */
static bool plain_bound(const char *text, enum unit unit, double *out)
{
    char copy[64];
    (void)unit;
    size_t length = strlen(text);
    if (length == 0 || length >= sizeof copy)
        return false;
    memcpy(copy, text, length + 1);
    if (copy[length - 1] == '%')
        copy[length - 1] = '\0';
    return number_parse(copy, out);
}

/* One side of the colon. An empty side takes its default; `~` is allowed at the start only. */
static bool read_side(const char *from, size_t length, bound_reader *reader, enum unit unit,
                      double *out)
{
    char copy[64];
    if (length == 0)
        return true;
    if (length >= sizeof copy)
        return false;
    memcpy(copy, from, length);
    copy[length] = '\0';
    return reader(copy, unit, out);
}

static bool parse(const char *text, bound_reader *reader, enum unit unit, struct range *out)
{
    struct range range = { .low = 0, .high = INFINITY, .set = true };
    if (*text == '@') {
        range.inside = true;
        text++;
    }
    const char *colon = strchr(text, ':');
    const char *end = colon != NULL ? colon + 1 : text;
    if (*text == '\0' || (colon == text && *end == '\0'))
        return false;
    if (colon == text + 1 && *text == '~')
        range.low = -INFINITY;
    else if (colon != NULL && !read_side(text, (size_t)(colon - text), reader, unit, &range.low))
        return false;
    if (!read_side(end, strlen(end), reader, unit, &range.high) || range.low > range.high)
        return false;
    *out = range;
    return true;
}

bool range_parse(const char *text, struct range *out)
{
    return parse(text, plain_bound, UNIT_NONE, out);
}

bool range_parse_unit(const char *text, enum unit unit, struct range *out)
{
    return parse(text, number_parse_unit, unit, out);
}

bool range_alerts(const struct range *range, double value)
{
    if (!range->set)
        return false;
    if (isnan(value))
        return true;
    bool within = value >= range->low && value <= range->high;
    return range->inside ? within : !within;
}

const char *range_print(struct arena *arena, const struct range *range)
{
    char low[NUMBER_SIZE], high[NUMBER_SIZE];
    if (!range->set)
        return NULL;
    const char *at = range->inside ? "@" : "";
    const char *end = isinf(range->high) ? "" : number_print(high, range->high);
    if (range->low == 0 && *end != '\0')
        return arena_printf(arena, "%s%s", at, end);
    return arena_printf(arena, "%s%s:%s", at,
                        isinf(range->low) ? "~" : number_print(low, range->low), end);
}
