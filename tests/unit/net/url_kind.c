/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/url_kind.h"

#include "frame/option.h"
#include "net/endpoint_kind.h"
#include "read/url.h"
#include "unit/check.h"

TEST(a_url_is_read_once)
{
    static const struct option_row row = { .name = "url", .kind = &url_kind };
    struct url url = { .host = NULL };
    expect_text("good", row.kind->read(arena, &row, "https://Data.City.Example/api?x", &url), NULL);
    expect_text("good", url_text(arena, &url), "https://data.city.example/api?x");
    expect_text("origin", url_origin(arena, &url), "https://data.city.example");
    static const char *const bad[] = { "data.city.example", "ftp://a/", "http://a:99999/" };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        const char *said = row.kind->read(arena, &row, bad[i], &url);
        expect_has(bad[i], said, "--url: ");
        expect_has(bad[i], said, bad[i]);
        expect_text(bad[i], url.host, "data.city.example");
    }
    static const char *const secret[] = { "http://user:geheim@a/", "http://u%3Ageheim%40a:x/",
                                          "http://a:99999/x?token=geheim" };
    for (size_t i = 0; i < COUNT_OF(secret); i++) {
        const char *said = row.kind->read(arena, &row, secret[i], &url);
        expect_has(secret[i], said, "...");
        expect_has_not(secret[i], said, "geheim");
    }
}

TEST(hosts_and_endpoints)
{
    static const struct option_row host = { .name = "hostname", .kind = &endpoint_kind_host };
    static const struct option_row target = { .name = "target", .kind = &endpoint_kind_list };
    const char *name = NULL;
    struct endpoint_list list = { .count = 0 };
    expect_text("a host", host.kind->read(arena, &host, "[2001:db8::1]", &name), NULL);
    expect_text("a host", name, "2001:db8::1");
    expect_has("a host", host.kind->read(arena, &host, "a:443", &name), "--hostname: ");
    expect_text("a target", target.kind->read(arena, &target, "smtp://a", &list), NULL);
    expect_text("a target", target.kind->read(arena, &target, "b:8443", &list), NULL);
    expect_has("a target", target.kind->read(arena, &target, "http://c", &list), "--target: ");
    static const char *const secret[] = { "user:geheim@a", "https://user:geheim@a:443",
                                          "foo://user:geheim@a", "u:geheim@a:99999" };
    for (size_t i = 0; i < COUNT_OF(secret); i++) {
        expect_has_not(secret[i], target.kind->read(arena, &target, secret[i], &list), "geheim");
        expect_has_not(secret[i], host.kind->read(arena, &host, secret[i], &name), "geheim");
    }
    expect_int("targets", (long)list.count, 2);
    expect_text("the first", list.items[0].host, "a");
    expect_int("the first", list.items[0].starttls, STARTTLS_SMTP);
    expect_int("the second", list.items[1].port, 8443);
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(a_url_is_read_once),
        cmocka_unit_test(hosts_and_endpoints),
    };
    return RUN(tests);
}
