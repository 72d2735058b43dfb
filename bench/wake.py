# SPDX-License-Identifier: MIT
"""How late a call that waits for the window starts, end to end: from the last answer to the next there is the window's
length, and what is more than that is lateness and the relaying itself."""

from __future__ import annotations

import contextlib
import socket
import statistics
import time

import contestant
import ground
import memory

TURNS, WINDOW = 12, 1.0


def measure(halogate: str, load: str, say) -> dict:
    with contextlib.ExitStack() as stack:
        where = stack.enter_context(ground.Ground(load))
        gateway = contestant.Halogate(where, halogate, window=(1, f"{WINDOW:.0f}s"), reserve="0%")
        stack.enter_context(gateway)
        caller = stack.enter_context(socket.create_connection(("127.0.0.1", gateway.port), timeout=ground.PATIENCE))
        answered = []
        for _ in range(TURNS):
            caller.sendall(memory.request(0))
            if b" 200 " not in memory.answered(caller):
                raise RuntimeError("a call that waits for the window failed")
            answered.append(time.perf_counter())
    late = [(after - before - WINDOW) * 1000 for before, after in zip(answered, answered[1:])]
    say(f"wake: {statistics.median(late):.2f} ms late")
    return {"late_ms": statistics.median(late), "latest_ms": max(late)}
