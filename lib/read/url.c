/* SPDX-License-Identifier: BSD-2-Clause */
#include "read/url.h"

#include <idn2.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "read/address.h"
#include "base/number.h"
#include "base/text.h"

static bool is_ascii(const char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text >= 0x80)
            return false;
    }
    return true;
}

/* The host as DNS and certificates write it. NULL when it cannot be written that way. */
static const char *to_a_labels(struct arena *arena, const char *host)
{
    char *found = NULL;
    if (idn2_to_ascii_8z(host, &found, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) != IDN2_OK)
        return NULL;
    const char *copy = arena_string(arena, found);
    idn2_free(found);
    return copy;
}

/* Letters, digits, and the other characters in names that are in use. Anything else could mean
 * something different to a program between us and the server. */
static bool is_host(const char *host)
{
    size_t length = strlen(host);
    return length > 0 && length <= 253 &&
           strspn(host, "abcdefghijklmnopqrstuvwxyz0123456789-._") == length && *host != '.' &&
           *host != '-' && strstr(host, "..") == NULL;
}

static const char *read_host(struct arena *arena, const char *text, size_t length, struct url *out)
{
    char *host = arena_copy(arena, text, length);
    for (char *byte = host; *byte != '\0'; byte++)
        *byte = *byte >= 'A' && *byte <= 'Z' ? (char)(*byte + ('a' - 'A')) : *byte;
    out->host = host;
    if (*host == '[') {
        if (length < 4 || host[length - 1] != ']')
            return _("the brackets of an IPv6 address are not closed");
        host[length - 1] = '\0';
        out->host = host + 1;
        if (strchr(out->host, '%') != NULL)
            return _("the zone of an address (behind %) cannot be written in a URL");
        return address_is_numeric(out->host) && strchr(out->host, ':') != NULL
                   ? NULL
                   : _("there is no IPv6 address between the brackets");
    }
    if (!is_ascii(host))
        out->host = to_a_labels(arena, host);
    if (out->host == NULL || !is_host(out->host))
        return _("the host is no name that DNS could know");
    return NULL;
}

static const char *read_authority(struct arena *arena, const char *text, size_t length,
                                  struct url *out)
{
    const char *bracket = memchr(text, ']', length);
    const char *from = bracket != NULL ? bracket : text;
    const char *colon = memchr(from, ':', length - (size_t)(from - text));
    size_t host_length = colon != NULL ? (size_t)(colon - text) : length;
    out->port = out->https ? 443 : 80;
    if (memchr(text, '@', length) != NULL)
        return _("a name and password do not belong into the URL, where everybody can read them; "
                 "use --user");
    if (host_length == 0)
        return _("the host is missing");
    if (colon != NULL && colon + 1 < text + length &&
        (strchr("+-", colon[1]) != NULL ||
         !number_parse_integer(arena_copy(arena, colon + 1, length - host_length - 1),
                               &out->port) ||
         out->port < 1 || out->port > 65535))
        return _("the port is no number from 1 to 65535");
    return read_host(arena, text, host_length, out);
}

/* The path and query of a URL: characters that are not allowed there are encoded; what is encoded
 * already stays. */
static const char *clean_path(struct arena *arena, const char *text)
{
    struct buffer path = { .arena = arena };
    buffer_put(&path, *text == '/' ? "" : "/");
    for (; *text != '\0' && *text != '#'; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte <= 0x20 || byte >= 0x7F || strchr("\"<>\\^`{|}", byte) != NULL)
            buffer_printf(&path, "%%%02X", byte);
        else
            buffer_add(&path, text, 1);
    }
    return path.text;
}

static const char *after_scheme(const char *text, bool *https)
{
    static const char *const schemes[] = { "http://", "https://" };
    for (size_t i = 0; i < 2; i++) {
        size_t length = strlen(schemes[i]);
        *https = i == 1;
        if (strncasecmp(text, schemes[i], length) == 0)
            return text + length;
    }
    return NULL;
}

const char *url_read(struct arena *arena, const char *text, struct url *out)
{
    struct url url = { .host = NULL };
    const char *rest = after_scheme(text, &url.https);
    if (rest == NULL)
        return _("it does not begin with http:// or https://");
    size_t length = strcspn(rest, "/?#\\");
    const char *problem = read_authority(arena, rest, length, &url);
    if (problem != NULL)
        return problem;
    url.path = clean_path(arena, rest + length);
    *out = url;
    return NULL;
}

/* RFC 3986 section 5.2.4, for a path that begins with a slash; the query is not part of it. */
static const char *without_dots(struct arena *arena, const char *path)
{
    size_t end = strcspn(path, "?");
    char *out = arena_alloc(arena, strlen(path) + 2);
    size_t length = 0;
    for (size_t at = 0; at < end;) {
        size_t segment = 1 + strcspn(path + at + 1, "/?");
        bool last = at + segment >= end;
        if (segment == 2 && path[at + 1] == '.') {
            if (last)
                out[length++] = '/';
        } else if (segment == 3 && path[at + 1] == '.' && path[at + 2] == '.') {
            while (length > 0 && out[--length] != '/')
                ;
            if (last)
                out[length++] = '/';
        } else {
            memcpy(out + length, path + at, segment);
            length += segment;
        }
        at += segment;
    }
    if (length == 0)
        out[length++] = '/';
    memcpy(out + length, path + end, strlen(path + end) + 1);
    return out;
}

/* A scheme ends at the first colon, when that comes before any slash (RFC 3986 3.1). */
static bool has_scheme(const char *reference)
{
    size_t length = strcspn(reference, ":/?#");
    return length > 0 && reference[length] == ':';
}

const char *url_resolve(struct arena *arena, const struct url *base, const char *reference,
                        struct url *out)
{
    const char *path;
    if (has_scheme(reference))
        return url_read(arena, reference, out);
    if (strncmp(reference, "//", 2) == 0)
        return url_read(arena,
                        arena_printf(arena, "%s:%s", base->https ? "https" : "http", reference),
                        out);
    size_t own = strcspn(base->path, "?");
    size_t folder = own;
    while (folder > 0 && base->path[folder - 1] != '/')
        folder--;
    if (*reference == '/')
        path = reference;
    else if (*reference == '?')
        path = arena_printf(arena, "%.*s%s", (int)own, base->path, reference);
    else if (*reference == '\0' || *reference == '#')
        path = base->path;
    else
        path = arena_printf(arena, "%.*s%s", (int)folder, base->path, reference);
    *out = *base;
    out->path = without_dots(arena, clean_path(arena, path));
    return NULL;
}

const char *url_origin(struct arena *arena, const struct url *url)
{
    bool brackets = strchr(url->host, ':') != NULL;
    bool usual = url->port == (url->https ? 443 : 80);
    const char *host = arena_printf(arena, "http%s://%s%s%s", url->https ? "s" : "",
                                    brackets ? "[" : "", url->host, brackets ? "]" : "");
    return usual ? host : arena_printf(arena, "%s:%ld", host, url->port);
}

const char *url_text(struct arena *arena, const struct url *url)
{
    return arena_printf(arena, "%s%s", url_origin(arena, url), url->path);
}

const char *url_brief(struct arena *arena, const struct url *url)
{
    return arena_printf(arena, "%s%.*s", url_origin(arena, url), (int)strcspn(url->path, "?"),
                        url->path);
}

bool url_same_origin(const struct url *a, const struct url *b)
{
    return a->https == b->https && a->port == b->port && strcmp(a->host, b->host) == 0;
}

const char *url_encode(struct arena *arena, const char *text)
{
    struct buffer out = { .arena = arena };
    buffer_put(&out, "");
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;
        bool plain = (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
                     (byte >= '0' && byte <= '9') || strchr("-._~", byte) != NULL;
        if (plain)
            buffer_add(&out, text, 1);
        else
            buffer_printf(&out, "%%%02X", byte);
    }
    return out.text;
}

struct url url_below(struct arena *arena, const struct url *base, const char *path)
{
    struct url url = *base;
    size_t length = strcspn(base->path, "?");
    while (length > 0 && base->path[length - 1] == '/')
        length--;
    url.path = arena_printf(arena, "%.*s%s", (int)length, base->path, path);
    return url;
}
