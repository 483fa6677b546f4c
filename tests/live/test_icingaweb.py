# SPDX-License-Identifier: BSD-2-Clause
"""What a reader at night sees in a real Icinga DB Web: the alert with its code, the limits of its metric, and the link, which
leads to the page of the runbook in the language of the findings."""
import html
import os
import re
import urllib.error

import pytest
from harness import city, icinga, icingaweb, package, pki, process

UNDER_SANITIZERS = False  # the programs are run by other tests; this is about what is made of their output
PREFIX = "/city-monitoring-plugins/runbook/"


@pytest.fixture(scope="module")
def pages(plugin_dir):
    """The installed pages of the runbook."""
    prefix = os.path.dirname(os.path.dirname(os.path.dirname(plugin_dir)))
    folder = os.path.join(prefix, "share", "doc", "city-monitoring-plugins", "html")
    if not os.path.isdir(folder):
        pytest.skip("no pages at {}: only an installation with cmark has them (make install, PLUGIN_DIR)".format(folder))
    return folder


@pytest.fixture(scope="module")
def web(plugin_dir, pages, authority):
    """Icinga DB Web with two hosts, one Japanese, and a certificate that expires soon."""
    package.require(package.SETS["icinga"])
    package.require(icingaweb.PACKAGES)
    with process.Place("icingaweb") as place:
        leaf = authority.leaf("www.city.example", start=pki.days(-75), end=pki.days(15))
        # Icinga's own account reads them.
        pki.write_pem(place.at("leaf.pem"), leaf.chain)
        pki.write_pem(place.at("ca.pem"), [authority.root])
        for name in ("leaf.pem", "ca.pem"):
            os.chmod(place.at(name), 0o644)
        shown = icingaweb.Web(place, {PREFIX: pages})
        objects = shown.objects
        for host, variables in (("japanese", {"city_language": "ja"}), ("silent", {})):
            objects += icinga.definition("Host", host, {"check_command": "dummy"}, variables)
            objects += icinga.definition("Service", "tls", {"host_name": host}, {
                "city_cert_file": [place.at("leaf.pem")], "city_cert_ca": place.at("ca.pem")}).replace(
                    "\n}", '\n  import "city_cert"\n}')
        monitor = icinga.Icinga(place, plugin_dir, [city.COMMANDS], objects)
        monitor.start()
        shown.start()
        for host in ("japanese", "silent"):
            assert monitor.check_now(host + "!tls")["state"] == "WARNING"
        yield shown


def service(web, host):
    """The page of its service, once the result has arrived."""
    path = "/icingadb/service?name=tls&host.name=" + host
    found = {}

    def arrived():
        try:
            found["page"] = web.get(path)
        except (urllib.error.HTTPError, OSError):
            return False
        return "lifetime_used" in found["page"]
    process.wait_until(arrived, 60, "the result in Icinga DB Web")
    return html.unescape(found["page"])


@pytest.mark.parametrize("host, language, words", [("japanese", "ja", "証明書の有効期限が近づいています"),
                                                   ("silent", "en", "A certificate expires soon")], ids=["ja", "en"])
def test_the_link_shows_the_page(web, host, language, words):
    link, = set(re.findall('href="([^"]*runbook[^"]*)"', service(web, host)))
    assert link == "{}check_cert.{}.html".format(PREFIX, language)
    page = web.get(link)
    assert '<html lang="{}">'.format(language) in page and '<section id="certificate-expiring">' in page and words in page
    for style in re.findall('<link rel="stylesheet" href="([^"]*)">', page):
        assert "font" in web.get(PREFIX + style)


def test_the_code_stays_plain_and_the_limits_are_shown(web):
    page = service(web, "silent")
    assert "[certificate-expiring]" in re.sub("<[^>]*>", "", page)
    limits = page[page.index("lifetime_used"):page.index("days_left", page.index("lifetime_used"))]
    assert re.search("83.3[0-9]*%", limits) and "75%" in limits and "90%" in limits, limits
