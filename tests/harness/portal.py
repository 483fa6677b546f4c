# SPDX-License-Identifier: BSD-2-Clause
"""An open data portal on loopback: CKAN, Solr, PostgreSQL and Redis, with 30 datasets of an invented city.

    portal = Portal(place).start()
    portal.ckan.url, portal.token
    with portal.solr.frozen(): ...
    with portal.orphan(): ...

All that is slow is done once and kept in the cache (see cache.py): the downloads, and a filled portal, of which each
start unpacks a copy. Every situation is a `with` block, at whose end things are as before; the parts have more of them
(service.py, solr.py, databases.py).
"""
import glob
import hashlib
import json
import os
import time
from collections import namedtuple
from contextlib import contextmanager
from datetime import datetime, timedelta

from harness import cache, ckan, databases, solr
from harness.process import Place
from harness.service import ACCOUNT, finish

PACKAGES = {"debian": dict(solr.PACKAGES["debian"], **databases.PACKAGES["debian"]),
            "rhel": dict(solr.PACKAGES["rhel"], **databases.PACKAGES["rhel"])}  # rhel: unverified
PACKAGES["debian"].update({"file": "file", "python3-venv": None})
PACKAGES["rhel"].update({"file": "file"})
STALE = 3600  # seconds after which the dates of the kept portal are moved to the present

ORGANIZATIONS = {"city": "架空市", "fire": "消防局", "library": "中央図書館"}
TITLES = ("AED設置場所", "避難所一覧", "ごみ収集日", "公共施設一覧", "人口統計", "保育所一覧")
FREQUENCY = "更新頻度"  # the key of the declared update frequency
FREQUENCIES = ("毎日", "毎週", "毎月", "毎年", "随時", "P1M", "daily",
               "http://publications.europa.eu/resource/authority/frequency/ANNUAL", "そのうち", None)
TABLE = "ds001"  # its resource is in the DataStore
UPLOADED = ("ds012", 5)  # its resource has a date of its own, as uploaded ones have; days ago

Seed = namedtuple("Seed", "name title organization frequency days")  # days: since it was last changed


def seeds():
    """The datasets of a new portal: the last has just been changed, the one before it a day earlier, and so on."""
    return [Seed("ds{:03}".format(number), "{} {}".format(TITLES[number % len(TITLES)], number),
                 sorted(ORGANIZATIONS)[number % len(ORGANIZATIONS)], FREQUENCIES[number % len(FREQUENCIES)],
                 30 - number)
            for number in range(1, 31)]


def ago(seconds):
    """An instant before now in UTC, as CKAN writes them."""
    return (datetime.utcnow() - timedelta(seconds=seconds)).isoformat()


class Portal:
    """The portal of one edition; `fresh` makes an empty one instead of a copy of the one that is kept."""

    def __init__(self, place, edition=ckan.CKAN29, fresh=False):
        self.place, self.edition = place, edition
        name = "portal-{}-{}".format(edition.version, len(glob.glob(place.at("portal-*"))))
        self.home = place.folder(name, account=ACCOUNT)
        if not fresh:
            finish(["tar", "--no-same-owner", "-xf", filled(place, edition) + "/portal.tar", "-C", self.home])
            if os.geteuid() == 0:
                finish(["chown", "-R", "--reference=" + self.home, self.home])
        for part in ("solr", "ckan", "redis"):
            place.folder(name, part, account=ACCOUNT)
        self.postgres = databases.Postgres(place, self.at("postgres"))
        self.redis = databases.Redis(place, self.at("redis"))
        self.solr = edition.solr(place, ckan.schema(place, edition), self.at("solr"))
        self.ckan = self.server()
        self.token = self.clerk = self.made = None  # the tokens of the administrator and of an ordinary user
        if not fresh:
            with open(self.at("known.json"), encoding="utf-8") as known:
                self.made, self.token, self.clerk = json.load(known)

    def at(self, *parts):
        """A path in the portal's folder."""
        return os.path.join(self.home, *parts)

    def server(self, options=(), **settings):
        """One more server process of this portal, not yet started. `options` are those of `ckan run`; `settings` go
        before those of the configuration file, with __ for a dot."""
        database = "postgresql://{0}:{0}@127.0.0.1:{1}/{2}"
        base = {"sqlalchemy.url": database.format("ckan", self.postgres.port, "ckan"),
                "ckan.datastore.write_url": database.format("ckan", self.postgres.port, "datastore"),
                "ckan.datastore.read_url": database.format("reader", self.postgres.port, "datastore"),
                "ckan.redis.url": "redis://127.0.0.1:{}/0".format(self.redis.port),
                "solr_url": self.solr.core_url, "ckan.plugins": self.edition.plugins, "ckan.locale_default": "ja",
                "ckan.storage_path": self.at("ckan", "storage")}
        base.update({key.replace("__", "."): value for key, value in settings.items()})
        return ckan.Ckan(self.place, self.edition, self.at("ckan"), base, options)

    def threaded(self, **settings):
        """One more server process, that answers several requests at once."""
        return self.server(["--threaded"], **settings)

    def start(self):
        """Start everything; returns the portal. Solr and CKAN take a second or more each, so they do it together."""
        self.postgres.start()
        self.redis.start()
        self.solr.start(wait=False)
        if time.time() - self.made > STALE:
            self.solr.wait()
            self.renew()
        self.ckan.start()
        self.solr.wait()
        return self

    # Making it.

    def fill(self):
        """Start an empty portal, fill it, and stop it."""
        for part in (self.postgres, self.redis, self.solr):
            part.start()
        for statement in ("CREATE ROLE ckan LOGIN", "CREATE ROLE reader LOGIN", "CREATE DATABASE ckan OWNER ckan",
                          "CREATE DATABASE datastore OWNER ckan"):
            self.postgres.psql(statement)
        self.ckan.cli("db", "init")
        self.postgres.psql(self.ckan.cli("datastore", "set-permissions"))
        self.ckan.start()
        self.ckan.cli("user", "add", "admin", "email=admin@city.example", "password=not-a-secret")
        self.ckan.cli("sysadmin", "add", "admin")
        self.token = self.ckan.cli("user", "token", "add", "admin", "tests").split()[-1]
        self.call("user_create", name="clerk", email="clerk@city.example", password="not-a-secret")
        self.clerk = self.call("api_token_create", user="clerk", name="tests")["token"]
        for name, title in ORGANIZATIONS.items():
            self.call("organization_create", name=name, title=title)
        for seed in seeds():
            self._add(seed)
        self.renew()
        with open(self.at("known.json"), "w", encoding="utf-8") as known:
            json.dump([time.time(), self.token, self.clerk], known)
        for part in (self.ckan, self.solr, self.redis, self.postgres):
            part.stop()

    def _add(self, seed):
        """Make one dataset."""
        extras = [{"key": FREQUENCY, "value": seed.frequency}] if seed.frequency else []
        resource = {"name": "CSV", "format": "CSV", "url": "http://files.city.example/{}.csv".format(seed.name)}
        made = self.call("package_create", name=seed.name, title=seed.title, owner_org=seed.organization, extras=extras,
                         license_id="cc-by", notes="架空のデータ", tags=[{"name": "統計"}], resources=[resource])
        if seed.name == TABLE:
            self.call("datastore_create", resource_id=made["resources"][0]["id"], force=True,
                      fields=[{"id": "名称", "type": "text"}, {"id": "人数", "type": "int"}],
                      records=[{"名称": "市役所", "人数": 1}, {"名称": "区役所", "人数": 2}])

    def renew(self):
        """Give each dataset the age that it is to have, in the database and in the index."""
        statement = "UPDATE package SET metadata_modified = '{}' WHERE name = '{}';"
        text = "".join(statement.format(ago(86400 * seed.days), seed.name) for seed in seeds())
        name, days = UPLOADED
        text += ("UPDATE resource SET last_modified = '{}', url_type = 'upload' WHERE package_id = "
                 "(SELECT id FROM package WHERE name = '{}');").format(ago(86400 * days), name)
        self.postgres.psql(text, "ckan")
        self.ckan.cli("search-index", "rebuild")

    # Situations.

    def call(self, action, **data):
        """The result of an action of the API, by POST, as the administrator."""
        return self.ckan.call(action, data, self.token)

    @contextmanager
    def dataset(self, name="extra", **fields):
        """With one more dataset; `fields` make it private, a draft, deleted or of another type. Yields what was
        made."""
        data = dict({"title": "臨時", "owner_org": "city"}, name=name, **fields)
        made = self.call("package_create", **data)
        try:
            yield made
        finally:
            self.call("dataset_purge", id=made["id"])

    def touch(self, name="ds030"):
        """Change a dataset."""
        self.call("package_patch", id=name, notes="変更 {}".format(time.time()))

    @contextmanager
    def orphan(self, name="ds005"):
        """With a dataset that is deleted in the database behind CKAN's back, so that the index still has it."""
        statement = "UPDATE package SET state = '{}' WHERE name = '{}'"
        self.postgres.psql(statement.format("deleted", name), "ckan")
        try:
            yield self
        finally:
            self.postgres.psql(statement.format("active", name), "ckan")

    @contextmanager
    def queued(self, seconds=0):
        """With a job that has waited so long, and no worker. Yields its id."""
        self.ckan.cli("jobs", "test")
        try:
            job = self.call("job_list")[0]["id"]
            self.redis.command("HSET", "rq:job:" + job, "created_at", ago(seconds).partition(".")[0] + "Z")
            yield job
        finally:
            self.call("job_clear")

    @contextmanager
    def task(self, state, seconds, dataset="ds030", service="datapusher", error=None):
        """With what a service that loads tables has noted about the resource of a dataset."""
        resource = self.call("package_show", id=dataset)["resources"][0]["id"]
        row = self.call("task_status_update", entity_id=resource, entity_type="resource", task_type=service,
                        key=service, value="{}", state=state, last_updated=ago(seconds), error=json.dumps(error or {}))
        try:
            yield row
        finally:
            self.call("task_status_delete", id=row["id"])

    def index_damaged_partly(self):
        """With an index that can show its newest rows and no others. (CKAN asks Solr for one row more than it is asked
        for, so two are needed.)"""
        return self.solr.damaged_partly(lambda: (self.touch("ds029"), self.touch("ds030")))

    def table_locked(self):
        """The table of datasets can not be read, the rest of the database can."""
        return self.postgres.locked("package", "ckan")

    def datastore_refused(self):
        """The database of the DataStore lets nobody in, the other one does."""
        return self.postgres.refusing("datastore")


def filled(place, edition):
    """The folder of the kept portal, an archive; it is made again when anything that it depends on has changed."""
    text = databases.postgres_programs() + repr(edition[:-2]) + ckan.installed(place, edition)
    for path in sorted(glob.glob(os.path.join(cache.RECIPES, "solr-*")) + glob.glob(os.path.join(cache.HERE, "*.py"))):
        if os.path.basename(path) in SOURCES or not path.endswith(".py"):
            with open(path, "rb") as file:
                text += hashlib.sha256(file.read()).hexdigest()

    def make(path):
        with Place("filling", say=place.say) as own:
            portal = Portal(own, edition, fresh=True)
            portal.fill()
            finish(["tar", "-cf", os.path.join(path, "portal.tar"), "-C", portal.home, "."])
    return cache.made(place, "portal-" + edition.version, text, make)


SOURCES = ("portal.py", "ckan.py", "solr.py", "databases.py")  # what decides how a filled portal looks
