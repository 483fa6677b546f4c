# SPDX-License-Identifier: BSD-2-Clause
"""check_cert against peers that are broken, silent or hostile; all of them are scripted. Whatever the peer does, the run
ends by itself before its time is over, in one clean line that names the stage."""
import json
import os
import random
import re
import sys

import peers
import pytest
import resolver
from harness import pki
from harness.process import Place
from peers import WORDS, BlackHole, Peer, Words, speak
from polite import clean, ended, lines, namespaces, run_under

SECONDS = 2
HERE = os.path.dirname(os.path.abspath(__file__))

RESOLVE, CONNECT, HANDSHAKE = "stage resolve", "stage connect", "stage handshake"
TALK = "stage (request|reply)"

NOISE = random.Random(1).randbytes(400)
NASTY = b"a|b=1;2;3 \x1b[31mred\x1b[0m \x07\x7f\xc2\x9b<script>alert(1)</script> \xff\xc3(\x00 \xe2\x80\xa8end"
HTTP = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"
ALERT = bytes.fromhex("15030300020228")    # TLS: handshake failure
WARNING_ALERT = bytes.fromhex("150303000201") + b"\x5a"  # TLS: user canceled, no reason to end anything
HELLO_REQUEST = bytes.fromhex("160303000400000000")     # TLS 1.2: a client that shakes hands already just skips it
SERVER_HELLO = bytes.fromhex("160303007a020000760303") + NOISE[:32] + b"\x20" + NOISE[32:64] + bytes.fromhex("130100002e")
# A cut record header promises more than ever comes.
CUT_HELLO = SERVER_HELLO[:40]

# Talked to with TLS at once: how the peer behaves, and what the line must say.
DIRECT = {
    "never-answers": (peers.silent, [HANDSHAKE]),
    "drip": (peers.drip(SERVER_HELLO), [HANDSHAKE]),
    "http-server": (peers.answer(HTTP), [HANDSHAKE]),
    "http-server-hangs-up": (peers.answer(HTTP, lambda link: None), [HANDSHAKE]),
    "smtp-server": (peers.greet(b"220 mx.city.example ESMTP\r\n"), [HANDSHAKE]),
    "ssh-server": (peers.greet(b"SSH-2.0-OpenSSH_9.2p1\r\n"), [HANDSHAKE]),
    "noise": (peers.answer(NOISE), [HANDSHAKE]),
    "noise-in-a-record": (peers.answer(b"\x16\x03\x03\x01\x90" + NOISE), [HANDSHAKE]),
    "alert": (peers.answer(ALERT), [HANDSHAKE]),
    "endless-hello-requests": (peers.endless(b"", HELLO_REQUEST), [HANDSHAKE]),
    "endless-warnings": (peers.endless(b"", WARNING_ALERT), [HANDSHAKE]),
    "too-large-a-record": (peers.answer(b"\x16\x03\x03\xff\xff" + bytes(70000)), [HANDSHAKE]),
    "endless-zeros": (peers.endless(b"", bytes(4096)), [HANDSHAKE]),
    "closes": (peers.hang_up, [HANDSHAKE]),
    "closes-before-it-listens": (lambda link: None, ["stage (connect|handshake)"]),
    "closes-amid-the-hello": (peers.answer(CUT_HELLO, lambda link: None), [HANDSHAKE]),
    "resets": (peers.reset, [HANDSHAKE, "reset"]),
    "resets-amid-the-hello": (peers.answer(CUT_HELLO, peers.Link.reset), [HANDSHAKE, "reset"]),
    "stops-amid-the-hello": (peers.answer(CUT_HELLO), [HANDSHAKE]),
}

# Talked to with STARTTLS: the protocol, how the peer behaves, and what the line must say.
TALKS = {
    "drip": ("smtp", peers.drip(b"220 a.slow.city.example ESMTP\r\n"), [TALK]),
    "banner-of-1-MiB": ("smtp", peers.greet(b"220 " + b"A" * (1 << 20) + b"\r\n"), [TALK]),
    "banner-without-end": ("smtp", peers.endless(b"220 ", b"A" * 1000), [TALK]),
    "banner-of-endless-lines": ("smtp", peers.endless(b"", b"220-welcome\r\n"), [TALK]),
    "imap-endless-lines": ("imap", peers.endless(b"* OK ready\r\n", b"* OK still here\r\n"), [TALK]),
    "sieve-endless-capabilities": ("sieve", peers.endless(b"", b'"SIEVE" "fileinto"\r\n'), [TALK]),
    "xmpp-endless-features": ("xmpp", peers.endless(WORDS["xmpp"].greeting, b"<x/>"), [TALK]),
    "imap-preauth": ("imap", peers.greet(b"* PREAUTH welcome back\r\n"), [TALK, "PREAUTH"]),
    "imap-bye": ("imap", peers.greet(b"* BYE overloaded\r\n"), [TALK, "overloaded"]),
    "imap-other-tag": ("imap", peers.greet(b"* OK ready\r\nzz OK done\r\n"), ["plain text"]),
    "smtp-busy": ("smtp", peers.greet(b"421 4.3.2 too many connections\r\n"), [TALK, "421", "too many"]),
    "smtp-unwelcome": ("smtp", peers.greet(b"554-go away\r\n554 you are listed\r\n"), [TALK, "554"]),
    "smtp-talkative": ("smtp", peers.greet(b"554 " + b"go away " * 5000 + b"\r\n"), [TALK, "go away"]),
    "smtp-no-code": ("smtp", peers.greet(b"hello there\r\n"), [TALK]),
    "smtp-long-code": ("smtp", peers.greet(b"2200 ready\r\n"), [TALK]),
    "smtp-old": ("smtp", speak("smtp", peers.refuse, Words(b"", b"", b"220 ready\r\n")), [TALK, "500"]),
    "pop3-locked": ("pop3", peers.greet(b"-ERR [SYS/TEMP] disk full\r\n"), [TALK, "disk full"]),
    "ftp-full": ("ftp", peers.greet(b"421 too many users\r\n"), [TALK, "too many users"]),
    "nntp-down": ("nntp", peers.greet(b"400 NNTP server unavailable.  Try later!\r\n"), [TALK, "unavailable"]),
    "sieve-bye": ("sieve", peers.greet(b'BYE "shutting down"\r\n'), [TALK, "shutting down"]),
    "ldap-refuses-long-form": ("ldap", peers.answer(peers.ldap_answer(2, b"no", long_form=True)), ["STARTTLS"]),
    "ldap-without-certificate": ("ldap", peers.answer(peers.ldap_answer(52, b"", long_form=True)), ["STARTTLS", "52"]),
    "ldap-huge-length": ("ldap", peers.answer(b"\x30\x84\xff\xff\xff\xff\x02\x01\x01"), [TALK]),
    "ldap-indefinite-length": ("ldap", peers.answer(b"\x30\x80\x02\x01\x01\x78\x80\x00\x00\x00\x00"), [TALK]),
    "ldap-empty": ("ldap", peers.answer(b"\x30\x00"), [TALK]),
    "ldap-cut": ("ldap", peers.answer(peers.ldap_answer(0)[:9], lambda link: None), [TALK]),
    "ldap-inner-too-long": ("ldap", peers.answer(b"\x30\x0c\x02\x01\x01\x78\x40\x0a\x01\x00\x04\x00\x04\x00"), [TALK]),
    "postgres-no": ("postgres", peers.answer(b"N"), ["STARTTLS"]),
    "postgres-error": ("postgres", peers.answer(b"E\0\0\0\x2aSFATAL\0C53300\0Msorry, too many clients\0\0"),
                       ["too many clients"]),
    "postgres-noise": ("postgres", peers.answer(b"\x7f"), [TALK]),
    "mysql-too-many": ("mysql", peers.greet(b"\x17\0\0\0\xff\x10\x04Too many connections"), [TALK, "Too many connections"]),
    "mysql-host-blocked": ("mysql", peers.greet(peers.mysql_packet(
        b"\xff\x69\x04Host 'monitor' is blocked because of many connection errors")), [TALK, "blocked"]),
    "mysql-huge-packet": ("mysql", peers.greet(b"\xff\xff\xff\x00" + b"\x0a" * 1000), [TALK]),
    "mysql-empty-packet": ("mysql", peers.greet(b"\0\0\0\0"), [TALK]),
    "mysql-cut": ("mysql", peers.greet(peers.mysql_packet(b"\x0a8.0.36")), [TALK]),
    "mysql-old-protocol": ("mysql", peers.greet(peers.mysql_packet(b"\x093.23.58\0" + bytes(40))), [TALK]),
    "xmpp-host-unknown": ("xmpp", peers.answer(
        WORDS["xmpp"].greeting + b"<stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
        b"</stream:stream>"), [TALK, "host-unknown"]),
    "xmpp-not-xml": ("xmpp", peers.greet(b"220 ready\r\n"), [TALK]),
}

# What a refusing server says goes into the line: so it must be harmless.
NASTY_TALKS = {
    "smtp": peers.greet(b"554 " + NASTY + b"\r\n"),
    "imap": peers.greet(b"* BYE " + NASTY + b"\r\n"),
    "pop3": peers.greet(b"-ERR " + NASTY + b"\r\n"),
    "ftp": peers.greet(b"530 " + NASTY + b"\r\n"),
    "sieve": peers.greet(b'BYE "' + NASTY + b'"\r\n'),
    "nntp": peers.greet(b"502 " + NASTY + b"\r\n"),
    "lmtp": speak("lmtp", lambda link, words: (link.send(b"454 " + NASTY + b"\r\n"), link.hold())),
    "ldap": peers.answer(peers.ldap_answer(2, NASTY)),
    "postgres": peers.answer(b"E" + NASTY),
    "mysql": peers.greet(peers.mysql_packet(b"\xff\x69\x04" + NASTY)),
    "xmpp": peers.answer(b"<stream:stream><stream:error>" + NASTY + b"\n\n</stream:error>"),
    "xmpp-server": peers.greet(NASTY + b"\r\n"),
}

# Where in the conversation a server falls silent.
STALLS = {"beginning": lambda protocol: peers.silent,
          "request": lambda protocol: speak(protocol, peers.stall),
          "handshake": lambda protocol: speak(protocol, peers.accept_and_stall)}

every_protocol = pytest.mark.parametrize("protocol", WORDS)


def each(cases):
    """One test for each row of a table."""
    return pytest.mark.parametrize("case", list(cases.values()), ids=list(cases))


@pytest.fixture(scope="module")
def authority():
    """Whom the tests trust."""
    return pki.root("City Root").authority("City Issuing CA")


@pytest.fixture(scope="module")
def place(authority):
    """Where the test's own certificates live; the hostile one has a nasty text for a name."""
    with Place("hostile") as scratch:
        nasty = pki.root("evil | x=1;2\n<b>\x1b[2J").authority("CA | y=2\r\nOK - fine")
        for name, entity in (("good", authority.leaf("localhost", ["localhost", "127.0.0.1"])),
                             ("nasty", nasty.leaf("leaf | z=3\n\x1b[1mbold", ["localhost"]))):
            pki.write_chain(scratch.at(name + ".pem"), entity)
            pki.write_key(scratch.at(name + ".key"), entity)
        pki.write_pem(scratch.at("ca.pem"), [authority.root])
        yield scratch


@pytest.fixture
def honest(place):
    """The TLS of an honest server."""
    return peers.server_context(place.at("good.pem"), place.at("good.key"))


def in_time(words):
    """These words, with little time if they do not say how much."""
    return list(words) if "-t" in words else ["-t", str(SECONDS)] + list(words)


@pytest.fixture
def check(run, place):
    """Run check_cert with the test's own trust store and little time."""
    return lambda *words: run(["--ca", place.at("ca.pem")] + in_time(words))


@pytest.fixture
def talk(check):
    """Run check_cert against a scripted peer on 127.0.0.1."""
    def against(script, *words):
        with Peer(script) as peer:
            return check("-H", "127.0.0.1", "-p", str(peer.port), *words)
    return against


# Nobody there.

def test_refused(check):
    ended(check("-H", "127.0.0.1", "-p", str(peers.closed_port())), "CRITICAL", CONNECT, "refused")


def test_refused_is_what_the_admin_says(check):
    words = ["-H", "127.0.0.1", "-p", str(peers.closed_port())]
    ended(check("--unreachable=WARNING", *words), "WARNING", CONNECT, "refused")
    ended(check("-t", "2:UNKNOWN", *words), "CRITICAL", CONNECT, "refused")


def test_reset_is_what_the_admin_says(talk):
    ended(talk(peers.reset, "--unreachable=WARNING"), "WARNING", HANDSHAKE, "reset")


def test_black_hole(check):
    with BlackHole() as hole:
        ended(check("-H", "127.0.0.1", "-p", str(hole.port)), "CRITICAL", CONNECT)
        ended(check("-H", "127.0.0.1", "-p", str(hole.port), "-t", "1:UNKNOWN"), "UNKNOWN", CONNECT)


def test_silence_is_what_the_admin_says(talk):
    ended(talk(peers.silent, "-t", "1:UNKNOWN"), "UNKNOWN", HANDSHAKE)
    ended(talk(peers.silent, "-t", "1:WARNING", "--unreachable=OK"), "WARNING", HANDSHAKE)


# TLS at once.

@each(DIRECT)
def test_direct(talk, case):
    script, words = case
    ended(talk(script), "CRITICAL", *words)


def test_nasty_names(talk, place):
    context = peers.server_context(place.at("nasty.pem"), place.at("nasty.key"))
    result = talk(lambda link: link.tls(context), "--sni", "localhost", "-vvv")
    first = clean(result)[0]
    assert first.startswith("CRITICAL - ") and result.returncode == 2
    assert not re.search("[xyz]=", first.partition(" | ")[2]), first


@pytest.fixture
def presenting(talk, place):
    """Run check_cert against a server that presents these certificates."""
    def with_chain(chain, *words):
        key = pki.write_key(place.at("chain.key"), chain[0])
        context = peers.server_context(pki.write_pem(place.at("chain.pem"), chain), key)
        return talk(lambda link: link.tls(context), *words)
    return with_chain


def test_too_long_a_chain(presenting, authority):
    leaf = authority.leaf("localhost", ["127.0.0.1"])
    ended(presenting([leaf] + [authority] * 1000), "CRITICAL", HANDSHAKE)


def test_long_chain(presenting, authority):
    leaf = authority.leaf("localhost", ["127.0.0.1"])
    assert lines(presenting([leaf] + [authority] * 100))[0].startswith(("OK", "WARNING"))


def test_thousands_of_names(presenting, authority):
    names = ["host-{}.with-a-long-name.city.example".format(number) for number in range(2000)]
    found = lines(presenting([authority.leaf("localhost", names)]))
    assert found[0].startswith("CRITICAL - ") and "127.0.0.1" in found[0]


def test_one_flood_among_honest_servers(check, honest):
    with Peer(peers.endless(b"", HELLO_REQUEST)) as flood, Peer(lambda link: link.tls(honest)) as good:
        result = check("--target=127.0.0.1:{}".format(flood.port), "--target=127.0.0.1:{}".format(good.port))
    first, *others = lines(result)
    assert first.startswith("CRITICAL - ") and str(flood.port) in first and HANDSHAKE in first
    assert others and all(line.startswith("OK - ") for line in others), others


# STARTTLS.

@each(TALKS)
def test_talk(talk, case):
    protocol, script, words = case
    ended(talk(script, "--starttls", protocol), "CRITICAL", *words)


@pytest.mark.parametrize("protocol", NASTY_TALKS)
def test_nasty_words(talk, protocol):
    first = ended(talk(NASTY_TALKS[protocol], "--starttls", protocol), "CRITICAL", TALK)
    assert "b=1" not in first.partition(" | ")[2], first
    clean(talk(NASTY_TALKS[protocol], "--starttls", protocol, "-vvv"))


@every_protocol
def test_honest_script(talk, honest, protocol):
    # The scripts that the tests below bend are good for a handshake when nothing is bent.
    ended(talk(speak(protocol, peers.accept(honest)), "--starttls", protocol), "OK")


def test_active_directory(talk, honest):
    words = Words(peers.ldap_answer(0, long_form=True), b"")
    ended(talk(speak("ldap", peers.accept(honest), words), "--starttls=ldap"), "OK")


@every_protocol
def test_refuses(talk, protocol):
    ended(talk(speak(protocol, peers.refuse), "--starttls", protocol), "CRITICAL", "STARTTLS")


@every_protocol
def test_does_not_offer(talk, protocol):
    ended(talk(speak(protocol, peers.refuse, offer=False), "--starttls", protocol), "CRITICAL", "STARTTLS")


@every_protocol
def test_hangs_up_after_the_go_ahead(talk, protocol):
    ended(talk(speak(protocol, peers.accept_and_hang_up), "--starttls", protocol), "CRITICAL", HANDSHAKE)


@every_protocol
def test_other_service(talk, protocol):
    ended(talk(peers.greet(HTTP), "--starttls", protocol), "CRITICAL", TALK)


@every_protocol
def test_injection(talk, protocol):
    # Plain text behind the go-ahead is one and the same attack, whether it comes with it or a moment later.
    codes = []
    for end in (peers.inject(b"* INJECTED\r\n"), peers.stay_plain(b"* INJECTED\r\n")):
        ended(talk(speak(protocol, end), "--starttls", protocol), "CRITICAL", r"stage (reply|handshake)", "plain text")
        said = json.loads(talk(speak(protocol, end), "--starttls", protocol, "--output=json").stdout)
        codes += [finding["code"] for finding in said["findings"]]
    assert len(codes) == 2 and codes[0] == codes[1], codes


@pytest.mark.parametrize("protocol", ["smtp", "lmtp", "imap", "pop3", "ftp", "sieve", "nntp"])
def test_answers_before_it_is_asked(talk, protocol):
    # Whoever sends the go-ahead with the greeting cannot have heard the request.
    words = WORDS[protocol]
    asked = words.answers if protocol in ("smtp", "lmtp", "imap") else {}
    early = words.greeting + b"".join(asked.values()).replace(b"TAG", b"a1") + words.go.replace(b"TAG", b"a2")
    ended(talk(peers.greet(early), "--starttls", protocol), "CRITICAL", "plain text")


@pytest.mark.parametrize("step", STALLS)
def test_silent_servers_do_not_add_up(check, step):
    # One run, one server of each protocol, all falling silent at the same step.
    running = {protocol: Peer(STALLS[step](protocol)) for protocol in WORDS}
    try:
        result = check(*["--target={}://127.0.0.1:{}".format(protocol, peer.port) for protocol, peer in running.items()])
    finally:
        for peer in running.values():
            peer.close()
    assert not any(peer.problems for peer in running.values())
    found = lines(result)
    assert result.returncode == 2 and len(found) == len(WORDS), found
    assert all(re.search(HANDSHAKE if step == "handshake" else TALK, line) for line in found), found


# Names.

@pytest.fixture
def resolve(plugin, place):
    """Run check_cert where the only name server is a scripted one."""
    def with_server(mode, *words):
        wrap = namespaces() + [sys.executable, os.path.join(HERE, "resolver.py"), mode]
        argv = [plugin("check_cert"), "--ca", place.at("ca.pem")] + in_time(words)
        return run_under(wrap, argv)
    return with_server


NAMES = {
    "black-hole": ("silent", [], "CRITICAL"),
    "black-hole-as-the-admin-says": ("silent", ["-t", "1:UNKNOWN"], "UNKNOWN"),
    "not-found": ("not-found", [], "CRITICAL"),
    "not-found-as-the-admin-says": ("not-found", ["--unreachable=WARNING"], "WARNING"),
    "failure": ("failure", [], "CRITICAL"),
    "failure-is-silence": ("failure", ["-t", "2:WARNING"], "WARNING"),
    "garbage": ("garbage", [], "CRITICAL"),
    "unconfigured": ("unconfigured", [], "UNKNOWN"),
    "commented-out": ("commented-out", [], "UNKNOWN"),
}


@each(NAMES)
def test_resolver(resolve, case):
    mode, words, state = case
    ended(resolve(mode, "-H", "no-such-host.invalid", *words), state, RESOLVE, "no-such-host.invalid")


def test_addresses_need_no_resolver(resolve):
    ended(resolve("unconfigured", "-H", "127.0.0.1", "-p", str(peers.closed_port())), "CRITICAL", CONNECT)


def test_modes_are_all_used():
    assert {mode for mode, _, _ in NAMES.values()} == set(resolver.MODES)
