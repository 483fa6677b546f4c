/* SPDX-License-Identifier: BSD-2-Clause */
#include "cert/targets.h"

#include <string.h>

#include "net/endpoint.h"

/* The name that is asked for and verified. The dot that ends an absolute name is for DNS alone (RFC
 * 6066 3). */
static const char *verified_name(struct arena *arena, const struct targets_options *given,
                                 const char *host)
{
    const char *name = given->sni != NULL ? given->sni : host;
    size_t length = strlen(name);
    return name[length - 1] == '.' ? arena_copy(arena, name, length - 1) : name;
}

/* What an endpoint does not say comes from the options. */
static void add(struct arena *arena, const struct targets_options *given,
                const struct endpoint *endpoint, struct targets *out)
{
    enum starttls option = (enum starttls)given->starttls.index;
    long usual = endpoint->has_protocol ? endpoint->protocol_port : endpoint_port(option);
    long port = endpoint->port > 0 ? endpoint->port : given->port;
    out->targets = arena_grow(arena, out->targets, out->count, &out->capacity,
                              sizeof *out->targets);
    out->targets[out->count++] = (struct tls_target){
        .host = endpoint->host,
        .port = port > 0 ? port : usual,
        .name = verified_name(arena, given, endpoint->host),
        .starttls = endpoint->has_protocol ? endpoint->starttls : option,
    };
}

const char *targets_add(struct arena *arena, const struct targets_options *given, const char *text,
                        struct targets *out)
{
    struct endpoint endpoint;
    const char *problem = endpoint_read(arena, text, &endpoint);
    if (problem == NULL)
        add(arena, given, &endpoint, out);
    return problem;
}

void targets_take(struct arena *arena, const struct targets_options *given, struct targets *out)
{
    const struct endpoint host = { .host = given->host };
    if (given->host != NULL)
        add(arena, given, &host, out);
    for (size_t i = 0; i < given->target.count; i++)
        add(arena, given, &given->target.items[i], out);
}

bool targets_given(const struct targets_options *given)
{
    return given->host != NULL || given->file != NULL || given->target.count > 0;
}

const char *targets_name(struct arena *arena, const struct tls_target *target)
{
    bool brackets = strchr(target->host, ':') != NULL;
    return arena_printf(arena, "%s%s%s:%ld", brackets ? "[" : "", target->host, brackets ? "]" : "",
                        target->port);
}
