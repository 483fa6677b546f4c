# SPDX-License-Identifier: BSD-2-Clause
"""Many peers at once, some of them silent: nobody stays unasked, by either transport."""
import os
import socket
import subprocess

import pytest
from harness import package, process

from found import Found

SILENT, OTHERS = 20, 80


@pytest.fixture(scope="module")
def ports():
    """A port that takes connections and never says a word, and one that is closed."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as deaf:
        closed, = process.free_ports(1)
        yield deaf.getsockname()[1], closed


@pytest.mark.parametrize("first", [0, 40, 80])
def test_silent_servers_hold_up_nobody(run, place, trust, ports, first):
    deaf, closed = ports
    targets = ["127.0.0.1:{}".format(deaf if first <= number < first + SILENT else closed) for number in range(SILENT + OTHERS)]
    path = place.write("fleet-targets", "\n".join(targets) + "\n")
    found = Found(run(["--targets", path, "--parallel=10", "-t", "8", "--ca", trust, "--output=json"]))
    assert (found.codes.count("unreachable"), found.codes.count("peer-silent")) == (OTHERS, SILENT), found.codes
    assert "not-checked" not in found.codes


@pytest.fixture(scope="module")
def load():
    """The program that plays fleets by themselves; it is built with the library's archives."""
    build = os.environ.get("BUILD_DIR") or os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(__file__))), "build")
    program = os.path.join("tests", "bench", "fleet_load")
    subprocess.run(["make", "-s", "-C", build, program], stdin=subprocess.DEVNULL, check=True)
    return os.path.join(build, program)


@pytest.mark.parametrize("driver", ["http", "tls"])
def test_both_transports_ask_everybody(load, ports, driver):
    done = subprocess.run([load, driver, "silent", str(SILENT + OTHERS), "1"] + [str(port) for port in ports],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True,
                          env={"PATH": package.SYSTEM_PATH, "LC_ALL": "C"})
    good, refused, silent, unasked = (int(word) for word in done.stdout.split()[1:5])
    assert (good, refused, silent, unasked) == (0, OTHERS, SILENT, 0)
