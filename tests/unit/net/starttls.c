/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/starttls.h"

#include "unit/check.h"
#include "net/endpoint.h"
#include "base/text.h"

struct bytes {
    const char *at;
    size_t length;
};
#define B(literal) \
    { \
        literal, sizeof literal - 1 \
    }
#define NOTHING \
    { \
        NULL, 0 \
    }

/* What the server says, and what the client answers to it. */
struct step {
    struct bytes server, client;
};
struct script {
    enum starttls protocol;
    struct bytes opening; /* the client begins with it */
    struct step steps[4];
};

#define LDAP_GO    "\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00"
#define MYSQL_REST "\x21\2\0\xff\xc1\x15\0\0\0\0\0\0\0\0\0\0abcdefghijkl\0mysql_native_password\0"
#define MYSQL_GO \
    "\x47\0\0\0\x0a" \
    "8.0\0\1\0\0\0abcdefgh\0\xff\xff" MYSQL_REST
#define MYSQL_ASK \
    "\x20\x00\x00\x01\x85\xae\x7f\x00\x00\x00\x00\x01\x21" \
    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define XMPP_OPENING(kind) \
    "<?xml version='1.0'?><stream:stream xmlns='jabber:" kind "' " \
    "xmlns:stream='http://etherx.jabber.org/streams' to='example.jp' version='1.0'>"
#define XMPP_STREAM   "<?xml version='1.0'?><stream:stream from='example.jp' version='1.0'>"
#define XMPP_STARTTLS "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
#define XMPP_FEATURES \
    XMPP_STREAM "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'>" \
                "<required/></starttls></stream:features>"
#define XMPP_PROCEED "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"

static const struct script scripts[] = {
    { STARTTLS_SMTP,
      NOTHING,
      { { B("220 mx ESMTP\r\n"), B("EHLO [127.0.0.1]\r\n") },
        { B("250-mx\r\n250-SIZE 1000\r\n250-STARTTLS\r\n250 HELP\r\n"), B("STARTTLS\r\n") },
        { B("220 go ahead\r\n"), NOTHING } } },
    { STARTTLS_SMTP,
      NOTHING,
      { { B("220-mx\r\n220-we log\r\n220 ready\r\n"), B("EHLO [127.0.0.1]\r\n") },
        { B("250-mx\n250 starttls\n"), B("STARTTLS\r\n") },
        { B("220\r\n"), NOTHING } } },
    { STARTTLS_LMTP,
      NOTHING,
      { { B("220 mx LMTP\r\n"), B("LHLO [127.0.0.1]\r\n") },
        { B("250-mx\r\n250-PIPELINING\r\n250 STARTTLS\r\n"), B("STARTTLS\r\n") },
        { B("220 go\r\n"), NOTHING } } },
    { STARTTLS_IMAP,
      NOTHING,
      { { B("* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n"), B("a1 CAPABILITY\r\n") },
        { B("* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\na1 OK done\r\n"),
          B("a2 STARTTLS\r\n") },
        { B("a2 OK begin\r\n"), NOTHING } } },
    { STARTTLS_IMAP,
      NOTHING,
      { { B("* OK hi\r\n"), B("a1 CAPABILITY\r\n") },
        { B("* CAPABILITY IMAP4 starttls\r\n* NO warning\r\nA1 ok done\r\n"),
          B("a2 STARTTLS\r\n") },
        { B("* OK still here\r\na2 OK\r\n"), NOTHING } } },
    { STARTTLS_POP3,
      NOTHING,
      { { B("+OK POP3 ready\r\n"), B("STLS\r\n") }, { B("+OK begin\r\n"), NOTHING } } },
    { STARTTLS_FTP,
      NOTHING,
      { { B("220-Welcome\r\n this is a line without code\r\n  123 nor this\r\n220 ready\r\n"),
          B("AUTH TLS\r\n") },
        { B("234 go\r\n"), NOTHING } } },
    { STARTTLS_LDAP,
      B("\x30\x1d\x02\x01\x01\x77\x18\x80\x16"
        "1.3.6.1.4.1.1466.20037"),
      { { B(LDAP_GO), NOTHING } } },
    { STARTTLS_LDAP,
      B("\x30\x1d\x02\x01\x01\x77\x18\x80\x16"
        "1.3.6.1.4.1.1466.20037"),
      { { B("\x30\x84\0\0\0\x10\x02\x01\x01\x78\x84\0\0\0\x07\x0a\x01\x00\x04\x00\x04\x00"),
          NOTHING } } },
    { STARTTLS_LDAP,
      B("\x30\x1d\x02\x01\x01\x77\x18\x80\x16"
        "1.3.6.1.4.1.1466.20037"),
      { { B("\x30\x81\x26\x02\x01\x01\x78\x81\x20\x0a\x01\x00\x04\x00\x04\x01.\x8a\x16"
            "1.3.6.1.4.1.1466.20037"),
          NOTHING } } },
    { STARTTLS_POSTGRES, B("\0\0\0\x08\x04\xd2\x16\x2f"), { { B("S"), NOTHING } } },
    { STARTTLS_MYSQL, NOTHING, { { B(MYSQL_GO), B(MYSQL_ASK) } } },
    { STARTTLS_XMPP,
      B(XMPP_OPENING("client")),
      { { B(XMPP_FEATURES), B(XMPP_STARTTLS) }, { B(XMPP_PROCEED), NOTHING } } },
    { STARTTLS_XMPP_SERVER,
      B(XMPP_OPENING("server")),
      { { B(XMPP_FEATURES), B(XMPP_STARTTLS) },
        { B("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'></proceed>"), NOTHING } } },
    { STARTTLS_SIEVE,
      NOTHING,
      { { B("\"IMPLEMENTATION\" \"x\"\r\n\"SIEVE\" \"fileinto\"\r\n\"STARTTLS\"\r\nOK \"hi\"\r\n"),
          B("STARTTLS\r\n") },
        { B("OK \"begin\"\r\n"), NOTHING } } },
    { STARTTLS_NNTP,
      NOTHING,
      { { B("200 hi, posting allowed\r\n"), B("STARTTLS\r\n") }, { B("382 go\r\n"), NOTHING } } },
    { STARTTLS_NNTP,
      NOTHING,
      { { B("201 hi, no posting\r\n"), B("STARTTLS\r\n") }, { B("382 go\r\n"), NOTHING } } },
};

static const char *script_name(size_t i)
{
    return arena_printf(arena, "%s (script %zu)", endpoint_starttls_names[scripts[i].protocol], i);
}

static struct starttls_dialogue started(enum starttls protocol)
{
    struct starttls_dialogue dialogue;
    starttls_begin(&dialogue, arena, protocol, "example.jp");
    return dialogue;
}

static void expect_out(const char *row, struct starttls_dialogue *dialogue, struct bytes expected)
{
    bool same = dialogue->out == NULL
                    ? expected.at == NULL
                    : expected.at != NULL && dialogue->out_length == expected.length &&
                          memcmp(dialogue->out, expected.at, expected.length) == 0;
    if (!same)
        bad_row(row, "expected to send [%s], sends [%s]", expected.at != NULL ? expected.at : "",
                dialogue->out != NULL ? dialogue->out : "");
    dialogue->out = NULL;
}

/* Feeds in pieces of that size; the last piece's answer. No piece but the last may end it. */
static enum starttls_state feed(const char *row, struct starttls_dialogue *dialogue,
                                struct bytes bytes, size_t piece)
{
    enum starttls_state state = STARTTLS_WAIT;
    for (size_t at = 0; at < bytes.length; at += piece) {
        if (state != STARTTLS_WAIT) {
            bad_row(row, "state %d before byte %zu of %zu", (int)state, at, bytes.length);
            return state;
        }
        size_t length = bytes.length - at < piece ? bytes.length - at : piece;
        /* A copy of exact size, so that a sanitizer sees what is read behind it. */
        state = starttls_receive(dialogue, arena_copy(arena, bytes.at + at, length), length);
    }
    return state;
}

static bool is_last(const struct script *script, size_t step)
{
    return step + 1 == COUNT_OF(script->steps) || script->steps[step + 1].server.at == NULL;
}

static void play(size_t i, size_t piece)
{
    const struct script *script = &scripts[i];
    const char *row = arena_printf(arena, "%s in pieces of %zu", script_name(i), piece);
    struct starttls_dialogue dialogue = started(script->protocol);
    expect_out(row, &dialogue, script->opening);
    for (size_t step = 0;; step++) {
        enum starttls_state state = feed(row, &dialogue, script->steps[step].server, piece);
        expect_int(row, state, is_last(script, step) ? STARTTLS_GO : STARTTLS_WAIT);
        expect_out(row, &dialogue, script->steps[step].client);
        if (is_last(script, step) || state != STARTTLS_WAIT)
            return;
    }
}

TEST(good_dialogues_end_with_go)
{
    static const size_t pieces[] = { 1, 2, 3, 7, 100000 };
    for (size_t i = 0; i < COUNT_OF(scripts); i++) {
        for (size_t j = 0; j < COUNT_OF(pieces); j++)
            play(i, pieces[j]);
    }
}

TEST(every_protocol_has_a_script)
{
    for (int protocol = STARTTLS_SMTP; endpoint_starttls_names[protocol] != NULL; protocol++) {
        bool found = false;
        for (size_t i = 0; i < COUNT_OF(scripts); i++)
            found = found || (int)scripts[i].protocol == protocol;
        expect(endpoint_starttls_names[protocol], found, "has no script");
    }
    struct starttls_dialogue none = started(STARTTLS_NONE);
    expect("none", none.out == NULL, "says something");
}

/* Plays all but the last step; gives what the server says in that. */
static struct bytes play_to_last(size_t i, struct starttls_dialogue *dialogue)
{
    const struct script *script = &scripts[i];
    *dialogue = started(script->protocol);
    for (size_t step = 0;; step++) {
        dialogue->out = NULL;
        if (is_last(script, step))
            return script->steps[step].server;
        feed(script_name(i), dialogue, script->steps[step].server, 100000);
    }
}

TEST(bytes_behind_the_go_ahead_are_an_injection)
{
    static const struct bytes behind[] = { B("x"), B("\r\n"), B("\0"), B("220 more\r\n"),
                                           B("\x16\x03\x01\x00\x05") };
    for (size_t i = 0; i < COUNT_OF(scripts); i++) {
        for (size_t j = 0; j < COUNT_OF(behind); j++) {
            struct starttls_dialogue dialogue;
            struct bytes last = play_to_last(i, &dialogue);
            char *both = arena_alloc(arena, last.length + behind[j].length);
            memcpy(both, last.at, last.length);
            memcpy(both + last.length, behind[j].at, behind[j].length);
            expect_int(arena_printf(arena, "%s, injection %zu", script_name(i), j),
                       starttls_receive(&dialogue, both, last.length + behind[j].length),
                       STARTTLS_INJECTED);
        }
    }
}

TEST(nothing_goes_before_the_last_byte)
{
    for (size_t i = 0; i < COUNT_OF(scripts); i++) {
        struct starttls_dialogue dialogue;
        struct bytes last = play_to_last(i, &dialogue);
        last.length--;
        if (last.length > 0)
            expect_int(script_name(i), feed(script_name(i), &dialogue, last, 100000),
                       STARTTLS_WAIT);
    }
}

/* Answers that come before they are asked for were put there by somebody. */
TEST(answers_ahead_of_the_question_do_not_pass)
{
    for (size_t i = 0; i < COUNT_OF(scripts); i++) {
        const struct script *script = &scripts[i];
        char *all = arena_alloc(arena, 4096);
        size_t length = 0;
        for (size_t step = 0; step < COUNT_OF(script->steps) && script->steps[step].server.at;
             step++) {
            memcpy(all + length, script->steps[step].server.at, script->steps[step].server.length);
            length += script->steps[step].server.length;
        }
        if (is_last(script, 0))
            continue; /* one answer to one question */
        struct starttls_dialogue dialogue = started(script->protocol);
        enum starttls_state state = starttls_receive(&dialogue, all, length);
        expect(script_name(i), state != STARTTLS_GO, "begins the handshake");
    }
}

static const struct {
    const char *row;
    enum starttls protocol;
    struct bytes server[3];
    enum starttls_state state;
    const char *detail;
} bad[] = {
    { "smtp busy", STARTTLS_SMTP, { B("421 too many\r\n") }, STARTTLS_REFUSED, "421 too many" },
    { "smtp closed", STARTTLS_SMTP, { B("554-no\r\n554 way\r\n") }, STARTTLS_REFUSED, "554 way" },
    { "smtp no EHLO",
      STARTTLS_SMTP,
      { B("220 a\r\n"), B("502 what\r\n") },
      STARTTLS_REFUSED,
      "502 what" },
    { "smtp not offered",
      STARTTLS_SMTP,
      { B("220 a\r\n"), B("250-a\r\n250 SIZE\r\n") },
      STARTTLS_MISSING,
      NULL },
    { "smtp like it",
      STARTTLS_SMTP,
      { B("220 a\r\n"), B("250-XSTARTTLS\r\n250 STARTTLSX\r\n") },
      STARTTLS_MISSING,
      NULL },
    { "smtp refused",
      STARTTLS_SMTP,
      { B("220 a\r\n"), B("250 STARTTLS\r\n"), B("454 not now\r\n") },
      STARTTLS_REFUSED,
      "454 not now" },
    { "smtp is http",
      STARTTLS_SMTP,
      { B("HTTP/1.1 400 Bad\r\n") },
      STARTTLS_NONSENSE,
      "HTTP/1.1 400 Bad" },
    { "smtp is ssh", STARTTLS_SMTP, { B("SSH-2.0-x\r\n") }, STARTTLS_NONSENSE, "SSH-2.0-x" },
    { "smtp two digits", STARTTLS_SMTP, { B("22 a\r\n") }, STARTTLS_NONSENSE, NULL },
    { "smtp four digits", STARTTLS_SMTP, { B("2200 a\r\n") }, STARTTLS_NONSENSE, NULL },
    { "smtp hostile",
      STARTTLS_SMTP,
      { B("500 <b>|\x1b[31m\xff\r\n") },
      STARTTLS_REFUSED,
      "\xe2\x80\xb9"
      "b>/ [31m\xef\xbf\xbd" },
    { "lmtp not offered",
      STARTTLS_LMTP,
      { B("220 a\r\n"), B("250 a\r\n") },
      STARTTLS_MISSING,
      NULL },
    { "lmtp refused",
      STARTTLS_LMTP,
      { B("220 a\r\n"), B("250 STARTTLS\r\n"), B("501 no\r\n") },
      STARTTLS_REFUSED,
      "501 no" },
    { "ftp refused",
      STARTTLS_FTP,
      { B("220 a\r\n"), B("534 no\r\n") },
      STARTTLS_REFUSED,
      "534 no" },
    { "ftp busy", STARTTLS_FTP, { B("421 busy\r\n") }, STARTTLS_REFUSED, "421 busy" },
    { "ftp nonsense", STARTTLS_FTP, { B("hello\r\n") }, STARTTLS_NONSENSE, "hello" },
    { "nntp refused",
      STARTTLS_NNTP,
      { B("200 a\r\n"), B("580 no\r\n") },
      STARTTLS_REFUSED,
      "580 no" },
    { "nntp unknown",
      STARTTLS_NNTP,
      { B("200 a\r\n"), B("500 what\r\n") },
      STARTTLS_REFUSED,
      "500 what" },
    { "nntp nonsense", STARTTLS_NNTP, { B("* OK\r\n") }, STARTTLS_NONSENSE, NULL },
    { "imap bye", STARTTLS_IMAP, { B("* BYE full\r\n") }, STARTTLS_REFUSED, "* BYE full" },
    { "imap preauth", STARTTLS_IMAP, { B("* PREAUTH hi\r\n") }, STARTTLS_REFUSED, "PREAUTH" },
    { "imap not offered",
      STARTTLS_IMAP,
      { B("* OK hi\r\n"), B("* CAPABILITY IMAP4rev1\r\na1 OK\r\n") },
      STARTTLS_MISSING,
      NULL },
    { "imap refused",
      STARTTLS_IMAP,
      { B("* OK hi\r\n"), B("* CAPABILITY STARTTLS\r\na1 OK\r\n"), B("a2 BAD no\r\n") },
      STARTTLS_REFUSED,
      "a2 BAD no" },
    { "imap nonsense", STARTTLS_IMAP, { B("+OK\r\n") }, STARTTLS_NONSENSE, "+OK" },
    { "pop3 busy", STARTTLS_POP3, { B("-ERR locked\r\n") }, STARTTLS_REFUSED, "-ERR locked" },
    { "pop3 refused",
      STARTTLS_POP3,
      { B("+OK\r\n"), B("-ERR no\r\n") },
      STARTTLS_REFUSED,
      "-ERR no" },
    { "pop3 nonsense", STARTTLS_POP3, { B("220 hi\r\n") }, STARTTLS_NONSENSE, "220 hi" },
    { "sieve bye", STARTTLS_SIEVE, { B("BYE \"full\"\r\n") }, STARTTLS_REFUSED, "BYE" },
    { "sieve not offered",
      STARTTLS_SIEVE,
      { B("\"SIEVE\" \"a\"\r\nOK\r\n") },
      STARTTLS_MISSING,
      NULL },
    { "sieve refused",
      STARTTLS_SIEVE,
      { B("\"STARTTLS\"\r\nOK\r\n"), B("NO \"no\"\r\n") },
      STARTTLS_REFUSED,
      "NO" },
    { "sieve nonsense", STARTTLS_SIEVE, { B("hello\r\n") }, STARTTLS_NONSENSE, "hello" },
    { "ldap protocol error",
      STARTTLS_LDAP,
      { B("\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x02\x04\x00\x04\x00") },
      STARTTLS_REFUSED,
      "LDAP result code 2" },
    { "ldap unavailable",
      STARTTLS_LDAP,
      { B("\x30\x84\0\0\0\x10\x02\x01\x01\x78\x84\0\0\0\x07\x0a\x01\x34\x04\x00\x04\x00") },
      STARTTLS_REFUSED,
      "LDAP result code 52" },
    { "ldap is http", STARTTLS_LDAP, { B("HTTP/1.1 400\r\n") }, STARTTLS_NONSENSE, NULL },
    { "ldap another answer",
      STARTTLS_LDAP,
      { B("\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00") },
      STARTTLS_NONSENSE,
      NULL },
    { "ldap endless", STARTTLS_LDAP, { B("\x30\x80\x02\x01") }, STARTTLS_NONSENSE, NULL },
    { "ldap huge",
      STARTTLS_LDAP,
      { B("\x30\x84\x7f\xff\xff\xff\x02\x01\x01") },
      STARTTLS_NONSENSE,
      NULL },
    { "ldap five octets",
      STARTTLS_LDAP,
      { B("\x30\x85\0\0\0\0\x0c\x02\x01\x01") },
      STARTTLS_NONSENSE,
      NULL },
    { "ldap inner too long",
      STARTTLS_LDAP,
      { B("\x30\x05\x02\x01\x01\x78\x07") },
      STARTTLS_NONSENSE,
      NULL },
    { "ldap id too long", STARTTLS_LDAP, { B("\x30\x03\x02\x7f\x01") }, STARTTLS_NONSENSE, NULL },
    { "ldap empty", STARTTLS_LDAP, { B("\x30\x00") }, STARTTLS_NONSENSE, NULL },
    { "ldap no code",
      STARTTLS_LDAP,
      { B("\x30\x08\x02\x01\x01\x78\x03\x0a\x01") },
      STARTTLS_WAIT,
      NULL },
    { "ldap cut code",
      STARTTLS_LDAP,
      { B("\x30\x07\x02\x01\x01\x78\x02\x0a\x01") },
      STARTTLS_NONSENSE,
      NULL },
    { "postgres no", STARTTLS_POSTGRES, { B("N") }, STARTTLS_MISSING, NULL },
    { "postgres error",
      STARTTLS_POSTGRES,
      { B("E\0\0\0\x10SFATAL\0Mbusy\0\0") },
      STARTTLS_REFUSED,
      "busy" },
    { "postgres nonsense",
      STARTTLS_POSTGRES,
      { B("HTTP/1.1 400\r\n") },
      STARTTLS_NONSENSE,
      "HTTP/1.1" },
    { "mysql blocked",
      STARTTLS_MYSQL,
      { B("\x0b\0\0\0\xff\x69\x04"
          "blocked!") },
      STARTTLS_REFUSED,
      "blocked!" },
    { "mysql short error",
      STARTTLS_MYSQL,
      { B("\x01\0\0\0\xff") },
      STARTTLS_REFUSED,
      "no reason given" },
    { "mysql without SSL",
      STARTTLS_MYSQL,
      { B("\x47\0\0\0\x0a"
          "8.0\0\1\0\0\0abcdefgh\0\xff\xf7" MYSQL_REST) },
      STARTTLS_MISSING,
      NULL },
    { "mysql old protocol",
      STARTTLS_MYSQL,
      { B("\x47\0\0\0\x09"
          "8.0\0\1\0\0\0abcdefgh\0\xff\xff" MYSQL_REST) },
      STARTTLS_NONSENSE,
      NULL },
    { "mysql cut",
      STARTTLS_MYSQL,
      { B("\x06\0\0\0\x0a"
          "8.0\0\1") },
      STARTTLS_NONSENSE,
      NULL },
    { "mysql endless version",
      STARTTLS_MYSQL,
      { B("\x06\0\0\0\x0a"
          "8.0.1") },
      STARTTLS_NONSENSE,
      NULL },
    { "mysql empty", STARTTLS_MYSQL, { B("\0\0\0\0") }, STARTTLS_NONSENSE, NULL },
    { "mysql sequence", STARTTLS_MYSQL, { B("\x47\0\0\1\x0a") }, STARTTLS_NONSENSE, NULL },
    { "mysql is ssh", STARTTLS_MYSQL, { B("SSH-2.0-x\r\n") }, STARTTLS_NONSENSE, "SSH-2.0-x" },
    { "mysql huge", STARTTLS_MYSQL, { B("\xff\xff\xff\0\x0a") }, STARTTLS_NONSENSE, NULL },
    { "xmpp not offered",
      STARTTLS_XMPP,
      { B(XMPP_STREAM "<stream:features><mechanisms/></stream:features>") },
      STARTTLS_MISSING,
      NULL },
    { "xmpp no features",
      STARTTLS_XMPP,
      { B(XMPP_STREAM "<stream:features/>") },
      STARTTLS_MISSING,
      NULL },
    { "xmpp error",
      STARTTLS_XMPP,
      { B(XMPP_STREAM "<stream:error><host-unknown/></stream:error>") },
      STARTTLS_REFUSED,
      "host-unknown" },
    { "xmpp failure",
      STARTTLS_XMPP_SERVER,
      { B(XMPP_FEATURES), B("<failure/></stream:stream>") },
      STARTTLS_REFUSED,
      NULL },
    { "xmpp nonsense", STARTTLS_XMPP, { B("HTTP/1.1 400\r\n") }, STARTTLS_NONSENSE, "HTTP/1.1" },
};

TEST(bad_dialogues_end_with_their_reason)
{
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct starttls_dialogue dialogue = started(bad[i].protocol);
        enum starttls_state state = STARTTLS_WAIT;
        for (size_t step = 0; step < COUNT_OF(bad[i].server) && bad[i].server[step].at != NULL;
             step++) {
            expect_int(bad[i].row, state, STARTTLS_WAIT);
            state = feed(bad[i].row, &dialogue, bad[i].server[step], 100000);
        }
        expect_int(bad[i].row, state, bad[i].state);
        if (bad[i].detail != NULL)
            expect_has(bad[i].row, dialogue.detail, bad[i].detail);
    }
}

/* Both tags of a refusal at once, far behind: nothing may be read beyond what was received. */
TEST(a_long_refusal_is_read_within_its_bytes)
{
    const char *text = arena_printf(arena, "%s%s<stream:error><conflict/></stream:error><failure/>",
                                    XMPP_STREAM, repeated(' ', 3000));
    struct starttls_dialogue dialogue = started(STARTTLS_XMPP);
    expect_int("state", starttls_receive(&dialogue, text, strlen(text)), STARTTLS_REFUSED);
    expect_has("detail", dialogue.detail, "conflict");
}

TEST(no_server_talks_for_ever)
{
    static const char *const fillers[] = { "x",   "220-x\r\n", "* OK x\r\n", "\"a\"\r\n",
                                           "<a>", "0",         "\n",         "+OK\r\n" };
    for (int protocol = STARTTLS_SMTP; endpoint_starttls_names[protocol] != NULL; protocol++) {
        for (size_t i = 0; i < COUNT_OF(fillers); i++) {
            const char *row = arena_printf(arena, "%s fed with filler %zu",
                                           endpoint_starttls_names[protocol], i);
            struct starttls_dialogue dialogue = started((enum starttls)protocol);
            size_t sent = 0, length = strlen(fillers[i]);
            enum starttls_state state = STARTTLS_WAIT;
            for (; state == STARTTLS_WAIT && sent < 100000; sent += length)
                state = starttls_receive(&dialogue, fillers[i], length);
            expect(row, state != STARTTLS_WAIT, "is still listening after 100 kB");
            expect(row, state != STARTTLS_GO || protocol == STARTTLS_POP3, "goes");
            expect(row, sent <= STARTTLS_INPUT_MAX + length, "took more than 64 KiB");
        }
    }
}

TEST(one_mebibyte_at_once_is_refused)
{
    char *bytes = repeated('2', 1 << 20);
    for (int protocol = STARTTLS_SMTP; endpoint_starttls_names[protocol] != NULL; protocol++) {
        struct starttls_dialogue dialogue = started((enum starttls)protocol);
        expect_int(endpoint_starttls_names[protocol], starttls_receive(&dialogue, bytes, 1 << 20),
                   STARTTLS_NONSENSE);
        expect(endpoint_starttls_names[protocol], dialogue.detail != NULL, "has no detail");
    }
}

TEST(details_are_clean_and_short)
{
    char *line = repeated('\xc3', 3000);
    memcpy(line, "500 ", 4);
    memcpy(line + 2990, "\r\n", 3);
    struct starttls_dialogue dialogue = started(STARTTLS_SMTP);
    expect_int("long", starttls_receive(&dialogue, line, 2992), STARTTLS_REFUSED);
    expect("long", strlen(dialogue.detail) <= 160, "is too long");
    for (const char *c = dialogue.detail; *c != '\0'; c += text_utf8(c, strlen(c))) {
        if (!expect("long", text_utf8(c, strlen(c)) > 0, "is no UTF-8"))
            break;
    }
}

TEST(xmpp_sends_no_markup_in_a_name)
{
    static const char *const names[] = { "a'><evil/>", "a<b", "a&b", "a\"b", "a>b" };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct starttls_dialogue dialogue;
        starttls_begin(&dialogue, arena, STARTTLS_XMPP, names[i]);
        expect_has_not(names[i], dialogue.out, names[i]);
        expect_has(names[i], dialogue.out, "to=''");
    }
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(good_dialogues_end_with_go),
        cmocka_unit_test(every_protocol_has_a_script),
        cmocka_unit_test(bytes_behind_the_go_ahead_are_an_injection),
        cmocka_unit_test(nothing_goes_before_the_last_byte),
        cmocka_unit_test(answers_ahead_of_the_question_do_not_pass),
        cmocka_unit_test(bad_dialogues_end_with_their_reason),
        cmocka_unit_test(a_long_refusal_is_read_within_its_bytes),
        cmocka_unit_test(no_server_talks_for_ever),
        cmocka_unit_test(one_mebibyte_at_once_is_refused),
        cmocka_unit_test(details_are_clean_and_short),
        cmocka_unit_test(xmpp_sends_no_markup_in_a_name),
    };
    return RUN(tests);
}
