# SPDX-License-Identifier: MIT
"""What relaying costs: CPU, throughput and latency of halogate beside its peers, in interleaved rounds."""

from __future__ import annotations

import contextlib
import dataclasses
import statistics

import contestant
import ground
import meter

CALLERS = 64
RATE = 2000.0


@dataclasses.dataclass(frozen=True)
class Work:
    """One kind of request, and for how long it is sent in a round."""

    name: str
    request: str
    callers: int = CALLERS
    requests: int = 0
    seconds: float = 0.0
    rate: float = 0.0


WORKS = [
    Work("get", "page", seconds=2),
    Work("post", "post", seconds=2),
    Work("huge", "huge", callers=1, requests=1),
    Work("large", "large", callers=8, requests=300),
    Work("paced", "page", seconds=4, rate=RATE),
]


def one(work: Work, who: contestant.Contestant | contestant.Direct, where: ground.Ground) -> dict[str, float]:
    """The figures of one round."""
    measured = isinstance(who, contestant.Contestant)
    if measured:
        meter.forget_peak(who.pid)
        resident = meter.peak_resident_bytes(who.pid)
        cpu = meter.cpu_seconds(who.pid)
    answered = where.load(who.port, work.request, work.callers, work.requests, work.seconds, work.rate)
    figures = {"per_second": answered.requests / answered.seconds, "p50_us": answered.p50_us, "p99_us": answered.p99_us,
               "mib_per_second": answered.bytes / answered.seconds / (1 << 20)}
    if measured:
        spent = meter.cpu_seconds(who.pid) - cpu
        figures["cpu_us"] = spent / answered.requests * 1e6
        figures["cpu_ns_per_kib"] = spent / answered.bytes * 1024 * 1e9
        figures["grown_bytes"] = max(0, meter.peak_resident_bytes(who.pid) - resident)
    return figures


def summary(rounds: list[dict[str, float]]) -> dict[str, float]:
    """The median of each figure; of memory the most, because it grows once."""
    return {key: (max if key == "grown_bytes" else statistics.median)(figures[key] for figures in rounds)
            for key in rounds[0]}


def measure(halogate: str, load: str, rounds: int, works: list[Work], say) -> dict:
    """Work → contestant → the summary of its figures over all rounds."""
    taken: dict[str, dict[str, list]] = {work.name: {} for work in works}
    with contextlib.ExitStack() as stack:
        where = stack.enter_context(ground.Ground(load))
        runners = [stack.enter_context(who) for who in (
            contestant.Halogate(where, halogate), contestant.Nginx(where), contestant.Haproxy(where))]
        for who in runners:  # connections and pools as in a process that has served for a while
            where.load(who.port, "page", CALLERS, seconds=1)
        for number in range(rounds):
            for work in works:
                for who in [*runners, contestant.Direct(where)]:
                    taken[work.name].setdefault(who.name, []).append(one(work, who, where))
            say(f"relay: round {number + 1} of {rounds}")
    return {work: {who: summary(all_rounds) for who, all_rounds in by_who.items()} for work, by_who in taken.items()}
