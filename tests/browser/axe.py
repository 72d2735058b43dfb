# SPDX-License-Identifier: MIT
"""axe-core, the version that package-lock.json names, installed by npm into a folder of the build."""

from __future__ import annotations

import os
import shutil
import subprocess

FOLDER = os.path.dirname(os.path.abspath(__file__))
SCRIPT = "node_modules/axe-core/axe.min.js"
LOCK = "package-lock.json"
PATIENCE = 120


def source(folder: str) -> str:
    """The script's text. Installs it first, unless what is there was installed by the same lock."""
    if not _is_installed(folder):
        _install(folder)
    with open(f"{folder}/{SCRIPT}", encoding="utf-8") as file:
        return file.read()


def _is_installed(folder: str) -> bool:
    try:
        with open(f"{folder}/{LOCK}", "rb") as there, open(f"{FOLDER}/{LOCK}", "rb") as here:
            return there.read() == here.read() and os.path.exists(f"{folder}/{SCRIPT}")
    except FileNotFoundError:
        return False


def _install(folder: str) -> None:
    if shutil.which("npm") is None:
        raise AssertionError("npm is not there to install axe-core with: ./dev install")
    os.makedirs(folder, exist_ok=True)
    for name in ("package.json", LOCK):
        shutil.copy(f"{FOLDER}/{name}", folder)
    done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, timeout=PATIENCE,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        os.remove(f"{folder}/{LOCK}")
        raise AssertionError(f"npm could not install axe-core:\n{done.stdout}")
