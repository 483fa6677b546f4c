# SPDX-License-Identifier: BSD-2-Clause
"""Solr on loopback: 3.6.2, and the present 9.

    solr = Solr36(place).start()
    solr.fill(30)
    solr.url                        # what to give check_solr
    with solr.damaged(): ...

Each situation is a `with` block, at whose end everything is as before. Most of them start Solr again (1 to 4 s), since
that is what makes it look at its files.

3.6.2 is the WAR of the release in Jetty 9.4; on Java 17 it needs nothing else. 9.8.1 is not published as a WAR or an
archive in Maven's repository, so Jetty's own configuration file puts its two entry points into a server. The jars are
those that this needs, and no more.
"""
import fcntl
import glob
import http.client
import os
import shutil
import socket
import subprocess
from contextlib import contextmanager
from xml.sax.saxutils import escape

from harness import cache
from harness.process import NotReady, as_user, free_ports
from harness.service import ACCOUNT, Service, answer, environment, finish

PACKAGES = {"debian": {"default-jre-headless": "java", "ivy": None},
            "rhel": {"java-17-openjdk-headless": "java", "apache-ivy": None}}  # rhel: unverified
HEALTH_CHECK = "<admin><healthcheck type=\"file\">server-enabled</healthcheck></admin>"


class Solr(Service):
    """What the versions have in common. `schema` is the text of schema.xml (default: a small one of our own), `home` an
    existing directory, empty or made by the same class earlier."""

    VERSION = JARS = CONFIG = DATES = LONGS = ""
    CORE = ""  # the folder of the core below the home, and its name in URLs

    def __init__(self, place, schema=None, home=None):
        self.port, = free_ports(1)
        name = "solr-{}-{}".format(self.VERSION, self.port)
        self.jars = cache.jars(place, self.JARS)
        account = cache.readable(self.jars + "/.", ACCOUNT)
        self.home = home or place.folder(name, account=account)
        self.saved = place.at(name + ".saved")
        self.core = os.path.join(self.home, self.CORE).rstrip("/")
        self.url = "http://127.0.0.1:{}/solr".format(self.port)
        self.core_url = "/".join([self.url] + ([self.CORE] if self.CORE else []))
        self.temporary = place.folder(name + "-tmp", account=account)  # Jetty unpacks the WAR, and leaves it there
        if not os.path.isdir(self.path("conf")):
            self._furnish(place, schema or self._own_schema(), account)
        # On a machine that does not know its own name Solr 3.6 could not say its version.
        hosts = place.write(name + ".hosts", "127.0.0.1 localhost {}\n".format(socket.gethostname()))
        java = ["java", cache.QUIET, "-Xmx256m", "-XX:TieredStopAtLevel=1", "-Djdk.net.hosts.file=" + hosts,
                "-Djava.io.tmpdir=" + self.temporary, "-Dsolr.solr.home=" + self.home,
                "-Dsolr.log.dir=" + self.temporary]
        super().__init__(place, name, java + self._server(), self._answers, account=account, cwd=self.home,
                         env=environment(self.temporary))

    def _own_schema(self):
        return cache.recipe("solr-schema.xml").replace('DATES"', self.DATES + '"').replace('LONGS"', self.LONGS + '"')

    def _furnish(self, place, schema, account):
        """Make the home."""
        relative = os.path.relpath(self.core, place.path)
        place.folder(relative, account=account)
        place.folder(relative, "conf", account=account)
        words = {"schema.xml": schema, "solrconfig.xml": cache.recipe(self.CONFIG), "protwords.txt": "",
                 "stopwords.txt": "", "synonyms.txt": ""}
        for file, text in words.items():
            place.write(os.path.join(relative, "conf", file), text, account=account)

    def _server(self):
        raise NotImplementedError

    def _answers(self):
        raise NotImplementedError

    def path(self, *parts):
        """A path below the core's folder."""
        return os.path.join(self.core, *parts)

    # What is in the index.

    def update(self, text):
        """Send an update message (XML), and commit."""
        path = self.core_url.partition(str(self.port))[2] + "/update?commit=true"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("POST", path, text.encode("utf-8"), {"Content-Type": "text/xml; charset=utf-8"})
        response = connection.getresponse()
        said = response.read().decode("utf-8", "replace")
        connection.close()
        if response.status != 200:
            raise NotReady("Solr refused an update with {}\n{}".format(response.status, said[:2000]))

    def fill(self, count, first=1):
        """Add documents to an index of our own schema."""
        rows = [{"id": "ds{:03}".format(number), "name": "ds{:03}".format(number), "title": "避難所一覧 {}".format(number)}
                for number in range(first, first + count)]
        fields = ["".join('<field name="{}">{}</field>'.format(key, escape(value)) for key, value in row.items())
                  for row in rows]
        self.update("<add>{}</add>".format("".join("<doc>{}</doc>".format(text) for text in fields)))

    def delete(self, query="*:*"):
        """Remove documents from the index."""
        self.update("<delete><query>{}</query></delete>".format(escape(query)))

    def merge(self):
        """Make one segment of all."""
        self.update("<optimize/>")

    # Situations. Stopped and frozen are those of every service.

    @contextmanager
    def altered(self, change=None):
        """Solr started again after `change()`; without a change it goes on running. At the end the core's folder is
        what it was before."""
        if change:
            self.stop()
        shutil.rmtree(self.saved, ignore_errors=True)
        finish(["cp", "-a", self.core, self.saved])
        try:
            if change:
                change()
                self.start()
            yield self
        finally:
            self.stop()
            shutil.rmtree(self.core, ignore_errors=True)
            os.rename(self.saved, self.core)
            self.start()

    def rewritten(self, file, old, new):
        """With another text in a file of conf/."""
        def change():
            with open(self.path("conf", file), encoding="utf-8") as source:
                text = source.read()
            assert old in text, old
            with open(self.path("conf", file), "w", encoding="utf-8") as target:
                target.write(text.replace(old, new, 1))
        return self.altered(change)

    def schema_unknown_type(self):
        """With a schema in which a field has a type that does not exist."""
        return self.rewritten("schema.xml", '<field name="id" type="string"', '<field name="id" type="nonesuch"')

    def schema_malformed(self):
        """With a schema that is no XML."""
        return self.rewritten("schema.xml", "<schema", "<schema <")

    def config_unknown_class(self):
        """With a configuration that names a class that does not exist."""
        return self.rewritten("solrconfig.xml", 'class="solr.SearchHandler"', 'class="solr.NoSuchHandler"')

    def without_conf(self):
        """Without the configuration of the only core."""
        return self.altered(lambda: shutil.rmtree(self.path("conf")))

    def damaged(self):
        """With stored fields of no length: everything can be counted and nothing shown."""
        return self.altered(self.spoil)

    @contextmanager
    def damaged_partly(self, touch):
        """Like `damaged`, but the newest document is well, since `touch()` writes it into a segment of its own."""
        with self.altered():
            self.merge()
            old = self._stored()
            touch()
            self.stop()
            self._truncate(old)
            self.start()
            yield self

    def spoil(self):
        """Cut the stored fields of a stopped Solr, for good."""
        self._truncate(self._stored())

    def segments_lost(self):
        """Without the list of the index's files."""
        return self.altered(lambda: [os.unlink(file) for file in glob.glob(self.path("data/index/segments*"))])

    def lost(self):
        """Without the whole data directory: Solr makes a new one, empty."""
        return self.altered(lambda: shutil.rmtree(self.path("data")))

    @contextmanager
    def lost_while_running(self):
        """The data directory goes from under a running Solr."""
        away = self.saved + ".data"
        os.rename(self.path("data"), away)
        try:
            yield self
        finally:
            shutil.rmtree(self.path("data"), ignore_errors=True)
            os.rename(away, self.path("data"))

    @contextmanager
    def without(self, query="*:*"):
        """Without the documents of this query."""
        with self.altered():
            self.delete(query)
            yield self

    @contextmanager
    def full_disk(self, size="700k"):
        """With the data directory on a file system that is full at once; for root. The mount is in a name space of
        Solr's own, and ends with it."""
        if os.geteuid() != 0:
            raise NotReady("only root can mount a file system")
        mounted = ('mount -t tmpfs -o size={0} full "$1" && cp -a "$2/." "$1" && chown --reference="$2" "$1" && {{ '
                   'head -c {0} /dev/zero >"$1/filler" || [ -s "$1/filler" ]; }} && shift 2 && exec "$@"').format(size)
        usual, account = self.argv, self.account
        with self.altered():
            self.stop()
            self.argv = _own_mounts() + ["sh", "-c", mounted, "sh", self.path("data"),
                                         os.path.join(self.saved, "data")] + as_user(account, usual)
            self.account = None
            try:
                self.start()
                yield self
            finally:
                self.stop()
                self.argv, self.account = usual, account

    def _stored(self):
        """The files that hold the stored fields."""
        return glob.glob(self.path("data/index/*.fdt"))

    @staticmethod
    def _truncate(files):
        assert files
        for file in files:
            os.truncate(file, 0)


def _own_mounts():
    """The command that gives a program mounts of its own. Where / is no mount point, which is so in a chroot, they
    cannot be made private; whoever made that has seen to it."""
    tried = subprocess.run(["unshare", "--mount", "true"], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return ["unshare", "--mount"] + ([] if tried.returncode == 0 else ["--propagation", "unchanged"])


class Solr36(Solr):
    """Solr 3.6.2. It has one core without a name; its parts answer below /solr directly."""

    VERSION, JARS, CONFIG = "3.6.2", "solr-3.6", "solr-3.6.xml"
    DATES, LONGS = "TrieDateField", "TrieLongField"

    def _server(self):
        runner, = glob.glob(self.jars + "/jetty-runner-*.jar")
        war, = glob.glob(self.jars + "/solr-*.war")
        return ["-jar", runner, "--host", "127.0.0.1", "--port", str(self.port), "--path", "/solr", war]

    def _answers(self):
        """Jetty listens when the WAR has started, well or not."""
        return answer(self.port, "/solr/admin/ping")[0] is not None

    def without_ping(self):
        """Without a handler for ping: a page of the release takes its place, and fails."""
        return self.rewritten("solrconfig.xml", 'name="/admin/ping"', 'name="/admin/pong"')

    def disabled(self):
        """With a health check file that is not there: the administrator has taken this server out of service."""
        return self.rewritten("solrconfig.xml", "</config>", HEALTH_CHECK + "</config>")

    @contextmanager
    def locked(self):
        """Somebody else holds the lock of the index: reading works, writing does not. (An idle Solr 3.6 does not hold
        it itself; later ones do, and do not start without it.)"""
        path = self.path("data/index/write.lock")
        with open(path, "a") as file:
            finish(["chown", "--reference=" + os.path.dirname(path), path])
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield self

    def two_cores(self, broken=True):
        """With a second core, named `second`, whose schema is broken."""
        def change():
            with open(os.path.join(self.home, "solr.xml"), "w") as file:
                file.write(cache.recipe("solr-3.6-cores.xml"))
            shutil.copytree(self.path("conf"), self.path("second/conf"))
            if broken:
                self._truncate([self.path("second/conf/schema.xml")])
            finish(["chown", "-R", "--reference=" + self.path("conf"), self.path("second")])
        return self.altered(change)


class Solr9(Solr):
    """Solr 9.8.1 with one core, `ckan`."""

    VERSION, JARS, CONFIG = "9.8.1", "solr-9", "solr-9.xml"
    DATES, LONGS = "DatePointField", "LongPointField"
    CORE = "ckan"

    def _furnish(self, place, schema, account):
        super()._furnish(place, schema, account)
        relative = os.path.relpath(self.home, place.path)
        place.write(os.path.join(relative, "jetty.xml"), cache.recipe("jetty-10.xml"), account=account)
        place.write(os.path.join(relative, "solr.xml"), "<solr/>\n", account=account)
        place.write(os.path.join(relative, self.CORE, "core.properties"), "name=ckan\n", account=account)

    def _server(self):
        return ["-cp", self.jars + "/*", "org.eclipse.jetty.xml.XmlConfiguration", "solr.port={}".format(self.port),
                os.path.join(self.home, "jetty.xml")]

    def _answers(self):
        """Solr says 503 while it loads the core, and 500 when that is broken."""
        return answer(self.port, "/solr/ckan/admin/ping")[0] in (200, 500)
