/* SPDX-License-Identifier: BSD-2-Clause */
/* http_transfer.h - one request on its way through libcurl; for http.c only. */
#ifndef HTTP_TRANSFER_H
#define HTTP_TRANSFER_H

#include <curl/curl.h>

#include "net/http.h"
#include "net/fleet.h"

/* The bytes of a body are outside the arena, which cannot give back what a growing one leaves
 * behind, and end with it. */
struct body {
    char *bytes;
    size_t length, capacity;
};

struct http {
    struct run *run;
    const struct http_options *options;
    struct url base, proxy; /* the proxy's host is NULL without one */
    int family;
    struct fleet *fleet;
    CURLM *multi;
    struct socket *unused;               /* watches of closed sockets */
    const struct http_request *requests; /* of the fleet that is under way */
    struct http_reply *replies;
    bool trust_chosen;               /* looked for only when something is asked by https */
    const char *ca_file, *ca_folder; /* both NULL: libcurl's default */
};

/* Connections to several addresses may be tried for one transfer. */
enum { TRANSFER_SOCKETS = 4 };

/* One request; it becomes another transfer with every redirect. */
struct transfer {
    struct fleet_job job;
    struct http *http;
    const struct http_request *request;
    struct http_reply *reply;
    struct url url;
    CURL *easy;
    struct curl_slist *headers, *addresses;
    struct body *body;
    struct http_header *list;
    size_t list_capacity, header_bytes;
    double lookup_start;           /* NAN: nobody had to be asked */
    int sockets[TRANSFER_SOCKETS]; /* ours; libcurl has closed its own when we ask about them */
    size_t nsockets;
    long status;
    bool own; /* the origin of the options' URL: it gets the secrets */
    char error[CURL_ERROR_SIZE];
};

/* Gives the request to libcurl, once the addresses are known. False when there is no memory. */
bool http_transfer_begin(struct transfer *transfer);

/* A phase of one more hop; NAN is none yet. */
void http_transfer_add_time(double *sum, double seconds);
/* What libcurl knows of the transfer, before http_transfer_end(): its status, and what it measured,
 * which is added to the times of the reply. */
void http_transfer_look(struct transfer *transfer);

/* libcurl could not do it: the outcome but for its seconds, the trouble and the detail. */
void http_transfer_failed(struct transfer *transfer, CURLcode code);

/* Gives back what http_transfer_begin() took; also when it took nothing. */
void http_transfer_end(struct transfer *transfer);

#endif
