# SPDX-License-Identifier: MIT
"""Where all contestants are measured: a folder with certificates, a tenant, the processors, and the load."""

from __future__ import annotations

import dataclasses
import grp
import json
import os
import pathlib
import pwd
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "tests" / "tenant"))
import certificate

CALLER_KEY = "bench-caller-key-0123456789abcdef"
PATIENCE = 20.0  # seconds that a process may take to start or to end
LARGE, HUGE = 1 << 20, 1 << 30
# A page of a list as HaloPSA answers it, of 2 KB.
PAGE = json.dumps({"page_no": 1, "page_size": 10, "record_count": 10, "tickets": [
    {"id": number, "summary": f"Printer {number} on the second floor is on fire again", "client_id": 12,
     "client_name": "Acme Corporation", "status_id": 2, "priority_id": 3, "agent_id": 7,
     "dateoccurred": "2026-11-24T13:17:35.873Z"} for number in range(1001, 1011)]}, separators=(",", ":"))
TICKET = json.dumps([{"summary": "Printer on fire", "client_id": 12, "details": "x" * 940}])


@dataclasses.dataclass
class Answered:
    """What the load saw."""

    requests: int
    failures: int
    bytes: int
    seconds: float
    p50_us: float
    p99_us: float
    max_us: float


def nginx(configuration: str) -> list[str]:
    """The command; without -e it would begin with the system's own log, which only root may write."""
    return ["nginx", "-e", configuration + ".log", "-c", configuration]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def own_processor() -> set[int]:
    """The contestant's: the last one that this process may use."""
    return {max(ALL_PROCESSORS)}


def other_processors() -> set[int]:
    """The tenant's and the load's."""
    return ALL_PROCESSORS - own_processor() or ALL_PROCESSORS


ALL_PROCESSORS = os.sched_getaffinity(0)


class Ground:
    """`with Ground(load_binary) as ground:`. Leaving it stops the tenant and removes the folder."""

    def __init__(self, load_binary: str) -> None:
        self._load_binary = load_binary
        self._folder = tempfile.TemporaryDirectory(prefix="halogate-bench-")
        self.folder = self._folder.name
        self.plain_port = free_port()
        self.tenant_port = free_port()
        self._tenant: subprocess.Popen | None = None

    def __enter__(self) -> Ground:
        certificate.make_certificate(self.folder)
        self._write("secret", b"bench-secret-0123456789\n")
        os.mkdir(os.path.join(self.folder, "api"))
        os.mkdir(os.path.join(self.folder, "api", "Attachment"))
        for number, size in ((1, LARGE), (2, HUGE)):
            with open(os.path.join(self.folder, "api", "Attachment", str(number)), "wb") as file:
                file.truncate(size)
        self._requests()
        # Before it serves, this process has filled the page cache with what it serves.
        subprocess.run(["cat", os.path.join(self.folder, "api", "Attachment", "2")], check=True, stdout=subprocess.DEVNULL)
        self._tenant = self.start(nginx(self.configuration("tenant.conf", {})), other_processors())
        wait_for_port(self.plain_port, self._tenant)
        return self

    def __exit__(self, *_) -> None:
        if self._tenant:
            stop(self._tenant)
        self._folder.cleanup()

    def _write(self, name: str, content: bytes) -> None:
        path = os.path.join(self.folder, name)
        with open(path, "wb", opener=lambda file, flags: os.open(file, flags, 0o600)) as file:
            file.write(content)

    def _requests(self) -> None:
        head = (f"Host: 127.0.0.1\r\nAuthorization: Bearer {CALLER_KEY}\r\nAccept: application/json\r\n"
                "User-Agent: bench/1.0\r\nAccept-Encoding: gzip, deflate\r\n")
        for name, target in (("page", "/api/Tickets?search=########"), ("large", "/api/Attachment/1"), ("huge", "/api/Attachment/2")):
            self._write(f"{name}.request", f"GET {target} HTTP/1.1\r\n{head}\r\n".encode())
        self._write("post.request", (f"POST /api/Tickets HTTP/1.1\r\n{head}Content-Type: application/json\r\n"
                                     f"Content-Length: {len(TICKET)}\r\n\r\n{TICKET}").encode())

    def configuration(self, name: str, values: dict[str, object]) -> str:
        """The file of that name in peers/ with everything filled in; its path."""
        text = (HERE / "peers" / name).read_text(encoding="utf-8")
        values = {"folder": self.folder, "tenant_port": self.tenant_port, "plain_port": self.plain_port, "page": PAGE,
                  "user": pwd.getpwuid(os.getuid()).pw_name, "group": grp.getgrgid(os.getgid()).gr_name, **values}
        for key, value in values.items():
            text = text.replace("{" + key + "}", str(value))
        self._write(name, text.encode())
        return os.path.join(self.folder, name)

    def start(self, command: list[str], processors: set[int]) -> subprocess.Popen:
        with open(os.path.join(self.folder, f"{os.path.basename(command[0])}.out"), "ab") as output:
            return subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                    preexec_fn=lambda: os.sched_setaffinity(0, processors))

    def output_of(self, program: str) -> str:
        with open(os.path.join(self.folder, f"{program}.out"), encoding="utf-8", errors="replace") as file:
            return file.read()[-2000:]

    def load(self, port: int, request: str, callers: int, requests: int = 0, seconds: float = 0,
             rate: float = 0) -> Answered:
        command = [self._load_binary, str(port), os.path.join(self.folder, f"{request}.request"), str(callers),
                   str(requests), str(seconds), str(rate)]
        done = subprocess.run(command, capture_output=True, text=True,
                              preexec_fn=lambda: os.sched_setaffinity(0, other_processors()))
        if done.returncode != 0:
            raise RuntimeError(f"{request}: {done.stderr.strip()}")
        answered = Answered(**json.loads(done.stdout))
        if answered.failures:
            raise RuntimeError(f"{request}: {answered.failures} of {answered.requests} calls failed")
        return answered


def wait_for_port(port: int, process: subprocess.Popen) -> None:
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    raise RuntimeError(f"nothing listens on port {port}: {process.args} has status {process.poll()}")


def stop(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
