#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The promise, kept under load, in front of a tenant that shares no line with halogate.

    promise.py HALOGATE_BINARY [--only PART_OF_A_NAME] [--bound TIMES]

Prints one line for each part with its figures. Exit status 0: every part holds; 1: one does not.
"""

import argparse
import asyncio
import collections
import os
import sys
import time
import traceback

import budget
import load
import scene


def check(condition: bool, what: str) -> None:
    if not condition:
        raise AssertionError(what)


def statuses(outcomes: list[load.Outcome]) -> dict[int, int]:
    return dict(sorted(collections.Counter(outcome.status for outcome in outcomes).items()))


async def cold_start(binary: str) -> str:
    """500 requests at once on a cold start cost 1 token request."""
    async with scene.Scene(binary, latency=0.01, token_latency=0.3) as here:
        outcomes = await load.at_once([here.get() for _ in range(500)])
        state = await here.control("state")
    check(statuses(outcomes) == {200: 500}, f"answers {statuses(outcomes)}")
    check(state["token_requests"] == 1, f"{state['token_requests']} token requests")
    check(state["foreign_tokens"] == 0, "a token of somebody else was sent")
    return "500 at once: 500 × 200, 1 token request"


async def revoked(binary: str, mode: str) -> str:
    """Revoking the token under load loses no request and costs 1 more."""
    async with scene.Scene(binary, latency=0.01, token_latency=0.1) as here:
        calls = [here.create(f"{mode}-{n}") if n % 2 else here.get() for n in range(400)]
        running = asyncio.create_task(load.with_workers(40, calls))
        while (await here.control("state"))["api_requests"] < 100:
            await asyncio.sleep(0)
        await here.control("revoke", {"mode": mode})
        outcomes = await running
        state = await here.control("state")
    check(statuses(outcomes) == {200: 200, 201: 200}, f"answers {statuses(outcomes)}")
    check(state["token_requests"] == 2, f"{state['token_requests']} token requests")
    posted = sorted(f"{mode}-{n}" for n in range(1, 400, 2))
    check(sorted(state["subjects"]) == posted, "tickets lost or doubled")
    refused = state["api_requests"] - 400
    check(refused > 0, "no exchange met the revoked token: the case was not tried")
    return f"400 under way, {refused} exchanges refused with {mode}: none lost, 2 token requests in all"


async def rolling_window(binary: str, bound: float) -> str:
    """1,500 at once against 300 per 5 s end within `bound` times the theoretical time."""
    spent = await budget.known(binary)
    check(spent.failed == 0, str(spent))
    check(spent.throttled == 0, str(spent))
    check(spent.most_in_window <= budget.REQUESTS, str(spent))
    check(spent.ratio <= bound, str(spent))
    return f"1,500 at once against 300 per 5 s: {spent}"


# `./dev bench budget` measures the next two with as many as the first.
FEWER = 600


async def unknown_limit(binary: str, form: str, bound: float) -> str:
    """Nothing is known of the limit: it is found with three 429s, and a tenth more time."""
    spent = await budget.unknown(binary, form, FEWER)
    check(spent.failed == 0, str(spent))
    check(spent.throttled <= 3, str(spent))
    check(spent.ratio <= bound, str(spent))
    return f"600 at once, limit unknown: {spent}"


async def shared_limit(binary: str) -> str:
    """Somebody else takes a third of the window: no call is lost, and at most 5 % of exchanges are wasted."""
    spent = await budget.shared(binary, "window", FEWER)
    check(spent.failed == 0, str(spent))
    check(spent.wasted <= 0.05, str(spent))
    return f"600 at once, a third taken by others: {spent}"


# A fault of the tenant, and with which statuses the calls that it befalls may fail. Whatever they are told,
# no ticket may be there twice, and none may be missing that was answered 201. A refused token is renewed once
# for each call; as the next call to meet the fault may be the same one, that fault happens once.
FAULTS: list[tuple[dict, set[int]]] = [
    ({"kind": "429", "form": "none"}, set()),
    ({"kind": "429", "form": "seconds"}, set()),
    ({"kind": "429", "form": "date"}, set()),
    ({"kind": "429", "form": "body"}, set()),
    ({"kind": "429", "form": "text"}, set()),
    ({"kind": "429", "form": "window"}, set()),
    ({"kind": "500"}, {500}),
    ({"kind": "502"}, {502}),
    ({"kind": "503"}, {503}),
    ({"kind": "504"}, {504}),
    ({"kind": "html"}, {502}),
    ({"kind": "reset_before"}, {502}),
    ({"kind": "reset_after"}, {502}),
    ({"kind": "close_idle"}, {502}),
    ({"kind": "stall"}, {504}),
    ({"kind": "truncate"}, {0, 201}),
    ({"kind": "slow_body"}, set()),
    ({"kind": "token_401", "count": 1}, set()),
    ({"kind": "token_400", "count": 1}, set()),
]
USUAL_COUNT = 3


async def fault(binary: str, plan: dict, allowed: set[int]) -> str:
    """No ticket is created twice, none that was answered 201 is missing."""
    name = plan["kind"] + ("/" + plan["form"] if "form" in plan else "")
    count = plan.get("count", USUAL_COUNT)
    async with scene.Scene(binary, latency=0.005) as here:
        await here.control("faults", [{"match": "POST /api/Tickets", "count": count, **plan}])
        subjects = [f"{name}-{n}" for n in range(60)]
        outcomes = await load.with_workers(20, [here.create(subject) for subject in subjects])
        state = await here.control("state")
    figures = f"{name}: answers {statuses(outcomes)}, {len(state['subjects'])} tickets of {len(subjects)}"
    check(state["faults_happened"] == count, f"{state['faults_happened']} faults happened; {figures}")
    check(len(set(state["subjects"])) == len(state["subjects"]), f"a ticket was created twice; {figures}")
    missing = {subject for subject, outcome in zip(subjects, outcomes) if outcome.status == 201}
    check(missing <= set(state["subjects"]), f"a ticket that was answered 201 is missing; {figures}")
    failed = [outcome for outcome in outcomes if outcome.status != 201 or not outcome.complete]
    check(len(failed) <= count, f"{len(failed)} calls failed; {figures}")
    check({outcome.status for outcome in failed} <= allowed, f"not what the table says; {figures}")
    if plan["kind"] in ("reset_before", "reset_after", "stall"):
        check(len(failed) == count, f"a POST that may have been processed was sent again; {figures}")
        told = all(outcome.says("outcome") == "unknown" for outcome in failed)
        check(told, f"no `outcome: unknown`; {figures}")
    return figures


def parts(binary: str, bound: float) -> dict:
    """Name → coroutine function, in the order in which they are tried."""
    found = {
        "cold start": lambda: cold_start(binary),
        "revoked 401": lambda: revoked(binary, "401"),
        "revoked 400": lambda: revoked(binary, "400"),
        "rolling window": lambda: rolling_window(binary, bound),
        "unknown window": lambda: unknown_limit(binary, "window", bound + 0.08),
        "unknown seconds": lambda: unknown_limit(binary, "seconds", bound + 0.08),
        "shared window": lambda: shared_limit(binary),
    }
    for plan, allowed in FAULTS:
        name = "fault " + plan["kind"] + (" " + plan["form"] if "form" in plan else "")
        found[name] = lambda plan=plan, allowed=allowed: fault(binary, plan, allowed)
    return found


async def main() -> int:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("binary", help="the halogate to try")
    parser.add_argument("--only", default="", help="parts whose name holds this text")
    parser.add_argument(
        "--bound", type=float, default=1.02, help="times the theoretical time that the rolling window may take"
    )
    options = parser.parse_args()

    all_parts = parts(os.path.abspath(options.binary), options.bound)
    chosen = {name: part for name, part in all_parts.items() if options.only in name}
    broken = 0 if chosen else 1
    for name, part in chosen.items():
        began = time.monotonic()
        try:
            print(f"holds   {name:<18} {await part()}  [{time.monotonic() - began:.1f} s]", flush=True)
        except AssertionError as why:
            print(f"BROKEN  {name:<18} {why}  [{time.monotonic() - began:.1f} s]", flush=True)
            broken += 1
        except Exception:  # a part that cannot be tried does not hold
            print(f"BROKEN  {name:<18} {traceback.format_exc()}", flush=True)
            broken += 1
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
