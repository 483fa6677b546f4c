/* SPDX-License-Identifier: BSD-2-Clause */
/* starttls.h - the plain-text exchange before TLS, as a pure machine: bytes in, bytes out. */
#ifndef STARTTLS_H
#define STARTTLS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum starttls {
    STARTTLS_NONE,
    STARTTLS_SMTP,        /* RFC 3207 */
    STARTTLS_LMTP,        /* RFC 2033, 3207 */
    STARTTLS_IMAP,        /* RFC 3501 6.2.1 */
    STARTTLS_POP3,        /* RFC 2595 4 */
    STARTTLS_FTP,         /* RFC 4217 */
    STARTTLS_LDAP,        /* RFC 4511 4.14 */
    STARTTLS_POSTGRES,    /* PostgreSQL protocol 3.0, SSLRequest */
    STARTTLS_MYSQL,       /* MySQL protocol 10, SSLRequest */
    STARTTLS_XMPP,        /* RFC 6120 5, client to server */
    STARTTLS_XMPP_SERVER, /* the same, server to server */
    STARTTLS_SIEVE,       /* RFC 5804 2.2 */
    STARTTLS_NNTP         /* RFC 4642 */
};

enum starttls_state {
    STARTTLS_WAIT,     /* more bytes are needed */
    STARTTLS_GO,       /* send what is in out, then begin the handshake */
    STARTTLS_REFUSED,  /* the server said no: detail has its words */
    STARTTLS_MISSING,  /* the server does not offer it */
    STARTTLS_INJECTED, /* bytes stand behind the go-ahead: somebody in between put them there */
    STARTTLS_NONSENSE  /* not this protocol, or endless */
};

/* All that a server may say before the handshake; a real one needs some hundred bytes. */
enum { STARTTLS_INPUT_MAX = 64 * 1024 };

struct starttls_dialogue {
    struct arena *arena;
    enum starttls protocol;
    const char *name; /* whom we talk to; XMPP asks */
    int step;
    char *in; /* received and not used yet */
    size_t length, capacity, received;
    const char *out; /* to be sent now; NULL for nothing */
    size_t out_length;
    bool offered;  /* STARTTLS was among what the server can do */
    bool in_reply; /* inside a reply of several lines */
    const char *detail;
};

/* What must be sent first, if anything, is in out. */
void starttls_begin(struct starttls_dialogue *dialogue, struct arena *arena, enum starttls protocol,
                    const char *name);

/* Takes what was received. The caller sends out, if it is not NULL, and sets it to NULL. */
enum starttls_state starttls_receive(struct starttls_dialogue *dialogue, const char *bytes,
                                     size_t length);

#endif
