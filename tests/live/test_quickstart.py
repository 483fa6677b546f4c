# SPDX-License-Identifier: BSD-2-Clause
"""The command that a newcomer types, from a source tree to the table."""
import base64
import glob
import json
import os
import re
import ssl
import subprocess
import urllib.request

import pytest
from harness import city

BEGIN_EARLY = 1
UNDER_SANITIZERS = False  # it makes a build of its own, without them
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def quickstart(*words):
    """Run it as from a pipe."""
    return subprocess.run([os.path.join(ROOT, "quickstart")] + list(words), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd="/", timeout=600, universal_newlines=True)


def tree():
    """Every file of the source tree outside the build folders."""
    return {os.path.join(folder, name) for folder, folders, names in os.walk(ROOT) for name in names
            if not os.path.relpath(folder, ROOT).startswith(("build", ".git"))}


def test_help():
    done = quickstart("--help")
    assert done.returncode == 0 and done.stdout.startswith("Usage: ./quickstart ") and "--keep" in done.stdout


def test_unknown_option():
    done = quickstart("--kepp")
    assert done.returncode == 2 and done.stdout == "" and "--kepp" in done.stderr


@pytest.fixture
def traceless():
    """Nothing is left but the build folder."""
    before, scratch = tree(), set(glob.glob("/tmp/city-quickstart.*"))
    yield
    assert tree() - before == set()
    assert set(glob.glob("/tmp/city-quickstart.*")) == scratch


def summary(done):
    """The names of the systems that were shown and of those that were left out; all that was shown is as expected."""
    assert done.returncode == 0, done.stderr + done.stdout
    *rows, last = done.stdout.strip().partition("\n\nIcinga's API")[0].splitlines()
    shown = [row.partition(":")[0] for row in rows if row and row[0] != " "]
    left_out = last.partition("; left out: ")[2].split(", ") if "; left out: " in last else []
    total = sum(len(module.SERVICES) for module in city.systems(shown) if module.name not in left_out)
    assert last.partition(";")[0] == "{0} of {0} as expected".format(total)
    return [name for name in shown if name not in left_out], left_out


@pytest.mark.usefixtures("traceless")
def test_city():
    """Everything that can run here is as expected, and one sees what is going on."""
    done = quickstart()
    shown, left_out = summary(done)
    assert sorted(shown + left_out) == [module.name for module in city.systems()]
    assert "\033" not in done.stderr
    for name in shown:
        assert re.search("(?m)^ *[0-9]+ s  starting {}: ".format(name), done.stderr)


@pytest.mark.usefixtures("traceless")
def test_only_and_keep():
    """Some systems, which go on running until one says that it is enough."""
    done = quickstart("--only=web,tls", "--keep")
    assert summary(done) == (["tls", "web"], [])
    stop = re.search("(?m)^To stop it +(.+)$", done.stdout).group(1)
    authority, login, url = re.search("curl --cacert (.+) -u (.+) (https:.+)\n", done.stdout).groups()
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}),
        urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=authority)))
    login = "Basic " + base64.b64encode(login.encode()).decode()
    try:
        with opener.open(urllib.request.Request(url, headers={"Authorization": login}), timeout=30) as reply:
            assert {found["name"] for found in json.load(reply)["results"]} >= {"web!counters", "tls!expired"}
    finally:
        assert subprocess.run([stop]).returncode == 0


def test_only_what_there_is():
    done = quickstart("--only=web,nowhere")
    assert done.returncode == 1 and "there is no system named nowhere (there is: portal, " in done.stderr
