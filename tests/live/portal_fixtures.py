# SPDX-License-Identifier: BSD-2-Clause
"""The open data portals and search engines of live tests: what each needs is installed, and it is started; where it
cannot be had (no suitable Python, no Java, no PostgreSQL, nothing to fetch it from) the tests are skipped with the
reason."""
import pytest
from harness import cache, package, portal, solr


def a_portal(place, edition):
    """Start the portal of an edition (ckan.CKAN29, ckan.CKAN211) with all its parts, or skip."""
    def make():
        cache.interpreter("CKAN " + edition.version, *edition.pythons, modules="venv")
        package.require(portal.PACKAGES)
        return portal.Portal(place, edition).start()
    return _or_skip(make)


def a_solr(place, kind, documents):
    """Start a Solr by itself (solr.Solr36, solr.Solr9) with so many documents, or skip."""
    def make():
        package.require(solr.PACKAGES)
        made = kind(place).start()
        made.fill(documents)
        return made
    return _or_skip(make)


def _or_skip(make):
    try:
        return make()
    except package.Missing as problem:
        return pytest.skip(str(problem).partition("\n")[0])
