# SPDX-License-Identifier: MIT
"""What the checks share: C++ text with comments and strings blanked, and the list of source files."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE_FOLDERS = ("server", "tests", "bench")

# Raw strings first: their content may look like anything. 'x' must not be taken for the ' of 1'000.
_HIDDEN = re.compile(
    r'R"(?P<mark>[^()\\\s]*)\(.*?\)(?P=mark)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-zA-Z_])'(?:\\.|[^'\\\n])+'"
    r"|//[^\n]*"
    r"|/\*.*?\*/",
    re.S)


def blanked(text):
    """The same text, as long and with the same lines, with comments and the insides of literals as blanks."""
    return _HIDDEN.sub(lambda match: re.sub(r"[^\n]", " ", match.group(0)), text)


def line_at(text, offset):
    return text.count("\n", 0, offset) + 1


def opens_list(text, at):
    """Whether the brace at `at` (in blanked text) opens a braced list and not a block."""
    before = text[:at].rstrip()
    if not before or before[-1] in ";}":
        return False
    if re.search(r"\b(else|do|try|noexcept|const|mutable|override|final)$", before):
        return False
    if re.search(r"\b(case\b[^;{}]*|default\s*):$", before):
        return False
    if before[-1] in "(,=:[{<&|?+-":
        return True
    if before[-1] == ")":                     # if (...) {  and  f(...) {  are blocks
        return False
    if before.endswith("return") or before.endswith("co_return"):
        return True
    # Type{...} or name{...}; but  struct X {  and  namespace x {  and  -> Type {  are not lists
    head = re.split(r"[;{}]", before)[-1]
    return not re.search(r"\b(struct|class|namespace|enum|union)\b|->[\s\w:<>,*&]*$", head)


def sources(root=ROOT, folders=SOURCE_FOLDERS):
    for folder in folders:
        yield from sorted(path for path in (root / folder).rglob("*.[hc]pp") if path.is_file())


def report(found, looked_at):
    """Prints the findings; the status. Having looked at nothing is a finding, too."""
    for line in found:
        print(line)
    if not looked_at:
        print("no sources found")
    return 1 if found or not looked_at else 0
