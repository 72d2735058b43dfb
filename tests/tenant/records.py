# SPDX-License-Identifier: MIT
"""What the independent tenant remembers: its tokens and its tickets."""

import json
import secrets

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

    def __init__(self) -> None:
        self.requests = 0
        self.mode = "401"
        self.foreign = 0
        self._live: set[str] = set()
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
        self._live.add(token)
        self._ever.add(token)
        return 200, {"scope": " ".join(asked), "token_type": "Bearer", "access_token": token,
                     "expires_in": 3600, "refresh_token": "", "id_token": ""}

    def revoke(self, mode: str) -> None:
        self.mode = mode
        self._live.clear()

    def refusal(self, authorization: str | None) -> Answer | None:
        """None when the token is good. A token that was never issued here is counted as foreign."""
        kind, _, token = (authorization or "").partition(" ")
        if kind == "Bearer" and token in self._live:
            return None
        if token not in self._ever:
            self.foreign += 1
            return token_unknown("401")
        return token_unknown(self.mode)


class Tickets:
    """Tickets by number. Nothing prevents a second one with the same subject: that is what is counted."""

    def __init__(self) -> None:
        self.subjects: list[str] = []

    def create(self, body: bytes) -> Answer:
        try:
            subjects = [element["summary"] for element in json.loads(body)]
        except (ValueError, TypeError, KeyError):
            return 400, {"Message": "an array of tickets is expected"}
        self.subjects += subjects
        return 201, {"id": len(self.subjects), "summary": subjects[-1]}

    def page(self) -> Answer:
        last = list(enumerate(self.subjects, 1))[-50:]
        return 200, {"page_no": 1, "page_size": 50, "record_count": len(self.subjects),
                     "tickets": [{"id": number, "summary": subject} for number, subject in last]}
