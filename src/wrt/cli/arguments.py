"""From the words of a command line to a namespace, by the table of commands."""

from __future__ import annotations

import argparse
import os
from typing import NoReturn

from wrt.cli.commands import AFTER, COMMANDS, EXAMPLES, SHORT, Command, Option


class Usage(Exception):
    """The command line cannot be understood; holds the sentence and what would help."""

    def __init__(self, message: str, help: str = "") -> None:  # noqa: A002 (as WrtError calls it)
        super().__init__(message)
        self.message, self.help = message, help


def parse_arguments(words: list[str]) -> argparse.Namespace:
    """The command with its options; raises `Usage`, or leaves after `--help` and `--version`."""
    _check_command(words)
    found = _parser(words[0]).parse_args([_shielded(word) for word in words])
    for key, value in vars(found).items():
        setattr(found, key, [_bare(v) for v in value] if isinstance(value, list) else _bare(value))
    return found


def help_text() -> str:
    """The help of the program."""
    return _parser("").format_help()


def _check_command(words: list[str]) -> None:
    """Refuse what is no command, with the likeliest one meant."""
    first = words[0]
    if first in COMMANDS or first.startswith("-"):
        return
    from difflib import get_close_matches  # only where something is wrong

    near = get_close_matches(first, COMMANDS, 1)
    if near:
        raise Usage(f"there is no command {first!r}", f"did you mean wrt {near[0]}?")
    if any(not char.isalnum() for char in first):
        raise Usage(f"{first!r} is no command", f'to differentiate it: wrt diff "{first}" ...')
    raise Usage(f"there is no command {first!r}", "one of " + ", ".join(COMMANDS))


def _shielded(word: str) -> str:
    """A word that looks like options but is a formula, as -x'*y is, with a space before it, which argparse takes."""
    if len(word) > 1 and word[0] == "-" and word[1] != "-" and word not in SHORT and word != "-V":
        return " " + word
    return word


def _bare(value: object) -> object:
    return value[1:] if isinstance(value, str) and value.startswith(" -") else value


class _Parser(argparse.ArgumentParser):
    """argparse with our errors."""

    def error(self, message: str) -> NoReturn:
        unknown = [word for word in message.split() if word.startswith("--")]
        if message.startswith("unrecognized arguments") and unknown:
            from difflib import get_close_matches

            flags = [flag for c in COMMANDS.values() for option in c.options for flag in option.flags]
            near = get_close_matches(unknown[0].partition("=")[0], flags, 1)
            raise Usage(f"there is no option {unknown[0]}", f"did you mean {near[0]}?" if near else f"{self.prog} --help")
        raise Usage(message, f"{self.prog} --help")


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Help as wide as the terminal (argparse would import shutil to ask, in every run)."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=26, width=_width())


def _width() -> int:
    try:
        return int(os.environ["COLUMNS"])
    except (KeyError, ValueError):
        pass
    try:
        return min(os.get_terminal_size().columns, 120) - 2
    except OSError:
        return 98


def _parser(wanted: str) -> _Parser:
    """The parser; only the wanted command gets its options, which saves time at start."""
    parser = _Parser(
        prog="wrt",
        usage="wrt COMMAND ...",
        description=f"Matrix calculus from a formula on paper.\n\nexamples:{EXAMPLES}",
        epilog=f"{AFTER}\nwrt COMMAND --help shows a command's options.",
        formatter_class=_Formatter,
        allow_abbrev=False,
    )
    parser.add_argument("-V", "--version", action="version", version=_version())
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command", required=True)
    for name, command in COMMANDS.items():
        if not wanted or wanted.startswith("-"):
            commands.add_parser(name, help=command.help)
        elif name == wanted:
            _add_command(commands, name, command)
    return parser


def _add_command(commands: argparse._SubParsersAction[_Parser], name: str, command: Command) -> None:
    sub = commands.add_parser(
        name,
        description=f"{command.help[0].upper()}{command.help[1:]}.\n\nexamples:{command.examples}",
        epilog=AFTER,
        formatter_class=_Formatter,
        allow_abbrev=False,
        add_help=False,
    )
    for positional in command.positionals:
        sub.add_argument(
            positional.name,
            help=positional.help,
            nargs=positional.count or None,
            choices=positional.choices or None,
        )
    for option in command.options:
        _add_option(sub, option)


def _add_option(parser: argparse.ArgumentParser, option: Option) -> None:
    if option.flags[0] == "-h":
        parser.add_argument(*option.flags, action="help", help=option.help)
    elif not option.metavar:
        parser.add_argument(*option.flags, action="store_true", dest=option.key, help=option.help)
    elif option.repeat:
        parser.add_argument(*option.flags, action="append", default=[], dest=option.key, metavar=option.metavar, help=option.help)
    else:
        shown = f"{option.help}: {', '.join(option.choices)} (default {option.default})"
        parser.add_argument(
            *option.flags,
            dest=option.key,
            choices=option.choices,
            default=option.default,
            metavar=option.metavar,
            help=shown,
        )


def _version() -> str:
    from wrt import __version__

    return f"wrt {__version__}"
