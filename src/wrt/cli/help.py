"""Help, examples first, written from the table of commands."""

from __future__ import annotations

import os
from textwrap import wrap

from wrt.cli.commands import COMMANDS, EXAMPLES, Command, Option

EXIT_CODES = "exit codes: 0 done, 1 refuted, rejected or wrong, 2 bad input, 3 no answer known, 70 a bug in wrt"
INDENT = 26


def program_help() -> str:
    """The help of the program."""
    rows = [(name, command.help) for name, command in COMMANDS.items()]
    options = [("-h, --help", "show this help"), ("-V, --version", "show the version")]
    return f"""Matrix calculus from a formula on paper.

examples:{EXAMPLES}

commands (wrt COMMAND --help shows a command's options):
{_rows(rows)}

options:
{_rows(options)}

{EXIT_CODES}
"""


def command_help(name: str) -> str:
    """The help of one command."""
    command = COMMANDS[name]
    arguments = [(positional.name.upper(), positional.help) for positional in command.positionals]
    options = [(_flags(option), _described(option)) for option in command.options]
    return f"""usage: wrt {name} {_places(command)} [OPTIONS]

{command.help[0].upper()}{command.help[1:]}.

examples:{command.examples}

arguments:
{_rows(arguments)}

options:
{_rows(options)}

{EXIT_CODES}
"""


def _places(command: Command) -> str:
    brackets = {"": "{}", "?": "[{}]", "*": "[{} ...]", "+": "{} ..."}
    return " ".join(brackets[positional.many].format(positional.name.upper()) for positional in command.positionals)


def _flags(option: Option) -> str:
    return ", ".join(option.flags) + (f" {option.metavar}" if option.metavar else "")


def _described(option: Option) -> str:
    if not option.choices:
        return option.help
    default = f" (default {option.default})" if option.default else ""
    return f"{option.help}: {', '.join(option.choices)}{default}"


def _rows(rows: list[tuple[str, str]]) -> str:
    """Two columns; what is too long for the first stands on its own line."""
    lines = []
    for left, right in rows:
        margin = " " * INDENT
        wrapped = [margin + line for line in wrap(right, _width() - INDENT)]
        if len(left) > INDENT - 4:
            lines.append(f"  {left}")
        else:
            wrapped[0] = f"  {left:{INDENT - 2}}" + wrapped[0][INDENT:]
        lines += wrapped
    return "\n".join(lines)


def _width() -> int:
    try:
        return min(os.get_terminal_size().columns, 110)
    except OSError:
        return 100
