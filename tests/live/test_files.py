# SPDX-License-Identifier: BSD-2-Clause
"""check_cert and files that are not what they should be: certificates, lists of targets, secrets, trust stores."""
import os
import re
import shutil

import peers
import pytest
from harness import package, pki
from harness.process import Place, as_user
from polite import ended, lines, run_under
from servers import ACCOUNT, nginx

SECRET = "correct-horse-battery"
# Sanitizers make a handshake several times as dear.
COUNT = 3000 if os.environ.get("SANITIZED") == "yes" else 10000
BROKEN = {17: "no spaces allowed", COUNT // 2: "localhost:99999", COUNT - 1: "gopher://localhost"}


@pytest.fixture(scope="module")
def place():
    """Where the files are, good and bad. An ordinary account may look at all of them but those that nobody may read."""
    package.require(nginx.PACKAGES)
    with Place("files") as scratch:
        authority = pki.root("City Root").authority("City Issuing CA")
        leaf = authority.leaf("localhost", ["localhost", "127.0.0.1"])
        pki.write_pem(scratch.at("ca.pem"), [authority.root])
        pki.write_chain(scratch.at("good.pem"), leaf)
        pki.write_key(scratch.at("good.key"), leaf)
        pki.write_pkcs12(scratch.at("good.p12"), leaf, SECRET)
        os.chmod(scratch.at("good.p12"), 0o644)
        scratch.write("empty", "")
        scratch.write("garbage", "\x1b[31m| not a certificate\n" * 40)
        scratch.write("cut", open(scratch.at("good.pem")).read()[:300])
        scratch.write("comments", "# nothing but comments\n\n")
        scratch.folder("folder")
        for name in ("good.pem", "ca.pem"):
            os.link(scratch.at(name), scratch.at("linked-" + name))
        scratch.write("unreadable", open(scratch.at("good.pem")).read(), mode=0)
        scratch.write("secret", SECRET + "\n", mode=0o600, account=ACCOUNT)
        scratch.write("open-secret", SECRET + "\n", mode=0o644, account=ACCOUNT)
        scratch.write("foreign-secret", SECRET + "\n", mode=0)
        scratch.server = nginx.start(scratch, leaf)
        yield scratch


@pytest.fixture
def check(plugin, place):
    """Run check_cert as an ordinary account, because root may read everything; and from where that account can go."""
    program = place.at("check_cert")
    if not os.path.exists(program):
        shutil.copy(plugin("check_cert"), program)
    return lambda *words, timeout=30: run_under(as_user(ACCOUNT, []), [program] + list(words), timeout)


# Certificates.

def test_good_file(check, place):
    ended(check("--file", place.at("good.pem"), "--ca", place.at("ca.pem")), "OK", "good.pem")


@pytest.mark.parametrize("name, state", [("missing", "CRITICAL"), ("unreadable", "UNKNOWN"), ("empty", "CRITICAL"),
                                         ("garbage", "CRITICAL"), ("cut", "CRITICAL"), ("folder", "UNKNOWN")])
def test_bad_file(check, place, name, state):
    ended(check("--file", place.at(name), "--ca", place.at("ca.pem")), state, name)


def test_one_bad_file_among_good_ones(check, place):
    found = lines(check("--file", place.at("good.pem"), "--file", place.at("garbage"), "--ca", place.at("ca.pem")))
    assert found[0].startswith("CRITICAL - ") and "garbage" in found[0]
    assert any(line.startswith("OK - ") and "good.pem" in line for line in found[1:])


def test_glob_without_a_match(check, place):
    ended(check("--file", place.at("no-such-*.pem"), "--ca", place.at("ca.pem")), "CRITICAL", r"no-such-\*\.pem")


def test_glob(check, place):
    found = lines(check("--file", place.at("linked-*.pem"), "--ca", place.at("ca.pem")))
    assert all(line.startswith("OK - ") for line in found)
    assert {name for line in found for name in re.findall(r"linked-(\w+)\.pem: ", line)} == {"ca", "good"}


# Secrets.

@pytest.mark.parametrize("name, state", [("secret", "OK"), ("open-secret", "UNKNOWN"), ("foreign-secret", "UNKNOWN"),
                                         ("missing", "UNKNOWN"), ("folder", "UNKNOWN"), ("empty", "UNKNOWN")])
def test_secret_file(check, place, name, state):
    result = check("--file", place.at("good.p12"), "--password", "file:" + place.at(name), "--ca", place.at("ca.pem"))
    assert SECRET.encode() not in result.stdout
    assert lines(result)[0].startswith(state + " - "), result.stdout
    assert result.returncode == {"OK": 0, "UNKNOWN": 3}[state]


def test_secret_on_the_command_line(check, place):
    result = check("--file", place.at("good.p12"), "--password", SECRET, "--ca", place.at("ca.pem"))
    assert SECRET not in ended(result, "UNKNOWN", "--password")


# Trust stores.

@pytest.mark.parametrize("name", ["missing", "unreadable", "empty", "garbage", "folder"])
def test_no_trust_store(check, place, name):
    ended(check("-H", "127.0.0.1", "-p", str(place.server.ports["tls"]), "--ca", place.at(name)), "UNKNOWN", name)


# Lists of targets.

@pytest.mark.parametrize("name, state", [("missing", "UNKNOWN"), ("unreadable", "UNKNOWN"), ("folder", "UNKNOWN"),
                                         ("empty", "UNKNOWN"), ("comments", "UNKNOWN")])
def test_bad_list(check, place, name, state):
    ended(check("--targets", place.at(name), "--ca", place.at("ca.pem")), state, name)


def test_list_of_garbage(check, place):
    found = lines(check("--targets", place.at("garbage"), "--ca", place.at("ca.pem")))
    assert found[0].startswith("UNKNOWN - ") and "line 1" in found[0]


def write_long_list(place, name, port):
    """The path of a list of COUNT lines, three of them broken, and the others all the same honest server."""
    good = "127.0.0.1:{}".format(port)
    return place.write(name, "".join(BROKEN.get(number, good) + "\n" for number in range(1, COUNT + 1)))


def judge_long_list(found):
    """Three findings for the broken lines, each by its number; returns the sentences of the rest."""
    broken = [line for line in found if re.search(r"line \d+:", line)]
    assert all(line.startswith("UNKNOWN - ") for line in broken)
    assert sorted(int(re.search(r"line (\d+):", line).group(1)) for line in broken) == sorted(BROKEN)
    return [line.partition(" | ")[0] for line in found if line not in broken]


def test_long_list(check, place):
    targets = write_long_list(place, "targets", place.server.ports["tls"])
    result = check("--targets", targets, "--ca", place.at("ca.pem"), "-t", "60", timeout=180)
    rest = judge_long_list(lines(result))
    assert result.returncode == 3
    assert len(rest) == 1 and rest[0].startswith("OK - {0} of {0} ".format(COUNT - len(BROKEN))), rest


def test_long_list_in_no_time(check, place):
    # A server that was just being looked at when the time was over did nothing wrong either. This one thinks before it
    # shakes hands, so that on no machine there is time for all.
    context = peers.server_context(place.at("good.pem"), place.at("good.key"))

    def think(link):
        link.over.wait(0.1)
        link.tls(context)
    with peers.Peer(think) as slow:
        targets = write_long_list(place, "slow-targets", slow.port)
        result = check("--targets", targets, "--ca", place.at("ca.pem"), "-t", "5", "--parallel=1")
    rest = judge_long_list(lines(result))
    assert result.returncode == 3 and not any(line.startswith("CRITICAL") for line in rest), rest[0]
    left, = [re.match(r"UNKNOWN - (\d+) of (\d+) ", line).groups() for line in rest if line.startswith("UNKNOWN")]
    assert 0 < int(left[0]) < int(left[1]) == COUNT - len(BROKEN)
