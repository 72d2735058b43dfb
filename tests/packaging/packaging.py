#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What is shipped beside the program is held to what the program says of itself: manual pages, completions, the unit, the
image, the package's configuration.

    packaging.py BINARY     status 1 when a test fails
"""
from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True  # no __pycache__ beside the sources
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "packaging"))
import completion
import manual
import program_help

BINARY = ""
UNIT = ROOT / "packaging/systemd/halogate.service"
HARDLY_EXPOSED = 20  # systemd-analyze's figure, times ten


def run(*words: str, **more) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, timeout=60, check=False, **more)


def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


class Help(unittest.TestCase):
    """An option that takes a value and does not say so would be a flag everywhere else."""

    def test_every_option_says_whether_it_takes_a_value(self):
        for command in program_help.read(BINARY).commands:
            words = ["word" for word in command.words if word.required]
            for option in command.options:
                if manual.is_common(option):
                    continue
                # An option takes the next word for its value; after a flag both are unknown.
                said = run(BINARY, command.name, *words, option.names[-1], "--first", "--second").stderr
                is_flag = "--first" in said and "--second" in said
                self.assertEqual(is_flag, option.value is None, f"{command.name} {option.names}")


class ManualPages(unittest.TestCase):
    def page(self, name: str, source: str) -> str:
        made = run(sys.executable, "-B", str(ROOT / "packaging/manual.py"), str(ROOT / f"packaging/man/{name}.scd"), source)
        self.assertEqual(made.returncode, 0, made.stderr)
        roff = run("scdoc", input=made.stdout)
        self.assertEqual(roff.returncode, 0, roff.stderr)
        # The text as it is read: without the requests and the escapes of roff.
        return re.sub(r"\\f[BIR]", "", roff.stdout).replace("\\-", "-").replace("\\&", "").replace("\\(ha", "^")

    def test_halogate_1_has_every_command_and_option(self):
        page = self.page("halogate.1", BINARY)
        for command in program_help.read(BINARY).commands:
            section = page.split(f"halogate {command.name} [OPTIONS]", 1)[1].split("\n.SS ", 1)[0]
            for option in command.options:
                if not manual.is_common(option):
                    self.assertIn(option.names[-1], section, command.name)

    def test_halogate_yaml_5_has_every_key_that_the_program_knows(self):
        page = self.page("halogate.yaml.5", str(ROOT / "docs/configuration.md"))
        known = re.findall(r'Option\{\s*\.key = "([^"]+)"', text_of("server/settings/option_table.cpp"))
        shown = re.findall(r"^([a-z_]+(?:\.|\[\])[^ ]*) \(", page, re.M)
        self.assertGreater(len(known), 50)
        self.assertEqual(shown, known)


class Completions(unittest.TestCase):
    def setUp(self):
        self.program = program_help.read(BINARY)
        self.folder = tempfile.TemporaryDirectory(prefix="halogate-completion-")
        self.addCleanup(self.folder.cleanup)

    def script(self, shell: str, name: str) -> str:
        path = Path(self.folder.name) / name
        path.write_text(getattr(completion, shell)(self.program), encoding="utf-8")
        return str(path)

    def expected(self) -> dict[str, list[str]]:
        """What a user gets who has written so much: the words in order."""
        offers = {"halogate ": sorted(command.name for command in self.program.commands)}
        for command in self.program.commands:
            long = [name for option in command.options for name in option.names if name.startswith("--")]
            offers[f"halogate {command.name} --"] = sorted(long)
        return offers

    def test_bash_offers_commands_and_options(self):
        ask = f"""
            . {self.script("bash", "halogate")}
            compopt() {{ :; }}
            read -ra COMP_WORDS <<<"$1"
            [[ "$1" != *" " ]] || COMP_WORDS+=("")
            COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
            _halogate
            printf '%s\\n' "${{COMPREPLY[@]}}" """
        for line, offered in self.expected().items():
            self.assertEqual(sorted(run("bash", "-c", ask, "bash", line).stdout.split()), offered, line)

    def test_bash_offers_files_where_a_file_is_taken(self):
        Path(self.folder.name, "some.yaml").touch()
        ask = f""". {self.script("bash", "halogate")}; compopt() {{ :; }}; cd {self.folder.name}
            COMP_WORDS=(halogate serve --config so); COMP_CWORD=3; _halogate; printf '%s\\n' "${{COMPREPLY[@]}}" """
        self.assertEqual(run("bash", "-c", ask).stdout, "some.yaml\n")

    @unittest.skipUnless(shutil.which("fish"), "no fish here")
    def test_fish_offers_commands_and_options(self):
        script = self.script("fish", "halogate.fish")
        home = {**os.environ, "HOME": self.folder.name, "XDG_CONFIG_HOME": self.folder.name}
        for line, offered in self.expected().items():
            done = run("fish", "-c", f"source {script}; complete -C '{line}'", env=home)
            self.assertEqual(sorted(one.split("\t")[0] for one in done.stdout.splitlines()), offered, line)

    @unittest.skipUnless(shutil.which("zsh"), "no zsh here")
    def test_zsh_is_told_of_commands_and_options(self):
        # What the function hands to zsh's own, which draw the list.
        ask = f"""
            _describe() {{ print -rl -- ${{(P)4%%}} }}
            _arguments() {{ [[ $1 == -C ]] && state=$asked && return; print -rl -- "$@" }}
            asked=$1; words=($2)
            compdef() {{ :; }}
            . {self.script("zsh", "_halogate")}"""
        listed = run("zsh", "-f", "-c", ask, "zsh", "command", "")
        self.assertEqual(sorted(one.split(":")[0] for one in listed.stdout.splitlines()), self.expected()["halogate "])
        for command in self.program.commands:
            told = run("zsh", "-f", "-c", ask, "zsh", "argument", command.name).stdout
            options = re.findall(r"^\*?(--[a-z-]+)=?\[", told, re.M)
            self.assertEqual(sorted(options), self.expected()[f"halogate {command.name} --"])


class Unit(unittest.TestCase):
    @unittest.skipUnless(shutil.which("systemd-analyze"), "no systemd here")
    def test_unit_is_understood(self):
        # Its status is 0 for a setting that is unknown; only that programs are not installed here does not count.
        said = run("systemd-analyze", "verify", "--man=no", str(UNIT)).stderr
        wrong = [line for line in said.splitlines() if UNIT.name in line and "is not executable" not in line]
        self.assertEqual(wrong, [])

    @unittest.skipUnless(shutil.which("systemd-analyze"), "no systemd here")
    def test_unit_is_hardly_exposed(self):
        done = run("systemd-analyze", "--no-pager", "security", "--offline=true", f"--threshold={HARDLY_EXPOSED}", str(UNIT))
        self.assertEqual(done.returncode, 0, done.stdout[-400:])


class Package(unittest.TestCase):
    def test_its_configuration_is_taken(self):
        with tempfile.TemporaryDirectory(prefix="halogate-package-") as folder:
            Path(folder, "client_secret").write_text("secret\n", encoding="utf-8")
            done = run(BINARY, "check", "--offline", "--config", str(ROOT / "packaging/debian/halogate.yaml"),
                       env={"CREDENTIALS_DIRECTORY": folder})
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_maintainer_scripts_are_shell(self):
        for name in ("postinst", "prerm", "postrm"):
            path = ROOT / "packaging/debian" / name
            self.assertTrue(os.access(path, os.X_OK), name)
            self.assertEqual(run("sh", "-n", str(path)).stderr, "", name)


class Image(unittest.TestCase):
    def test_it_is_built_with_the_packages_of_dev(self):
        installed = re.search(r"apt-get install -y --no-install-recommends \\\n((?: +\S+ \\\n)+)", text_of("Dockerfile")).group(1)
        named = re.search(r"build_packages=\(([^)]*)\)", text_of("dev")).group(1)
        self.assertEqual(set(installed.replace("\\", " ").split()) - {"ca-certificates"}, set(named.split()))

    def test_its_version_is_the_projects(self):
        version = re.search(r"project\(halogate VERSION ([0-9.]+)", text_of("CMakeLists.txt")).group(1)
        self.assertIn(f"ARG VERSION={version}\n", text_of("Dockerfile"))

    def test_every_library_of_the_program_comes_along(self):
        with tempfile.TemporaryDirectory(prefix="halogate-image-") as folder:
            if not os.path.exists("/etc/ssl/certs/ca-certificates.crt") or os.geteuid() != 0:
                self.skipTest("needs Debian's ca-certificates, and root to give files to another")
            if re.search(r"lib[at]san|libubsan", run("ldd", BINARY).stdout):
                self.skipTest("a program with a sanitizer in it is no program for an image")
            os.chmod(folder, 0o755)
            done = run(str(ROOT / "docker/image_root"), BINARY, folder, cwd=ROOT)
            self.assertEqual(done.returncode, 0, done.stderr)
            alone = run("chroot", "--userspec=65532:65532", folder, "/usr/bin/halogate", "--version")
            self.assertEqual(alone.stdout, run(BINARY, "--version").stdout, alone.stderr)
            size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file() and not path.is_symlink())
            self.assertLess(size, 25_000_000)


if __name__ == "__main__":
    BINARY = os.path.abspath(sys.argv.pop(1))
    unittest.main()
