# SPDX-License-Identifier: BSD-2-Clause
"""check_nginx against nginx: its counters, connections that it drops, and what stands where the counters should be."""
import http.client

import pytest
from found import UNHURRIED, Found
from harness import front, package, pki
from harness.process import Place

UNDER_SANITIZERS = False  # cases play what nginx answers
PLUGIN = "check_nginx"
CONNECTIONS = 64  # few are soon used up


@pytest.fixture(scope="module")
def place():
    """Where the servers live; what they need is installed first."""
    package.require(front.PACKAGES)
    with Place("nginx") as scratch:
        yield scratch


@pytest.fixture(scope="module")
def small(place):
    """nginx with few connections."""
    return front.Front(place, connections=CONNECTIONS).start()


@pytest.fixture(scope="module")
def outer(place, small):
    """nginx in front of that, over TLS, with a cache that looks at the path alone."""
    authority = pki.root("City Root CA")
    place.write("ca.pem", authority.pem.decode())
    certificate = authority.leaf("localhost", ["localhost", "127.0.0.1"])
    return front.Front(place, "127.0.0.1:{}".format(small.port), certificate, patience=1).start()


@pytest.fixture
def ask(run, tmp_path):
    """ask(url, *options) runs check_nginx, which remembers for the rest of the test; returns what it found."""
    return lambda url, *options: Found(run(["-u", url, "--state-dir", tmp_path, "--output=json"] + UNHURRIED + list(options)))


@pytest.fixture
def look(ask, small):
    """The same, asking for the counters of the small one."""
    return lambda *options: ask(small.url + "status", *options)


def visit(server, count):
    """So many requests on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    for _ in range(count):
        connection.request("GET", "/page")
        connection.getresponse().read()
    connection.close()


def test_counters(look):
    found = look().is_only("OK", "ok")
    assert found.metrics["active"] >= 1 and found.metrics["writing"] >= 1
    assert found.metrics["requests_per_second"] is None and found.metrics["dropped"] is None


def test_one_connection(look, small):
    before = small.counters()
    look()
    after = small.counters()
    # Each look at the counters is a connection of its own; the check's two requests have one.
    assert (after[0] - before[0], after[2] - before[2]) == (2, 3)


def test_rates(look, small):
    look()
    visit(small, 200)
    found = look().is_only("OK", "ok")
    # 200 of somebody, 2 of this run; on 2 connections.
    assert found.metrics["requests_per_second"] == pytest.approx(101 * found.metrics["connections_per_second"])
    assert found.metrics["dropped"] == 0


def test_dropped_connections(look, small):
    with small.crowd(2 * CONNECTIONS):
        pass
    look().is_only("OK", "ok")  # nobody knows since when
    look().is_only("OK", "ok")
    with small.crowd(2 * CONNECTIONS):
        pass
    found = look().is_only("WARNING", "connections-dropped")
    assert found.metrics["dropped"] > 0
    look().is_only("OK", "ok")  # no new ones
    with small.crowd(2 * CONNECTIONS):
        pass
    look("--dropped=0,10").is_only("CRITICAL", "connections-dropped")
    with small.crowd(2 * CONNECTIONS):
        pass
    look("--dropped=1000").is_only("OK", "ok")


def test_restart(look, small):
    with small.crowd(2 * CONNECTIONS):
        pass
    visit(small, 50)
    look()
    small.restart()
    found = look().is_only("OK", "ok")
    assert found.metrics["requests_per_second"] is None and found.metrics["dropped"] == 0


def test_many_connections(look, small):
    with small.crowd(CONNECTIONS // 2):
        look("--active={}".format(CONNECTIONS)).is_only("OK", "ok")
        look("--active=5,{}".format(CONNECTIONS)).is_only("WARNING", "connections-active")
        look("--active=5,10").is_only("CRITICAL", "connections-active")


def test_idle_connections(look, small):
    connections = [http.client.HTTPConnection("127.0.0.1", small.port, timeout=10) for _ in range(10)]
    for one in connections:
        one.request("GET", "/page")
        one.getresponse().read()
    assert look("--waiting=20").is_only("OK", "ok").metrics["waiting"] == 10
    look("--waiting=5,20").is_only("WARNING", "connections-waiting")
    look("--waiting=3,5").is_only("CRITICAL", "connections-waiting")
    for one in connections:
        one.close()


def test_other_pages(ask, small):
    ask(small.url + "nothing").is_only("CRITICAL", "backend-down")
    ask(small.url + "denied").is_only("UNKNOWN", "status-page-forbidden")
    ask(small.url + "page").is_only("CRITICAL", "status-page-missing")


def test_behind_another_one(ask, outer, place, small):
    words = ["--ca", place.at("ca.pem")]
    # Its own counters over TLS, and those of the small one as a copy: the second page is the first one again.
    ask(outer.url + "status", *words).is_only("OK", "ok")
    ask(outer.url + "stale/status", *words).is_only("CRITICAL", "stale-answer")
    ask(outer.url + "denied", *words).is_only("UNKNOWN", "status-page-forbidden")
    ask(outer.url + "missing", *words).is_only("CRITICAL", "backend-down")
    ask(outer.url + "status").is_only("CRITICAL", "tls-certificate-rejected")
    assert small.daemon


def test_stopped(look, small):
    with small.stopped():
        look().is_only("CRITICAL", "unreachable")
    look().is_only("OK", "ok")


def test_frozen(look, small):
    with small.frozen():
        look("-t", "2").is_only("CRITICAL", "peer-silent")
        look("-t", "2:WARNING").is_only("WARNING", "peer-silent")
    look().is_only("OK", "ok")
