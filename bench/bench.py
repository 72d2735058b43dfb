#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures halogate beside nginx and HAProxy, and writes bench/RESULTS.md.

    bench.py BUILD_FOLDER [PART...] [--rounds N]

Parts: relay, memory, wake, start, budget, instructions, rules; without any: all of them. What a part measured replaces what stood in RESULTS.md of it.
"""

import argparse
import os
import sys

sys.dont_write_bytecode = True  # no __pycache__ beside the sources

import contestant
import instructions
import memory
import relay
import results
import rules
import spending
import start
import wake


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


class Program:
    """Where the built binaries are."""

    def __init__(self, folder: str) -> None:
        self.halogate, self.load, self.rules = (
            os.path.join(os.path.abspath(folder), name) for name in ("halogate", "bench_load", "rules_bench"))


# Name → what measures it; `before` is what the part had measured the last time.
PARTS = {
    "relay": lambda it, rounds, before: relay.measure(it.halogate, it.load, rounds, relay.WORKS, say),
    "memory": lambda it, rounds, before: memory.measure(it.halogate, it.load, say),
    "wake": lambda it, rounds, before: wake.measure(it.halogate, it.load, say),
    "start": lambda it, rounds, before: start.measure(it.halogate, it.load, say),
    "budget": lambda it, rounds, before: spending.measure(it.halogate, say),
    "instructions": lambda it, rounds, before: instructions.measure(it.halogate, it.load, before, say),
    "rules": lambda it, rounds, before: rules.measure(it.rules, say),
}


def main() -> int:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("folder", help="the build folder")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--rounds", type=int, default=5, help="of each contestant and work, interleaved; 5 unless told")
    options = parser.parse_args()
    unknown = [part for part in options.parts if part not in PARTS]
    if unknown:
        parser.error(f"no part is called {', '.join(unknown)}; there are {', '.join(PARTS)}")

    if os.geteuid() != 0 and {"relay", "memory"} & set(options.parts or PARTS):
        parser.error("relay and memory are measured as root: halogate lets nobody else see its memory")
    os.environ["PATH"] += ":/usr/sbin"  # nginx and HAProxy are there, and not everybody's PATH is
    program = Program(options.folder)
    figures = results.read()
    figures["machine"] = results.machine()
    figures["versions"] = contestant.versions(program.halogate)
    for part in options.parts or PARTS:
        figures[part] = PARTS[part](program, options.rounds, figures.get(part, {}))
        results.write(figures)
        say(f"{part}: measured; see bench/RESULTS.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
