# SPDX-License-Identifier: BSD-2-Clause
"""Files on a file system that does not answer, as NFS does when its server is gone: bindfs, stopped. No signal ends a read
there; the program ends in time all the same, and leaves nothing behind that holds its output open."""
import os
import signal
import stat
import subprocess

import pytest
from found import Found
from harness import package, pki, process

UNDER_SANITIZERS = False  # unit tests have the same children
PACKAGES = {"debian": {"bindfs": "bindfs", "fuse": "fusermount"}, "rhel": {"bindfs": "bindfs", "fuse": "fusermount"}}  # rhel: unverified


class Mount:
    """A folder that is mounted a second time, through a process that can be stopped."""

    def __init__(self, place, folder):
        self.at = place.folder("mounted")
        self.process = subprocess.Popen([package.find("bindfs"), "-f", "--no-allow-other", folder, self.at],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        process.wait_until(lambda: os.path.ismount(self.at), 30, "bindfs", lambda: self.process.poll() is None)

    def stop(self):
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def close(self):
        self.go_on()
        subprocess.run([package.find("fusermount"), "-u", "-z", self.at], stderr=subprocess.DEVNULL)
        self.process.terminate()
        self.process.wait(30)


@pytest.fixture(scope="module")
def mount(place, authority):
    """What the programs are to read, below a mount that works."""
    package.require(PACKAGES)
    if not os.path.exists("/dev/fuse") or not stat.S_ISCHR(os.stat("/dev/fuse").st_mode) or os.geteuid() != 0:
        pytest.skip("no /dev/fuse for us")
    folder = place.folder("files")
    pki.write_pem(os.path.join(folder, "leaf.pem"), authority.leaf("www.city.example").chain)
    pki.write_pem(os.path.join(folder, "ca.pem"), [authority.root])
    for name, text in (("targets", "127.0.0.1:1\n"), ("query", "ASK {}\n"), ("secret", "geheim\n")):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(os.path.join(folder, name), 0o600)
    mounted = Mount(place, folder)
    try:
        yield mounted
    finally:
        mounted.close()


@pytest.fixture
def stopped(mount):
    """The mount, not answering."""
    mount.stop()
    try:
        yield mount
    finally:
        mount.go_on()


NAMED = {
    "file": ("check_cert", ["--file={}/leaf.pem"]),
    "pattern": ("check_cert", ["--file={}/*.pem"]),
    "deployed": ("check_cert", ["-H", "127.0.0.1", "-p", "1", "--deployed={}/leaf.pem"]),
    "targets": ("check_cert", ["--targets={}/targets"]),
    "tls-roots": ("check_cert", ["-H", "127.0.0.1", "-p", "1", "--ca={}/ca.pem"]),
    "folder-of-roots": ("check_cert", ["-H", "127.0.0.1", "-p", "1", "--ca={}"]),
    "password": ("check_cert", ["--file=/proc/nothing", "--password=file:{}/secret"]),
    "http-roots": ("check_nginx", ["-u", "https://127.0.0.1:1/", "--ca={}/ca.pem"]),
    "client-certificate": ("check_nginx", ["-u", "https://127.0.0.1:1/", "--client-cert={}/leaf.pem"]),
    "query": ("check_virtuoso", ["-u", "http://127.0.0.1:1/sparql", "--query-file={}/query"]),
    "token": ("check_ckan", ["-u", "http://127.0.0.1:1/", "--token=file:{}/secret"]),
}


def command(plugin, mount, name):
    """The command line, with one second of time."""
    program, words = NAMED[name]
    return [plugin(program), "-t", "1", "--output=json"] + [word.format(mount.at) for word in words]


def ended(argv):
    """The run; that its output came to an end means that no process is left that could write to it."""
    return Found(subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                env={"PATH": package.SYSTEM_PATH}, timeout=60))


@pytest.mark.parametrize("name", sorted(NAMED))
def test_ends_in_time(plugin, stopped, name):
    found = ended(command(plugin, stopped, name)).is_only("UNKNOWN", "file-system-hung")
    assert stopped.at in found.text


@pytest.mark.parametrize("name", sorted(NAMED))
def test_is_read_when_it_answers_again(plugin, mount, name):
    assert "file-system-hung" not in ended(command(plugin, mount, name)).codes
