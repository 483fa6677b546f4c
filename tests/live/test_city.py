# SPDX-License-Identifier: BSD-2-Clause
"""The demo city under a real Icinga 2: the states that it reports, and what it makes of our performance data."""
import io
import json
import os
import subprocess

import pytest
from harness import city, package
from harness.process import Place
from polite import EXIT

SYSTEMS = city.systems()
SERVICES = [pytest.param(module.name + "!" + service.name, service, id=module.name + "-" + service.name)
            for module in SYSTEMS for service in module.SERVICES]
UNITS = {"": "", "s": "seconds", "B": "bytes", "%": "percent", "c": ""}  # ours, and Icinga's words for them


@pytest.fixture(scope="module")
def running(plugin_dir):
    """The whole city, every service checked once."""
    package.require(package.SETS["icinga"], *[module.PACKAGES for module in SYSTEMS])
    with Place("city") as place:
        whole = city.City(place, plugin_dir, SYSTEMS)
        whole.start()
        whole.found = whole.results()
        yield whole


@pytest.mark.parametrize("name, service", SERVICES)
def test_state(running, name, service):
    found = running.found[name]
    assert (found["state"], found.get("exit")) == (service.state, EXIT[service.state]), found.get("output")
    first = found["output"].partition("\n")[0]
    assert first.startswith(service.state + " - ") and service.says in first
    assert "|" not in found["output"], "performance data that Icinga took for text"


def number(text):
    """What Icinga can read of a range: a plain number; it drops all other forms."""
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


@pytest.mark.parametrize("name, service", SERVICES)
def test_performance_data(running, name, service):
    """Icinga's own parser must find in its copy of the line what the program says in JSON: the same labels, units and
    limits, and values that differ by no more than the time between the two runs."""
    module, _, case = name.partition("!")
    program = os.path.join(running.plugin_dir, "check_" + service.command.partition("_")[2])
    argv = [program] + city.words(running.variables[module][case]) + ["--output=json"]
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=30)
    meant = {metric["label"]: metric for metric in json.loads(done.stdout.decode("utf-8"))["metrics"]}
    read = running.icinga.metrics(name)
    assert set(read) == set(meant)
    for label, metric in meant.items():
        ours = (UNITS[metric["unit"]], number(metric["warn"]), number(metric["crit"]), metric["min"], metric["max"])
        theirs = read[label]
        assert (theirs["unit"], theirs["warn"], theirs["crit"], theirs["min"], theirs["max"]) == ours, label
        assert theirs["value"] == pytest.approx(metric["value"], rel=0.01, abs=1), label


def test_report(running):
    """The table of the quickstart, as a pipe gets it."""
    pipe = io.StringIO()
    assert city.report(running, running.found, pipe)
    assert "\033" not in pipe.getvalue()
    assert pipe.getvalue().endswith("\n{0} of {0} as expected\n".format(len(SERVICES)))


def test_report_of_a_failure(running):
    """A state that is not the expected one, and a service without a result, are counted and shown."""
    found = {name: dict(result) for name, result in running.found.items()}
    first, second = [name for name in running.expected if found[name]["state"] == "OK"][:2]
    found[first]["state"], found[second]["state"] = "UNKNOWN", None
    pipe = io.StringIO()
    assert not city.report(running, found, pipe)
    assert "  UNKNOWN, expected OK  " in pipe.getvalue() and "  no result, expected OK  " in pipe.getvalue()
    assert pipe.getvalue().endswith("\n{} of {} as expected\n".format(len(SERVICES) - 2, len(SERVICES)))
