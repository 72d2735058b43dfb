# SPDX-License-Identifier: MIT
"""The load: callers that open a connection each and send one request, any number of them at once."""

import asyncio
import dataclasses
import json
import ssl

import wire

PATIENCE = 60.0  # seconds that any one call may take, the only limit of this folder


@dataclasses.dataclass
class Outcome:
    """What a caller saw. Status 0: the connection broke before an answer."""

    status: int
    body: bytes = b""
    complete: bool = True

    def says(self, name: str) -> str:
        """A member of the JSON body, or ""."""
        try:
            return str(json.loads(self.body).get(name, ""))
        except (ValueError, AttributeError):
            return ""


class Ready:
    """A connection and the request that is to be sent on it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> None:
        self._reader = reader
        self._writer = writer
        self._request = request

    def send(self) -> None:
        self._writer.write(self._request)

    async def answer(self) -> Outcome:
        try:
            async with asyncio.timeout(PATIENCE):
                return await _read_answer(self._reader)
        except (ConnectionError, asyncio.IncompleteReadError, TimeoutError):
            return Outcome(0, complete=False)
        finally:
            self._writer.close()


async def call(port: int, method: str, target: str, fields: dict[str, str] | None = None, body: bytes = b"",
               tls: ssl.SSLContext | None = None) -> Outcome:
    try:
        async with asyncio.timeout(PATIENCE):
            return await _call(port, method, target, fields or {}, body, tls)
    except (ConnectionError, asyncio.IncompleteReadError, TimeoutError):
        return Outcome(0, complete=False)


async def _call(port: int, method: str, target: str, fields: dict[str, str], body: bytes,
                tls: ssl.SSLContext | None) -> Outcome:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=tls)
    try:
        writer.write(_request(port, method, target, fields, body))
        return await _read_answer(reader)
    finally:
        writer.close()


def _request(port: int, method: str, target: str, fields: dict[str, str], body: bytes) -> bytes:
    own = [("Host", f"127.0.0.1:{port}"), ("Connection", "close"), *fields.items()]
    if body:
        own += [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    return wire.write_message(f"{method} {target} HTTP/1.1", own, body)


async def _read_answer(reader: asyncio.StreamReader) -> Outcome:
    answer = await wire.read_head(reader)
    while answer is not None and answer.status < 200:
        answer = await wire.read_head(reader)
    if answer is None:
        return Outcome(0, complete=False)
    await wire.read_body(reader, answer, until_close=True)
    return Outcome(answer.status, answer.body, answer.complete)


async def connected(port: int, method: str, target: str, fields: dict[str, str] | None = None) -> Ready:
    """A caller that stands connected, with its request in hand."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    return Ready(reader, writer, _request(port, method, target, fields or {}, b""))


async def at_once(calls: list) -> list[Outcome]:
    return list(await asyncio.gather(*calls))


async def with_workers(count: int, calls: list) -> list[Outcome]:
    """The calls in order, `count` of them under way at any time; outcomes in the order of the calls."""
    turn = asyncio.Semaphore(count)

    async def wait_and_call(one) -> Outcome:
        async with turn:
            return await one

    return await at_once([wait_and_call(one) for one in calls])
