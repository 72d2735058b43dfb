# SPDX-License-Identifier: MIT
"""What the independent tenant can be told to do wrong."""

import collections
import dataclasses
import email.utils
import json
import time

KINDS = ("429", "500", "502", "503", "504", "html", "reset_before", "reset_after", "close_idle", "stall",
         "truncate", "slow_body", "token_401", "token_400", "pause", "stall_after", "malformed")
FORMS = ("none", "seconds", "date", "body", "text", "window")


@dataclasses.dataclass
class Fault:
    """`kind` befalls the next `count` requests whose "METHOD /path" begins with `match`; a `pause` is of `seconds`."""

    match: str
    kind: str
    count: int = 1
    form: str = "none"
    retry_after: int = 1
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS or self.form not in FORMS:
            raise ValueError(f"unknown fault {self.kind} {self.form}")

    @property
    def before_work(self) -> bool:
        """Whether the tenant fails in place of doing what was asked, or after it."""
        return self.kind not in ("reset_after", "close_idle", "truncate", "slow_body", "pause", "stall_after",
                                 "malformed")


class Faults:
    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self.happened = 0
        self.by_kind: collections.Counter[str] = collections.Counter()

    def plan(self, faults: list[dict]) -> None:
        self._waiting += [Fault(**fault) for fault in faults]

    def next(self, method: str, path: str) -> Fault | None:
        for fault in self._waiting:
            if f"{method} {path}".startswith(fault.match):
                fault.count -= 1
                self.happened += 1
                self.by_kind[fault.kind] += 1
                if fault.count <= 0:
                    self._waiting.remove(fault)
                return fault
        return None


def throttled(form: str, retry_after: int,
              window: str = "300 Requests per rolling 5 minute window") -> tuple[list[tuple[str, str]], bytes]:
    """The fields and the body of a 429 in one of the forms that clients of HaloPSA know how to read."""
    fields: list[tuple[str, str]] = []
    body: object = {"error": "Rate Limit Reached"}
    if form == "seconds":
        fields.append(("Retry-After", str(retry_after)))
    elif form == "date":
        # Both fields count from one reading of the clock: an HTTP-date has whole seconds only.
        now = int(time.time())
        fields.append(("Date", email.utils.formatdate(now, usegmt=True)))
        fields.append(("Retry-After", email.utils.formatdate(now + retry_after, usegmt=True)))
    elif form == "body":
        body = {"error": "rate_limit_exceeded", "retry_after": retry_after}
    elif form == "text":
        body = {"error": f"Too many requests, retry after {retry_after} seconds"}
    elif form == "window":
        body = {"error": f"Rate Limit Reached - {window}"}
    return fields, json.dumps(body).encode()
