# SPDX-License-Identifier: BSD-2-Clause
"""A private Icinga Director without its web pages: its database, its command line, and the Icinga 2 it deploys to.

    director = Director(place, monitor)      # monitor: an Icinga that is running
    director.restore(PATH)                   # a basket
    director.cli("host", "create", "web", "--json", "{...}")
    director.deploy("web!tls")
"""
import os

from harness import databases, package, process
from harness.service import finish

PACKAGES = {"debian": {"icingaweb2-module-director": "icingacli", "php-pgsql": None, "postgresql": None}}
MODULES = "/usr/share/icingaweb2/modules"
NAMES = ("director", "incubator")

RESOURCES = """\
[director]
type = "db"
db = "pgsql"
host = "127.0.0.1"
port = "{port}"
dbname = "director"
username = "director"
password = ""
charset = "utf8"
"""

KICKSTART = """\
[config]
endpoint = "{node}"
host = "127.0.0.1"
port = "{port}"
username = "city"
password = "{password}"
"""


class Director:
    """One Director, with its tables made and the objects of `monitor` imported."""

    def __init__(self, place, monitor, node="city"):
        self.place, self.monitor = place, monitor
        self.home = place.folder("director")
        self.postgres = databases.Postgres(place, place.folder("director-data", account=databases.ACCOUNT) + "/postgres")
        self.postgres.start()
        for statement in ("CREATE ROLE director LOGIN", "CREATE DATABASE director OWNER director"):
            self.postgres.psql(statement)
        self.postgres.psql("CREATE EXTENSION pgcrypto", "director")
        place.folder("director", "modules", "director")
        place.folder("director", "enabledModules")
        for name in NAMES:
            os.symlink(os.path.join(MODULES, name), place.at("director", "enabledModules", name))
        for name, text in (("config.ini", "[global]\nmodule_path = \"{}\"\nconfig_backend = \"ini\"\n".format(MODULES)),
                           ("resources.ini", RESOURCES.format(port=self.postgres.port)),
                           ("modules/director/config.ini", "[db]\nresource = \"director\"\n"),
                           ("modules/director/kickstart.ini",
                            KICKSTART.format(node=node, port=monitor.port, password=monitor.password))):
            place.write("director/" + name, text)
        self.cli("migration", "run")
        self.cli("kickstart", "run")

    def cli(self, *words, data=b""):
        """What `icingacli director WORDS` prints."""
        env = {"PATH": package.SYSTEM_PATH, "HOME": self.home, "ICINGAWEB_CONFIGDIR": self.home, "LC_ALL": "C.UTF-8"}
        return finish([package.find("icingacli"), "director"] + list(words), env=env, data=data)

    def restore(self, path):
        """Restore a basket."""
        with open(path, "rb") as basket:
            return self.cli("basket", "restore", data=basket.read())

    def sql(self, text):
        """What a query of its database answers."""
        return self.postgres.psql(text, "director").strip()

    def deploy(self, service):
        """Have Icinga run what the Director knows, and wait until it has this service (host!service)."""
        self.cli("config", "deploy")
        process.wait_until(lambda: self._knows(service), 60, "the deployment", self.monitor.daemon.alive)

    def _knows(self, service):
        try:
            return service in self.monitor.services()
        except OSError:
            return False  # Icinga loads what is new, and its API is away for a moment
