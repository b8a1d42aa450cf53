"""The command line: words in, records out, and the exit code.  No mathematics is done here.

Answers go to standard output, messages to standard error.  Exit codes: 0 done, 1 no (refuted, rejected, a wrong line),
2 bad input, 3 no answer known (undecided), 70 a bug in wrt, 74 the output cannot be written, 130 interrupted, 141
nobody reads the output.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TextIO

from wrt.cli.arguments import Usage, parse_arguments
from wrt.diagnostics import NoRule, WrtError

DONE, NO, BAD_INPUT, NO_ANSWER, BUG, CANNOT_WRITE, INTERRUPTED, NO_READER = 0, 1, 2, 3, 70, 74, 130, 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    colour = "--no-color" not in words and wants_colour(sys.stderr)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run(words)
        print(end="", flush=True)
    except Usage as error:
        _complain(f"error: {error.message}", error.help, colour)
        return BAD_INPUT
    except WrtError as error:
        print(coloured(str(error)) if colour else error, file=sys.stderr)
        return exit_code(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that Python's own flush at exit is silent
        return NO_READER
    except OSError as error:
        _complain(f"error: the output cannot be written: {error.strerror}", "", colour)
        return CANNOT_WRITE
    except Exception as error:  # noqa: BLE001 (what is not a WrtError is a bug, and says so)
        return report_bug(error)
    return code


def _run(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help", "-V", "--version"):
        print(_about(words))
        return DONE
    options = parse_arguments(words)
    if options.help:
        from wrt.cli.help import command_help

        print(command_help(options.command), end="")
    elif options.command in ("diff", "parse"):
        from wrt.cli.formulas import run_formulas

        return run_formulas(options)
    elif options.command == "prove":
        from wrt.cli.claims import run_prove

        return run_prove(options)
    elif options.command == "minimize":
        from wrt.cli.minima import run_minimize

        return run_minimize(options)
    elif options.command == "fit":
        from wrt.cli.fits import run_fit

        return run_fit(options)
    elif options.command == "check":
        from wrt.cli.checks import run_check

        return run_check(options)
    elif options.command == "verify":
        from wrt.cli.certificates import run_verify

        return run_verify(options)
    elif options.command == "rules":
        from wrt.cli.tables import print_rules

        print_rules(" ".join(options.query), "json" if options.json else options.format, table_only=options.table)
    else:
        from wrt.cli.completion import script

        print(script(options.shell), end="")
    return DONE


def _about(words: list[str]) -> str:
    """The version, or the help of the program."""
    if words and words[0] in ("-V", "--version"):
        from wrt import __version__

        return f"wrt {__version__}"
    from wrt.cli.help import program_help

    return program_help().rstrip("\n")


def exit_code(error: WrtError) -> int:
    """1 for a certificate that is rejected, 3 where the input is sound but no answer is known, else 2."""
    if error.code == "E-certificate":
        return NO
    return NO_ANSWER if isinstance(error, NoRule) or error.code == "E-unsupported" else BAD_INPUT


def report_bug(error: Exception) -> int:
    """Ask for a report; the traceback is shown only where WRT_DEBUG is set."""
    if os.environ.get("WRT_DEBUG"):
        import traceback

        traceback.print_exception(error)
    sentence = f"error: this is a bug in wrt ({type(error).__name__}: {str(error)[:200]})"
    _complain(sentence, "please report it with this command; WRT_DEBUG=1 shows where it happened", colour=False)
    return BUG


def wants_colour(stream: TextIO) -> bool:
    """Whether messages may be coloured (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def coloured(message: str) -> str:
    """An error with its code and its carets in red."""
    lines = message.split("\n")
    head, sign, rest = lines[0].partition(":")
    lines[0] = f"\x1b[1;31m{head}{sign}\x1b[0m{rest}"
    marked = [f"\x1b[31m{x}\x1b[0m" if set(x[3:]) == {" ", "^"} else x for x in lines[1:]]
    return "\n".join([lines[0], *marked])


def _complain(sentence: str, help_: str, colour: bool) -> None:
    message = f"{sentence}\n  = help: {help_}" if help_ else sentence
    print(coloured(message) if colour else message, file=sys.stderr)
