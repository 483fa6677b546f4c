/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_site.h"

#include <string.h>

static const char digits[] = "0123456789";

/* One number off the front, and the point behind it. */
static long number(const char **text)
{
    long value = 0;
    while (**text != '\0' && strchr(digits, **text) != NULL) {
        value = value < 1000000 ? value * 10 + (**text - '0') : value;
        ++*text;
    }
    if (**text == '.')
        ++*text;
    return value;
}

int ckan_site_version_order(const char *a, const char *b)
{
    static const char numbers[] = "0123456789.";
    bool early_a = a[strspn(a, numbers)] != '\0', early_b = b[strspn(b, numbers)] != '\0';
    bool more;
    do {
        long x = number(&a), y = number(&b);
        if (x != y)
            return x < y ? -1 : 1;
        more = (*a != '\0' && strchr(digits, *a) != NULL) ||
               (*b != '\0' && strchr(digits, *b) != NULL);
    } while (more);
    /* A letter behind the numbers is that of an alpha, a beta or a candidate. */
    return (int)early_b - (int)early_a;
}
