"""Answers for people: the answer on its own line, then its layout and shape, its conditions, its notes."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence

from wrt.derivative import Derivative
from wrt.expr.node import Node
from wrt.expression import Expression, shape_of

Shape = Sequence[str | int]


def answer(found: Derivative, notation: str) -> str:
    """The derivative in a notation: text, unicode, latex, index, or numpy."""
    if notation == "numpy":
        return found.code("numpy").rstrip("\n")
    return str(getattr(found, notation))


def remarks(found: Derivative) -> Iterable[str]:
    """What belongs to the answer, a line each."""
    yield f"layout: {found.layout}, {describe_shape(found)}"
    for condition in found.conditions:
        yield f"if: {condition}"
    for note in found.notes:
        yield f"note: {note}"


def block(found: Derivative, notation: str) -> str:
    """The answer with its remarks; those of code are comments in it."""
    mark = "# " if notation == "numpy" else "  "
    return "\n".join([answer(found, notation), *[mark + remark for remark in remarks(found)]])


def describe_shape(found: Derivative) -> str:
    """The shape as laid out; a derivative of more than two axes says that it is a matrix of stacked entries."""
    shape = write_shape(found.shape)
    return f"∂vec/∂vec', {shape}" if found.kind == "vec" else shape


def write_shape(shape: Shape) -> str:
    """A shape on paper.

    >>> write_shape(()), write_shape(("n",)), write_shape((1, "n")), write_shape(("m + 1", "n"))
    ('scalar', 'n×1', '1×n', '(m + 1)×n')
    """
    if not shape:
        return "scalar"
    rows, cols = (*shape, 1)[:2]
    return f"{_factor(rows)}×{_factor(cols)}"


def _factor(size: str | int) -> str:
    written = str(size)
    return f"({written})" if " " in written or "*" in written else written


def describe_symbol(shape: Shape) -> str:
    """A symbol's shape in words."""
    if not shape:
        return "scalar"
    if len(shape) == 1:
        return f"vector of length {shape[0]}"
    if shape[0] == 1:
        return f"row of length {shape[1]}"
    return f"{write_shape(shape)} matrix"


def note_guesses(guessed: Iterable[str], known: Mapping[str, Node]) -> None:
    """What nobody declared decides what a formula says."""
    found = [f"{name}: {describe_symbol(shape_of(known[name]))}" for name in guessed if name in known]
    if found:
        print(f"note: guessed: {', '.join(found)} (--shape declares them)", file=sys.stderr)


def symbols(shapes: Mapping[str, Shape], guessed: Iterable[str]) -> list[str]:
    """Every symbol with its shape, and whether nobody declared it."""
    unsure = set(guessed)
    return [
        f"{name}: {describe_symbol(shape)}{' (guessed)' if name in unsure else ''}" for name, shape in shapes.items()
    ]


def understood(formula: Expression) -> str:
    """How a formula was understood."""
    lines = symbols(formula.to_json()["symbols"], formula.guessed)
    return "\n".join([f"understood as: {formula.text}", *["  " + line for line in lines]])


def parsed(formula: Expression, notation: str, *, plain: bool) -> str:
    """A formula with its shapes."""
    shown = str(getattr(formula, notation))
    if plain:
        return shown
    lines = [f"shape: {write_shape(formula.shape)}"]
    if notation == "text":
        lines = [f"unicode: {formula.unicode}", f"latex: {formula.latex}", *lines]
    lines += symbols(formula.to_json()["symbols"], formula.guessed)
    return "\n".join([shown, *["  " + line for line in lines]])
