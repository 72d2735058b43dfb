# SPDX-License-Identifier: MIT
"""A tenant, a gateway with two consumers, and traffic of every sort whose count is known."""

from __future__ import annotations

import http.client
import json
import os
import socket
import ssl
import tempfile
import threading
import urllib.request

import gateway

PATIENCE = 30
KEY = "hgk_canary-of-the-bridge-0123456789"
SECRET = "canary-client-secret-4c1f"
WINDOW = 500
CONFIGURATION = """\
tenant:
  base_url: https://127.0.0.1:{tenant_port}
  name: acme
  client_id: metrics
  client_secret: "{secret}"
  response_timeout: 2s
  tls: {{ca_file: {folder}/ca.pem}}
listeners: [{{address: "127.0.0.1:0"}}]
admin: {{address: "127.0.0.1:0"}}
limits: {{window: {{requests: {window}, per: 5m}}, concurrency: 1, learn: false}}
queue: {{max_wait: 20s}}
retry: {{base: 10ms, cap: 20ms}}
policy:
  anonymous: [read:tickets]
  consumers:
    bridge: {{identify: {{api_key: "{key}"}}, allow: [edit:tickets]}}
log: {{access: "off"}}
"""


class Scene:
    """`with Scene(binary) as here`: both processes, and calls to them."""

    def __init__(self, binary: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="halogate-metrics-")
        self._programs: list[gateway.Program] = []
        try:
            self._start(binary)
        except BaseException:
            self.__exit__(BaseException)
            raise

    def _start(self, binary: str) -> None:
        folder = self._folder.name
        self._programs.append(gateway.Program(
            [binary, "sandbox", "--listen", "127.0.0.1:0", "--tenant", "acme", "--client-id", "metrics",
             "--client-secret", SECRET, "--window", "off", "--ca-out", f"{folder}/ca.pem"]))
        self._tenant_port = self._programs[0].port_after("sandbox: ")
        path = f"{folder}/halogate.yaml"
        with open(path, "w", encoding="ascii") as file:
            file.write(CONFIGURATION.format(tenant_port=self._tenant_port, folder=folder, secret=SECRET, key=KEY,
                                            window=WINDOW))
        os.chmod(path, 0o600)
        self._programs.append(gateway.Program([binary, "serve", "--config", path]))
        self.port = self._programs[1].port_after("listening on ")
        self.admin_port = self._programs[1].port_after("health and status on ")

    def __enter__(self) -> Scene:
        return self

    def __exit__(self, kind=None, *_) -> None:
        statuses = [program.stop() for program in reversed(self._programs)]
        self._folder.cleanup()
        if kind is None and any(statuses):
            raise AssertionError(f"a program ended with {statuses}")

    def _control(self, method: str, place: str, body: object = None) -> object:
        tls = ssl.create_default_context(cafile=f"{self._folder.name}/ca.pem")
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"https://127.0.0.1:{self._tenant_port}/sandbox/{place}", data=data,
                                         method=method, headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, context=tls, timeout=PATIENCE) as answer:
            return json.loads(answer.read() or b"null")

    def fault(self, kind: str, match: str = "GET /api/Tickets", **more: object) -> None:
        """Strikes the next request that matches, once."""
        self._control("POST", "faults", [{"match": match, "kind": kind, **more}])

    def tokens(self) -> set[str]:
        """Those that the tenant was shown."""
        fields = [each["headers"] for each in self._control("GET", "requests")]
        pairs = [pair for each in fields for pair in (each.items() if isinstance(each, dict) else each)]
        return {value.split()[-1] for name, value in pairs
                if name.lower() == "authorization" and value.startswith("Bearer ")}

    def call(self, method: str, target: str, key: str = "", body: object = None) -> int:
        """The status."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            fields = {"X-API-Key": key} if key else {}
            if body is not None:
                fields["Content-Type"] = "application/json"
            connection.request(method, target, None if body is None else json.dumps(body), fields)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), PATIENCE)

    def page(self, path: str) -> tuple[str, str]:
        """(content type, text) of the admin listener's."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.admin_port}{path}", timeout=PATIENCE) as answer:
            return answer.headers["Content-Type"], answer.read().decode()

    def status(self) -> dict:
        return json.loads(self.page("/status.json")[1])


def expect(here: Scene, status: int, method: str, target: str, **more: object) -> None:
    got = here.call(method, target, **more)
    if got != status:
        raise AssertionError(f"{method} {target} was answered {got}, not {status}")


def one_that_waits_beside_one_that_hangs(here: Scene) -> None:
    """The tenant does not answer the first call, so that for two seconds two others wait. One of them hangs up."""
    here.fault("stall", "GET /api/Tickets/2")
    slow = threading.Thread(target=expect, args=(here, 200, "GET", "/api/Tickets/2"), kwargs={"key": KEY})
    slow.start()
    _wait_until(here, lambda status: status["budget"]["in_flight"] == 1)
    waiting = threading.Thread(target=expect, args=(here, 200, "GET", "/api/Tickets"))
    waiting.start()
    impatient = here.connect()
    impatient.sendall(b"GET /api/Tickets HTTP/1.1\r\nHost: localhost\r\n\r\n")
    _wait_until(here, lambda status: status["queues"][0]["waiting"] == 2)
    impatient.close()
    _wait_until(here, lambda status: status["queues"][0]["waiting"] == 1)
    slow.join()
    waiting.join()


def _wait_until(here: Scene, holds) -> None:
    for _ in range(400):
        if holds(here.status()):
            return
        threading.Event().wait(0.005)
    raise AssertionError("what must come to pass did not")


def send_all(here: Scene) -> None:
    """EXPECTED of metrics.py says what follows from it."""
    for _ in range(3):
        expect(here, 200, "GET", "/api/Tickets")
    for _ in range(2):
        expect(here, 200, "GET", "/api/Tickets/1", key=KEY)
    expect(here, 201, "POST", "/api/Tickets", key=KEY, body=[{"summary": "counted", "client_id": 1}])
    expect(here, 404, "GET", "/api/Tickets/999999", key=KEY)
    for _ in range(2):
        expect(here, 403, "DELETE", "/api/Tickets/1")
    expect(here, 403, "POST", "/api/Tickets", body=[{"id": 1, "summary": "x"}])
    # What a line of the metrics could be ended with.
    expect(here, 403, "GET", "/api/NoSuch%22%7D%201")
    expect(here, 400, "GET", "/api/NoSuch%22%7D%201%0Ahalogate_budget_limit%207")
    expect(here, 401, "GET", "/api/Tickets", key="hgk_wrong")
    here.fault("429", form="seconds", retry_after=1)
    expect(here, 200, "GET", "/api/Tickets")
    here.fault("503")
    expect(here, 200, "GET", "/api/Tickets")
    here.fault("token_401")
    expect(here, 200, "GET", "/api/Tickets")
    here.fault("reset_after")
    expect(here, 200, "GET", "/api/Tickets")
    one_that_waits_beside_one_that_hangs(here)
