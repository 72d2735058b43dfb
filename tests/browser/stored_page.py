# SPDX-License-Identifier: MIT
"""A tenant that holds a page: somebody has sent it in with a ticket, and a user opens it through the gateway."""

from __future__ import annotations

import json
import os
import ssl
import sys

import servers

sys.path.insert(1, os.path.join(servers.FOLDER, "..", "tenant"))
import certificate  # noqa: E402  the independent tenant's

SECRET = "MEANT-FOR-CALLERS-ALONE"
# Script or no script: one of the two is told home. What the script reads it tells, too.
PAGE = """<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><body>
<noscript><img src="{home}/report-of-noscript"></noscript>
<script>
fetch('/api/Tickets/2').then(answer => answer.text()).then(text =>
    fetch('{home}/report', {{method: 'POST', mode: 'no-cors', body: JSON.stringify({{'stored-page': text}})}}));
</script>"""


class StoredPage(servers.Server):
    """Speaks TLS; `folder` gets its certificates. Everything but /api/Tickets/2 and the token is the page."""

    def __init__(self, folder: str, home: str, kind: str) -> None:
        super().__init__()
        self.ca_file, own, key = certificate.make_certificate(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(own, key)
        self.wrap(context)
        self._page = PAGE.format(home=home)
        self._kind = kind
        self.asked: list[str] = []

    def take(self, request, body: bytes) -> None:
        if request.path.lower().startswith("/auth/token"):
            token = {"access_token": "a-token-of-the-page", "token_type": "Bearer", "expires_in": 3600}
            return self.send(request, "application/json", json.dumps(token).encode(), [])
        if request.path.lower().startswith("/api/authinfo"):
            return self.send(request, "application/json", b'{}', [])
        self.asked.append(f"{request.command} {request.path}")
        if request.path.startswith("/api/Tickets/2"):
            return self.send(request, "application/json", json.dumps({"summary": SECRET}).encode(), [])
        return self.send(request, self._kind, self._page.encode(), [])
