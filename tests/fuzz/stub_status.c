/* SPDX-License-Identifier: BSD-2-Clause */
/* The counters of nginx. */
#include "nginx/stub_status.h"

#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct stub_status status = { .active = -1 };
    /* A copy of exact size, so that what is read behind it is seen. */
    char *copy = malloc(size > 0 ? size : 1);
    MUST(copy != NULL);
    memcpy(copy, data, size);
    enum stub_status_fault fault = stub_status_read(copy, size, &status);
    free(copy);
    if (fault != STUB_STATUS_GOOD) {
        MUST(status.active < 0);
        return 0;
    }
    const double counters[] = { status.active,  status.accepts, status.handled, status.requests,
                                status.reading, status.writing, status.waiting };
    for (size_t i = 0; i < sizeof counters / sizeof *counters; i++)
        MUST(counters[i] >= 0 && counters[i] < 1e20);
    return 0;
}
