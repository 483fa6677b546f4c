# SPDX-License-Identifier: BSD-2-Clause
"""The demo city under a real Icinga 2: the states that it reports, also when a system goes wrong and recovers, and what
it makes of our performance data."""
import io
import json
import os
import re
import subprocess
from types import SimpleNamespace

import pytest
from harness import city, icinga, package, process
from harness.process import Place
from polite import EXIT

BEGIN_EARLY = 1
UNDER_SANITIZERS = False  # cases play the same, and Icinga's part has none
SYSTEMS = city.systems()
SERVICES = [pytest.param(module.name + "!" + service.name, service, id=module.name + "-" + service.name)
            for module in SYSTEMS for service in module.SERVICES]
CHANGES = [pytest.param(module.name, change, id="{}-{}-{}".format(module.name, change.service, change.code))
           for module in SYSTEMS for change in getattr(module, "CHANGES", ())]
UNITS = {"": "", "s": "seconds", "B": "bytes", "%": "percent", "c": ""}  # ours, and Icinga's words for them


@pytest.fixture(scope="module")
def running(plugin_dir):
    """The whole city, every service checked once; from then on only when a test asks for it."""
    package.require(package.SETS["icinga"])
    with Place("city") as place:
        whole = city.City(place, plugin_dir, SYSTEMS, pace=86400)
        whole.start()
        whole.found = whole.results()
        yield whole


@pytest.fixture
def system(request, running):
    """The name of the system that a test is about, which may not be able to run here."""
    name = request.param.partition("!")[0]
    if name in running.left_out:
        pytest.skip(running.left_out[name])
    return request.param


each_service = pytest.mark.parametrize("system, service", SERVICES, indirect=["system"])


@each_service
def test_state(running, system, service):
    found = running.found[system]
    assert (found["state"], found.get("exit")) == (service.state, EXIT[service.state]), found.get("output")
    first = found["output"].partition("\n")[0]
    assert first.startswith(service.state + " - ") and service.says in first
    assert "|" not in found["output"], "performance data that Icinga took for text"


def seen(running, name):
    """What Icinga gets to see of a service whose program is told to speak JSON: state, code and text of the finding
    that decides."""
    found = running.icinga.check_now(name)
    report = json.loads(found["output"])
    assert report["state"] == found["state"]
    return found["state"], report["findings"][0]["code"], report["findings"][0]["text"]


def expect(running, name, wanted):
    """Have it checked, and compare that with a service or a change."""
    state, code, text = seen(running, name)
    assert (state, code) == (wanted.state, wanted.code or "ok"), text
    assert wanted.says in text


@pytest.mark.parametrize("system, change", CHANGES, indirect=["system"])
def test_change(running, system, change):
    """It is well, goes wrong, and recovers."""
    name = system + "!" + change.service
    usual = running.expected[name]
    running.icinga.set_variable(name, usual.command + "_output", "json")
    try:
        expect(running, name, usual)
        with change.happens(running.parts[system]):
            expect(running, name, change)
        expect(running, name, usual)
    finally:
        running.icinga.set_variable(name, usual.command + "_output", "text")


def number(text):
    """What Icinga can read of a range: a plain number; it drops all other forms."""
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


@each_service
def test_performance_data(running, system, service):
    """Icinga's own parser must find in its copy of the line the values that are written there, and with them what the
    program says in JSON a moment later: the same labels, units and limits."""
    name, _, case = system.partition("!")
    program = os.path.join(running.icinga.plugin_dir, "check_" + service.command.partition("_")[2])
    argv = [program] + city.words(running.variables[name][case]) + ["--output=json"]
    written = dict(one.split("=", 1) for one in running.icinga.check_now(system)["perfdata"])
    read = running.icinga.metrics(system)
    done = subprocess.run(process.as_user(icinga.account()[0], argv), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          timeout=30)
    report = json.loads(done.stdout.decode("utf-8"))
    assert report["findings"][0]["code"] == (service.code or "ok"), report["findings"]
    meant = {metric["label"]: metric for metric in report["metrics"]}
    assert set(written) == set(meant)
    assert set(read) == {label for label, text in written.items() if not text.startswith("U")}
    for label, theirs in read.items():
        metric = meant[label]
        ours = (UNITS[metric["unit"]], number(metric["warn"]), number(metric["crit"]), metric["min"], metric["max"])
        assert (theirs["unit"], theirs["warn"], theirs["crit"], theirs["min"], theirs["max"]) == ours, label
        assert theirs["value"] == float(re.match("[-.0-9]+", written[label]).group()), label


def last_line(pipe):
    """The sum, without the systems that cannot run here."""
    return pipe.getvalue().splitlines()[-1].partition("; left out: ")[0]


def test_report(running):
    """The table of the quickstart, as a pipe gets it."""
    pipe = io.StringIO()
    assert city.report(running, running.found, pipe)
    assert "\033" not in pipe.getvalue()
    assert last_line(pipe) == "{0} of {0} as expected".format(len(running.expected))


def test_report_of_a_failure(running):
    """A state that is not the expected one, and a service without a result, are counted and shown."""
    found = {name: dict(result) for name, result in running.found.items()}
    first, second = [name for name in running.expected if found[name]["state"] == "OK"][:2]
    found[first]["state"], found[second]["state"] = "UNKNOWN", None
    pipe = io.StringIO()
    assert not city.report(running, found, pipe)
    assert "  UNKNOWN, expected OK  " in pipe.getvalue() and "  no result, expected OK  " in pipe.getvalue()
    assert last_line(pipe) == "{} of {} as expected".format(len(running.expected) - 2, len(running.expected))


def nowhere(name="nowhere"):
    """A system that cannot run on any machine."""
    def start(_):
        raise package.Missing("it needs the philosophers' stone\nor gold")
    service = city.Service("alchemy", "city_cert", "OK")
    return SimpleNamespace(name=name, TITLE="gold out of lead", PACKAGES={}, SERVICES=[service], start=start)


def test_what_cannot_run_is_left_out(plugin_dir):
    """The rest is shown, and counts."""
    web, = city.systems(["web"])
    with Place("city", say=[].append) as place:
        part = city.City(place, plugin_dir, [nowhere(), web])
        part.start()
        pipe = io.StringIO()
        assert city.report(part, part.results(), pipe)
    shown = pipe.getvalue()
    assert "\nnowhere: left out\n  it needs the philosophers' stone\n  or gold\n" in shown
    assert shown.endswith("\n{0} of {0} as expected; left out: nowhere\n".format(len(web.SERVICES)))


def test_nothing_can_run(plugin_dir):
    with Place("city", say=[].append) as place:
        with pytest.raises(package.Missing, match="(?s)^nowhere: it needs .*\nnever: it needs"):
            city.City(place, plugin_dir, [nowhere(), nowhere("never")]).start()
        assert not place.daemons
