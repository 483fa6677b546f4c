# SPDX-License-Identifier: BSD-2-Clause
"""The demo city: small real systems on loopback, and a private Icinga 2 that watches them with our plugins.

A system is one file in tests/city/, found by being there. Its name is the name of the Icinga host. It has

    TITLE     what it is, in a few words
    PACKAGES  {family: {package: program}}, see package.py
    SERVICES  [Service(...)], what Icinga shall check and what must come out
    start(place)   starts everything by means of place (see process.py; whatever was started that way is also stopped),
                   and returns {service name: {custom variable: value}}, ports and paths being known only then
"""
import argparse
import importlib.util
import os
import sys
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
    """Some systems and the Icinga 2 that watches them, all in one place."""

    def __init__(self, place, plugin_dir, chosen, say=lambda text: None, language=None):
        self.place, self.plugin_dir, self.systems, self.say = place, plugin_dir, chosen, say
        self.language = {"city_language": language} if language else {}
        self.expected = {module.name + "!" + service.name: service for module in chosen for service in module.SERVICES}
        self.variables, self.icinga = {}, None

    def start(self):
        """Start everything, and have Icinga check it all at once."""
        objects = ""
        for module in self.systems:
            self.say("starting {}: {}".format(module.name, module.TITLE))
            self.variables[module.name] = module.start(self.place)
            objects += self._objects(module, self.variables[module.name])
        self.icinga = icinga.Icinga(self.place, self.plugin_dir, [COMMANDS], objects)
        self.say("starting Icinga {}".format(icinga.version()))
        self.icinga.start()
        self.icinga.check_all_now()

    def _objects(self, module, variables):
        """One host, and its services, each made from the template that comes with its CheckCommand."""
        text = icinga.definition("Host", module.name, {"check_command": "dummy", "address": "127.0.0.1",
                                                       "notes": module.TITLE}, self.language)
        for service in module.SERVICES:
            text += icinga.definition("Service", service.name, {
                "host_name": module.name, "notes": service.title, "check_interval": 60, "retry_interval": 10,
                "max_check_attempts": 1}, variables[service.name], service.command)
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
    total = len(city.expected)
    print("{} of {} as expected".format(total - wrong, total), file=out)
    return not wrong


class Progress:
    """What happens, on stderr: lines, and on a terminal a last line that moves."""

    def __init__(self, stream):
        self.stream, self.moving, self.shown = stream, stream.isatty(), None

    def say(self, text):
        """A step."""
        print(text, file=self.stream, flush=True)

    def count(self, done, total):
        """How far we are."""
        if self.moving and self.shown != (done, total):
            self.shown = done, total
            end = "\n" if done == total else ""
            print("\rwaiting for results: {} of {}".format(done, total), end=end, file=self.stream, flush=True)


def tell_where(city, place):
    """Leave everything running, and say where it is and how to end it."""
    print("\nIcinga's API  {}  user city, password {}".format(city.icinga.url, city.icinga.password))
    print("  curl --cacert {} -u city:{} {}/v1/objects/services".format(city.icinga.ca, city.icinga.password,
                                                                       city.icinga.url))
    print("Directory     {}".format(place.path))
    print("To stop it    {}".format(place.keep()))


def arguments():
    """The command line, which ../../quickstart hands over."""
    parser = argparse.ArgumentParser(prog="quickstart", description="The demo city under a private Icinga 2.")
    parser.add_argument("--keep", action="store_true", help="leave everything running, and say where")
    parser.add_argument("--only", metavar="NAME[,NAME]", default="", help="only these systems of tests/city")
    parser.add_argument("--plugins", metavar="DIR", required=True, help="where the built programs are")
    parser.add_argument("--scratch", metavar="DIR", help="an existing directory to work in, removed at the end")
    return parser.parse_args()


def language():
    """The caller's language of messages, as the C library would choose it."""
    return next((os.environ[key] for key in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(key)), None)


def main():
    """Run the city once; 0 only when everything is as expected."""
    options = arguments()
    process.tidy_on_signals()
    progress = Progress(sys.stderr)
    with process.Place("quickstart", options.scratch) as place:
        try:
            chosen = systems([name for name in options.only.split(",") if name])
            package.require(*[module.PACKAGES for module in chosen])
            city = City(place, options.plugins, chosen, progress.say, language())
            city.start()
            results = city.results(progress.count)
        except (package.Missing, process.NotReady, icinga.Refused, urllib.error.URLError) as problem:
            print("quickstart: {}".format(problem), file=sys.stderr)
            return 1
        print()
        good = report(city, results, sys.stdout)
        if options.keep:
            tell_where(city, place)
        sys.stdout.flush()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
