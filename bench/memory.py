# SPDX-License-Identifier: MIT
"""Resident memory: idle, with ten thousand callers that rest, and with as many that wait for the budget."""

from __future__ import annotations

import contextlib
import resource
import socket
import time

import contestant
import ground
import meter

MOST_CALLERS = 10_000
SPARE_DESCRIPTORS = 500


def raise_descriptors() -> int:
    """Lets this process and its children have as many descriptors as it may; how many callers fit then."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return MOST_CALLERS if hard == resource.RLIM_INFINITY else min(MOST_CALLERS, hard - SPARE_DESCRIPTORS)


def request(number: int) -> bytes:
    """No two alike: those would share an exchange, and only the first of them stand in line."""
    return (f"GET /api/Tickets?search={number} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {ground.CALLER_KEY}\r\n"
            "Accept: application/json\r\nUser-Agent: bench/1.0\r\n\r\n").encode()


def answered(caller: socket.socket) -> bytes:
    """Takes in the answer to one request; its first line. Callers ask for the same page, so they know its length."""
    text = b""
    while b"\r\n\r\n" not in text or len(text) < text.index(b"\r\n\r\n") + 4 + len(ground.PAGE):
        piece = caller.recv(65536)
        if not piece:
            raise RuntimeError(f"a connection was closed: {text[:200]!r}")
        text += piece
        if b"\r\n\r\n" in text and not text.startswith(b"HTTP/1.1 200"):
            break
    return text.split(b"\r\n", 1)[0]


def callers(stack: contextlib.ExitStack, port: int, count: int) -> list[socket.socket]:
    """So many, each with one request behind it and its connection kept."""
    made = []
    for number in range(count):
        caller = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=ground.PATIENCE))
        caller.sendall(request(number))
        status = answered(caller)
        if b" 200 " not in status:
            raise RuntimeError(f"a caller was answered {status!r}")
        made.append(caller)
    return made


def until_waiting(gateway: contestant.Halogate, count: int) -> None:
    limit = time.monotonic() + ground.PATIENCE
    while (waiting := gateway.status()["budget"]["waiting"]) != count:
        if time.monotonic() > limit:
            raise RuntimeError(f"{waiting} requests wait, not {count}")
        time.sleep(0.1)


def measure(halogate: str, load: str, say) -> dict:
    count = raise_descriptors()
    with contextlib.ExitStack() as stack:
        where = stack.enter_context(ground.Ground(load))
        # All first requests are answered, and no second one within the time that this takes.
        gateway = stack.enter_context(contestant.Halogate(where, halogate, window=(count + 1, "20m"), max_wait="30m"))
        idle = meter.resident_bytes(gateway.pid)
        made = callers(stack, gateway.port, count)
        resting = meter.resident_bytes(gateway.pid)
        for number, caller in enumerate(made):
            caller.sendall(request(number))
        until_waiting(gateway, count)
        waiting = meter.resident_bytes(gateway.pid)
    say(f"memory: {count} callers")
    return {"callers": count, "idle_bytes": idle, "idle_caller_bytes": (resting - idle) / count,
            "waiting_bytes": (waiting - resting) / count}
