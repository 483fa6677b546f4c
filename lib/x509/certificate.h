/* SPDX-License-Identifier: BSD-2-Clause */
/* certificate.h - certificates as plain values, and what is wrong with a chain of them. */
#ifndef CERTIFICATE_H
#define CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>

enum { FINGERPRINT_SIZE = 65 }; /* 64 hexadecimal digits in lower case and a NUL */

/* One X.509 certificate (RFC 5280). Strings are copies; they come from outside. */
struct certificate {
    const char
        *subject; /* common name, otherwise the first name it covers, otherwise the whole subject */
    const char *issuer;              /* common name of the issuer, otherwise its organisation */
    const char *issuer_organisation; /* empty when there is none */
    const char *names;               /* what it covers: DNS names and addresses, ", " between */
    double not_before, not_after;    /* seconds since 1970; both belong to the lifetime */
    const char *key;                 /* "RSA 2048", "EC 256", "ED25519" */
    const char *digest;      /* digest of its signature, "SHA256"; empty where the key decides it */
    const char *fingerprint; /* SHA-256 of the DER form */
    bool weak_key;           /* below RSA, DSA, DH 2048 or EC 224 bits */
    bool weak_digest;        /* MD2, MD4, MD5, SHA-1 */
    bool self_issued;        /* issuer and subject are the same */
    bool public_policy;      /* asserts a policy of the CA/Browser Forum (2.23.140.1) */
    bool presented;          /* the peer sent it */
    bool used;               /* part of the chain that leads to trust */
    bool anchor;             /* the trusted root at the end of that chain */
};

enum fault_kind {
    FAULT_UNTRUSTED,   /* the chain ends at an issuer that is not trusted */
    FAULT_INCOMPLETE,  /* the issuer of the only certificate was not sent and is not known */
    FAULT_SELF_SIGNED, /* the certificate vouches for itself */
    FAULT_NAME,        /* none of its names is the one that was asked for */
    FAULT_SIGNATURE,   /* a signature is wrong */
    FAULT_PURPOSE,     /* not made for this purpose, or a constraint of an issuer is broken */
    FAULT_STRICT,      /* breaks RFC 5280 in a way that only strict clients mind */
    FAULT_ORDER        /* the certificates were sent in the wrong order */
};

/* One fault, of certificates[at] of its chain. The detail is OpenSSL's English, or NULL. */
struct fault {
    enum fault_kind kind;
    size_t at;
    const char *detail;
};

/* The certificates that the peer presented, in its order, then those that the trusted chain has in
 * addition. */
struct chain {
    struct certificate *certificates;
    size_t count;
    struct fault *faults;
    size_t nfaults;
    bool trusted; /* no fault of trust, signature, purpose */
};

#endif
