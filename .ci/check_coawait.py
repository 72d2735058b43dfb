#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Finds the co_await expressions that GCC 12 miscompiles: it destroys temporaries of the awaited expression twice, or
too early, when that expression holds a braced list, a ?: or a lambda with captures. Rule: the operand of co_await is a
call whose arguments are names.

    .ci/check_coawait.py [FILE...]     default: all sources; status 1 and one line for each finding
    .ci/check_coawait.py --self-test   feeds it good and bad statements; status 1 when it misjudges one
"""
import pathlib
import re
import sys

sys.dont_write_bytecode = True  # no __pycache__ beside the checks
from source_text import ROOT, blanked, line_at, opens_list, report, sources

AWAIT = re.compile(r"\bco_await\b")
OPENING = {"(": ")", "[": "]", "{": "}"}


def statement_start(text, at):
    """Where the full expression around `at` begins: after ';', after a block's brace, or inside an if or for."""
    depth = 0
    while at > 0:
        at -= 1
        char = text[at]
        if char in ")]":
            depth += 1
        elif char in "([":
            if depth == 0:
                if re.search(r"\b(if|while|switch|for|return|co_return)\s*$", text[:at]):
                    return at + 1
            else:
                depth -= 1
        elif char in ";}" and depth == 0:
            return at + 1
        elif char == "{" and depth == 0 and not opens_list(text, at):
            return at + 1
    return 0


def statement_end(text, at):
    """Where the expression that begins at `at` ends: ';' or the bracket that closes around it."""
    depth = 0
    while at < len(text):
        char = text[at]
        if char in OPENING:
            if char == "{" and depth == 0 and not opens_list(text, at):
                return at
            depth += 1
        elif char in ")]}":
            if depth == 0:
                return at
            depth -= 1
        elif char == ";" and depth == 0:
            return at
        at += 1
    return at


def fault_in(statement, awaited):
    """`awaited`: offset of the operand in the statement."""
    operand = statement[awaited:]
    # The branches of a ?: are judged in the whole statement; a range-for's ':' has no '?'.
    if "?" in statement:
        return "?:"
    if re.search(r"(?:^|[(,=&|:])\s*\[[^\]]+\]", operand):
        return "a lambda with captures"
    if "{" in operand:
        return "braces"
    before = statement[:awaited]
    if before.count("{") > before.count("}"):
        return "braces around it"
    return None


def faults(source):
    text = blanked(source)
    for match in AWAIT.finditer(text):
        start = statement_start(text, match.start())
        end = statement_end(text, match.end())
        fault = fault_in(text[start:end], match.end() - start)
        if fault:
            yield line_at(text, match.start()), fault


GOOD = """
x = co_await f(a, b);
co_await f(std::move(a));
const auto size = co_await stream.read_some(buffer, deadline);
if (co_await f(a)) { g(); }
if (auto size = co_await f(a); size) { g({1, 2}); }
while (co_await f(a)) { h(b ? c : d); }
switch (co_await f(a)) { default: break; }
co_return co_await f(a);
auto [error, size] = co_await f(a, token);
list.push_back(co_await f(a));
const auto text = "a ? {b" + co_await f(std::string(s));
Task<int> f(int a) { co_return co_await g(a); }
Task<void> f() { const Thing thing{.a = 1}; co_await g(thing); }
auto task = [](int a) -> Task<int> { co_return co_await g(a); };
auto task = [this]() -> Task<void> { co_await run(); };
spawn([this]() -> Task<void> { co_await run(); });
for (;;) { co_await f(a); }
// co_await f({1, 2});
const int y = b ? 1 : 2; co_await f(y);
if (b) { co_await f(a); } else { co_await g(a); }
try { co_await f(a); } catch (...) { }
case Kind::one: { co_await f(a); break; }
""".strip().splitlines()
BAD = """
co_await f(Request{.host = h, .path = p});
co_await f({.host = h});
x = b ? co_await f(a) : co_await g(a);
co_await (b ? f(a) : g(a));
co_await f(b ? T(a) : T(c));
for (auto& x : {co_await f(a), co_await g(a)}) { h(x); }
co_await [x = s]() -> Task<int> { co_return x; }();
co_await f([&](int y) { return y + x; });
co_await f({a, {b, c}});
std::vector<T> v{co_await f(a)};
const auto r = g(Pair{co_await f(a), 1});
co_return Answer{.body = co_await f(a)};
co_return b ? co_await f(a) : 0;
if (co_await f(T{a})) { g(); }
co_await timer.sleep_until(now + Duration{5});
""".strip().splitlines()


def self_test():
    wrong = [f"refused, but good: {line}" for line in GOOD if list(faults(f"void t() {{\n{line}\n}}\n"))]
    wrong += [f"taken, but bad: {line}" for line in BAD if not list(faults(f"void t() {{\n{line}\n}}\n"))]
    return wrong


def main():
    if sys.argv[1:] == ["--self-test"]:
        return report(self_test(), GOOD)
    paths = [pathlib.Path(name) for name in sys.argv[1:]] or list(sources())
    found = []
    for path in paths:
        name = path.resolve().relative_to(ROOT) if path.resolve().is_relative_to(ROOT) else path
        for line, fault in faults(path.read_text()):
            found.append(f"{name}:{line}: co_await with {fault}: give it a name in a statement before")
    return report(found, paths)


if __name__ == "__main__":
    sys.exit(main())
