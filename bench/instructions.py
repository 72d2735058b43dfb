# SPDX-License-Identifier: MIT
"""Instructions per relayed request, counted by callgrind: they do not depend on how fast or busy the machine is."""

from __future__ import annotations

import re

import contestant
import ground

FEW, MANY = 1000, 2000
WORKS = ("page", "post")


class Counted(contestant.Halogate):
    """halogate under callgrind; `counted()` after it has ended."""

    name = "valgrind"

    def command(self) -> list[str]:
        return ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *super().command()]

    def counted(self) -> int:
        found = re.findall(r"Collected : (\d+)", self.where.output_of(self.name))
        if not found:
            raise RuntimeError(f"callgrind counted nothing:\n{self.where.output_of(self.name)}")
        return int(found[-1])


def of_requests(where: ground.Ground, halogate: str, work: str, requests: int) -> int:
    gateway = Counted(where, halogate)
    with gateway:
        where.load(gateway.port, work, callers=1, requests=requests)
    return gateway.counted()


def measure(halogate: str, load: str, before: dict, say) -> dict:
    """One caller sends MANY requests, then FEW in another process: the difference is free of start and end."""
    figures = {}
    with ground.Ground(load) as where:
        for work in WORKS:
            many, few = (of_requests(where, halogate, work, count) for count in (MANY, FEW))
            figures[work] = (many - few) / (MANY - FEW)
            change = f", {figures[work] / before[work] - 1:+.1%} against the last" if work in before else ""
            say(f"instructions: {work}: {figures[work]:,.0f}{change}")
    return figures
