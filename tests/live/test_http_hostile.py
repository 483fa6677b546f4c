# SPDX-License-Identifier: BSD-2-Clause
"""Every program that speaks HTTP, against servers that break off, never end, lie or are something else altogether, and
against firewalls that say no. Whatever comes, the run ends by itself before its time is over, in clean lines, with the
right state, and small."""
import pytest
from found import Found
from harness import package
from http_hostile import BLOCKED, HOSTILE
from http_peers import HttpPeer, reply
from peak import peak
from polite import EXIT, PATIENCE, lines

BEGIN_EARLY = 2
PROGRAMS = {
    "check_ckan": ("", []),
    "check_nginx": ("status", []),
    "check_solr": ("solr", []),
    "check_virtuoso": ("sparql", ["--graph=http://data.city.example/graph/facilities"]),
}
LARGEST = 32 * 1024  # KiB
SECONDS = 2

# What check_virtuoso makes of them: the state, the code, and the names of the answers.
CODES = [
    ("CRITICAL", "sparql-hung", "never-answers drips-the-body drips-the-head stops-in-the-body stops-in-the-head"),
    ("CRITICAL", "redirect-refused", "redirects-to-itself redirects-in-circles redirect-no-url redirect-to-file "
                                     "redirect-to-other-host redirect-with-newline"),
    ("CRITICAL", "answer-too-large",
     "endless-100-continue endless-103-early-hints body-of-1-GiB body-without-end chunks-without-end gzip-bomb "
     "deflate-bomb headers-of-10-MiB header-of-10-MiB headers-without-end status-line-without-end "
     "trailers-without-end deep-100000 deep-unclosed objects-4-MB ones-4-MB keys-100000"),
    ("CRITICAL", "peer-broken",
     "closes http-0.9 http-9.9 smtp-banner ssh-banner noise zeros status-0 status-99999 length-negative "
     "length-no-number gzip-that-is-none unknown-encoding nul-in-a-header header-without-colon"),
    ("CRITICAL", "unreachable", "resets"),
    ("CRITICAL", "truncated-answer",
     "resets-in-the-body closes-in-the-body chunk-cut last-chunk-missing json-cut switches-protocols length-too-long "
     "length-too-short chunk-size-no-number chunk-size-beyond-64-bit"),
    ("CRITICAL", "answer-broken",
     "closes-in-the-head gzip-cut json-cut-with-remark empty no-content text numbers-beyond-2-63 number-of-1-MB "
     "nul-bytes nul-escaped broken-utf-8 lone-surrogate byte-order-mark utf-16 shift-jis two-documents"),
    ("CRITICAL", "http-status", "error-of-1-GiB not-modified redirect-nowhere nasty-error nasty-html nasty-reason"),
    ("CRITICAL", "html-instead-of-result", "html html-called-json"),
    # libcurl takes these as it can; what comes is a result without the word that it must echo.
    ("CRITICAL", "stale-answer", "length-beyond-64-bit lengths-differ length-and-chunked"),
    ("UNKNOWN", "answer-unknown", "string-of-3-MB null number keys-twice"),
    ("UNKNOWN", "query-invalid", "nasty-text"),
]
EXPECTED = [(name, state, code) for state, code, names in CODES for name in names.split()]

# A whole answer that a program may not know, by its form, from one of a later version.
WHOLE = {name for name, _, code in EXPECTED
         if code in ("answer-unknown", "stale-answer", "answer-broken")} | {
             "deep-100000", "deep-unclosed", "objects-4-MB", "ones-4-MB", "keys-100000", "json-cut", "length-too-short"}


@pytest.fixture
def look(plugin, tmp_path):
    """look(program, peer, *options) runs a program; returns what it wrote, and its largest size in KiB."""
    def once(program, peer, *options):
        path, more = PROGRAMS[program]
        words = ["-u", peer.url + path, "-t", SECONDS, "--state-dir", tmp_path] + more + list(options)
        return peak([plugin(program)] + words, env={"PATH": package.SYSTEM_PATH, "LC_ALL": "C"}, timeout=PATIENCE)
    return once


def sanitized(program):
    """Whether the program was built with sanitizers, which take memory of their own."""
    with open(program, "rb") as content:
        return b"__asan_init" in content.read()


def everybody(answer):
    """A peer that gives this answer to every request."""
    return HttpPeer([("*", "*", answer)])


def test_every_answer_is_expected():
    assert sorted(name for name, _, _ in EXPECTED) == sorted(HOSTILE)


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("name", HOSTILE)
def test_ends_politely(look, plugin, program, name):
    with everybody(HOSTILE[name]) as peer:
        done, kib = look(program, peer)
    state = lines(done)[0].partition(" ")[0]
    assert done.returncode == EXIT[state]
    tolerant = name in WHOLE or (program, name) == ("check_virtuoso", "nasty-text")
    assert state == "CRITICAL" or (state == "UNKNOWN" and tolerant), done.stdout
    assert kib < LARGEST or sanitized(plugin(program)), "{} KiB".format(kib)
    if program != "check_virtuoso":
        assert {request.method for request in peer.requests} <= {"GET"}


@pytest.mark.parametrize("name, state, code", EXPECTED)
def test_code(look, name, state, code):
    with everybody(HOSTILE[name]) as peer:
        Found(look("check_virtuoso", peer, "--output=json")[0]).is_only(state, code)


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("name", BLOCKED)
def test_blocked(look, program, name):
    with everybody(BLOCKED[name]) as peer:
        Found(look(program, peer, "--output=json")[0]).is_only("CRITICAL", "blocked")


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_page_about_firewalls_is_none(look, program):
    """Somebody who writes about such pages has much else around it."""
    page = "<html><head><title>Our F5</title></head><body><p>{}</p><p>{}</p></body></html>".format("Long ago. " * 999, (
        "The requested URL was rejected. Please consult with your administrator. Your support ID is: 1"))
    with everybody(reply(page, kind="text/html")) as peer:
        found = Found(look(program, peer, "--output=json")[0])
    assert found.state == "CRITICAL" and "blocked" not in found.codes
