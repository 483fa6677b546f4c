# SPDX-License-Identifier: BSD-2-Clause
"""The parts of the harness that must not be wrong quietly."""
import io
import os
import subprocess

import pytest
from harness import city, icinga, package, pki, process, table


class Terminal(io.StringIO):
    """A pretended terminal."""

    def isatty(self):
        return True


def test_width():
    assert [table.width(text) for text in ("abc", "証明書", "ｶﾅ", "e\u0301", "")] == [3, 6, 2, 1, 0]


@pytest.mark.parametrize("text, columns, lines, folded", [
    ("証明書が有効", 12, 1, ["証明書が有効"]), ("証明書が有効", 11, 1, ["証明書が..."]), ("証明書が有効", 10, 1, ["証明書..."]),
    ("証明書が有効", 7, 2, ["証明書", "が有効"]), ("証明書が有効", 7, 3, ["証明書", "が有効"]),
    ("a bc 証明書 de", 11, 2, ["a bc 証明書", "de"]), ("a bc 証明書", 8, 2, ["a bc 証", "明書"]),
    ("証明書。は", 6, 2, ["証明", "書。は"]), ("証（明）", 6, 2, ["証", "（明）"]),
    ("one two three", 8, 2, ["one two", "three"]), ("one two three", 7, 2, ["one two", "three"]),
    ("one two three four", 8, 2, ["one two", "three..."]), ("abcdefghij", 5, 2, ["abcde", "fghij"]), ("", 5, 2, [""])])
def test_fold(text, columns, lines, folded):
    assert table.fold(text, columns, lines) == folded


def test_render_fits_a_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "30")
    rows = [("A", "short"), ("証明書", "x" * 50)]
    assert list(table.render(rows, Terminal())) == ["A       short", "証明書  " + "x" * 22, " " * 8 + "x" * 19 + "..."]
    assert list(table.render(rows, io.StringIO())) == ["A       short", "証明書  " + "x" * 50]


def test_colours_can_be_refused(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert table.colourful(Terminal()) and not table.colourful(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "")
    assert not table.colourful(Terminal())


def test_literal():
    value = {"a b": ["x\"y\\", 1, 2.5, True], "c": {}}
    assert icinga.literal(value) == '{ "a b" = [ "x\\"y\\\\", 1, 2.5, true ]; "c" = {  } }'


@pytest.mark.parametrize("text, kin", [
    ("ID=debian\n", "debian"), ("ID=ubuntu\nID_LIKE=debian\n", "debian"),
    ("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", "rhel"), ("ID=fedora\n", "rhel"), ("ID=arch\n", None), ("", None)])
def test_family(tmp_path, text, kin):
    (tmp_path / "os-release").write_text(text)
    assert package.family(str(tmp_path / "os-release")) == kin


def test_a_program_from_elsewhere_counts():
    assert package.missing({"debian": {"no-such-package": "sh", "nor-this": "no-such-program"}}, "debian") == ["nor-this"]


def test_words():
    variables = {"city_cert_port": 1, "city_cert_min_tls": "1.2", "city_cert_insecure": True, "city_cert_issuer": ["a", "b"]}
    assert city.words(variables) == ["--port=1", "--min-tls=1.2", "--insecure", "--issuer=a", "--issuer=b",
                                     "--hostname=127.0.0.1"]
    assert city.words({"city_cert_target": ["a"]}) == ["--target=a"]


def test_ports_differ():
    ports = process.free_ports(50)
    assert len(set(ports)) == 50 and not any(process.listens(port) for port in ports)


def runs(group):
    """Whether a process of this group still runs (a zombie whose parent has not looked yet does not)."""
    said = subprocess.run(["ps", "-eo", "pgid=,stat="], stdout=subprocess.PIPE).stdout.decode()
    return any(int(pgid) == group and stat[0] != "Z" for pgid, stat in map(str.split, said.splitlines()))


def test_nothing_survives_a_place():
    place = process.Place("harness")
    stubborn = place.start("stubborn", ["sh", "-c", "trap '' TERM; sleep 600 & echo up; wait; wait"],
                           ready=lambda: os.path.getsize(place.at("stubborn.log")))
    stubborn.stop(seconds=0.1)
    process.wait_until(lambda: not runs(stubborn.pid), 5, "the group's end")
    with pytest.raises(process.NotReady, match="(?s)ended before it was ready.*last words"):
        place.start("short", ["sh", "-c", "echo last words"], ready=lambda: False)
    place.close()
    assert not os.path.exists(place.path)


def test_a_kept_place_can_be_stopped_later():
    place = process.Place("harness")
    daemon = place.start("sleeper", ["sleep", "600"])
    script = place.keep()
    place.close()
    assert os.path.exists(place.path) and daemon.alive()
    # Its parent lives here: somebody has to reap it before the script can see it go.
    stopping = subprocess.Popen(["sh", script])
    daemon.process.wait(30)
    assert stopping.wait(30) == 0 and not os.path.exists(place.path)


@pytest.mark.parametrize("choices, strict", [
    ({}, True), ({"key": "rsa"}, True), ({"key": "ed25519"}, True), ({"policies": [pki.DOMAIN_VALIDATED]}, True),
    ({"key": "ec:384", "names": ["www.city.example", "192.0.2.1", "2001:db8::1"]}, True),
    ({"omit": ["aki"]}, False), ({"end": -pki.days(1)}, False), ({"start": pki.days(1)}, False)], ids=str)
def test_openssl_agrees(tmp_path, choices, strict):
    """What the factory calls good is good to OpenSSL at its strictest, and what it breaks is broken."""
    ca = pki.root("Root").authority("CA", pathlen=0)
    leaf = pki.write_chain(tmp_path / "leaf.pem", ca.leaf("www.city.example", **choices))
    argv = ["openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", "www.city.example",
            "-CAfile", pki.write_pem(tmp_path / "root.pem", [ca.root]), "-untrusted", leaf, leaf]
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert (done.returncode == 0) == strict, done.stdout


@pytest.mark.parametrize("digest", ["sha1", "md5"])
def test_weak_signatures(tmp_path, digest):
    """They are honest signatures, only weak ones."""
    ca = pki.root("Root", key="rsa")
    leaf = pki.write_chain(tmp_path / "leaf.pem", ca.leaf("www.city.example", digest=digest))
    argv = ["openssl", "verify", "-auth_level", "0", "-CAfile", pki.write_pem(tmp_path / "root.pem", [ca]), leaf]
    assert subprocess.run(argv, stdout=subprocess.PIPE).returncode == 0
    said = subprocess.run(["openssl", "x509", "-noout", "-text", "-in", leaf], stdout=subprocess.PIPE).stdout.decode()
    assert digest + "WithRSAEncryption" in said


def test_pkcs12(tmp_path):
    leaf = pki.root("Root").authority("CA").leaf("www.city.example")
    for legacy in (False, True):
        path = pki.write_pkcs12(tmp_path / "leaf.p12", leaf, "secret", legacy)
        said = subprocess.run(["openssl", "asn1parse", "-inform", "DER", "-strparse", "26", "-in", path],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout
        assert os.stat(path).st_mode & 0o777 == 0o600
        assert (b"40BitRC2" in said) == legacy, said


def test_no_daemon_starts_while_packages_are_installed(tmp_path, monkeypatch):
    monkeypatch.setattr(package._NoDaemons, "PATH", str(tmp_path / "policy-rc.d"))
    with package._NoDaemons("debian"):
        assert subprocess.run([str(tmp_path / "policy-rc.d")]).returncode == 101
    assert not os.listdir(str(tmp_path))
    (tmp_path / "policy-rc.d").write_text("the administrator's own")
    with package._NoDaemons("debian"):
        pass
    assert (tmp_path / "policy-rc.d").read_text() == "the administrator's own"
