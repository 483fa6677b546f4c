# SPDX-License-Identifier: BSD-2-Clause
"""A private Icinga DB Web: what people look at in a browser, with its database, its Redis and the daemon between them.

    web = Web(place, pages)       # pages: {prefix: folder} of static pages beside it
    monitor = icinga.Icinga(place, plugin_dir, commands, web.objects + objects)
    monitor.start()
    web.start()
    web.get("/icingadb/services")
"""
import os
import urllib.request

from harness import databases, package, process

PACKAGES = {"debian": {"icingadb": "icingadb", "icingadb-web": None, "php-cli": "php", "php-pgsql": None,
                       "postgresql": None, "redis-server": "redis-server"}}
PUBLIC, MODULES = "/usr/share/icingaweb2/public", "/usr/share/icingaweb2/modules"
NAMES = ("icingadb",)

DAEMON = """\
database: {{type: pgsql, host: 127.0.0.1, port: {postgres}, database: icingadb, user: icingadb, password: none}}
redis: {{host: 127.0.0.1, port: {redis}}}
"""

RESOURCE = """\
[icingadb]
type = "db"
db = "pgsql"
host = "127.0.0.1"
port = "{port}"
dbname = "icingadb"
username = "icingadb"
password = "none"
charset = "utf8"
"""

# Who asks is the administrator; static pages beside Icinga Web lie where a web server would have them.
ROUTER = """\
<?php
$pages = [{pages}];
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
foreach ($pages as $prefix => $folder) {{
    if (strpos($path, $prefix) === 0 && strpos($path, '..') === false) {{
        $file = $folder . '/' . substr($path, strlen($prefix));
        if (!is_file($file)) {{ http_response_code(404); return true; }}
        header('Content-Type: ' . (substr($file, -4) === '.css' ? 'text/css' : 'text/html'));
        readfile($file);
        return true;
    }}
}}
if ($path !== '/' && is_file('{public}' . $path)) {{ return false; }}
$_SERVER['REMOTE_USER'] = 'admin';
$_SERVER['SCRIPT_FILENAME'] = '{public}/index.php';
require '{public}/index.php';
"""


class Web:
    """Everything that stands behind a page of Icinga DB Web."""

    def __init__(self, place, pages):
        self.place, self.pages = place, pages
        self.home = place.folder("icingaweb")
        self.port, = process.free_ports(1)
        data = place.folder("icingaweb-data", account=databases.ACCOUNT)
        self.postgres = databases.Postgres(place, data + "/postgres")
        self.redis = databases.Redis(place, place.folder("icingaweb-data", "redis", account=databases.ACCOUNT))
        self.postgres.start()
        self.redis.start()
        for statement in ("CREATE ROLE icingadb LOGIN", "CREATE DATABASE icingadb OWNER icingadb"):
            self.postgres.psql(statement)
        self.postgres.psql("CREATE EXTENSION citext", "icingadb")
        with open("/usr/share/icingadb/schema/pgsql/schema.sql", encoding="utf-8") as schema:
            self.postgres.psql("SET ROLE icingadb;\n" + schema.read(), "icingadb")
        self.objects = 'object IcingaDB "icingadb" {{ host = "127.0.0.1"; port = {} }}\n'.format(self.redis.port)
        self._configure()

    def _configure(self):
        place = self.place
        place.folder("icingaweb", "modules", "icingadb")
        place.folder("icingaweb", "enabledModules")
        for name in NAMES:
            os.symlink(os.path.join(MODULES, name), place.at("icingaweb", "enabledModules", name))
        pages = ", ".join("'{}' => '{}'".format(*pair) for pair in self.pages.items())
        for name, text in (
                ("icingadb.yml", DAEMON.format(postgres=self.postgres.port, redis=self.redis.port)),
                ("config.ini", "[global]\nmodule_path = \"{}\"\nconfig_backend = \"ini\"\n[logging]\nlog = \"none\"\n".format(MODULES)),
                ("resources.ini", RESOURCE.format(port=self.postgres.port)),
                ("authentication.ini", "[auto]\nbackend = \"external\"\n"),
                ("roles.ini", "[all]\nusers = \"admin\"\npermissions = \"*\"\n"),
                ("modules/icingadb/config.ini", "[icingadb]\nresource = \"icingadb\"\n[redis]\ntls = \"0\"\n"),
                ("modules/icingadb/redis.ini", "[redis1]\nhost = \"127.0.0.1\"\nport = \"{}\"\n".format(self.redis.port)),
                ("modules/icingadb/commandtransports.ini", ""),
                ("router.php", ROUTER.format(pages=pages, public=PUBLIC))):
            place.write("icingaweb/" + name, text)

    def start(self):
        """Start what reads Icinga's Redis, and the web server."""
        env = {"PATH": package.SYSTEM_PATH, "HOME": self.home, "ICINGAWEB_CONFIGDIR": self.home, "LC_ALL": "C.UTF-8"}
        self.place.start("icingadb", [package.find("icingadb"), "--config", self.place.at("icingaweb", "icingadb.yml")], env=env)
        argv = [package.find("php"), "-S", "127.0.0.1:{}".format(self.port), "-t", PUBLIC, self.place.at("icingaweb", "router.php")]
        self.place.start("icingaweb", argv, lambda: process.listens(self.port), env=env)

    @property
    def url(self):
        """Where it is."""
        return "http://127.0.0.1:{}".format(self.port)

    def get(self, path):
        """A page, as text."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(self.url + path, timeout=60) as reply:
            return reply.read().decode("utf-8")
