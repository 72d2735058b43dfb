# SPDX-License-Identifier: MIT
"""A page in a Chromium that is told what to do over a pipe (Chrome DevTools Protocol): it is clicked, typed at, asked."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import time

import chromium

PATIENCE = 30
KEYS = {"Tab": 9, "Enter": 13, " ": 32, "ArrowDown": 40, "Home": 36, "End": 35, "Escape": 27}
SHIFT = 8


@contextlib.contextmanager
def open_page(url: str):
    """`with open_page(url) as page:`; whatever the page logs and throws is in page.complaints."""
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    with contextlib.ExitStack() as open_ends:
        for end in (ours_out, ours_in):
            open_ends.callback(os.close, end)
        with contextlib.ExitStack() as handed:
            for end in (theirs_in, theirs_out):
                handed.callback(os.close, end)
            open_ends.enter_context(
                chromium.Chromium("about:blank", {}, (theirs_in, theirs_out)))
        page = Page(ours_in, ours_out)
        page.go(url)
        yield page


class Page:
    def __init__(self, read_end: int, write_end: int) -> None:
        self._read_end, self._write_end = read_end, write_end
        self._buffer = b""
        self._number = 0
        self._session: str | None = None
        self._loaded = False
        self.complaints: list[str] = []
        targets = self.tell("Target.getTargets")["targetInfos"]
        target = next(each["targetId"] for each in targets if each["type"] == "page")
        self._session = self.tell("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.tell(f"{domain}.enable")

    def tell(self, method: str, **parameters) -> dict:
        """Sends one command and takes what comes until its answer."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._write_end, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + PATIENCE
        while True:
            answer = self._next(end, method)
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise AssertionError(f"{method}: {answer['error']}")
                return answer["result"]
            self._note(answer)

    def _next(self, end: float, what: str) -> dict:
        while b"\0" not in self._buffer:
            if not select.select([self._read_end], [], [], max(0.0, end - time.monotonic()))[0]:
                raise AssertionError(f"the browser did not answer {what}")
            piece = os.read(self._read_end, 1 << 20)
            if not piece:
                raise AssertionError("the browser has ended")
            self._buffer += piece
        message, self._buffer = self._buffer.split(b"\0", 1)
        return json.loads(message)

    def _note(self, event: dict) -> None:
        what = event.get("params", {})
        match event.get("method"):
            case "Runtime.exceptionThrown":
                details = what["exceptionDetails"]
                self.complaints.append(details.get("exception", {}).get("description") or details["text"])
            case "Runtime.consoleAPICalled" if what["type"] in ("error", "warning", "assert"):
                self.complaints.append(" ".join(str(each.get("value", each)) for each in what["args"]))
            case "Log.entryAdded" if what["entry"]["level"] in ("error", "warning"):
                self.complaints.append(f"{what['entry']['text']} {what['entry'].get('url', '')}")
            case "Page.loadEventFired":
                self._loaded = True

    def go(self, url: str) -> None:
        self._loaded = False
        self.tell("Page.navigate", url=url)
        end = time.monotonic() + PATIENCE
        while not self._loaded:
            self._note(self._next(end, f"load {url}"))

    def ask(self, expression: str):
        """The value of an expression in the page; a promise's, when it has come."""
        result = self.tell("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True,
                           userGesture=True)
        if "exceptionDetails" in result:
            raise AssertionError(f"{expression}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def wait_for(self, condition: str, seconds: float = 15) -> None:
        """Until the expression holds in the page."""
        if not self.ask(f"""new Promise(resolve => {{
                const end = Date.now() + {seconds * 1000};
                const look = () => ({condition}) ? resolve(true) : Date.now() > end ? resolve(false) : setTimeout(look, 25);
                look();
            }})"""):
            raise AssertionError(f"never true: {condition}; the page shows:\n{self.ask('document.body.innerText')[:4000]}")

    def text(self, selector: str) -> str:
        return self.ask(f"document.querySelector({json.dumps(selector)}).textContent")

    def click(self, selector: str) -> None:
        """With the mouse, where the element is."""
        x, y = self.ask(f"""(() => {{
            const element = document.querySelector({json.dumps(selector)});
            element.scrollIntoView({{block: 'center'}});
            const box = element.getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
        }})()""")
        for kind in ("mousePressed", "mouseReleased"):
            self.tell("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def press(self, key: str, modifiers: int = 0) -> None:
        text = {"text": "\r"} if key == "Enter" else {"text": " "} if key == " " else {}
        common = {"key": key, "code": "Space" if key == " " else key, "windowsVirtualKeyCode": KEYS[key],
                  "modifiers": modifiers}
        self.tell("Input.dispatchKeyEvent", type="keyDown", **common, **text)
        self.tell("Input.dispatchKeyEvent", type="keyUp", **common)

    def show_as(self, scheme: str, width: int, height: int = 900, scale: float = 1) -> None:
        """`scheme`: light or dark."""
        self.tell("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.tell("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=False)
        # Two frames: the page has been laid out, and its plots have taken their new size.
        self.ask("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100))))")

    def picture(self, path: str) -> None:
        """Of what the window shows."""
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.tell("Page.captureScreenshot", format="png")["data"]))
