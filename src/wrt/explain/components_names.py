"""The matrix of partial derivatives before they are worked out: ∂y[i]/∂x[j] with a name y for the function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, count

from wrt.derivation import Written
from wrt.emit import writers
from wrt.explain.entries_written import written
from wrt.explain.grids import Grid, transposed
from wrt.expr import build as b
from wrt.expr.node import Node, make


def free_name(values: Grid, taken: Iterable[str], wanted: Sequence[str] = ("fgh", "yzwuv", "YZWHK")) -> Node:
    """A name for values, as a symbol of their shape: the first that the formula does not have."""
    rows, cols = (values.cols, 1) if values.rows == 1 else (values.rows, values.cols)
    names = wanted[(rows > 1) + (cols > 1)]
    known = set(taken)
    name = next(name for name in chain(names, (f"{names[0]}{k}" for k in count(1))) if name not in known)
    return b.sym(name, rows, cols)


def partials_matrix(name: Node, current: Grid, by: Grid, variable: Node, turned: bool) -> Written:
    """The partial derivatives of the entries of `current` (called `name`) by those of `by`, column by column."""
    rows, cols = (current.cols, 1) if current.rows == 1 else (current.rows, current.cols)
    places = [[_entry(name, rows * cols, i, j) for j in range(cols)] for i in range(rows)]
    if variable.axes:
        bottoms = [written(cell) for cell in transposed(by).cells]
        table = [[(places[i][j], bottom) for bottom in bottoms] for j in range(cols) for i in range(rows)]
    else:
        table = [[(place, written(by.cells[0])) for place in row] for row in places]
    if turned:
        table = [list(row) for row in zip(*table, strict=True)]
    return Written(*[write(table) for write in (_text, _latex, _unicode)])


def _entry(name: Node, count: int, i: int, j: int) -> Node:
    return name if count == 1 else make("entry", (name,), (i + 1, j + 1), 1, 1)


Table = list[list[tuple[Node, Node]]]


def _joined(table: Table, cell: Callable[[Node, Node], str], beside: str, below: str) -> str:
    return below.join(beside.join(cell(top, bottom) for top, bottom in row) for row in table)


def _text(table: Table) -> str:
    inside = _joined(table, lambda y, x: f"∂{writers.text(y)}/∂{writers.text(x)}", ", ", "; ")
    return f"[{inside}]"


def _unicode(table: Table) -> str:
    inside = _joined(table, lambda y, x: f"∂{writers.unicode(y)}/∂{writers.unicode(x)}", ", ", "; ")
    return f"[{inside}]"


def _latex(table: Table) -> str:
    def cell(y: Node, x: Node) -> str:
        return rf"\frac{{\partial {writers.latex(y)}}}{{\partial {writers.latex(x)}}}"

    return r"\begin{bmatrix} " + _joined(table, cell, " & ", r" \\ ") + r" \end{bmatrix}"
