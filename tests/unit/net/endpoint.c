/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/endpoint.h"

#include "unit/check.h"
#include "read/address.h"

static const struct {
    const char *text, *host;
    long port;
    enum starttls starttls;
    long protocol_port; /* 0: no protocol was said */
} good[] = {
    { "www.example.jp", "www.example.jp", 0, STARTTLS_NONE, 0 },
    { "www.example.jp:443", "www.example.jp", 443, STARTTLS_NONE, 0 },
    { "localhost:1", "localhost", 1, STARTTLS_NONE, 0 },
    { "a:65535", "a", 65535, STARTTLS_NONE, 0 },
    { "a_b.example", "a_b.example", 0, STARTTLS_NONE, 0 },
    { "xn--bcher-kva.example", "xn--bcher-kva.example", 0, STARTTLS_NONE, 0 },
    { "192.0.2.1", "192.0.2.1", 0, STARTTLS_NONE, 0 },
    { "192.0.2.1:8443", "192.0.2.1", 8443, STARTTLS_NONE, 0 },
    { "::1", "::1", 0, STARTTLS_NONE, 0 },
    { "::", "::", 0, STARTTLS_NONE, 0 },
    { "2001:db8::1", "2001:db8::1", 0, STARTTLS_NONE, 0 },
    { "2001:db8:0:0:0:0:0:443", "2001:db8:0:0:0:0:0:443", 0, STARTTLS_NONE, 0 },
    { "::ffff:192.0.2.1", "::ffff:192.0.2.1", 0, STARTTLS_NONE, 0 },
    { "fe80::1%eth0", "fe80::1%eth0", 0, STARTTLS_NONE, 0 },
    { "[::1]", "::1", 0, STARTTLS_NONE, 0 },
    { "[::1]:443", "::1", 443, STARTTLS_NONE, 0 },
    { "[fe80::1%eth0]:443", "fe80::1%eth0", 443, STARTTLS_NONE, 0 },
    { "https://www.example.jp", "www.example.jp", 0, STARTTLS_NONE, 443 },
    { "tls://a:8443", "a", 8443, STARTTLS_NONE, 443 },
    { "TLS://a", "a", 0, STARTTLS_NONE, 443 },
    { "smtps://a", "a", 0, STARTTLS_NONE, 465 },
    { "imaps://a", "a", 0, STARTTLS_NONE, 993 },
    { "pop3s://a", "a", 0, STARTTLS_NONE, 995 },
    { "ldaps://a", "a", 0, STARTTLS_NONE, 636 },
    { "ftps://a", "a", 0, STARTTLS_NONE, 990 },
    { "nntps://a", "a", 0, STARTTLS_NONE, 563 },
    { "smtp://a", "a", 0, STARTTLS_SMTP, 25 },
    { "smtp://a:587", "a", 587, STARTTLS_SMTP, 25 },
    { "lmtp://a", "a", 0, STARTTLS_LMTP, 24 },
    { "imap://[::1]", "::1", 0, STARTTLS_IMAP, 143 },
    { "imap://::1", "::1", 0, STARTTLS_IMAP, 143 },
    { "pop3://a", "a", 0, STARTTLS_POP3, 110 },
    { "ftp://a", "a", 0, STARTTLS_FTP, 21 },
    { "ldap://a", "a", 0, STARTTLS_LDAP, 389 },
    { "postgres://[2001:db8::1]:5433", "2001:db8::1", 5433, STARTTLS_POSTGRES, 5432 },
    { "mysql://a", "a", 0, STARTTLS_MYSQL, 3306 },
    { "xmpp://a", "a", 0, STARTTLS_XMPP, 5222 },
    { "xmpp-server://a", "a", 0, STARTTLS_XMPP_SERVER, 5269 },
    { "sieve://a", "a", 0, STARTTLS_SIEVE, 4190 },
    { "NNTP://a", "a", 0, STARTTLS_NNTP, 119 },
};

TEST(targets_are_read)
{
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        struct endpoint out = { .host = "untouched" };
        const char *problem = endpoint_read(arena, good[i].text, &out);
        if (problem != NULL) {
            bad_row(good[i].text, "was refused: %s", problem);
            continue;
        }
        expect_text(good[i].text, out.host, good[i].host);
        expect_int(good[i].text, out.port, good[i].port);
        expect_int(good[i].text, out.starttls, good[i].starttls);
        expect_int(good[i].text, out.has_protocol, good[i].protocol_port != 0);
        expect_int(good[i].text, out.protocol_port, good[i].protocol_port);
    }
}

static const struct {
    const char *text, *says;
} bad[] = {
    { "", NULL },
    { " ", NULL },
    { "a b", NULL },
    { "-a", NULL },
    { ".a", NULL },
    { "a/b", NULL },
    { "https://a/", NULL },
    { "user@a", NULL },
    { "a?", NULL },
    { "*.example.jp", NULL },
    { "a\tb", NULL },
    { "a,b", NULL },
    { "http://a", "unknown protocol" },
    { "none://a", "unknown protocol" },
    { "smtpx://a", "unknown protocol" },
    { "://a", "unknown protocol" },
    { "https://", NULL },
    { "https://:443", NULL },
    { ":443", NULL },
    { "a:", "no port from 1 to 65535" },
    { "a:0", "no port from 1 to 65535" },
    { "a:65536", "no port from 1 to 65535" },
    { "a:-1", "no port from 1 to 65535" },
    { "a:443x", "no port from 1 to 65535" },
    { "a: 443", "no port from 1 to 65535" },
    { "a:99999999999999999999", "no port from 1 to 65535" },
    { "a:443:443", NULL },
    { "[::1", NULL },
    { "::1]", NULL },
    { "[]", NULL },
    { "[]:443", NULL },
    { "[a]", NULL },
    { "[192.0.2.1]", NULL },
    { "[::1]443", NULL },
    { "[::1]:", "no port from 1 to 65535" },
    { "[::1]x:443", NULL },
    { "[[::1]]", NULL },
    { "1::2::3", NULL },
    { ":::", NULL },
    { "12345::", NULL },
    { "b\xc3\xbc"
      "cher.example",
      "international name" },
    { "\xe6\x97\xa5\xe6\x9c\xac.jp:443", "international name" },
    { "https://\xe6\x97\xa5\xe6\x9c\xac.jp", "xn--" },
    { "\xff", "international name" },
};

TEST(garbage_is_refused)
{
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct endpoint out = { .host = "untouched", .port = 7 };
        const char *problem = endpoint_read(arena, bad[i].text, &out);
        expect(bad[i].text, problem != NULL, "was accepted");
        if (bad[i].says != NULL)
            expect_has(bad[i].text, problem, bad[i].says);
        expect_text(bad[i].text, out.host, "untouched");
    }
}

TEST(what_only_looks_like_a_target)
{
    static const char *const rows[] = { "a..b", "a:+443", "::1%", "::1%eth0]:5269", "::1%a b<c>" };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct endpoint out;
        expect(rows[i], endpoint_read(arena, rows[i], &out) != NULL, "was accepted");
    }
}

TEST(names_keep_to_their_length)
{
    struct endpoint out;
    expect("253", endpoint_read(arena, repeated('a', 253), &out) == NULL || strlen(out.host) == 253,
           "is cut");
    expect("254", endpoint_read(arena, repeated('a', 254), &out) != NULL, "was accepted");
    expect("1 MiB", endpoint_read(arena, repeated('a', 1 << 20), &out) != NULL, "was accepted");
    expect("1 MiB of colons", endpoint_read(arena, repeated(':', 1 << 20), &out) != NULL,
           "was accepted");
    expect("1 MiB of brackets", endpoint_read(arena, repeated('[', 1 << 20), &out) != NULL,
           "was accepted");
}

TEST(a_host_alone_has_no_port)
{
    static const struct {
        const char *text, *host;
    } rows[] = {
        { "a", "a" },      { "::1", "::1" },      { "[::1]", "::1" },
        { "a:443", NULL }, { "[::1]:443", NULL }, { "https://a", NULL },
        { "[a]", NULL },   { "", NULL },          { "192.0.2.1", "192.0.2.1" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *host = NULL;
        const char *problem = endpoint_host(arena, rows[i].text, &host);
        expect(rows[i].text, (problem == NULL) == (rows[i].host != NULL), "accepted or refused");
        expect_text(rows[i].text, host, rows[i].host);
    }
}

TEST(addresses_are_told_from_names)
{
    static const struct {
        const char *text;
        bool address;
    } rows[] = {
        { "192.0.2.1", true },
        { "::1", true },
        { "fe80::1%lo", true },
        { "256.0.0.1", false },
        { "1.2.3", false },
        { "1", false },
        { "", false },
        { "%", false },
        { "192.0.2.1%eth0", false },
        { "a", false },
        { "::1 ", false },
        { "0x7f.0.0.1", false },
        { "127.0.0.1/8", false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect(rows[i].text, address_is_numeric(rows[i].text) == rows[i].address, "is wrong");
    expect("long", !address_is_numeric(repeated(':', 100000)), "is an address");
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(targets_are_read),
        cmocka_unit_test(garbage_is_refused),
        cmocka_unit_test(what_only_looks_like_a_target),
        cmocka_unit_test(names_keep_to_their_length),
        cmocka_unit_test(a_host_alone_has_no_port),
        cmocka_unit_test(addresses_are_told_from_names),
    };
    return RUN(tests);
}
