# SPDX-License-Identifier: MIT
"""A caller's connection that lives through many requests, and what comes back on it."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import socket
import ssl
import struct
import uuid

import wire

PATIENCE = 30.0  # seconds; the gateway's own time-outs end every call well before


@dataclasses.dataclass
class Request:
    kind: str
    method: str
    target: str
    fields: dict[str, str] = dataclasses.field(default_factory=dict)
    body: bytes = b""
    request_id: str = dataclasses.field(default_factory=lambda: uuid.uuid4().hex)

    def to_bytes(self, port: int) -> bytes:
        fields = {"Host": f"127.0.0.1:{port}", "X-Request-Id": self.request_id}
        if self.body:
            fields |= {"Content-Type": "application/json", "Content-Length": str(len(self.body))}
        fields |= self.fields
        return wire.write_message(f"{self.method} {self.target} HTTP/1.1", list(fields.items()), self.body)


@dataclasses.dataclass
class Answer:
    """Status 0: none came, and `body` says why."""

    status: int
    code: str = ""  # X-Halogate-Error: the gateway's own answer
    request_id: str = ""
    body: bytes = b""
    complete: bool = True
    reused: bool = False  # the connection had carried a request before

    def member(self, name: str) -> object:
        try:
            return json.loads(self.body).get(name)
        except (ValueError, AttributeError):
            return None

    def __str__(self) -> str:
        code = f" {self.code}" if self.code else ""
        return f"{self.status}{code}{'' if self.complete else ' (broken off)'}"


class Line:
    """Opens itself when needed. One request at a time."""

    def __init__(self, port: int, tls: ssl.SSLContext | None) -> None:
        self.port = port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None
        self._tls = tls
        self._carried = 0

    async def open(self) -> None:
        # Closed while nothing was asked on it: the gateway does that after `idle_timeout`.
        if self.reader is not None and self.reader.at_eof():
            self.close()
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, ssl=self._tls)
            self._carried = 0

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None

    def reset(self) -> None:
        """RST instead of FIN: linger 0."""
        if self.writer is not None:
            raw = self.writer.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.writer.transport.abort()
        self.reader = self.writer = None

    async def call(self, request: Request, raw: bytes | None = None) -> Answer:
        """`raw` is sent in place of what the request would be."""
        reused = False
        try:
            async with asyncio.timeout(PATIENCE):
                await self.open()
                reused = self._carried > 0
                self.writer.write(raw if raw is not None else request.to_bytes(self.port))
                answer = await self._read()
        except TimeoutError:
            answer = Answer(0, body=b"no answer in time")
        except (OSError, asyncio.IncompleteReadError) as broken:
            answer = Answer(0, body=f"the connection broke: {broken!r}".encode())
        if answer.status == 0:
            self.close()
        answer.reused = reused
        return answer

    async def read_head(self) -> wire.Message | None:
        head = await wire.read_head(self.reader)
        while head is not None and head.status < 200:
            head = await wire.read_head(self.reader)
        return head

    async def _read(self) -> Answer:
        head = await self.read_head()
        if head is None:
            return Answer(0, body=b"the connection was closed")
        await wire.read_body(self.reader, head, until_close=True)
        self._carried += 1
        if not head.complete or (head.field("connection") or "").lower() == "close":
            self.close()
        return Answer(head.status, head.field("x-halogate-error") or "", head.field("x-request-id") or "",
                      head.body, head.complete)
