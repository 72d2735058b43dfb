# SPDX-License-Identifier: MIT
"""`halogate sandbox` and `halogate serve` in front of it, as child processes that end with the scene."""

from __future__ import annotations

import json
import os
import queue
import re
import signal
import ssl
import subprocess
import tempfile
import threading
import urllib.request

PATIENCE = 20
CONFIGURATION = """\
tenant:
  base_url: https://127.0.0.1:{tenant_port}
  name: acme
  client_id: page
  client_secret: "page-secret"
  tls: {{ca_file: {ca_file}}}
listeners: [{{address: "127.0.0.1:{port}"}}]
admin: {{address: "127.0.0.1:0"}}
policy: {{anonymous: [edit:tickets, edit:customers]}}
log: {{access: stdout, queries: full}}
"""


class Program:
    """A child process, its lines as they come."""

    def __init__(self, arguments: list[str]) -> None:
        self._process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                         stderr=subprocess.STDOUT, text=True, env={"PATH": os.environ["PATH"]})
        self._lines: queue.Queue[str | None] = queue.Queue()
        self.seen: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def next_line(self) -> str:
        """The next line; throws when it ends or says nothing."""
        line = self._lines.get(timeout=PATIENCE)
        if line is None:
            raise AssertionError("it ended:\n" + "".join(self.seen))
        self.seen.append(line)
        return line

    def port_after(self, words: str) -> int:
        while not (found := re.search(words + r"https?://127\.0\.0\.1:(\d+)", self.next_line())):
            pass
        return int(found.group(1))

    def stop(self) -> int:
        self._process.send_signal(signal.SIGTERM)
        try:
            status = self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        self._reader.join()
        return status


class Gateway:
    """`with Gateway(binary, port)`; port 0: any. `tenant` is (port, authority's file) of one that runs already."""

    def __init__(self, binary: str, port: int = 0, tenant: tuple[int, str] | None = None,
                 configuration: str = CONFIGURATION) -> None:
        self._configuration = configuration
        self._folder = tempfile.TemporaryDirectory(prefix="halogate-browser-")
        self._programs: list[Program] = []
        try:
            self._tenant_port, self._ca_file = tenant or self._start_sandbox(binary)
            self._start_gateway(binary, port)
        except BaseException:
            self.__exit__(BaseException)
            raise

    def _start_sandbox(self, binary: str) -> tuple[int, str]:
        ca_file = f"{self._folder.name}/ca.pem"
        self._programs.append(Program(
            [binary, "sandbox", "--listen", "127.0.0.1:0", "--tenant", "acme", "--client-id", "page",
             "--client-secret", "page-secret", "--ca-out", ca_file]))
        return self._programs[0].port_after("sandbox: "), ca_file

    def _start_gateway(self, binary: str, port: int) -> None:
        path = f"{self._folder.name}/halogate.yaml"
        with open(path, "w", encoding="ascii") as file:
            file.write(self._configuration.format(tenant_port=self._tenant_port, ca_file=self._ca_file, port=port))
        os.chmod(path, 0o600)
        self._gateway = Program([binary, "serve", "--config", path])
        self._programs.append(self._gateway)
        self.port = self._gateway.port_after("listening on ")
        self.admin_port = self._gateway.port_after("health and status on ")

    def __enter__(self) -> Gateway:
        return self

    def __exit__(self, kind=None, *_) -> None:
        statuses = [program.stop() for program in reversed(self._programs)]
        self._folder.cleanup()
        if kind is None and any(statuses):
            raise AssertionError(f"a program ended with {statuses}")

    def stop(self) -> None:
        """The gateway alone, by SIGTERM: it drains."""
        self._programs.remove(self._gateway)
        if self._gateway.stop() != 0:
            raise AssertionError("it ended badly:\n" + "".join(self._gateway.seen))

    def requests_to_the_tenant(self) -> list[str]:
        """"METHOD target" of every API request that the sandbox has recorded."""
        tls = ssl.create_default_context(cafile=self._ca_file)
        with urllib.request.urlopen(f"https://127.0.0.1:{self._tenant_port}/sandbox/requests", context=tls,
                                    timeout=PATIENCE) as answer:
            seen = [f"{each['method']} {each['target']}" for each in json.load(answer)]
        return [each for each in seen if "/auth" not in each.lower()]  # the token's, authinfo's

    def refusals(self, attempts: set[str]) -> dict[str, set[tuple[int, str]]]:
        """Attempt -> (status, error) of its lines in the access log. Waits until each attempt has one."""
        found: dict[str, set[tuple[int, str]]] = {}
        for line in self._gateway.seen:
            _note(line, found)
        while not attempts <= found.keys():
            try:
                _note(self._gateway.next_line(), found)
            except queue.Empty:
                raise AssertionError(f"no access line for {sorted(attempts - found.keys())}") from None
        return found


def _note(line: str, found: dict[str, set[tuple[int, str]]]) -> None:
    if not line.startswith("{"):
        return
    call = json.loads(line)
    attempt = re.search(r"attempt=([\w.-]+)", call.get("query") or "")
    if attempt:
        found.setdefault(attempt.group(1), set()).add((call["status"], call["error"]))
