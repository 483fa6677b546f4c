# SPDX-License-Identifier: BSD-2-Clause
"""check_ckan against CKAN 2.9.11 with Solr 3.6.2, and CKAN 2.11.6 with Solr 9.8.1: well, and with each part of them
stopped, frozen or damaged. What a portal is asked is counted, since a check must not make a sick portal sicker."""
import os
import re
import signal
from contextlib import contextmanager

import pytest
from found import UNHURRIED, Found
from harness import ckan, front, package, pki, portal as portals
from harness.process import NotReady, Place, wait_until

BEGIN_EARLY = 2
UNDER_SANITIZERS = False  # cases play what portals answer
PLUGIN = "check_ckan"
DATASETS = 30
EDITIONS = {"2.9": ckan.CKAN29, "2.11": ckan.CKAN211}

old_only = pytest.mark.parametrize("portal", ["2.9"], indirect=True)
new_only = pytest.mark.parametrize("portal", ["2.11"], indirect=True)
both = pytest.mark.parametrize("portal", ["2.9", "2.11"], indirect=True)


@pytest.fixture(scope="module")
def place():
    """Where the portals live, and nginx in front of them, which is installed first."""
    package.require(portals.PACKAGES, front.PACKAGES)
    with Place("ckan") as scratch:
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


@pytest.fixture(scope="module")
def threaded(running):
    """A server of the portal of a version that answers several requests at once."""
    started = {}

    def of(version):
        if version not in started:
            started[version] = running(version).threaded().start()
        return started[version]
    return of


@pytest.fixture
def portal(request, running):
    """The portal that a test is about; it is as it was at the end of every test."""
    return running(request.param)


@pytest.fixture
def parallel(request, portal, threaded):
    """Its other server."""
    return threaded(request.node.callspec.params["portal"])


@pytest.fixture
def look(run, tmp_path, portal):
    """look(*options, url=..., token=...) runs check_ckan, which remembers for the rest of the test."""
    def once(*options, url=None, token=None):
        words = ["-u", url or portal.ckan.url, "--state-dir", tmp_path, "--output=json"]
        return Found(run(words + UNHURRIED + list(options), env={"CHECK_TOKEN": token} if token else None))
    return once


def well(found, datasets=DATASETS):
    """The portal and its search answer, and agree."""
    assert (found.state, set(found.codes)) == ("OK", {"ok"}), found.report["findings"]
    assert (found.metrics["datasets"], found.metrics["search_count"], found.metrics["drift"]) == (datasets, datasets, 0)
    return found


@contextmanager
def counted(place, upstream, **options):
    """nginx in front of a server; its `actions(count)` are those that the portal was asked for, at least so many."""
    server = front.Front(place, "127.0.0.1:{}".format(upstream.port), **options).start()
    server.actions = lambda count: [re.search(r"/action/(\w+)", one.line).group(1) for one in server.requests(count)]
    try:
        yield server
    finally:
        server.stop()


# ---- well ----

@both
def test_well(look, portal):
    found = well(look())
    assert portal.edition.version in found.text
    assert 0 <= found.metrics["newest_age"] < 2 * portals.STALE
    well(look())  # with what it remembers


@both
def test_what_it_should_be(look, portal):
    well(look("--expect-title=CKAN", "--expect-extension=datastore", "--expect-extension=text_view",
              "--min-version=" + portal.edition.version, "--page=/dataset/", "--page=/dataset/ds001"))
    look("--expect-title=札幌").is_only("CRITICAL", "wrong-site")
    look("--expect-extension=harvest").is_only("CRITICAL", "extension-missing")
    look("--min-version=2.99").is_only("WARNING", "version-too-old")


@new_only
def test_hidden_version(look, portal):
    hidden = portal.server(ckan__hide_version="true").start()
    try:
        assert "unknown" in well(look(url=hidden.url)).text
        assert portal.edition.version in well(look("--min-version=2.11", url=hidden.url)).text
        look("--min-version=2.12", url=hidden.url).is_only("WARNING", "version-too-old")
    finally:
        hidden.stop()


@both
def test_what_is_not_public(look, portal):
    """Neither the list nor the search has it, or both have."""
    for fields in ({"private": True}, {"state": "draft"}, {"state": "deleted"}):
        with portal.dataset(**fields):
            well(look())


@both
def test_other_types_of_dataset(look, portal):
    with portal.dataset(type="showcase"):
        well(look(), DATASETS + 1)


@both
def test_one_connection_and_few_questions(look, place, portal):
    authority = pki.root("City Root CA").authority("City Issuing CA")
    trust = pki.write_ca_directory(place.at("trust"), [authority.root])
    with counted(place, portal.ckan, certificate=authority.leaf("localhost", ["localhost", "127.0.0.1"])) as server:
        well(look("--ca", trust, url=server.url))
        assert server.actions(4) == ["status_show", "package_list", "package_search", "package_search"]
        assert len({request.connection for request in server.requests()}) == 1


# ---- the search ----

@both
def test_solr_stopped(look, portal):
    with portal.solr.stopped():
        found = look().is_only("CRITICAL", "solr-unreachable")
        assert found.metrics["datasets"] == DATASETS and found.metrics["search_count"] is None
        look("--page=/dataset/").is_only("CRITICAL", "solr-unreachable", "page-failed")
    well(look("--page=/dataset/"))


@both
def test_solr_frozen_and_several_threads(look, place, portal, parallel):
    with counted(place, parallel) as server:
        with portal.solr.frozen():
            found = look("-t", "2", url=server.url).is_only("CRITICAL", "solr-hung")
            assert found.metrics["datasets"] == DATASETS
            look("-t", "2:WARNING", "--retry-hung=0s", url=server.url).is_only("WARNING", "solr-hung")
            found = look("-t", "2", url=server.url).is_only("CRITICAL", "solr-hung")
            assert "package_search has hung since" in found.text
            whole = ["status_show", "package_list", "package_search"]
            assert server.actions(8) == whole + whole + ["status_show", "package_list"]
        look(url=server.url).is_only("CRITICAL", "solr-hung")  # it is not asked before its time
        well(look("--retry-hung=0s", url=server.url))
        well(look(url=server.url))


@both
def test_solr_frozen_and_one_thread(look, place, portal):
    """The search holds the only worker, so later runs get no answer at all, and say why."""
    single = portal.server().start()
    try:
        with counted(place, single, patience=60) as server:
            with portal.solr.frozen():
                look("-t", "2", url=server.url).is_only("CRITICAL", "solr-hung")
                for _ in range(2):
                    found = look("-t", "2", url=server.url).is_only("CRITICAL", "portal-hung")
                    assert "package_search has hung since" in found.text and "Solr" in found.text
                assert server.actions(5) == ["status_show", "package_list", "package_search"] + ["status_show"] * 2
            single.wait()
            look(url=server.url).is_only("CRITICAL", "solr-hung")
            well(look("--retry-hung=0s", url=server.url))
    finally:
        single.stop()


@both
def test_solr_broken(look, portal):
    with portal.solr.schema_unknown_type():
        found = look().is_only("CRITICAL", "solr-error")
        assert "nonesuch" in found.text
    with portal.solr.schema_malformed():
        look().is_only("CRITICAL", "solr-error")
    well(look())


@old_only
def test_solr_without_its_configuration(look, portal):
    with portal.solr.without_conf():
        look().is_only("CRITICAL", "solr-error")


@both
def test_index_emptied(look, portal):
    with portal.solr.without():
        found = look().is_only("CRITICAL", "index-empty")
        assert found.metrics["drift"] == DATASETS
    well(look())


@both
def test_index_drifted(look, portal):
    with portal.solr.without("name:ds00* OR name:ds010"):
        found = look().is_only("CRITICAL", "index-drift")
        assert found.metrics["drift"] == 10
        look("--drift=10").is_only("OK", "ok")
        look("--drift=5,20").is_only("WARNING", "index-drift")
    with portal.solr.without("name:ds005"):
        look().is_only("WARNING", "index-drift")
        look("--drift=5%,20%").is_only("OK", "ok")


@old_only
def test_index_damaged(look, portal):
    with portal.solr.damaged():
        look().is_only("CRITICAL", "index-damaged")
    well(look())


@old_only
def test_index_damaged_but_for_the_newest(look, portal):
    with portal.solr.damaged_partly(portal.touch):
        found = look().is_only("CRITICAL", "index-damaged")
        assert found.metrics["search_count"] == DATASETS
    well(look())


@new_only
def test_index_damaged_and_noticed(look, portal):
    """Solr 9 looks at its files when it starts."""
    with portal.solr.damaged():
        assert "Error opening new searcher" in look().is_only("CRITICAL", "solr-error").text
    well(look())


@both
def test_orphan_in_the_index(look, portal):
    with portal.orphan():
        look().is_only("WARNING", "index-orphans")
        look("--drift=1").is_only("OK", "ok")


@both
def test_nothing_in_the_portal(look, portal):
    with portal.solr.without():
        portal.postgres.psql("UPDATE package SET state = 'gone' WHERE state = 'active'", "ckan")
        try:
            look().is_only("WARNING", "portal-empty")
        finally:
            portal.postgres.psql("UPDATE package SET state = 'active' WHERE state = 'gone'", "ckan")
    well(look())


@old_only
def test_what_reading_does_not_show(look, portal):
    """A locked index and a full disk are seen by who writes; check_solr finds them from one run to the next."""
    with portal.solr.locked():
        well(look())
        with pytest.raises(NotReady):
            portal.touch()
        well(look())


@old_only
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a file system")
def test_a_full_disk(look, portal):
    with portal.solr.full_disk():
        well(look())


# ---- the database ----

@both
def test_postgres_stopped(look, portal):
    with portal.postgres.stopped():
        look().is_only("CRITICAL", "database-down")
        look("--page=/about").is_only("CRITICAL", "database-down", "page-failed")
    well(look())


@both
def test_postgres_crashes(look, portal):
    """It comes back by itself, and so does the portal."""
    victim = portal.postgres.psql("SELECT min(pid) FROM pg_stat_activity WHERE datname = 'ckan'").strip()

    def recovered():
        try:
            return not portal.postgres.psql("SELECT 1 FROM pg_stat_activity WHERE pid = {}".format(victim))
        except NotReady:
            return False
    os.kill(int(victim), signal.SIGKILL)
    wait_until(recovered, 30, "PostgreSQL after its crash")
    well(look())


@both
def test_postgres_frozen(look, portal, parallel):
    with portal.postgres.frozen():
        look("-t", "2", url=parallel.url).is_only("CRITICAL", "portal-hung")
    parallel.wait()
    well(look(url=parallel.url))


@both
def test_table_locked(look, place, portal, parallel):
    with counted(place, parallel) as server:
        with portal.table_locked():
            look("-t", "2", url=server.url).is_only("CRITICAL", "database-hung")
            found = look("-t", "2", url=server.url).is_only("CRITICAL", "database-hung")
            assert "package_list has hung since" in found.text
            assert server.actions(5) == ["status_show", "package_list", "status_show"] + ["package_search"] * 2
        well(look("--retry-hung=0s", url=server.url))


@both
def test_datastore_refused(look, portal):
    with portal.datastore_refused():
        well(look())
        look("--datastore").is_only("CRITICAL", "datastore-down")
    well(look("--datastore"))


# ---- the queue ----

@both
def test_redis_stopped(look, portal):
    with portal.redis.stopped():
        well(look())
        look("--jobs=15m,1h", token=portal.token).is_only("CRITICAL", "queue-unreachable")
    well(look("--jobs=15m,1h", token=portal.token))


@both
def test_redis_frozen(look, place, portal, parallel):
    with counted(place, parallel) as server:
        with portal.redis.frozen():
            well(look(url=server.url))
            look("-t", "2", "--jobs=15m,1h", url=server.url, token=portal.token).is_only("CRITICAL", "queue-hung")
            look("-t", "2", "--jobs=15m,1h", url=server.url, token=portal.token).is_only("CRITICAL", "queue-hung")
            assert server.actions(15).count("job_list") == 1
        well(look("--jobs=15m,1h", "--retry-hung=0s", url=server.url, token=portal.token))


@both
def test_redis_frozen_and_one_thread(look, portal):
    """The question about the queue holds the only worker."""
    single = portal.server().start()
    try:
        with portal.redis.frozen():
            look("-t", "2", "--jobs=15m,1h", url=single.url, token=portal.token).is_only("CRITICAL", "queue-hung")
            found = look("-t", "2", "--jobs=15m,1h", url=single.url, token=portal.token)
            assert "job_list has hung since" in found.is_only("CRITICAL", "portal-hung", "queue-hung").text
        single.wait()
        well(look("--jobs=15m,1h", "--retry-hung=0s", url=single.url, token=portal.token))
    finally:
        single.stop()


@both
def test_nobody_works(look, portal):
    with portal.queued(1800):
        look("--jobs=15m,1h", token=portal.token).is_only("WARNING", "queue-old")
        look("--jobs=15m,20m", token=portal.token).is_only("CRITICAL", "queue-old")
        well(look("--jobs=1h", token=portal.token))


# ---- the token ----

@both
def test_tokens(look, portal):
    well(look(token=portal.token))
    well(look(token=portal.clerk))
    look(token="wrong").is_only("UNKNOWN", "token-rejected")
    look("--jobs=15m,1h", token="wrong").is_only("UNKNOWN", "token-rejected")
    look("--jobs=15m,1h", token=portal.clerk).is_only("UNKNOWN", "token-not-sysadmin")


@old_only
def test_the_old_header(look, portal):
    well(look("--token-header=X-CKAN-API-Key", token=portal.token))


@new_only
def test_the_old_header_is_gone(look, portal):
    look("--token-header=X-CKAN-API-Key", token=portal.token).is_only("UNKNOWN", "token-rejected")


# ---- in front of it ----

@both
def test_ckan_stopped(look, place, portal):
    with counted(place, portal.ckan) as server:
        with portal.ckan.stopped():
            look(url=server.url).is_only("CRITICAL", "backend-down")
            look().is_only("CRITICAL", "unreachable")
        well(look(url=server.url))


@both
def test_ckan_frozen(look, place, portal):
    with counted(place, portal.ckan, patience=1) as server:
        with portal.ckan.frozen():
            look("-t", "4", url=server.url).is_only("CRITICAL", "backend-hung")
            look("-t", "2").is_only("CRITICAL", "portal-hung")
        well(look(url=server.url))


@both
def test_solr_frozen_behind_nginx(look, place, portal, parallel):
    """nginx gives up before we do: it is still the search that hangs, not the portal."""
    with counted(place, parallel, patience=1) as server:
        with portal.solr.frozen():
            look("-t", "4", url=server.url).is_only("CRITICAL", "solr-hung")
        well(look("--retry-hung=0s", url=server.url))


@both
def test_a_cache_that_leaves_no_trace(look, place, portal):
    """It knows the path of a question alone, so that one run is enough to notice it."""
    with counted(place, portal.ckan) as server:
        well(look(url=server.url))
        look(url=server.url + "stale/").is_only("CRITICAL", "stale-answer")
        with portal.ckan.stopped():
            look(url=server.url + "stale/").is_only("CRITICAL", "stale-answer")


@both
def test_no_portal_at_this_url(look, portal):
    look(url=portal.ckan.url + "/nowhere").is_only("CRITICAL", "http-status")
    look(url=portal.solr.url).is_only("CRITICAL", "http-status")
