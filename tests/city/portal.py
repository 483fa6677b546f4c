# SPDX-License-Identifier: BSD-2-Clause
"""An open data portal, CKAN 2.9.11 with Solr 3.6.2, behind nginx; and the same portal with parts that are broken in ways
that a ping does not show."""
import os
from contextlib import contextmanager

from harness import front, portal, process
from harness.city import Change, Service, Started
from harness.pki import root, write_ca_directory
from harness.service import finish

TITLE = "CKAN 2.9.11 and Solr 3.6.2, an open data portal"
PACKAGES = {kin: dict(front.PACKAGES[kin], **portal.PACKAGES[kin]) for kin in ("debian", "rhel")}

SERVICES = [
    Service("portal", "city_ckan", "OK", "datasets: 30, found by the search: 30", title="through nginx with TLS"),
    Service("fresh", "city_ckan", "OK", "the newest changed", title="something changed within two days"),
    Service("overdue", "city_ckan", "WARNING", "later than the update frequency they declare", "dataset-overdue",
            "datasets that are changed less often than they say"),
    Service("search-dead", "city_ckan", "CRITICAL", "does not reach its search server", "solr-unreachable",
            "the portal answers, its search does not"),
    Service("search-damaged", "city_ckan", "CRITICAL", "but fails to show number", "index-damaged",
            "the search counts, and cannot show"),
    Service("no-portal", "city_ckan", "CRITICAL", "status 502", "backend-down", "nginx has nothing behind it"),
    Service("solr", "city_solr", "OK", "Solr 3.6.2 answers", title="the search itself"),
    Service("solr-damaged", "city_solr", "CRITICAL", "cannot be read", "index-damaged",
            "its ping says that all is well"),
    Service("solr-stopped", "city_solr", "CRITICAL", "connection refused", "unreachable", "nobody listens there"),
]

CHANGES = [
    Change("portal", lambda parts: parts.solr.stopped(), "CRITICAL", "does not reach its search server",
           "solr-unreachable", "Solr ends"),
    Change("portal", lambda parts: parts.solr.frozen(), "CRITICAL", "its search does not within", "solr-hung",
           "Solr is silent"),
    Change("portal", lambda parts: parts.solr.schema_unknown_type(), "CRITICAL", "Unknown fieldtype 'nonesuch'",
           "solr-error", "somebody breaks the schema of Solr"),
    Change("portal", lambda parts: parts.solr.without("name:ds00*"), "CRITICAL", "finds 21 of 30 datasets",
           "index-drift", "the index loses 9 of 30 documents"),
    Change("portal", lambda parts: parts.solr.without(), "CRITICAL", "the search finds nothing", "index-empty",
           "the index loses all of them"),
    Change("portal", lambda parts: parts.orphan(), "WARNING", "than the portal has, by 1", "index-orphans",
           "a dataset is deleted in the database alone"),
    Change("portal", lambda parts: parts.postgres.stopped(), "CRITICAL", "look at PostgreSQL", "database-down",
           "PostgreSQL ends"),
    Change("portal", lambda parts: parts.table_locked(), "CRITICAL", "its list of datasets does not come",
           "database-hung", "a table is locked"),
    Change("portal", lambda parts: parts.ckan.stopped(), "CRITICAL", "status 502", "backend-down", "CKAN ends"),
    Change("solr", lambda parts: parts.solr.stopped(), "CRITICAL", "connection refused", "unreachable", "Solr ends"),
    Change("solr", lambda parts: parts.solr.frozen(), "CRITICAL", "the service hangs", "solr-hung", "Solr is silent"),
    Change("solr", lambda parts: parts.solr.schema_unknown_type(), "CRITICAL", "Unknown fieldtype 'nonesuch'",
           "solr-config-error", "somebody breaks the schema"),
    Change("solr", lambda parts: parts.solr.without("name:ds00*"), "WARNING", "there were 30", "documents-dropped",
           "the index loses 9 of 30 documents"),
    Change("solr", lambda parts: parts.solr.lost_while_running(), "CRITICAL", "still answers from what it has open",
           "index-files-lost", "somebody removes the files of the index"),
    Change("solr", lambda parts: _failed_write(parts), "CRITICAL", "updates fail", "solr-update-errors",
           "the index is locked, and somebody changes a dataset"),
]


@contextmanager
def _failed_write(parts):
    with parts.solr.locked():
        try:
            parts.touch()
        except process.NotReady:
            pass  # CKAN says so, too
        yield
    parts.touch()  # Solr's counter of failures stays as it is; that all is well again shows in an update that works


def start(place):
    """Start the portal, two ill ones that share its database, and nginx, and say which service is found where."""
    well = portal.Portal(place)
    nobody, = process.free_ports(1)
    spoilt = place.at("solr-spoilt")
    finish(["cp", "-a", well.solr.home, spoilt])
    damaged = type(well.solr)(place, home=spoilt)
    damaged.spoil()
    searches = {"search-damaged": damaged.url, "search-dead": "http://127.0.0.1:{}/solr".format(nobody)}
    damaged.start(wait=False)
    well.start()
    servers = {name: well.server(solr_url=url).start(wait=False) for name, url in searches.items()}
    for server in [damaged] + list(servers.values()):
        server.wait()
    top = root("City Root CA")
    good = front.Front(place, "127.0.0.1:{}".format(well.ckan.port), top.authority("City Issuing CA").leaf("127.0.0.1"))
    bad = front.Front(place, "127.0.0.1:{}".format(nobody))
    good.start()
    bad.start()
    variables = {
        # A question that hung is asked again at once, so that one sees the recovery.
        "portal": {"url": good.url, "timeout": "8", "retry_hung": "0s"},
        "fresh": {"url": good.url, "freshness": "2d,7d"},
        "overdue": {"url": good.url, "frequency_key": portal.FREQUENCY},
        "search-dead": {"url": servers["search-dead"].url},
        "search-damaged": {"url": servers["search-damaged"].url},
        "no-portal": {"url": bad.url},
        "solr": {"url": well.solr.url, "timeout": "4"},
        "solr-damaged": {"url": damaged.url},
        "solr-stopped": {"url": searches["search-dead"]},
    }
    authorities = write_ca_directory(os.path.join(good.home, "ca"), [top])
    prefixes = {service.name: service.command + "_" for service in SERVICES}
    return Started({name: {prefixes[name] + key: value for key, value in dict(given, ca=authorities).items()}
                    for name, given in variables.items()}, well)
