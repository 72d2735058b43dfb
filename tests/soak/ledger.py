# SPDX-License-Identifier: MIT
"""What the callers of a soak saw: how many answers of which kind, what may have been written, what may not have
been answered, and which requests must stand in the audit log."""

import collections
import dataclasses
import enum

MOST_COMPLAINTS = 20  # that are kept in words; all are counted


class Fate(enum.Enum):
    """What a caller knows of its write."""

    DONE = "done"  # answered 2xx: it is there, once
    UNKNOWN = "unknown"  # hung up, broken, `outcome: unknown`: it is there once, or not
    NOT_DONE = "not done"  # answered by anything else: whoever sends it again must not double it


class AuditLine(enum.Enum):
    ONE = 1  # exactly one line
    AT_MOST_ONE = 2  # the caller hung up: the gateway may not have seen the request whole
    NONE = 3  # answered by the gateway itself, and no refusal; or its head never came whole


@dataclasses.dataclass
class Ledger:
    requests: collections.Counter = dataclasses.field(default_factory=collections.Counter)  # by kind
    answers: collections.Counter = dataclasses.field(default_factory=collections.Counter)  # by status and code
    creates: dict[str, Fate] = dataclasses.field(default_factory=dict)  # by summary
    updates: dict[str, Fate] = dataclasses.field(default_factory=dict)  # by note
    deletes: dict[str, Fate] = dataclasses.field(default_factory=dict)  # by the ticket's number
    audit_due: dict[str, AuditLine] = dataclasses.field(default_factory=dict)  # by request id
    complaints: list[str] = dataclasses.field(default_factory=list)
    complained: int = 0
    slowest: float = 0.0
    broken_off: int = 0  # answers that ended too early

    def complain(self, what: str) -> None:
        self.complained += 1
        if len(self.complaints) < MOST_COMPLAINTS:
            self.complaints.append(what)

    def due(self, request_id: str, line: AuditLine) -> None:
        if request_id in self.audit_due:
            self.complain(f"two answers bear the request id {request_id}")
        self.audit_due[request_id] = line
