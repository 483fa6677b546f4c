/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/endpoint.h"

#include <string.h>

#include "read/address.h"
#include "base/number.h"
#include "base/text.h"

const char *const endpoint_starttls_names[] = {
    [STARTTLS_NONE] = "none",
    [STARTTLS_SMTP] = "smtp",
    [STARTTLS_LMTP] = "lmtp",
    [STARTTLS_IMAP] = "imap",
    [STARTTLS_POP3] = "pop3",
    [STARTTLS_FTP] = "ftp",
    [STARTTLS_LDAP] = "ldap",
    [STARTTLS_POSTGRES] = "postgres",
    [STARTTLS_MYSQL] = "mysql",
    [STARTTLS_XMPP] = "xmpp",
    [STARTTLS_XMPP_SERVER] = "xmpp-server",
    [STARTTLS_SIEVE] = "sieve",
    [STARTTLS_NNTP] = "nntp",
    NULL,
};

static const long ports[] = {
    [STARTTLS_NONE] = 443,  [STARTTLS_SMTP] = 25,          [STARTTLS_LMTP] = 24,
    [STARTTLS_IMAP] = 143,  [STARTTLS_POP3] = 110,         [STARTTLS_FTP] = 21,
    [STARTTLS_LDAP] = 389,  [STARTTLS_POSTGRES] = 5432,    [STARTTLS_MYSQL] = 3306,
    [STARTTLS_XMPP] = 5222, [STARTTLS_XMPP_SERVER] = 5269, [STARTTLS_SIEVE] = 4190,
    [STARTTLS_NNTP] = 119,
};

static const struct {
    const char *name;
    long port;
} direct[] = {
    { "tls", 443 },   { "https", 443 }, { "smtps", 465 }, { "imaps", 993 },
    { "pop3s", 995 }, { "ldaps", 636 }, { "ftps", 990 },  { "nntps", 563 },
};

long endpoint_port(enum starttls protocol)
{
    return ports[protocol];
}

static bool read_protocol(struct arena *arena, const char *text, size_t length,
                          struct endpoint *out)
{
    const char *name = arena_copy(arena, text, length);
    out->has_protocol = true;
    for (int i = STARTTLS_SMTP; endpoint_starttls_names[i] != NULL; i++) {
        if (text_same(name, endpoint_starttls_names[i])) {
            out->starttls = (enum starttls)i;
            out->protocol_port = ports[i];
            return true;
        }
    }
    for (size_t i = 0; i < sizeof direct / sizeof *direct; i++) {
        if (text_same(name, direct[i].name)) {
            out->protocol_port = direct[i].port;
            return true;
        }
    }
    return false;
}

/* Letters, digits, dashes, dots; underscores are no host names but are met. */
static const char *check_name(struct arena *arena, const char *host)
{
    for (const char *c = host; *c != '\0'; c++) {
        if ((unsigned char)*c >= 0x80)
            return arena_printf(arena,
                                _("'%s' is an international name; write it in ASCII (xn--...), as "
                                  "`idn2 NAME` prints it"),
                                host);
    }
    if (strchr(host, ':') != NULL || strchr(host, '/') != NULL)
        return arena_printf(
            arena,
            _("'%s' is more than a host name; a port goes to --port, a protocol to --target"),
            host);
    size_t good = strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._");
    if (*host == '\0' || strstr(host, "..") != NULL || host[good] != '\0' || *host == '-' ||
        *host == '.' || strlen(host) > 253)
        return arena_printf(arena, _("'%s' is neither a host name nor an address"), host);
    return NULL;
}

/* What looks like a password is not repeated in the sentence that refuses it. */
static bool has_password(const char *text)
{
    return strchr(text, '@') != NULL;
}

static const char *refuse_password(void)
{
    return _("a name and password do not belong here, where everybody can read them; give the host "
             "alone");
}

const char *endpoint_host(struct arena *arena, const char *text, const char **host)
{
    if (has_password(text))
        return refuse_password();
    size_t length = strlen(text);
    const char *bare = text;
    if (length > 2 && text[0] == '[' && text[length - 1] == ']') {
        bare = arena_copy(arena, text + 1, length - 2);
        if (strchr(bare, ':') == NULL)
            return arena_printf(arena, _("'%s' is neither a host name nor an address"), text);
    }
    const char *problem = address_is_numeric(bare) ? NULL : check_name(arena, bare);
    if (problem == NULL)
        *host = bare;
    return problem;
}

const char *endpoint_read(struct arena *arena, const char *text, struct endpoint *out)
{
    struct endpoint read = { .host = NULL };
    if (has_password(text))
        return refuse_password();
    const char *slashes = strstr(text, "://"), *rest = slashes != NULL ? slashes + 3 : text;
    if (slashes != NULL && !read_protocol(arena, text, (size_t)(slashes - text), &read))
        return arena_printf(arena, _("'%s' has an unknown protocol"), text);
    const char *bracket = *rest == '[' ? strchr(rest, ']') : NULL;
    const char *colon = strchr(bracket != NULL ? bracket : rest, ':');
    /* More than one colon without brackets is an IPv6 address without a port. */
    if (bracket == NULL && colon != NULL && strchr(colon + 1, ':') != NULL)
        colon = NULL;
    size_t host_length = colon != NULL ? (size_t)(colon - rest) : strlen(rest);
    const char *problem = endpoint_host(arena, arena_copy(arena, rest, host_length), &read.host);
    if (problem != NULL)
        return problem;
    if (colon != NULL &&
        (colon[1] < '0' || colon[1] > '9' || !number_parse_integer(colon + 1, &read.port) ||
         read.port < 1 || read.port > 65535))
        return arena_printf(arena, _("'%s' has no port from 1 to 65535 behind its colon"), text);
    *out = read;
    return NULL;
}
