/* SPDX-License-Identifier: BSD-2-Clause */
/* A driver of the fleet engine, over OpenSSL. The stages of a request:
 *
 *     resolve     the engine's; after it the reply is done and its addresses have answers
 *     connect     next_address: one connection at a time; an address that cannot be connected to
 *                 gives way to the next one
 *     request,    talk: the dialogue of STARTTLS, when there is one; starttls.c says what to send
 *     reply       and what an answer means
 *     handshake   shake: SSL_connect() until it wants no more
 *     done        read_chain: verified by the run's clock; then perhaps a second connection that
 *                 offers old versions only (tls_request.min)
 *
 * What OpenSSL cannot do, and what is done about it:
 * - It has no limit for a handshake that goes on for ever, because a peer may send messages that
 *   ask for nothing (HelloRequest, RFC 5246 7.4.1.1): count_bytes() ends it after 256 KiB.
 * - Verified in the handshake, a chain stops at its first fault and uses the system's clock. So
 *   the handshake accepts everything, and verify_chain() lists all faults afterwards; the callback
 *   of SSL_CTX_set_cert_verify_callback(3) keeps the work from being done twice.
 * - Its defaults refuse what should be seen to be reported: old versions, short keys, weak digests
 *   (SSL_CTX_set_security_level(3), the system's openssl.cnf). new_context() allows all of it.
 * - It tells an alert of the peer, garbage and an error of its own apart only by reason codes that
 *   differ between 1.1.1 and 3.x: is_refusal() and is_no_tls() know them.
 * - Its queue of errors belongs to the thread: it is cleared before each call that is asked about,
 *   and when a connection ends. */
#include "net/tls.h"

#include <errno.h>
#include <math.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/fleet.h"
#include "net/net.h"
#include "read/address.h"
#include "base/number.h"
#include "x509/openssl_compat.h"
#include "net/tls_report.h"
#include "x509/trust.h"
#include "x509/verify.h"

/* The session: what all handshakes share. */
struct tls {
    struct run *run;
    struct fleet *fleet;
    SSL_CTX *context;
    X509_STORE *store; /* NULL: no root can be read */
    const char *where; /* the roots, or where they should be */
    const struct tls_request *requests;
    struct tls_reply *replies;
};

/* One request under way, with one connection at a time. */
struct handshake {
    struct fleet_job job;
    struct fleet_watch watch; /* of the connection; its descriptor is -1 when there is none */
    struct tls *tls;
    const struct tls_request *request;
    struct tls_reply *reply;
    size_t next; /* the address to try next */
    struct tls_answer *answer;
    struct tls_answer before; /* what the address before this one gave */
    struct starttls_dialogue dialogue;
    SSL *ssl;
    size_t heard; /* bytes of the handshake */
    enum stage stage;
    bool second; /* the handshake below tls_request.min */
    double attempt_started, handshake_started;
    double attempt_deadline; /* of the address being tried, when others wait behind it */
};

static const int versions[] = {
    [TLS_ANY] = TLS1_VERSION,   [TLS_1_0] = TLS1_VERSION,   [TLS_1_1] = TLS1_1_VERSION,
    [TLS_1_2] = TLS1_2_VERSION, [TLS_1_3] = TLS1_3_VERSION,
};

static void next_address(struct handshake *job);

/* Where it is now and what it waits for. Only connecting is bound to the share of one
 * address, unless all of them are to be looked at. */
static void enter(struct handshake *job, enum stage stage, short events)
{
    bool bound = job->request->all_addresses || stage == STAGE_CONNECT;
    job->stage = stage;
    job->watch.events = events;
    job->job.alarm = bound ? job->attempt_deadline : INFINITY;
}

/* ---- ends ---- */

static void hang_up(struct handshake *job)
{
    fleet_unwatch(job->job.fleet, &job->watch);
    if (job->ssl != NULL)
        SSL_free(job->ssl);
    if (job->watch.fd >= 0)
        close(job->watch.fd);
    job->ssl = NULL;
    job->watch.fd = -1;
    ERR_clear_error();
}

static struct outcome outcome_now(const struct handshake *job, enum why why, const char *detail)
{
    return (struct outcome){ job->stage, why, clock_now() - job->attempt_started, detail };
}

/* The connection is over, well or badly: on to the next address, or the request is done. */
static void finish_answer(struct handshake *job)
{
    bool answered = job->answer->outcome.stage != STAGE_CONNECT;
    hang_up(job);
    if (job->request->all_addresses || !answered)
        next_address(job);
    else
        fleet_done(&job->job);
}

static void fail(struct handshake *job, enum why why, enum tls_trouble trouble, const char *detail)
{
    if (job->second) {
        /* The peer's no is what we want to hear; silence, and errors of our own OpenSSL, prove
         * nothing. */
        bool said_no = job->stage == STAGE_HANDSHAKE &&
                       (why == WHY_CLOSED || why == WHY_RESET || trouble == TLS_REJECTED);
        job->answer->old = said_no ? TLS_OLD_REFUSED : TLS_OLD_UNTESTABLE;
        job->answer->old_outcome = outcome_now(job, why, detail);
        finish_answer(job);
        return;
    }
    job->answer->outcome = outcome_now(job, why, detail);
    job->answer->trouble = trouble;
    /* That this host has no IPv6 says less than what the server's IPv4 address answered. */
    if (job->answer->no_route && job->before.address != NULL)
        *job->answer = job->before;
    tls_report_note(job->tls->run, &job->request->target, job->answer);
    finish_answer(job);
}

/* ---- the handshake ---- */

/* Verification comes later, by the run's clock; doing it here as well would cost it twice. */
static int accept_all(X509_STORE_CTX *context, void *argument)
{
    (void)context;
    (void)argument;
    return 1;
}

static SSL_CTX *new_context(void)
{
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    if (context == NULL)
        return NULL;
    /* To look, not to trust: weak versions, keys and digests must be seen to be reported. */
    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context, 0);
    SSL_CTX_set_cipher_list(context, "DEFAULT:@SECLEVEL=0");
    SSL_CTX_set_options(context, SSL_OP_LEGACY_SERVER_CONNECT);
    SSL_CTX_set_mode(context, SSL_MODE_AUTO_RETRY);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_cert_verify_callback(context, accept_all, NULL);
    return context;
}

/* A peer that repeats messages which ask for nothing would keep SSL_connect() busy for ever: a real
 * handshake, with all its certificates, needs some ten KiB. */
enum { HANDSHAKE_MAX = 256 * 1024 };

static long count_bytes(BIO *bio, int operation, const char *bytes, size_t length, int argument,
                        long more, int result, size_t *processed)
{
    size_t *heard = (size_t *)(void *)BIO_get_callback_arg(bio);
    (void)bytes;
    (void)length;
    (void)argument;
    (void)more;
    if (operation == (BIO_CB_READ | BIO_CB_RETURN) && result > 0 && processed != NULL)
        *heard += *processed;
    if (operation == BIO_CB_READ && *heard > HANDSHAKE_MAX) {
        BIO_clear_retry_flags(bio);
        return -1;
    }
    return result;
}

static bool begin_handshake(struct handshake *job)
{
    const char *name = job->request->target.name;
    enter(job, STAGE_HANDSHAKE, POLLOUT);
    job->handshake_started = clock_now();
    job->ssl = SSL_new(job->tls->context);
    if (job->ssl == NULL || SSL_set_fd(job->ssl, job->watch.fd) != 1) {
        fail(job, WHY_RESOURCES, TLS_FINE, NULL);
        return false;
    }
    job->heard = 0;
    BIO_set_callback_ex(SSL_get_rbio(job->ssl), count_bytes);
    BIO_set_callback_arg(SSL_get_rbio(job->ssl), (char *)(void *)&job->heard);
    if (!address_is_numeric(name))
        SSL_set_tlsext_host_name(job->ssl, name);
    if (job->second)
        SSL_set_max_proto_version(job->ssl, versions[job->request->min - 1]);
    SSL_set_connect_state(job->ssl);
    return true;
}

static const char *library_reason(const struct handshake *job, unsigned long error)
{
    const char *reason = ERR_reason_error_string(error);
    return reason != NULL ? arena_string(job->tls->run->arena, reason) : "unknown error";
}

/* An alert of the peer, or its answer in a version that we did not offer. */
static bool is_refusal(int reason)
{
    return reason >= SSL_AD_REASON_OFFSET || reason == SSL_R_UNSUPPORTED_PROTOCOL ||
           reason == SSL_R_WRONG_SSL_VERSION;
}

/* The record layer saw something that is no TLS record. */
static bool is_no_tls(int reason)
{
    return reason == SSL_R_WRONG_VERSION_NUMBER || reason == SSL_R_HTTP_REQUEST ||
           reason == SSL_R_HTTPS_PROXY_REQUEST || reason == SSL_R_PACKET_LENGTH_TOO_LONG ||
           reason == SSL_R_UNKNOWN_PROTOCOL || reason == SSL_R_RECORD_LENGTH_MISMATCH ||
           reason == SSL_R_ENCRYPTED_LENGTH_TOO_LONG || reason == SSL_R_DATA_LENGTH_TOO_LONG ||
           reason == SSL_R_BAD_RECORD_TYPE;
}

static void handshake_error(struct handshake *job, int ssl_error, int error_number)
{
    unsigned long error = ERR_peek_error();
    int reason = ERR_GET_REASON(error);
    bool closed = error == 0 && error_number == 0;
#ifdef SSL_R_UNEXPECTED_EOF_WHILE_READING
    closed = closed || reason == SSL_R_UNEXPECTED_EOF_WHILE_READING;
#endif
    if (job->heard > HANDSHAKE_MAX)
        fail(job, WHY_GARBAGE, TLS_FINE, "more than 256 KiB and no end");
    else if (closed || ssl_error == SSL_ERROR_ZERO_RETURN)
        fail(job, WHY_CLOSED, TLS_FINE, NULL);
    else if (error == 0)
        fail(job, outcome_why_of_errno(error_number), TLS_FINE, NULL);
    else if (reason == SSL_R_NO_PROTOCOLS_AVAILABLE || reason == SSL_R_NO_CIPHERS_AVAILABLE)
        fail(job, WHY_RESOURCES, TLS_FINE, library_reason(job, error));
    else if (is_no_tls(reason) && job->request->target.starttls != STARTTLS_NONE)
        fail(job, WHY_GARBAGE, TLS_INJECTED, NULL);
    else if (is_no_tls(reason))
        fail(job, WHY_GARBAGE, TLS_NOT_SPOKEN, library_reason(job, error));
    else
        fail(job, WHY_DECLINED, is_refusal(reason) ? TLS_REJECTED : TLS_FAILED,
             library_reason(job, error));
}

static void read_chain(struct handshake *job)
{
    struct tls_answer *answer = job->answer;
    STACK_OF(X509) *presented = SSL_get_peer_cert_chain(job->ssl);
    answer->version = arena_string(job->tls->run->arena, SSL_get_version(job->ssl));
    answer->cipher = arena_string(job->tls->run->arena, SSL_get_cipher_name(job->ssl));
    if (presented == NULL || sk_X509_num(presented) == 0) {
        fail(job, WHY_GARBAGE, TLS_NO_CERTIFICATE, NULL);
        return;
    }
    verify_chain(job->tls->run->arena, job->tls->store, presented, job->request->target.name,
                 job->tls->run->now, &answer->chain);
    job->stage = STAGE_DONE;
    answer->outcome = outcome_now(job, WHY_NOTHING, NULL);
    tls_report_note(job->tls->run, &job->request->target, answer);
}

static void connect_again(struct handshake *job);

static void handshake_done(struct handshake *job)
{
    struct tls_answer *answer = job->answer;
    enum tls_version min = job->request->min;
    if (job->second) {
        answer->old = TLS_OLD_ACCEPTED;
        answer->old_version = arena_string(job->tls->run->arena, SSL_get_version(job->ssl));
        finish_answer(job);
        return;
    }
    answer->handshake = clock_now() - job->handshake_started;
    int version = SSL_version(job->ssl);
    read_chain(job);
    if (answer->outcome.stage != STAGE_DONE)
        return;
    SSL_shutdown(job->ssl);
    if (min <= TLS_1_0) {
        finish_answer(job);
    } else if (version < versions[min]) {
        answer->old = TLS_OLD_ACCEPTED;
        answer->old_version = answer->version;
        finish_answer(job);
    } else {
        connect_again(job);
    }
}

static void shake(struct handshake *job)
{
    ERR_clear_error();
    errno = 0;
    int result = SSL_connect(job->ssl), error_number = errno;
    if (result == 1) {
        handshake_done(job);
        return;
    }
    int error = SSL_get_error(job->ssl, result);
    if (error == SSL_ERROR_WANT_READ)
        job->watch.events = POLLIN;
    else if (error == SSL_ERROR_WANT_WRITE)
        job->watch.events = POLLOUT;
    else
        handshake_error(job, error, error_number);
}

/* ---- the plain-text exchange before it ---- */

static void talk_failed(struct handshake *job, enum starttls_state state)
{
    const char *detail = job->dialogue.detail;
    if (state == STARTTLS_INJECTED)
        fail(job, WHY_GARBAGE, TLS_INJECTED, NULL);
    else if (state == STARTTLS_NONSENSE)
        fail(job, WHY_GARBAGE, TLS_FINE, detail);
    else
        fail(job, WHY_DECLINED, TLS_STARTTLS_REFUSED,
             detail != NULL ? detail : "STARTTLS is not offered");
}

/* Sends what the dialogue has to say. False when that failed or must wait. */
static bool send_out(struct handshake *job)
{
    struct starttls_dialogue *dialogue = &job->dialogue;
    while (dialogue->out != NULL) {
        ssize_t sent = send(job->watch.fd, dialogue->out, dialogue->out_length, MSG_NOSIGNAL);
        if (sent < 0 && (errno == EAGAIN || errno == EINTR)) {
            enter(job, STAGE_REQUEST, POLLOUT);
            return false;
        }
        if (sent < 0) {
            fail(job, outcome_why_of_errno(errno), TLS_FINE, NULL);
            return false;
        }
        dialogue->out += sent;
        dialogue->out_length -= (size_t)sent;
        if (dialogue->out_length == 0)
            dialogue->out = NULL;
    }
    enter(job, STAGE_REPLY, POLLIN);
    return true;
}

static void talk(struct handshake *job)
{
    char bytes[4096];
    if (job->dialogue.out != NULL && !send_out(job))
        return;
    ssize_t got = recv(job->watch.fd, bytes, sizeof bytes, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got < 0) {
        fail(job, outcome_why_of_errno(errno), TLS_FINE, NULL);
        return;
    }
    if (got == 0) {
        fail(job, WHY_CLOSED, TLS_FINE, NULL);
        return;
    }
    enum starttls_state state = starttls_receive(&job->dialogue, bytes, (size_t)got);
    if (state != STARTTLS_WAIT && state != STARTTLS_GO) {
        talk_failed(job, state);
        return;
    }
    /* A few bytes on a fresh connection: they go out at once. */
    if (job->dialogue.out != NULL && !send_out(job))
        return;
    if (state == STARTTLS_GO)
        begin_handshake(job);
}

/* ---- connecting ---- */

static void connected(struct handshake *job)
{
    int error = net_connected(job->watch.fd);
    if (error != 0) {
        fail(job, outcome_why_of_errno(error), TLS_FINE, NULL);
        return;
    }
    const struct tls_target *target = &job->request->target;
    if (target->starttls == STARTTLS_NONE) {
        if (begin_handshake(job))
            shake(job);
        return;
    }
    starttls_begin(&job->dialogue, job->tls->run->arena, target->starttls, target->name);
    if (job->dialogue.out != NULL)
        enter(job, STAGE_REQUEST, POLLOUT);
    else
        enter(job, STAGE_REPLY, POLLIN);
}

static bool no_way(int error)
{
    return error == ENETUNREACH || error == EADDRNOTAVAIL || error == EAFNOSUPPORT;
}

static void connect_to(struct handshake *job, const struct net_address *address)
{
    enter(job, STAGE_CONNECT, POLLOUT);
    job->watch.fd = net_connect(address);
    if (job->watch.fd < 0) {
        job->answer->no_route = no_way(errno);
        fail(job, outcome_why_of_errno(errno), TLS_FINE, NULL);
        return;
    }
    fleet_watch(job->job.fleet, &job->watch);
}

static void connect_again(struct handshake *job)
{
    hang_up(job);
    job->second = true;
    connect_to(job, &job->job.addresses[job->next - 1]);
}

/* Without all_addresses an address that cannot be connected to gives way to the next one, and has
 * no more than its share of the time; the last one has all that is left. */
static void next_address(struct handshake *job)
{
    struct tls_reply *reply = job->reply;
    bool all = job->request->all_addresses;
    size_t left = job->job.naddresses - job->next;
    if (left == 0) {
        fleet_done(&job->job);
        return;
    }
    double now = clock_now();
    const struct net_address *address = &job->job.addresses[job->next++];
    if (all || reply->nanswers == 0)
        reply->nanswers++;
    job->answer = &reply->answers[reply->nanswers - 1];
    job->before = all ? (struct tls_answer){ .address = NULL } : *job->answer;
    *job->answer = (struct tls_answer){ .address = address->text };
    job->second = false;
    if (job->next > 1)
        job->attempt_started = now;
    double until = number_most(fleet_until(&job->job) - now, 0);
    job->attempt_deadline = left > 1 ? now + until / (double)left : INFINITY;
    connect_to(job, address);
}

/* ---- what the fleet calls ---- */

static struct handshake *of(struct fleet_job *job)
{
    return (struct handshake *)(void *)job;
}

static struct fleet_wish wish(void *context, size_t index)
{
    (void)context;
    (void)index;
    return (struct fleet_wish){ .host = NULL };
}

static void step(void *context, int fd, short revents)
{
    struct handshake *job = context;
    (void)fd;
    (void)revents;
    if (job->stage == STAGE_CONNECT)
        connected(job);
    else if (job->stage == STAGE_HANDSHAKE)
        shake(job);
    else
        talk(job);
}

static void begin(struct fleet_job *begun)
{
    struct handshake *job = of(begun);
    job->tls = begun->context;
    job->request = &job->tls->requests[begun->index];
    job->reply = &job->tls->replies[begun->index];
    job->stage = STAGE_RESOLVE;
    job->attempt_started = begun->started;
    job->watch = (struct fleet_watch){ .fd = -1, .ready = step, .context = job };
    fleet_resolve(begun, job->request->target.host, job->request->target.port);
}

static void resolved(struct fleet_job *begun, enum why why)
{
    struct handshake *job = of(begun);
    job->reply->outcome = outcome_now(job, why, NULL);
    if (why != WHY_NOTHING) {
        fleet_done(begun);
        return;
    }
    job->reply->outcome.stage = STAGE_DONE;
    job->reply->answers = arena_array(job->tls->run->arena, begun->naddresses,
                                      sizeof *job->reply->answers);
    next_address(job);
}

static void address_silent(struct fleet_job *begun)
{
    fail(of(begun), WHY_SILENT, TLS_FINE, NULL);
}

static void stop(struct fleet_job *begun, bool checked)
{
    struct handshake *job = of(begun);
    bool nothing_known = job->reply->nanswers <= 1 && !job->second;
    if (!checked && nothing_known) {
        *job->reply = (struct tls_reply){ .nanswers = 0 };
        hang_up(job);
        fleet_done(begun);
    } else if (fleet_resolving(begun)) {
        job->reply->outcome = outcome_now(job, WHY_NAMES_SILENT, NULL);
        fleet_done(begun);
    } else {
        job->next = begun->naddresses;
        fail(job, WHY_SILENT, TLS_FINE, NULL);
    }
}

static const struct fleet_driver driver = {
    .job_size = sizeof(struct handshake),
    .descriptors = 3, /* the connection, or the two ends of a look-up */
    .wish = wish,
    .begin = begin,
    .resolved = resolved,
    .alarm = address_silent,
    .stop = stop,
};

/* ---- the session ---- */

static void close_tls(void *handle)
{
    struct tls *tls = handle;
    SSL_CTX_free(tls->context);
    X509_STORE_free(tls->store);
    ERR_clear_error();
}

struct tls *tls_open(struct run *run, const struct tls_options *options,
                     const struct net_options *net)
{
    struct tls *tls = arena_alloc(run->arena, sizeof *tls);
    ERR_clear_error();
    *tls = (struct tls){ .run = run, .fleet = fleet_open(run, net) };
    tls->store = trust_open(options->ca, &tls->where);
    tls->context = tls->store != NULL ? new_context() : NULL;
    arena_at_end(run->arena, close_tls, tls);
    return tls;
}

static void nothing_begun(struct tls_reply *replies, size_t n, enum tls_trouble trouble,
                          const char *detail)
{
    for (size_t i = 0; i < n; i++) {
        replies[i].outcome = (struct outcome){ .why = WHY_RESOURCES, .detail = detail };
        replies[i].trouble = trouble;
    }
}

void tls_fleet(struct tls *tls, const struct tls_request *requests, struct tls_reply *replies,
               size_t n, long parallel)
{
    for (size_t i = 0; i < n; i++)
        replies[i] = (struct tls_reply){ .nanswers = 0 };
    if (tls->store == NULL) {
        nothing_begun(replies, n, TLS_NO_TRUST_STORE, tls->where);
    } else if (tls->context == NULL) {
        nothing_begun(replies, n, TLS_FINE, NULL);
    } else {
        run_note(tls->run, 2, "trusted roots: %s; targets: %zu, at once: %ld", tls->where, n,
                 parallel);
        tls->requests = requests;
        tls->replies = replies;
        fleet_run(tls->fleet, &driver, tls, n, parallel);
    }
    ERR_clear_error();
}
