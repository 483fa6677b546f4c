# SPDX-License-Identifier: BSD-2-Clause
"""check_cert --starttls against the servers that Debian has: with a good certificate, under a name that it is not for,
with one that has expired, and with TLS switched off."""
import pytest
from harness import package, pki
from harness.process import Place
from polite import ended
from servers import dovecot, exim, inn, mariadb, postgres, prosody, slapd, vsftpd

SERVERS = [exim, dovecot, vsftpd, slapd, postgres, mariadb, prosody, inn]
NAMES = ["localhost", "127.0.0.1"]


every_protocol = pytest.mark.parametrize("server, protocol", [
    pytest.param(server, protocol, id=protocol) for server in SERVERS for protocol in server.PROTOCOLS
])


@pytest.fixture(scope="module")
def place():
    """Where the servers live; what they need is installed first."""
    package.require(*[server.PACKAGES for server in SERVERS])
    with Place("starttls") as scratch:
        yield scratch


@pytest.fixture(scope="module")
def certificates(place):
    """What the servers present, by its state."""
    authority = pki.root("City Root").authority("City Issuing CA")
    pki.write_pem(place.at("ca.pem"), [authority.root])
    return {"good": authority.leaf("localhost", NAMES),
            "expired": authority.leaf("localhost", NAMES, start=-pki.days(90), end=-pki.days(1)),
            None: None}


@pytest.fixture(scope="module")
def port(place, certificates):
    """port(server, protocol, certificate): the port of such a server, which is started when it is first asked for."""
    running = {}

    def of(server, protocol, certificate):
        key = server, certificate
        if key not in running:
            running[key] = server.start(place, certificates[certificate])
        return running[key].ports[protocol]
    yield of
    for server in running.values():
        server.stop()


@pytest.fixture
def check(run, place, port):
    """Run check_cert with the test's own trust store against a server with this certificate."""
    def against(server, protocol, certificate, name="localhost"):
        return run(["-H", "127.0.0.1", "-p", port(server, protocol, certificate), "--starttls", protocol, "--sni", name,
                    "--ca", place.at("ca.pem")])
    return against


@every_protocol
def test_good(check, server, protocol):
    ended(check(server, protocol, "good"), "OK", "localhost")


@every_protocol
def test_good_as_target(run, place, port, server, protocol):
    target = "{}://127.0.0.1:{}".format(protocol, port(server, protocol, "good"))
    ended(run(["--target", target, "--ca", place.at("ca.pem")]), "OK", "127.0.0.1")


@every_protocol
def test_wrong_name(check, server, protocol):
    ended(check(server, protocol, "good", prosody.UNCERTIFIED), "CRITICAL", prosody.UNCERTIFIED)


@every_protocol
def test_expired(check, server, protocol):
    ended(check(server, protocol, "expired"), "CRITICAL", "expired")


@every_protocol
def test_without_tls(check, server, protocol):
    ended(check(server, protocol, None), "CRITICAL", "STARTTLS")
