# SPDX-License-Identifier: BSD-2-Clause
"""What check_ckan looks at when it is asked to: the ages of datasets, their links, harvests, and the loading of files. The
portals are CKAN 2.9.11 with Solr 3.6.2 and CKAN 2.11.6 with Solr 9.8.1; the links lead to scripted servers."""
import glob
import os
import shutil
import threading
from contextlib import contextmanager

import pytest
from found import UNHURRIED, Found
from harness import cache, ckan, package, portal as portals
from harness.process import Place
from harness.service import finish
from http_peers import HttpPeer, jsonp, reply
from peak import peak
from test_http_hostile import LARGEST, sanitized

BEGIN_EARLY = 1
UNDER_SANITIZERS = False  # cases play what portals answer
PLUGIN = "check_ckan"
DAY = 86400
EDITIONS = {"2.9": ckan.CKAN29, "2.11": ckan.CKAN211}
# What the seeds of the portal say, in days; None: nothing that can be late.
PROMISES = {"毎日": 1, "毎週": 7, "毎月": 31, "毎年": 366, "随時": None, "P1M": 31, "daily": 1,
            "http://publications.europa.eu/resource/authority/frequency/ANNUAL": 366, "そのうち": None, None: None}
KEY = "--frequency-key=" + portals.FREQUENCY
# The links of the seeds lead to a host that does not exist; nobody needs to wait for a name server to say so.
NOWHERE = "--resolve=files.city.example:80:127.0.0.1"

old_only = pytest.mark.parametrize("portal", ["2.9"], indirect=True)
both = pytest.mark.parametrize("portal", ["2.9", "2.11"], indirect=True)


@pytest.fixture(scope="module")
def place():
    """Where the portals live; what they need is installed first."""
    package.require(portals.PACKAGES)
    with Place("parts") as scratch:
        yield scratch


@pytest.fixture(scope="module")
def running(place):
    """Both portals, by their version; each is started when it is first asked for."""
    started = {}

    def of(version):
        if version not in started:
            started[version] = portals.Portal(place, EDITIONS[version]).start()
        return started[version]
    return of


@pytest.fixture
def portal(request, running):
    """The portal that a test is about; it is as it was at the end of every test."""
    return running(request.param)


@pytest.fixture
def look(run, tmp_path, portal):
    """look(*options, url=..., memory=...) runs check_ckan, which remembers for the rest of the test."""
    def once(*options, url=None, memory=tmp_path):
        return Found(run(["-u", url or portal.ckan.url, "--state-dir", memory, "--output=json"] + UNHURRIED
                         + list(options)))
    return once


def said(found, code):
    """The sentences of the findings with this code."""
    return [finding["text"] for finding in found.report["findings"] if finding["code"] == code]


def fine(found):
    """Nothing is wrong."""
    assert (found.state, set(found.codes)) == ("OK", {"ok"}), found.report["findings"]
    return found


@contextmanager
def renewed(portal):
    """With datasets that the test changes, and that have their old ages afterwards."""
    try:
        yield
    finally:
        portal.renew()


# ---- the newest ----

@both
def test_the_newest(look, portal):
    assert fine(look("--freshness=7d,30d")).metrics["newest_age"] < 2 * portals.STALE
    look("--freshness=0s,7d").is_only("WARNING", "newest-too-old")
    look("--freshness=0s,0s").is_only("CRITICAL", "newest-too-old")


@both
def test_the_newest_of_some(look, portal):
    """Of an organisation, of what a filter finds, without some."""
    found = fine(look("--exclude-dataset=ds030", "--exclude-dataset=ds029", "--freshness=3d"))
    assert 2 * DAY <= found.metrics["newest_age"] < 2 * DAY + 2 * portals.STALE
    newest = {name: min(seed.days for seed in portals.seeds() if seed.organization == name) for name in portals.ORGANIZATIONS}
    for name, days in newest.items():
        found = fine(look("--organization=" + name, "--freshness=7d"))
        assert days * DAY <= found.metrics["newest_age"] < days * DAY + 2 * portals.STALE
    found = fine(look("--organization=fire", "--organization=library", "--fq=-name:ds030", "--freshness=7d"))
    assert found.metrics["newest_age"] >= DAY
    assert fine(look("--fq=tags:統計", "--freshness=7d")).metrics["newest_age"] < 2 * portals.STALE
    assert fine(look("--fq=name:ds001 OR name:ds002", "--freshness=60d")).metrics["newest_age"] >= 28 * DAY
    look("--organization=nobody").is_only("UNKNOWN", "age-unknown")
    look("--fq=title:((").is_only("UNKNOWN", "age-unknown")


@both
def test_the_newest_file(look, portal):
    """A corrected title is not new data, and neither is a date that lies ahead."""
    name, days = portals.UPLOADED
    found = fine(look("--newest-by=resource", "--freshness=7d"))
    assert days * DAY <= found.metrics["newest_age"] < days * DAY + 2 * portals.STALE
    with renewed(portal):
        portal.touch(name)
        found = look("--newest-by=resource", "--freshness=1d").is_only("WARNING", "newest-too-old")
        assert name in found.text and found.metrics["newest_age"] >= days * DAY
        resource = portal.call("package_show", id="ds020")["resources"][0]["id"]
        portal.call("resource_patch", id=resource, last_modified="2031-04-01T00:00:00")
        found = look("--newest-by=resource", "--freshness=7d")
        assert found.state == "OK" and found.metrics["newest_age"] >= days * DAY
        future, = said(found, "date-in-future")
        assert "ds020" in future and "2031" in future
        portal.call("resource_patch", id=resource, last_modified=None)
    look("--newest-by=resource", "--organization=fire").is_only("UNKNOWN", "age-unknown")


@old_only
def test_a_dataset_of_the_future(look, portal):
    """It hides nothing."""
    with renewed(portal):
        portal.postgres.psql("UPDATE package SET metadata_modified = '2031-01-01' WHERE name = 'ds005'", "ckan")
        portal.ckan.cli("search-index", "rebuild", "ds005")
        found = look("--freshness=7d")
        assert found.state == "OK" and 0 <= found.metrics["newest_age"] < 2 * portals.STALE, found.report
        assert "ds005" in said(found, "date-in-future")[0]
        assert look("--freshness=0s").codes[0] == "newest-too-old"


# ---- datasets by name ----

@both
def test_datasets_by_name(look, portal):
    found = fine(look("--dataset=ds001", "--dataset=ds029:2d", "--dataset=ds030:2h"))
    assert 29 * DAY <= found.metrics["age_ds001"] < 29 * DAY + 2 * portals.STALE
    assert "ds001" in look("--dataset=ds001:7d,60d").is_only("WARNING", "dataset-too-old").text
    look("--dataset=ds001:7d,14d").is_only("CRITICAL", "dataset-too-old")
    found = look("--dataset=ds099").is_only("CRITICAL", "dataset-missing")
    assert "ds099" in found.text
    for fields in ({"private": True}, {"state": "draft"}, {"state": "deleted"}):
        with portal.dataset(**fields):
            look("--dataset=extra", "--dataset=ds030").is_only("CRITICAL", "dataset-not-public")
    look("--dataset=extra").is_only("CRITICAL", "dataset-missing")
    assert "data file" not in look("--dataset=ds001:1d", "--newest-by=resource").text


# ---- declared frequencies ----

def late():
    """The names of the seeds that are late, by organisation."""
    found = {}
    for seed in portals.seeds():
        promised = PROMISES[seed.frequency]
        if promised and seed.days > promised * 1.5:
            found.setdefault(portals.ORGANIZATIONS[seed.organization], set()).add(seed.name)
    return found


def named(found):
    """The names in the findings, by organisation."""
    names = {}
    for text in said(found, "dataset-overdue"):
        organisation, _, rest = text.rpartition("; ")[2].partition(": ")
        names[organisation] = {word.partition(" ")[0] for word in rest.split(", ")}
    return names


@both
def test_declared_frequencies(look, portal):
    expected = late()
    count = sum(map(len, expected.values()))
    assert 3 <= count < 15 and len(expected) == 3
    found = look(KEY)
    assert found.state == "WARNING" and found.metrics["overdue"] == count
    assert named(found) == expected
    summary = [text for text in said(found, "ok") if "30 of 30" in text][0]
    assert "without a promise: 3, without a word: 3," in summary and summary.endswith("understood: 3: そのうち")
    fine(look(KEY, "--overdue={}".format(count)))
    assert look(KEY, "--overdue=1,10%").state == "CRITICAL"
    fine(look("--frequency-key=frequency"))
    with renewed(portal):
        for name in sorted(set.union(*expected.values())):
            portal.touch(name)
        fine(look(KEY))


@both
def test_a_walk_in_several_runs(look, portal):
    """The verdict is about the whole portal, and a repair is seen when the walk comes by."""
    expected = late()
    seen = []
    for _ in range(3):
        found = look(KEY, "--scan=10")
        seen.append(sum(map(len, named(found).values())))
    assert seen == sorted(seen) and named(found) == expected
    with renewed(portal):
        portal.touch("ds006")
        found = look(KEY, "--scan=10")  # ds001 to ds010
        assert "ds006" not in set.union(*named(found).values())
        assert sum(map(len, named(found).values())) == sum(map(len, expected.values())) - 1


def test_datasets_that_are_large(plugin, tmp_path):
    """Pages shrink until they can be read, and what does not fit into memory is left to the next run."""
    def search(request):
        start, rows = int(request.query.get("start", 0)), int(request.query["rows"])
        found = [{"name": "ds{:03}".format(number), "metadata_modified": portals.ago(60), "notes": "x" * 100000,
                  "resources": [{"last_modified": portals.ago(60)}], "extras": [{"key": "f", "value": "daily"}]}
                 for number in range(start, min(start + rows, 100))]
        return {"success": True, "result": {"count": 100, "results": found}}

    def ok(result):
        return jsonp({"success": True, "result": result})
    with HttpPeer([("*", "*/status_show", ok({"ckan_version": "2.9.11", "extensions": []})),
                   ("*", "*/package_list", ok(["ds{:03}".format(number) for number in range(100)])),
                   ("*", "*/package_search", jsonp(search))]) as peer:
        seen = []
        while sum(seen) < 100:
            done, kib = peak([plugin(PLUGIN), "-u", peer.url, "--state-dir", tmp_path, "--output=json", "--frequency-key=f",
                              "--newest-by=resource", "--freshness=1d"], env={"PATH": package.SYSTEM_PATH, "LC_ALL": "C"})
            assert kib < LARGEST or sanitized(plugin(PLUGIN)), "{} KiB".format(kib)
            text, = [text for text in said(Found(done), "ok") if "looked at" in text]
            seen.append(int(text.split("looked at ")[1].split(" ")[0]))
        assert max(seen) <= 50 and len(seen) <= 4, seen


def test_many_datasets_by_name(plugin, tmp_path):
    """Each answer ends when the next one is asked for: what a run takes does not grow with their number."""
    def ok(result):
        return jsonp({"success": True, "result": result})
    dataset = {"name": "ds", "notes": "x" * 30000, "metadata_modified": portals.ago(60)}
    with HttpPeer([("*", "*/status_show", ok({"ckan_version": "2.9.11", "extensions": []})),
                   ("*", "*/package_list", ok(["ds"])),
                   ("*", "*/package_show", ok(dataset)),
                   ("*", "*/package_search", ok({"count": 1, "results": [dataset]}))]) as peer:
        done, kib = peak([plugin(PLUGIN), "-u", peer.url, "-t", 60, "--state-dir", tmp_path, "--output=json"] +
                         ["--dataset=ds{}=1d".format(number) for number in range(800)],
                         env={"PATH": package.SYSTEM_PATH, "LC_ALL": "C"})
        assert kib < LARGEST or sanitized(plugin(PLUGIN)), "{} KiB".format(kib)
        assert "800 of 800" in " ".join(said(Found(done), "ok"))


# ---- links ----

@contextmanager
def linked(portal, urls, name="linked"):
    """With a dataset that has these links."""
    with portal.dataset(name, resources=[{"url": url, "name": url[-20:], "format": "CSV"} for url in urls]) as made:
        yield made


ALL = ("--links=100", "--links-private", NOWHERE)


def counts(found):
    """What the sentence about the links says: good, not found, not judged, private, of another kind, no time."""
    text, = [text for text in said(found, "ok") if text.startswith("links looked at")]
    return [int("".join(filter(str.isdigit, part))) for part in text.replace(";", ",").split(", ")[1:7]]


@both
def test_a_dead_link(look, portal):
    with HttpPeer([("*", "/here.csv", reply("a,b\n", kind="text/csv"))]) as peer:
        with linked(portal, [peer.url + "here.csv", peer.url + "gone.csv"]) as made:
            assert counts(fine(look(*ALL))) == [1, 1, 30, 0, 0, 0]
            found = look(*ALL)
            assert (found.state, found.codes[0]) == ("WARNING", "dead-link") and found.metrics["dead_links"] == 1
            assert "dataset linked: " + peer.url + "gone.csv" in found.text and "404" in found.text
            assert look("--links-dead=0,0", *ALL).state == "CRITICAL"
            fine(look("--links-dead=1", *ALL))
            resources = [dict(one, url=one["url"].replace("gone", "here")) for one in made["resources"]]
            portal.call("package_patch", id=made["id"], resources=resources)
            found = fine(look(*ALL))
            assert found.metrics["dead_links"] == 0
        asked = {(one.method, one.headers.get("range")) for one in peer.asked("/gone.csv")}
        assert asked == {("HEAD", None), ("GET", "bytes=0-0")}
        assert {one.method for one in peer.asked("/here.csv")} == {"HEAD"}
        for one in peer.requests:
            assert "authorization" not in one.headers and "cookie" not in one.headers


@old_only
def test_links_that_do_not_know_head(look, portal):
    """One byte is asked for, and no more is taken, however much comes."""
    def endless(link, request):
        link.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n\r\n")
        while True:
            link.send(b"1,2,3\n" * 10000)
    with HttpPeer([("HEAD", "*", reply("no", 405)), ("GET", "/part.csv", reply("a", 206)), ("GET", "/endless.csv", endless),
                   ("GET", "/closed.csv", reply("no", 403)), ("GET", "/busy.csv", reply("no", 503))]) as peer:
        names = ["part.csv", "endless.csv", "closed.csv", "busy.csv"]
        with linked(portal, [peer.url + name for name in names] + ["ftp://files.city.example/a.csv", "htp:/mistake"]):
            for _ in range(3):
                assert counts(fine(look(*ALL))) == [2, 0, 32, 0, 2, 0]


@old_only
def test_links_into_the_network(look, portal):
    """A publisher cannot aim the check at what only the monitoring host reaches."""
    with HttpPeer([("*", "*", reply("secret"))]) as peer:
        inside = [peer.url + "a", "http://localhost:{}/b".format(peer.port), "http://[::1]:{}/c".format(peer.port),
                  "http://10.0.0.1/d", "http://169.254.169.254/latest/meta-data/", "http://[::ffff:127.0.0.1]/e",
                  "http://2130706433:{}/f".format(peer.port)]
        with linked(portal, inside):
            found = fine(look("--links=100", NOWHERE))
            assert counts(found)[0] == 0 and counts(found)[3] >= 30 + 6
        assert peer.requests == []


@old_only
def test_a_portal_on_the_same_host(look, portal):
    """What is on the portal itself is tried, by the way that leads there."""
    with linked(portal, [portal.ckan.url + "/dataset/ds001", portal.ckan.url + "/dataset/nowhere"]):
        for _ in range(2):
            found = look("--links=100", NOWHERE)
        assert counts(found)[0] == 1 and found.codes[0] == "dead-link"


@old_only
def test_no_more_than_two_at_once(look, portal):
    lock, now, most, third = threading.Lock(), [0], [0], threading.Event()

    def slow(link, request):
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
            if now[0] > 2:
                third.set()
        third.wait(0.2)  # for one that must not come
        with lock:
            now[0] -= 1
        reply("a")(link, request)
    with HttpPeer([("*", "*", slow)]) as peer:
        with linked(portal, [peer.url + str(number) for number in range(8)]):
            assert counts(fine(look(*ALL)))[0] == 8
    assert most[0] == 2


@old_only
def test_slow_links_have_their_own_time(look, portal):
    """Those that were not tried have their turn in the next run."""
    with HttpPeer([("*", "*", lambda link, request: link.until(b"never"))]) as peer:
        with linked(portal, [peer.url + str(number) for number in range(9)], "ds000"):
            found = look("-t", "10", "--links-time=1s", *ALL)
            assert found.state == "OK" and counts(found)[5] >= 7, found.report
            first = {one.path for one in peer.requests}
            look("-t", "10", "--links-time=1s", *ALL)
            assert {one.path for one in peer.requests} - first


@old_only
def test_a_sample_walks_around(look, portal):
    """Each link once, until all have been tried."""
    with HttpPeer([("*", "*", reply("a"))]) as peer:
        with linked(portal, [peer.url + "1/" + str(number) for number in range(7)], "ds000"):
            with linked(portal, [peer.url + "2/" + str(number) for number in range(7)], "zz"):
                for _ in range(11):  # 44 links
                    fine(look("--links=4", "--links-private", NOWHERE))
                assert sorted(one.path for one in peer.requests) == sorted(
                    "/{}/{}".format(part, number) for part in (1, 2) for number in range(7))


# ---- the loading of files ----

@pytest.fixture(scope="module")
def loading(running):
    """A server of a portal that has the datapusher, which loads nothing."""
    started = {}

    def of(portal):
        if portal.edition.version not in started:
            settings = {"ckan__plugins": portal.edition.plugins + " datapusher", "ckan__datapusher__url": "http://127.0.0.1:9/",
                        "ckan__datapusher__api_token": "none"}
            started[portal.edition.version] = portal.server(**settings).start()
        return started[portal.edition.version]
    return of


@both
def test_tasks(look, portal, loading):
    url = loading(portal).url
    fine(look("--tasks=20", url=url))
    with portal.task("pending", 600):
        fine(look("--tasks=20", url=url))
    with portal.task("pending", 7200):
        found = look("--tasks=20", url=url)
        assert (found.state, found.codes[0]) == ("WARNING", "task-stuck") and "ds030" in found.text
        fine(look("--tasks=20", "--tasks-time=3h", url=url))
        assert look("--tasks=20", "--tasks-time=1h,90m", url=url).state == "CRITICAL"
    fine(look("--tasks=20", url=url))  # the walk stands elsewhere, but what was bad is looked at again
    with portal.task("error", 60, "ds012", error={"message": "the file has no header"}):
        for _ in range(2):  # 30 files
            found = look("--tasks=20", url=url)
        assert (found.state, found.codes[0]) == ("WARNING", "task-failed")
        assert "dataset ds012: the file has no header" in found.text
    fine(look("--tasks=20", url=url))


@both
def test_no_tasks(look, portal):
    look("--tasks=20").is_only("UNKNOWN", "action-missing")


# ---- harvests ----

@pytest.fixture(scope="module")
def harvester(place, running):
    """A server of CKAN 2.9 with the real ckanext-harvest, and no worker."""
    portal = running("2.9")
    python = ckan.installed(place, portal.edition) + "/bin/python"

    def make(path):
        finish([python, "-m", "pip", "--disable-pip-version-check", "install", "-q", "--no-deps", "--no-build-isolation",
                "--target", path, "-r", os.path.join(cache.RECIPES, "ckan-harvest.txt")], seconds=cache.PATIENCE)
        for words in glob.glob(path + "/ckanext/harvest/i18n/*/"):  # CKAN 2.9 would write them into its own folder
            shutil.rmtree(words)
    folder = cache.made(place, "ckan-harvest", cache.recipe("ckan-harvest.txt") + python, make)
    server = portal.server(ckan__plugins=portal.edition.plugins + " harvest ckan_harvester", ckan__harvest__mq__type="redis",
                           ckan__harvest__mq__port=str(portal.redis.port))
    server.env = dict(server.env, PYTHONPATH=folder)
    server.cli("db", "upgrade", "-p", "harvest")
    return server.start()


@pytest.fixture
def source(portal, harvester):
    """A source of harvests."""
    made = harvester.call("harvest_source_create", {
        "name": "source", "url": "http://127.0.0.1:9/", "title": "国土数値情報", "source_type": "ckan", "frequency": "DAILY",
        "owner_org": "city"}, portal.token)
    yield made
    harvester.call("harvest_source_clear", {"id": made["id"]}, portal.token)
    harvester.call("dataset_purge", {"id": made["id"]}, portal.token)


def moved(portal, table, **columns):
    """Move dates of a table of the harvester into the past, by hours, or set something."""
    values = ["{} = '{}'".format(name, value if isinstance(value, str) else portals.ago(3600 * value))
              for name, value in columns.items()]
    portal.postgres.psql("UPDATE {} SET {}".format(table, ", ".join(values)), "ckan")


@old_only
def test_harvests(look, portal, harvester, source):
    def found():
        return look("--harvest", url=harvester.url)
    fine(found())  # it is new
    moved(portal, "harvest_source", created=8)
    assert "国土数値情報" in found().is_only("WARNING", "harvest-stuck", "ok").text
    harvester.call("harvest_job_create", {"source_id": source["id"], "run": False}, portal.token)
    fine(found())  # it waits
    moved(portal, "harvest_job", created=8)
    found().is_only("WARNING", "harvest-stuck", "ok")
    moved(portal, "harvest_job", created=30)
    found().is_only("CRITICAL", "harvest-stuck", "ok")
    moved(portal, "harvest_job", status="Running", gather_started=1)
    fine(found())
    moved(portal, "harvest_job", gather_started=8)
    assert "running" in found().is_only("WARNING", "harvest-stuck", "ok").text
    moved(portal, "harvest_job", status="Finished", finished=1)
    fine(found())
    moved(portal, "harvest_source", next_run=8)
    assert "late" in found().is_only("WARNING", "harvest-stuck", "ok").text
    moved(portal, "harvest_source", next_run=-8)
    portal.postgres.psql("INSERT INTO harvest_gather_error (id, harvest_job_id, message, created) "
                         "SELECT 'e', id, 'no answer', now() FROM harvest_job", "ckan")
    assert "1 of 1" in found().is_only("WARNING", "harvest-failed", "ok").text
    assert look("--harvest", "--harvest-errors=1", url=harvester.url).state == "OK"
    moved(portal, "harvest_job", status="Aborted")
    found().is_only("WARNING", "harvest-failed", "ok")
    portal.postgres.psql("UPDATE harvest_source SET active = false", "ckan")
    fine(found())


@both
def test_no_harvester(look, portal):
    look("--harvest").is_only("UNKNOWN", "action-missing")
