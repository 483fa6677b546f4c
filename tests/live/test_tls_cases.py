# SPDX-License-Identifier: BSD-2-Clause
"""Every certificate of the demo city, asked for by the plugin itself, without Icinga."""
import json

import pytest
from harness import city, package
from harness.process import Place
from polite import EXIT, lines

UNDER_SANITIZERS = False  # cases play the same certificates

TLS, = city.systems(["tls"])
EACH = pytest.mark.parametrize("service", TLS.SERVICES, ids=lambda service: service.name)


@pytest.fixture(scope="module")
def variables():
    """The custom variables of every case, the servers running."""
    package.require(TLS.PACKAGES)
    with Place("tls") as place:
        yield TLS.start(place).variables


@EACH
def test_line(run, variables, service):
    done = run(city.words(variables[service.name]))
    first = lines(done)[0]
    assert (first.partition(" - ")[0], done.returncode) == (service.state, EXIT[service.state]), first
    assert service.says in first.partition(" | ")[0]


@EACH
def test_json(run, variables, service):
    done = run(city.words(variables[service.name]) + ["--output=json"])
    result = json.loads(done.stdout.decode("utf-8"))
    assert (result["state"], result["exit"], done.returncode) == (service.state,) + 2 * (EXIT[service.state],)
    assert result["findings"][0]["code"] == (service.code or "ok"), result["findings"]
    assert all(finding["text"].isprintable() for finding in result["findings"])
