# SPDX-License-Identifier: MIT
"""A tenant and a gateway in front of it, both as child processes that end with the scene."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import ssl
import sys
import tempfile

import load
import records

CONFIGURATION = """\
tenant:
  base_url: {url}
  name: {tenant}
  client_id: {client_id}
  client_secret: ${{file:{folder}/secret}}
  response_timeout: 2s
  tls: {{ca_file: {folder}/ca.pem}}
listeners:
  - address: 127.0.0.1:0
admin: {{address: "off"}}
limits:
  window: {{requests: {window_requests}, per: {window_seconds}s}}
  reserve: 0%
policy:
  anonymous: [edit:tickets]
log: {{access: {folder}/access.log}}
"""

# Each read is to be an exchange of its own.
UNSHARED = {"Cache-Control": "no-cache"}


class Scene:
    """`async with Scene(binary, window="300/5") as scene:`. Leaving it stops both, and demands that the gateway
    ends well and that the client secret stands in nothing that it logged."""

    def __init__(self, binary: str, window: str = "0/5", latency: float = 0.0,
                 token_latency: float = 0.0, token_lifetime: int = 3600, form: str = "seconds",
                 others: float = 0.0) -> None:
        self._binary = binary
        self._window = window
        self._latencies = (latency, token_latency)
        self._token_lifetime = token_lifetime
        self._limit_options = ("--form", form, "--others", str(others))
        self._configuration = CONFIGURATION
        self._folder = tempfile.TemporaryDirectory(prefix="halogate-promise-")
        self._tenant: asyncio.subprocess.Process | None = None
        self._gateway: asyncio.subprocess.Process | None = None
        self._tenant_port = 0
        self._tls: ssl.SSLContext | None = None
        self._log: list[str] = []
        self._log_reader: asyncio.Task | None = None
        self.port = 0

    async def __aenter__(self) -> Scene:
        try:
            await self._start_tenant()
            await self._start_gateway()
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(self, kind, *_) -> None:
        status = await self._stop()
        if kind is None and status != 0:
            raise AssertionError(f"the gateway ended with status {status}:\n" + "".join(self._log[-20:]))
        if any(records.CLIENT_SECRET in line for line in self._log):
            raise AssertionError("the client secret stands in the gateway's log")

    async def _start_tenant(self) -> None:
        latency, token_latency = self._latencies
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tenant.py")
        self._tenant = await asyncio.create_subprocess_exec(
            sys.executable, "-B", script, "--folder", self._folder.name, "--window", self._window,
            "--latency", str(latency), "--token-latency", str(token_latency),
            "--token-lifetime", str(self._token_lifetime), *self._limit_options,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
        line = (await asyncio.wait_for(self._tenant.stdout.readline(), load.PATIENCE)).decode()
        self._tenant_port = int(line.rsplit(":", 1)[1])
        self._tls = ssl.create_default_context(cafile=os.path.join(self._folder.name, "ca.pem"))

    async def _start_gateway(self) -> None:
        requests, _, per = self._window.partition("/")
        folder = self._folder.name
        with open(os.path.join(folder, "secret"), "w", encoding="ascii", opener=_private) as file:
            file.write(records.CLIENT_SECRET + "\n")
        with open(os.path.join(folder, "halogate.yaml"), "w", encoding="ascii") as file:
            file.write(self._configuration.format(
                url=f"https://127.0.0.1:{self._tenant_port}", tenant=records.TENANT,
                client_id=records.CLIENT_ID, folder=folder, window_seconds=per,
                window_requests=requests if requests != "0" else 100000))
        self._gateway = await asyncio.create_subprocess_exec(
            self._binary, "serve", "--config", os.path.join(folder, "halogate.yaml"), cwd=folder,
            env={"PATH": os.environ["PATH"]}, stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE)
        await asyncio.wait_for(self._read_start_line(), load.PATIENCE)
        self._log_reader = asyncio.create_task(self._read_log())

    async def _read_start_line(self) -> None:
        while line := (await self._gateway.stderr.readline()).decode():
            self._log.append(line)
            found = re.search(r"listening on http://127\.0\.0\.1:(\d+)", line)
            if found:
                self.port = int(found.group(1))
                return
        raise AssertionError("the gateway did not start:\n" + "".join(self._log))

    async def _read_log(self) -> None:
        while line := (await self._gateway.stderr.readline()).decode():
            self._log.append(line)

    async def _stop(self) -> int:
        """SIGTERM, then, past all patience, SIGKILL: to these two processes alone."""
        status = 0
        if self._gateway:
            status = await stop(self._gateway)
        if self._log_reader:
            await self._log_reader
        if self._tenant:
            self._tenant.stdin.close()
            await stop(self._tenant)
        self._folder.cleanup()
        return status

    async def control(self, verb: str, body: object = None) -> dict:
        text = b"" if body is None else json.dumps(body).encode()
        outcome = await load.call(self._tenant_port, "POST" if text else "GET", f"/control/{verb}", body=text,
                                  tls=self._tls)
        if outcome.status != 200:
            raise AssertionError(f"the tenant's control answered {outcome.status}")
        return json.loads(outcome.body)

    def get(self, target: str = "/api/Tickets", wait: int = 60):
        return load.call(self.port, "GET", target, {"Prefer": f"wait={wait}", **UNSHARED})

    def ready_to_get(self, target: str = "/api/Tickets", wait: int = 60):
        return load.connected(self.port, "GET", target, {"Prefer": f"wait={wait}", **UNSHARED})

    def create(self, subject: str, wait: int = 60):
        body = json.dumps([{"summary": subject}]).encode()
        return load.call(self.port, "POST", "/api/Tickets", {"Prefer": f"wait={wait}"}, body)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


async def stop(process: asyncio.subprocess.Process) -> int:
    """SIGTERM, then, past all patience, SIGKILL. Returns its status."""
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
    try:
        return await asyncio.wait_for(process.wait(), load.PATIENCE)
    except TimeoutError:
        process.kill()
        return await process.wait()
