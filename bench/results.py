# SPDX-License-Identifier: MIT
"""bench/RESULTS.md, and bench/results.json behind it: a run of one part replaces that part alone."""

from __future__ import annotations

import json
import os
import pathlib

import bar

HERE = pathlib.Path(__file__).resolve().parent
FIGURES, PAGE = HERE / "results.json", HERE / "RESULTS.md"
REMARKS = HERE / "remarks.md"  # what no figure says, written by hand
RELAY_ROWS = [
    ("get", "GET 2 KB, 64 callers", [("cpu_us", "CPU µs"), ("per_second", "requests/s")]),
    ("post", "POST 1 KB, 64 callers", [("cpu_us", "CPU µs"), ("per_second", "requests/s")]),
    ("paced", "GET 2 KB at 2,000/s", [("p50_us", "p50 µs"), ("p99_us", "p99 µs"), ("cpu_us", "CPU µs")]),
    ("large", "1 MiB, 8 callers", [("cpu_ns_per_kib", "CPU ns/KiB"), ("mib_per_second", "MiB/s")]),
    ("huge", "1 GiB, 1 caller", [("cpu_ns_per_kib", "CPU ns/KiB"), ("mib_per_second", "MiB/s")]),
]
CONTESTANTS = ("halogate", "nginx", "haproxy", "direct")


def read() -> dict:
    return json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}


def write(results: dict) -> None:
    FIGURES.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text("\n".join(page(results)) + "\n", encoding="utf-8")


def machine() -> dict:
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        known = dict(line.split(":", 1) for line in file if ":" in line)
    fields = {key.strip(): value.strip() for key, value in known.items()}
    model = fields.get("model name", "unknown")
    if model == "unknown":
        model = " ".join(fields.get(key, "?") for key in ("vendor_id", "cpu family", "model"))
    return {"processor": model, "cores": len(os.sched_getaffinity(0)), "kernel": os.uname().release}


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows] + [""]


def relay_rows(relay: dict) -> list[list[str]]:
    rows = []
    for work, title, keys in RELAY_ROWS:
        for key, label in keys:
            figures = {who: relay[work][who].get(key) for who in CONTESTANTS}
            peers = [figures["nginx"], figures["haproxy"]]
            better = max(peers) if key.endswith("per_second") else min(peers)
            cells = [f"{value:,.4g}" if value is not None and value < 1000 else "" if value is None else f"{value:,.0f}"
                     for value in figures.values()]
            rows.append([title, label, *cells, f"{figures['halogate'] / better:.2f}"])
    return rows


def page(results: dict) -> list[str]:
    lines = ["# What halogate costs, and what its budget buys", "",
             "Written by `./dev bench`; how it measures is in [CONTRIBUTING.md](../CONTRIBUTING.md). Times are comparable within",
             "one run only, ratios between runs.", ""]
    lines += table(["machine", ""], [[key, str(value)] for key, value in results.get("machine", {}).items()]
                   + [[key, value] for key, value in results.get("versions", {}).items()])
    lines += ["## Bars", ""]
    lines += table(["what", "bar", "measured", "measured ÷ bar", ""], [each.row(results) for each in bar.BARS])
    if "memory" in results:
        lines += [f"Memory was measured with {results['memory']['callers']:,} callers, as many as wait.", ""]
    if "relay" in results:
        lines += ["## Relaying, beside nginx and HAProxy", "",
                  "One worker each on a processor of its own, the same tenant behind verified TLS, access logs on; medians of "
                  "interleaved rounds. `direct` is the tenant", "in clear without anything in between, which is what `added` is "
                  "counted from. The last column is halogate against the better peer.", ""]
        lines += table(["work", "", *CONTESTANTS, "ratio"], relay_rows(results["relay"]))
    if "budget" in results:
        lines += ["## 1,500 calls at once against 300 per 5 s", "",
                  "The independent tenant of `tests/tenant`. What is shared is shared with somebody whom the gateway cannot see and who "
                  "takes a third, evenly;", "theory is what the other two thirds allow.", ""]
        lines += table(["limit", "time", "÷ theory", "failed", "429s", "exchanges"],
                       [[name, f"{it['took']:.2f} s", f"{it['ratio']:.4f}", *(str(it[key]) for key in ("failed", "throttled", "exchanges"))]
                        for name, it in results["budget"].items()])
    if "instructions" in results:
        lines += ["## Instructions per request", "", "Counted by callgrind in user space; they do not depend on the machine's speed.", ""]
        lines += table(["work", "instructions"], [[work, f"{count:,.0f}"] for work, count in results["instructions"].items()])
    if "rules" in results:
        lines += ["## The pure parts alone", ""]
        lines += table(["benchmark", "time"], [[name, f"{time:,.1f} {unit}"] for name, (time, unit) in results["rules"].items()])
    return lines + REMARKS.read_text(encoding="utf-8").splitlines()
