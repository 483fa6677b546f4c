# SPDX-License-Identifier: BSD-2-Clause
"""Software that is fetched and prepared once, for all later runs.

It is kept in $CITY_CACHE, or in the folder `cache` of the build folder ($BUILD_DIR, or else build/ beside tests/);
where that cannot be written it lives in the scratch directory and goes with it. What is in the cache was made from a
recipe, whose digest is in its name, so a changed recipe is a new name. Two runs at once wait for each other. To get rid
of everything, remove the folder.

Jars come from Maven Central by Ivy, and must have the SHA-256 sums of the recipe. Another repository than Maven Central
is taken from $CITY_MAVEN, or from the mirror that ~/.m2/settings.xml names. Python's packages come by pip, with its own
configuration.
"""
import fcntl
import glob
import hashlib
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree

from harness.package import Missing, find
from harness.process import traversable

HERE = os.path.dirname(os.path.abspath(__file__))
RECIPES = os.path.join(HERE, "recipes")
MADE = ".made"  # in everything that is complete
QUIET = "-XX:-UsePerfData"  # else Java leaves a folder in /tmp
PATIENCE = 900  # seconds that one download may take

IVY_SETTINGS = """\
<ivysettings>
  <settings defaultResolver="it"/>
  <resolvers><ibiblio name="it" m2compatible="true" usepoms="false"{root}/></resolvers>
</ivysettings>
"""
IVY = """\
<ivy-module version="2.0"><info organisation="city" module="jars"/>
<dependencies>{rows}</dependencies></ivy-module>
"""
# Without the POMs Ivy must be told what is not a jar.
DEPENDENCY = """\
<dependency org="{0}" name="{1}" rev="{2}" transitive="false"><artifact name="{1}" type="{3}" ext="{3}"/></dependency>
"""


def recipe(name):
    """The text of a file of recipes/."""
    with open(os.path.join(RECIPES, name), encoding="utf-8") as file:
        return file.read()


def folder(place):
    """The folder of the cache, which every account may read if it can get there."""
    build = os.environ.get("BUILD_DIR") or os.path.join(os.path.dirname(os.path.dirname(HERE)), "build")
    path = os.path.abspath(os.environ.get("CITY_CACHE") or os.path.join(build, "cache"))
    try:
        os.makedirs(path, 0o755, exist_ok=True)
    except OSError:
        return place.folder("cache")
    return path if os.access(path, os.W_OK | os.X_OK) else place.folder("cache")


def made(place, name, text, make):
    """A folder in which `make(path)` has put something, now or in an earlier run, after the recipe `text`."""
    path = os.path.join(folder(place), "{}-{}".format(name, hashlib.sha256(text.encode()).hexdigest()[:12]))
    with open(path + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.exists(os.path.join(path, MADE)):
            place.say("preparing {}, once".format(name))
            before = os.umask(0o022)
            try:
                shutil.rmtree(path, ignore_errors=True)
                os.makedirs(path)
                make(path)
                open(os.path.join(path, MADE), "w").close()
            finally:
                os.umask(before)
    return path


def readable(path, account):
    """The account to run a program of this path as: `account`, or ourselves (None) where it cannot get there."""
    return account if traversable(os.path.dirname(os.path.realpath(path))) else None


def jars(place, name):
    """The folder of the jars of recipes/`name`.jars, called ARTIFACT-VERSION.TYPE."""
    text = recipe(name + ".jars")
    rows = [line.split() for line in text.splitlines() if line and not line.startswith("#")]

    def make(path):
        work = os.path.join(path, "ivy")
        os.makedirs(work)
        _write(work, "settings.xml", IVY_SETTINGS.format(root=_repository()))
        _write(work, "ivy.xml", IVY.format(rows="".join(DEPENDENCY.format(*row) for row in rows)))
        _run(path, "fetching " + name, [
            "java", QUIET, "-jar", _ivy(), "-settings", work + "/settings.xml", "-ivy", work + "/ivy.xml",
            "-cache", work + "/cache", "-retrieve", path + "/[artifact]-[revision].[ext]"])
        shutil.rmtree(work)
        for _, artifact, version, kind, digest in rows:
            file = os.path.join(path, "{}-{}.{}".format(artifact, version, kind))
            with open(file, "rb") as content:
                if hashlib.sha256(content.read()).hexdigest() != digest:
                    raise Missing("{} is not the file that we know; its checksum differs".format(file))
    return made(place, name, text, make)


def _ivy():
    """Ivy's jar, as Debian and Fedora have it."""
    found = sorted(glob.glob("/usr/share/java/ivy.jar") + glob.glob("/usr/share/java/*/ivy.jar"))
    if not found:
        raise Missing("Apache Ivy is missing (package ivy)")
    return found[0]


def _repository():
    """The attribute that says where the jars are; none for Maven Central."""
    url = os.environ.get("CITY_MAVEN")
    try:
        tree = xml.etree.ElementTree.parse(os.path.expanduser("~/.m2/settings.xml"))
    except (OSError, xml.etree.ElementTree.ParseError):
        tree = None
    for mirror in tree.iter() if tree and not url else ():
        words = {re.sub(r"{.*}", "", child.tag): (child.text or "").strip() for child in mirror}
        if mirror.tag.endswith("mirror") and {"*", "external:*", "central"} & set(words.get("mirrorOf", "").split(",")):
            url = words["url"]
    return ' root="{}"'.format(url.replace("&", "&amp;")) if url else ""


def interpreter(what, oldest, newest, modules="venv, ensurepip"):
    """A Python of these versions (pairs of numbers) that has these modules; Missing if there is none."""
    asked = "import sys, {}; print(*sys.version_info[:2])".format(modules)
    for name in ["/usr/bin/python3"] + ["python3.{}".format(minor) for minor in range(newest[1], oldest[1] - 1, -1)]:
        done = subprocess.run([find(name) or "false", "-c", asked], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL)
        if done.returncode == 0 and oldest <= tuple(map(int, done.stdout.split())) <= newest:
            return find(name)
    raise Missing("{} needs Python 3.{} to 3.{} and its venv module".format(what, oldest[1], newest[1]))


def environment(place, name, python, tools=(), additions=()):
    """The folder of a virtual environment with what recipes/`name`.txt lists. `tools` are installed first, and then
    build the packages that are no wheels; `additions` are files of recipes/ for its site-packages."""
    text = recipe(name + ".txt") + "".join(recipe(file) for file in additions) + repr(tools) + python + _version(python)

    def make(path):
        pip = [path + "/bin/python", "-m", "pip", "--disable-pip-version-check", "--no-cache-dir", "install", "-q",
               "--no-deps"]
        _run(path, "making an environment for " + name, [python, "-m", "venv", path])
        if tools:
            _run(path, "installing " + " ".join(tools), pip + list(tools))
        _run(path, "installing " + name, pip + (["--no-build-isolation"] if tools else [])
             + ["-r", os.path.join(RECIPES, name + ".txt")])
        for file in additions:
            shutil.copy(os.path.join(RECIPES, file), packages(path))
    return made(place, name, text, make)


def packages(environment):
    """The folder site-packages of a virtual environment."""
    return glob.glob(environment + "/lib/python3*/site-packages")[0]


def _version(python):
    return subprocess.run([python, "-V"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True).stdout.decode()


def _write(directory, name, text):
    with open(os.path.join(directory, name), "w", encoding="utf-8") as file:
        file.write(text)


def _way(argv, said):
    """What to set where a proxy or a private authority stands between us and pip, which says so in six lines."""
    if "pip" not in argv:
        return ""
    if re.search("CERTIFICATE_VERIFY_FAILED|SSLError", said):
        return " (a certificate in the way is not trusted: set PIP_CERT to the file of its root)"
    if re.search("ProxyError|Temporary failure in name resolution|NewConnectionError|ConnectTimeout", said):
        return " (there is no way to the Internet: set https_proxy, or PIP_INDEX_URL to a mirror)"
    return ""


def _run(path, what, argv):
    """Run a program of a package manager; Missing with the end of what it said if that goes wrong. What it leaves when it
    is ended is left in `path`, where it is removed before the next try."""
    argv = [find(argv[0]) or argv[0]] + argv[1:]
    try:
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=PATIENCE, cwd="/", env=dict(os.environ, TMPDIR=path))
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise Missing("{} failed: {}".format(what, problem))
    if done.returncode:
        said = done.stdout.decode("utf-8", "replace")
        raise Missing("{} failed{}:\n{}".format(what, _way(argv, said), said[-2000:]))
