/* SPDX-License-Identifier: BSD-2-Clause */
/* stub_status.h - the page of nginx's ngx_http_stub_status_module; pure.
 *
 *     Active connections: 291
 *     server accepts handled requests
 *      16630948 16630948 31070465
 *     Reading: 6 Writing: 179 Waiting: 106
 *
 * The three totals count since nginx was started; the last line is a moment, waiting being
 * connections that are kept open between two requests. */
#ifndef STUB_STATUS_H
#define STUB_STATUS_H

#include <stddef.h>

struct stub_status {
    double active, accepts, handled, requests, reading, writing, waiting;
};

enum stub_status_fault {
    STUB_STATUS_GOOD,
    STUB_STATUS_CUT, /* correct up to its end, which comes too early */
    STUB_STATUS_OTHER
};

/* *out is set only when the page is good: exactly these lines, and nothing else. */
enum stub_status_fault stub_status_read(const char *bytes, size_t length, struct stub_status *out);

#endif
