# SPDX-License-Identifier: BSD-2-Clause
"""A private Icinga 2: one node with its API, nothing outside a place's scratch directory touched.

    icinga = Icinga(place, plugin_dir, commands, objects)
    icinga.start()
    icinga.check_all_now()
    for service in icinga.services(): ...
"""
import base64
import grp
import json
import os
import pwd
import re
import secrets
import shutil
import ssl
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

from harness import package, pki, process

NODE = "city"
STATES = ("OK", "WARNING", "CRITICAL", "UNKNOWN")
KEPT = ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS")  # what a plugin built with sanitizers obeys

CONFIG = """\
const PluginDir = {plugin_dir}
const ZoneName = NodeName
include <itl>
include_recursive {commands}
"""

DAEMON = """\
object Endpoint NodeName {{ host = "127.0.0.1"; port = {port} }}
object Zone ZoneName {{ endpoints = [ NodeName ] }}
object CheckerComponent "checker" {{ }}
object ApiListener "api" {{ bind_host = "127.0.0.1"; bind_port = {port} }}
object ApiUser "city" {{ password = {password}; permissions = [ "*" ] }}
"""


class Refused(Exception):
    """Icinga 2 refused a configuration; the text is what it said."""


def literal(value):
    """A Python value in Icinga's configuration language."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, dict):
        return "{ " + "; ".join("{} = {}".format(literal(key), literal(item)) for key, item in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[ " + ", ".join(literal(item) for item in value) + " ]"
    text = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + text + '"'


def definition(kind, name, attributes, variables=None, template=None):
    """One object in Icinga's configuration language; `attributes` and `variables` are Python values."""
    rows = ["  import " + literal(template)] if template else []
    rows += ["  {} = {}".format(key, literal(value)) for key, value in attributes.items()]
    rows += ["  vars[{}] = {}".format(literal(key), literal(value)) for key, value in (variables or {}).items()]
    return "object {} {} {{\n{}\n}}\n".format(kind, literal(name), "\n".join(rows))


def account():
    """(user, group) that Icinga 2 shall run as: ourselves, or, for root, the account that the package made (nagios on
    Debian, icinga on RHEL), which is told by whose /var/lib/icinga2 is."""
    if os.geteuid() == 0:
        for name in ("nagios", "icinga"):
            try:
                identity = pwd.getpwnam(name)
            except KeyError:
                continue
            if not os.path.isdir("/var/lib/icinga2") or os.stat("/var/lib/icinga2").st_uid == identity.pw_uid:
                return name, grp.getgrgid(identity.pw_gid).gr_name
    return pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name


class Icinga:
    """One private instance. `commands` are files or directories with CheckCommands, copied to where Icinga's account can
    read them; `objects` is configuration text. `plugin_dir` is copied as well unless every account can enter it."""

    def __init__(self, place, plugin_dir, commands, objects="", listen=True):
        self.place, self.user = place, account()
        self.program = package.find("icinga2")
        if not self.program:
            raise package.Missing("there is no icinga2 on this machine")
        owner = self.user[0]
        for name in ("", "etc", "data", "data/certs", "log", "cache", "spool", "run"):
            place.folder("icinga", name, account=owner)
        self.plugin_dir = self._public(plugin_dir)
        config = CONFIG.format(plugin_dir=literal(self.plugin_dir), commands=literal(self._copy_commands(commands)))
        self.daemon = self.port = None
        if listen:
            self.port, = process.free_ports(1)
            self.password = secrets.token_urlsafe(16)
            config += DAEMON.format(port=self.port, password=literal(self.password))
            self._certificates(owner)
        self.config = place.write("icinga/etc/icinga2.conf", config + objects, 0o640, owner)

    def _public(self, plugin_dir):
        """Icinga drops to its own account, which cannot enter, say, a clone in a closed home directory."""
        if os.path.isdir(plugin_dir) and process.traversable(plugin_dir):
            return os.path.realpath(plugin_dir)
        target = self.place.folder("icinga", "plugins")
        for name in os.listdir(plugin_dir):
            source = os.path.join(plugin_dir, name)
            if os.path.isfile(source) and os.access(source, os.X_OK):
                os.chmod(shutil.copy(source, os.path.join(target, name)), 0o755)
        return target

    def _copy_commands(self, commands):
        target = self.place.folder("icinga", "commands")
        for path in commands:
            files = [os.path.join(path, name) for name in os.listdir(path)] if os.path.isdir(path) else [path]
            for source in files:
                if source.endswith(".conf"):
                    os.chmod(shutil.copy(source, target), 0o644)
        return target

    def _certificates(self, owner):
        """What `icinga2 pki` would make in three seconds. The API needs them even on a single node."""
        ca = pki.root("Icinga CA")
        node = ca.leaf(NODE, [NODE, "127.0.0.1"], end=pki.days(397), usages=[pki.SERVER_AUTH, pki.CLIENT_AUTH])
        certs = "icinga/data/certs/"
        self.ca = self.place.write(certs + "ca.crt", ca.pem.decode(), 0o644, owner)
        self.place.write(certs + NODE + ".crt", node.pem.decode(), 0o644, owner)
        self.place.write(certs + NODE + ".key", node.key_pem.decode(), 0o600, owner)

    def _command(self, *more):
        """ConfigDir= alone would leave the zones.d of the machine's own Icinga in use."""
        constants = {"NodeName": NODE, "RunAsUser": self.user[0], "RunAsGroup": self.user[1]}
        for name, folder in (("ConfigDir", "etc"), ("ZonesDir", "etc/zones.d"), ("DataDir", "data"), ("LogDir", "log"),
                             ("CacheDir", "cache"), ("SpoolDir", "spool"), ("InitRunDir", "run")):
            constants[name] = self.place.at("icinga", folder)
        words = [word for pair in constants.items() for word in ("-D", "=".join(pair))]
        return [self.program, "daemon", "-c", self.config] + words + list(more)

    @staticmethod
    def _environment():
        """No language of the caller's: hosts and services choose theirs. (LC_ALL would overrule that choice.)"""
        env = {key: os.environ[key] for key in KEPT if key in os.environ}
        return dict(env, PATH=package.SYSTEM_PATH, LANG="C", HOME="/")

    def validate(self):
        """Let Icinga read its configuration; Refused if it does not like it. Returns what it said."""
        code, said = self.place.run("icinga2-validate", self._command("-C"), env=self._environment())
        if code:
            raise Refused(said)
        return said

    def start(self):
        """Start the daemon and wait until its API answers."""
        self.validate()
        self.daemon = self.place.start("icinga2", self._command(), self._answers, 60, self._environment())

    def _answers(self):
        try:
            return bool(self.api("GET", "/v1/status/ApiListener"))
        except (OSError, ValueError):
            return False

    @property
    def url(self):
        """Where the API listens."""
        return "https://127.0.0.1:{}".format(self.port)

    def api(self, method, path, body=None):
        """The `results` of one API request. urllib.error.URLError (an OSError) when it fails."""
        token = base64.b64encode("city:{}".format(self.password).encode()).decode()
        request = urllib.request.Request(self.url + path, method=method, headers={
            "Accept": "application/json", "Authorization": "Basic " + token},
            data=json.dumps(body).encode() if body is not None else None)
        handlers = urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(
            context=ssl.create_default_context(cafile=self.ca))
        with urllib.request.build_opener(*handlers).open(request, timeout=30) as reply:
            return json.loads(reply.read().decode())["results"]

    def check_all_now(self):
        """Have every service checked at once rather than at its turn."""
        self.api("POST", "/v1/actions/reschedule-check",
                 {"type": "Service", "filter": "true", "force": True, "next_check": time.time()})

    def check_now(self, name, seconds=60):
        """Have one service (host!service) checked now, and wait for what comes out, as in `services`."""
        begun = time.time()
        self.api("POST", "/v1/actions/reschedule-check",
                 {"type": "Service", "service": name, "force": True, "next_check": begun})
        found = {}

        def checked():
            found.update(self.services()[name])
            return found["begun"] >= begun
        process.wait_until(checked, seconds, "the check of " + name)
        return found

    def set_variable(self, name, key, value):
        """Change a custom variable of a service."""
        self.api("POST", "/v1/objects/services/" + urllib.parse.quote(name), {"attrs": {"vars." + key: value}})

    def services(self):
        """All services, by "host!service", as dictionaries: host, name, state (text), exit, output, perfdata (a list),
        begun (the instant); state is None as long as there is no result."""
        services = {}
        for found in self.api("GET", "/v1/objects/services?attrs=name&attrs=host_name&attrs=last_check_result"):
            attributes = found["attrs"]
            result = attributes["last_check_result"]
            service = {"host": attributes["host_name"], "name": attributes["name"], "state": None, "begun": 0}
            if result:
                service.update(state=STATES[int(result["state"])], exit=int(result["exit_status"]),
                               output=result["output"], perfdata=result["performance_data"] or [],
                               begun=result["execution_start"])
            services[found["name"]] = service
        return services

    def wait_for_results(self, seconds, progress=lambda done, total: None):
        """Wait until every service has a result, and return them all as `services` does; those that have none at the
        end of the time keep None as their state. `progress` is told how many there are."""
        end = time.monotonic() + seconds
        while True:
            services = self.services()
            done = sum(1 for service in services.values() if service["state"])
            progress(done, len(services))
            if done == len(services) or time.monotonic() > end:
                return services
            time.sleep(0.1)

    def evaluate(self, expression):
        """The value of an expression in Icinga's own language, inside the daemon."""
        result = self.api("POST", "/v1/console/execute-script", {"command": expression})[0]
        if result["code"] != 200:
            raise ValueError(result["status"])
        return result["result"]

    def metrics(self, name):
        """What Icinga's own parser made of a service's performance data: {label: {value, unit, warn, crit, min, max}}.
        It cannot read the U of a value that is not known; those are left out."""
        host, _, service = name.partition("!")
        parsed = self.evaluate("get_service({}, {}).last_check_result.performance_data.filter((one) => typeof(one) != "
                               "String || !one.contains(\"=U\")).map((one) => if (typeof(one) == String) "
                               "{{ parse_performance_data(one) }} else {{ one }})"
                               .format(literal(host), literal(service)))
        return {one["label"]: one for one in parsed}


def version():
    """Icinga's version, as text."""
    said = subprocess.run([package.find("icinga2"), "--version"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    found = re.search(r"version: r?([0-9][^)\s]*)", said.stdout.decode("utf-8", "replace"))
    return found.group(1) if found else "unknown"
