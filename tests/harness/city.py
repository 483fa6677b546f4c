# SPDX-License-Identifier: BSD-2-Clause
"""The demo city: small real systems on loopback, and a private Icinga 2 that watches them with our plugins.

A system is one file in tests/city/, found by being there. Its name is the name of the Icinga host. It has

    TITLE     what it is, in a few words
    PACKAGES  {family: {package: program}}, see package.py
    SERVICES  [Service(...)], what Icinga shall check and what must come out
    CHANGES   [Change(...)], what can happen to it, and what Icinga must say then (not shown by the quickstart)
    start(place)   starts everything by means of place (see process.py; whatever was started that way is also stopped),
                   and returns Started(...), since ports and paths are known only then; package.Missing if it cannot
                   run on this machine
"""
import argparse
import importlib.util
import os
import re
import shutil
import sys
import threading
import time
import urllib.error
from collections import namedtuple

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
if __name__ == "__main__":
    sys.path[0] = os.path.dirname(HERE)  # the folder that has the package "harness"

from harness import icinga, package, process, table  # noqa: E402  (found only now)

COMMANDS = os.path.join(ROOT, "icinga-conf", "commands")
PATIENCE = 60  # seconds that Icinga has for all results


class Service(namedtuple("Service", "name command state says code title")):
    """What Icinga checks and what must come out: the CheckCommand (and the service template of the same name), the
    state, a piece of the English output, the code of the finding that decides (None when all is well), and a remark
    for people."""

    __slots__ = ()

    def __new__(cls, name, command, state, says="", code=None, title=""):
        return super().__new__(cls, name, command, state, says, code, title)


class Change(namedtuple("Change", "service happens state says code title")):
    """Something that happens to a system: within the context manager that `happens(parts)` returns, the service must be
    in this state and say this; after it, all is as before. `parts` is what the system has put into Started."""


class Started(namedtuple("Started", "variables parts")):
    """A system that was started: {service name: {custom variable: value}}, and whatever its CHANGES need."""

    __slots__ = ()

    def __new__(cls, variables, parts=None):
        return super().__new__(cls, variables, parts)


def systems(only=()):
    """The systems of tests/city/ as modules, in alphabetical order; `only` restricts them by name."""
    folder = os.path.join(os.path.dirname(HERE), "city")
    names = sorted(name[:-3] for name in os.listdir(folder) if name.endswith(".py") and not name.startswith("_"))
    strange = sorted(set(only) - set(names))
    if strange:
        raise package.Missing("there is no system named {} (there is: {})".format(", ".join(strange), ", ".join(names)))
    return [_load(folder, name) for name in names if not only or name in only]


def _load(folder, name):
    spec = importlib.util.spec_from_file_location("city_" + name, os.path.join(folder, name + ".py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.name = name
    return module


def words(variables):
    """The command line that Icinga makes of a service's custom variables, for running a plugin by hand: the options are
    the variables' names without the command's prefix; the host's address is the default."""
    options = {key.split("_", 2)[2].replace("_", "-"): value for key, value in variables.items()}
    if not {"hostname", "target", "targets", "file", "url"} & set(options):
        options["hostname"] = "127.0.0.1"
    line = []
    for name, value in options.items():
        for one in value if isinstance(value, list) else [value]:
            line += ["--" + name] if one is True else ["--{}={}".format(name, one)] if one is not False else []
    return line


class City:
    """Some systems and the Icinga 2 that watches them, all in one place. What cannot run on this machine is left out, with
    the reason. Icinga looks again every `pace` seconds."""

    def __init__(self, place, plugin_dir, chosen, language=None, pace=60):
        self.place, self.plugin_dir, self.pace = place, plugin_dir, pace
        self.host = {"city_language": language} if language else {}
        self.systems, self.left_out, self.chosen = [], {}, chosen
        self.expected, self.variables, self.parts, self.icinga = {}, {}, {}, None

    def start(self):
        """Start everything, and have Icinga check it all at once."""
        self._install()
        for module in self.chosen:
            if module.name not in self.left_out:
                self._start(module)
        if not self.systems:
            raise package.Missing("\n".join("{}: {}".format(*row) for row in self.left_out.items()))
        self.icinga = icinga.Icinga(self.place, self.plugin_dir, [COMMANDS], "".join(map(self._objects, self.systems)))
        self.place.say("starting Icinga {}".format(icinga.version()))
        self.icinga.start()
        self.icinga.check_all_now()

    def _install(self):
        """Install what the systems need: all of it at once, or, where something cannot be had, one by one."""
        try:
            package.require(*[module.PACKAGES for module in self.chosen], say=self.place.say)
        except package.Missing:
            for module in self.chosen:
                try:
                    package.require(module.PACKAGES, say=self.place.say)
                except package.Missing as reason:
                    self._leave_out(module, reason)

    def _leave_out(self, module, reason):
        self.left_out[module.name] = str(reason)
        self.place.say("leaving out {}".format(module.name))

    def _start(self, module):
        self.place.say("starting {}: {}".format(module.name, module.TITLE))
        try:
            started = module.start(self.place)
        except package.Missing as reason:
            self._leave_out(module, reason)
            return
        self.systems.append(module)
        self.parts[module.name] = started.parts
        self.variables[module.name] = {
            service.name: dict(self._memory(service.command), **started.variables[service.name])
            for service in module.SERVICES}
        self.expected.update({module.name + "!" + service.name: service for service in module.SERVICES})

    def _memory(self, command):
        """Where a plugin that remembers something shall do that: nothing is written outside our place."""
        variable = command + "_state_dir"
        with open(os.path.join(COMMANDS, "check_" + command.partition("_")[2] + ".conf"), encoding="utf-8") as known:
            if variable not in known.read():
                return {}
        return {variable: self.place.folder("memory", account=icinga.account()[0])}

    def _objects(self, module):
        """One host, and its services, each made from the template that comes with its CheckCommand."""
        text = icinga.definition("Host", module.name, {"check_command": "dummy", "address": "127.0.0.1",
                                                       "notes": module.TITLE}, self.host)
        for service in module.SERVICES:
            text += icinga.definition("Service", service.name, {
                "host_name": module.name, "notes": service.title, "check_interval": self.pace, "retry_interval": 10,
                "max_check_attempts": 1}, self.variables[module.name][service.name], service.command)
        return text

    def results(self, progress=lambda done, total: None):
        """What Icinga says about every service, once it has checked them."""
        return self.icinga.wait_for_results(PATIENCE, progress)


def report(city, results, out):
    """Print what was found, system by system, and the count; returns whether everything is as expected."""
    rows, wrong = {}, 0
    for name, service in city.expected.items():
        host, _, short = name.partition("!")
        result = results.get(name, {})
        state = result.get("state") or "no result"
        line = (result.get("output") or "").partition("\n")[0]
        line = line[len(state) + 3:] if line.startswith(state + " - ") else line  # the state has a column of its own
        remark = state if state == service.state else "{}, expected {}".format(state, service.state)
        wrong += state != service.state
        rows.setdefault(host, []).append(("  " + remark, short, line))
    colourful = table.colourful(out)

    def paint(row, column, text):
        return table.colour(row[0].strip(), text) if colourful and column == 0 else text
    for module in city.systems:
        print("{}: {}".format(module.name, module.TITLE), file=out)
        for line in table.render(rows[module.name], out, paint):
            print(line, file=out)
        print(file=out)
    for name, reason in city.left_out.items():
        print("{}: left out\n  {}\n".format(name, reason.replace("\n", "\n  ")), file=out)
    total = len(city.expected)
    print("{} of {} as expected".format(total - wrong, total)
          + ("; left out: " + ", ".join(city.left_out) if city.left_out else ""), file=out)
    return not wrong


class Progress:
    """What happens, on stderr: lines with the seconds since the beginning. On a terminal those of the last line move:
    something goes on."""

    def __init__(self, stream, passed=0):
        self.stream, self.begun = stream, time.monotonic() - passed
        self.text, self.lock = None, threading.Lock()
        if stream.isatty():
            threading.Thread(target=self._move, daemon=True).start()

    def say(self, text):
        """A step."""
        with self.lock:
            if self.stream.isatty():
                self._finish()
                self.text = text
            self._show(text, "" if self.text else "\n")

    def count(self, done, total):
        """How far we are."""
        if self.stream.isatty():
            with self.lock:
                self.text = "waiting for results: {} of {}".format(done, total)
                self._show(self.text, "")
                if done == total:
                    self._finish()

    def end(self):
        """No more steps."""
        with self.lock:
            self._finish()

    def _finish(self):
        if self.text:
            print(file=self.stream, flush=True)
        self.text = None

    def _move(self):
        while True:
            time.sleep(1)
            with self.lock:
                if self.text:
                    self._show(self.text, "")

    def _show(self, text, end):
        line = "{:4.0f} s  {}".format(time.monotonic() - self.begun, text)
        if not end:
            line = "\r" + table.clip(line, shutil.get_terminal_size().columns - 1) + "\033[K"
        print(line, end=end, file=self.stream, flush=True)


def tell_where(city, place):
    """Leave everything running, and say where it is and how to end it."""
    print("\nIcinga's API  {}  user city, password {}".format(city.icinga.url, city.icinga.password))
    print("  curl --cacert {} -u city:{} {}/v1/objects/services".format(city.icinga.ca, city.icinga.password,
                                                                       city.icinga.url))
    pages = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(city.plugin_dir))),
                         "share", "doc", "city-monitoring-plugins", "html", "index.html")
    if os.path.exists(pages):
        print("The runbook   file://{}".format(pages))
    print("Directory     {}".format(place.path))
    print("To stop it    {}".format(place.keep()))


def arguments():
    """The command line, which ../../quickstart hands over."""
    parser = argparse.ArgumentParser(prog="quickstart", description="The demo city under a private Icinga 2.")
    parser.add_argument("--keep", action="store_true", help="leave everything running, and say where")
    parser.add_argument("--only", metavar="NAME[,NAME]", default="", help="only these systems of tests/city")
    parser.add_argument("--plugins", metavar="DIR", required=True, help="where the built programs are")
    parser.add_argument("--scratch", metavar="DIR", help="an existing directory to work in, removed at the end")
    parser.add_argument("--passed", metavar="SECONDS", type=int, default=0, help="since it all began")
    return parser.parse_args()


def language():
    """Japanese when the caller's locale is, else the default."""
    locale = next((os.environ[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(key)), "")
    return "ja" if re.match(r"ja(?![a-z])", locale) else None


def main():
    """Run the city once; 0 only when everything is as expected."""
    options = arguments()
    process.tidy_on_signals()
    progress = Progress(sys.stderr, options.passed)
    with process.Place("quickstart", options.scratch, progress.say) as place:
        try:
            chosen = systems([name for name in options.only.split(",") if name])
            city = City(place, options.plugins, chosen, language())
            city.start()
            place.say("waiting for results")
            results = city.results(progress.count)
        except (package.Missing, process.NotReady, icinga.Refused, urllib.error.URLError) as problem:
            progress.end()
            print("quickstart: {}".format(problem), file=sys.stderr)
            return 1
        place.say("done")
        progress.end()
        print()
        good = report(city, results, sys.stdout)
        if options.keep:
            tell_where(city, place)
        sys.stdout.flush()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
