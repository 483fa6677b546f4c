/* SPDX-License-Identifier: BSD-2-Clause */
#include "net_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

/* Names of interfaces, and numbers (RFC 4007 11.2). */
static bool is_zone(const char *text)
{
    size_t length = strspn(text,
                           "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._");
    return length > 0 && text[length] == '\0';
}

bool net_is_address(const char *host)
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
