# SPDX-License-Identifier: BSD-2-Clause
"""Which packages are missing on this machine, and their installation when we are root.

A need is a table {family: {package: program}}: whoever already has the program (from whatever package) lacks nothing,
and where there is no program to look for (None) the package manager is asked for the package.

    package.py SET...     install the sets named below (or say what to install, and exit 1); city is what all systems of
                          the demo city need. An ordinary user is asked once, for all of it.

This file uses the standard library only, because the harness's own needs are installed with it.
"""
import fcntl
import glob
import importlib
import importlib.machinery
import os
import re
import shutil
import subprocess
import sys
import tempfile
import types

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def libraries(distribution):
    """The packages of the libraries (libraries.m4) that some program needs (plugins/sources.am)."""
    with open(os.path.join(TOP, "plugins", "sources.am"), encoding="utf-8") as programs:
        needed = set(re.findall(r"\S+", " ".join(re.findall(r"^\w+_needs *=(.*)$", programs.read(), re.MULTILINE))))
    with open(os.path.join(TOP, "libraries.m4"), encoding="utf-8") as table:
        rows = re.findall(r"^CITY_LIBRARY\(\[(\w+)\], \[.*?\], \[.*?\], \[(.*?)\], \[(.*?)\]\)$", table.read(), re.MULTILINE)
    return {debian if distribution == "debian" else rhel: None for name, debian, rhel in rows if name in needed}


SETS = {
    "build": {  # from a source tree to a program
        "debian": {"gcc": "gcc", "libc6-dev": None, "make": "make", "autoconf": "autoconf", "automake": "automake",
                   "pkg-config": "pkg-config", "gettext": "msgfmt", "cmark": "cmark", **libraries("debian")},
        "rhel": {"gcc": "gcc", "make": "make", "autoconf": "autoconf", "automake": "automake",
                 "pkgconf-pkg-config": "pkg-config", "gettext": "msgfmt", "cmark": "cmark", **libraries("rhel")},
    },
    "harness": {  # what pki.py and process.py stand on
        "debian": {"python3-cryptography": None, "openssl": "openssl", "util-linux": "setpriv", "procps": "ps"},
        "rhel": {"python3-cryptography": None, "openssl": "openssl", "util-linux": "setpriv", "procps-ng": "ps"},
    },
    "icinga": {  # RHEL (unverified): Icinga's own repository needs a subscription, so an installed icinga2 is used
        "debian": {"icinga2-bin": "icinga2", "icinga2-common": None},
        "rhel": {"icinga2": "icinga2"},
    },
}


class Missing(Exception):
    """Something is not there and was not installed; the text says what to do."""


def find(program):
    """The full path of a program, also of one that lives in sbin, which ordinary accounts do not search; or None."""
    return shutil.which(program, path=os.environ.get("PATH", "") + ":" + SYSTEM_PATH)


def family(path="/etc/os-release"):
    """"debian", "rhel", or None when this machine is neither or a relative of neither."""
    words = []
    try:
        with open(path, encoding="utf-8") as release:
            for line in release:
                key, _, value = line.strip().partition("=")
                if key in ("ID", "ID_LIKE"):
                    words += value.strip("\"'").split()
    except OSError:
        pass
    if "debian" in words or "ubuntu" in words:
        return "debian"
    return "rhel" if {"rhel", "fedora", "centos"} & set(words) else None


def missing(needs, kin=None):
    """The packages of a needs table that this machine lacks, in alphabetical order."""
    kin = kin or family()
    return sorted(package for package, program in needs.get(kin, {}).items()
                  if not (find(program) if program else _installed(package, kin)))


def _installed(package, kin):
    query = {"debian": ["dpkg-query", "-W", "-f", "${db:Status-Status}", package],
             "rhel": ["rpm", "-q", "--whatprovides", package]}[kin]
    done = subprocess.run(query, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return done.returncode == 0 and (kin == "rhel" or done.stdout == b"installed")


def tell(text):
    """Say on stderr what is going on."""
    print(text, file=sys.stderr, flush=True)


def require(*needs, say=tell):
    """Install what is missing of these tables (as root), or raise Missing with the command that would."""
    kin = family()
    if not kin:
        names = sorted({name for table in needs for name in table.get("debian", {})})
        absent = [name for name in names if not _present_anyhow(name, needs)]
        if absent:
            raise Missing("this is neither Debian, Ubuntu nor a relative of RHEL: please install what these Debian "
                          "packages hold: " + " ".join(absent))
        return
    with Alone():
        _require_of(kin, needs, say)


def _require_of(kin, needs, say):
    packages = sorted({package for table in needs for package in missing(table, kin)})
    if not packages:
        return
    command = _command(kin, packages)
    if os.geteuid() != 0:
        raise Missing("missing packages; please run as root:\n    " + " ".join(command))
    say("installing " + " ".join(packages))
    said = _install(kin, command)
    if said is not None:
        raise Missing("{}\nthe installation failed: {}{}".format(said, " ".join(command), _hint(kin, packages)))


class Alone:
    """While it lasts, nobody else on this machine looks for packages or installs them by way of this file: what another
    one's installation has half unpacked does not count as there, and nobody ends the time without daemons early."""

    PATH = "/usr"  # locked itself, so that no file is left

    def __enter__(self):
        self.folder = os.open(self.PATH, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(self.folder, fcntl.LOCK_EX)

    def __exit__(self, *_):
        os.close(self.folder)


def _present_anyhow(package, needs):
    """On a foreign system only programs can be looked for; libraries show in ./configure."""
    programs = [table["debian"][package] for table in needs if package in table.get("debian", {})]
    return all(program is None or find(program) for program in programs)


def _command(kin, packages):
    if kin == "debian":  # --no-remove: an administrator's other choice of the same program is never thrown out for ours
        return ["apt-get", "-o", "DPkg::Lock::Timeout=600", "-y", "--no-install-recommends", "--no-remove",
                "install"] + packages
    return [os.path.basename(find("dnf") or "yum"), "-y", "install"] + packages


def _hint(kin, packages):
    if kin == "rhel" and "icinga2" in packages:
        return "\nIcinga 2 for RHEL comes from packages.icinga.com and needs a subscription there; " \
               "please set up that repository (or install icinga2 some other way) first."
    return ""


def _install(kin, command):
    """Run the package manager; None if all went well, else what it said. The package lists are fetched only when there
    are none, or when the first try failed and old lists may be why."""
    update = command[:3] + ["update"]
    tries = [[command]]
    if kin == "debian":
        fresh = glob.glob("/var/lib/apt/lists/*_Packages*")
        tries = [[command], [update, command]] if fresh else [[update, command]]
    with _NoDaemons(kin):
        for steps in tries:
            said = None
            for step in steps:
                said = said or _run(step)
            if said is None:
                return None
    return said


def _run(command):
    """None if the command went well, else what it said. It is never left half done: Ctrl-C takes effect at its end."""
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True,
                                 env=dict(os.environ, DEBIAN_FRONTEND="noninteractive"))
        try:
            code = child.wait()
        finally:
            child.wait()
        said.seek(0)
        return said.read().decode("utf-8", "replace") or "(nothing)" if code else None


class _NoDaemons:
    """While it lasts, installing a Debian package starts no daemon. A policy that is there already is the
    administrator's and stays. (Packages of the RHEL family start nothing by themselves.)"""

    PATH = "/usr/sbin/policy-rc.d"

    def __init__(self, kin):
        self.ours = False
        self.wanted = kin == "debian"

    def __enter__(self):
        if not self.wanted:
            return
        try:
            descriptor = os.open(self.PATH, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o755)
        except FileExistsError:
            return
        with os.fdopen(descriptor, "w") as policy:
            os.fchmod(policy.fileno(), 0o755)
            policy.write("#!/bin/sh\nexit 101\n")
        self.ours = True

    def __exit__(self, *_):
        if self.ours:
            os.unlink(self.PATH)


class _Stand:
    """Stands in for modules that are not installed yet while tables are read from the files that import them."""

    def __getattr__(self, name):
        return _Stand()

    def __call__(self, *_words, **_names):
        return _Stand()


class _Stands:
    """Finds them: the one module that the harness needs and Python does not bring."""

    ABSENT = "cryptography"

    def find_spec(self, name, _path=None, _target=None):
        if name.partition(".")[0] == self.ABSENT:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        module = types.ModuleType(spec.name)
        module.__path__ = []
        module.__getattr__ = lambda _name: _Stand()
        return module

    def exec_module(self, _module):
        pass


def city_needs():
    """What the systems of the demo city need, one table each."""
    sys.path.insert(0, os.path.join(TOP, "tests"))
    sys.meta_path.append(_Stands())
    city = importlib.import_module("harness.city")
    return [module.PACKAGES for module in city.systems()]


def main(names):
    known = sorted(SETS) + ["city"]
    if not names or set(names) - set(known):
        print("usage: package.py SET...   (sets: {})".format(" ".join(known)), file=sys.stderr)
        return 2
    tables = [SETS[name] for name in names if name in SETS]
    try:
        # Root gets these when they are needed. Others are asked for all at once; what is missing of these alone leaves
        # out its systems, and nothing else.
        city = city_needs() if "city" in names and os.geteuid() != 0 else []
        if not family() or any(missing(table) for table in tables):
            require(*tables, *city)
        if family() and any(missing(table) for table in city):
            tell("some systems will be left out; to have them all, run as root:\n    "
                 + " ".join(_command(family(), sorted({name for table in city for name in missing(table)}))))
    except Missing as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
