# SPDX-License-Identifier: MIT
"""How long it takes from starting the program to its first answer from the tenant, its token included."""

from __future__ import annotations

import socket
import statistics
import subprocess
import time

import contestant
import ground
import memory

STARTS = 20


def first_answer(gateway: contestant.Halogate) -> float:
    """Seconds."""
    command = gateway.command()
    began = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            if process.poll() is not None or time.perf_counter() - began > ground.PATIENCE:
                raise RuntimeError(f"{gateway.name} does not start: status {process.poll()}")
            try:
                with socket.create_connection(("127.0.0.1", gateway.port), timeout=ground.PATIENCE) as caller:
                    caller.sendall(memory.request(0))
                    if b" 200 " in memory.answered(caller):
                        return time.perf_counter() - began
            except ConnectionRefusedError:
                time.sleep(0.0002)
    finally:
        ground.stop(process)


def measure(halogate: str, load: str, say) -> dict:
    with ground.Ground(load) as where:
        gateway = contestant.Halogate(where, halogate)
        taken = [first_answer(gateway) for _ in range(STARTS)]
    say(f"start: {STARTS} starts")
    return {"first_answer_ms": statistics.median(taken) * 1000, "slowest_ms": max(taken) * 1000}
