# SPDX-License-Identifier: MIT
"""A Chromium of the test's own: a profile that is new and empty, and gone afterwards with every process."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
         "--no-default-browser-check", "--disable-default-apps", "--disable-popup-blocking",
         # What is tested is the gateway: the browser's own guard of local addresses must not help it.
         "--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets,PrivateNetworkAccessRespect"
         "PreflightResults,BlockInsecurePrivateNetworkRequests,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable"]
# The browser has its pipe at descriptors 3 and 4.
PLACE_PIPE = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(each), fcntl.F_DUPFD, 10) for each in sys.argv[1:3]]
for place, end in enumerate(ends, 3):
    os.dup2(end, place)
os.execvp(sys.argv[3], sys.argv[3:])
"""
PATIENCE = 20


def find() -> str | None:
    """The program, or None where there is none."""
    return next((path for name in ("chromium", "chromium-browser", "google-chrome")
                 if (path := shutil.which(name))), None)


class Chromium:
    """`with Chromium(url, {"evil.example": "127.0.0.1"}):` has that page open; names are resolved as said."""

    def __init__(self, url: str, names: dict[str, str], pipe: tuple[int, int] | None = None) -> None:
        """`pipe`: the ends from which the browser reads what it is to do and to which it writes what happened."""
        self._url = url
        self._pipe = pipe
        self._rules = ", ".join(f"MAP {name} {address}" for name, address in names.items())
        self._profile = tempfile.TemporaryDirectory(prefix="halogate-browser-", ignore_cleanup_errors=True)
        self._process: subprocess.Popen | None = None

    def __enter__(self) -> Chromium:
        folder = self._profile.name
        # A group of its own, so that its children can be told to end without touching anybody else's.
        command = [find(), *FLAGS, f"--host-resolver-rules={self._rules}", f"--user-data-dir={folder}/profile"]
        if self._pipe is not None:
            command = [sys.executable, "-c", PLACE_PIPE, *map(str, self._pipe), *command, "--remote-debugging-pipe"]
        self._process = subprocess.Popen(
            [*command, self._url], pass_fds=self._pipe or (), cwd=folder, env={"PATH": os.environ["PATH"], "HOME": folder, "TMPDIR": folder}, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return self

    def __exit__(self, *_) -> None:
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for child in self._children():  # that outlived it
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        self._profile.cleanup()

    def _children(self) -> list[int]:
        """Those that name our folder on their command line, which nobody else has: crash handlers leave the group."""
        found = []
        for name in os.listdir("/proc"):
            with contextlib.suppress(OSError):
                if name.isdigit() and self._profile.name.encode() in _command_line(name):
                    found.append(int(name))
        return found


def _command_line(process: str) -> bytes:
    with open(f"/proc/{process}/cmdline", "rb") as file:
        return file.read()
