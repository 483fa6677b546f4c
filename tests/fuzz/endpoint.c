/* SPDX-License-Identifier: BSD-2-Clause */
/* Lists of targets: lines and endpoints. */
#include "net/endpoint.h"

#include "fuzz/fuzz.h"
#include "base/lines.h"
#include "read/address.h"
#include "cert/targets.h"

static void check(struct arena *arena, const char *text)
{
    struct endpoint endpoint = { .host = "untouched" }, again = { .host = NULL };
    const char *problem = endpoint_read(arena, text, &endpoint);
    if (problem != NULL) {
        MUST(*problem != '\0' && strcmp(endpoint.host, "untouched") == 0);
        return;
    }
    MUST(*endpoint.host != '\0' && endpoint.port >= 0 && endpoint.port <= 65535);
    MUST(endpoint.starttls <= STARTTLS_NNTP);
    if (!address_is_numeric(endpoint.host))
        MUST(strspn(endpoint.host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "0123456789-._") == strlen(endpoint.host));
    struct tls_target target = { .host = endpoint.host,
                                 .port = endpoint.port > 0 ? endpoint.port : 443 };
    MUST(endpoint_read(arena, targets_name(arena, &target), &again) == NULL);
    MUST(strcmp(again.host, endpoint.host) == 0 && again.port == target.port);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct line *lines;
    size_t count, last = 0;
    lines_split(arena, (const char *)data, size, &lines, &count);
    for (size_t i = 0; i < count; i++) {
        const char *text = lines[i].text;
        MUST(lines[i].number > last);
        last = lines[i].number;
        MUST(*text != '\0' && *text != '#' && strchr(" \t\r", *text) == NULL);
        MUST(strchr(text, '\n') == NULL && strstr(text, " #") == NULL);
        check(arena, text);
    }
    arena_free(arena);
    return 0;
}
