#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A simulated HaloPSA tenant that shares no line with halogate or its sandbox: what one of them misunderstands,
the other should not. Python's standard library alone; it speaks TLS with a certificate made at start.

    tenant.py --folder DIR [--window 300/5] [--form window] [--others 20] [--latency 0.02] [--token-latency 0.2] [--token-lifetime 20]

It prints `tenant: https://127.0.0.1:PORT` when it listens, and ends with its standard input.
Control, on the same port: POST /control/faults, POST /control/revoke {"mode": "401" | "400"}, and
GET /control/state.
"""

import argparse
import asyncio
import json
import ssl
import sys
import time

import certificate
import connection
import faults
import records
import window
import wire


MOST_DETAILS = 8 << 20


class Tenant:
    """All that the connections share."""

    def __init__(self, limit: window.RollingWindow, form: str, latency: float, token_latency: float,
                 token_lifetime: float) -> None:
        self.window = limit
        self._form = form
        self.latency = latency
        self.token_latency = token_latency
        self.desk = records.TokenDesk(token_lifetime)
        self.tickets = records.Tickets()
        self.faults = faults.Faults()
        self.url = ""
        self._api_requests = 0
        self._credentials_crossed = 0

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await connection.Connection(self, reader, writer).serve()

    def throttled(self, wait: float) -> tuple[list[tuple[str, str]], bytes]:
        """The 429 to a request that would be admitted in so many seconds."""
        return faults.throttled(self._form, int(wait) + 1, str(self.window))

    async def serve_others(self, rate: float) -> None:
        """Requests of another consumer, so many a second and evenly, count in the same window."""
        due = time.monotonic()
        while True:
            self.window.take_for_others(time.monotonic())
            due += 1 / rate
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    def count(self, request: wire.Message) -> None:
        self._api_requests += 1
        local = ("cookie", "x-halo-api-key", "x-api-key", "forwarded", "x-forwarded-for")
        self._credentials_crossed += any(request.field(name) for name in local)

    def work(self, method: str, path: str, query: dict[str, str], body: bytes) -> records.Answer:
        """A GET with `size` is answered with so many bytes more or less, whatever it asks for."""
        resource, _, number = path.lower().removeprefix("/api/").partition("/")
        if method == "GET" and "size" in query:
            return 200, {"resource": resource, "details": "x" * min(int(query["size"]), MOST_DETAILS)}
        if resource != "tickets":
            return 404, {"Message": "no such resource"}
        if method == "DELETE" and number.isdigit():
            return self.tickets.delete(int(number))
        return self.tickets.write(body) if method == "POST" else self.tickets.page()

    def control(self, path: str, body: bytes) -> dict:
        if path == "/control/faults":
            self.faults.plan(json.loads(body))
            return {}
        if path == "/control/revoke":
            self.desk.revoke(json.loads(body)["mode"])
            return {}
        return {"token_requests": self.desk.requests, "api_requests": self._api_requests,
                "throttled": self.window.refused, "most_in_window": self.window.most,
                "foreign_tokens": self.desk.foreign, "credentials_crossed": self._credentials_crossed,
                "faults_happened": self.faults.happened, "faults_by_kind": self.faults.by_kind,
                "expired_tokens": self.desk.expired, "subjects": self.tickets.subjects,
                "notes": self.tickets.notes, "deleted": self.tickets.deleted}


def parse_window(text: str) -> window.RollingWindow:
    requests, _, per = text.partition("/")
    return window.RollingWindow(int(requests), float(per))


async def main() -> None:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--folder", required=True, help="for the certificates; ca.pem is what to trust")
    parser.add_argument("--window", type=parse_window, default="0/5", help="REQUESTS/SECONDS; 0: no limit")
    parser.add_argument("--form", choices=faults.FORMS, default="seconds", help="what a 429 of that limit says")
    parser.add_argument("--others", type=float, default=0.0, help="requests a second of somebody else in that limit")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds that every API request takes")
    parser.add_argument("--token-latency", type=float, default=0.0, help="the same for token requests")
    parser.add_argument("--token-lifetime", type=float, default=3600, help="seconds, whole ones")
    options = parser.parse_args()

    _, certificate_file, key_file = certificate.make_certificate(options.folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate_file, key_file)

    tenant = Tenant(options.window, options.form, options.latency, options.token_latency, options.token_lifetime)
    server = await asyncio.start_server(tenant.accept, "127.0.0.1", 0, ssl=context, backlog=1024)
    tenant.url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    print(f"tenant: {tenant.url}", flush=True)
    others = asyncio.create_task(tenant.serve_others(options.others)) if options.others else None
    # Whoever started this process holds the other end of its standard input: when that goes, so does this.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    if others:
        others.cancel()


if __name__ == "__main__":
    asyncio.run(main())
