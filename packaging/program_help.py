# SPDX-License-Identifier: MIT
"""What `--help` says of a program, as values: its commands, their options and words. The manual page and the completions
are made from it, so that they know what the program knows."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass, field

COLUMN = 30  # where descriptions begin
ENTRY = re.compile(r"  (?P<name>\S+)(?P<rest>.*)")
VALUE = re.compile(r"(?P<value>[A-Z][A-Z:_]*)(=(?P<default>\S+))?")


class UnreadableHelp(Exception):
    """The help is not of the form that is read here: correct one of the two."""


@dataclass
class Option:
    names: list[str]  # "--config"; "-h" and "--help"
    value: str | None  # "FILE"; None: a flag
    default: str | None
    description: str

    @property
    def takes_file(self) -> bool:
        return self.value == "FILE"


@dataclass
class Word:
    """Words of the command line that are no option."""

    name: str
    value: str
    required: bool
    repeated: bool
    description: str

    @property
    def takes_file(self) -> bool:
        return self.value == "FILE"


@dataclass
class Command:
    name: str
    description: str
    options: list[Option] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)


@dataclass
class Program:
    name: str
    description: str
    version: str
    options: list[Option]
    commands: list[Command]


def entries(text: str, heading: str) -> list[tuple[str, str, str]]:
    """Name, what stands beside it, and description, of each entry below a heading."""
    section = re.search(rf"^{heading}:\n((?:  .*\n)+)", text, re.M)
    found: list[tuple[str, str, str]] = []
    for line in section.group(1).splitlines() if section else []:
        if line.startswith(" " * COLUMN):
            if not found:
                raise UnreadableHelp(line)
            name, beside, description = found.pop()
            found.append((name, beside, (description + " " + line.strip()).strip()))
            continue
        left, description = (line, "") if len(line.rstrip()) > COLUMN and line[COLUMN - 1] != " " else (
            line[:COLUMN], line[COLUMN:])
        entry = ENTRY.fullmatch(left.rstrip())
        if not entry:
            raise UnreadableHelp(line)
        found.append((entry["name"], entry["rest"].strip(), description.strip()))
    return found


def option_of(name: str, beside: str, description: str) -> Option:
    value = VALUE.match(beside)
    if beside and not value:
        raise UnreadableHelp(f"{name} {beside}")
    return Option(name.split(","), value["value"] if value else None, value["default"] if value else None, description)


def word_of(name: str, beside: str, description: str) -> Word:
    value = VALUE.match(beside)
    if not value:
        raise UnreadableHelp(f"{name} {beside}")
    return Word(name, value["value"], "REQUIRED" in beside, "..." in beside, description)


def run(binary: str, *words: str) -> str:
    return subprocess.run([binary, *words], check=True, capture_output=True, text=True, timeout=20).stdout


def read(binary: str) -> Program:
    text = run(binary, "--help")
    name, description = text.splitlines()[0].split(": ", 1)
    commands = []
    for command, _, sentence in entries(text, "Subcommands"):
        own = run(binary, command, "--help")
        commands.append(Command(command, sentence, [option_of(*entry) for entry in entries(own, "Options")],
                                [word_of(*entry) for entry in entries(own, "Positionals")]))
    if not commands:
        raise UnreadableHelp(text)
    return Program(name, description, run(binary, "--version").split()[-1],
                   [option_of(*entry) for entry in entries(text, "Options")], commands)
