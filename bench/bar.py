# SPDX-License-Identifier: MIT
"""The numbers that halogate must hold, and whether what was measured holds them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

MIB, KIB = 1 << 20, 1 << 10


@dataclasses.dataclass(frozen=True)
class Bar:
    """`figure` takes the measured value out of the results, in `unit`; `bar` is the most it may be. KeyError: it was
    not measured."""

    what: str
    unit: str
    figure: Callable[[dict], float]
    bar: Callable[[dict], float]
    said: str

    def row(self, results: dict) -> list[str]:
        try:
            value, bar = self.figure(results), self.bar(results)
        except (KeyError, TypeError):
            return [self.what, self.said, "not measured", "", ""]
        ratio = f"{value / bar:.2f}" if bar else ""
        return [self.what, self.said, f"{value:.5g} {self.unit}".strip(), ratio, "held" if value <= bar else "**MISSED**"]


def relay(work: str, who: str, key: str) -> Callable[[dict], float]:
    return lambda results: results["relay"][work][who][key]


def better_peer(work: str, key: str, times: float = 1.0) -> Callable[[dict], float]:
    return lambda results: times * min(results["relay"][work][who][key] for who in ("nginx", "haproxy"))


def added(who: str, key: str) -> Callable[[dict], float]:
    """What the contestant adds to the tenant's own latency."""
    return lambda results: results["relay"]["paced"][who][key] - results["relay"]["paced"]["direct"][key]


def of(part: str, key: str, unit: float = 1.0) -> Callable[[dict], float]:
    return lambda results: results[part][key] / unit


def spent(case: str, key: str) -> Callable[[dict], float]:
    """The worst of the cases whose name begins so."""
    return lambda results: max(figures[key] for name, figures in results["budget"].items() if name.startswith(case))


def at_most(number: float) -> Callable[[dict], float]:
    return lambda _: number


BARS = [
    Bar("CPU per relayed GET of 2 KB", "µs", relay("get", "halogate", "cpu_us"), better_peer("get", "cpu_us", 0.9),
        "≤ 0.9 × the better of nginx and HAProxy"),
    Bar("CPU per relayed POST of 1 KB", "µs", relay("post", "halogate", "cpu_us"), better_peer("post", "cpu_us", 0.9),
        "≤ 0.9 × the better of nginx and HAProxy"),
    Bar("added p99 at 2,000 requests/s", "µs", added("halogate", "p99_us"), added("haproxy", "p99_us"), "≤ HAProxy's"),
    Bar("added p50 at 2,000 requests/s", "µs", added("halogate", "p50_us"), at_most(150), "≤ 150 µs"),
    Bar("resident memory, idle", "MiB", of("memory", "idle_bytes", MIB), at_most(15), "≤ 15 MiB"),
    Bar("more for each idle kept-alive caller", "KiB", of("memory", "idle_caller_bytes", KIB), at_most(8), "≤ 8 KiB"),
    Bar("more for each waiting request", "KiB", of("memory", "waiting_bytes", KIB), at_most(4), "≤ 4 KiB and its body"),
    Bar("more during a download of 1 GiB", "MiB",
        lambda results: results["relay"]["huge"]["halogate"]["grown_bytes"] / MIB, at_most(4), "≤ 4 MiB"),
    Bar("CPU per KiB of that download", "ns", relay("huge", "halogate", "cpu_ns_per_kib"),
        relay("huge", "haproxy", "cpu_ns_per_kib"), "≤ HAProxy's"),
    Bar("1,500 at once, 300 per 5 s: time", "× theory", spent("known", "ratio"), at_most(1.01), "≤ 1.01 × theory"),
    Bar("… calls failed", "", spent("known", "failed"), at_most(0), "none"),
    Bar("… 429s from the tenant", "", spent("known", "throttled"), at_most(0), "none"),
    Bar("the same, limit unknown: time", "× theory", spent("unknown", "ratio"), at_most(1.1), "≤ 1.1 × theory"),
    Bar("… calls failed", "", spent("unknown", "failed"), at_most(0), "none"),
    Bar("… 429s from the tenant", "", spent("unknown", "throttled"), at_most(3), "≤ 3"),
    Bar("the same, a third taken by others: calls failed", "", spent("shared", "failed"), at_most(0), "none"),
    Bar("… part of exchanges wasted on 429s", "", spent("shared", "wasted"), at_most(0.05), "≤ 5 %"),
    Bar("a waiting call starts late by, relaying included", "ms", of("wake", "late_ms"), at_most(2), "≤ 2 ms"),
    Bar("a request in a line of 100,000 against one of 100", "×",
        lambda results: (results["rules"]["serve_one_of_a_long_line/100000"][0]
                         / results["rules"]["serve_one_of_a_long_line/100"][0]),
        at_most(2.5), "O(log n): ≤ 2.5 ×"),
    Bar("start to first answer", "ms", of("start", "first_answer_ms"), at_most(50), "≤ 50 ms"),
]
