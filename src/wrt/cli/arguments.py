"""From the words of a command line to options, by the table of commands.

argparse would take a formula such as `-x'*y` for options, cannot read options between a formula and its variables, and
costs a tenth of a start.  Here a word is an option only if the table has it.
"""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

from wrt.cli.commands import COMMANDS, Command, Option

LOOKS_LIKE_OPTION = r"--[a-z][a-z-]+\Z"


class Usage(Exception):
    """The command line cannot be understood; holds the sentence and what would help."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.message, self.help = message, help


def parse_arguments(words: list[str]) -> SimpleNamespace:
    """The command, its arguments and its options as attributes; raises `Usage`."""
    name = _command_name(words[0])
    command = COMMANDS[name]
    options: dict[str, Any] = {option.key: [] if option.repeat else option.default for option in command.options}
    places = _read_options(name, command, words[1:], options)
    if not options["help"]:
        options |= _read_places(name, command, places)
    return SimpleNamespace(command=name, **options)


def _command_name(first: str) -> str:
    """The name of a command; what is none is refused with what may have been meant."""
    if first in COMMANDS:
        return first
    from difflib import get_close_matches  # only where something is wrong

    near = get_close_matches(first, COMMANDS, 1)
    if near:
        raise Usage(f"there is no command {first!r}", f"did you mean `wrt {near[0]}`?")
    if any(not char.isalnum() for char in first.lstrip("-")):
        raise Usage(f"{first!r} is no command", f'to differentiate a formula: wrt diff "{first}" x')
    raise Usage(f"there is no command {first!r}", "one of " + ", ".join(COMMANDS))


def _read_options(name: str, command: Command, words: list[str], options: dict[str, Any]) -> list[str]:
    """Set the options; the words that are none."""
    known = {flag: option for option in command.options for flag in option.flags}
    places: list[str] = []
    rest = iter(words)
    for word in rest:
        if word == "--":
            places += rest
            break
        flag, sign, value = word.partition("=") if word.startswith("--") else (word, "", "")
        option = known.get(flag)
        if option is None and command.symbols and re.match(r"--[^\W\d]\w*\Z", flag):
            found = value if sign else next(rest, None)
            if found is None:
                raise Usage(f"{flag} needs a value: a column, columns with commas between them, or a number")
            options.setdefault("symbols", {})[flag[2:]] = found
        elif option is None:
            if re.match(LOOKS_LIKE_OPTION, flag):
                raise _unknown(name, flag, known)
            places.append(word)
        elif not option.metavar:
            if sign:
                raise Usage(f"{flag} takes no value", f"wrt {name} --help")
            options[option.key] = True
        else:
            found = value if sign else next(rest, None)
            _set_option(name, option, flag, found, options)
    return places


def _set_option(name: str, option: Option, flag: str, value: str | None, options: dict[str, Any]) -> None:
    if value is None:
        raise Usage(f"{flag} needs a value: {flag} {option.metavar}", f"wrt {name} --help")
    if option.choices:
        _check_choice(flag, value, option.choices)
    held = options[option.key]
    if isinstance(held, list):
        held.append(value)
    else:
        options[option.key] = value


def _check_choice(what: str, value: str, choices: tuple[str, ...]) -> None:
    if value in choices:
        return
    from difflib import get_close_matches

    near = get_close_matches(value, choices, 1)
    help_ = f"did you mean {near[0]}?" if near else "one of " + ", ".join(choices)
    raise Usage(f"{value!r} is no choice for {what}", help_)


def _unknown(name: str, flag: str, known: dict[str, Option]) -> Usage:
    from difflib import get_close_matches

    near = get_close_matches(flag, known, 1)
    return Usage(f"there is no option {flag}", f"did you mean {near[0]}?" if near else f"wrt {name} --help")


def _read_places(name: str, command: Command, words: list[str]) -> dict[str, Any]:
    """The arguments by their places."""
    found: dict[str, Any] = {}
    left = list(words)
    for positional in command.positionals:
        if positional.many == "*" or (positional.many == "+" and left):
            found[positional.name], left = left, []
        elif left:
            value = found[positional.name] = left.pop(0)
            if positional.choices:
                _check_choice(positional.name, value, positional.choices)
        elif positional.many == "?":
            found[positional.name] = None
        else:
            raise Usage(f"{positional.name.upper()} is missing", f"wrt {name} --help")
    if left:
        raise Usage(f"{left[0]!r} is one argument too many", f"wrt {name} --help")
    return found
