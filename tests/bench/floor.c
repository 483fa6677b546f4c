/* SPDX-License-Identifier: BSD-2-Clause */
/* floor HOST PORT NAME FOLDER - the least that a program can do to learn whether a server's
 * certificate is good: one handshake, verified against a hashed folder, one line. What check_cert
 * costs beyond it is the price of everything else. It has no deadline and frees nothing. */
#include <netdb.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM }, *peer;
    if (argc != 5 || getaddrinfo(argv[1], argv[2], &hints, &peer) != 0)
        return 3;
    int fd = socket(peer->ai_family, SOCK_STREAM, 0), days, seconds;
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    if (fd < 0 || context == NULL || SSL_CTX_load_verify_locations(context, NULL, argv[4]) != 1)
        return 3;
    /* The verification that check_cert does: strict, and the name only in the SAN. */
    X509_VERIFY_PARAM *parameters = SSL_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_X509_STRICT | X509_V_FLAG_TRUSTED_FIRST);
    X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT |
                                                    X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    SSL *ssl = SSL_new(context);
    if (ssl == NULL || SSL_set_tlsext_host_name(ssl, argv[3]) != 1 ||
        SSL_set1_host(ssl, argv[3]) != 1 || SSL_set_fd(ssl, fd) != 1 ||
        connect(fd, peer->ai_addr, peer->ai_addrlen) != 0 || SSL_connect(ssl) != 1)
        return 2;
    X509 *leaf = SSL_get_peer_certificate(ssl);
    if (leaf == NULL || ASN1_TIME_diff(&days, &seconds, NULL, X509_get0_notAfter(leaf)) != 1)
        return 2;
    SSL_shutdown(ssl);
    printf("OK - %s is good for %d days\n", argv[3], days);
    return 0;
}
