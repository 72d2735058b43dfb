#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Mixed load with faults for as long as wanted, in front of a tenant that shares no line with halogate.

    soak.py HALOGATE_BINARY [--seconds 120] [--memory 5] [--seed N] [--reload-every SECONDS]

Afterwards resident memory must be what it was at the fifth minute (in a run under 15 minutes: after the first third),
no write lost or doubled, no answer given that may not be, nothing left open, every request in the audit log once.
Exit status 0: so it is; 1: it is not, and the list says why; 2: the checks themselves cannot be trusted.
"""

import argparse
import asyncio
import collections
import os
import random
import statistics
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(1, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "tenant"))

import callers
import ledger
import stage
import verdict
import vitals

BETWEEN_FAULTS = 0.4  # seconds


def between_reloads(seconds: float) -> float:
    return 60.0 if seconds >= 600 else 15.0 if seconds >= 60 else 5.0


def between_revocations(seconds: float) -> float:
    return 30.0 if seconds >= 120 else seconds / 4


def token_lifetime(seconds: float) -> int:
    """Whole seconds. A token is renewed after half of them, and one that was not revoked must see that: of tokens that
    are revoked one after the other the gateway asks for the next after longer and longer pauses."""
    return max(2, int(between_revocations(seconds) * 2 / 3))


async def _every(period: float, until: float, act) -> None:
    """Never for longer than `until`, and never beside itself."""
    due = time.monotonic() + period
    while due < until:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        await act()
        due = max(due + period, time.monotonic())


class Run:
    def __init__(self, here: stage.Stage, seconds: float, seed: int, seen: ledger.Ledger, reload_every: float) -> None:
        self.here = here
        self.seconds = seconds
        self.reload_every = reload_every
        self.dice = random.Random(seed)
        self.seen = seen
        self.crowd = callers.Crowd(here.ports, self.seen, seed)
        self.memory: list[vitals.Memory] = []
        self.revocations = 0
        self._began = time.monotonic()

    async def _sample(self) -> None:
        self.memory.append(vitals.memory(self.here.pid, time.monotonic() - self._began))

    async def _revoke(self) -> None:
        self.revocations += 1
        await self.here.revoke(self.dice)

    async def load(self) -> None:
        self._began = time.monotonic()
        until = self._began + self.seconds
        working = [asyncio.create_task(caller(self.crowd)) for caller, count in callers.CALLERS
                   for _ in range(count)]
        try:
            await asyncio.gather(
                _every(1.0, until, self._sample),
                _every(BETWEEN_FAULTS, until, lambda: self.here.injure(self.dice)),
                _every(between_revocations(self.seconds), until, self._revoke),
                _every(self.reload_every, until, self.here.reload))
            self.crowd.stop()
            await asyncio.gather(*working)
        finally:
            for task in working:
                task.cancel()


async def soak(binary: str, seconds: float, tolerance: float, seed: int,
               reload_every: float) -> tuple[verdict.Facts, list[str]]:
    async with stage.Stage(binary, token_lifetime(seconds)) as here:
        seen = ledger.Ledger()
        await stage.warm_up(here, seen)
        before = await here.at_rest()
        run = Run(here, seconds, seed, seen, reload_every)
        try:
            await run.load()
        except (OSError, AttributeError):  # its folder in /proc is gone, or is a zombie's
            if last_words := await here.ended_by_itself():
                raise AssertionError(last_words) from None
            raise
        await here.restore()
        after = await here.at_rest(before)
        state = await here.records()
        status = await here.end()
        facts = verdict.Facts(
            seconds=seconds, tolerance=tolerance, memory=run.memory, before=before, after=after, seen=run.seen,
            created=state["subjects"], updated=state["notes"], deleted=[str(number) for number in state["deleted"]],
            audited=here.audited, bad_log_lines=here.bad_log_lines(), exit_status=status,
            reloads_failed=here.reloads_failed, most_tenant_connections=stage.MOST_TENANT_CONNECTIONS,
            truncated=state["faults_by_kind"].get("truncate", 0))
        return facts, summary(run, state, facts)


def _counts(counter: dict) -> str:
    return ", ".join(f"{count} × {name}" for name, count in sorted(counter.items(), key=lambda item: -item[1]))


def in_ten(samples: list[int]) -> str:
    """The medians of ten equal parts."""
    cuts = [len(samples) * part // 10 for part in range(11)]
    parts = [samples[begin:end] for begin, end in zip(cuts, cuts[1:]) if end > begin]
    return " ".join(f"{statistics.median(part):.0f}" for part in parts)


def summary(run: Run, state: dict, facts: verdict.Facts) -> list[str]:
    seen, here = run.seen, run.here
    answers = {f"{status} {code}".strip(): count for (status, code), count in seen.answers.items()}
    fates = {kind: {fate.value: sum(one is fate for one in writes.values()) for fate in ledger.Fate}
             for kind, writes in (("create", seen.creates), ("update", seen.updates), ("delete", seen.deletes))}
    reference, last = verdict.memory_medians(facts)
    due = collections.Counter(seen.audit_due.values())
    pss = [sample.pss for sample in run.memory if sample.pss is not None]
    lines = [
        f"requests   {sum(seen.requests.values())} in {run.seconds:.0f} s: {_counts(seen.requests)}",
        f"answers    {_counts(answers)}; the slowest after {seen.slowest:.1f} s",
        f"exchanges  {state['api_requests']}, and {state['token_requests']} token requests",
        f"faults     {state['faults_happened']}: {_counts(state['faults_by_kind'])}; {run.revocations} × all tokens "
        f"revoked, {state['expired_tokens']} exchanges with an expired one",
        f"reloads    {here.reloads}, each with new log files, a new certificate and another configuration",
        "writes     " + "; ".join(f"{kind}: {_counts(counts)}" for kind, counts in fates.items()),
        f"audit      {sum(facts.audited.values())} lines; requests that must have one: {due[ledger.AuditLine.ONE]}, that "
        f"may: {due[ledger.AuditLine.AT_MOST_ONE]}, that may not: {due[ledger.AuditLine.NONE]}",
        f"memory     resident, KiB: {in_ten([sample.resident for sample in run.memory])}",
        f"           anonymous, KiB: {in_ten([sample.anonymous for sample in run.memory])}",
        "           proportional, KiB: " + (in_ten(pss) if pss else "only root may read it"),
        f"           {reference:.0f} KiB at the reference, {last:.0f} KiB at the end",
        f"holdings   before {facts.before.threads} threads, {facts.before.descriptors} descriptors; after "
        f"{facts.after.threads} and {facts.after.descriptors}, {facts.after.tenant_connections} to the tenant",
    ]
    if facts.before.descriptors is None:
        lines.append("           descriptors were NOT checked: only root may count those of this process")
    return lines


async def main() -> int:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("binary", help="the halogate to try")
    parser.add_argument("--seconds", type=float, default=120, help="of load")
    parser.add_argument("--memory", type=float, default=5, help="percent that resident memory may differ")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--reload-every", type=float, metavar="SECONDS", help="default: by the length of the run")
    options = parser.parse_args()

    if wrong := verdict.self_test():
        print("the checks cannot be trusted:", *wrong, sep="\n  ")
        return 2
    print(f"soak: {options.seconds:.0f} s, seed {options.seed}", flush=True)
    try:
        facts, lines = await soak(os.path.abspath(options.binary), options.seconds, options.memory / 100,
                                  options.seed, options.reload_every or between_reloads(options.seconds))
    except AssertionError as why:
        print(f"BROKEN     {why}")
        return 1
    print(*lines, sep="\n")
    found = verdict.findings(facts)
    print(*[f"BROKEN     {what}" for what in found] or ["holds      every check"], sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
