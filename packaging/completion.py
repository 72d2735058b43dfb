#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a shell needs to complete the program's commands, options and files, made from what `--help` says.

    completion.py bash|zsh|fish BINARY
"""
import sys

sys.dont_write_bytecode = True  # no __pycache__ beside the sources
import program_help
from program_help import Command, Option, Program, Word

METHODS = "GET HEAD POST DELETE"


def quoted(text: str) -> str:
    """One word of a shell."""
    return "'" + text.replace("'", "'\\''") + "'"


def names(options: list[Option]) -> str:
    return " ".join(name for option in options for name in option.names)


def bash_patterns(program: Program, wanted) -> str:
    found = [f"'{command.name} {name}'" for command in program.commands for option in command.options
             if option.value and wanted(option) for name in option.names]
    return " | \\\n            ".join(found)


def bash_words(command: Command) -> str:
    if any(word.takes_file for word in command.words):
        return "files=yes"
    return f"words='{METHODS}'" if any(word.name == "METHOD" for word in command.words) else ":"


def bash(program: Program) -> str:
    cases = "".join(f"        {command.name})\n            options='{names(command.options)}'\n"
                    f"            {bash_words(command)}\n            ;;\n" for command in program.commands)
    return f"""\
# bash completion of {program.name}
_halogate() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" previous="${{COMP_WORDS[COMP_CWORD - 1]}}"
    local command="" options="" words="" files="" at
    # bash splits --option=value into three words.
    if [[ "$current" == "=" ]]; then
        current=""
    elif [[ "$previous" == "=" ]]; then
        previous="${{COMP_WORDS[COMP_CWORD - 2]}}"
    fi
    for ((at = 1; at < COMP_CWORD; at++)); do
        if [[ "${{COMP_WORDS[at]}}" != -* ]]; then
            command="${{COMP_WORDS[at]}}"
            break
        fi
    done
    case "$command $previous" in
        {bash_patterns(program, lambda option: option.takes_file)})
            compopt -o filenames
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return
            ;;
        {bash_patterns(program, lambda option: not option.takes_file)})
            return
            ;;
    esac
    case "$command" in
        "")
            options='{names(program.options)}'
            words='{" ".join(command.name for command in program.commands)}'
            ;;
{cases}    esac
    if [[ "$current" == -* ]]; then
        words="$options"
    elif [[ "$files" == yes ]]; then
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        return
    fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}}
complete -F _halogate {program.name}
"""


def zsh_text(text: str) -> str:
    for sign in "\\[]:":
        text = text.replace(sign, "\\" + sign)
    return text


def zsh_value(value: str, takes_file: bool) -> str:
    return f":{value}:" + ("_files" if takes_file else " ")


def zsh_option(option: Option) -> str:
    value = zsh_value(option.value, option.takes_file) if option.value else ""
    again = "*" if option.value == "FAULT" else ""
    return " ".join(quoted(f"{again}{name}{'=' if option.value else ''}[{zsh_text(option.description)}]{value}")
                    for name in option.names)


def zsh_word(word: Word) -> str:
    if word.name == "METHOD":
        return quoted(f":{word.name}:({METHODS})")
    return quoted(("*" if word.repeated else "") + zsh_value(word.name, word.takes_file))


def zsh(program: Program) -> str:
    described = "\n".join(f"            {quoted(command.name + ':' + zsh_text(command.description))}"
                          for command in program.commands)
    cases = ""
    for command in program.commands:
        arguments = [zsh_option(option) for option in command.options] + [zsh_word(word) for word in command.words]
        cases += f"            {command.name})\n                _arguments -S \\\n                    "
        cases += " \\\n                    ".join(arguments) + "\n                ;;\n"
    options = " ".join(zsh_option(option) for option in program.options)
    return f"""\
#compdef {program.name}
_halogate() {{
    local context state state_descr line
    typeset -A opt_args
    _arguments -C {options} ':command:->command' '*::argument:->argument'
    case $state in
        command)
            local -a commands
            commands=(
{described}
            )
            _describe -t commands command commands
            ;;
        argument)
            case $words[1] in
{cases}            esac
            ;;
    esac
}}
_halogate "$@"
"""


def fish_flags(option: Option) -> str:
    flags = " ".join(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names)
    if not option.value:
        return flags
    return flags + (" -r -F" if option.takes_file else " -x")


def fish(program: Program) -> str:
    lines = [f"# fish completion of {program.name}", f"complete -c {program.name} -f"]
    start = f"complete -c {program.name} -n __fish_use_subcommand"
    lines += [f"{start} {fish_flags(option)} -d {quoted(option.description)}" for option in program.options]
    for command in program.commands:
        lines.append(f"{start} -a {command.name} -d {quoted(command.description)}")
    for command in program.commands:
        within = f"complete -c {program.name} -n '__fish_seen_subcommand_from {command.name}'"
        for option in command.options:
            lines.append(f"{within} {fish_flags(option)} -d {quoted(option.description)}")
        for word in command.words:
            if word.takes_file:
                lines.append(f"{within} -F")
            elif word.name == "METHOD":
                lines.append(f"{within} -a '{METHODS}'")
    return "\n".join(lines) + "\n"


def main() -> int:
    shell, binary = sys.argv[1:]
    make = {"bash": bash, "zsh": zsh, "fish": fish}[shell]
    sys.stdout.write(make(program_help.read(binary)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
