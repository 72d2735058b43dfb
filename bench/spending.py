# SPDX-License-Identifier: MIT
"""What the budget buys: many calls at once against the rolling window of the independent tenant of tests/tenant."""

from __future__ import annotations

import asyncio
import dataclasses

import ground  # puts tests/tenant on the path
import budget

assert ground

# Name → what makes it.
CASES = {
    "known": budget.known,
    "unknown, named by the 429": lambda binary: budget.unknown(binary, "window"),
    "unknown, Retry-After alone": lambda binary: budget.unknown(binary, "seconds"),
    "shared, named by the 429": lambda binary: budget.shared(binary, "window"),
    "shared, a 429 that says nothing": lambda binary: budget.shared(binary, "none"),
}


def measure(halogate: str, say) -> dict:
    """Case → what the calls came to."""
    figures = {}
    for name, spend in CASES.items():
        spent = asyncio.run(spend(halogate))
        figures[name] = {**dataclasses.asdict(spent), "ratio": spent.ratio, "wasted": spent.wasted}
        say(f"budget: {name}: {spent}")
    return figures
