/* SPDX-License-Identifier: BSD-2-Clause */
#include "read/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include "unit/check.h"

static const struct {
    const char *text;
    bool public;
} addresses[] = {
    { "1.1.1.1", true },
    { "9.255.255.255", true },
    { "11.0.0.0", true },
    { "100.63.255.255", true },
    { "100.128.0.0", true },
    { "172.15.255.255", true },
    { "172.32.0.0", true },
    { "192.167.255.255", true },
    { "192.169.0.0", true },
    { "169.253.255.255", true },
    { "126.255.255.255", true },
    { "128.0.0.0", true },
    { "223.255.255.255", true },
    { "0.0.0.0", false },
    { "0.1.2.3", false },
    { "10.0.0.0", false },
    { "10.255.255.255", false },
    { "100.64.0.0", false },
    { "100.127.255.255", false },
    { "127.0.0.1", false },
    { "127.255.255.255", false },
    { "169.254.169.254", false },
    { "172.16.0.0", false },
    { "172.31.255.255", false },
    { "192.0.0.1", false },
    { "192.0.2.1", false },
    { "192.168.0.0", false },
    { "192.168.255.255", false },
    { "198.18.0.1", false },
    { "198.51.100.1", false },
    { "203.0.113.1", false },
    { "224.0.0.1", false },
    { "239.255.255.255", false },
    { "240.0.0.1", false },
    { "255.255.255.255", false },
    { "2001:200:dff:fff1::1", true },
    { "2606:4700:4700::1111", true },
    { "3fff:ffff::1", true },
    { "::", false },
    { "::1", false },
    { "::127.0.0.1", false },
    { "::1.1.1.1", false },
    { "::ffff:127.0.0.1", false },
    { "::ffff:10.1.2.3", false },
    { "::ffff:169.254.169.254", false },
    { "::ffff:1.1.1.1", true },
    { "64:ff9b::10.0.0.1", false },
    { "64:ff9b::1.1.1.1", true },
    { "64:ff9b:1::1.1.1.1", false },
    { "2002:7f00:1::", false },
    { "2002:a00:1::", false },
    { "2002:101:101::", true },
    { "2001:db8::1", false },
    { "100::1", false },
    { "fc00::1", false },
    { "fdff::1", false },
    { "fe80::1", false },
    { "febf::1", false },
    { "fec0::1", false },
    { "ff02::1", false },
};

TEST(what_an_url_of_others_may_lead_to)
{
    for (size_t i = 0; i < COUNT_OF(addresses); i++) {
        struct sockaddr_storage storage = { .ss_family = AF_INET };
        struct sockaddr_in ipv4 = { .sin_family = AF_INET };
        struct sockaddr_in6 ipv6 = { .sin6_family = AF_INET6 };
        if (inet_pton(AF_INET, addresses[i].text, &ipv4.sin_addr) == 1)
            memcpy(&storage, &ipv4, sizeof ipv4);
        else if (inet_pton(AF_INET6, addresses[i].text, &ipv6.sin6_addr) == 1)
            memcpy(&storage, &ipv6, sizeof ipv6);
        else
            bad_row(addresses[i].text, "is no address");
        expect_int(addresses[i].text, address_is_public((struct sockaddr *)&storage),
                   addresses[i].public);
    }
}

TEST(addresses_are_written_without_their_port)
{
    struct sockaddr_in ipv4 = { .sin_family = AF_INET, .sin_port = htons(443) };
    struct sockaddr_in6 ipv6 = { .sin6_family = AF_INET6, .sin6_port = htons(443) };
    struct sockaddr_un local = { .sun_family = AF_UNIX };
    inet_pton(AF_INET, "192.0.2.1", &ipv4.sin_addr);
    inet_pton(AF_INET6, "2001:DB8::1", &ipv6.sin6_addr);
    expect_text("IPv4", address_text(arena, (struct sockaddr *)&ipv4, sizeof ipv4), "192.0.2.1");
    expect_text("IPv6", address_text(arena, (struct sockaddr *)&ipv6, sizeof ipv6), "2001:db8::1");
    expect_text("half of one", address_text(arena, (struct sockaddr *)&ipv6, 8), "?");
    expect_text("a socket in a folder without a name",
                address_text(arena, (struct sockaddr *)&local, 1), "?");
}

TEST(other_kinds_of_addresses_are_not_public)
{
    struct sockaddr_un local = { .sun_family = AF_UNIX };
    expect("a socket in a folder", !address_is_public((struct sockaddr *)&local), "is public");
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(what_an_url_of_others_may_lead_to),
        cmocka_unit_test(addresses_are_written_without_their_port),
        cmocka_unit_test(other_kinds_of_addresses_are_not_public),
    };
    return RUN(tests);
}
