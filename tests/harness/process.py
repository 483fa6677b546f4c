# SPDX-License-Identifier: BSD-2-Clause
"""Daemons on loopback, and the place where they live.

    with Place("mail") as place:
        port, = free_ports(1)
        place.start("smtp", ["smtpd", str(port)], ready=lambda: listens(port))
        ...

A place owns a scratch directory that other accounts can enter and everything that was started in it. It is closed (the
daemons stopped, last first, the directory removed) at the end of the `with` block, at the interpreter's exit, and, once
`tidy_on_signals()` was called, on SIGINT, SIGTERM and SIGHUP.
"""
import atexit
import json
import os
import pwd
import random
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time

STEP = 0.02  # seconds between two looks at whether something is ready


class NotReady(Exception):
    """A daemon died or was not ready in the time allowed; the text has the end of its log."""


_held = []  # what keeps our ports ours


def free_ports(count):
    """`count` different TCP ports of 127.0.0.1 that nothing listens on, and that nobody else who asks here gets as long as
    we live: neither another test that runs at the same time nor another tree's. They are drawn from below the range from
    which the kernel serves outgoing connections, so that no client takes one before the daemon does."""
    with open("/proc/sys/net/ipv4/ip_local_port_range") as limits:
        end = int(limits.read().split()[0])
    low, end = (10000, end) if end > 12000 else (20000, 65536)
    ports = []
    for port in random.SystemRandom().sample(range(low, end), min(end - low, 20 * count + 200)):
        claim = _claim(port)
        if claim:
            _held.append(claim)
            ports.append(port)
        if len(ports) == count:
            return ports
    raise NotReady("no {} free ports on 127.0.0.1".format(count))


def _claim(port):
    """A claim to a port: a socket whose name (it is in no file system) only one process of all that share these ports can
    have. The kernel takes it back when we end, whatever ends us. None if somebody has it, or listens there already."""
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind("\0city-port-{}".format(port))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
    except OSError:
        claim.close()
        return None
    return claim


def listens(port, host="127.0.0.1"):
    """Whether something accepts connections there."""
    try:
        socket.create_connection((host, port), 1).close()
        return True
    except OSError:
        return False


def wait_until(ready, seconds, what, alive=lambda: True):
    """Poll `ready` until it is true, for at most so many seconds or as long as `alive` holds."""
    end = time.monotonic() + seconds
    while not ready():
        if not alive():
            raise NotReady(what + " ended before it was ready")
        if time.monotonic() > end:
            raise NotReady("{} was not ready in {:g} s".format(what, seconds))
        time.sleep(STEP)


def as_user(account, argv):
    """The command line that runs `argv` as another account (for root); unchanged if we are that account already."""
    if not account or pwd.getpwnam(account).pw_uid == os.geteuid():
        return list(argv)
    identity = pwd.getpwnam(account)
    return ["setpriv", "--reuid", str(identity.pw_uid), "--regid", str(identity.pw_gid), "--init-groups"] + list(argv)


class Daemon:
    """A program in a session of its own, with a log file."""

    def __init__(self, name, argv, log, env=None, cwd="/"):
        self.name, self.log = name, str(log)
        with open(self.log, "ab") as out:
            self.process = subprocess.Popen([str(word) for word in argv], stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                            env=env, cwd=cwd, start_new_session=True)
        self.pid = self.process.pid

    def alive(self):
        """Whether the program still runs. The dead child is left unreaped, see `stop`."""
        if self.process.returncode is not None:
            return False
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def tail(self, lines=15):
        """The end of the log (None: all of it)."""
        with open(self.log, "rb") as log:
            return b"".join(log.readlines()[-lines if lines else None:]).decode("utf-8", "replace")

    def wait(self, ready, seconds=15):
        """Wait until `ready` is true; NotReady with the log's end otherwise."""
        try:
            wait_until(ready, seconds, self.name, self.alive)
        except NotReady as problem:
            raise NotReady("{}\n{}".format(problem, self.tail()))

    def stop(self, seconds=10):
        """Ask the program to end (SIGTERM to it alone: Icinga 2 orphans its worker when the whole group gets it), then
        make sure that nothing of its process group is left. Until the leader is reaped nobody else can get its number,
        so the group that is killed is ours."""
        if self.process.returncode is not None:
            return
        if self.alive():
            os.kill(self.pid, signal.SIGTERM)
            try:
                wait_until(lambda: not self.alive(), seconds, self.name)
            except NotReady:
                pass
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass  # the group is empty, or what is left of it is the dead leader
        self.process.wait()


def traversable(path):
    """Whether every account can enter this directory."""
    path = os.path.realpath(str(path))
    while True:
        if not os.stat(path).st_mode & stat.S_IXOTH:
            return False
        if path == "/":
            return True
        path = os.path.dirname(path)


def scratch_directory(name):
    """A new directory, 0755, in a place for temporary files that every account can enter and run programs from."""
    for parent in (tempfile.gettempdir(), "/tmp", "/var/tmp", "/dev/shm"):
        if (os.path.isdir(parent) and os.access(parent, os.W_OK | os.X_OK) and traversable(parent)
                and not os.statvfs(parent).f_flag & os.ST_NOEXEC):
            path = tempfile.mkdtemp(prefix=name + ".", dir=parent)
            os.chmod(path, 0o755)
            return path
    raise NotReady("no temporary directory that other accounts can enter and run programs from; set TMPDIR")


def tell(text):
    """Say on stderr what is going on."""
    print(text, file=sys.stderr, flush=True)


class Place:
    """A scratch directory and the daemons that were started in it. With `path`, takes over an existing directory. `say`
    is told of what takes long."""

    def __init__(self, name, path=None, say=tell):
        self.path = os.path.abspath(path) if path else scratch_directory("city-" + name)
        self.daemons, self.say = [], say
        self._kept, self._owner = False, os.getpid()
        atexit.register(self.close)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def at(self, *parts):
        """A path in the scratch directory."""
        return os.path.join(self.path, *parts)

    def folder(self, *parts, **options):
        """Make a directory in the scratch directory (0755), for `account` if we may give it away; returns its path."""
        path, account = self.at(*parts), options.get("account")
        if not os.path.isdir(path):
            os.makedirs(path, 0o755)
            os.chmod(path, 0o755)
        if account and os.geteuid() == 0:
            shutil.chown(path, account, pwd.getpwnam(account).pw_gid)
        return path

    def write(self, path, text, mode=0o644, account=None):
        """Write a file in the scratch directory, for `account` if we may give it away; returns its path."""
        path = self.at(path)
        with open(path, "w", encoding="utf-8") as out:
            os.fchmod(out.fileno(), mode)
            out.write(text)
        if account and os.geteuid() == 0:
            shutil.chown(path, account, pwd.getpwnam(account).pw_gid)
        return path

    def start(self, name, argv, ready=None, seconds=15, env=None, cwd="/", account=None):
        """Start a daemon (as `account`, if given) whose log is `name`.log, wait until it is ready, and return it."""
        argv = as_user(account, argv) if os.geteuid() == 0 else argv
        with Undisturbed():
            daemon = Daemon(name, argv, self.at(name + ".log"), env, cwd)
            self.daemons.append(daemon)
        if ready:
            daemon.wait(ready, seconds)
        return daemon

    def run(self, name, argv, seconds=60, env=None, cwd="/", account=None):
        """Run a program to its end, as `start` does; returns its exit code and what it said."""
        daemon = self.start(name, argv, env=env, cwd=cwd, account=account)
        try:
            code = daemon.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise NotReady("{} did not end in {:g} s\n{}".format(name, seconds, daemon.tail()))
        self.daemons.remove(daemon)
        return code, daemon.tail(None)

    def close(self):
        """Stop the daemons, last first, and remove the directory. Safe to call again."""
        atexit.unregister(self.close)
        if self._kept or os.getpid() != self._owner:
            return  # a forked child runs our exit handlers, too
        with Undisturbed():
            while self.daemons:
                self.daemons.pop().stop()
            shutil.rmtree(self.path, ignore_errors=True)

    def keep(self):
        """Leave everything as it is when we end. Returns the path of a script that stops and removes it later."""
        self._kept = True
        numbers = " ".join("{}:{}".format(daemon.pid, _born(daemon.pid)) for daemon in reversed(self.daemons))
        return self.write("stop", STOP.format(numbers=numbers, path=json.dumps(self.path)), 0o755)


def _born(pid):
    """When a process started, in the kernel's ticks: with the number it names one process for ever."""
    with open("/proc/{}/stat".format(pid)) as status:
        return status.read().rpartition(")")[2].split()[19]


STOP = """#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Stops what was left running here, and removes this directory. A process counts only if it is as old as ours was.
ours() {{ [ "$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20)" = "$2" ]; }}
for one in {numbers}; do
    pid=${{one%:*}} born=${{one#*:}}
    ours "$pid" "$born" && kill -TERM "$pid"
    tries=0
    while ours "$pid" "$born" && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
    ours "$pid" "$born" && kill -KILL "-$pid"
done
rm -rf {path}
"""


SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


def tidy_on_signals():
    """Let SIGTERM, SIGHUP and SIGINT end the program by way of its exit handlers. A second signal is ignored while they
    run, so that an impatient Ctrl-C leaves nothing behind."""
    for number in SIGNALS:
        signal.signal(number, _leave)


def _leave(number, _frame=None):
    if Undisturbed.depth:
        Undisturbed.late = number
        return
    for one in SIGNALS:
        signal.signal(one, signal.SIG_IGN)
    sys.exit(128 + number)


class Undisturbed:
    """While it lasts, no signal takes effect: for steps after which something would be left behind if they were only
    half done, such as starting a daemon and taking note of it."""

    depth, late = 0, None

    def __enter__(self):
        Undisturbed.depth += 1

    def __exit__(self, *_):
        Undisturbed.depth -= 1
        if Undisturbed.late and not Undisturbed.depth:
            _leave(Undisturbed.late)


if __name__ == "__main__":
    print(scratch_directory("city-quickstart"))
