/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/tls.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/net.h"
#include "read/address.h"
#include "base/number.h"
#include "x509/openssl_compat.h"
#include "net/tls_report.h"
#include "x509/trust.h"
#include "x509/verify.h"

/* One target under way: a look-up or one connection at a time. */
struct job {
    const struct tls_target *target;
    struct tls_result *result;
    struct net_lookup *lookup;
    struct net_address *addresses;
    size_t naddresses, next; /* next: the address to try next */
    struct tls_answer *answer;
    struct tls_answer before; /* what the address before this one gave */
    struct starttls_dialogue dialogue;
    SSL *ssl;
    size_t *heard; /* bytes of the handshake; outlives a move of the job */
    int fd;
    short events;
    enum stage stage;
    bool second; /* the handshake below tls_settings.min */
    double started, attempt_started, handshake_started;
    double deadline;         /* of this target */
    double attempt_deadline; /* for the address being tried, when others wait behind it */
    bool over;
};

struct fleet {
    struct run *run;
    const struct tls_settings *settings;
    SSL_CTX *context;
    X509_STORE *store;
    double share; /* seconds that one target may take */
};

static const int versions[] = {
    [TLS_ANY] = TLS1_VERSION,   [TLS_1_0] = TLS1_VERSION,   [TLS_1_1] = TLS1_1_VERSION,
    [TLS_1_2] = TLS1_2_VERSION, [TLS_1_3] = TLS1_3_VERSION,
};

/* Seconds that a target has at least, as far as the run has them: below that a busy host is called
 * dead. */
static const double share_min = 2;

static void next_address(struct fleet *fleet, struct job *job);

/* ---- ends ---- */

static void hang_up(struct job *job)
{
    if (job->ssl != NULL)
        SSL_free(job->ssl);
    if (job->fd >= 0)
        close(job->fd);
    job->ssl = NULL;
    job->fd = -1;
    ERR_clear_error();
}

static struct outcome outcome_now(const struct job *job, enum why why, const char *detail)
{
    return (struct outcome){ job->stage, why, clock_now() - job->attempt_started, detail };
}

/* The connection is over, well or badly: on to the next address, or the target is done. */
static void finish_answer(struct fleet *fleet, struct job *job)
{
    bool answered = job->answer->outcome.stage != STAGE_CONNECT;
    hang_up(job);
    if (fleet->settings->all_addresses || !answered)
        next_address(fleet, job);
    else
        job->over = true;
}

static void fail(struct fleet *fleet, struct job *job, enum why why, enum tls_trouble trouble,
                 const char *detail)
{
    if (job->second) {
        /* The peer's no is what we want to hear; silence, and errors of our own OpenSSL, prove
         * nothing. */
        bool said_no = job->stage == STAGE_HANDSHAKE &&
                       (why == WHY_CLOSED || why == WHY_RESET || trouble == TLS_REJECTED);
        job->answer->old = said_no ? TLS_OLD_REFUSED : TLS_OLD_UNTESTABLE;
        job->answer->old_outcome = outcome_now(job, why, detail);
        finish_answer(fleet, job);
        return;
    }
    job->answer->outcome = outcome_now(job, why, detail);
    job->answer->trouble = trouble;
    /* That this host has no IPv6 says less than what the server's IPv4 address answered. */
    if (job->answer->no_route && job->before.address != NULL)
        *job->answer = job->before;
    tls_report_note(fleet->run, job->target, job->answer);
    finish_answer(fleet, job);
}

/* ---- the handshake ---- */

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
    return context;
}

/* Verification comes later, by the run's clock; doing it here as well would cost it twice. */
static int accept_all(X509_STORE_CTX *context, void *argument)
{
    (void)context;
    (void)argument;
    return 1;
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

static void begin_handshake(struct fleet *fleet, struct job *job)
{
    const char *name = job->target->name;
    job->stage = STAGE_HANDSHAKE;
    job->handshake_started = clock_now();
    job->ssl = SSL_new(fleet->context);
    if (job->ssl == NULL || SSL_set_fd(job->ssl, job->fd) != 1) {
        fail(fleet, job, WHY_RESOURCES, TLS_FINE, NULL);
        return;
    }
    job->heard = arena_alloc(fleet->run->arena, sizeof *job->heard);
    BIO_set_callback_ex(SSL_get_rbio(job->ssl), count_bytes);
    BIO_set_callback_arg(SSL_get_rbio(job->ssl), (char *)(void *)job->heard);
    if (!address_is_numeric(name))
        SSL_set_tlsext_host_name(job->ssl, name);
    if (job->second)
        SSL_set_max_proto_version(job->ssl, versions[fleet->settings->min - 1]);
    SSL_set_connect_state(job->ssl);
    job->events = POLLOUT;
}

static const char *library_reason(const struct fleet *fleet, unsigned long error)
{
    const char *reason = ERR_reason_error_string(error);
    return reason != NULL ? arena_string(fleet->run->arena, reason) : "unknown error";
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

static void handshake_error(struct fleet *fleet, struct job *job, int ssl_error, int error_number)
{
    unsigned long error = ERR_peek_error();
    int reason = ERR_GET_REASON(error);
    bool closed = error == 0 && error_number == 0;
#ifdef SSL_R_UNEXPECTED_EOF_WHILE_READING
    closed = closed || reason == SSL_R_UNEXPECTED_EOF_WHILE_READING;
#endif
    if (*job->heard > HANDSHAKE_MAX)
        fail(fleet, job, WHY_GARBAGE, TLS_FINE, "more than 256 KiB and no end");
    else if (closed || ssl_error == SSL_ERROR_ZERO_RETURN)
        fail(fleet, job, WHY_CLOSED, TLS_FINE, NULL);
    else if (error == 0)
        fail(fleet, job, outcome_why_of_errno(error_number), TLS_FINE, NULL);
    else if (reason == SSL_R_NO_PROTOCOLS_AVAILABLE || reason == SSL_R_NO_CIPHERS_AVAILABLE)
        fail(fleet, job, WHY_RESOURCES, TLS_FINE, library_reason(fleet, error));
    else if (is_no_tls(reason) && job->target->starttls != STARTTLS_NONE)
        fail(fleet, job, WHY_GARBAGE, TLS_INJECTED, NULL);
    else if (is_no_tls(reason))
        fail(fleet, job, WHY_GARBAGE, TLS_NOT_SPOKEN, library_reason(fleet, error));
    else
        fail(fleet, job, WHY_DECLINED, is_refusal(reason) ? TLS_REJECTED : TLS_FAILED,
             library_reason(fleet, error));
}

static void read_chain(struct fleet *fleet, struct job *job)
{
    struct tls_answer *answer = job->answer;
    STACK_OF(X509) *presented = SSL_get_peer_cert_chain(job->ssl);
    answer->version = arena_string(fleet->run->arena, SSL_get_version(job->ssl));
    answer->cipher = arena_string(fleet->run->arena, SSL_get_cipher_name(job->ssl));
    if (presented == NULL || sk_X509_num(presented) == 0) {
        fail(fleet, job, WHY_GARBAGE, TLS_NO_CERTIFICATE, NULL);
        return;
    }
    verify_chain(fleet->run->arena, fleet->store, presented, job->target->name, fleet->run->now,
                 &answer->chain);
    job->stage = STAGE_DONE;
    answer->outcome = outcome_now(job, WHY_NOTHING, NULL);
    tls_report_note(fleet->run, job->target, answer);
}

static void connect_again(struct fleet *fleet, struct job *job);

static void handshake_done(struct fleet *fleet, struct job *job)
{
    struct tls_answer *answer = job->answer;
    enum tls_version min = fleet->settings->min;
    if (job->second) {
        answer->old = TLS_OLD_ACCEPTED;
        answer->old_version = arena_string(fleet->run->arena, SSL_get_version(job->ssl));
        finish_answer(fleet, job);
        return;
    }
    answer->handshake = clock_now() - job->handshake_started;
    int version = SSL_version(job->ssl);
    read_chain(fleet, job);
    if (answer->outcome.stage != STAGE_DONE)
        return;
    SSL_shutdown(job->ssl);
    if (min <= TLS_1_0) {
        finish_answer(fleet, job);
    } else if (version < versions[min]) {
        answer->old = TLS_OLD_ACCEPTED;
        answer->old_version = answer->version;
        finish_answer(fleet, job);
    } else {
        connect_again(fleet, job);
    }
}

static void shake(struct fleet *fleet, struct job *job)
{
    ERR_clear_error();
    errno = 0;
    int result = SSL_connect(job->ssl), error_number = errno;
    if (result == 1) {
        handshake_done(fleet, job);
        return;
    }
    int error = SSL_get_error(job->ssl, result);
    if (error == SSL_ERROR_WANT_READ)
        job->events = POLLIN;
    else if (error == SSL_ERROR_WANT_WRITE)
        job->events = POLLOUT;
    else
        handshake_error(fleet, job, error, error_number);
}

/* ---- the plain-text exchange before it ---- */

static void talk_failed(struct fleet *fleet, struct job *job, enum starttls_state state)
{
    const char *detail = job->dialogue.detail;
    if (state == STARTTLS_INJECTED)
        fail(fleet, job, WHY_GARBAGE, TLS_INJECTED, NULL);
    else if (state == STARTTLS_NONSENSE)
        fail(fleet, job, WHY_GARBAGE, TLS_FINE, detail);
    else
        fail(fleet, job, WHY_DECLINED, TLS_STARTTLS_REFUSED,
             detail != NULL ? detail : "STARTTLS is not offered");
}

/* Sends what the dialogue has to say. False when that failed or must wait. */
static bool send_out(struct fleet *fleet, struct job *job)
{
    struct starttls_dialogue *dialogue = &job->dialogue;
    while (dialogue->out != NULL) {
        ssize_t sent = send(job->fd, dialogue->out, dialogue->out_length, MSG_NOSIGNAL);
        if (sent < 0 && (errno == EAGAIN || errno == EINTR)) {
            job->stage = STAGE_REQUEST;
            job->events = POLLOUT;
            return false;
        }
        if (sent < 0) {
            fail(fleet, job, outcome_why_of_errno(errno), TLS_FINE, NULL);
            return false;
        }
        dialogue->out += sent;
        dialogue->out_length -= (size_t)sent;
        if (dialogue->out_length == 0)
            dialogue->out = NULL;
    }
    job->stage = STAGE_REPLY;
    job->events = POLLIN;
    return true;
}

static void talk(struct fleet *fleet, struct job *job)
{
    char bytes[4096];
    if (job->dialogue.out != NULL && !send_out(fleet, job))
        return;
    ssize_t got = recv(job->fd, bytes, sizeof bytes, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got < 0) {
        fail(fleet, job, outcome_why_of_errno(errno), TLS_FINE, NULL);
        return;
    }
    if (got == 0) {
        fail(fleet, job, WHY_CLOSED, TLS_FINE, NULL);
        return;
    }
    enum starttls_state state = starttls_receive(&job->dialogue, bytes, (size_t)got);
    if (state != STARTTLS_WAIT && state != STARTTLS_GO) {
        talk_failed(fleet, job, state);
        return;
    }
    /* A few bytes on a fresh connection: they go out at once. */
    if (job->dialogue.out != NULL && !send_out(fleet, job))
        return;
    if (state == STARTTLS_GO)
        begin_handshake(fleet, job);
}

/* ---- connecting ---- */

static void connected(struct fleet *fleet, struct job *job)
{
    int error = net_connected(job->fd);
    if (error != 0) {
        fail(fleet, job, outcome_why_of_errno(error), TLS_FINE, NULL);
        return;
    }
    if (job->target->starttls == STARTTLS_NONE) {
        begin_handshake(fleet, job);
        if (job->ssl != NULL)
            shake(fleet, job);
        return;
    }
    starttls_begin(&job->dialogue, fleet->run->arena, job->target->starttls, job->target->name);
    job->stage = job->dialogue.out != NULL ? STAGE_REQUEST : STAGE_REPLY;
    job->events = job->dialogue.out != NULL ? POLLOUT : POLLIN;
}

static bool no_way(int error)
{
    return error == ENETUNREACH || error == EADDRNOTAVAIL || error == EAFNOSUPPORT;
}

static void connect_to(struct fleet *fleet, struct job *job, const struct net_address *address)
{
    job->stage = STAGE_CONNECT;
    job->events = POLLOUT;
    job->fd = net_connect(address);
    if (job->fd < 0) {
        job->answer->no_route = no_way(errno);
        fail(fleet, job, outcome_why_of_errno(errno), TLS_FINE, NULL);
    }
}

static void connect_again(struct fleet *fleet, struct job *job)
{
    hang_up(job);
    job->second = true;
    connect_to(fleet, job, &job->addresses[job->next - 1]);
}

/* Without all_addresses an address that cannot be connected to gives way to the next one, and has
 * no more than its share of the time. */
static void next_address(struct fleet *fleet, struct job *job)
{
    struct tls_result *result = job->result;
    bool all = fleet->settings->all_addresses;
    if (job->next == job->naddresses) {
        job->over = true;
        return;
    }
    double now = clock_now(), left = (double)(job->naddresses - job->next);
    const struct net_address *address = &job->addresses[job->next++];
    if (all || result->nanswers == 0)
        result->nanswers++;
    job->answer = &result->answers[result->nanswers - 1];
    job->before = all ? (struct tls_answer){ .address = NULL } : *job->answer;
    *job->answer = (struct tls_answer){ .address = address->text };
    job->second = false;
    if (job->next > 1)
        job->attempt_started = now;
    job->attempt_deadline = now + number_most(0, job->deadline - now) / left;
    connect_to(fleet, job, address);
}

/* ---- resolving ---- */

static void start(struct fleet *fleet, struct job *job, const struct tls_target *target,
                  struct tls_result *result)
{
    *job = (struct job){ .target = target, .result = result, .fd = -1 };
    job->stage = STAGE_RESOLVE;
    job->started = job->attempt_started = clock_now();
    job->deadline = number_least(fleet->run->deadline, job->started + fleet->share);
    job->attempt_deadline = job->deadline;
    job->lookup = net_lookup_start(target->host, target->port, fleet->settings->family);
    if (job->lookup == NULL) {
        result->outcome = outcome_now(job, WHY_RESOURCES, NULL);
        job->over = true;
    }
}

static void resolved(struct fleet *fleet, struct job *job)
{
    enum why why = net_lookup_take(job->lookup, fleet->run->arena, &job->addresses,
                                   &job->naddresses);
    net_lookup_end(job->lookup);
    job->lookup = NULL;
    job->result->outcome = outcome_now(job, why, NULL);
    if (why != WHY_NOTHING) {
        job->over = true;
        return;
    }
    job->result->outcome.stage = STAGE_DONE;
    job->result->answers = arena_array(fleet->run->arena, job->naddresses,
                                       sizeof *job->result->answers);
    next_address(fleet, job);
}

/* ---- the loop ---- */

static void step(struct fleet *fleet, struct job *job)
{
    if (job->lookup != NULL)
        resolved(fleet, job);
    else if (job->stage == STAGE_CONNECT)
        connected(fleet, job);
    else if (job->stage == STAGE_HANDSHAKE)
        shake(fleet, job);
    else
        talk(fleet, job);
}

/* Time is up, for this address or for the target. A peer that was begun with shortly before the end
 * of the run had no chance to answer: it was not checked, and is not called silent. */
static void give_up(struct fleet *fleet, struct job *job, bool for_good)
{
    bool nothing_known = job->result->nanswers <= 1 && !job->second;
    if (for_good && nothing_known && clock_now() - job->started < fleet->share / 2) {
        *job->result = (struct tls_result){ .nanswers = 0 };
        if (job->lookup != NULL)
            net_lookup_end(job->lookup);
        job->lookup = NULL;
        hang_up(job);
        job->over = true;
        return;
    }
    if (job->lookup != NULL) {
        job->result->outcome = outcome_now(job, WHY_NAMES_SILENT, NULL);
        net_lookup_end(job->lookup);
        job->lookup = NULL;
        job->over = true;
        return;
    }
    if (for_good)
        job->next = job->naddresses;
    fail(fleet, job, WHY_SILENT, TLS_FINE, NULL);
    if (for_good)
        job->over = true;
}

/* Only connecting is bound to the share of one address, unless all of them are to be looked at. */
static double due(const struct fleet *fleet, const struct job *job)
{
    bool bound = fleet->settings->all_addresses || job->stage == STAGE_CONNECT;
    return bound ? number_least(job->attempt_deadline, job->deadline) : job->deadline;
}

static void wait_and_step(struct fleet *fleet, struct job *jobs, struct pollfd *polled, size_t n)
{
    double now = clock_now(), first = fleet->run->deadline;
    for (size_t i = 0; i < n; i++) {
        struct job *job = &jobs[i];
        polled[i] = (struct pollfd){
            .fd = job->lookup != NULL ? net_lookup_fd(job->lookup) : job->fd,
            .events = job->lookup != NULL ? POLLIN : job->events,
        };
        first = due(fleet, job) < first ? due(fleet, job) : first;
    }
    int milliseconds = first <= now ? 0 : (int)((first - now) * 1000) + 1;
    int ready = poll(polled, (nfds_t)n, milliseconds);
    for (size_t i = 0; i < n; i++) {
        /* Asked anew each time: a thousand steps take longer than the run may have left. */
        now = clock_now();
        if (now >= due(fleet, &jobs[i]))
            give_up(fleet, &jobs[i], now >= jobs[i].deadline);
        else if (ready > 0 && polled[i].revents != 0)
            step(fleet, &jobs[i]);
    }
}

static void work(struct fleet *fleet, const struct tls_target *targets, struct tls_result *results,
                 size_t n)
{
    size_t parallel = fleet->settings->parallel > 0 ? (size_t)fleet->settings->parallel : 1;
    size_t active = 0, begun = 0, room = parallel < n ? parallel : n;
    struct job *jobs = arena_array(fleet->run->arena, room, sizeof *jobs);
    /* A dead peer must not hold its place for the whole run while others wait for it. */
    double left = run_left(fleet->run);
    fleet->share = n > room ? number_least(left, number_most(left / 4, share_min)) : left;
    struct pollfd *polled = arena_array(fleet->run->arena, room, sizeof *polled);
    while (active > 0 || begun < n) {
        while (active < room && begun < n && run_left(fleet->run) > 0) {
            start(fleet, &jobs[active], &targets[begun], &results[begun]);
            begun++;
            active += jobs[active].over ? 0 : 1;
        }
        if (active == 0)
            return;
        wait_and_step(fleet, jobs, polled, active);
        for (size_t i = 0; i < active;) {
            if (jobs[i].over)
                jobs[i] = jobs[--active];
            else
                i++;
        }
    }
}

const char *tls_fleet(struct run *run, const struct tls_settings *settings,
                      const struct tls_target *targets, struct tls_result *results, size_t n)
{
    const char *where = NULL;
    struct fleet fleet = { .run = run, .settings = settings };
    ERR_clear_error();
    fleet.store = trust_open(settings->ca, &where);
    if (fleet.store == NULL)
        return where;
    run_note(run, 2, "trusted roots: %s; %zu targets, at most %ld at a time", where, n,
             settings->parallel);
    fleet.context = new_context();
    if (fleet.context == NULL) {
        for (size_t i = 0; i < n; i++)
            results[i].outcome = (struct outcome){ .why = WHY_RESOURCES };
    } else {
        SSL_CTX_set_cert_verify_callback(fleet.context, accept_all, NULL);
        work(&fleet, targets, results, n);
        SSL_CTX_free(fleet.context);
    }
    X509_STORE_free(fleet.store);
    ERR_clear_error();
    return NULL;
}
