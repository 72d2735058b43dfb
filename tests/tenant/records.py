# SPDX-License-Identifier: MIT
"""What the independent tenant remembers: its tokens and its tickets."""

import json
import secrets
import time

TENANT = "acme"
CLIENT_ID = "0d8e6a1f-6b1c-4f7a-9d0e-3a5c7e9b1d2f"
# Reserved characters of both encodings: a secret that is not encoded on its way does not arrive whole.
CLIENT_SECRET = "canary+secret%41&x=y z"
SCOPES = {f"{kind}:{domain}" for kind in ("read", "edit") for domain in ("tickets", "customers", "assets")}

Answer = tuple[int, dict]


def token_unknown(mode: str) -> Answer:
    """HaloPSA's two ways to say that it does not know a token."""
    if mode == "400":
        return 400, {"error": "Bad request", "Message": "Token not found"}
    return 401, {"error": "invalid_token"}


class TokenDesk:
    """Issues bearer tokens and forgets them. `mode` is how a forgotten token is answered."""

    def __init__(self, lifetime: float = 3600) -> None:
        self.requests = 0
        self.mode = "401"
        self.foreign = 0
        self.expired = 0
        self._lifetime = lifetime
        self._live: dict[str, float] = {}  # until when, by the monotonic clock
        self._ever: set[str] = set()

    def issue(self, query: dict[str, str], form: dict[str, str]) -> Answer:
        self.requests += 1
        if query.get("tenant", form.get("tenant")) != TENANT:
            return 400, {"error": "invalid_request", "error_description": "unknown tenant"}
        if form.get("grant_type") != "client_credentials":
            return 400, {"error": "unsupported_grant_type"}
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return 401, {"error": "invalid_client"}
        asked = form.get("scope", "").split()
        if not set(asked) <= SCOPES:
            return 400, {"error": "invalid_scope"}
        token = secrets.token_urlsafe(32)
        now = time.monotonic()
        self._live = {other: end for other, end in self._live.items() if end > now}
        self._live[token] = now + self._lifetime
        self._ever.add(token)
        return 200, {"scope": " ".join(asked), "token_type": "Bearer", "access_token": token,
                     "expires_in": int(self._lifetime), "refresh_token": "", "id_token": ""}

    def revoke(self, mode: str) -> None:
        self.mode = mode
        self._live.clear()

    def refusal(self, authorization: str | None) -> Answer | None:
        """None when the token is good. A token that was never issued here is counted as foreign."""
        kind, _, token = (authorization or "").partition(" ")
        if kind == "Bearer" and self._live.get(token, 0) > time.monotonic():
            return None
        self.expired += token in self._live
        if token not in self._ever:
            self.foreign += 1
            return token_unknown("401")
        return token_unknown(self.mode)


class Tickets:
    """Tickets by number. Nothing prevents a second one with the same subject: that is what is counted."""

    def __init__(self) -> None:
        self.subjects: list[str] = []
        self.notes: list[str] = []  # of updates
        self.deleted: list[int] = []
        self._gone: set[int] = set()

    def write(self, body: bytes) -> Answer:
        """Elements with an id update, the others create."""
        try:
            elements = json.loads(body)
            notes = [element["note"] for element in elements if "id" in element]
            subjects = [element["summary"] for element in elements if "id" not in element]
        except (ValueError, TypeError, KeyError):
            return 400, {"Message": "an array of tickets is expected"}
        self.notes += notes
        self.subjects += subjects
        if subjects:
            return 201, {"id": len(self.subjects), "summary": subjects[-1]}
        return 201, {"id": elements[-1]["id"], "note": notes[-1]}

    def delete(self, number: int) -> Answer:
        if not 1 <= number <= len(self.subjects) or number in self._gone:
            return 404, {"Message": "no such ticket"}
        self._gone.add(number)
        self.deleted.append(number)
        return 200, {"id": number}

    def page(self) -> Answer:
        first = max(0, len(self.subjects) - 50)
        last = enumerate(self.subjects[first:], first + 1)
        return 200, {"page_no": 1, "page_size": 50, "record_count": len(self.subjects),
                     "tickets": [{"id": number, "summary": subject} for number, subject in last]}
