#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A manual page in scdoc's notation: a frame written by hand, whose one line `@COMMANDS@` or `@OPTIONS@` is filled in from
what the program says of itself, or from docs/configuration.md, which a test holds equal to the program's own table.

    manual.py FRAME BINARY             fills in @COMMANDS@
    manual.py FRAME CONFIGURATION.md   fills in @OPTIONS@
"""
import re
import sys

sys.dont_write_bytecode = True  # no __pycache__ beside the sources
import program_help

ROW = re.compile(r"\| `(?P<key>[^`]+)` \| (?P<values>[^|]*) \| (?P<default>[^|]*) \| (?P<meaning>.*) \|")


def plain(text: str) -> str:
    """Text that scdoc leaves as it is."""
    return re.sub(r"([\\*_#<>|`])", r"\\\1", text)


def inline(markdown: str) -> str:
    """Markdown's code becomes bold."""
    parts = markdown.split("`")
    return "".join(f"*{plain(part)}*" if index % 2 else plain(part) for index, part in enumerate(parts))


def entry(term: str, sentence: str) -> str:
    return f"{term}\n\t{sentence}\n\n"


def sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?")) else text + "."


def option_entry(option: program_help.Option) -> str:
    term = ", ".join(f"*{plain(name)}*" for name in option.names)
    if option.value:
        term += f" _{plain(option.value)}_"
    default = f" The default is {plain(option.default)}." if option.default else ""
    return entry(term, plain(sentence(option.description)) + default)


def synopsis(command: program_help.Command) -> str:
    """A heading: scdoc takes no emphasis there."""
    words = [f"halogate {command.name}", "[OPTIONS]"]
    for word in command.words:
        text = word.name + ("..." if word.repeated else "")
        words.append(text if word.required else f"[{text}]")
    return " ".join(words)


def is_common(option: program_help.Option) -> bool:
    return option.names[-1] in ("--help", "--version")


def commands(program: program_help.Program) -> str:
    text = ""
    for command in program.commands:
        text += f"## {synopsis(command)}\n\n{plain(sentence(command.description))}\n\n"
        for word in command.words:
            text += entry(f"_{plain(word.name)}_", plain(sentence(word.description)))
        for option in command.options:
            if not is_common(option):
                text += option_entry(option)
    text += "## Every command\n\n"
    for option in program.options:
        text += option_entry(option)
    return text


def configuration_options(markdown: str) -> str:
    text, section = "", ""
    for line in markdown.splitlines():
        row = ROW.fullmatch(line)
        if not row or "." not in row["key"] and "[]" not in row["key"]:
            continue
        first = re.split(r"[.\[]", row["key"])[0]
        if first != section:
            section = first
            text += f"## {first}\n\n"
        values = inline(row["values"].strip())
        default = row["default"].strip()
        beside = values + (", required" if default == "required" else f", by default {inline(default)}" if default else "")
        text += entry(f"*{plain(row['key'])}* ({beside})", inline(row["meaning"].strip()))
    return text


def main() -> int:
    frame_path, source = sys.argv[1:]
    with open(frame_path, encoding="utf-8") as file:
        frame = file.read()
    if "@COMMANDS@" in frame:
        filling = commands(program_help.read(source))
    else:
        with open(source, encoding="utf-8") as file:
            filling = configuration_options(file.read())
    for mark in ("@COMMANDS@\n", "@OPTIONS@\n"):
        frame = frame.replace(mark, filling)
    sys.stdout.write(frame)
    return 0


if __name__ == "__main__":
    sys.exit(main())
