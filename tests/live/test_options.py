# SPDX-License-Identifier: BSD-2-Clause
"""Options of check_cert that act on the wire, against real servers."""
import os
import sys

import pytest
from harness import package, pki

from polite import clean, ended, lines, namespaces, run_under
from servers import nginx

NAME = "www.city.example"
HERE = os.path.dirname(os.path.abspath(__file__))


@pytest.fixture(scope="module")
def combined(place, authority):
    """combined(word): the path of a certificate for NAME, its chain and its key; one for each word."""
    made = {}

    def path(word):
        if word not in made:
            made[word] = place.at("address-{}.pem".format(word))
            pki.write_combined(made[word], authority.leaf(NAME))
        return made[word]
    return path


@pytest.fixture
def at(plugin, trust, combined):
    """at({ADDRESS: word or None}, OPTION...): a run where NAME has these addresses."""
    def call(addresses, *options):
        words = [address + ("=" + (word if word == "hole" else combined(word)) if word else "")
                 for address, word in addresses.items()]
        wrap = namespaces() + [sys.executable, os.path.join(HERE, "addresses.py"), NAME] + words + ["--"]
        return run_under(wrap, [plugin("check_cert"), "-H", NAME, "--ca", trust, "-t", "4", *options])
    return call


def test_second_address_serves(at):
    first = ended(at({"127.0.0.2": None, "127.0.0.1": "same"}), "OK", NAME + ":443")
    assert "refused" not in first


def test_the_first_address_swallows_everything(at):
    """It costs a share of the time, and the verdict is that of the address that answers."""
    first = ended(at({"127.0.0.2": "hole", "127.0.0.1": "same"}), "OK", NAME + ":443")
    assert "no answer" not in first
    found = lines(at({"127.0.0.2": "hole", "127.0.0.1": "same"}, "--all-addresses"))
    assert found[0].startswith("CRITICAL - " + NAME + ":443 (127.0.0.2): no answer"), found


def test_http_reaches_the_second_address(plugin, trust, combined, tmp_path):
    """What answers there is no web server, and is found to be none: the way to it was not given up."""
    for first in ("127.0.0.2", "127.0.0.2=hole"):
        wrap = namespaces() + [sys.executable, os.path.join(HERE, "addresses.py"), NAME, first,
                               "127.0.0.1=" + combined("same"), "--"]
        line, = lines(run_under(wrap, [plugin("check_nginx"), "-u", "https://{}/".format(NAME), "--ca", trust, "-t", "4",
                                       "--state-dir", str(tmp_path)]))
        assert line.startswith("CRITICAL - ") and "connect)" not in line and "no answer" not in line, line


def test_all_addresses_agree(at):
    ended(at({"127.0.0.1": "same", "127.0.0.2": "same", "::1": "same"}, "--all-addresses"), "OK", NAME)


def test_all_addresses_one_refuses(at):
    found = lines(at({"127.0.0.1": "same", "127.0.0.2": None}, "--all-addresses"))
    assert found[0].startswith("CRITICAL - " + NAME + ":443 (127.0.0.2): connection refused"), found


def test_all_addresses_differ(at):
    found = lines(at({"127.0.0.1": "same", "127.0.0.2": "other"}, "--all-addresses"))
    assert found[0].startswith("WARNING - ") and "different certificates" in found[0], found


def test_address_without_route_is_left_out_and_named(at):
    result = at({"127.0.0.1": "same", "2001:db8::1": None}, "--all-addresses")
    found = lines(result)
    assert result.returncode == 0, found
    assert any("2001:db8::1" in line and "no route" in line for line in found), found


def test_no_address_has_a_route(at):
    found = lines(at({"2001:db8::1": None, "2001:db8::2": None}, "--all-addresses"))
    assert found[0].startswith("CRITICAL - ") and "no route" in found[0], found


@pytest.mark.parametrize("family, state", [("-4", "OK"), ("-6", "CRITICAL")])
def test_family(at, family, state):
    ended(at({"127.0.0.1": "same", "::1": None}, family), state)


@pytest.fixture(scope="module")
def leaf(authority):
    """The certificate that `served` presents."""
    return authority.leaf(NAME)


@pytest.fixture(scope="module")
def served(place, leaf):
    """served(VERSIONS): the port of an nginx that speaks exactly these versions."""
    package.require(nginx.PACKAGES)
    started = {}

    def port(versions):
        if versions not in started:
            started[versions] = nginx.start(place, leaf, versions).ports["tls"]
        return started[versions]
    return port


@pytest.mark.parametrize("versions, minimum, state", [
    ("TLSv1.2 TLSv1.3", "1.2", "OK"),
    ("TLSv1.2 TLSv1.3", "1.3", "CRITICAL"),
    ("TLSv1.2", "1.3", "CRITICAL"),
    ("TLSv1 TLSv1.1 TLSv1.2", "1.2", "CRITICAL"),
    ("TLSv1.1 TLSv1.2", "1.1", "OK"),
    ("TLSv1 TLSv1.1", "1.1", "CRITICAL"),
    ("TLSv1", "1.0", "OK"),
    ("TLSv1 TLSv1.1 TLSv1.2", "any", "OK"),
])
def test_min_tls(run, trust, served, versions, minimum, state):
    first = ended(run(["-H", "127.0.0.1", "-p", served(versions), "--sni", NAME, "--ca", trust, "-t", "4",
                       "--min-tls", minimum]), state)
    if state == "CRITICAL":
        assert "only TLS " + minimum in first, first


def test_deployed(run, place, trust, served, authority, leaf):
    common = ["-H", "127.0.0.1", "-p", served("TLSv1.2 TLSv1.3"), "--sni", NAME, "--ca", trust, "-t", "4"]
    folder = place.folder("deployed")
    current, renewed = os.path.join(folder, "current.pem"), os.path.join(folder, "renewed.pem")
    pki.write_pem(current, leaf.chain)
    pki.write_pem(renewed, authority.leaf(NAME).chain)
    ended(run(common + ["--deployed", current]), "OK")
    ended(run(common + ["--deployed", renewed]), "WARNING", "reload the server")


def test_verbosity(run, trust, served):
    common = ["-H", "127.0.0.1", "-p", served("TLSv1.2 TLSv1.3"), "--sni", NAME, "--ca", trust, "-t", "4"]
    counts = [len(clean(run(common + ["-v"] * level))) for level in range(4)]
    assert counts == sorted(set(counts)), "each -v says more"


def test_expectations(run, trust, served):
    common = ["-H", "127.0.0.1", "-p", served("TLSv1.2 TLSv1.3"), "--sni", NAME, "--ca", trust, "-t", "4"]
    ended(run(common + ["--issuer", "City Issuing*"]), "OK")
    ended(run(common + ["--issuer", "Another CA"]), "CRITICAL", "unexpected issuer")
    ended(run(common + ["--not-issuer", "city issuing ca"]), "CRITICAL", "unexpected issuer")
    ended(run(common + ["--fingerprint", "ab:" * 31 + "ab"]), "CRITICAL", "SHA-256")
