# SPDX-License-Identifier: BSD-2-Clause
"""What the benchmarks share: programs that take turns, their CPU and wall time, and the shares that are aimed at."""
import os
import random
import re
import shlex
import statistics
import subprocess
import time

from harness import package, process

HERE = os.path.dirname(os.path.abspath(__file__))
BUNDLES = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"]
OTHERS = ["/usr/lib/nagios/plugins", "/usr/lib64/nagios/plugins"]
PLUGIN_DIR = os.path.abspath(os.environ.get("PLUGIN_DIR")
                             or os.path.join(os.path.dirname(os.path.dirname(HERE)), "build", "plugins"))
ENVIRONMENT = {"PATH": package.SYSTEM_PATH, "LC_ALL": "C"}
SELDOM = 20  # what takes long runs once in so many rounds

# Hardened as the plugins are: that is no cost of their design.
FLOOR = ["-std=gnu11", "-O2", "-fPIE", "-pie", "-fstack-protector-strong", "-D_FORTIFY_SOURCE=2", "-Wl,-z,relro",
         "-Wl,-z,now"]


class Contender:
    """A command line, and what its runs took."""

    def __init__(self, title, line, remark="", seldom=False):
        self.title, self.line, self.remark, self.every = title, line, remark, SELDOM if seldom else 1
        self.cpu, self.wall = [], []

    def rehearse(self):
        """One run that counts for nothing; NotReady unless it says that all is well."""
        done = subprocess.run(self.line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env=ENVIRONMENT)
        if done.returncode != 0:
            raise process.NotReady("{} exits {}:\n{}".format(" ".join(self.line), done.returncode,
                                                             done.stdout.decode("utf-8", "replace")))

    def run(self, null):
        """One run that counts."""
        files = [(os.POSIX_SPAWN_DUP2, null, number) for number in (0, 1, 2)]
        start = time.perf_counter()
        pid = os.posix_spawn(self.line[0], self.line, ENVIRONMENT, file_actions=files)
        _, status, usage = os.wait4(pid, 0)
        self.wall.append((time.perf_counter() - start) * 1000)
        self.cpu.append((usage.ru_utime + usage.ru_stime) * 1000)
        if status != 0:
            raise process.NotReady("{} ended with status {}".format(" ".join(self.line), status))


def ours(name):
    """The path of a program of ours; NotReady when it is not built."""
    path = os.path.join(PLUGIN_DIR, name)
    if not os.access(path, os.X_OK):
        raise process.NotReady(path + " is not built (set PLUGIN_DIR)")
    return path


def plugin(name):
    """The path of a program of others, or None."""
    return next((os.path.join(folder, name) for folder in OTHERS if os.path.exists(os.path.join(folder, name))), None)


def build_floor(place, source, *libraries):
    """Compile a floor; returns the path of the program."""
    path = place.at("floor")
    compiler = shlex.split(os.environ.get("CC", "cc"))
    command = compiler + FLOOR + [os.path.join(HERE, source), "-o", path] + list(libraries)
    subprocess.run(command, stdin=subprocess.DEVNULL, check=True)
    return path


def trust(place, root):
    """The system's roots and one of ours, as a hashed folder, as a bundle, and how many they are."""
    source = next((path for path in BUNDLES if os.path.exists(path)), None)
    if not source:
        raise process.NotReady("no bundle of the system's roots, which the store is made of")
    with open(source, encoding="utf-8") as bundle:
        roots = re.findall("-----BEGIN CERT.*?-----END CERT[A-Z ]*-----\n", bundle.read(), re.S) + [root]
    folder = place.folder("trust")
    for number, one in enumerate(roots):
        place.write("trust/root-{}.pem".format(number), one)
    subprocess.run(["openssl", "rehash", folder], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return folder, place.write("bundle.pem", "".join(roots)), len(roots)


def available(others):
    """Those of the others that are installed; the rest is named."""
    present = []
    for other in others:
        path = plugin(other.line[0])
        if path:
            other.line[0] = path
            present.append(other)
        else:
            print("left out, not installed: " + other.line[0])
    return present


def measure(runs, everyone):
    """All of them in turn, as often as asked. What ran before leaves the processor's caches warm for its like and cold
    for others, so every round has an order of its own."""
    null = os.open(os.devnull, os.O_RDWR)
    for one in everyone:
        one.rehearse()
    for turn in range(runs):
        for one in random.sample(everyone, len(everyone)):
            if turn % one.every == 0:
                one.run(null)
    os.close(null)


def table(everyone):
    """The medians."""
    print("\n{:18}{:>9}{:>9}{:>6}".format("", "CPU ms", "wall ms", "runs"))
    for one in everyone:
        print("{:18}{:9.2f}{:9.2f}{:6}  {}".format(one.title, statistics.median(one.cpu), statistics.median(one.wall),
                                                   len(one.cpu), one.remark))


def compare(shares):
    """Print shares, (what, share, aim) each; returns whether all aims are reached."""
    print()
    for what, share, aim in shares:
        print("{:34}{:6.3f}  aim: at most {:.2f}  {}".format(what + ":", share, aim,
                                                           "reached" if share <= aim else "MISSED"))
    return all(share <= aim for _, share, aim in shares)
