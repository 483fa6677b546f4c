# SPDX-License-Identifier: BSD-2-Clause
"""check_solr against Solr 3.6.2, as CKAN 2.9 has it, and Solr 9.8.1: well, and broken in every way that can be brought
about. Nothing is ever written by the check, and ping is never believed."""
import glob
import http.client
import json
import shutil
import urllib.parse

import pytest
from found import UNHURRIED, Found
from harness import cache, front, package, solr
from harness.process import Place
from harness.service import ACCOUNT, finish

BEGIN_EARLY = 2
UNDER_SANITIZERS = False  # cases play what Solr answers
PLUGIN = "check_solr"
DOCUMENTS = 30
NO_UPDATE = "<update with=/nothing in it"
TOMCAT = """\
<Server port="-1"><Service name="Catalina">
  <Connector address="127.0.0.1" port="{port}"/>
  <Engine name="Catalina" defaultHost="localhost"><Host name="localhost" appBase="webapps" autoDeploy="false">
    <Context path="/solr" docBase="{war}"/>
  </Host></Engine>
</Service></Server>
"""

old_only = pytest.mark.parametrize("server", ["3.6"], indirect=True)
new_only = pytest.mark.parametrize("server", ["9"], indirect=True)
in_tomcat = pytest.mark.parametrize("server", ["tomcat"], indirect=True)
both = pytest.mark.parametrize("server", ["3.6", "9"], indirect=True)


@pytest.fixture(scope="module")
def place():
    """Where the servers live; what they need is installed first."""
    package.require(solr.PACKAGES, front.PACKAGES)
    with Place("solr") as scratch:
        yield scratch


@pytest.fixture(scope="module")
def servers(place):
    """All, with documents, by their version; each is started when it is first asked for."""
    kinds, running = {"3.6": solr.Solr36, "9": solr.Solr9, "tomcat": Tomcat}, {}

    def of(version):
        if version not in running:
            running[version] = kinds[version](place).start()
            running[version].fill(DOCUMENTS)
        return running[version]
    yield of
    for server in running.values():
        server.stop()


@pytest.fixture
def server(request, servers):
    """The server that a test is about; it is as it was at the end of every test."""
    return servers(request.param)


@pytest.fixture
def look(run, tmp_path, server):
    """look(*options, url=...) runs check_solr, which remembers for the rest of the test; returns what it found."""
    def once(*options, **others):
        words = ["-u", others.get("url", server.url), "--state-dir", others.get("memory", tmp_path), "--output=json"]
        return Found(run(words + UNHURRIED + list(options)))
    return once


def first(found, state, code, *words):
    """It ends in this state for this reason, which is said first, in a sentence with these words."""
    assert (found.state, found.codes[0]) == (state, code), found.report["findings"]
    for word in words:
        assert word in found.text, (word, found.text)


class Tomcat(solr.Solr36):
    """Solr 3.6.2 in Tomcat, whose pages are not those of Jetty."""

    def __init__(self, place):
        self.tomcat, self.base = place.folder("tomcat"), place.folder("tomcat-base", account=ACCOUNT)
        archive, = glob.glob(cache.jars(place, "tomcat-9") + "/*.tar.gz")
        finish(["tar", "-C", self.tomcat, "--strip-components=1", "--no-same-owner", "-xzf", archive])
        finish(["chmod", "-R", "a+rX", self.tomcat])
        for part in ("conf", "logs", "temp", "webapps", "work"):
            place.folder("tomcat-base", part, account=ACCOUNT)
        shutil.copy(self.tomcat + "/conf/web.xml", self.base + "/conf/web.xml")
        super().__init__(place)
        war, = glob.glob(self.jars + "/solr-*.war")
        place.write("tomcat-base/conf/server.xml", TOMCAT.format(port=self.port, war=war), account=ACCOUNT)

    def _server(self):
        return ["-Dcatalina.home=" + self.tomcat, "-Dcatalina.base=" + self.base, "-cp",
                ":".join(self.tomcat + "/bin/" + jar for jar in ("bootstrap.jar", "tomcat-juli.jar")),
                "org.apache.catalina.startup.Bootstrap", "start"]


def ask(server, path, body=None):
    """Ask Solr something below its core, or send it something; returns the status and what it said."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    base = urllib.parse.urlsplit(server.url).path + ("/" + server.CORE if server.CORE else "")
    connection.request("POST" if body else "GET", base + path, body, {"Content-Type": "text/xml; charset=utf-8"})
    response = connection.getresponse()
    said = response.read().decode("utf-8", "replace")
    connection.close()
    return response.status, said


def document(number):
    """An update that adds a document."""
    return '<add><doc><field name="id">extra{}</field></doc></add>'.format(number)


# ---- well ----

@both
def test_well(look, server):
    found = look()
    found.is_only("OK", "ok")
    assert "Solr {} answers".format(server.VERSION) in found.text
    assert found.metrics["documents"] == DOCUMENTS
    assert found.metrics["newest_age"] >= 0 and found.metrics["commit_age"] >= 0
    assert found.metrics["pending"] == 0 and found.metrics["update_errors"] == 0 and found.metrics["timeouts"] == 0
    assert 0 < found.metrics["heap"] < 100
    assert look("--core=" + server.CORE).state == "OK" if server.CORE else True
    assert look().state == "OK"  # with what it remembers


@new_only
def test_the_url_of_a_core(look, server):
    """What CKAN calls solr_url."""
    found = look(url=server.url + "/ckan")
    found.is_only("OK", "ok")
    assert found.metrics["documents"] == DOCUMENTS
    assert look(url=server.url + "/ckan/").state == "OK"
    first(look(url=server.url + "/nope"), "CRITICAL", "core-missing", "nope", "ckan")


@both
def test_nothing_is_written(look, server):
    """Neither documents nor commits nor the index itself, and no update is even asked for."""
    def written():
        said = ask(server, "/admin/mbeans?stats=true&wt=json&json.nl=map&key=updateHandler&key=/update")[1]
        beans = [bean for category in json.loads(said)["solr-mbeans"].values() for bean in category.values()]
        return [{key: value for key, value in bean["stats"].items() if "Rate" not in key and "PerSecond" not in key}
                for bean in beans]

    def documents():
        return json.loads(ask(server, "/select?q=*:*&rows=1000&wt=json&sort=id+asc")[1])["response"]
    before = written(), documents()
    assert len(before[0]) == 2
    for _ in range(3):
        assert look("--newest=1d", "--pending=10", "--hit-ratio=50:", "-vvv").state == "OK"
    assert (written(), documents()) == before


# ---- there or not ----

@both
def test_stopped_and_frozen(look, server):
    with server.stopped():
        first(look(), "CRITICAL", "unreachable")
        first(look("--unreachable=WARNING"), "WARNING", "unreachable")
    with server.frozen():
        first(look("-t", "2"), "CRITICAL", "solr-hung")
        first(look("-t", "2:WARNING"), "WARNING", "solr-hung")
    assert look().state == "OK"


@both
def test_not_there(look, server):
    first(look(url=server.url.replace("/solr", "/other")), "CRITICAL", "solr-not-there", "/solr")
    first(look(url=server.url.replace("/solr", "")), "CRITICAL", "solr-not-there")


@both
def test_a_copy_from_a_cache(look, place, server):
    """A cache that looks at the path alone, and leaves no trace of itself."""
    proxy = front.Front(place, "127.0.0.1:{}".format(server.port)).start()
    try:
        assert look(url=proxy.url + "solr").state == "OK"
        assert look(url=proxy.url + "stale/solr").state == "OK"  # the original
        first(look(url=proxy.url + "stale/solr"), "CRITICAL", "stale-answer")
        with server.stopped():
            first(look(url=proxy.url + "stale/solr"), "CRITICAL", "stale-answer")
            first(look(url=proxy.url + "solr"), "CRITICAL", "backend-down")
        with server.frozen():
            first(look(url=proxy.url + "solr"), "CRITICAL", "backend-hung")
        first(look(url=proxy.url + "page"), "CRITICAL", "solr-not-there")
    finally:
        proxy.stop()


# ---- configuration and cores ----

@both
@pytest.mark.parametrize("situation, old, new", [
    ("schema_unknown_type", "nonesuch", "nonesuch"),
    ("schema_malformed", "no text given", "schema.xml"),  # Jetty's page has no words then
    ("config_unknown_class", "solr.NoSuchHandler", "solr.NoSuchHandler"),
    ("segments_lost", "no segments* file", "Error opening new searcher"),
])
def test_broken_from_the_start(look, server, situation, old, new):
    """Solr 3.6 then refuses everything; Solr 9 runs without the core."""
    with getattr(server, situation)():
        if server.CORE:
            first(look(), "CRITICAL", "core-failed", "ckan", new)
            look("--core=ckan").is_only("CRITICAL", "core-failed")
        else:
            first(look(), "CRITICAL", "solr-config-error", old)
    assert look().state == "OK"


@both
def test_no_core(look, server):
    with server.without_conf():
        found = look()
        first(found, "CRITICAL", "core-failed" if server.CORE else "core-missing")
    first(look("--core=nope"), "CRITICAL", "core-missing", "nope")


@old_only
def test_one_of_two_cores_broken(look, server):
    """Solr 3.6 leaves it out without a word, so the first run cannot know of it; only its name can tell."""
    with server.two_cores():
        found = look()
        found.is_only("OK", "ok")
        first(look("--core=second"), "CRITICAL", "core-missing", "second")


@old_only
def test_a_core_that_there_was(look, server):
    with server.two_cores(broken=False):
        found = look()
        found.is_only("OK", "ok")
        assert "second" in found.text
        first(look("--core=second"), "WARNING", "index-empty")
    for _ in range(2):  # it is not forgotten with the first alarm
        first(look(), "CRITICAL", "core-missing", "second")


# ---- the index ----

@both
def test_documents_lost(look, server, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    assert look().state == "OK"
    with server.lost():
        for _ in range(2):  # nor is this
            first(look(), "CRITICAL", "documents-lost", str(DOCUMENTS))
        first(look(memory=other), "WARNING", "index-empty")
        first(look("--docs-drop=100%"), "WARNING", "index-empty")
        first(look("--expect-docs=10:"), "CRITICAL", "documents-unexpected", "10:")
    assert look().state == "OK"


@both
def test_documents_dropped(look, server):
    assert look().state == "OK"
    with server.without("id:ds00*"):  # 9 of 30
        for _ in range(2):
            first(look(), "WARNING", "documents-dropped", "21", "30")
        first(look("--docs-drop=5,20%"), "CRITICAL", "documents-dropped")
        assert look("--docs-drop=9").state == "OK"
    assert look("--expect-docs=30").state == "OK"
    first(look("--expect-docs=31:"), "CRITICAL", "documents-unexpected", "31:")


@both
def test_files_lost_while_running(look, server):
    """Every search goes on working, until Solr is started again."""
    with server.lost_while_running():
        first(look(), "CRITICAL", "index-files-lost")
    assert look().state == "OK"


@both
def test_stored_fields_damaged(look, server):
    """Ping and the number of documents are as they should be."""
    with server.damaged():
        first(look(), "CRITICAL", "core-failed" if server.CORE else "index-damaged")


@old_only
def test_old_documents_damaged(look, server):
    """The newest document can be read, 30 others cannot: one by chance is as good as sure to be one of these."""
    def touch():
        assert ask(server, "/update?commit=true", document("new"))[0] == 200
    with server.damaged_partly(touch):
        states = [look().state for _ in range(6)]
        assert "CRITICAL" in states
        found = look()
        assert found.state == "OK" or found.codes[0] == "index-damaged"


# ---- updates ----

@old_only
def test_a_failed_update(look, server, tmp_path):
    """With the lock held by another process all reading works. It is seen when somebody's update has failed, and said
    until another one came through."""
    other = tmp_path / "other"
    other.mkdir()
    with server.altered():
        assert look().state == "OK"
        with server.locked():
            assert look().state == "OK"  # nobody wrote
            assert ask(server, "/update?commit=true", document(1))[0] == 500
            for _ in range(2):
                first(look(), "CRITICAL", "solr-update-errors", "none came through")
            found = look(memory=other)  # what happened before the first run is only said
            assert found.state == "OK" and "solr-update-errors" in found.codes
        first(look(), "CRITICAL", "solr-update-errors")
        assert ask(server, "/update?commit=true", document(2))[0] == 200
        assert look().state == "OK"


@both
def test_a_clients_mistake_is_no_failed_update(look, server):
    assert look().state == "OK"
    assert ask(server, "/update?commit=true", NO_UPDATE)[0] == 400
    assert look().state == "OK"


@both
def test_a_full_disk(look, server):
    try:
        with server.full_disk():
            assert look().state == "OK"  # nobody wrote
            assert ask(server, "/update?commit=true", document(1))[0] == 500
            first(look(), "CRITICAL", "solr-update-errors")
    except solr.NotReady as problem:
        if "only root" not in str(problem):
            raise
        pytest.skip(str(problem))
    assert look().state == "OK"


@both
def test_pending_documents(look, server):
    with server.altered():
        assert look("--pending=0").state == "OK"
        assert ask(server, "/update", document(1))[0] == 200
        first(look("--pending=0"), "WARNING", "solr-pending", ": 1;")
        first(look("--pending=0,0"), "CRITICAL", "solr-pending")
        assert look().state == "OK"


# ---- ping ----

@old_only
def test_without_ping(look, server):
    with server.without_ping():
        assert ask(server, "/admin/ping")[0] == 500
        found = look()
        found.is_only("OK", "ok")


@old_only
def test_taken_out_of_service(look, server):
    with server.disabled():
        first(look(), "WARNING", "solr-disabled", "Service disabled")


# ---- the pages of Tomcat ----

@in_tomcat
def test_in_tomcat(look, server):
    look().is_only("OK", "ok")
    first(look("--core=nope"), "CRITICAL", "core-missing")
    first(look(url=server.url.replace("/solr", "/other")), "CRITICAL", "solr-not-there")
    with server.schema_unknown_type():
        first(look(), "CRITICAL", "solr-config-error", "nonesuch")
    with server.schema_malformed():  # Jetty's page has no words then
        first(look(), "CRITICAL", "solr-config-error", 'Element type "schema"')
    with server.damaged():
        first(look(), "CRITICAL", "index-damaged", "read past EOF")
    with server.lost_while_running():
        first(look(), "CRITICAL", "index-files-lost", "does not exist")
    look().is_only("OK", "ok")


# ---- thresholds ----

@both
def test_thresholds(look, server):
    first(look("--newest=0.000001s"), "WARNING", "newest-too-old")
    first(look("--newest=0.000001s,0.000002s"), "CRITICAL", "newest-too-old")
    assert look("--newest=1d,2d").state == "OK"
    first(look("--newest=1d", "--newest-field=nonesuch"), "UNKNOWN", "newest-field-unknown", "nonesuch")
    assert look("--newest-field=nonesuch").state == "OK"
    first(look("--heap=0,101"), "WARNING", "solr-heap")
    first(look("--heap=0,0"), "CRITICAL", "solr-heap")


@old_only
def test_caches(look, server):
    """Only the caches of 3.6 are configured here."""
    for number in range(120):
        assert ask(server, "/select?q=id:ds{:03}&rows=0".format(number))[0] == 200
    found = look("--hit-ratio=101:")
    first(found, "WARNING", "solr-hit-ratio")
    assert 0 <= found.metrics["miss_ratio"] <= 100
