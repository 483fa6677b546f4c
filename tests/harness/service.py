# SPDX-License-Identifier: BSD-2-Clause
"""A daemon that tests stop, freeze and start again.

    with service.stopped(): ...     not there
    with service.frozen(): ...      there, but silent: whoever connects waits

At the end of the block it is as before, and ready.
"""
import glob
import http.client
import os
import pwd
import signal
import socket
import subprocess
from contextlib import contextmanager

from harness.package import SYSTEM_PATH
from harness.process import NotReady, as_user, wait_until

# Most of these servers refuse to run as root: an ordinary account spares us that.
ACCOUNT = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name


def answer(port, path, timeout=5):
    """The status and the body that a web server on 127.0.0.1 answers with; (None, b"") if it does not."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()
    except (OSError, http.client.HTTPException):
        return None, b""
    finally:
        connection.close()


def answer_line(port, data, timeout=5):
    """The first piece of what a server on 127.0.0.1 answers to `data`; b"" if it does not."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout) as connection:
            connection.sendall(data)
            return connection.recv(4096)
    except OSError:
        return b""


def environment(home):
    """The environment of a daemon that lives in `home`."""
    return {"PATH": SYSTEM_PATH, "HOME": home, "LC_ALL": "C.UTF-8"}


def finish(argv, account=None, cwd="/", env=None, data=b"", seconds=120):
    """Run a program to its end (as `account`, for root) and return what it wrote to stdout; NotReady if it failed."""
    done = subprocess.run(as_user(account, argv) if os.geteuid() == 0 else argv, input=data, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, cwd=cwd, env=env, timeout=seconds)
    if done.returncode:
        said = (done.stdout + done.stderr).decode("utf-8", "replace")
        raise NotReady("{} failed\n{}".format(" ".join(argv), said[-3000:]))
    return done.stdout


def family(pid):
    """A process and its descendants, parents first."""
    parents = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/{}/stat".format(name)) as status:
                parents.setdefault(int(status.read().rpartition(")")[2].split()[1]), []).append(int(name))
        except OSError:
            pass  # it has ended meanwhile
    found = [pid]
    for one in found:
        found += parents.get(one, [])
    return found


def is_stopped(pid):
    """Whether no thread of a process runs any more."""
    for path in glob.glob("/proc/{}/task/*/stat".format(pid)):
        try:
            with open(path, "rb") as file:
                state = file.read().rpartition(b") ")[2][:1]
        except OSError:
            continue  # it has ended
        if state not in (b"T", b"t", b"Z", b"X"):
            return False
    return True


class Service:
    """A daemon of a place. `ready` says whether it serves, `end` is the signal that ends it quickly, also while it has
    clients."""

    def __init__(self, place, name, argv, ready, **options):
        self.place, self.name, self.argv, self.ready = place, name, argv, ready
        self.account, self.cwd, self.env = options.get("account"), options.get("cwd", "/"), options.get("env")
        self.seconds, self.end = options.get("seconds", 60), options.get("end", signal.SIGTERM)
        self.daemon, self._rank = None, None

    def start(self, wait=True):
        """Start the daemon, and wait until it is ready unless told otherwise. Returns the service."""
        self.daemon = self.place.start(self.name, self.argv, env=self.env, cwd=self.cwd, account=self.account)
        if self._rank is not None:  # what was started after it shall still be stopped before it
            self.place.daemons.insert(self._rank, self.place.daemons.pop())
        if wait:
            self.wait()
        return self

    def wait(self):
        """Wait until the daemon is ready."""
        self.daemon.wait(self.ready, self.seconds)

    def stop(self):
        """End the daemon."""
        if not self.daemon:
            return
        self._rank = self.place.daemons.index(self.daemon)
        os.kill(self.daemon.pid, self.end)
        try:
            wait_until(lambda: not self.daemon.alive(), 10, self.name)
        except NotReady:
            pass  # the following is less polite
        self.daemon.stop(0)
        self.place.daemons.remove(self.daemon)
        self.daemon = None

    def restart(self):
        """Stop and start."""
        self.stop()
        self.start()

    def freeze(self):
        """Let it be silent, to its last thread. The kernel goes on accepting connections for it."""
        pids = family(self.daemon.pid)
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        wait_until(lambda: all(is_stopped(pid) for pid in pids), 10, self.name)

    def thaw(self):
        """Undo that."""
        for pid in reversed(family(self.daemon.pid)):
            os.kill(pid, signal.SIGCONT)

    @contextmanager
    def stopped(self):
        """Without it."""
        self.stop()
        try:
            yield self
        finally:
            self.start()

    @contextmanager
    def frozen(self):
        """With it, but silent."""
        self.freeze()
        try:
            yield self
        finally:
            self.thaw()
            self.wait()
