"""`wrt diff` and `wrt parse`: one formula from the command line, or one a line from standard input."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from wrt.api import diff, parse
from wrt.cli import DONE, records
from wrt.cli.arguments import Usage
from wrt.derivative import Derivative
from wrt.diagnostics import WrtError
from wrt.expression import Expression
from wrt.syntax.engine import MAX_LENGTH

# compiled when the first line is read, not at every start
BETWEEN_NAMES = r"[\s,]+(?![^\[]*\])"
SEPARATOR = r"\t|(?<!\\);(?![^\[]*\])"


def run_formulas(options: SimpleNamespace) -> int:
    """Answer what was asked; the exit code."""
    if options.json:
        options.format = "json"
    options.variables = [*options.variables, *options.wrt] if options.command == "diff" else []
    options.shapes = shapes(options.shape)
    if options.command == "parse":
        options.steps, options.certificate = False, None
    else:
        _settle(options)
    if options.formula == "-":
        from wrt.cli.lines import batch

        return batch("formulas", lambda line, number: _line_of(line, number, options))
    if options.format == "json":
        from wrt.cli.lines import json_line

        line, code = json_line(lambda: _record(options.formula, options.variables, options))
        print(line)
        return code
    return _print(options)


def _settle(options: SimpleNamespace) -> None:
    """What options ask for besides, and what they cannot ask for together."""
    from wrt.cli.commands import ONLY_STEPS

    options.by = options.by or (bool(options.size) and "components")
    options.steps = bool(options.steps or options.depth or options.by) or options.format in ONLY_STEPS
    several = options.formula == "-" or options.layout == "both"
    as_records = options.certificate == "-" and (options.formula == "-" or options.format == "json")
    if options.certificate and several and not as_records:
        raise Usage("a certificate in a file is about one formula in one layout",
                    "--json --certificate - puts each into its record")  # fmt: skip


def shapes(declarations: list[str]) -> dict[str, str]:
    """The declarations `A:m,n` by name."""
    found = {}
    for written in declarations:
        name, sign, sizes = written.partition(":")
        if not sign or not name.strip():
            raise WrtError("E-shape", f"cannot read the declaration {written!r}",
                           help="A:m,n declares a matrix, x:n a vector, t: a scalar")  # fmt: skip
        found[name.strip()] = sizes.strip()
    return found


def _print(options: SimpleNamespace) -> int:
    """Print the answer for one formula, and on standard error how it was understood."""
    if options.command == "parse":
        found = _parsed(options.formula, options)
        print(records.parsed(found, options.format, plain=options.plain))
        return DONE
    answers = _answers(options.formula, options.variables, options)
    if options.verbose or (sys.stderr.isatty() and not options.plain):
        print(records.understood(answers[0].formula), file=sys.stderr)
    if options.certificate != "-":
        print("\n".join(_blocks(answers, options)))
    if options.certificate:
        from wrt.cli.files import write_certificate

        write_certificate(answers[0].certificate, options.certificate)
    return DONE


def _blocks(answers: list[Derivative], options: SimpleNamespace) -> Iterator[str]:
    if options.steps:
        from wrt.cli.steps import derived

        yield derived(answers, options)
        return
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


def _line_of(line: str, number: int, options: SimpleNamespace) -> tuple[str, int]:
    """The JSON line for a line of standard input."""
    from wrt.cli.lines import json_line

    formula, variables = split_line(line, options.variables) if options.command == "diff" else (line, [])
    return json_line(lambda: _record(formula, variables, options), line=number)


def _record(formula: str, variables: list[str], options: SimpleNamespace) -> tuple[dict[str, Any], int]:
    if options.command == "parse":
        return _parsed(formula, options).to_json(), DONE
    answers = [_answered(found, options) for found in _answers(formula, variables, options)]
    return (answers[0] if len(answers) == 1 else {"layouts": {record["layout"]: record for record in answers}}), DONE


def _answered(found: Derivative, options: SimpleNamespace) -> dict[str, Any]:
    """The record of a derivative, with its derivation and its certificate where they are wanted."""
    record = found.to_json()
    if options.steps:
        from wrt.cli.steps import recorded

        record["steps"] = recorded(found, options)
    if options.certificate == "-":
        record["certificate"] = found.certificate
    elif options.certificate:
        from wrt.cli.files import write_certificate

        write_certificate(found.certificate, options.certificate)
    return record


def split_line(line: str, variables: list[str]) -> tuple[str, list[str]]:
    r"""The formula of a line and its variables, which stand after the last semicolon or tab outside brackets.

    >>> split_line("X*theta - y ; theta", ["y"])
    ('X*theta - y', ['theta'])
    >>> split_line("[a, b; c, d]*x", ["x"])
    ('[a, b; c, d]*x', ['x'])
    """
    if len(line) > MAX_LENGTH:
        return line, variables
    places = list(re.finditer(SEPARATOR, line))
    if not places:
        return line.strip(), variables
    names = [name for name in re.split(BETWEEN_NAMES, line[places[-1].end() :].strip()) if name]
    return line[: places[-1].start()].strip(), names or variables
