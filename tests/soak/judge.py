# SPDX-License-Identifier: MIT
"""What the gateway may answer, and what a caller knows after that."""

import line
from ledger import AuditLine, Fate, Ledger

STREAMED = "create streamed"

# Answers of the gateway's own that a request may get which the policy lets pass, when the tenant fails.
OWN = {(429, "budget_exhausted"), (502, "tenant_unreachable"), (502, "tenant_bad_response"),
       (503, "tenant_unavailable"), (503, "queue_full"), (504, "tenant_timeout")}
# What the tenant says itself: its good answers, and the faults that are relayed.
RELAYED = {200, 201, 500, 502, 503, 504}
# Where the request cannot be repeated because its body has streamed away, these are relayed, too.
RELAYED_OF_STREAMED = {(429, "Rate Limit"), (429, "rate_limit"), (429, "Too many"), (401, "invalid_token"),
                       (400, "Token not found")}


def fate(answer: line.Answer) -> Fate:
    if 200 <= answer.status < 300:
        return Fate.DONE
    if answer.status == 0 or answer.member("outcome") == "unknown":
        return Fate.UNKNOWN
    return Fate.NOT_DONE


def _is_good(request: line.Request, answer: line.Answer, expected: tuple[int, str] | None) -> bool:
    if expected:
        return (answer.status, answer.code) == expected
    if answer.code:
        return (answer.status, answer.code) in OWN
    if answer.status in RELAYED:
        return True
    return request.kind == STREAMED and any(answer.status == status and words.encode() in answer.body
                                            for status, words in RELAYED_OF_STREAMED)


def enter(ledger: Ledger, request: line.Request, answer: line.Answer,
          expected: tuple[int, str] | None = None) -> None:
    """Puts one answered request into the ledger, and complains of what may not be. `expected`: the only good answer."""
    ledger.requests[request.kind] += 1
    ledger.answers[(answer.status, answer.code)] += 1
    if answer.status == 0:
        ledger.complain(f"{request.kind}: {answer.body.decode()}{' (reused)' if answer.reused else ''}")
        ledger.due(request.request_id, AuditLine.AT_MOST_ONE)
        return
    own_and_good = expected is not None and expected[0] < 300 and not answer.code
    ledger.due(answer.request_id, AuditLine.NONE if own_and_good else AuditLine.ONE)
    ledger.broken_off += not answer.complete
    if not _is_good(request, answer, expected):
        told = answer.body[:200].decode("utf-8", "replace")
        ledger.complain(f"{request.kind} {request.method} {request.target[:60]}: {answer}, "
                        f"request {answer.request_id}: {told}")
