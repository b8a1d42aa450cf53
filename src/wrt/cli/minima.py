"""`wrt minimize`: the minimiser, what kind of point it is, what it needs, and how it comes about."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from wrt.cli import DONE, NO_ANSWER, records
from wrt.cli.formulas import shapes, split_line
from wrt.cli.steps import TERMINAL, depth, needed, written
from wrt.derivation import Derivation, Part
from wrt.documents.record import record
from wrt.expr.node import free_symbols
from wrt.minimizing import minimize
from wrt.solution import Solution


def run_minimize(options: SimpleNamespace) -> int:
    """Answer for one objective, or for each line of standard input; the exit code."""
    from wrt.cli.commands import ONLY_STEPS

    options.shapes = shapes(options.shape)
    options.variables = [*options.variables, *options.wrt]
    options.steps = bool(options.steps or options.depth) or options.format in ONLY_STEPS
    if options.json:
        options.format = "json"
    if options.objective == "-":
        from wrt.cli.lines import batch

        return batch("objectives", lambda line, number: _line_of(line, number, options))
    if options.format == "json":
        from wrt.cli.lines import json_line

        line, code = json_line(lambda: _record(options.objective, options.variables, options))
        print(line)
        return code
    found = _found(options.objective, options.variables, options)
    if options.verbose or (sys.stderr.isatty() and not options.plain):
        print(records.understood(found.objective), file=sys.stderr)
    elif not options.plain:
        records.note_guesses(found.objective.guessed, free_symbols(found.problem.whole.lagrangian))
    print(_shown(found, options))
    return _code(found)


def _found(objective: str, variables: list[str], options: SimpleNamespace) -> Solution:
    return minimize(objective, *variables, subject_to=options.subject_to, shapes=options.shapes, assume=options.assume)


def _code(found: Solution) -> int:
    return DONE if found.values or found.kind.startswith("unbounded") else NO_ANSWER


def _shown(found: Solution, options: SimpleNamespace) -> str:
    if options.format == "numpy":
        return found.code("numpy").rstrip("\n")
    if options.format not in TERMINAL and options.format != "latex":
        return written(_whole(found), options, "The minimiser").rstrip("\n")
    answer = str(getattr(found, options.format)) if found.values else found.kind
    if options.plain:
        return answer
    lines = [written(found.derivation.derivation, options).rstrip("\n"), ""] if options.steps else []
    if options.format == "latex" and options.steps:
        return "\n".join([lines[0]])
    return "\n".join([*lines, answer, *("  " + remark for remark in _remarks(found, options))])


def _remarks(found: Solution, options: SimpleNamespace) -> Iterator[str]:
    yield f"kind: {found.kind}"
    for name, value in found.multipliers.items():
        yield f"multiplier: {name} = {getattr(value, options.format)}"
    for condition in found.conditions:
        yield f"if: {condition}"
    for note in found.notes:
        yield f"note: {note}"
    if not found.values:
        for name, gradient in found.gradient.items():
            yield f"gradient by {name}: {getattr(gradient, options.format)}"


def _whole(found: Solution) -> Derivation:
    """The derivation, and under it what the answer needs."""
    closing = tuple(needed(found.conditions))
    return Derivation((*found.derivation.derivation.parts, *([Part((), closing)] if closing else [])))


def _line_of(line: str, number: int, options: SimpleNamespace) -> tuple[str, int]:
    from wrt.cli.lines import json_line

    objective, variables = split_line(line, options.variables)
    return json_line(lambda: _record(objective, variables, options), line=number)


def _record(objective: str, variables: list[str], options: SimpleNamespace) -> tuple[dict[str, Any], int]:
    found = _found(objective, variables, options)
    shown = found.to_json()
    shown["derivation"] = record(found.derivation.derivation, depth(options))
    return shown, _code(found)
