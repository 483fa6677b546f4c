/* SPDX-License-Identifier: BSD-2-Clause */
/* fake/tls.c - stands in for lib/net/tls.c when cases are played. The servers of a case are
 * described in the file `peer` of its folder; a host that is not in it does not exist. What a
 * server presents is verified for real.
 *
 *     host NAME           begins a server; * is every name. About all of its addresses:
 *     port NUMBER         connections to other ports are refused; default: all are open
 *     starttls PROTOCOL   TLS begins after this exchange; default: at once
 *     never-started       no time is left for it
 *     fails resolve WHY   its name is not resolved
 *     address ADDRESS     begins an address; default: 192.0.2.1 is the only one. About it:
 *     chain NAME...       it presents ../../pki/NAME.pem, one certificate behind the other
 *     version TLSv1.2     that is agreed on; default: TLSv1.3
 *     handshake SECONDS   that the handshake takes; default: 0.012
 *     old refused|accepted|untestable [VERSION]   the second handshake, below --min-tls
 *     fails STAGE WHY [DETAIL]   it does not come to a handshake
 *     trouble NAME        what lib/net/tls.h calls TLS_NAME, besides
 *     after SECONDS       when it failed
 *     no-route            this host has no way to that kind of address */
#include "net/tls_report.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>
#include <sys/socket.h>

#include "net/endpoint.h"
#include "fake/script.h"
#include "base/text.h"
#include "x509/trust.h"
#include "x509/verify.h"

static const char *const troubles[] = {
    [TLS_FINE] = "fine",
    [TLS_NOT_SPOKEN] = "not-spoken",
    [TLS_INJECTED] = "injected",
    [TLS_STARTTLS_REFUSED] = "starttls-refused",
    [TLS_REJECTED] = "rejected",
    [TLS_FAILED] = "failed",
    [TLS_NO_CERTIFICATE] = "no-certificate",
    [TLS_NO_TRUST_STORE] = "no-trust-store",
    NULL,
};
static const char *const olds[] = {
    [TLS_OLD_NOT_ASKED] = "not-asked",
    [TLS_OLD_REFUSED] = "refused",
    [TLS_OLD_ACCEPTED] = "accepted",
    [TLS_OLD_UNTESTABLE] = "untestable",
    NULL,
};
static const char *const versions[] = {
    [TLS_ANY] = "",        [TLS_1_0] = "TLSv1",   [TLS_1_1] = "TLSv1.1",
    [TLS_1_2] = "TLSv1.2", [TLS_1_3] = "TLSv1.3", NULL,
};

/* One address of a server: the answer it gives, without its chain. */
struct door {
    struct tls_answer answer;
    const char *chain; /* names of files, blanks between */
};

struct peer {
    const char *host;
    long port; /* 0: all of them */
    int starttls;
    bool never_started;
    struct outcome resolving;
    struct door *doors;
    size_t ndoors, capacity;
};

/* ---- the file `peer` ---- */

struct reader {
    struct arena *arena;
    struct script script;
    struct peer *peers;
    size_t count, capacity;
};

static void begin_peer(struct reader *reader)
{
    reader->peers = arena_grow(reader->arena, reader->peers, reader->count, &reader->capacity,
                               sizeof *reader->peers);
    reader->peers[reader->count++] = (struct peer){ .host = script_word(&reader->script) };
}

static void begin_door(struct reader *reader, struct peer *peer, const char *address)
{
    peer->doors = arena_grow(reader->arena, peer->doors, peer->ndoors, &peer->capacity,
                             sizeof *peer->doors);
    peer->doors[peer->ndoors++] = (struct door){
        .answer = { .outcome = { .stage = STAGE_DONE },
                    .address = address,
                    .version = "TLSv1.3",
                    .handshake = 0.012,
                    .old = TLS_OLD_REFUSED },
    };
}

static void read_failure(struct reader *reader, struct peer *peer)
{
    struct outcome outcome = script_outcome(&reader->script);
    if (outcome.stage == STAGE_RESOLVE)
        peer->resolving = outcome;
    else
        peer->doors[peer->ndoors - 1].answer.outcome = outcome;
}

/* What stands below `address`. False for a word that is not known there. */
static bool read_door(struct reader *reader, const char *word, struct peer *peer)
{
    struct door *door = &peer->doors[peer->ndoors - 1];
    if (strcmp(word, "chain") == 0) {
        door->chain = script_rest(&reader->script);
    } else if (strcmp(word, "version") == 0) {
        door->answer.version = versions[script_choice(&reader->script, versions)];
    } else if (strcmp(word, "handshake") == 0) {
        door->answer.handshake = script_number(&reader->script);
    } else if (strcmp(word, "old") == 0) {
        door->answer.old = (enum tls_old)script_choice(&reader->script, olds);
        door->answer.old_version = script_word(&reader->script);
        door->answer.old_outcome = (struct outcome){ .stage = STAGE_CONNECT, .why = WHY_SILENT };
    } else if (strcmp(word, "fails") == 0) {
        read_failure(reader, peer);
    } else if (strcmp(word, "trouble") == 0) {
        door->answer.trouble = (enum tls_trouble)script_choice(&reader->script, troubles);
    } else if (strcmp(word, "after") == 0) {
        door->answer.outcome.seconds = script_number(&reader->script);
        peer->resolving.seconds = door->answer.outcome.seconds;
    } else if (strcmp(word, "no-route") == 0) {
        door->answer.outcome = (struct outcome){ .stage = STAGE_CONNECT, .why = WHY_NO_ROUTE };
        door->answer.no_route = true;
    } else {
        return false;
    }
    return true;
}

static void read_line(struct reader *reader)
{
    const char *word = script_word(&reader->script);
    struct peer *peer = reader->count > 0 ? &reader->peers[reader->count - 1] : NULL;
    if (strcmp(word, "host") == 0) {
        begin_peer(reader);
    } else if (peer == NULL) {
        script_broken(&reader->script, "no host yet");
    } else if (strcmp(word, "port") == 0) {
        peer->port = (long)script_number(&reader->script);
    } else if (strcmp(word, "starttls") == 0) {
        peer->starttls = script_choice(&reader->script, endpoint_starttls_names);
    } else if (strcmp(word, "never-started") == 0) {
        peer->never_started = true;
    } else if (strcmp(word, "address") == 0) {
        begin_door(reader, peer, script_word(&reader->script));
    } else {
        if (peer->ndoors == 0)
            begin_door(reader, peer, "192.0.2.1");
        if (!read_door(reader, word, peer))
            script_broken(&reader->script, "unknown word");
    }
}

static struct reader read_peers(struct arena *arena)
{
    struct reader reader = { .arena = arena };
    if (!script_open(&reader.script, arena, "peer"))
        return reader;
    while (script_line(&reader.script))
        read_line(&reader);
    for (size_t i = 0; i < reader.count; i++) {
        if (reader.peers[i].ndoors == 0)
            begin_door(&reader, &reader.peers[i], "192.0.2.1");
    }
    return reader;
}

/* ---- what a server presents ---- */

struct meeting {
    struct run *run;
    int family;
    X509_STORE *store;
    const struct tls_request *request;
    const struct tls_target *target; /* of the request */
    const struct peer *peer;
};

static X509 *read_certificate(struct arena *arena, const char *name)
{
    const char *path = arena_printf(arena, "../../pki/%s.pem", name);
    BIO *bio = BIO_new_file(path, "r");
    X509 *x509 = bio != NULL ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
    BIO_free(bio);
    if (x509 == NULL)
        script_bail_out("peer", "no certificate", path);
    return x509;
}

static void present(const struct meeting *meeting, const char *names, struct tls_answer *answer)
{
    struct run *run = meeting->run;
    STACK_OF(X509) *presented = sk_X509_new_null();
    struct script words = { .arena = run->arena, .rest = names != NULL ? names : "" };
    while (*words.rest != '\0')
        sk_X509_push(presented, read_certificate(run->arena, script_word(&words)));
    if (sk_X509_num(presented) > 0) {
        verify_chain(run->arena, meeting->store, presented, meeting->target->name, run->now,
                     &answer->chain);
    } else {
        answer->outcome = (struct outcome){ .stage = STAGE_HANDSHAKE, .why = WHY_GARBAGE };
        answer->trouble = TLS_NO_CERTIFICATE;
    }
    sk_X509_pop_free(presented, X509_free);
}

static enum tls_version version_of(const char *name)
{
    enum tls_version version = TLS_1_3;
    while (version > TLS_ANY && strcmp(versions[version], name) != 0)
        version--;
    return version;
}

/* The second handshake is only asked for when the first one went well and was not old itself. */
static void settle_old(const struct meeting *meeting, struct tls_answer *answer)
{
    enum tls_version min = meeting->request->min;
    if (answer->outcome.stage != STAGE_DONE || min <= TLS_1_0) {
        answer->old = TLS_OLD_NOT_ASKED;
    } else if (version_of(answer->version) < min) {
        answer->old = TLS_OLD_ACCEPTED;
        answer->old_version = answer->version;
    }
}

/* A closed port; a plain-text server taken for TLS, or the other way round. */
static bool mismatch(const struct meeting *meeting, struct tls_answer *answer)
{
    const struct tls_target *target = meeting->target;
    const struct peer *peer = meeting->peer;
    if (peer->port != 0 && peer->port != target->port) {
        answer->outcome = (struct outcome){ .stage = STAGE_CONNECT, .why = WHY_REFUSED };
    } else if (peer->starttls == (int)target->starttls) {
        return false;
    } else if (target->starttls == STARTTLS_NONE) {
        answer->outcome = (struct outcome){ STAGE_HANDSHAKE, WHY_GARBAGE, 0,
                                            "wrong version number" };
        answer->trouble = TLS_NOT_SPOKEN;
    } else {
        answer->outcome = (struct outcome){ STAGE_REPLY, WHY_SILENT, 9.5, NULL };
    }
    return true;
}

static struct tls_answer knock(const struct meeting *meeting, const struct door *door)
{
    struct tls_answer answer = door->answer;
    if (answer.outcome.stage == STAGE_DONE && !mismatch(meeting, &answer))
        present(meeting, door->chain, &answer);
    answer.cipher = "cipher";
    tls_report_note(meeting->run, meeting->target, &answer);
    settle_old(meeting, &answer);
    return answer;
}

/* ---- the fleet ---- */

static bool wanted(const struct meeting *meeting, const struct door *door)
{
    bool ipv6 = strchr(door->answer.address, ':') != NULL;
    return meeting->family == AF_UNSPEC || meeting->family == (ipv6 ? AF_INET6 : AF_INET);
}

static void meet(const struct meeting *meeting, struct tls_reply *reply)
{
    const struct peer *peer = meeting->peer;
    bool all = meeting->request->all_addresses, answered = false;
    size_t tried = 0;
    reply->answers = arena_array(meeting->run->arena, peer->ndoors, sizeof *reply->answers);
    for (size_t i = 0; i < peer->ndoors && (all || !answered); i++) {
        if (!wanted(meeting, &peer->doors[i]))
            continue;
        tried++;
        struct tls_answer answer = knock(meeting, &peer->doors[i]);
        answered = answer.outcome.stage != STAGE_CONNECT;
        if (all)
            reply->answers[reply->nanswers++] = answer;
        else if (reply->nanswers == 0 || !answer.no_route)
            reply->answers[0] = answer;
        if (reply->nanswers == 0)
            reply->nanswers = 1;
    }
    reply->outcome = tried > 0 ? (struct outcome){ .stage = STAGE_DONE }
                               : (struct outcome){ .stage = STAGE_RESOLVE, .why = WHY_NO_ADDRESS };
}

static const struct peer *find(const struct reader *known, const char *host)
{
    for (size_t i = 0; i < known->count; i++) {
        if (strcmp(known->peers[i].host, "*") == 0 || text_same(known->peers[i].host, host))
            return &known->peers[i];
    }
    return NULL;
}

struct tls {
    struct run *run;
    X509_STORE *store;
    const char *where;
    int family;
    struct reader known;
};

static void close_tls(void *handle)
{
    struct tls *tls = handle;
    X509_STORE_free(tls->store);
    ERR_clear_error();
}

struct tls *tls_open(struct run *run, const struct tls_options *options,
                     const struct net_options *net)
{
    struct tls *tls = arena_alloc(run->arena, sizeof *tls);
    *tls = (struct tls){ .run = run,
                         .family = net_part_family(net),
                         .known = read_peers(run->arena) };
    tls->store = trust_open(options->ca, &tls->where);
    arena_at_end(run->arena, close_tls, tls);
    return tls;
}

static void settle(struct tls *tls, const struct tls_request *request, struct tls_reply *reply)
{
    struct meeting meeting = { .run = tls->run,
                               .family = tls->family,
                               .store = tls->store,
                               .request = request,
                               .target = &request->target };
    meeting.peer = find(&tls->known, request->target.host);
    *reply = (struct tls_reply){ .nanswers = 0 };
    if (tls->store == NULL) {
        reply->outcome = (struct outcome){ .why = WHY_RESOURCES, .detail = tls->where };
        reply->trouble = TLS_NO_TRUST_STORE;
    } else if (meeting.peer == NULL) {
        reply->outcome = (struct outcome){ .stage = STAGE_RESOLVE, .why = WHY_NO_NAME };
    } else if (meeting.peer->resolving.why != WHY_NOTHING) {
        reply->outcome = meeting.peer->resolving;
    } else if (!meeting.peer->never_started) {
        meet(&meeting, reply);
    }
}

void tls_fleet(struct tls *tls, const struct tls_request *requests, struct tls_reply *replies,
               size_t n, long parallel)
{
    if (tls->store != NULL)
        run_note(tls->run, 2, "trusted roots: %s; %zu targets, at most %ld at a time", tls->where,
                 n, parallel);
    for (size_t i = 0; i < n; i++)
        settle(tls, &requests[i], &replies[i]);
}
