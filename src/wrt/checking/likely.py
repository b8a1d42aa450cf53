"""Shapes under which all lines of a derivation make sense together, for symbols that nobody declared.

A line alone may be read with x a number, and a later one not: what is said first is guessed from too little.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from wrt.checking.applied import estimated
from wrt.checking.paper import Heard
from wrt.checking.report import CheckedLine
from wrt.diagnostics import Span, WrtError
from wrt.expr.declare import Declarations, Shape
from wrt.expr.elaborate import Elaborated, elaborate
from wrt.expr.samples.families import bases, sample_sums, stems_of
from wrt.syntax.tree import Tree

MOST = 60  # lines that are looked at together


def likely_shapes(lines: Sequence[Heard], declared: Declarations, layout: str,
                  introduced: Container[str]) -> dict[str, Shape]:  # fmt: skip
    """The shapes of the symbols that are not declared, nor `introduced` by an equation that says what they are.

    Lines that fit to no reading of the others are left out, and those that clash where a matrix had to be square for
    them that is not square for the others: an inverse of a matrix that has none is a mistake; so is A = x'x with a
    matrix A.
    """
    lines = lines[:MOST]
    kept: list[Tree] = []
    guessed: dict[str, Shape] = {}
    shapes: dict[str, Shape] = {}
    for line in sorted(lines, key=lambda line: line.clashes):
        found = _together([*kept, line.tree], declared, layout)
        if found is None:
            continue
        read = {name: (node.rows, node.cols) for name, node in found.symbols.items()}
        if not (line.clashes and _changed(shapes, read)):
            kept.append(line.tree)
            guessed, shapes = found.guessed, read
    arrays = {stem for line in lines for tree in sample_sums(line.tree) for base in bases(tree).values()
              for stem in stems_of(base)}  # fmt: skip
    left_out = {name for name in guessed if name in introduced or name in arrays or estimated(name)}
    return {name: shape for name, shape in guessed.items() if name not in left_out}


def _changed(before: Mapping[str, Shape], after: Mapping[str, Shape]) -> bool:
    """Whether a matrix becomes square that was not, or a number."""
    return any(1 not in shape and (after[name] == (1, 1) or _is_square(shape) < _is_square(after[name]))
               for name, shape in before.items() if name in after)  # fmt: skip


def _is_square(shape: Shape) -> bool:
    return bool(shape[0] == shape[1])


def suits_better(again: Sequence[CheckedLine], first: Sequence[CheckedLine]) -> bool:
    """Whether fewer lines clash in their shapes, or are left open because of that, in the second reading."""
    return _clashes(again) < _clashes(first)


def _clashes(lines: Sequence[CheckedLine]) -> tuple[int, int]:
    return sum(map(clashes, lines)), sum(line.mark == "?" for line in lines)


def clashes(line: CheckedLine) -> bool:
    """Whether a line is wrong because of its shapes."""
    return line.verdict.method == "shapes"


def _together(lines: Sequence[Tree], declared: Declarations, layout: str) -> Elaborated | None:
    try:
        return elaborate(Tree("together", tuple(lines), Span(0, 0)), declared, "", layout, (), equation=True)
    except (WrtError, RecursionError):
        return None
