# SPDX-License-Identifier: MIT
"""halogate and its peers, each as one process with one worker in front of the same tenant."""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.request

import ground
import meter


class Contestant:
    """`with Nginx(ground) as nginx:`; `port` takes callers, `pid` is the process that serves them."""

    name = ""

    def __init__(self, where: ground.Ground) -> None:
        self.where = where
        self.port = ground.free_port()
        self.process: subprocess.Popen | None = None

    def command(self) -> list[str]:
        raise NotImplementedError

    @property
    def pid(self) -> int:
        return self.process.pid

    def __enter__(self) -> Contestant:
        self.process = self.where.start(self.command(), ground.own_processor())
        try:
            ground.wait_for_port(self.port, self.process)
            self.warm_up()
        except Exception as why:
            ground.stop(self.process)
            raise RuntimeError(f"{self.name} does not serve: {why}\n{self.where.output_of(self.name)}") from why
        return self

    def __exit__(self, *_) -> None:
        ground.stop(self.process)

    def warm_up(self) -> None:
        """Until the first request is answered."""
        limit = time.monotonic() + ground.PATIENCE
        while True:
            try:
                self.where.load(self.port, "page", callers=1, requests=1)
                return
            except RuntimeError:
                if time.monotonic() > limit:
                    raise
                time.sleep(0.02)


class Nginx(Contestant):
    name = "nginx"

    def command(self) -> list[str]:
        return ground.nginx(self.where.configuration("nginx.conf", {"port": self.port}))

    @property
    def pid(self) -> int:
        return meter.only_child(self.process.pid)


class Haproxy(Contestant):
    name = "haproxy"

    def command(self) -> list[str]:
        return ["haproxy", "-db", "-f", self.where.configuration("haproxy.cfg", {"port": self.port})]


class Halogate(Contestant):
    name = "halogate"

    def __init__(self, where: ground.Ground, binary: str, window: tuple[int, str] = (1_000_000, "1s"),
                 max_wait: str = "8s", reserve: str = "10%") -> None:
        super().__init__(where)
        self._binary = binary
        self._values = {"window_requests": window[0], "window_per": window[1], "max_wait": max_wait,
                        "reserve": reserve}
        self.admin_port = ground.free_port()

    def command(self) -> list[str]:
        path = self.where.configuration("halogate.yaml", {"port": self.port, "admin_port": self.admin_port, **self._values})
        return [self._binary, "serve", "--config", path]

    def status(self) -> dict:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.admin_port}/status.json", timeout=ground.PATIENCE) as answer:
            return json.load(answer)


class Direct:
    """The tenant itself, in clear: what the same work costs without anything in between."""

    name = "direct"

    def __init__(self, where: ground.Ground) -> None:
        self.port = where.plain_port


def version_of(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return (done.stdout + done.stderr).strip().splitlines()[0]


def versions(halogate: str) -> dict[str, str]:
    return {"halogate": version_of([halogate, "--version"]), "nginx": version_of(["nginx", "-v"]),
            "haproxy": version_of(["haproxy", "-v"]), "openssl": version_of(["openssl", "version"])}
