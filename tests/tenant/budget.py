# SPDX-License-Identifier: MIT
"""Many calls at once against the tenant's rolling window: how long they take, and what of the budget is wasted."""

import asyncio
import collections
import dataclasses
import math
import time

import load
import scene

CALLS, REQUESTS, PER = 1500, 300, 5.0
SHARE = 1 / 3  # of the window, that somebody else takes in the case of a shared one
UNKNOWN = "window: {per: 5m}\n  unknown: window"


@dataclasses.dataclass
class Spent:
    """What the calls came to."""

    took: float
    theory: float
    failed: int
    throttled: int
    exchanges: int
    most_in_window: int

    @property
    def ratio(self) -> float:
        return self.took / self.theory

    @property
    def wasted(self) -> float:
        return self.throttled / self.exchanges

    def __str__(self) -> str:
        return (f"{self.took:.2f} s ({self.ratio:.4f} of {self.theory:g} s), {self.failed} failed, "
                f"{self.throttled} of {self.exchanges} exchanges throttled, at most {self.most_in_window} in a window")


class Unknowing(scene.Scene):
    """The gateway is told nothing of the tenant's window."""

    def _configure(self) -> None:
        stated = "window: {{requests: {window_requests}, per: {window_seconds}s}}"
        self._configuration = self._configuration.replace(stated, UNKNOWN.replace("{", "{{").replace("}", "}}"))

    async def _start_gateway(self) -> None:
        self._configure()
        await super()._start_gateway()


async def spend(here: scene.Scene, calls: int, part: float = 1.0) -> Spent:
    """So many calls at once, on connections that stand; `part` of the window is there for them."""
    theory = (math.ceil(calls / (REQUESTS * part)) - 1) * PER
    callers = await asyncio.gather(*(here.ready_to_get() for _ in range(calls)))
    began = time.monotonic()
    for caller in callers:
        caller.send()
    outcomes = await load.at_once([caller.answer() for caller in callers])
    took = time.monotonic() - began
    state = await here.control("state")
    statuses = collections.Counter(outcome.status for outcome in outcomes)
    return Spent(took, theory, calls - statuses[200], state["throttled"], state["api_requests"], state["most_in_window"])


async def known(binary: str, calls: int = CALLS) -> Spent:
    async with scene.Scene(binary, window=f"{REQUESTS}/{PER:.0f}") as here:
        return await spend(here, calls)


async def unknown(binary: str, form: str, calls: int = CALLS) -> Spent:
    """`form`: what a 429 says, see faults.FORMS."""
    async with Unknowing(binary, window=f"{REQUESTS}/{PER:.0f}", form=form) as here:
        return await spend(here, calls)


async def shared(binary: str, form: str, calls: int = CALLS) -> Spent:
    """Somebody else has been taking a third of the window, evenly, since before the gateway came."""
    async with scene.Scene(binary, window=f"{REQUESTS}/{PER:.0f}", form=form, others=REQUESTS * SHARE / PER) as here:
        await asyncio.sleep(PER)
        return await spend(here, calls, 1 - SHARE)
