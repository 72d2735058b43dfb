# SPDX-License-Identifier: MIT
"""One connection to the independent tenant: requests in order, each answered well or badly, as planned."""

from __future__ import annotations

import asyncio
import http
import json
import socket
import ssl
import struct
import time
import typing
import urllib.parse

import faults
import records
import wire

if typing.TYPE_CHECKING:
    from tenant import Tenant


class Connection:
    """Every method that answers returns whether the connection may live on."""

    def __init__(self, tenant: Tenant, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.tenant = tenant
        self.reader = reader
        self.writer = writer

    async def serve(self) -> None:
        try:
            while (request := await wire.read_head(self.reader)) is not None:
                await wire.read_body(self.reader, request, until_close=False)
                if not request.complete or not await self._answer(request):
                    break
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass  # the peer went away: that is its right
        finally:
            self.writer.close()

    async def _answer(self, request: wire.Message) -> bool:
        method, target, _ = request.first.split(" ")
        path, _, query_text = target.partition("?")
        if path.startswith("/control/"):
            return await self._send(200, self.tenant.control(path, request.body))
        if path.lower() == "/api/authinfo":
            return await self._send(200, {"auth_url": self.tenant.url + "/auth", "tenant_id": records.TENANT})
        if path.lower() == "/auth/token":
            await asyncio.sleep(self.tenant.token_latency)
            query = dict(urllib.parse.parse_qsl(query_text))
            form = dict(urllib.parse.parse_qsl(request.body.decode(), keep_blank_values=True))
            return await self._send(*self.tenant.desk.issue(query, form))
        return await self._api(method, path, request)

    async def _api(self, method: str, path: str, request: wire.Message) -> bool:
        wait = self.tenant.window.arrive(time.monotonic())
        self.tenant.count(request)
        if wait:
            return await self._send(429, *reversed(self.tenant.throttled(wait)))
        refusal = self.tenant.desk.refusal(request.field("authorization"))
        if refusal:
            return await self._send(*refusal)
        fault = self.tenant.faults.next(method, path)
        if fault and fault.before_work:
            return await self._fail(fault)
        latency = self.tenant.latency + (fault.seconds if fault else 0)
        if latency:
            await asyncio.sleep(latency)
        query = dict(urllib.parse.parse_qsl(request.first.split(" ")[1].partition("?")[2]))
        status, answer = self.tenant.work(method, path, query, request.body)
        return await self._send_with(fault.kind if fault else "", status, answer)

    async def _fail(self, fault: faults.Fault) -> bool:
        """In place of the work."""
        if fault.kind == "429":
            return await self._send(429, *reversed(faults.throttled(fault.form, fault.retry_after)))
        if fault.kind == "html":
            return await self._send(502, b"<html>Bad gateway</html>", [("Content-Type", "text/html")])
        if fault.kind in ("token_401", "token_400"):
            return await self._send(*records.token_unknown(fault.kind[-3:]))
        if fault.kind == "reset_before":
            return self._reset()
        if fault.kind == "stall":
            return await self._stall()
        return await self._send(int(fault.kind), {"Message": "a fault on demand"})

    async def _send_with(self, kind: str, status: int, answer: dict) -> bool:
        """After the work."""
        if kind == "reset_after":
            return self._reset()
        if kind == "stall_after":
            return await self._stall()
        if kind == "malformed":
            self.writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}")
            await self.writer.drain()
            return False
        if kind in ("truncate", "slow_body"):
            return await self._send_in_halves(status, answer, kind)
        await self._send(status, answer)
        return kind != "close_idle"

    async def _stall(self) -> bool:
        await self.reader.read(1)  # until whoever waits has had enough and closes
        return False

    def _reset(self) -> bool:
        """RST instead of FIN: linger 0."""
        raw = self.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()
        return False

    async def _send_in_halves(self, status: int, answer: dict, kind: str) -> bool:
        message = self._message(status, answer)
        half = len(message) - 10
        self.writer.write(message[:half])
        await self.writer.drain()
        if kind == "truncate":
            return False
        for byte in message[half:]:
            await asyncio.sleep(0.01)
            self.writer.write(bytes([byte]))
            await self.writer.drain()
        return True

    async def _send(self, status: int, answer: dict | bytes,
                    fields: list[tuple[str, str]] | None = None) -> bool:
        self.writer.write(self._message(status, answer, fields))
        await self.writer.drain()
        return True

    @staticmethod
    def _message(status: int, answer: dict | bytes,
                 fields: list[tuple[str, str]] | None = None) -> bytes:
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        own = [*(fields or []), ("Content-Length", str(len(body)))]
        if not any(name == "Content-Type" for name, _ in own):
            own.append(("Content-Type", "application/json"))
        return wire.write_message(f"HTTP/1.1 {status} {http.HTTPStatus(status).phrase}", own, body)
