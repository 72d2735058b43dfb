# SPDX-License-Identifier: MIT
"""The checks of a soak, on what was seen alone. Each first shows on an example of its own that it can fail."""

import collections
import copy
import dataclasses
import statistics

import ledger
import vitals
from ledger import AuditLine, Fate

MOST_NAMES = 5  # in a sentence


@dataclasses.dataclass
class Facts:
    seconds: float
    tolerance: float  # part of the reference that resident memory may differ at the end
    memory: list[vitals.Memory]
    before: vitals.Holdings
    after: vitals.Holdings
    seen: ledger.Ledger
    created: list[str]  # in the tenant's records: summaries, as often as they were created
    updated: list[str]
    deleted: list[str]
    audited: collections.Counter  # request id → audit lines
    bad_log_lines: list[str]
    exit_status: int
    reloads_failed: list[str]
    most_tenant_connections: int
    truncated: int  # answers that the tenant broke off


def _some(names) -> str:
    names = sorted(names)
    return ", ".join(names[:MOST_NAMES]) + (f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else "")


def reference_span(seconds: float) -> tuple[float, float]:
    """Around the fifth minute; in a run too short for that, behind its first third."""
    if seconds >= 900:
        return 270, 330
    return seconds / 3, seconds / 3 + max(5.0, seconds / 10)


def memory_medians(facts: Facts) -> tuple[float, float]:
    begin, end = reference_span(facts.seconds)
    reference = [sample.resident for sample in facts.memory if begin <= sample.at <= end]
    last = [sample.resident for sample in facts.memory if sample.at >= facts.seconds * 0.9]
    if not reference or not last:
        return 0.0, 0.0
    return statistics.median(reference), statistics.median(last)


def memory(facts: Facts):
    reference, last = memory_medians(facts)
    if not reference or not last:
        yield "no sample of resident memory where one is needed"
    elif abs(last - reference) > facts.tolerance * reference:
        yield (f"resident memory went from {reference:.0f} KiB to {last:.0f} KiB, "
               f"{(last / reference - 1) * 100:+.1f} % where {facts.tolerance * 100:.0f} % are allowed")


def _writes(facts: Facts):
    yield "create", facts.seen.creates, collections.Counter(facts.created)
    yield "update", facts.seen.updates, collections.Counter(facts.updated)
    yield "delete", facts.seen.deletes, collections.Counter(facts.deleted)


def lost_writes(facts: Facts):
    for kind, fates, there in _writes(facts):
        if lost := [name for name, fate in fates.items() if fate is Fate.DONE and not there[name]]:
            yield f"{len(lost)} × {kind} answered 2xx and not in the tenant's records: {_some(lost)}"


def doubled_writes(facts: Facts):
    for kind, fates, there in _writes(facts):
        if doubled := [name for name, count in there.items() if count > 1]:
            yield f"{len(doubled)} × {kind} in the tenant's records more than once: {_some(doubled)}"
        if foreign := [name for name in there if name not in fates]:
            yield f"{len(foreign)} × {kind} in the tenant's records that nobody asked for: {_some(foreign)}"


def denied_writes(facts: Facts):
    """Whoever is told that nothing was done sends it again: then it had better be true."""
    for kind, fates, there in _writes(facts):
        if denied := [name for name, fate in fates.items() if fate is Fate.NOT_DONE and there[name]]:
            yield f"{len(denied)} × {kind} done, and answered as if it were not: {_some(denied)}"


def answers(facts: Facts):
    for complaint in facts.seen.complaints:
        yield complaint
    if (more := facts.seen.complained - len(facts.seen.complaints)) > 0:
        yield f"and {more} more answers of that sort"
    if facts.seen.broken_off > facts.truncated:
        yield f"{facts.seen.broken_off} answers broke off, and the tenant broke off {facts.truncated}"
    for line in facts.bad_log_lines[:MOST_NAMES]:
        yield f"in the gateway's log: {line.strip()}"
    yield from facts.reloads_failed


def holdings(facts: Facts):
    if facts.after.threads != facts.before.threads:
        yield f"{facts.before.threads} threads before the load, {facts.after.threads} after it"
    if facts.after.descriptors != facts.before.descriptors:
        yield f"{facts.before.descriptors} descriptors before the load, {facts.after.descriptors} after it"
    if facts.after.tenant_connections > facts.most_tenant_connections:
        yield f"{facts.after.tenant_connections} connections to the tenant are open"


def exit_status(facts: Facts):
    if facts.exit_status != 0:
        yield f"the gateway ended with status {facts.exit_status}"


def audit(facts: Facts):
    due = facts.seen.audit_due
    if missing := [name for name, line in due.items() if line is AuditLine.ONE and not facts.audited[name]]:
        yield f"{len(missing)} requests are not in the audit log: {_some(missing)}"
    if doubled := [name for name, count in facts.audited.items() if count > 1]:
        yield f"{len(doubled)} requests are in the audit log more than once: {_some(doubled)}"
    if unwanted := [name for name, line in due.items() if line is AuditLine.NONE and facts.audited[name]]:
        yield f"{len(unwanted)} that cross nothing and refuse nothing are in the audit log: {_some(unwanted)}"
    if unknown := [name for name in facts.audited if name not in due]:
        yield f"{len(unknown)} audit lines of requests that nobody sent: {_some(unknown)}"


CHECKS = (memory, lost_writes, doubled_writes, denied_writes, answers, holdings, exit_status, audit)


def findings(facts: Facts) -> list[str]:
    return [f"{check.__name__.replace('_', ' ')}: {what}" for check in CHECKS for what in check(facts)]


def _example() -> Facts:
    seen = ledger.Ledger()
    seen.creates = {"a": Fate.DONE, "b": Fate.UNKNOWN, "c": Fate.UNKNOWN, "d": Fate.NOT_DONE}
    seen.deletes = {"1": Fate.DONE}
    seen.audit_due = {"r1": AuditLine.ONE, "r2": AuditLine.AT_MOST_ONE, "r3": AuditLine.NONE}
    steady = [vitals.Memory(at, 10000 + at % 3, 5000, None) for at in range(100)]
    idle = vitals.Holdings(threads=2, descriptors=12, tenant_connections=1)
    return Facts(seconds=100, tolerance=0.05, memory=steady, before=idle, after=idle, seen=seen,
                 created=["a", "b"], updated=[], deleted=["1"], audited=collections.Counter(r1=1),
                 bad_log_lines=[], exit_status=0, reloads_failed=[], most_tenant_connections=32,
                 truncated=0)


def _leak(facts: Facts) -> None:
    facts.memory = [dataclasses.replace(sample, resident=sample.resident + 10 * int(sample.at))
                    for sample in facts.memory]


def _shrink(facts: Facts) -> None:
    facts.memory = [dataclasses.replace(sample, resident=sample.resident - 20 * int(sample.at))
                    for sample in facts.memory]


# Check → a change of the example that it alone must find.
SPOILT = (
    (memory, _leak),
    (memory, _shrink),
    (memory, lambda facts: facts.memory.clear()),
    (lost_writes, lambda facts: facts.created.remove("a")),
    (lost_writes, lambda facts: facts.deleted.clear()),
    (doubled_writes, lambda facts: facts.created.append("a")),
    (doubled_writes, lambda facts: facts.created.append("b")),
    (doubled_writes, lambda facts: facts.deleted.append("1")),
    (doubled_writes, lambda facts: facts.updated.append("nobody's")),
    (denied_writes, lambda facts: facts.created.append("d")),
    (answers, lambda facts: facts.seen.complain("500 internal_error")),
    (answers, lambda facts: setattr(facts.seen, "broken_off", 1)),
    (answers, lambda facts: facts.bad_log_lines.append("internal error")),
    (answers, lambda facts: facts.reloads_failed.append("the old certificate is still shown")),
    (holdings, lambda facts: setattr(facts, "after", dataclasses.replace(facts.after, descriptors=13))),
    (holdings, lambda facts: setattr(facts, "after", dataclasses.replace(facts.after, threads=3))),
    (holdings, lambda facts: setattr(facts, "after", dataclasses.replace(facts.after, tenant_connections=33))),
    (exit_status, lambda facts: setattr(facts, "exit_status", -11)),
    (audit, lambda facts: facts.audited.clear()),
    (audit, lambda facts: facts.audited.update(["r1"])),
    (audit, lambda facts: facts.audited.update(["r2", "r2"])),
    (audit, lambda facts: facts.audited.update(["r3"])),
    (audit, lambda facts: facts.audited.update(["r4"])),
)


def self_test() -> list[str]:
    """What the checks misjudge of their own examples; nothing when they can be trusted."""
    good = _example()
    wrong = [f"the good example is found wrong: {what}" for what in findings(good)]
    for number, (wanted, spoil) in enumerate(SPOILT):
        facts = copy.deepcopy(good)
        spoil(facts)
        found = {check for check in CHECKS if list(check(facts))}
        if found != {wanted}:
            wrong.append(f"example {number}: {wanted.__name__} should find it, and {len(found)} checks do")
    return wrong
