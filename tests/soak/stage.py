# SPDX-License-Identifier: MIT
"""The gateway in front of the independent tenant, with a plain and a TLS listener, an audit log, and what befalls
both while it runs: faults, revoked tokens, rotated logs, new certificates."""

from __future__ import annotations

import asyncio
import collections
import json
import os
import random
import re
import signal
import ssl

import callers
import certificate
import ledger
import load
import scene
import vitals

MOST_TENANT_CONNECTIONS = 32
CONFIGURATION = """\
tenant:
  base_url: {url}
  name: {tenant}
  client_id: {client_id}
  client_secret: ${{file:{folder}/secret}}
  response_timeout: 2s
  refresh_before: 5s
  max_connections: """ + str(MOST_TENANT_CONNECTIONS) + """
  tls: {{ca_file: {folder}/ca.pem}}
listeners:
  - address: 127.0.0.1:0
  - address: 127.0.0.1:0
    tls: {{certificate: {folder}/front/server.pem, key: {folder}/front/server.key}}
admin: {{address: "off"}}
limits:
  window: {{requests: {window_requests}, per: {window_seconds}s}}
  reserve: 0%
  # A window that is learnt from an invented 429 would end the load.
  learn: false
callers: {{buffer: 64KiB, idle_timeout: 8s}}
policy:
  anonymous: [read:tickets]
  consumers:
    bridge:
      identify: {{api_key: "{bridge_key}"}}
      allow: [edit:tickets, read:customers]
      deny: ["DELETE /api/Actions/**"]
    reader:
      identify: {{api_key: "{reader_key}"}}
      allow: [read:tickets, read:customers, read:assets]
      weight: 2
    halo-client:
      identify: {{client_id: {caller_id}, client_secret: "{caller_secret}"}}
      allow: [edit:tickets]
log: {{access: {folder}/access.log, audit: {folder}/audit.log}}
"""

# A fault of the tenant → how often it is chosen. A 429 makes everybody wait for a second.
FAULTS: list[tuple[dict, float]] = [
    ({"kind": "429", "form": "none"}, 0.2), ({"kind": "429", "form": "seconds"}, 0.2),
    ({"kind": "429", "form": "date"}, 0.2), ({"kind": "429", "form": "body"}, 0.2),
    ({"kind": "429", "form": "text"}, 0.2), ({"kind": "500"}, 0.5), ({"kind": "502"}, 1), ({"kind": "503"}, 1),
    ({"kind": "504"}, 0.5), ({"kind": "html"}, 1), ({"kind": "reset_before"}, 2), ({"kind": "reset_after"}, 2),
    ({"kind": "close_idle"}, 2), ({"kind": "stall"}, 1), ({"kind": "stall_after"}, 1), ({"kind": "malformed"}, 2),
    ({"kind": "truncate"}, 1), ({"kind": "slow_body"}, 1), ({"kind": "pause", "seconds": 0.5}, 1),
    ({"kind": "pause", "seconds": 1.5}, 1),
]
VICTIMS = ["GET", "POST", "DELETE", ""]
VICTIMS_OFTEN = [4, 5, 1, 2]


class Stage(scene.Scene):
    """`async with Stage(binary) as stage:`; `end()` stops the gateway and says with which status."""

    def __init__(self, binary: str, token_lifetime: int) -> None:
        super().__init__(binary, latency=0.005, token_latency=0.05, token_lifetime=token_lifetime)
        texts = {"bridge_key": callers.BRIDGE_KEY, "reader_key": callers.READER_KEY,
                 "caller_id": callers.CLIENT[0], "caller_secret": callers.CLIENT[1]}
        self._configuration = CONFIGURATION
        for name, text in texts.items():
            self._configuration = self._configuration.replace("{" + name + "}", text)
        self.tls_port = 0
        self.front: ssl.SSLContext | None = None
        self.audited: collections.Counter[str] = collections.Counter()
        self.reloads = 0
        self._first_text: str | None = None
        self.reloads_failed: list[str] = []

    @property
    def pid(self) -> int:
        return self._gateway.pid

    @property
    def tenant_port(self) -> int:
        return self._tenant_port

    @property
    def ports(self) -> list[tuple[int, ssl.SSLContext | None]]:
        return [(self.port, None), (self.tls_port, self.front)]

    async def _start_gateway(self) -> None:
        folder = self._file("front")
        os.mkdir(folder)
        authority, _, _ = certificate.make_certificate(folder)
        self.front = ssl.create_default_context(cafile=authority)
        await super()._start_gateway()

    async def _read_start_line(self) -> None:
        await super()._read_start_line()
        while line := (await self._gateway.stderr.readline()).decode():
            self._log.append(line)
            if found := re.search(r"listening on https://127\.0\.0\.1:(\d+)", line):
                self.tls_port = int(found.group(1))
                return
        raise AssertionError("the gateway has no TLS listener:\n" + "".join(self._log))

    def _file(self, name: str) -> str:
        return os.path.join(self._folder.name, name)

    async def injure(self, dice: random.Random) -> None:
        fault, _ = dice.choices(FAULTS, [often for _, often in FAULTS])[0]
        victim = dice.choices(VICTIMS, VICTIMS_OFTEN)[0]
        await self.control("faults", [{"match": victim, **fault}])

    async def revoke(self, dice: random.Random) -> None:
        await self.control("revoke", {"mode": dice.choice(["401", "400"])})

    def _write_configuration(self, number: int) -> None:
        """What every reload changes, and no caller may notice: a listener that comes and goes, a consumer that comes
        and goes before others, concurrency, waits."""
        path = self._file("halogate.yaml")
        if self._first_text is None:
            with open(path, encoding="ascii") as file:
                self._first_text = file.read()
        text = self._first_text.replace("  learn: false\n", f"  learn: false\n  concurrency: {16 + number % 3}\n")
        text += f"queue: {{max_wait: {8000 + number % 7}ms}}\n"
        if number % 2:
            text = text.replace("\nadmin:", f"\n  - unix: {self._file('side.sock')}\nadmin:")
            visitor = f"    visitor: {{identify: {{api_key: visitor-{number}-key}}, allow: [read:tickets]}}\n"
            text = text.replace("    reader:\n", visitor + "    reader:\n")
        with open(path, "w", encoding="ascii") as file:
            file.write(text)

    def _is_in_force(self, generation: int) -> bool:
        return any(f"configuration {generation} is in force" in line for line in self._log[-200:])

    async def reload(self) -> None:
        """Rotates both logs, rewrites the listener's certificate and the configuration, and sends SIGHUP; then demands
        that it shows."""
        self._write_configuration(self.reloads + 1)
        for name in ("access.log", "audit.log"):
            os.rename(self._file(name), self._file(name + ".old"))
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, certificate.issue_certificate, self._file("front"))
        self._gateway.send_signal(signal.SIGHUP)
        self.reloads += 1
        try:
            async with asyncio.timeout(20):
                while not all(os.path.exists(self._file(name)) for name in ("access.log", "audit.log")):
                    await asyncio.sleep(0.05)
                while not await self._shows_new_certificate():
                    await asyncio.sleep(0.05)
                while not self._is_in_force(self.reloads + 1):
                    await asyncio.sleep(0.05)
        except (TimeoutError, OSError) as why:
            self.reloads_failed.append(
                f"reload {self.reloads}: logs, certificate or configuration are still the old ones ({why!r})")
            return
        self._count_audit_lines("audit.log.old")
        os.remove(self._file("access.log.old"))

    async def restore(self) -> None:
        """The listeners of the start, so that what is held can be compared."""
        if self.reloads % 2:
            await self.reload()

    async def _shows_new_certificate(self) -> bool:
        with open(self._file("front/server.pem"), encoding="ascii") as file:
            wanted = ssl.PEM_cert_to_DER_cert(file.read())
        _, writer = await asyncio.open_connection("127.0.0.1", self.tls_port, ssl=self.front)
        shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        writer.close()
        return shown == wanted

    def _count_audit_lines(self, name: str) -> None:
        """And removes the file: what a long run writes must not fill a disk."""
        with open(self._file(name), encoding="utf-8") as file:
            for text in file:
                line = json.loads(text)
                # A head that was begun and never ended, at a stop above all: its caller has no name for it.
                if line["rule"] != "request_timeout" or line["method"] is not None:
                    self.audited[line["request_id"]] += 1
        os.remove(self._file(name))

    async def end(self) -> int:
        status = await scene.stop(self._gateway)
        await self._log_reader
        self._gateway = None  # its status is judged with everything else
        self._count_audit_lines("audit.log")
        return status

    async def ended_by_itself(self) -> str:
        """With which status and last words; "" when it lives and goes on living."""
        try:
            await asyncio.wait_for(self._gateway.wait(), 5)
        except TimeoutError:
            return ""
        await self._log_reader
        return f"the gateway ended under load, with status {self._gateway.returncode}:\n{self.log_tail()}"

    def bad_log_lines(self) -> list[str]:
        return [line for line in self._log if re.search(r"internal error|\berror\b.*terminate|sanitizer", line, re.I)]

    async def at_rest(self, wanted: vitals.Holdings | None = None) -> vitals.Holdings:
        """What the process holds once that is as `wanted`, or once it has not changed for a second; in any case
        after 40 seconds: a kept connection that the tenant has reset has no peer any more by which it could be told
        from others, and is closed when its 30 seconds are over."""
        held, since = vitals.holdings(self.pid, self.tenant_port), 0.0
        for _ in range(400):
            await asyncio.sleep(0.1)
            now = vitals.holdings(self.pid, self.tenant_port)
            since = since + 0.1 if now == held else 0.0
            held = now
            if (held.descriptors, held.threads) == (wanted.descriptors, wanted.threads) if wanted else since >= 1:
                break
        return held

    async def records(self) -> dict:
        return await self.control("state")

    def log_tail(self) -> str:
        return "".join(self._log[-20:])


async def warm_up(stage: Stage, seen: ledger.Ledger) -> None:
    """One call through each listener: what is made once is made before anything is counted."""
    for port, tls in stage.ports:
        request_id = f"warm-up-{port}"
        seen.due(request_id, ledger.AuditLine.ONE)
        outcome = await load.call(port, "GET", "/api/Tickets", {"X-Request-Id": request_id}, tls=tls)
        if outcome.status != 200:
            raise AssertionError(f"before the load, a GET was answered {outcome.status}:\n{stage.log_tail()}")
