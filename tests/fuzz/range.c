/* SPDX-License-Identifier: BSD-2-Clause */
/* Ranges and numbers with units. What is read must be sane, and must come back when it is printed.
 */
#include "frame/range.h"

#include <math.h>

#include "fuzz/fuzz.h"
#include "base/number.h"
#include "frame/option.h"

/* number_print keeps six digits; what it printed must be kept exactly. */
static void check_print(struct arena *arena, const struct range *range)
{
    struct option_row row = { .name = "fuzz", .kind = &kind_range };
    struct range again = { .set = false }, last = { .set = false };
    const char *text = kind_range.text(arena, &row, range);
    MUST(text != NULL);
    /* Both ends may round to the same or a wrong order only when they were as good as equal. */
    if (!range_parse(text, &again)) {
        MUST(strlen(text) > 60 || range->high - range->low < 1e-5);
        return;
    }
    MUST(again.inside == range->inside);
    MUST(isinf(again.low) == isinf(range->low) && isinf(again.high) == isinf(range->high));
    const char *twice = kind_range.text(arena, &row, &again);
    MUST(strcmp(text, twice) == 0 || strlen(text) > 60 ||
         (range_parse(twice, &last) && last.inside == again.inside));
    must_be_clean(text);
}

static void check(struct arena *arena, const char *text, enum unit unit)
{
    struct range range = { .low = 3, .high = 4 };
    bool good = unit == UNIT_NONE ? range_parse(text, &range)
                                  : range_parse_unit(text, unit, &range);
    if (!good) {
        MUST(!range.set && !(range.low < 3) && !(range.high > 4));
        return;
    }
    MUST(range.set && !isnan(range.low) && !isnan(range.high) && range.low <= range.high);
    MUST(range_alerts(&range, NAN));
    MUST(range_alerts(&range, range.low) == range.inside);
    MUST(range_alerts(&range, range.high) == range.inside);
    if (isfinite(range.high) && isfinite(range.low))
        MUST(range_alerts(&range, range.low - fabs(range.low) - 1) != range.inside);
    check_print(arena, &range);
}

static void check_number(const char *text)
{
    char first[NUMBER_SIZE], second[NUMBER_SIZE];
    double value, again;
    long whole;
    if (number_parse_integer(text, &whole))
        MUST(number_parse(text, &value));
    if (!number_parse(text, &value))
        return;
    MUST(isfinite(value));
    number_print(first, value);
    MUST(strpbrk(first, "eEU,") == NULL && strcmp(first, "-0") != 0);
    MUST(number_parse(first, &again));
    number_print(second, again);
    MUST(strcmp(first, second) == 0);
    if (fabs(value) > 1e-290)
        MUST(fabs(value - again) <= fabs(value) * 1e-5);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    const char *text = arena_copy(arena, data, size);
    for (int unit = UNIT_NONE; unit <= UNIT_COUNTER; unit++)
        check(arena, text, (enum unit)unit);
    check_number(text);
    arena_free(arena);
    return 0;
}
