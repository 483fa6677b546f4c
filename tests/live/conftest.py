# SPDX-License-Identifier: BSD-2-Clause
"""What the live tests share. Environment: PLUGIN_DIR is the folder of the programs under test (default build/plugins)."""
import os
import re
import subprocess
import sys

import pytest

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, TESTS)

from harness import package, pki, process  # noqa: E402  (found only now)
from polite import PATIENCE, undisturbed  # noqa: E402

PLUGIN_DIR = os.path.abspath(os.environ.get("PLUGIN_DIR") or os.path.join(os.path.dirname(TESTS), "build", "plugins"))
SANITIZERS = ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS")
DEFAULT_TIMEOUT = 10  # seconds, of every plugin


def pytest_configure(config):
    """A signal ends the tests by way of their fixtures' ends."""
    process.tidy_on_signals()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A server that cannot be had here (no right to install it, no fitting Python, nothing to fetch it from) skips its
    tests, and the reason is told. In CI that counts as a failure."""
    outcome = yield
    if call.excinfo is not None and isinstance(call.excinfo.value, package.Missing):
        report = outcome.get_result()
        report.outcome = "skipped"
        report.longrepr = (str(item.fspath), 0, "Skipped: " + str(call.excinfo.value).partition("\n")[0])


@pytest.fixture(scope="session")
def plugin_dir():
    """The folder of the programs under test."""
    return PLUGIN_DIR


@pytest.fixture(scope="session")
def plugin():
    """The path of a program under test, by its name."""
    def path(name):
        found = os.path.join(PLUGIN_DIR, name)
        assert os.access(found, os.X_OK), found + " is not built (set PLUGIN_DIR)"
        return found
    return path


@pytest.fixture(scope="session")
def place():
    """A scratch directory and daemons that live as long as the tests."""
    with process.Place("live") as scratch:
        yield scratch


@pytest.fixture(scope="session")
def authority(place):
    """A certification authority below a root of its own; see `trust` for the root."""
    return pki.root("City Root CA").authority("City Issuing CA")


@pytest.fixture(scope="session")
def trust(place, authority):
    """The path of a hashed directory that holds the root of `authority` and nothing else."""
    return pki.write_ca_directory(place.at("trust"), [authority.root])


def limit(args):
    """When a command line is killed: long after its -t, since a busy machine is no fault of the program."""
    text = " ".join(args)
    found = re.search(r"(?:^| )(?:-t ?|--ti[a-z]*[ =])([0-9.]+)", text)
    return PATIENCE + (float(found.group(1)) if found else DEFAULT_TIMEOUT)


@pytest.fixture
def run(request, plugin):
    """run(args, env={}, timeout=None) runs the program that the test module names in PLUGIN (check_cert if it names
    none), in the C locale and an otherwise empty environment, and kills it after `timeout` seconds (default: long
    after its -t). A run that the watchdog ended is repeated (polite.undisturbed). Returns the
    subprocess.CompletedProcess, and has made sure that stdout is UTF-8 that ends in one newline and that stderr is
    empty."""
    program = plugin(getattr(request.module, "PLUGIN", "check_cert"))

    def call(args, env=None, timeout=None):
        args = [str(word) for word in args]
        base = {key: os.environ[key] for key in SANITIZERS if key in os.environ}
        base.update(PATH=package.SYSTEM_PATH, LC_ALL="C")
        seconds = timeout or limit(args)
        try:
            done = undisturbed(lambda: subprocess.run(
                [program] + args, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                env=dict(base, **(env or {})), timeout=seconds))
        except subprocess.TimeoutExpired as late:
            pytest.fail("killed after {:g} s; so far: {!r}".format(seconds, late.stdout))
        assert done.stderr == b"", done.stderr
        text = done.stdout.decode("utf-8")
        assert text.endswith("\n") and not text.endswith("\n\n"), text
        return done
    return call
