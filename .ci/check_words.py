#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Words that may not stand in the sources: sleeping tests, work left over, a missing licence line, names that say
nothing. A line that must break a rule says why in a comment `// RULE: reason` (`# RULE: reason` in scripts).

    .ci/check_words.py             all sources and test scripts; status 1 and one line for each finding
    .ci/check_words.py --self-test status 1 when it misjudges one of its own examples
"""
import re
import sys

sys.dont_write_bytecode = True  # no __pycache__ beside the checks
from source_text import ROOT, blanked, line_at, report, sources

EXCUSE = re.compile(r"(//|#)\s*RULE:\s*\S")
LICENCE = "SPDX-License-Identifier: MIT"
SLEEP = re.compile(r"\b(sleep_for|usleep|nanosleep|std::this_thread::sleep\w*|time\.sleep|(?<![\w.>:])sleep)\s*\(|"
                   r"^\s*sleep\s+[0-9.]", re.M)
LEFT_OVER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
EMPTY_NAME = re.compile(r"\b(class|struct|namespace)\s+\w*(Util|Helper|Manager|Handler|Processor|util|helper)s?\b")


def matches(pattern, text, why):
    for match in pattern.finditer(text):
        yield line_at(text, match.start()), why


def faults(name, source):
    """`name` relative to the root. C++ is judged without comments and strings, except for what is left over in them."""
    is_cpp = name.endswith((".cpp", ".hpp"))
    text = blanked(source) if is_cpp else source
    found = list(matches(LEFT_OVER, source, "work left over: do it, or open an issue"))
    if name.startswith("tests/"):
        found += matches(SLEEP, text, "a test waits for an event or moves a clock; it does not sleep")
    if is_cpp:
        found += matches(EMPTY_NAME, text, "this name says nothing: what is it for?")
    lines = source.splitlines()
    if is_cpp and (not lines or LICENCE not in lines[0]):
        yield 1, f"the first line is // {LICENCE}"
    for line, why in found:
        if not EXCUSE.search(lines[line - 1]):
            yield line, why


TOP = f"// {LICENCE}\n"
GOOD = [
    ("tests/a_test.cpp", TOP + "// nobody calls sleep_for(1s) here\nfake.sleep_until(t);\ntimer.sleep(t);\n"),
    ("tests/a_test.cpp", TOP + "std::this_thread::sleep_for(1ms);  // RULE: the kernel's own clock is what is tested\n"),
    ("server/io/timer.cpp", TOP + "Task<void> AsioTimer::sleep_until(TimePoint t) {}\n"),
    ("tests/a_test.py", "event.wait(timeout=20)\n"),
]
BAD = [
    ("tests/a_test.cpp", TOP + "std::this_thread::sleep_for(1ms);\n"),
    ("tests/a_test.cpp", TOP + "std::this_thread::sleep_for(1ms);  // RULE:\n"),
    ("tests/a_test.cpp", TOP + "::usleep(10);\n"),
    ("tests/a_test.cpp", TOP + "sleep(1);\n"),
    ("tests/a_test.py", "time.sleep(0.1)\n"),
    ("tests/a.sh", "echo\n  sleep 1\n"),
    ("server/base/ascii.cpp", TOP + "// TODO later\n"),
    ("server/base/ascii.cpp", "#include <string>\n"),
    ("server/base/ascii.hpp", TOP + "class StringHelper {};\n"),
]


def self_test():
    wrong = [f"refused, but good: {case}" for case in GOOD if list(faults(*case))]
    wrong += [f"taken, but bad: {case}" for case in BAD if not list(faults(*case))]
    return wrong


def main():
    if sys.argv[1:] == ["--self-test"]:
        return report(self_test(), GOOD)
    paths = list(sources())
    paths += sorted(path for ending in ("py", "sh") for path in (ROOT / "tests").rglob(f"*.{ending}"))
    found = []
    for path in paths:
        name = path.relative_to(ROOT).as_posix()
        found += [f"{name}:{line}: {fault}" for line, fault in faults(name, path.read_text())]
    return report(found, paths)


if __name__ == "__main__":
    sys.exit(main())
