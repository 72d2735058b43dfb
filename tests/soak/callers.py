# SPDX-License-Identifier: MIT
"""The load: callers of every sort, each a coroutine that goes on until it is told to stop."""

from __future__ import annotations

import asyncio
import json
import random
import ssl
import time
import urllib.parse

import judge
import line
from ledger import AuditLine, Fate, Ledger
from line import Line, Request

BRIDGE_KEY = "soak-bridge-key-0123456789abcdef"
READER_KEY = "soak-reader-key-0123456789abcdef"
CLIENT = ("soak-client", "soak client's+secret%41")
BRIDGE = {"X-API-Key": BRIDGE_KEY}
READER = {"Authorization": f"Bearer {READER_KEY}"}

SMALL, LARGE = 2_000, 3_000_000  # bytes of an answer
READS = ["/api/Tickets", f"/api/Tickets?size={SMALL}", f"/api/Tickets?size={SMALL}", "/api/Tickets/7?size=20000",
         "/api/Asset?size=70000", "/api/Client?size=300000", f"/api/Tickets?size={LARGE}"]
READS_OFTEN = [40, 40, 40, 20, 10, 5, 1]
STREAMED = (200_000, 2_000_000)  # bytes of a request's body: beyond callers.buffer, as stage.py sets it
MOST_DELETABLE = 1000


class Crowd:
    """What the callers share: where the gateway listens, the ledger, when to stop."""

    def __init__(self, ports: list[tuple[int, ssl.SSLContext | None]], ledger: Ledger, seed: int) -> None:
        self.ledger = ledger
        self.random = random.Random(seed)
        self._ports = ports
        self._stop = asyncio.Event()
        self._opened = 0
        self._written = 0
        self.deletable: list[int] = []

    def stop(self) -> None:
        self._stop.set()

    @property
    def stopped(self) -> bool:
        return self._stop.is_set()

    async def rest(self, at_most: float) -> None:
        """A random time, no longer than that, and less when the load ends."""
        try:
            await asyncio.wait_for(self._stop.wait(), self.random.uniform(0, at_most))
        except TimeoutError:
            pass

    def new_line(self) -> Line:
        """To each listener in its turn."""
        self._opened += 1
        return Line(*self._ports[self._opened % len(self._ports)])

    def name_of_write(self, kind: str) -> str:
        self._written += 1
        return f"{kind}-{self._written}"

    async def tell(self, to: Line, request: Request, expected: tuple[int, str] | None = None,
                   raw: bytes | None = None) -> line.Answer:
        began = time.monotonic()
        answer = await to.call(request, raw)
        self.ledger.slowest = max(self.ledger.slowest, time.monotonic() - began)
        judge.enter(self.ledger, request, answer, expected)
        return answer

    async def create(self, to: Line, fields: dict[str, str], kind: str = "create", details: int = 0) -> None:
        request, summary = self.creation(fields, kind, details)
        answer = await self.tell(to, request)
        self.ledger.creates[summary] = judge.fate(answer)
        number = answer.member("id")
        if answer.status == 201 and answer.complete and len(self.deletable) < MOST_DELETABLE:
            self.deletable.append(number)

    def creation(self, fields: dict[str, str], kind: str, details: int) -> tuple[Request, str]:
        summary = self.name_of_write(kind)
        body = json.dumps([{"summary": summary, "details": "x" * details}]).encode()
        return Request(kind, "POST", "/api/Tickets", fields, body), summary


async def reader(crowd: Crowd) -> None:
    to = crowd.new_line()
    while not crowd.stopped:
        target = crowd.random.choices(READS, READS_OFTEN)[0]
        fields = {"Prefer": "wait=5", **READER} if crowd.random.random() < 0.3 else READER
        answer = await crowd.tell(to, Request("get", "GET", target, fields))
        _, _, size = target.partition("?size=")
        if size and answer.status == 200 and answer.complete and answer.member("details") != "x" * int(size):
            crowd.ledger.complain(f"get {target}: not what the tenant sent, request {answer.request_id}")
        await crowd.rest(0.1)
    to.close()


async def anonymous_reader(crowd: Crowd) -> None:
    """A connection for each request."""
    while not crowd.stopped:
        to = crowd.new_line()
        await crowd.tell(to, Request("get anonymous", "GET", f"/api/Tickets?size={SMALL}", {"Connection": "close"}))
        to.close()
        await crowd.rest(0.2)


async def creator(crowd: Crowd) -> None:
    to = crowd.new_line()
    while not crowd.stopped:
        await crowd.create(to, BRIDGE, details=crowd.random.choice([0, 500, 20_000]))
        await crowd.rest(0.1)
    to.close()


async def streamer(crowd: Crowd) -> None:
    to = crowd.new_line()
    while not crowd.stopped:
        await crowd.create(to, BRIDGE, judge.STREAMED, crowd.random.randint(*STREAMED))
        await crowd.rest(1.0)
    to.close()


async def updater(crowd: Crowd) -> None:
    to = crowd.new_line()
    while not crowd.stopped:
        note = crowd.name_of_write("update")
        body = json.dumps([{"id": 1, "note": note}]).encode()
        answer = await crowd.tell(to, Request("update", "POST", "/api/Tickets", BRIDGE, body))
        crowd.ledger.updates[note] = judge.fate(answer)
        await crowd.rest(0.2)
    to.close()


async def deleter(crowd: Crowd) -> None:
    to = crowd.new_line()
    while not crowd.stopped:
        if crowd.deletable:
            number = crowd.deletable.pop(0)
            answer = await crowd.tell(to, Request("delete", "DELETE", f"/api/Tickets/{number}", BRIDGE))
            crowd.ledger.deletes[str(number)] = judge.fate(answer)
        await crowd.rest(0.3)
    to.close()


async def slow_reader(crowd: Crowd) -> None:
    """Takes a large answer in small pieces, now and then with a pause that fills every buffer on the way."""
    while not crowd.stopped:
        to = crowd.new_line()
        request = Request("get slowly", "GET", f"/api/Tickets?size={LARGE}", {"Connection": "close", **READER})
        answer = line.Answer(0, body=b"no answer in time")
        try:
            async with asyncio.timeout(line.PATIENCE):
                await to.open()
                to.writer.write(request.to_bytes(to.port))
                if head := await to.read_head():
                    answer = line.Answer(head.status, head.field("x-halogate-error") or "",
                                         head.field("x-request-id") or "")
                    while await to.reader.read(32_768):
                        await crowd.rest(2.0 if crowd.random.random() < 0.01 else 0.03)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as broken:
            answer.complete = False
            answer.body = repr(broken).encode()
        to.close()
        judge.enter(crowd.ledger, request, answer)
        await crowd.rest(1.0)


async def hang_up(crowd: Crowd, to: Line, where: str) -> None:
    """One request that its caller does not wait for."""
    if where == "answer":
        request, summary = Request("", "GET", f"/api/Tickets?size={LARGE}", READER), ""
    else:
        request, summary = crowd.creation(BRIDGE, "create abandoned", 30_000)
    request.kind = f"hang-up in {where}"
    whole = request.to_bytes(to.port)
    head = whole.index(b"\r\n\r\n") + 4
    crowd.ledger.requests[request.kind] += 1
    crowd.ledger.due(request.request_id, AuditLine.NONE if where == "head" else AuditLine.AT_MOST_ONE)
    if summary:
        crowd.ledger.creates[summary] = Fate.UNKNOWN
    try:
        async with asyncio.timeout(line.PATIENCE):
            await to.open()
            to.writer.write({"head": whole[:head // 2], "body": whole[:head + 10_000]}.get(where, whole))
            await to.writer.drain()
            if where == "answer":
                await to.reader.read(1)
            await crowd.rest(0.1)
    except (OSError, TimeoutError):
        pass
    to.reset() if crowd.random.random() < 0.5 else to.close()


async def leaver(crowd: Crowd) -> None:
    while not crowd.stopped:
        await hang_up(crowd, crowd.new_line(), crowd.random.choice(["head", "body", "wait", "answer"]))
        await crowd.rest(0.5)


async def idler(crowd: Crowd) -> None:
    """Stays after its answer, sometimes longer than the gateway lets it."""
    while not crowd.stopped:
        to = crowd.new_line()
        await crowd.tell(to, Request("get and stay", "GET", "/api/Tickets", READER))
        await crowd.rest(12.0)
        to.close()


# What the gateway refuses itself: name, method, target, fields, body, answer.
REFUSED = [
    ("permission", "DELETE", "/api/Tickets/1", {}, b"", (403, "insufficient_permission")),
    ("permission", "GET", "/api/Client", {}, b"", (403, "insufficient_permission")),
    ("permission", "POST", "/api/Tickets", READER, b'[{"summary":"refused"}]', (403, "insufficient_permission")),
    ("route", "GET", "/api/NoSuchThing", BRIDGE, b"", (403, "route_unknown")),
    ("deny", "DELETE", "/api/Actions/1", BRIDGE, b"", (403, "route_denied")),
    ("key", "GET", "/api/Tickets", {"X-API-Key": "not a key"}, b"", (401, "unknown_consumer")),
    ("host", "GET", "/api/Tickets", {"Host": "evil.example"}, b"", (421, "unknown_host")),
    ("browser", "GET", "/api/Tickets", {"Origin": "https://evil.example"}, b"", (403, "browser_request")),
    ("path", "GET", "/api/Tickets%2f1", BRIDGE, b"", (400, "invalid_path")),
    ("elsewhere", "GET", "/elsewhere", BRIDGE, b"", (404, "not_proxied")),
    ("body", "POST", "/api/Tickets", BRIDGE, b"[{", (400, "invalid_body")),
    ("long target", "GET", "/api/Tickets?" + "q" * 9000, BRIDGE, b"", (414, "uri_too_long")),
    ("large head", "GET", "/api/Tickets", {"X-Large": "h" * 17_000}, b"", (431, "headers_too_large")),
    ("two framings", "POST", "/api/Tickets", {"Transfer-Encoding": "chunked", **BRIDGE}, b"[]", (400, "bad_request")),
    ("bare word", "GET", "/api/Tickets", {"X Y": "a blank in a name"}, b"", (400, "bad_request")),
]


async def refused(crowd: Crowd) -> None:
    to = crowd.new_line()
    while not crowd.stopped:
        name, method, target, fields, body, expected = crowd.random.choice(REFUSED)
        await crowd.tell(to, Request(f"refused: {name}", method, target, fields, body), expected)
        await crowd.rest(0.3)
    to.close()


async def halo_client(crowd: Crowd) -> None:
    """Gets a token of the gateway's own, works with it for a while, forgets it; sometimes with a wrong secret."""
    to = crowd.new_line()
    while not crowd.stopped:
        await crowd.tell(to, Request("authinfo", "GET", "/api/authinfo"), (200, ""))
        right = crowd.random.random() < 0.8
        form = {"grant_type": "client_credentials", "client_id": CLIENT[0], "scope": "all",
                "client_secret": CLIENT[1] if right else "wrong"}
        request = Request("token", "POST", "/auth/token", {"Content-Type": "application/x-www-form-urlencoded"},
                          urllib.parse.urlencode(form).encode())
        answer = await crowd.tell(to, request, (200, "") if right else (401, "invalid_client"))
        token = answer.member("access_token")
        for _ in range(20 if token else 0):
            await crowd.create(to, {"Authorization": f"Bearer {token}"})
            await crowd.rest(0.3)
        await crowd.rest(1.0)
    to.close()


CALLERS = [(reader, 6), (anonymous_reader, 2), (creator, 4), (streamer, 2), (updater, 2), (deleter, 1),
           (slow_reader, 3), (leaver, 3), (idler, 30), (refused, 2), (halo_client, 2)]
