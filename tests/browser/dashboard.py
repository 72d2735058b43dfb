#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The dashboard in a real Chromium, in front of a gateway whose traffic is known: what it shows, every control of it by mouse
and by keyboard, in light and in dark, wide and narrow.

    dashboard.py HALOGATE_BINARY AXE_FOLDER

axe-core is installed into AXE_FOLDER by npm when it is not there. Exit status 0: all is as it must be; 1: something is not, or
cannot be known for want of Chromium or axe-core.
"""

import http.client
import sys
import traceback

import axe
import chromium
import devtools
import gateway

KEY = "key-of-the-bridge-0123456789"
CONFIGURATION = f"""\
tenant:
  base_url: https://127.0.0.1:{{tenant_port}}
  name: acme
  client_id: page
  client_secret: "page-secret"
  tls: {{{{ca_file: {{ca_file}}}}}}
listeners: [{{{{address: "127.0.0.1:{{port}}"}}}}]
admin: {{{{address: "127.0.0.1:0"}}}}
limits: {{{{window: {{{{requests: 40, per: 5m}}}}}}}}
policy:
  anonymous: [read:tickets]
  consumers:
    bridge:
      identify: {{{{api_key: "{KEY}"}}}}
      allow: [create:tickets, read:tickets]
      deny: ["DELETE /api/**"]
log: {{{{access: "off"}}}}
"""
# (method, path, key, body) -> status. `<img>` in a path and in an id: a page must show it, not obey it.
TRAFFIC = [
    ("GET", "/api/Tickets/1", None, None, 200),
    ("GET", "/api/Tickets/2", None, None, 200),
    ("GET", "/api/Tickets/3", KEY, None, 200),
    ("POST", "/api/Tickets", KEY, '[{"summary":"disk full"}]', 201),
    ("GET", "/api/Asset", None, None, 403),
    ("GET", "/api/Asset", None, None, 403),
    ("POST", "/api/Tickets", KEY, '[{"id":1,"summary":"disk full"}]', 403),
    ("DELETE", "/api/Tickets/1", KEY, None, 403),
    ("GET", "/api/Nowhere/%3Cimg%20src=x%20onerror=alert(1)%3E", None, None, 403),
    ("GET", "/api/Tickets/4", "a-wrong-key", None, 401),
]
EXCHANGES = 4
REFUSED = 5  # by the policy; the last one has no policy
CONTROLS = "a[href], button, select, summary, [tabindex='0']"


def check(condition: bool, what: object) -> None:
    if not condition:
        raise AssertionError(what)


def equal(what: str, seen: object, wanted: object) -> None:
    check(seen == wanted, f"{what}: {seen!r}, not {wanted!r}")


def send_traffic(port: int) -> None:
    for method, path, key, body, status in TRAFFIC:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        headers = {"Content-Type": "application/json"} if body else {}
        if key:
            headers["X-API-Key"] = key
        connection.request(method, path, body, headers)
        equal(f"{method} {path}", connection.getresponse().status, status)
        connection.close()


def shows_what_happened(page: devtools.Page) -> str:
    page.wait_for("document.querySelector('#feed').textContent === 'Live'")
    page.wait_for(f"document.querySelector('#tile-requests').textContent === '{len(TRAFFIC)}'")
    for selector, wanted in {
            "#state": "Serving", "#tile-failed": "0", "#tile-refused": str(REFUSED), "#tile-throttled": "0",
            "#gauge-free": str(40 - EXCHANGES), "#gauge-of": "of 40 free", "#budget-held": str(EXCHANGES),
            "#budget-flight": "0", "#budget-pause": "none", "#token-state": "fresh", "#breaker-state": "closed",
            "#audit-state": "off", "#tracing-state": "off", "#queue-text": "Nobody waits."}.items():
        equal(selector, page.text(selector), wanted)
    check("Configuration 1, " in page.text("#configuration"), page.text("#configuration"))
    check("Halogate" in page.text("#token-agent"), page.text("#token-agent"))
    check(page.text("#token-scope").split() == ["edit:tickets"], page.text("#token-scope"))
    gauge = page.ask("['valuemin', 'valuemax', 'valuenow', 'valuetext'].map(name => byId('gauge').getAttribute('aria-' + name))")
    equal("the meter", gauge, ["0", "40", str(EXCHANGES), f"{EXCHANGES} of 40 used, {40 - EXCHANGES} free"])
    equal("consumers", page.ask("[...document.querySelectorAll('#queues th')].map(each => each.textContent)"),
          ["anonymous", "bridge"])
    returns = page.ask("Chart.getChart('returns-plot').data.datasets[0].data.reduce((sum, each) => sum + each, 0)")
    equal("slots in the plot", returns, EXCHANGES)
    plotted = page.ask("Chart.getChart('requests-plot').data.datasets.map(set => set.data.reduce((a, b) => a + b, 0))")
    equal("requests in the plot", plotted, [EXCHANGES, len(TRAFFIC) - EXCHANGES, 0, 0])
    return f"{len(TRAFFIC)} requests, {EXCHANGES} exchanges"


def shows_calls(page: devtools.Page) -> str:
    rows = page.ask("[...document.querySelectorAll('#calls tr')].map(row => [...row.children].map(cell => cell.innerText))")
    equal("rows", len(rows), len(TRAFFIC))
    newest, oldest = rows[0], rows[-1]
    equal("who", newest[1], "(not recognised)")
    check("unknown_consumer" in newest[2] and newest[3] == "401" and newest[6] == "none", newest)
    check(oldest[1:4] == ["anonymous", "GET /api/Tickets/1", "200"] and oldest[6] == "1 (200)", oldest)
    check("<img src=x" in rows[1][2] or "%3Cimg" in rows[1][2], rows[1])
    equal("elements made of callers' bytes", page.ask("document.querySelectorAll('main img').length"), 0)
    words = page.ask("[...document.querySelectorAll('#calls .bar')].map(bar => bar.getAttribute('aria-label'))")
    check(all(words) and "tenant " in words[-1] and "tenant " not in words[0], words)
    return f"{len(rows)} rows"


def shows_refusals(page: devtools.Page) -> str:
    entries = page.ask("[...document.querySelectorAll('#refusals li')].map(each => each.innerText)")
    equal("entries", len(entries), REFUSED)  # two are one, and there is the wrong key
    lines = page.ask("[...document.querySelectorAll('#refusals li')].map(each => each.querySelector('code')?.textContent"
                     " ?? null)")
    check(lines[0] is None and "unknown_consumer" in entries[0], entries[0])
    check(lines[1].startswith('- "GET /api/Nowhere/') and "policy.anonymous" in entries[1], entries[1])
    check(lines[2] is None and "rule: deny" in entries[2], entries[2])
    check(lines[3] == "- update:tickets" and "policy.consumers.bridge.allow" in entries[3], entries[3])
    check(lines[4] == "- read:assets" and "2 times" in entries[4] and "under policy.anonymous" in entries[4], entries[4])
    return f"{len(entries)} entries"


def copies(page: devtools.Page) -> str:
    button = "#refusals li:nth-child(5) button"
    page.tell("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    page.click(button)
    page.wait_for("document.querySelector('#copied').textContent === 'Copied: - read:assets'")
    equal("the clipboard", page.ask("navigator.clipboard.readText()"), "- read:assets")
    # Without a permission the line is selected instead. The button is the same: updates do not take its focus away.
    page.ask("navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError')); 0")
    page.ask(f"document.querySelector('{button}').focus()")
    before = page.ask("document.body.dataset.shown")
    page.wait_for(f"document.body.dataset.shown !== '{before}'")
    page.press("Enter")
    page.wait_for("String(getSelection()) === '- read:assets'")
    check("keyboard" in page.text("#copied"), page.text("#copied"))
    page.ask("getSelection().removeAllRanges()")
    return "by the clipboard and without it"


def filters(page: devtools.Page) -> str:
    visible = "document.querySelectorAll('#calls tr').length"
    page.ask("document.querySelector('#calls-filter').focus()")
    for word, wanted in (("failed", len(TRAFFIC) - EXCHANGES), ("waited", 0), ("again", 0)):
        page.press("ArrowDown")
        page.wait_for(f"document.querySelector('#calls-filter').value === '{word}' && {visible} === {wanted}")
    equal("what is said of nothing", page.text("#calls-text"), f"None of the last {len(TRAFFIC)} requests.")
    page.press("Home")
    page.wait_for(f"{visible} === {len(TRAFFIC)}")
    return "four choices"


def opens_tables(page: devtools.Page) -> str:
    page.click("#requests-details summary")
    page.wait_for("document.querySelector('#requests-table td') !== null")
    total = page.ask("[...document.querySelectorAll('#requests-table td')].reduce((sum, each) => sum + +each.textContent, 0)")
    equal("requests in the table", total, len(TRAFFIC))
    page.ask("document.querySelector('#latency-details summary').focus()")
    page.press("Enter")
    page.wait_for("document.querySelector('#latency-table td') !== null")
    return "by mouse and by keyboard"


def pauses(page: devtools.Page) -> str:
    page.click("#pause")
    page.wait_for("document.querySelector('#feed').textContent === 'Paused'")
    shown = page.ask("document.body.dataset.shown")
    # While somebody else is told three times.
    page.ask("""new Promise(done => {
        let told = 0;
        const other = new EventSource('/events');
        other.addEventListener('status', () => { if (++told === 3) { other.close(); done(0); } });
    })""")
    equal("the time that is shown", page.ask("document.body.dataset.shown"), shown)
    page.press(" ")  # it has the focus
    page.wait_for(f"document.querySelector('#feed').textContent === 'Live' && document.body.dataset.shown !== '{shown}'")
    return "and goes on"


def is_walked_by_keyboard(page: devtools.Page) -> str:
    look = f"""(() => {{
        const all = [...document.querySelectorAll("{CONTROLS}")].filter(each => each.checkVisibility());
        const here = document.activeElement;
        const outline = getComputedStyle(here);
        return [all.indexOf(here), outline.outlineStyle !== 'none' && parseFloat(outline.outlineWidth) > 0];
    }})()"""
    every = page.ask(f"[...document.querySelectorAll(\"{CONTROLS}\")].filter(each => each.checkVisibility()).length")
    page.ask("document.querySelector('.skip').focus()")
    page.press("Tab")
    page.press("Tab", devtools.SHIFT)
    seen = [page.ask(look)]
    for _ in range(every - 1):
        page.press("Tab")
        seen.append(page.ask(look))
    equal("the order of the controls", [at for at, _ in seen], list(range(every)))
    check(all(is_seen for _, is_seen in seen), f"where the focus is cannot be seen: {seen}")
    page.ask("document.querySelector('.skip').focus()")
    page.press("Enter")
    page.wait_for("location.hash === '#calls-title' && document.activeElement.id === 'calls-title'")
    return f"{every} controls"


def looks_right(page: devtools.Page, script: str) -> str:
    page.ask(script)
    planted = page.ask("(async () => { const made = document.createElement('img'); made.src = 'data:,'; document.body.append(made);"
                       "const found = await axe.run(made); made.remove(); return found.violations.map(each => each.id); })()")
    check("image-alt" in planted, f"axe does not find what is wrong: {planted}")
    colours = set()
    for scheme in ("light", "dark"):
        for width in (1280, 400):
            page.show_as(scheme, width)
            colours.add(page.ask("getComputedStyle(document.body).backgroundColor"))
            over = page.ask("""[...document.querySelectorAll('body *')].filter(each => each.checkVisibility() &&
                !each.closest('.skip, .hidden, thead, .scroll') && each.getBoundingClientRect().right > innerWidth + 0.5)
                .map(each => each.outerHTML.slice(0, 120))""")
            equal(f"what stands out to the right at {width} pixels", over, [])
            equal("scrolling sideways", page.ask("document.documentElement.scrollWidth <= innerWidth"), True)
            found = page.ask("axe.run(document, {resultTypes: ['violations']})")
            equal(f"axe, {scheme}, {width} pixels", [
                (each["id"], each["impact"], [node["html"][:200] for node in each["nodes"]]) for each in found["violations"]], [])
            check(len(found["passes"]) > 15, f"axe looked at next to nothing: {len(found['passes'])}")
    equal("colours of the page", len(colours), 2)
    page.show_as("light", 1280)
    return "no violation, nothing stands out"


def is_seen_to_end(page: devtools.Page, here: gateway.Gateway) -> str:
    """Without events it asks; and when halogate has gone it says so."""
    equal("complaints", page.complaints, [])
    page.tell("Network.setBlockedURLs", urls=["*/events"])
    page.click("#pause")
    page.click("#pause")
    page.wait_for("document.querySelector('#feed').textContent === 'Asking every 2 s'")
    shown = page.ask("document.body.dataset.shown")
    page.wait_for(f"document.body.dataset.shown !== '{shown}'")
    page.tell("Network.setBlockedURLs", urls=[])
    page.wait_for("document.querySelector('#feed').textContent === 'Live'", 30)
    here.stop()
    page.wait_for("document.querySelector('#feed').textContent === 'halogate does not answer'")
    equal("the last state", page.text("#state"), "Draining")
    return "events, then asking, then nobody"


def main(binary: str, axe_folder: str) -> int:
    if chromium.find() is None:
        print("there is no chromium: ./dev install", file=sys.stderr)
        return 1
    script = axe.source(axe_folder)
    failed = False
    with gateway.Gateway(binary, configuration=CONFIGURATION) as here:
        send_traffic(here.port)
        with devtools.open_page(f"http://127.0.0.1:{here.admin_port}/") as page:
            page.show_as("light", 1280)
            parts = {"what happened": shows_what_happened, "requests": shows_calls, "refusals": shows_refusals,
                     "copying": copies, "filter": filters, "tables": opens_tables, "pausing": pauses,
                     "keyboard": is_walked_by_keyboard, "looks": lambda page: looks_right(page, script),
                     "the end": lambda page: is_seen_to_end(page, here)}
            for name, part in parts.items():
                try:
                    print(f"ok: {name}: {part(page)}", flush=True)
                except (AssertionError, OSError):
                    failed = True
                    print(f"FAILED: {name}\n{traceback.format_exc()}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
