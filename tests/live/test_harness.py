# SPDX-License-Identifier: BSD-2-Clause
"""The parts of the harness that must not be wrong quietly."""
import fcntl
import io
import os
import re
import subprocess
import sys

import polite
import pytest
from harness import city, icinga, package, pki, process, table

UNDER_SANITIZERS = False  # it runs none of our programs
TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


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


def test_ports_are_nobody_elses():
    """Whoever draws the same number while we live, in another process, must draw again; it is free when we have ended."""
    port, = process.free_ports(1)
    draw = [sys.executable, "-c", "import sys; sys.path.insert(0, {!r}); from harness import process\n"
            "sys.exit(process._claim(int(sys.argv[1])) is None)".format(TESTS)]
    assert process._claim(port) is None
    assert subprocess.run(draw + [str(port)]).returncode == 1
    ours = subprocess.run([sys.executable, "-c", "import sys; sys.path.insert(0, {!r}); from harness import process\n"
                           "print(*process.free_ports(1))".format(TESTS)], stdout=subprocess.PIPE, check=True).stdout.decode()
    assert subprocess.run(draw + [ours]).returncode == 0


def test_packages_are_installed_by_one_at_a_time():
    with package.Alone():
        folder = os.open(package.Alone.PATH, os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(folder)


MODULES = {
    "good": "BEGIN_EARLY = 1\ndef test_one(): pass\ndef test_two(): pass\n",
    "bad": "def test_one(): pass\ndef test_two(): assert 1 == 2\n",
    "skips": "import pytest\nUNDER_SANITIZERS = False\n@pytest.mark.skip(reason='no moon')\ndef test_one(): pass\n",
    "crash": "import os\ndef test_one(): pass\ndef test_two(): os._exit(0)\n",
    "none": "",
    "broken": "import nothing_of_this_name\n",
}


@pytest.fixture
def modules(tmp_path):
    """modules(NAME...): the exit code of tests/modules for some of MODULES, and the lines that it prints at their margin."""
    def call(*names, **environment):
        paths = [tmp_path / "test_{}.py".format(name) for name in names]
        for name, path in zip(names, paths):
            path.write_text(MODULES[name])
        done = subprocess.run([sys.executable, os.path.join(TESTS, "modules"), str(tmp_path / "results")] + list(map(str, paths)),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=dict(os.environ, **environment))
        said = done.stdout.decode("utf-8").splitlines()
        return done.returncode, [re.sub("  +[0-9]+ s  ", ": ", line) for line in said if not line.startswith("    ")]
    return call


def test_modules_are_counted(modules):
    code, said = modules("good", "bad", "skips", LIVE_JOBS="1", SANITIZED="no")
    assert code == 1 and said[0] == "test_good: 2 passed, 0 failed"
    assert said[1:3] == ["test_bad: 1 passed, 1 failed (exit code 1)", "test_skips: 0 passed, 0 failed, 1 skipped"]
    assert said[3].startswith("skip: ") and said[3].endswith("test_skips::test_one: no moon")
    assert said[4:] == ["3 passed, 1 failed, 1 skipped"]


@pytest.mark.parametrize("name, code", [("crash", 0), ("none", 5), ("broken", 2)])
def test_a_module_that_counts_nothing_has_failed(modules, name, code):
    assert modules("good", name, LIVE_JOBS="1") == (1, [
        "test_good: 2 passed, 0 failed", "test_{}: 0 passed, 1 failed (exit code {})".format(name, code), "2 passed, 1 failed"])


def test_modules_know_of_sanitizers(modules):
    code, said = modules("good", "skips", SANITIZED="yes")
    assert code == 0 and [line.split()[0] for line in said] == ["test_skips", "test_good:", "2"]


@pytest.mark.parametrize("lines, last", [
    ([b"OK - fine\n"], b"OK - fine\n"),
    ([polite.WATCHDOG + b" after 2 s\n", b"CRITICAL - no answer\n"], b"CRITICAL - no answer\n"),
    ([polite.WATCHDOG + b" after 2 s\n", polite.WATCHDOG + b" again\n"], polite.WATCHDOG + b" again\n")])
def test_a_run_that_was_disturbed_is_repeated_once(lines, last):
    rest = iter(lines)
    assert polite.undisturbed(lambda: subprocess.CompletedProcess([], 0, next(rest))).stdout == last
    assert list(rest) == []


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


def test_needs_of_the_city_are_known_before_they_are_there():
    """An ordinary user is asked once, on a machine that lacks even the module that the harness stands on."""
    code = ("import sys; sys.path.insert(0, {!r}); import package; "
            "print(sorted(name for table in package.city_needs() for name in table['debian']))").format(
                os.path.join(package.TOP, "tests", "harness"))
    # -S: without the folder where packages bring their modules.
    done = subprocess.run([sys.executable, "-S", "-B", "-c", code], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, universal_newlines=True)
    assert done.returncode == 0, done.stderr
    assert "virtuoso-opensource-7-bin" in done.stdout and "ivy" in done.stdout
