/* SPDX-License-Identifier: BSD-2-Clause */
#include "read/address.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

/* Whether this can be the name or the number of an interface (RFC 4007 11.2). */
static bool is_zone(const char *text)
{
    size_t length = strspn(text,
                           "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._");
    return length > 0 && text[length] == '\0';
}

bool address_is_numeric(const char *host)
{
    struct in6_addr address;
    char copy[INET6_ADDRSTRLEN + 1];
    size_t length = strcspn(host, "%"); /* fe80::1%eth0 */
    if (length >= sizeof copy || (host[length] == '%' && !is_zone(host + length + 1)))
        return false;
    memcpy(copy, host, length);
    copy[length] = '\0';
    return inet_pton(AF_INET, host, &address) == 1 || inet_pton(AF_INET6, copy, &address) == 1;
}

struct block {
    uint32_t network, bits;
};

/* IANA's registry of special-purpose addresses, without those that can be reached anyway. */
static bool is_public_ipv4(uint32_t address)
{
    static const struct block blocks[] = {
        { 0x00000000, 8 },  { 0x0A000000, 8 },  { 0x64400000, 10 }, { 0x7F000000, 8 },
        { 0xA9FE0000, 16 }, { 0xAC100000, 12 }, { 0xC0000000, 24 }, { 0xC0000200, 24 },
        { 0xC0A80000, 16 }, { 0xC6120000, 15 }, { 0xC6336400, 24 }, { 0xCB007100, 24 },
        { 0xE0000000, 3 },
    };
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        if ((address ^ blocks[i].network) >> (32 - blocks[i].bits) == 0)
            return false;
    }
    return true;
}

static uint32_t ipv4_at(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static bool is_public_ipv6(const unsigned char *bytes)
{
    static const unsigned char zeros[12] = { 0 };
    static const unsigned char mapped[12] = { [10] = 0xFF, [11] = 0xFF };
    static const unsigned char nat64[12] = { 0x00, 0x64, 0xFF, 0x9B };
    if (memcmp(bytes, zeros, 12) == 0 || memcmp(bytes, mapped, 12) == 0 ||
        memcmp(bytes, nat64, 12) == 0)
        return memcmp(bytes, zeros, 12) != 0 && is_public_ipv4(ipv4_at(bytes + 12));
    if (bytes[0] == 0x20 && bytes[1] == 0x02) /* 6to4, RFC 3056 */
        return is_public_ipv4(ipv4_at(bytes + 2));
    bool documentation = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0D &&
                         bytes[3] == 0xB8;
    return (bytes[0] & 0xE0) == 0x20 && !documentation; /* 2000::/3, the global unicast space */
}

bool address_is_public(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in ipv4;
        memcpy(&ipv4, address, sizeof ipv4);
        return is_public_ipv4(ntohl(ipv4.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 ipv6;
        memcpy(&ipv6, address, sizeof ipv6);
        return is_public_ipv6(ipv6.sin6_addr.s6_addr);
    }
    return false;
}

const char *address_text(struct arena *arena, const struct sockaddr *address, socklen_t length)
{
    char text[NI_MAXHOST];
    if (getnameinfo(address, length, text, sizeof text, NULL, 0, NI_NUMERICHOST) != 0)
        return "?";
    return arena_string(arena, text);
}
