# SPDX-License-Identifier: BSD-2-Clause
"""What every plugin that speaks HTTP promises about its transport, tried with check_nginx, because its page of counters
is soon written: redirects, secrets, proxies, trust, names and addresses, headers, connections. Answers that are broken
are in test_http_hostile.py."""
import gzip
import itertools
import os
import socket
import ssl
import sys
import zlib

import http_peers
import peers
import pytest
from found import UNHURRIED, Found
from harness import pki
from http_peers import HttpPeer, basic, digest, redirect, reply
from polite import clean, namespaces, run_under

PLUGIN = "check_nginx"
HERE = os.path.dirname(os.path.abspath(__file__))
SECRET, NAME, PASSWORD = "geheim-5f3a", "nemo-7b2d", "kennwort-9c1e"
NAMED = "www.city.example"

COUNTERS = """\
Active connections: 1\x20
server accepts handled requests
 10 10 {}\x20
Reading: 0 Writing: 1 Waiting: 0\x20
"""


def counters(headers=None, pack=lambda data: data):
    """The page of a server that counts the requests for it."""
    count = itertools.count(20)
    return reply(lambda _request: pack(COUNTERS.format(next(count)).encode()), headers=headers, kind="text/plain")


def page(answer=None, context=None):
    """A server whose /status is that page, or another answer."""
    return HttpPeer([("*", "/status", answer or counters())], context)


@pytest.fixture
def ask(run, tmp_path):
    """ask(url, *options, **environment) runs the program; returns what it found."""
    def call(url, *options, **environment):
        return Found(run(["-u", url, "--state-dir", tmp_path, "--output=json"] + UNHURRIED + list(options), env=environment))
    return call


@pytest.fixture(scope="module")
def server(place, authority):
    """server(NAMES, client=None, **choices): the context of a TLS server with a certificate for these names, which may
    want (ssl.CERT_REQUIRED) or take (ssl.CERT_OPTIONAL) one of the client."""
    numbers = itertools.count()

    def make(names=("127.0.0.1", "localhost"), client=None, **choices):
        leaf = authority.leaf(NAMED, list(names), **choices)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pki.write_combined(place.at("server-{}.pem".format(next(numbers))), leaf))
        if client is not None:
            context.load_verify_locations(pki.write_pem(place.at("clients.pem"), [authority.root]))
            context.verify_mode = client
        return context
    return make


@pytest.fixture(scope="module")
def ca(place, authority):
    """The option that makes the certificates of `server` trusted."""
    return "--ca=" + pki.write_pem(place.at("http-ca.pem"), [authority.root])


def everything(peer):
    """All that a server heard of headers."""
    return "\n".join(line for request in peer.requests for line in request.lines)


# Connections.

def test_one_connection_for_a_run(ask):
    with page() as peer:
        found = ask(peer.url + "status").is_only("OK", "ok")
    assert (peer.connections, len(peer.requests)) == (1, 2)
    assert found.metrics["connect"] > 0 and found.metrics["first_byte"] > 0
    # An address is not resolved, and there was no handshake.
    assert "resolve" not in found.metrics and "tls" not in found.metrics


def test_times_of_all_phases(ask, server, ca):
    with page(context=server()) as peer:
        found = ask("https://localhost:{}/status".format(peer.port), "-4", ca).is_only("OK", "ok")
    assert peer.connections == 1
    assert all(found.metrics[phase] > 0 for phase in ("time", "resolve", "connect", "tls", "first_byte"))
    assert found.metrics["time"] >= sum(found.metrics[phase] for phase in ("resolve", "connect", "tls", "first_byte"))


def test_a_server_that_keeps_no_connection(ask):
    with page(counters({"Connection": "close"})) as peer:
        ask(peer.url + "status").is_only("OK", "ok")
    assert peer.connections == 2


def test_a_kept_connection_that_is_reset(ask):
    """The server gave up the connection between two requests: nobody's fault, another one will do."""
    answer = counters()

    def refuse_the_second(link, request):
        if request.number > 0:
            link.reset()
        else:
            answer(link, request)
    with page(refuse_the_second) as peer:
        ask(peer.url + "status").is_only("OK", "ok")
    assert peer.connections == 2


@pytest.mark.parametrize("kind, pack", [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_packed_answers(ask, kind, pack):
    with page(counters({"Content-Encoding": kind}, pack)) as peer:
        ask(peer.url + "status").is_only("OK", "ok")
    assert kind in peer.requests[0].headers["accept-encoding"]


def test_answers_in_chunks(ask):
    count = itertools.count(20)

    def answer(link, request):
        text = COUNTERS.format(next(count))
        http_peers.chunked([text[:30], text[30:31], text[31:]])(link, request)
    with page(answer) as peer:
        ask(peer.url + "status").is_only("OK", "ok")


def test_bodies_have_a_limit(ask):
    padded = reply(lambda _request: b" " * 3000 + COUNTERS.format(1).encode(), kind="text/plain")
    with page(padded) as peer:
        ask(peer.url + "status", "--max-body=2KiB").is_only("CRITICAL", "answer-too-large")
    with page(counters({"Content-Encoding": "gzip"}, lambda data: gzip.compress(b" " * 3000 + data))) as peer:
        ask(peer.url + "status", "--max-body=2KiB").is_only("CRITICAL", "answer-too-large")


# Headers.

def test_headers(ask):
    with page() as peer:
        ask(peer.url + "status", "--header=X-City: Sapporo", "--header=X-City:札幌", "--header=X-Empty:",
            "--user-agent=A monitor/1.0").is_only("OK", "ok")
    lines = peer.requests[0].lines
    assert "X-City: Sapporo" in lines and "X-City: 札幌".encode().decode("latin-1") in lines and "X-Empty:" in lines
    assert peer.requests[0].headers["user-agent"] == "A monitor/1.0"
    assert peer.requests[0].headers["host"] == "127.0.0.1:{}".format(peer.port)


def test_headers_that_nobody_asked_for(ask):
    with page() as peer:
        ask(peer.url + "status").is_only("OK", "ok")
    known = {"host", "user-agent", "accept", "accept-encoding", "cache-control"}
    assert set(peer.requests[0].headers) == known
    assert peer.requests[0].headers["user-agent"].startswith("city-monitoring-plugins/")


def test_host_header(ask, server, ca):
    with page() as peer:
        ask(peer.url + "status", "--host-header", NAMED).is_only("OK", "ok")
    assert peer.requests[0].headers["host"] == NAMED
    # The certificate must still be that of the URL's host.
    with page(context=server([NAMED])) as peer:
        ask(peer.url + "status", "--host-header", NAMED, ca).is_only("CRITICAL", "tls-certificate-rejected")
    assert not peer.requests


# Redirects.

@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(ask, status):
    with page() as peer:
        peer.rows.append(("GET", "/old/*", redirect("../status?from=old", status)))
        ask(peer.url + "old/page").is_only("OK", "ok")
    assert [request.path for request in peer.requests] == ["/old/page", "/status"] * 2
    assert peer.connections == 1


def test_a_status_that_is_no_redirect(ask):
    for status in (300, 304, 305, 306):
        with page(redirect("/elsewhere", status)) as peer:
            ask(peer.url + "status").is_only("CRITICAL", "http-status")
        assert len(peer.requests) == 1


def test_redirects_are_counted(ask):
    for limit, asked in (("0", 1), ("1", 2), ("3", 4), ("20", 21)):
        with page(redirect(lambda request: "/status?" + "x" * (len(request.target) % 7))) as peer:
            found = ask(peer.url + "status", "--redirects", limit).is_only("CRITICAL", "redirect-refused")
        assert len(peer.requests) == asked
        assert "loop" in found.text


def test_redirect_to_another_host(ask):
    with page() as other, page() as peer:
        peer.rows.insert(0, ("*", "/status", redirect("http://localhost:{}/status".format(other.port))))
        found = ask(peer.url + "status").is_only("CRITICAL", "redirect-refused")
    assert "http://localhost:{}/status".format(other.port) in found.text and not other.requests


def test_redirect_from_https_to_http(ask, server, ca):
    with page() as other, page(redirect(lambda _request: other.url + "status"), server()) as peer:
        found = ask(peer.url + "status", ca).is_only("CRITICAL", "redirect-refused")
    assert "https" in found.text and not other.requests


def test_redirect_from_http_to_https(ask, server, ca):
    with page(context=server()) as other, page(redirect(lambda _request: other.url + "status")) as peer:
        ask(peer.url + "status", ca).is_only("OK", "ok")
        ask(peer.url + "status").is_only("CRITICAL", "tls-certificate-rejected")
    assert len(other.requests) == 2


@pytest.mark.parametrize("location", ["ftp://127.0.0.1/status", "file:///etc/passwd", "javascript:alert(1)",
                                      "http://user:word@127.0.0.1/", "http://", "http://127.0.0.1:99999/", "//"])
def test_redirect_to_no_url(ask, location):
    with page(redirect(location)) as peer:
        ask(peer.url + "status").is_only("CRITICAL", "redirect-refused")
    assert len(peer.requests) == 1


# Secrets. Each stays with the scheme, the host and the port of the URL.

SECRETS = {
    "authorization": {"CHECK_SECRET_HEADER": "Authorization: Bearer " + SECRET},
    "api-key": {"CHECK_SECRET_HEADER": "X-CKAN-API-Key: " + SECRET},
    "cookie": {"CHECK_SECRET_HEADER": "Cookie: session=" + SECRET},
    "user": {"CHECK_USER": NAME + ":" + PASSWORD},
}
secrets = pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)


def carries(text):
    """Whether a secret is in it."""
    return any(word in text for word in (SECRET, PASSWORD, NAME, "Authorization", "authorization"))


@secrets
def test_a_secret_arrives(ask, secret):
    with page() as peer:
        if "CHECK_USER" in secret:
            peer.rows.insert(0, ("*", "/status", basic(NAME, PASSWORD, counters())))
        ask(peer.url + "status", **secret).is_only("OK", "ok")
    assert carries(everything(peer))


@secrets
def test_a_secret_stays_with_its_port(ask, secret):
    wanting = basic(NAME, PASSWORD, counters())
    with page(wanting) as other, page() as peer:
        peer.rows.insert(0, ("*", "/status", redirect("http://127.0.0.1:{}/status".format(other.port))))
        found = ask(peer.url + "status", **secret)
    assert found.state != "OK" and other.requests and not carries(everything(other)), everything(other)


@secrets
def test_a_secret_stays_with_its_scheme(ask, server, ca, secret):
    wanting = digest(NAME, PASSWORD, counters())
    with page(wanting, server()) as other, page(redirect(lambda _request: other.url + "status")) as peer:
        found = ask(peer.url + "status", ca, **secret)
    assert found.state != "OK" and other.requests and not carries(everything(other)), everything(other)


@secrets
def test_a_secret_stays_with_its_host(ask, secret):
    with page() as other, page(redirect(lambda _request: "http://localhost:{}/status".format(other.port))) as peer:
        ask(peer.url + "status", **secret).is_only("CRITICAL", "redirect-refused")
    assert not other.requests


def test_a_secret_comes_back_with_the_redirect(ask):
    with page() as peer:
        with HttpPeer([("*", "*", redirect(peer.url + "status"))]) as other:
            peer.rows.insert(0, ("*", "/start", redirect(other.url)))
            ask(peer.url + "start", CHECK_SECRET_HEADER="X-Key: " + SECRET).is_only("OK", "ok")
    assert [SECRET in "".join(request.lines) for request in peer.requests] == [True] * 4
    assert other.requests and not carries(everything(other))


@secrets
@pytest.mark.parametrize("verbosity", ["-v", "-vvv"])
def test_a_secret_is_not_printed(run, tmp_path, secret, verbosity):
    for answer in (counters(), reply("no", 401), reply("no", 500)):
        with page(answer) as peer:
            done = run(["-u", peer.url + "status", "--state-dir", tmp_path, verbosity], env=secret)
        clean(done)
        assert not carries(done.stdout.decode()), done.stdout


def test_the_memory_has_no_secret_and_is_ours_alone(ask, tmp_path):
    with page() as peer:
        ask(peer.url + "status", CHECK_SECRET_HEADER="X-Key: " + SECRET).is_only("OK", "ok")
    files = list(tmp_path.iterdir())
    assert len(files) == 1 and SECRET not in files[0].read_text() and files[0].stat().st_mode & 0o777 == 0o600


# What -v tells.

def remarks(run, folder, url, *options):
    """The lines behind the findings, of a run that was all right."""
    done = run(["-u", url, "--state-dir", folder] + UNHURRIED + list(options))
    assert clean(done)[0].startswith("OK - "), done.stdout
    return [line for line in clean(done) if " - " not in line]


def test_verbose_names_addresses_redirects_and_bytes(run, tmp_path):
    with page() as peer:
        peer.rows.insert(0, ("*", "/start", redirect("/status")))
        shown = remarks(run, tmp_path, peer.url + "start", "-v")
        size = len(COUNTERS.format(20))
        first = "{0}start: status 302 leads to {0}status".format(peer.url)
        assert shown[0] == first and shown[2] == first
        assert shown[1].startswith("GET {}status: status 200, bytes: {}, ".format(peer.url, size)), shown
        shown = remarks(run, tmp_path, peer.url + "status", "-v")
        assert shown[0].startswith("GET {}status at 127.0.0.1: status 200, bytes: {}, ".format(peer.url, size)), shown
        # The page is fetched twice, and the second time the connection is there.
        assert shown[1].startswith("GET {}status: status 200, ".format(peer.url)), shown


def test_verbose_names_all_addresses_that_were_tried(run, tmp_path):
    """Most hosts know localhost by two addresses, of which only the second is listened on here."""
    known = {info[4][0] for info in socket.getaddrinfo("localhost", None)}
    with page() as peer:
        shown = remarks(run, tmp_path, "http://localhost:{}/status".format(peer.port), "-v")
    tried = shown[0].partition(" at ")[2].partition(": ")[0].split(", ")
    assert tried[-1] == "127.0.0.1" and set(tried) == known, shown


def test_verbose_names_the_trust_store(run, tmp_path, server, ca):
    with page(context=server()) as peer:
        url = "https://127.0.0.1:{}/status".format(peer.port)
        assert "trusted roots: " + ca[len("--ca="):] in remarks(run, tmp_path, url, ca, "-vv")
        assert "certificates are not verified (--insecure)" in remarks(run, tmp_path, url, "--insecure", "-vv")
        assert not any("trusted roots" in line for line in remarks(run, tmp_path, url, ca, "-v"))


# Logins.

@pytest.mark.parametrize("login", [basic, digest])
def test_logins(ask, login):
    with page(login(NAME, PASSWORD, counters())) as peer:
        ask(peer.url + "status", CHECK_USER=NAME + ":" + PASSWORD).is_only("OK", "ok")
        found = ask(peer.url + "status", CHECK_USER=NAME + ":wrong").is_only("UNKNOWN", "login-refused")
        assert "not accept" in found.text
        found = ask(peer.url + "status").is_only("UNKNOWN", "login-refused")
        assert "--user" in found.text


def test_a_password_is_not_shown_to_a_server_that_wants_a_digest(ask):
    with page(digest(NAME, PASSWORD, counters())) as peer:
        ask(peer.url + "status", CHECK_USER=NAME + ":" + PASSWORD).is_only("OK", "ok")
    heard = everything(peer)
    assert "Digest" in heard and "Basic" not in heard and PASSWORD not in heard


def test_no_login_from_a_netrc(ask, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / ".netrc").write_text("machine 127.0.0.1\nlogin {}\npassword {}\n".format(NAME, PASSWORD))
    with page(basic(NAME, PASSWORD, counters())) as peer:
        ask(peer.url + "status", HOME=str(home)).is_only("UNKNOWN", "login-refused")
    assert not carries(everything(peer))


# Proxies.

def test_http_through_a_proxy(ask):
    """The name is the proxy's to resolve."""
    with HttpPeer([("GET", "/status", counters())]) as proxy:
        ask("http://no-such-host.invalid:81/status", "--proxy", proxy.url, "--header=X-City: Sapporo",
            CHECK_SECRET_HEADER="X-Key: " + SECRET).is_only("OK", "ok")
    assert {request.target for request in proxy.requests} == {"http://no-such-host.invalid:81/status"}
    assert {request.headers["host"] for request in proxy.requests} == {"no-such-host.invalid:81"}
    assert SECRET in everything(proxy) and proxy.connections == 1


def test_https_through_a_proxy(ask, server, ca):
    with page(context=server()) as peer, HttpPeer(http_peers.proxy()) as proxy:
        ask("https://localhost:{}/status".format(peer.port), "--proxy", proxy.url, ca, "--header=X-City: Sapporo",
            CHECK_SECRET_HEADER="X-Key: " + SECRET).is_only("OK", "ok")
    assert [request.lines[0] for request in proxy.requests] == ["CONNECT localhost:{} HTTP/1.1".format(peer.port)]
    assert SECRET not in everything(proxy) and "X-City" not in everything(proxy)
    assert SECRET in everything(peer) and "X-City" in everything(peer)
    assert peer.connections == 1


def test_a_proxy_is_not_trusted_for_certificates(ask, server):
    with page(context=server()) as peer, HttpPeer(http_peers.proxy()) as proxy:
        ask("https://localhost:{}/status".format(peer.port), "--proxy",
            proxy.url).is_only("CRITICAL", "tls-certificate-rejected")


@pytest.mark.parametrize("tls", [False, True])
def test_a_login_at_the_proxy(ask, server, ca, tls):
    with page(context=server() if tls else None) as peer, HttpPeer(http_peers.proxy(NAME, PASSWORD)) as proxy:
        words = ["{}://localhost:{}/status".format("https" if tls else "http", peer.port), "--proxy", proxy.url, ca]
        ask(*words, CHECK_PROXY_USER=NAME + ":" + PASSWORD).is_only("OK", "ok")
        assert "proxy-authorization" not in everything(peer).lower()
        found = ask(*words, CHECK_PROXY_USER=NAME + ":wrong").is_only("UNKNOWN", "proxy-failed")
        assert "--proxy-user" in found.text and PASSWORD not in found.text
        ask(*words).is_only("UNKNOWN", "proxy-failed")


def test_a_proxy_that_says_no(ask):
    with HttpPeer([("CONNECT", "*", reply("no", 403, kind="text/plain"))]) as proxy:
        found = ask("https://localhost:1/status", "--proxy", proxy.url).is_only("CRITICAL", "proxy-failed")
    assert "403" in found.text and proxy.url.rstrip("/") in found.text


def test_a_proxy_that_is_not_there(ask):
    for scheme in ("http", "https"):
        found = ask(scheme + "://localhost:1/status", "--proxy=http://127.0.0.1:{}".format(peers.closed_port()))
        found.is_only("CRITICAL", "proxy-failed")


def test_a_proxy_that_is_silent(ask):
    for scheme in ("http", "https"):
        with peers.Peer(peers.silent) as proxy:
            found = ask(scheme + "://localhost:1/status", "--proxy=http://127.0.0.1:{}".format(proxy.port), "-t", "5")
        assert found.state == "CRITICAL" and "no answer" in found.text


GRANTED = b"HTTP/1.1 200 Connection established\r\n\r\n"


def tunnel(answer, end=None):
    """A proxy that answers CONNECT with these bytes, and then holds the line or does what `end` says."""
    def script(link):
        link.until(b"\r\n\r\n")
        link.send(answer)
        (end or peers.Link.hold)(link)
    return script


def headers_for_ever(link):
    link.until(b"\r\n\r\n")
    link.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        link.send(b"X-More: of the same\r\n" * 100)


TUNNELS = {
    "silent": tunnel(b""),
    "half-a-line": tunnel(b"HTTP/1.1 20"),
    "headers-without-end": tunnel(b"HTTP/1.1 200 OK\r\nX-A: b\r\n"),
    "headers-for-ever": headers_for_ever,
    "garbage": tunnel(b"SSH-2.0-OpenSSH_9.2\r\n" * 3),
    "zeros": tunnel(b"\0" * 100000),
    "hangs-up": tunnel(b"", lambda link: None),
    "resets": tunnel(b"", peers.Link.reset),
    "granted-and-silent": tunnel(GRANTED),
    "granted-and-garbage": tunnel(GRANTED + b"\xff" * 2000),
    "granted-and-hangs-up": tunnel(GRANTED, lambda link: None),
    "granted-and-plain": tunnel(GRANTED + b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
    "body-of-a-refusal-for-ever": tunnel(b"HTTP/1.1 502 Bad\r\nContent-Length: 99999999\r\n\r\n" + b"x" * 5000),
}


@pytest.mark.parametrize("kind", sorted(TUNNELS))
def test_a_proxy_that_lies_at_connect(ask, kind):
    with peers.Peer(TUNNELS[kind]) as proxy:
        found = ask("https://portal.invalid/status", "--proxy=http://127.0.0.1:{}".format(proxy.port), "-t", "2")
    assert found.state == "CRITICAL" and "watchdog" not in found.text, found.report
    assert len(found.codes) == 1 and found.codes[0] in (
        "proxy-failed", "peer-silent", "peer-broken", "tls-handshake-failed", "unreachable"), found.report


def test_redirects_through_a_proxy(ask):
    with HttpPeer([("*", "/status", counters()), ("*", "/other", redirect("http://evil.example/")),
                   ("*", "/port", redirect("http://a.invalid:8080/status"))]) as proxy:
        ask("http://a.invalid/port", "--proxy", proxy.url, CHECK_SECRET_HEADER="X-Key: " + SECRET).is_only("OK", "ok")
        told = {request.target: SECRET in "".join(request.lines) for request in proxy.requests}
        assert told == {"http://a.invalid/port": True, "http://a.invalid:8080/status": False}
        ask("http://a.invalid/other", "--proxy", proxy.url).is_only("CRITICAL", "redirect-refused")


PROXY_VARIABLES = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]


def test_no_proxy_from_the_environment(ask, server, ca):
    with HttpPeer(http_peers.proxy()) as proxy, page() as plain, page(context=server()) as safe:
        everywhere = {name: proxy.url for name in PROXY_VARIABLES}
        ask(plain.url + "status", **everywhere).is_only("OK", "ok")
        ask(safe.url + "status", ca, **everywhere).is_only("OK", "ok")
    assert not proxy.requests


def test_a_proxy_is_not_put_off_by_the_environment(ask):
    with HttpPeer([("GET", "/status", counters())]) as proxy:
        ask("http://127.0.0.1:1/status", "--proxy", proxy.url, no_proxy="*", NO_PROXY="127.0.0.1").is_only("OK", "ok")
    assert len(proxy.requests) == 2


# Trust.

@pytest.mark.parametrize("option", ["--ca", "--client-cert", "--client-key"])
def test_a_fifo_is_no_file(run, tmp_path, option):
    fifo = str(tmp_path / "fifo")
    os.mkfifo(fifo)
    words = ["-u", "https://127.0.0.1:1/", option, fifo]
    done = run(words + (["--client-cert", __file__] if option == "--client-key" else []))
    assert clean(done) == ["UNKNOWN - {}: {} is neither a file nor a folder [usage]".format(option, fifo)]


def test_trust(ask, server, ca, trust, place, authority):
    bare = place.at("bare")
    os.makedirs(bare, exist_ok=True)
    pki.write_pem(os.path.join(bare, "root.pem"), [authority.root])
    other = pki.write_pem(place.at("other.pem"), [pki.root("Another Root")])
    rows = [
        (ca, "OK", "ok"),
        ("--ca=" + trust, "OK", "ok"),
        ("--ca=" + other, "CRITICAL", "tls-certificate-rejected"),
        ("--ca=/proc/nothing", "UNKNOWN", "trust-store-missing"),
        ("--ca=" + bare, "UNKNOWN", "trust-store-missing"),
        ("--ca=" + place.write("empty.pem", ""), "UNKNOWN", "trust-store-missing"),
        ("--ca=" + place.write("words.pem", "no certificate\n"), "UNKNOWN", "trust-store-missing"),
    ]
    with page(context=server()) as peer:
        for option, state, code in rows:
            found = ask(peer.url + "status", option)
            assert (found.state, found.codes) == (state, [code]), (option, found.report["findings"])


def test_no_trust_from_the_environment(ask, server, ca, trust, tmp_path):
    log = tmp_path / "keys"
    everywhere = {name: ca.partition("=")[2] for name in ("SSL_CERT_FILE", "CURL_CA_BUNDLE")}
    with page(context=server()) as peer:
        ask(peer.url + "status", SSL_CERT_DIR=trust, SSLKEYLOGFILE=str(log),
            **everywhere).is_only("CRITICAL", "tls-certificate-rejected")
    assert not log.exists()


CERTIFICATES = {
    "expired": dict(start=-pki.days(60), end=-pki.days(1)),
    "not-yet-valid": dict(start=pki.days(1), end=pki.days(60)),
    "for-another-name": dict(names=["other.city.example"]),
    "for-clients": dict(usages=[pki.CLIENT_AUTH]),
}


@pytest.mark.parametrize("choices", CERTIFICATES.values(), ids=CERTIFICATES)
def test_bad_certificates(ask, server, ca, choices):
    with page(context=server(**choices)) as peer:
        ask(peer.url + "status", ca).is_only("CRITICAL", "tls-certificate-rejected")
        assert not peer.requests
        found = ask(peer.url + "status", ca, "--insecure")
        assert (found.state, set(found.codes)) == ("OK", {"ok", "certificate-unverified"})


def test_names_are_verified(ask, server, ca):
    with page(context=server([NAMED])) as peer:
        url = "https://{}:{}/status".format(NAMED, peer.port)
        ask(url, ca, "--resolve={}:{}:127.0.0.1".format(NAMED, peer.port)).is_only("OK", "ok")
        ask(peer.url + "status", ca).is_only("CRITICAL", "tls-certificate-rejected")


def test_plain_text_and_tls_are_told_apart(ask, server):
    with peers.Peer(peers.answer(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")) as peer:
        ask("https://127.0.0.1:{}/status".format(peer.port)).is_only("CRITICAL", "tls-handshake-failed")
    with page(context=server()) as peer:
        found = ask("http://127.0.0.1:{}/status".format(peer.port))
    assert found.state == "CRITICAL" and found.codes[0] in ("peer-broken", "unreachable"), found.report


def test_a_connection_that_is_never_made(ask):
    with peers.BlackHole() as hole:
        found = ask("http://127.0.0.1:{}/status".format(hole.port), "-t", "2").is_only("CRITICAL", "peer-silent")
    assert "connect" in found.text and "firewall" in found.text


def test_a_handshake_that_never_ends(ask):
    with peers.Peer(peers.silent) as peer:
        found = ask("https://127.0.0.1:{}/status".format(peer.port), "-t", "2").is_only("CRITICAL", "peer-silent")
    assert "handshake" in found.text


# Our own certificate.

@pytest.fixture(scope="module")
def client(place, authority):
    """Paths: certificate and key in one file, the certificate, its key, another key."""
    ours = authority.leaf("monitor.city.example", [], usages=[pki.CLIENT_AUTH])
    return (pki.write_combined(place.at("client.pem"), ours), pki.write_chain(place.at("client.crt"), ours),
            pki.write_key(place.at("client.key"), ours), pki.write_key(place.at("other.key"), pki.root("Other")))


def test_client_certificates(ask, server, ca, client):
    both, certificate, key, other = client
    with page(context=server(client=ssl.CERT_REQUIRED)) as peer:
        ask(peer.url + "status", ca, "--client-cert", both).is_only("OK", "ok")
        ask(peer.url + "status", ca, "--client-cert", certificate, "--client-key", key).is_only("OK", "ok")
        for words in (["--client-cert=/proc/nothing"], ["--client-cert", certificate, "--client-key=/proc/nothing"],
                      ["--client-cert", certificate], ["--client-cert", certificate, "--client-key", other]):
            ask(peer.url + "status", ca, *words).is_only("UNKNOWN", "client-certificate-unusable")
        found = ask(peer.url + "status", ca)
    # The server says why and hangs up; whether the words arrive before that is seen is a matter of luck.
    assert found.state == "CRITICAL", found.report
    assert found.codes[0] in ("tls-handshake-failed", "unreachable", "peer-broken"), found.report


def test_a_client_certificate_stays_with_its_port(ask, server, ca, client):
    shown = []

    def look(link, request, answer=counters()):
        shown.append(link.socket.getpeercert())
        answer(link, request)
    taking = server(client=ssl.CERT_OPTIONAL)
    with page(look, taking) as other, page(redirect(lambda _request: other.url + "status"), taking) as peer:
        ask(other.url + "status", ca, "--client-cert", client[0]).is_only("OK", "ok")
        assert shown and all(shown)
        shown.clear()
        ask(peer.url + "status", ca, "--client-cert", client[0]).is_only("OK", "ok")
        assert shown and not any(shown)


# Names and addresses.

def test_resolve(ask):
    with page() as peer:
        for url, pins in (("http://portal.invalid", ["portal.invalid"]), ("http://Portal.Invalid", ["portal.invalid"]),
                          ("http://portal.invalid", ["other.invalid", "PORTAL.invalid"])):
            words = ["--resolve={}:{}:127.0.0.1".format(name, peer.port) for name in pins]
            ask("{}:{}/status".format(url, peer.port), *words).is_only("OK", "ok")
        assert {request.headers["host"] for request in peer.requests} == {"portal.invalid:{}".format(peer.port)}
        found = ask("http://localhost:{}/status".format(peer.port), "-4",
                    "--resolve=localhost:{}:127.0.0.2".format(peer.port))
        found.is_only("CRITICAL", "unreachable")  # the given address counts, although the name has another


def test_international_names(ask):
    """The locale is C; the name goes out as DNS knows it, and --resolve may be written either way."""
    with page() as peer:
        for pin in ("xn--7sto6a74d.invalid", "市役所.invalid"):
            ask("http://市役所.invalid:{}/status".format(peer.port),
                "--resolve={}:{}:127.0.0.1".format(pin, peer.port)).is_only("OK", "ok")
    assert {request.headers["host"] for request in peer.requests} == {"xn--7sto6a74d.invalid:{}".format(peer.port)}


def test_address_families(ask):
    with page() as peer:
        ask("http://localhost:{}/status".format(peer.port), "-4").is_only("OK", "ok")
        ask("http://localhost:{}/status".format(peer.port)).is_only("OK", "ok")
        found = ask("http://localhost:{}/status".format(peer.port), "-6")  # nobody listens there
        assert found.state == "CRITICAL" and found.codes[0] in ("unreachable", "name-unknown")
        ask(peer.url + "status", "-6").is_only("CRITICAL", "name-unknown")
        ask("http://[::1]:{}/status".format(peer.port), "-4").is_only("CRITICAL", "name-unknown")


def test_ipv6(ask, monkeypatch):
    listen = socket.create_server
    try:
        listen(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("no IPv6 on loopback")
    monkeypatch.setattr(socket, "create_server", lambda _address: listen(("::1", 0), family=socket.AF_INET6))
    with page() as peer:
        pin = "--resolve=portal.invalid:{}:::1".format(peer.port)
        for host, words in (("[::1]", []), ("[::1]", ["-6"]), ("portal.invalid", [pin])):
            ask("http://{}:{}/status".format(host, peer.port), *words).is_only("OK", "ok")
    assert {request.headers["host"] for request in peer.requests} == {
        "[::1]:{}".format(peer.port), "portal.invalid:{}".format(peer.port)}


NAMES = {
    "silent": ("CRITICAL", "peer-silent"),
    "not-found": ("CRITICAL", "name-unknown"),
    "failure": ("CRITICAL", "peer-silent"),
    "garbage": ("CRITICAL", "peer-silent"),
    "unconfigured": ("UNKNOWN", "resolver-missing"),
}


@pytest.mark.parametrize("words", [["-u", "http://no-such-host.invalid/status"],
                                   ["-u", "http://127.0.0.1/status", "--proxy=http://no-such-host.invalid:3128"]],
                         ids=["name", "proxy"])
@pytest.mark.parametrize("mode", NAMES)
def test_name_servers(plugin, tmp_path, mode, words):
    wrap = namespaces() + [sys.executable, os.path.join(HERE, "resolver.py"), mode]
    argv = [plugin(PLUGIN), "--output=json", "-t", "2", "--state-dir", str(tmp_path)] + words
    found = Found(run_under(wrap, argv))
    assert found.state == NAMES[mode][0] and "watchdog" not in found.text, found.report
    assert len(found.codes) == 1 and found.codes[0] in (NAMES[mode][1], "proxy-failed"), found.report


def test_what_makes_no_sense_is_refused_before_anything_is_asked(run):
    for words in (["-u", "http://{}:{}@127.0.0.1/".format(NAME, PASSWORD)], ["-u", "ftp://127.0.0.1/"],
                  ["-u", "http://127.0.0.1/", "--proxy", "socks5://127.0.0.1/"],
                  ["-u", "http://127.0.0.1/", "-4", "-6"],
                  ["-u", "http://127.0.0.1/", "--secret-header=X-Key: " + SECRET]):
        done = run(words)
        assert done.returncode == 3 and not carries(done.stdout.decode()), done.stdout
