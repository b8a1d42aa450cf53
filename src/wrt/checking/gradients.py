r"""Gradients that do not name their variable: `grad f` in words, `\nabla J` of a function without parameters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from wrt.checking.applied import Side
from wrt.checking.judging import judged
from wrt.checking.paper import Paper
from wrt.expr.node import Node, free_symbols
from wrt.syntax.tree import postorder

GRADIENT = re.compile(
    r"(?<![\w\\])(?:grad(?:ient)?|nabla)(?:_(?P<sub>\w+))?(?:\s+of)?\s+(?P<what>[A-Za-z]\w*(?:\(\s*(?P<by>\w+)\s*\))?)(?=\s*[=.,;]|\s*\Z)"
)

USUAL = ("x", "w", "theta", "beta")  # what is derived by, where other vectors are constants


def gradients_in_words(text: str) -> str:
    """The line with `grad f(x)` as a derivative by x; the variable of `grad f` is still open.

    >>> gradients_in_words("grad f(x) = 2*x")
    'D(f, x) = 2*x'
    >>> gradients_in_words("grad_x f = 2*x")
    'D(f, x) = 2*x'
    """
    return GRADIENT.sub(_derivative, text)


def _derivative(found: re.Match[str]) -> str:
    by, function = found["sub"] or found["by"], found["what"].partition("(")[0]
    return f"D({function}, {by})" if by else f"D({function})"


def variable_of(name: str, function: Node, isolated: Sequence[str], lines: Sequence[Any]) -> str:
    """By what a bare gradient of a function is meant: the vector that the lines solve for, else its only vector.

    Empty where no line has such a gradient, or where it might be by several things.
    """
    if not function.is_scalar or not any(_is_bare(name, part) for line in lines if isinstance(line, list)
                                         for side in line for part in postorder(side.tree)):  # fmt: skip
        return ""
    symbols = free_symbols(function)
    vectors = [x for x, symbol in symbols.items() if len(symbol.axes) == 1]
    solved = [x for x in dict.fromkeys(isolated) if x in symbols]
    usual = [x for x in vectors if x in USUAL]
    for found in ([x for x in solved if x in vectors], vectors, usual, [] if vectors else solved):
        if len(found) == 1:
            return found[0]
    return ""


def choose_variable(sides: Sequence[Side], paper: Paper, isolated: Sequence[str]) -> None:
    """Settle by what a bare gradient is, where the function has several vectors: by that for which the line is right.

    Where it is right for none, by the only one whose shape the other side has.
    """
    bare = [part.args[0].value for side in sides for part in postorder(side.tree)
            if part.head == "D" and len(part.args) == 1 and part.args[0].head == "name"]  # fmt: skip
    if len(bare) != 1 or bare[0] not in paper.definitions or len(sides) < 2:
        return
    (name,) = bare
    symbols = {**free_symbols(paper.written[name]), **free_symbols(paper.definitions[name])}
    fitting = []
    for candidate in [x for x, symbol in symbols.items() if len(symbol.axes) == 1]:
        aside = paper.copy()
        aside.variables[name] = candidate
        found = judged(aside.resolved(sides[0]), aside.resolved(sides[1]), aside, isolated)
        if found.verdict.holds:
            paper.variables[name] = candidate
            return
        fitting += [candidate] if found.verdict.method != "shapes" else []
    if len(fitting) == 1:
        paper.variables[name] = fitting[0]


def _is_bare(name: str, part: Any) -> bool:
    derived = part.head == "D" or (part.head == "call" and part.value == "D")
    return derived and len(part.args) == 1 and part.args[0].head == "name" and part.args[0].value == name
