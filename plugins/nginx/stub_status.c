/* SPDX-License-Identifier: BSD-2-Clause */
#include "nginx/stub_status.h"

#include <stdbool.h>
#include <string.h>

/* What is left of the page. */
struct rest {
    const char *at, *end;
    bool cut; /* it ended where more must come */
};

/* A word with its blanks, to the letter. */
static bool take(struct rest *rest, const char *word)
{
    size_t length = strlen(word), left = (size_t)(rest->end - rest->at);
    rest->cut = left < length && memcmp(rest->at, word, left) == 0;
    if (left < length || memcmp(rest->at, word, length) != 0)
        return false;
    rest->at += length;
    return true;
}

/* A counter: nginx prints 64 bits, which are at most 20 digits. */
static bool take_number(struct rest *rest, double *out)
{
    enum { DIGITS_MAX = 20 };
    int digits = 0;
    double number = 0;
    for (; rest->at < rest->end && *rest->at >= '0' && *rest->at <= '9'; rest->at++, digits++)
        number = number * 10 + (*rest->at - '0');
    *out = number;
    rest->cut = digits == 0 && rest->at == rest->end;
    return digits > 0 && digits <= DIGITS_MAX;
}

/* Blanks at the ends of lines, and CR, are nobody's fault. */
static bool take_line_end(struct rest *rest)
{
    while (rest->at < rest->end && (*rest->at == ' ' || *rest->at == '\r'))
        rest->at++;
    return rest->at == rest->end || take(rest, "\n");
}

enum stub_status_fault stub_status_read(const char *bytes, size_t length, struct stub_status *out)
{
    struct rest rest = { .at = bytes, .end = bytes + length };
    struct stub_status status;
    bool good = take(&rest, "Active connections: ") && take_number(&rest, &status.active) &&
                take_line_end(&rest) && take(&rest, "server accepts handled requests") &&
                take_line_end(&rest) && take(&rest, " ") && take_number(&rest, &status.accepts) &&
                take(&rest, " ") && take_number(&rest, &status.handled) && take(&rest, " ") &&
                take_number(&rest, &status.requests) && take_line_end(&rest) &&
                take(&rest, "Reading: ") && take_number(&rest, &status.reading) &&
                take(&rest, " Writing: ") && take_number(&rest, &status.writing) &&
                take(&rest, " Waiting: ") && take_number(&rest, &status.waiting) &&
                take_line_end(&rest) && rest.at == rest.end;
    if (!good)
        return rest.cut ? STUB_STATUS_CUT : STUB_STATUS_OTHER;
    *out = status;
    return STUB_STATUS_GOOD;
}
