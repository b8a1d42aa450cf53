"""`wrt diff` and `wrt parse`: one formula from the command line, or one a line from standard input."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from wrt.api import diff, parse
from wrt.cli import DONE, exit_code, records, report_bug
from wrt.derivative import Derivative
from wrt.diagnostics import WrtError
from wrt.expression import Expression
from wrt.syntax.engine import MAX_LENGTH

SCHEMA = 1
# compiled when the first line is read, not at every start
BETWEEN_NAMES = r"[\s,]+(?![^\[]*\])"
SEPARATOR = r"\t|(?<!\\);(?![^\[]*\])"


def run_formulas(options: SimpleNamespace) -> int:
    """Answer what was asked; the exit code."""
    if options.json:
        options.format = "json"
    options.variables = [*options.variables, *options.wrt] if options.command == "diff" else []
    options.shapes = _shapes(options.shape)
    if options.formula == "-":
        return _batch(options)
    if options.format == "json":
        line, code = _json_line(options.formula, options.variables, options)
        print(line)
        return code
    print("\n".join(_blocks(options)))
    return DONE


def _shapes(declarations: list[str]) -> dict[str, str]:
    """The declarations `A:m,n` by name."""
    shapes = {}
    for written in declarations:
        name, sign, sizes = written.partition(":")
        if not sign or not name.strip():
            raise WrtError("E-shape", f"cannot read the declaration {written!r}",
                           help="A:m,n declares a matrix, x:n a vector, t: a scalar")  # fmt: skip
        shapes[name.strip()] = sizes.strip()
    return shapes


def _blocks(options: SimpleNamespace) -> Iterator[str]:
    """What is printed for one formula, and on standard error how it was understood."""
    if options.command == "parse":
        yield records.parsed(_parsed(options.formula, options), options.format, plain=options.plain)
        return
    answers = _answers(options.formula, options.variables, options)
    if options.verbose or (sys.stderr.isatty() and not options.plain):
        print(records.understood(answers[0].formula), file=sys.stderr)
    for found in answers:
        yield (records.answer if options.plain else records.block)(found, options.format)


def _answers(formula: str, variables: list[str], options: SimpleNamespace) -> list[Derivative]:
    """The derivative, in both layouts where both are wanted."""
    layouts = ("numerator", "denominator") if options.layout == "both" else (options.layout,)
    return [
        diff(
            formula,
            *variables,
            shapes=options.shapes,
            assume=options.assume,
            layout=layout,
            convention=options.convention,
        )
        for layout in layouts
    ]


def _parsed(formula: str, options: SimpleNamespace) -> Expression:
    return parse(formula, shapes=options.shapes, assume=options.assume, layout=options.layout)


def _json_line(formula: str, variables: list[str], options: SimpleNamespace, **more: Any) -> tuple[str, int]:
    """The record of an answer, or of the error, as one line, and the exit code."""
    code, record = DONE, {"schema": SCHEMA, "ok": True, **more}
    try:
        record |= _record(formula, variables, options)
    except WrtError as error:
        code, record = exit_code(error), record | {"ok": False, "error": error.to_json()}
    except Exception as error:  # noqa: BLE001 (one line that meets a bug does not take the others with it)
        code, record = (
            report_bug(error),
            record | {"ok": False, "error": {"code": "E-bug", "message": str(error)[:200]}},
        )
    return _dump(record), code


def _record(formula: str, variables: list[str], options: SimpleNamespace) -> dict[str, Any]:
    if options.command == "parse":
        return _parsed(formula, options).to_json()
    answers = [found.to_json() for found in _answers(formula, variables, options)]
    return answers[0] if len(answers) == 1 else {"layouts": {record["layout"]: record for record in answers}}


def _dump(record: dict[str, Any]) -> str:
    import json  # people do not read it, so its import is not part of every start

    return json.dumps(record, ensure_ascii=False)


def _batch(options: SimpleNamespace) -> int:
    """One JSON line for each line of standard input; the highest exit code."""
    if sys.stdin.isatty():
        print("reading formulas from the terminal, one a line; end with Ctrl-D", file=sys.stderr)
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="replace")
    worst = DONE
    for number, line in enumerate(_lines(), 1):
        formula, variables = _split(line, options.variables) if options.command == "diff" else (line, [])
        if formula:
            written, code = _json_line(formula, variables, options, line=number)
            print(written, flush=sys.stdin.isatty())
            worst = max(worst, code)
    return worst


def _lines() -> Iterator[str]:
    """The lines of standard input; of one that is too long for a formula only so much that the reader refuses it."""
    enough = MAX_LENGTH + 1000
    while line := sys.stdin.readline(enough):
        rest = line
        while len(rest) == enough and not rest.endswith("\n"):
            rest = sys.stdin.readline(enough)
        yield line.strip("\r\n ")


def _split(line: str, variables: list[str]) -> tuple[str, list[str]]:
    r"""The formula of a line and its variables, which stand after the last semicolon or tab outside brackets.

    >>> _split("X*theta - y ; theta", ["y"])
    ('X*theta - y', ['theta'])
    >>> _split("[a, b; c, d]*x", ["x"])
    ('[a, b; c, d]*x', ['x'])
    """
    if len(line) > MAX_LENGTH:
        return line, variables
    places = list(re.finditer(SEPARATOR, line))
    if not places:
        return line.strip(), variables
    names = [name for name in re.split(BETWEEN_NAMES, line[places[-1].end() :].strip()) if name]
    return line[: places[-1].start()].strip(), names or variables
