/* SPDX-License-Identifier: BSD-2-Clause */
/* Each protocol is a function that takes what has arrived so far and answers with a state. All of
 * them keep three rules:
 *
 * - Nothing is sent before the peer has said what must come first, and nothing is read beyond the
 *   go-ahead: bytes that stand behind it were put there by somebody in between, to
 *   be taken for what comes through TLS (command injection, CVE-2011-0411 and its kin:
 *   https://nostarttls.secvuln.info). That is STARTTLS_INJECTED.
 * - A refusal keeps the peer's own words, cleaned, for the sentence.
 * - What has no end is nonsense: the whole dialogue may have 64 KiB.
 *
 * Protocols of lines (SMTP, LMTP, IMAP, POP3, FTP, Sieve, NNTP) share the reading of lines and of
 * replies of several lines (RFC 5321 4.2.1); those with lengths in front (LDAP's BER, PostgreSQL,
 * MySQL) wait for the whole message; XMPP looks for the elements that it needs and parses no XML.
 */
#include "net/starttls.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"

enum { DETAIL_MAX = 160 };

static void say(struct starttls_dialogue *dialogue, const char *text)
{
    dialogue->out = text;
    dialogue->out_length = strlen(text);
}

static void use(struct starttls_dialogue *dialogue, size_t length)
{
    dialogue->length -= length;
    memmove(dialogue->in, dialogue->in + length, dialogue->length);
    dialogue->in[dialogue->length] = '\0';
}

/* What the server said, fit to be shown; NULL when that is nothing but blanks. */
static const char *shown(const struct starttls_dialogue *dialogue, const char *words, size_t length)
{
    const char *clean = text_clean(dialogue->arena, words, length, DETAIL_MAX);
    return text_or(text_trim(dialogue->arena, clean, strlen(clean)), NULL);
}

static enum starttls_state refuse(struct starttls_dialogue *dialogue, const char *words,
                                  size_t length)
{
    dialogue->detail = text_or(shown(dialogue, words, length), "no reason given");
    return STARTTLS_REFUSED;
}

static enum starttls_state nonsense(struct starttls_dialogue *dialogue, const char *words,
                                    size_t length)
{
    dialogue->detail = shown(dialogue, words, length);
    return STARTTLS_NONSENSE;
}

static enum starttls_state go(const struct starttls_dialogue *dialogue)
{
    return dialogue->length > 0 ? STARTTLS_INJECTED : STARTTLS_GO;
}

/* ---- protocols of lines ---- */

/* Says the next command. A whole line that is there already answers a question that nobody has
 * asked: somebody wants it to be taken for the answer to this one. */
static enum starttls_state ask(struct starttls_dialogue *dialogue, const char *command)
{
    say(dialogue, command);
    return memchr(dialogue->in, '\n', dialogue->length) != NULL ? STARTTLS_INJECTED : STARTTLS_WAIT;
}

/* The next whole line, without its end and taken out of the input; NULL when there is none yet. */
static const char *next_line(struct starttls_dialogue *dialogue, size_t *length)
{
    const char *end = memchr(dialogue->in, '\n', dialogue->length);
    if (end == NULL)
        return NULL;
    size_t whole = (size_t)(end - dialogue->in);
    *length = whole > 0 && dialogue->in[whole - 1] == '\r' ? whole - 1 : whole;
    const char *line = arena_copy(dialogue->arena, dialogue->in, *length);
    use(dialogue, whole + 1);
    return line;
}

/* Whether the words of the line, from a blank, dash or quote on, hold STARTTLS. */
static bool offers(const char *line)
{
    static const char word[] = "STARTTLS";
    size_t length = sizeof word - 1;
    for (const char *at = line; *at != '\0'; at++) {
        bool begins = at == line || strchr(" -\"", at[-1]) != NULL;
        if (begins && strncasecmp(at, word, length) == 0 && strchr(" \"\r", at[length]) != NULL)
            return true;
    }
    return false;
}

/* The code of a reply as FTP, SMTP and NNTP write it: three digits and a blank, a dash (more lines
 * follow) or nothing. 0 for anything else. */
static int reply_code(const char *line, bool *last)
{
    if (strspn(line, "0123456789") != 3 || (line[3] != ' ' && line[3] != '-' && line[3] != '\0'))
        return 0;
    *last = line[3] != '-';
    return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

/* One exchange: wait for this code, then say that; the last row is the go-ahead. */
struct exchange {
    int code;
    bool must_offer; /* STARTTLS must be among the lines of this reply */
    const char *then;
};

static const struct exchange smtp[] = { { 220, false, "EHLO [127.0.0.1]\r\n" },
                                        { 250, true, "STARTTLS\r\n" },
                                        { 220, false, NULL } };
static const struct exchange lmtp[] = { { 220, false, "LHLO [127.0.0.1]\r\n" },
                                        { 250, true, "STARTTLS\r\n" },
                                        { 220, false, NULL } };
static const struct exchange ftp[] = { { 220, false, "AUTH TLS\r\n" }, { 234, false, NULL } };
static const struct exchange nntp[] = { { 200, false, "STARTTLS\r\n" }, { 382, false, NULL } };

/* In a reply of several lines only the last one counts; what FTP servers put between them may have
 * no code at all (RFC 959 4.2). */
static enum starttls_state numbered(struct starttls_dialogue *dialogue,
                                    const struct exchange *exchanges)
{
    size_t length;
    for (const char *line; (line = next_line(dialogue, &length)) != NULL;) {
        const struct exchange *now = &exchanges[dialogue->step];
        bool last = false;
        int code = reply_code(line, &last);
        dialogue->offered = dialogue->offered || (now->must_offer && offers(line));
        if (code == 0 && !dialogue->in_reply)
            return nonsense(dialogue, line, length);
        dialogue->in_reply = !last;
        if (!last)
            continue;
        /* NNTP greets with 201 where posting is not allowed. */
        if (code != now->code && !(now->code == 200 && code == 201))
            return refuse(dialogue, line, length);
        if (now->must_offer && !dialogue->offered)
            return STARTTLS_MISSING;
        if (now->then == NULL)
            return go(dialogue);
        dialogue->step++;
        return ask(dialogue, now->then);
    }
    return STARTTLS_WAIT;
}

static bool starts(const char *line, const char *with)
{
    return strncasecmp(line, with, strlen(with)) == 0;
}

static enum starttls_state imap_line(struct starttls_dialogue *dialogue, const char *line,
                                     size_t length)
{
    static const char *const tags[] = { "* ", "a1 ", "a2 " };
    const char *tag = tags[dialogue->step];
    if (starts(line, "* CAPABILITY") || starts(line, "* OK [CAPABILITY"))
        dialogue->offered = offers(line);
    if (starts(line, "* BYE") || starts(line, "* PREAUTH"))
        return refuse(dialogue, line, length);
    if (!starts(line, tag))
        return starts(line, "* ") ? STARTTLS_WAIT : nonsense(dialogue, line, length);
    if (!starts(line + strlen(tag), "OK"))
        return refuse(dialogue, line, length);
    switch (dialogue->step++) {
    case 0: return ask(dialogue, "a1 CAPABILITY\r\n");
    case 1:
        if (!dialogue->offered)
            return STARTTLS_MISSING;
        return ask(dialogue, "a2 STARTTLS\r\n");
    default: dialogue->step = 2; return go(dialogue);
    }
}

static enum starttls_state imap(struct starttls_dialogue *dialogue)
{
    enum starttls_state state = STARTTLS_WAIT;
    size_t length;
    for (const char *line; state == STARTTLS_WAIT && (line = next_line(dialogue, &length)) != NULL;)
        state = imap_line(dialogue, line, length);
    return state;
}

static enum starttls_state pop3(struct starttls_dialogue *dialogue)
{
    size_t length;
    for (const char *line; (line = next_line(dialogue, &length)) != NULL;) {
        if (starts(line, "-ERR"))
            return refuse(dialogue, line, length);
        if (!starts(line, "+OK"))
            return nonsense(dialogue, line, length);
        if (dialogue->step++ > 0)
            return go(dialogue);
        return ask(dialogue, "STLS\r\n");
    }
    return STARTTLS_WAIT;
}

static enum starttls_state sieve(struct starttls_dialogue *dialogue)
{
    size_t length;
    for (const char *line; (line = next_line(dialogue, &length)) != NULL;) {
        dialogue->offered = dialogue->offered || offers(line);
        if (starts(line, "NO") || starts(line, "BYE"))
            return refuse(dialogue, line, length);
        if (*line == '"' && dialogue->step == 0)
            continue;
        if (!starts(line, "OK"))
            return nonsense(dialogue, line, length);
        if (!dialogue->offered)
            return STARTTLS_MISSING;
        if (dialogue->step++ > 0)
            return go(dialogue);
        return ask(dialogue, "STARTTLS\r\n");
    }
    return STARTTLS_WAIT;
}

/* ---- XMPP ---- */

static size_t after(const struct starttls_dialogue *dialogue, const char *tag)
{
    const char *found = memmem(dialogue->in, dialogue->length, tag, strlen(tag));
    return found == NULL ? 0 : (size_t)(found - dialogue->in) + strlen(tag);
}

/* End of an element that begins with this text: behind its "/>" or its closing tag. */
static size_t element_end(const struct starttls_dialogue *dialogue, const char *begin,
                          const char *closing)
{
    size_t from = after(dialogue, begin);
    if (from == 0)
        return 0;
    const char *end = memchr(dialogue->in + from, '>', dialogue->length - from);
    if (end == NULL)
        return 0;
    return end[-1] == '/' ? (size_t)(end - dialogue->in) + 1 : after(dialogue, closing);
}

/* The condition is the first element inside; a bare <failure/> has none. */
static enum starttls_state refuse_element(struct starttls_dialogue *dialogue, size_t from)
{
    const char *end = memchr(dialogue->in + from, '>', dialogue->length - from);
    if (end == NULL || end[-1] == '/')
        return refuse(dialogue, "", 0);
    size_t inside = (size_t)(end - dialogue->in) + 1;
    return refuse(dialogue, dialogue->in + inside, dialogue->length - inside);
}

static enum starttls_state xmpp(struct starttls_dialogue *dialogue)
{
    size_t error = after(dialogue, "<stream:error"), failure = after(dialogue, "<failure");
    size_t refusal = error > 0 ? error : failure;
    if (refusal > 0)
        return refuse_element(dialogue, refusal);
    if (dialogue->step == 0) {
        size_t end = after(dialogue, "</stream:features>");
        if (end == 0 && after(dialogue, "<stream:features/>") > 0)
            return STARTTLS_MISSING;
        if (end == 0)
            return dialogue->length > 0 && dialogue->in[0] != '<'
                       ? nonsense(dialogue, dialogue->in, dialogue->length)
                       : STARTTLS_WAIT;
        if (after(dialogue, "<starttls") == 0)
            return STARTTLS_MISSING;
        use(dialogue, end);
        dialogue->step = 1;
        say(dialogue, "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
        return STARTTLS_WAIT;
    }
    size_t end = element_end(dialogue, "<proceed", "</proceed>");
    if (end == 0)
        return STARTTLS_WAIT;
    use(dialogue, end);
    return go(dialogue);
}

/* The name stands in an attribute. Host names need no escaping; others are not sent. */
static const char *xmpp_opening(struct arena *arena, enum starttls protocol, const char *name)
{
    bool plain = strpbrk(name, "<>&'\"") == NULL;
    return arena_printf(arena,
                        "<?xml version='1.0'?><stream:stream xmlns='jabber:%s' "
                        "xmlns:stream='http://etherx.jabber.org/streams' to='%s' version='1.0'>",
                        protocol == STARTTLS_XMPP ? "client" : "server", plain ? name : "");
}

/* ---- protocols of bytes ---- */

/* LDAPMessage { messageID 1, ExtendedRequest { 1.3.6.1.4.1.1466.20037 } } */
static const char ldap_request[] = "\x30\x1d\x02\x01\x01\x77\x18\x80\x16"
                                   "1.3.6.1.4.1.1466.20037";

/* Header of a BER element (X.690): its tag, where its content begins and how long that is. 1 when
 * it is there, 0 when bytes are missing, -1 when it is not one. */
static int ber(const unsigned char *in, size_t length, size_t at, unsigned char tag,
               size_t *content, size_t *size)
{
    if (length < at + 2)
        return length > at && in[at] != tag ? -1 : 0;
    if (in[at] != tag)
        return -1;
    size_t octets = in[at + 1] & 0x80 ? in[at + 1] & 0x7f : 0;
    if (octets > 4 || in[at + 1] == 0x80)
        return -1;
    if (length < at + 2 + octets)
        return 0;
    *size = octets == 0 ? in[at + 1] : 0;
    for (size_t i = 0; i < octets; i++)
        *size = *size << 8 | in[at + 2 + i];
    *content = at + 2 + octets;
    return *size > STARTTLS_INPUT_MAX ? -1 : 1;
}

/* ExtendedResponse: [APPLICATION 24] { ENUMERATED resultCode ... }. Active Directory writes lengths
 * in the long form, so the bytes are read, not compared. */
static enum starttls_state ldap(struct starttls_dialogue *dialogue)
{
    const unsigned char *in = (const unsigned char *)dialogue->in;
    size_t length = dialogue->length, message, size, id, id_size, response, response_size;
    size_t code, code_size;
    int whole = ber(in, length, 0, 0x30, &message, &size);
    if (whole < 0)
        return nonsense(dialogue, dialogue->in, length);
    if (whole == 0 || length < message + size)
        return STARTTLS_WAIT;
    size_t end = message + size;
    if (ber(in, end, message, 0x02, &id, &id_size) != 1 || id + id_size > end ||
        ber(in, end, id + id_size, 0x78, &response, &response_size) != 1 ||
        response + response_size > end ||
        ber(in, response + response_size, response, 0x0a, &code, &code_size) != 1 ||
        code_size != 1 || code >= response + response_size)
        return nonsense(dialogue, "not an LDAP extended response", 29);
    if (in[code] != 0) {
        dialogue->detail = arena_printf(dialogue->arena, "LDAP result code %d", in[code]);
        return STARTTLS_REFUSED;
    }
    use(dialogue, end);
    return go(dialogue);
}

static enum starttls_state postgres(struct starttls_dialogue *dialogue)
{
    if (dialogue->length == 0)
        return STARTTLS_WAIT;
    switch (dialogue->in[0]) {
    case 'S': use(dialogue, 1); return go(dialogue);
    case 'N': return STARTTLS_MISSING;
    case 'E': return refuse(dialogue, dialogue->in + 1, dialogue->length - 1);
    default: return nonsense(dialogue, dialogue->in, dialogue->length);
    }
}

/* Packet: length (3, little endian), sequence 0, then Handshake v10 or an error. */
static enum starttls_state mysql(struct starttls_dialogue *dialogue)
{
    enum { HEADER = 4, CLIENT_SSL = 0x0800 };
    /* SSLRequest: capabilities (4), largest packet (4), character set (1), 23 zeros. */
    static const char request[36] = "\x20\x00\x00\x01\x85\xae\x7f\x00\x00\x00\x00\x01\x21";
    const unsigned char *in = (const unsigned char *)dialogue->in;
    if (dialogue->length < HEADER)
        return STARTTLS_WAIT;
    size_t size = in[0] | (size_t)in[1] << 8 | (size_t)in[2] << 16;
    if (in[3] != 0 || size == 0 || size > STARTTLS_INPUT_MAX)
        return nonsense(dialogue, dialogue->in, dialogue->length);
    if (dialogue->length < HEADER + size)
        return STARTTLS_WAIT;
    const char *packet = dialogue->in + HEADER;
    if (in[HEADER] == 0xff) /* error: code (2), text */
        return refuse(dialogue, packet + (size < 3 ? size : 3), size < 3 ? 0 : size - 3);
    const char *version_end = memchr(packet + 1, '\0', size - 1);
    /* thread id (4), first part of the challenge (8), filler (1), capabilities (2) */
    size_t capabilities = version_end == NULL ? size : (size_t)(version_end - packet) + 1 + 13;
    if (in[HEADER] != 10 || capabilities + 2 > size)
        return nonsense(dialogue, packet, size);
    unsigned low = in[HEADER + capabilities] | (unsigned)in[HEADER + capabilities + 1] << 8;
    if ((low & CLIENT_SSL) == 0)
        return STARTTLS_MISSING;
    use(dialogue, HEADER + size);
    dialogue->out = request;
    dialogue->out_length = sizeof request;
    return go(dialogue);
}

/* ---- the face ---- */

void starttls_begin(struct starttls_dialogue *dialogue, struct arena *arena, enum starttls protocol,
                    const char *name)
{
    *dialogue = (struct starttls_dialogue){ .arena = arena, .protocol = protocol, .name = name };
    switch (protocol) {
    case STARTTLS_LDAP:
        dialogue->out = ldap_request;
        dialogue->out_length = sizeof ldap_request - 1;
        return;
    case STARTTLS_POSTGRES: /* length 8, code 80877103 */
        dialogue->out = "\x00\x00\x00\x08\x04\xd2\x16\x2f";
        dialogue->out_length = 8;
        return;
    case STARTTLS_XMPP:
    case STARTTLS_XMPP_SERVER: say(dialogue, xmpp_opening(arena, protocol, name)); return;
    default: return;
    }
}

static enum starttls_state advance(struct starttls_dialogue *dialogue)
{
    switch (dialogue->protocol) {
    case STARTTLS_SMTP: return numbered(dialogue, smtp);
    case STARTTLS_LMTP: return numbered(dialogue, lmtp);
    case STARTTLS_FTP: return numbered(dialogue, ftp);
    case STARTTLS_NNTP: return numbered(dialogue, nntp);
    case STARTTLS_IMAP: return imap(dialogue);
    case STARTTLS_POP3: return pop3(dialogue);
    case STARTTLS_SIEVE: return sieve(dialogue);
    case STARTTLS_XMPP:
    case STARTTLS_XMPP_SERVER: return xmpp(dialogue);
    case STARTTLS_LDAP: return ldap(dialogue);
    case STARTTLS_POSTGRES: return postgres(dialogue);
    case STARTTLS_MYSQL: return mysql(dialogue);
    case STARTTLS_NONE: break;
    }
    return STARTTLS_GO;
}

/* Most servers say some hundred bytes; there may be thousands of dialogues in one run. */
static void make_room(struct starttls_dialogue *dialogue, size_t needed)
{
    if (needed <= dialogue->capacity)
        return;
    size_t larger = needed > 2 * dialogue->capacity ? needed + 512 : 2 * dialogue->capacity;
    char *moved = arena_alloc(dialogue->arena, larger);
    if (dialogue->length > 0)
        memcpy(moved, dialogue->in, dialogue->length);
    dialogue->in = moved;
    dialogue->capacity = larger;
}

enum starttls_state starttls_receive(struct starttls_dialogue *dialogue, const char *bytes,
                                     size_t length)
{
    dialogue->received += length;
    if (dialogue->received > STARTTLS_INPUT_MAX) {
        dialogue->detail = "more than 64 KiB before TLS";
        return STARTTLS_NONSENSE;
    }
    make_room(dialogue, dialogue->length + length + 1);
    memcpy(dialogue->in + dialogue->length, bytes, length);
    dialogue->length += length;
    dialogue->in[dialogue->length] = '\0';
    return advance(dialogue);
}
