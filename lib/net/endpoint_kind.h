/* SPDX-License-Identifier: BSD-2-Clause */
/* endpoint_kind.h - options whose value is a host, or a target as endpoint_read() takes it. */
#ifndef ENDPOINT_KIND_H
#define ENDPOINT_KIND_H

#include "frame/kind.h"
#include "net/endpoint.h"

struct endpoint_list {
    const struct endpoint *items;
    size_t count;
};

/* Its field is a const char *: the host as endpoint_host() gives it; NULL while it is not given. */
extern const struct kind endpoint_kind_host;
/* May be given several times; its field is a struct endpoint_list. */
extern const struct kind endpoint_kind_list;

#endif
