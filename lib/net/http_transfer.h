/* SPDX-License-Identifier: BSD-2-Clause */
/* http_transfer.h - one request on its way through libcurl; for http.c only. */
#ifndef HTTP_TRANSFER_H
#define HTTP_TRANSFER_H

#include <curl/curl.h>

#include "net/http.h"
#include "net/net.h"

/* Bodies are outside the arena, which cannot give back what a growing one leaves behind. */
struct body {
    struct body *next;
    char *bytes;
    size_t length, capacity;
};

/* What a name was looked up to; it holds for the run. */
struct known {
    struct known *next;
    struct url peer;
    struct net_address *addresses;
    size_t count;
};

struct http {
    struct run *run;
    const struct http_options *options;
    struct url base, proxy; /* the proxy's host is NULL without one */
    int family;
    CURLM *multi;
    struct body *bodies;
    struct known *known;
    bool trust_chosen;               /* only who asks by https looks for roots */
    const char *ca_file, *ca_folder; /* both NULL: libcurl's default */
};

/* Connections to several addresses may be tried for one transfer. */
enum { TRANSFER_SOCKETS = 4 };

/* It becomes another transfer with every redirect. */
struct transfer {
    struct http *http; /* NULL: this place is free */
    const struct http_request *request;
    struct http_reply *reply;
    struct url url;
    struct net_lookup *lookup;
    CURL *easy;
    struct curl_slist *headers, *addresses;
    struct body *body;
    struct http_header *list;
    size_t list_capacity, header_bytes;
    double start, deadline, lookup_start;
    int sockets[TRANSFER_SOCKETS]; /* ours; libcurl has closed its own when we ask about them */
    size_t nsockets;
    long status;
    bool own; /* the origin of the options' URL: it gets the secrets */
    char error[CURL_ERROR_SIZE];
};

/* Gives the request to libcurl, once the addresses are known. False when that has no memory. */
bool transfer_begin(struct transfer *transfer);

/* A phase of one more hop; NAN is none yet. */
void transfer_add_time(double *sum, double seconds);
/* What libcurl measured, added to the times of the reply. */
void transfer_take_times(struct transfer *transfer);

/* libcurl could not do it: the outcome but for its seconds, the trouble and the detail. */
void transfer_failed(struct transfer *transfer, CURLcode code);

/* Gives back what transfer_begin() took. */
void transfer_end(struct transfer *transfer);

#endif
