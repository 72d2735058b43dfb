#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A file has at most 300 lines, one of tests 500, and a function at most 60: it fits into a head and onto a screen. A
file or a function that is longer for a reason says so on a line `// size: reason`: near the top of the file, or within
the function.

    .ci/check_sizes.py [FILE...]     default: all sources; status 1 and one line for each finding
    .ci/check_sizes.py --self-test   status 1 when it misjudges one of its own examples
"""
import pathlib
import re
import sys

sys.dont_write_bytecode = True  # no __pycache__ beside the checks
from source_text import ROOT, blanked, line_at, opens_list, report, sources

FILE_LINES = 300
TEST_FILE_LINES = 500
FUNCTION_LINES = 60
REASON = re.compile(r"//[ \t]*size:[ \t]*\S")
# What stands before the brace of something that is no function.
NO_FUNCTION = re.compile(r"\b(namespace|class|struct|union|enum|extern)\b[^;(){}]*$|[=(,\[{]\s*$|^\s*$")
CONTROL = re.compile(r"\b(if|else|for|while|do|switch|try|catch)\b")


def blocks(text):
    """(start, open, close) of every block: where what precedes it begins, and both braces. Braced lists are none."""
    stack = []
    last_end = 0
    parentheses = 0
    for at, char in enumerate(text):
        if char in "()":
            parentheses += 1 if char == "(" else -1
        elif char == "{":
            is_list = opens_list(text, at)
            stack.append((last_end, at, is_list))
            last_end = last_end if is_list else at + 1
        elif char == "}" and stack:
            start, opening, is_list = stack.pop()
            if not is_list:
                last_end = at + 1
                yield start, opening, at
        elif char == ";" and parentheses == 0:
            last_end = at + 1


def is_function(head):
    head = re.sub(r"^\s*(#[^\n]*\n\s*)+", "", head)
    if NO_FUNCTION.search(head):
        return False
    return "(" in head and not CONTROL.match(head.strip().lstrip("}").strip())


def long_functions(source):
    text = blanked(source)
    for start, opening, closing in blocks(text):
        if not is_function(text[start:opening]):
            continue
        begins = start + len(text[start:opening]) - len(text[start:opening].lstrip())
        lines = line_at(text, closing) - line_at(text, begins) + 1
        if lines > FUNCTION_LINES and not REASON.search(source[begins:closing]):
            yield line_at(text, begins), lines


def faults(source, most=FILE_LINES):
    lines = source.count("\n")
    top = "\n".join(source.splitlines()[:40])
    if lines > most and not REASON.search(top):
        yield 1, f"{lines} lines in a file, at most {most}: split it by noun"
    for line, length in long_functions(source):
        yield line, f"{length} lines in a function, at most {FUNCTION_LINES}: name its parts"


def body(lines):
    return "    x();\n" * lines


GOOD = [
    "int f() {\n" + body(58) + "}\n",
    "namespace a {\nstruct B {\n    int c;\n" + "    int d();\n" * 70 + "};\n}  // namespace a\n",
    "int f() {\n    // size: one table\n" + body(70) + "}\n",
    "// size: one table\n" + "int x;\n" * 400,
    "int f() {\n" + body(50) + "}\nint g() {\n" + body(50) + "}\n",
    "constexpr int table[] = {\n" + "    1,\n" * 100 + "};\n",
]
BAD = [
    "int f() {\n" + body(59) + "}\n",
    "namespace a {\nvoid B::f(int c,\n         int d) const noexcept {\n" + body(60) + "}\n}\n",
    "Task<int> f(const X& x) {\n    if (x) {\n" + body(70) + "    }\n}\n",
    "B::B(int c) : c_{c}, d_{1} {\n" + body(60) + "}\n",
    'void f() {\n    // size:\n    g("}");\n' + body(60) + "}\n",
    "int x;\n" * 301,
    "auto f = [](int a) {\n" + body(60) + "};\n",
]


def self_test():
    wrong = [f"refused, but good: {text[:60]!r}" for text in GOOD if list(faults(text))]
    wrong += [f"taken, but bad: {text[:60]!r}" for text in BAD if not list(faults(text))]
    return wrong


def main():
    if sys.argv[1:] == ["--self-test"]:
        return report(self_test(), GOOD)
    paths = [pathlib.Path(name) for name in sys.argv[1:]] or list(sources())
    found = []
    for path in paths:
        name = path.resolve().relative_to(ROOT) if path.resolve().is_relative_to(ROOT) else path
        most = TEST_FILE_LINES if "tests" in path.parts else FILE_LINES
        found += [f"{name}:{line}: {fault}" for line, fault in faults(path.read_text(), most)]
    return report(found, paths)


if __name__ == "__main__":
    sys.exit(main())
