# SPDX-License-Identifier: MIT
"""Debian's Prometheus, scraping one address, as a child process that ends with the scene; and promtool."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
import urllib.parse
import urllib.request

import gateway

SCRAPE_INTERVAL = 0.25  # seconds
PATIENCE = 20.0
CONFIGURATION = """\
global: {{scrape_interval: 250ms, scrape_timeout: 250ms, evaluation_interval: 1s}}
rule_files: ["{rules}"]
scrape_configs:
  - job_name: halogate
    static_configs: [{{targets: ["127.0.0.1:{port}"]}}]
"""


def is_installed() -> bool:
    return bool(shutil.which("prometheus") and shutil.which("promtool"))


def promtool(*arguments: str, given: str = "") -> str:
    """What it finds wrong; "" when nothing is."""
    done = subprocess.run(["promtool", *arguments], input=given, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=PATIENCE, check=False)
    return "" if done.returncode == 0 else done.stdout or f"status {done.returncode}"


class Prometheus:
    """`with Prometheus(port, rules)`: scrapes /metrics of that port of this machine, and minds the alert rules of that
    file."""

    def __init__(self, port: int, rules: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="halogate-prometheus-")
        path = os.path.join(self._folder.name, "prometheus.yml")
        with open(path, "w", encoding="ascii") as file:
            file.write(CONFIGURATION.format(port=port, rules=rules))
        self._program = gateway.Program(
            ["prometheus", f"--config.file={path}", f"--storage.tsdb.path={self._folder.name}/data",
             "--web.listen-address=127.0.0.1:0"])
        try:
            self.port = int(self._wait_for_line(r'"Listening on" address=127\.0\.0\.1:(\d+)').group(1))
            self._wait_for_line("Server is ready to receive web requests")
        except BaseException:
            self.__exit__()
            raise

    def _wait_for_line(self, pattern: str) -> re.Match:
        while not (found := re.search(pattern, self._program.next_line())):
            pass
        return found

    def __enter__(self) -> Prometheus:
        return self

    def __exit__(self, *_) -> None:
        self._program.stop()
        self._folder.cleanup()

    def _ask(self, path: str, **parameters: str):
        query = urllib.parse.urlencode(parameters)
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v1/{path}?{query}",
                                    timeout=PATIENCE) as answer:
            return json.load(answer)["data"]

    def names(self) -> set[str]:
        """Of all series that it knows."""
        return set(self._ask("label/__name__/values"))

    def rules(self) -> list[dict]:
        return [rule for group in self._ask("rules")["groups"] for rule in group["rules"]]

    def values(self, expression: str, *labels: str) -> dict:
        """The instant vector: the values of these labels -> value. One label alone is no tuple."""
        found = {}
        for each in self._ask("query", query=expression)["result"]:
            key = tuple(each["metric"].get(label, "") for label in labels)
            found[key[0] if len(labels) == 1 else key] = float(each["value"][1])
        return found

    def value(self, expression: str) -> float | None:
        """Of an expression with one value; None when it has none."""
        return self.values(expression).get(())

    def wait_for(self, what: str, holds) -> None:
        """Until `holds()`, which is asked again after each scrape."""
        for _ in range(int(PATIENCE / SCRAPE_INTERVAL)):
            if holds():
                return
            threading.Event().wait(SCRAPE_INTERVAL)
        raise AssertionError(f"in {PATIENCE} s Prometheus never saw {what}")
