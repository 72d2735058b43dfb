# SPDX-License-Identifier: MIT
"""Two servers of the test's own: the one whose page attacks, and one that trusts everybody, to show what arrives."""

from __future__ import annotations

import http.server
import json
import os
import socket
import ssl
import threading
import urllib.parse

FOLDER = os.path.dirname(os.path.abspath(__file__))
ANYBODY = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "*"),
           ("Access-Control-Allow-Headers", "*"), ("Access-Control-Allow-Private-Network", "true")]


class _Sockets(http.server.ThreadingHTTPServer):
    """Keeps its connections in hand: a browser opens some before it has a use for them."""

    daemon_threads = True

    def __init__(self, *arguments) -> None:
        super().__init__(*arguments)
        self._open: list[socket.socket] = []

    def process_request(self, request, client_address) -> None:
        self._open.append(request)
        super().process_request(request, client_address)

    def hang_up(self) -> None:
        for each in self._open:
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # it has ended


class Server:
    """`with Server(...)`: runs on a thread, and is closed with all its connections at the end."""

    def __init__(self, port: int = 0) -> None:
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                outer.take(self, self.rfile.read(length) if length else b"")

            do_GET = do_POST = do_DELETE = do_OPTIONS = answer

            def log_message(self, *_) -> None:
                pass

        self._server = _Sockets(("127.0.0.1", port), Handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    def wrap(self, tls: ssl.SSLContext) -> None:
        """Before it is entered."""
        self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._server.hang_up()

    def take(self, request: http.server.BaseHTTPRequestHandler, body: bytes) -> None:
        raise NotImplementedError

    @staticmethod
    def send(request: http.server.BaseHTTPRequestHandler, kind: str, body: bytes,
             fields: list[tuple[str, str]]) -> None:
        request.send_response(200)
        for name, value in [("Content-Type", kind), ("Content-Length", str(len(body))), *fields]:
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)


class Attacker(Server):
    """Serves the page, holds it back until go() and takes its report."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self.scene: dict = {}
        self._go = threading.Event()
        self._loaded = threading.Event()
        self._reported = threading.Event()
        self._report: dict[str, str | None] = {}

    def go(self) -> None:
        self._go.set()

    def wait_until_loaded(self, patience: float) -> None:
        if not self._loaded.wait(patience):
            raise AssertionError("the browser did not load the page")

    def report(self, patience: float) -> dict[str, str | None]:
        """What the page could read, by attempt."""
        if not self._reported.wait(patience):
            raise AssertionError("the page did not report")
        return self._report

    def take(self, request, body: bytes) -> None:
        if request.path == "/report":
            self._report = json.loads(body)
            self.send(request, "text/plain", b"", ANYBODY)
            self._reported.set()
        elif request.path == "/report-of-noscript":
            self.send(request, "image/gif", b"", ANYBODY)
            self._reported.set()
        elif request.path == "/go":
            self._loaded.set()
            self._go.wait(60)
            self.send(request, "text/plain", b"", ANYBODY)
        else:
            # In the page itself: once its server has gone it cannot load anything more.
            with open(os.path.join(FOLDER, "attack.js"), encoding="utf-8") as file:
                script = file.read() + f"\nrun({json.dumps(self.scene)});"
            page = f'<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><body><script>{script}</script>'
            self.send(request, "text/html", page.encode(), [("Connection", "close")])


class Naive(Server):
    """Answers everybody and lets every page read it."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(port)
        self._arrived: dict[str, set[str]] = {}
        self._lock = threading.Lock()

    def take(self, request, body: bytes) -> None:
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(request.path).query)
        for attempt in query.get("attempt", []):
            with self._lock:
                self._arrived.setdefault(attempt, set()).add(request.command)
        origin = request.headers.get("Origin")
        fields = [("Access-Control-Allow-Origin", origin or "*"), ("Access-Control-Allow-Credentials", "true"),
                  ("Access-Control-Allow-Methods", "POST, DELETE"),
                  ("Access-Control-Allow-Headers", "content-type")]
        self.send(request, "text/javascript", b'window.leaked = "READ";', fields)

    def arrived(self) -> dict[str, set[str]]:
        """Attempt -> the methods by which it came."""
        with self._lock:
            return dict(self._arrived)
