# SPDX-License-Identifier: BSD-2-Clause
"""What a run with --output=json says."""
import json

from polite import EXIT


# How long a check takes depends on what else the machine does, and is no test's business.
UNHURRIED = ["--warning=600", "--critical=600"]


class Found:
    """Its findings, the worst first, and its metrics by label."""

    def __init__(self, done):
        self.report = json.loads(done.stdout.decode("utf-8"))
        self.state = self.report["state"]
        assert done.returncode == EXIT[self.state], self.report
        self.codes = [finding["code"] for finding in self.report["findings"]]
        self.text = self.report["findings"][0]["text"]
        self.metrics = {metric["label"]: metric["value"] for metric in self.report["metrics"]}

    def is_only(self, state, *codes):
        """It ends in this state, and has found this and nothing else; good news beside it does not count."""
        told = [code for code in self.codes if code != "ok"]
        assert (self.state, told) == (state, [code for code in codes if code != "ok"]), self.report["findings"]
        return self
