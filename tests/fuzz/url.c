/* SPDX-License-Identifier: BSD-2-Clause */
/* A URL, a line end, and a reference that is resolved against it. */
#include "read/url.h"

#include "fuzz/fuzz.h"

static void check(struct arena *arena, const struct url *url)
{
    struct url again;
    MUST(*url->host != '\0' && url->port >= 1 && url->port <= 65535 && *url->path == '/');
    for (const char *c = url->host; *c != '\0'; c++)
        MUST((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || strchr("-._:", *c) != NULL);
    /* Nothing that ends a line or a word of a request, or stands for something else there. */
    for (const char *c = url->path; *c != '\0'; c++)
        MUST(*c > ' ' && *c < 0x7f && strchr("\"<>\\^`{|}#", *c) == NULL);
    const char *text = url_text(arena, url);
    MUST(url_read(arena, text, &again) == NULL);
    MUST(url_same_origin(url, &again) && strcmp(url->path, again.path) == 0);
    MUST(strchr(url_brief(arena, url), '?') == NULL);
    struct url below = url_below(arena, url, "/api");
    MUST(url_same_origin(url, &below) && strstr(below.path, "/api") != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    char *text = arena_copy(arena, data, size), *reference = strchr(text, '\n');
    struct url base = { .host = "untouched" }, url = { .host = "untouched" };
    if (reference != NULL)
        *reference++ = '\0';
    const char *problem = url_read(arena, text, &base);
    if (problem != NULL) {
        MUST(*problem != '\0' && strcmp(base.host, "untouched") == 0);
        MUST(url_read(arena, "https://portal.example:8443/a/b?c", &base) == NULL);
    }
    check(arena, &base);
    if (reference != NULL && (problem = url_resolve(arena, &base, reference, &url)) == NULL) {
        check(arena, &url);
        if (strstr(reference, "//") == NULL)
            MUST(url_same_origin(&base, &url));
    } else if (reference != NULL) {
        MUST(*problem != '\0' && strcmp(url.host, "untouched") == 0);
    }
    const char *encoded = url_encode(arena, text);
    MUST(strspn(encoded, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%") ==
         strlen(encoded));
    arena_free(arena);
    return 0;
}
