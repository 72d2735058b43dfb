#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Pages in a real Chromium try to reach the tenant through the gateway, in every way that a page has.

    pages.py HALOGATE_BINARY

Beside the gateway's two listeners each page attacks a server that trusts everybody: what arrives there, arrived at the
gateway too, and must stand refused in its access log. Exit status 0: no attempt reached the tenant and no page read
anything; 1: one did; 77: there is no Chromium.
"""

import contextlib
import sys
import tempfile
import traceback

import chromium
import gateway
import servers
import stored_page

PATIENCE = 60
EVIL = {"evil.example": "127.0.0.1", "other.evil.example": "127.0.0.1"}
# What browsers themselves never send across origins.
NEVER_SENT = {f"fetch-same-origin-{each}"
              for each in ("get", "get-without-referrer", "post-text", "post-json", "delete")}
REFUSED = {(403, "browser_request"), (421, "unknown_host")}


def check(condition: bool, what: str) -> None:
    if not condition:
        raise AssertionError(what)


def scene_of(attacker: servers.Attacker, targets: dict[str, str], paths: dict[str, str]) -> dict:
    return {"home": f"http://127.0.0.1:{attacker.port}",
            "targets": [{"name": name, "url": url, **({"path": paths[name]} if name in paths else {})}
                        for name, url in targets.items()]}


def attempts_of(names, target: str) -> set[str]:
    return {name.removeprefix(target + ".") for name in names if name.startswith(target + ".")}


def judge(read: dict, here: gateway.Gateway, naive: servers.Naive) -> str:
    """`read` is the page's report of its attempts against `naive`, and against the gateway's API (`gateway`), token
    endpoint (`token`) and admin listener (`admin`, `events`, `dashboard`)."""
    sent = attempts_of(naive.arrived(), "naive")
    made = attempts_of(read, "naive")
    check(made - sent == NEVER_SENT, f"against the naive server these did not arrive: {made - sent - NEVER_SENT}")
    check(read["naive.fetch-cors-get"] is not None, "a page that may read does read")
    told = here.refusals({f"{target}.{name}" for target in ("gateway", "token") for name in sent})
    for attempt, answers in told.items():
        check(answers <= REFUSED, f"{attempt} was answered {answers}")
    for name, text in read.items():
        check(name.startswith("naive.") or text is None, f"{name} read: {text}")
    check(here.requests_to_the_tenant() == [], f"the tenant was asked: {here.requests_to_the_tenant()}")
    return f"{len(sent)} of {len(made)} attempts were sent, all refused"


def from_another_origin(binary: str, page_host: str, target_host: str) -> str:
    """A page on another origin attacks both listeners."""
    with servers.Attacker() as attacker, servers.Naive() as naive, gateway.Gateway(binary) as here:
        targets = {"naive": f"http://{target_host}:{naive.port}", "gateway": f"http://{target_host}:{here.port}",
                   "token": f"http://{target_host}:{here.port}", **{name: f"http://{target_host}:{here.admin_port}" for name in ("admin", "events", "dashboard")}}
        attacker.scene = scene_of(attacker, targets, {"token": "/auth/token", "admin": "/status.json", "events": "/events",
                                                      "dashboard": "/"})
        attacker.go()
        with chromium.Chromium(f"http://{page_host}:{attacker.port}/", EVIL):
            read = attacker.report(PATIENCE)
        return judge(read, here, naive)


def rebound(binary: str) -> str:
    """A page's name is resolved to its own server first and to the gateway later: for the browser that is the same
    origin, and everything is allowed."""
    with servers.Attacker() as home, contextlib.ExitStack() as browser:
        with servers.Attacker() as attacker:
            port = attacker.port
            attacker.scene = scene_of(home, {"gateway": f"http://evil.example:{port}"}, {})
            browser.enter_context(chromium.Chromium(f"http://evil.example:{port}/", EVIL))
            home.wait_until_loaded(PATIENCE)
        # Its server is gone; on the same port there is a gateway now.
        with gateway.Gateway(binary, port) as here:
            home.go()
            read = home.report(PATIENCE)
            sent = {name for name, text in read.items() if text is not None}
            for name in ("fetch-cors-get", "fetch-same-origin-post-json", "fetch-same-origin-delete", "iframe"):
                check(f"gateway.{name}" in sent, f"{name} was not answered: the page was no longer of the same origin")
            for attempt, answers in here.refusals(sent).items():
                check(answers == {(421, "unknown_host")}, f"{attempt} was answered {answers}")
            for name, text in read.items():
                check(text is None or "unknown_host" in text, f"{name} read: {text}")
            check(here.requests_to_the_tenant() == [], f"the tenant was asked: {here.requests_to_the_tenant()}")
            return f"{len(sent)} attempts of the same origin, all 421"


def stored(binary: str, kind: str) -> str:
    """A page that the tenant holds is opened through the gateway: the gateway is its origin, and it may not run."""
    with tempfile.TemporaryDirectory(prefix="halogate-browser-") as folder, servers.Attacker() as home:
        page = stored_page.StoredPage(folder, f"http://127.0.0.1:{home.port}", kind)
        with page, gateway.Gateway(binary, tenant=(page.port, page.ca_file)) as here:
            with chromium.Chromium(f"http://localhost:{here.port}/api/Tickets/1", EVIL):
                read = home.report(PATIENCE)
            check(page.asked == ["GET /api/Tickets/1"], f"the tenant was asked: {page.asked}")
            check(read == {}, f"it read: {read}")
            return "it was shown, and its script did not run"


def main(binary: str) -> int:
    if chromium.find() is None:
        print("there is no chromium", file=sys.stderr)
        return 77
    parts = {
        "cross-site, by address": lambda: from_another_origin(binary, "localhost", "127.0.0.1"),
        "same-site, another port": lambda: from_another_origin(binary, "127.0.0.1", "127.0.0.1"),
        "same-site, by name": lambda: from_another_origin(binary, "localhost", "localhost"),
        "cross-site, from a public name": lambda: from_another_origin(binary, "evil.example", "localhost"),
        "a rebinding name, another port": lambda: from_another_origin(binary, "evil.example", "other.evil.example"),
        "a rebound page": lambda: rebound(binary),
        "a page that the tenant holds": lambda: stored(binary, "text/html; charset=utf-8"),
        "a page that the tenant holds, of no known type": lambda: stored(binary, "?"),
    }
    status = 0
    for name, part in parts.items():
        try:
            print(f"{name}: {part()}", flush=True)
        except Exception:
            print(f"{name}: FAILED\n{traceback.format_exc()}", flush=True)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
