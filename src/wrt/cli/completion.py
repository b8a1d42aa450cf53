"""Completion scripts for bash, zsh and fish, made from the table of commands."""

from __future__ import annotations

from collections.abc import Iterator

from wrt.cli.commands import COMMANDS, Command, Option


def script(shell: str) -> str:
    """The script for a shell."""
    return {"bash": bash, "zsh": zsh, "fish": fish}[shell]()


def choices(command: Command) -> list[str]:
    """The words that can stand as an argument by its place."""
    return [choice for positional in command.positionals for choice in positional.choices]


# ---- bash


def bash() -> str:
    commands = "\n".join(_bash_command(name, command) for name, command in COMMANDS.items())
    return f"""# bash completion for wrt
_wrt() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD - 1]}}
    local words=""
    if [[ $COMP_CWORD -eq 1 ]]; then
        words="{" ".join([*COMMANDS, "--help", "--version"])}"
    else
        case ${{COMP_WORDS[1]}} in
{commands}
        esac
    fi
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -o default -F _wrt wrt
"""


def _bash_command(name: str, command: Command) -> str:
    flags = " ".join([*(flag for option in command.options for flag in option.flags), *choices(command)])
    values = [
        f"""                {"|".join(option.flags)}) words="{" ".join(option.choices)}" ;;"""
        for option in command.options
        if option.metavar
    ]
    lines = [f"            {name})", "                case $previous in", *values]
    lines += [f'                *) words="{flags}" ;;', "                esac", "                ;;"]
    return "\n".join(lines)


# ---- zsh


def zsh() -> str:
    commands = "\n".join(f"        {_quoted(f'{name}:{command.help}')}" for name, command in COMMANDS.items())
    cases = "\n".join(_zsh_command(name, command) for name, command in COMMANDS.items())
    return f"""#compdef wrt
_wrt() {{
    local -a commands
    commands=(
{commands}
    )
    if (( CURRENT == 2 )); then
        _describe command commands
        return
    fi
    local command=$words[2]
    shift words
    (( CURRENT-- ))
    case $command in
{cases}
    esac
}}
if [[ $funcstack[1] == _wrt ]]; then
    _wrt "$@"
else
    compdef _wrt wrt
fi
"""


def _zsh_command(name: str, command: Command) -> str:
    specs = [spec for option in command.options for spec in _zsh_option(option)]
    for place, positional in enumerate(command.positionals, 1):
        action = f"({' '.join(positional.choices)})" if positional.choices else "_files" * (positional.name == "file")
        head = "*" if positional.many in ("*", "+") else str(place)
        specs.append(f"{head}:{positional.name}:{action}")
    lines = " \\\n".join("                " + _quoted(spec) for spec in specs)
    return f"        {name})\n            _arguments \\\n{lines}\n            ;;"


def _zsh_option(option: Option) -> Iterator[str]:
    described = option.help.replace("[", r"\[").replace("]", r"\]")
    values = "_files" if option.metavar == "FILE" else f"({' '.join(option.choices)})"
    action = f":{option.metavar.replace(':', ' ')}:{values}" if option.metavar else ""
    for flag in option.flags:
        yield f"{'*' if option.repeat else ''}{flag}[{described}]{action}"


# ---- fish


def fish() -> str:
    lines = ["# fish completion for wrt", "complete -c wrt -f"]
    for name, command in COMMANDS.items():
        lines.append(f"complete -c wrt -n __fish_use_subcommand -a {name} -d {_fish_quoted(command.help)}")
        here = f"complete -c wrt -n '__fish_seen_subcommand_from {name}'"
        lines += [here + _fish_option(option) for option in command.options]
        if choices(command):
            lines.append(f"{here} -a '{' '.join(choices(command))}'")
        if any(positional.name == "file" for positional in command.positionals):
            lines.append(f"{here} -F")
    return "\n".join(lines) + "\n"


FISH_VALUES = {"": "", "FILE": " -r -F"}


def _fish_option(option: Option) -> str:
    flags = "".join(f" -l {flag[2:]}" if flag.startswith("--") else f" -s {flag[1:]}" for flag in option.flags)
    values = f" -x -a '{' '.join(option.choices)}'" if option.choices else FISH_VALUES.get(option.metavar, " -x")
    return f"{flags}{values} -d {_fish_quoted(option.help)}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", r"'\''") + "'"


def _fish_quoted(text: str) -> str:
    return "'" + text.replace("\\", r"\\").replace("'", r"\'") + "'"
