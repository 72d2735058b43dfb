# SPDX-License-Identifier: MIT
"""A process as the kernel sees it: resident memory, descriptors, threads."""

import dataclasses
import os
import re


@dataclasses.dataclass(frozen=True)
class Memory:
    """Kilobytes. `pss` is None where only root may look: the gateway lets nobody else look into it."""

    at: float  # seconds since the load began
    resident: int
    anonymous: int
    pss: int | None


@dataclasses.dataclass(frozen=True)
class Holdings:
    """`descriptors` leaves out the connections to the tenant, which are kept for the next exchange and bounded by
    `tenant.max_connections`; None where only root may look."""

    threads: int
    descriptors: int | None
    tenant_connections: int


def _number(name: str, text: str) -> int:
    return int(re.search(rf"^{name}:\s+(\d+)", text, re.M).group(1))


def _read(pid: int, name: str) -> str:
    with open(f"/proc/{pid}/{name}", encoding="ascii", errors="replace") as file:
        return file.read()


def memory(pid: int, at: float) -> Memory:
    status = _read(pid, "status")
    try:
        pss = _number("Pss", _read(pid, "smaps_rollup"))
    except PermissionError:
        pss = None
    return Memory(at, _number("VmRSS", status), _number("RssAnon", status), pss)


def _sockets_to(pid: int, port: int) -> set[str]:
    """Inodes of this process's network with `port` at the other end."""
    found = set()
    for line in _read(pid, "net/tcp").splitlines()[1:]:
        words = line.split()
        if int(words[2].rpartition(":")[2], 16) == port:
            found.add(f"socket:[{words[9]}]")
    return found


def holdings(pid: int, tenant_port: int) -> Holdings:
    threads = _number("Threads", _read(pid, "status"))
    try:
        folder = f"/proc/{pid}/fd"
        open_now = []
        for name in os.listdir(folder):
            try:
                open_now.append(os.readlink(os.path.join(folder, name)))
            except FileNotFoundError:
                pass  # closed meanwhile
        to_tenant = _sockets_to(pid, tenant_port) & set(open_now)
    except PermissionError:
        return Holdings(threads, None, 0)
    return Holdings(threads, len(open_now) - len(to_tenant), len(to_tenant))
