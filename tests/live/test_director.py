# SPDX-License-Identifier: BSD-2-Clause
"""The baskets in a real Icinga Director: each is restored, and again without anything twice; a service is made of one and
deployed to a real Icinga 2, whose result is read. The language arrives, which would not come through the environment."""
import glob
import json
import os

import pytest
from harness import director, icinga, package, process

UNDER_SANITIZERS = False  # the programs are run by other tests; this is about their descriptions
BASKETS = sorted(glob.glob(os.path.join(os.path.dirname(__file__), "..", "..", "icinga-conf", "director", "*.json")))
ZONE = 'object Zone "director-global" { global = true }\n'


@pytest.fixture(scope="module")
def desk(plugin_dir):
    """A Director beside an Icinga that knows none of our commands."""
    package.require(package.SETS["icinga"])
    package.require(director.PACKAGES)
    with process.Place("director") as place:
        monitor = icinga.Icinga(place, plugin_dir, [], ZONE)
        monitor.start()
        yield director.Director(place, monitor)


def count(desk, table):
    """How many rows a table of the Director has."""
    return int(desk.sql("SELECT count(*) FROM " + table))


def test_baskets_are_restored_twice(desk):
    assert BASKETS
    tables = ("icinga_command", "icinga_service", "director_datafield", "director_datafield_category",
              "director_datalist", "director_datalist_entry")
    before = {table: count(desk, table) for table in tables}
    for path in BASKETS:
        desk.restore(path)
    first = {table: count(desk, table) for table in tables}
    for path in BASKETS:
        desk.restore(path)
    assert {table: count(desk, table) for table in tables} == first
    assert first["icinga_command"] - before["icinga_command"] == first["icinga_service"] == len(BASKETS)
    # Also what several programs share is there once.
    assert count(desk, "director_datafield") == int(desk.sql("SELECT count(DISTINCT varname) FROM director_datafield"))


def test_the_template_has_what_the_file_has(desk):
    for path in BASKETS:
        desk.restore(path)
    shown = json.loads(desk.cli("service", "show", "city_cert", "--json", "--no-defaults"))
    assert (shown["check_interval"], shown["retry_interval"], shown["max_check_attempts"]) == ("3600", "60", "3")
    assert shown["notes_url"] == "$service.vars.city_runbook_url$/check_cert.html"
    assert shown["vars"]["city_cert_warning"] == "25%,30d" and "city_language" not in shown["vars"]


def test_words_are_chosen_from_a_list(desk):
    for path in BASKETS:
        desk.restore(path)
    chosen = desk.sql("SELECT entry_name FROM director_datalist_entry e JOIN director_datalist l ON e.list_id = l.id "
                      "WHERE list_name = 'city-monitoring-plugins: city_language' ORDER BY entry_name").split()
    assert chosen == ["auto", "en", "ja"]
    captions = desk.sql("SELECT caption FROM director_datafield WHERE varname LIKE 'city_cert_%' ORDER BY caption").splitlines()
    assert captions[0] == "01 Hostname" and "07 Lowest TLS version" in captions
    assert not any("verbose" in caption.lower() or "output" in caption.lower() for caption in captions)


def test_a_service_of_a_basket_is_checked(desk):
    for path in BASKETS:
        desk.restore(path)
    port, = process.free_ports(1)
    desk.cli("host", "create", "web", "--json", json.dumps(
        {"object_type": "object", "address": "127.0.0.1", "check_command": "dummy", "vars": {"city_language": "ja"}}))
    desk.cli("service", "create", "tls", "--json", json.dumps(
        {"object_type": "object", "host": "web", "imports": ["city_cert"], "vars": {"city_cert_port": str(port)}}))
    desk.deploy("web!tls")
    found = desk.monitor.check_now("web!tls")
    # No host name is set: the address of the host is looked at.
    assert found["state"] == "CRITICAL" and found["output"].startswith("CRITICAL - 127.0.0.1:{}: ".format(port)), found
    assert "接続を拒否されました" in found["output"], found
