# SPDX-License-Identifier: BSD-2-Clause
"""CKAN on loopback, by its own development server, from the packages of its release.

An edition says how one version is installed and what it needs; see portal.py for everything around it.
"""
import json
import os
import re
import shutil
import urllib.error
import urllib.request
from collections import namedtuple

from harness import cache, solr
from harness.process import NotReady, free_ports
from harness.service import ACCOUNT, Service, answer, environment, finish

# name: of the recipe; pythons: the oldest and the newest; tools, additions: see cache.environment; run: for `ckan run`
Edition = namedtuple("Edition", "version name pythons tools additions plugins solr run")

CKAN29 = Edition("2.9.11", "ckan-2.9", ((3, 9), (3, 11)), ("setuptools==57.5.0", "wheel==0.38.4"),
                 ("ckan29_on_311.py", "ckan29_on_311.pth"), "stats datastore text_view", solr.Solr36, ())
# Its server would show a debugger instead of CKAN's own page of a failure.
CKAN211 = Edition("2.11.6", "ckan-2.11", ((3, 10), (3, 12)), (), (), "activity datastore text_view", solr.Solr9,
                  ("--disable-debugger",))


def installed(place, edition):
    """The folder of the virtual environment that has this edition."""
    python = cache.interpreter("CKAN " + edition.version, *edition.pythons)
    return cache.environment(place, edition.name, python, edition.tools, edition.additions)


def schema(place, edition):
    """The text of the schema.xml that this edition brings for Solr."""
    path = os.path.join(cache.packages(installed(place, edition)), "ckan/config/solr/schema.xml")
    with open(path, encoding="utf-8") as file:
        return file.read()


class Ckan(Service):
    """One server process. `settings` are those of its configuration file, which is made in `home` or completed there;
    a server with --threaded answers several requests at once, the usual one is busy with one, like a single worker."""

    def __init__(self, place, edition, home, settings, options=()):
        self.edition, self.home, self.settings = edition, home, dict(settings)
        self.port, = free_ports(1)
        self.url = "http://127.0.0.1:{}".format(self.port)
        self.settings.setdefault("ckan.site_url", self.url)
        root = installed(place, edition)
        self.program = [root + "/bin/python", root + "/bin/ckan"]
        self.configuration = os.path.join(home, "ckan-{}.ini".format(self.port))
        account = cache.readable(root + "/bin/python", cache.readable(root + "/.", ACCOUNT))
        words = ["run", "--host", "127.0.0.1", "--port", str(self.port), "--disable-reloader"]
        super().__init__(place, "ckan-{}".format(self.port), self._line(words + list(edition.run) + list(options)),
                         self._answers, account=account, cwd=home, env=environment(home))
        self._configure(place, root)

    def _line(self, words):
        return self.program + ["-c", self.configuration] + words

    def _configure(self, place, root):
        """Write the configuration file. What it was made from is kept, since the secrets in it sign the tokens."""
        template = os.path.join(self.home, "template.ini")
        if not os.path.exists(template):
            finish(self.program + ["generate", "config", template], self.account, self.home, self.env)
            if self.edition is CKAN29:  # it is looked for beside the configuration
                shutil.copy(os.path.join(cache.packages(root), "ckan/config/who.ini"), self.home)
        with open(template, encoding="utf-8") as file:
            text = file.read()
        for key, value in self.settings.items():
            text = re.sub(r"(?m)^[# ]*{} *=.*\n".format(re.escape(key)), "", text)
            text = text.replace("[app:main]\n", "[app:main]\n{} = {}\n".format(key, value), 1)
        place.write(os.path.relpath(self.configuration, place.path), text, account=ACCOUNT)

    def _answers(self):
        return answer(self.port, "/api/3/action/status_show")[0] == 200

    def cli(self, *words):
        """What a command of `ckan` writes to stdout."""
        return finish(self._line(list(words)), self.account, self.home, self.env).decode("utf-8")

    def call(self, action, data, token):
        """The result of an action of the API, by POST; NotReady if it refuses."""
        request = urllib.request.Request("{}/api/3/action/{}".format(self.url, action), json.dumps(data).encode(),
                                         {"Content-Type": "application/json", "Authorization": token})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=60) as response:
                return json.loads(response.read().decode("utf-8"))["result"]
        except urllib.error.HTTPError as problem:
            said = problem.read().decode("utf-8", "replace")
            raise NotReady("{} was refused with {}\n{}".format(action, problem.code, said[:1000]))
