"""Vectors and matrices written out by entries, and what each operator does with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any, TypeAlias

from wrt.diagnostics import NoRule, WrtError
from wrt.explain.entries import (
    MAX_TERMS,
    ONE,
    ZERO,
    Sum,
    as_number,
    call,
    in_order,
    kept,
    length,
    minus,
    number,
    plus,
    power,
    times,
    too_large,
)
from wrt.explain.entries_written import written
from wrt.expr.node import Node, make

HALF = Fraction(1, 2)
MAX_LENGTH = 600  # entries and signs in one matrix: about ten printed lines
MAX_CELLS = 256


@dataclass(frozen=True, slots=True)
class Grid:
    """A matrix of scalars, row by row."""

    rows: int
    cols: int
    cells: tuple[Sum, ...]

    def at(self, i: int, j: int) -> Sum:
        """The entry in row i and column j, counted from 0."""
        return self.cells[i * self.cols + j]

    @property
    def node(self) -> Node:
        """As an expression: a scalar, or a block of its entries."""
        cells = tuple(map(written, self.cells))
        if len(cells) == 1:
            return cells[0]
        return make("block", cells, (self.rows, self.cols), self.rows, self.cols)


def grid(rows: int, cols: int, entry: Callable[[int, int], Sum]) -> Grid:
    """The matrix with these entries; E-too-large where it is too long to read."""
    if rows * cols > MAX_CELLS:
        raise too_large(f"a matrix has {rows}×{cols} entries")
    found = Grid(rows, cols, tuple([entry(i, j) for i, j in product(range(rows), range(cols))]))
    longest = max(map(len, found.cells))
    if longest > MAX_TERMS:
        raise too_large(f"an entry has {longest} terms")
    if sum(map(length, found.cells)) > MAX_LENGTH:
        raise too_large(f"a {rows}×{cols} matrix has {sum(map(length, found.cells))} factors")
    return found


def scalar(x: Sum) -> Grid:
    return grid(1, 1, lambda i, j: x)


def each(change: Callable[[Sum], Sum], x: Grid) -> Grid:
    return grid(x.rows, x.cols, lambda i, j: change(x.at(i, j)))


def transposed(x: Grid) -> Grid:
    return grid(x.cols, x.rows, lambda i, j: x.at(j, i))


def product_of(x: Grid, y: Grid) -> Grid:
    return grid(x.rows, y.cols, lambda i, j: plus(*[times(x.at(i, k), y.at(k, j)) for k in range(x.cols)]))


def scaled(x: Grid, y: Grid) -> Grid:
    """A product of which one factor is a scalar."""
    if len(x.cells) == 1:
        return each(lambda cell: kept(x.cells[0], cell), y)
    return each(lambda cell: kept(cell, y.cells[0]), x)


def added(*parts: Grid) -> Grid:
    return grid(parts[0].rows, parts[0].cols, lambda i, j: in_order(plus(*[part.at(i, j) for part in parts])))


def entrywise(x: Grid, y: Grid, change: Callable[[Sum, Sum], Sum]) -> Grid:
    """Two matrices entry by entry; a scalar goes with every entry."""
    if len(x.cells) == 1 and len(y.cells) != 1:
        return each(lambda cell: change(x.cells[0], cell), y)
    if len(y.cells) == 1:
        return each(lambda cell: change(cell, y.cells[0]), x)
    return grid(x.rows, x.cols, lambda i, j: change(x.at(i, j), y.at(i, j)))


def raised(x: Sum, exponent: Sum) -> Sum:
    value = as_number(exponent)
    return power(x, exponent if value is None else value)


def total(cells: Sequence[Sum]) -> Sum:
    return plus(*cells)


# ---- determinants and inverses


def determinant(x: Grid) -> Sum:
    """Along the first row."""
    if x.rows == 1:
        return x.cells[0]
    parts = [times(number((-1) ** j), times(x.at(0, j), determinant(minor(x, 0, j)))) for j in range(x.cols)]
    return plus(*[part for j, part in enumerate(parts) if x.at(0, j)])


def minor(x: Grid, row: int, col: int) -> Grid:
    rows = [i for i in range(x.rows) if i != row]
    cols = [j for j in range(x.cols) if j != col]
    return grid(len(rows), len(cols), lambda i, j: x.at(rows[i], cols[j]))


def inverse(x: Grid) -> Grid:
    """The adjugate over the determinant."""
    below = determinant(x)
    if not below:
        raise WrtError("E-components", "written out by entries, a matrix that is inverted has determinant 0")
    if x.rows == 1:
        return scalar(power(below, -1))
    over = power(below, -1)
    return grid(x.rows, x.rows, lambda i, j: kept(_cofactor(x, j, i), over))


def _cofactor(x: Grid, row: int, col: int) -> Sum:
    value = determinant(minor(x, row, col))
    return minus(value) if (row + col) % 2 else value


def matrix_power(x: Grid, exponent: Sum) -> Grid:
    value = as_number(exponent)
    if type(value) is not int or not -4 <= value <= 4:
        raise NoRule("E-no-rule", "only small whole powers of a matrix are written out by entries")
    base = inverse(x) if value < 0 else x
    result = identity(x.rows)
    for _ in range(abs(value)):
        result = product_of(result, base)
    return result


def identity(n: int) -> Grid:
    return grid(n, n, lambda i, j: ONE if i == j else ZERO)


# ---- operators


def _kron(parts: Sequence[Grid]) -> Grid:
    result = parts[0]
    for part in parts[1:]:
        result = _kron_of(result, part)
    return result


def _kron_of(x: Grid, y: Grid) -> Grid:
    def entry(i: int, j: int) -> Sum:
        return times(x.at(i // y.rows, j // y.cols), y.at(i % y.rows, j % y.cols))

    return grid(x.rows * y.rows, x.cols * y.cols, entry)


def _softmax(x: Grid) -> Grid:
    exponentials = each(lambda cell: call("exp", cell), x)
    over = power(plus(*exponentials.cells), -1)
    return each(lambda cell: kept(cell, over), exponentials)


def stacked(x: Grid) -> tuple[Sum, ...]:
    """The entries column by column, as vec orders them."""
    return transposed(x).cells


def _diag(x: Grid) -> Grid:
    return grid(len(x.cells), len(x.cells), lambda i, j: x.cells[i] if i == j else ZERO)


def block(parts: Sequence[Grid], rows: int, cols: int) -> Grid:
    """Blocks put together."""
    lines: list[list[Sum]] = []
    for r in range(rows):
        band = parts[r * cols : (r + 1) * cols]
        lines += [[cell for part in band for cell in (part.at(i, j) for j in range(part.cols))]
                  for i in range(band[0].rows)]  # fmt: skip
    return grid(len(lines), len(lines[0]), lambda i, j: lines[i][j])


def _absolute(x: Grid) -> Sum:
    return plus(*[call("abs", cell) for cell in x.cells])


def squares(x: Grid) -> Sum:
    return plus(*[power(cell, 2) for cell in x.cells])


def norm(x: Grid) -> Sum:
    """The root of the sum of squares."""
    return power(squares(x), HALF)


def _divided(x: Grid, y: Grid) -> Grid:
    return entrywise(x, y, lambda s, t: kept(s, power(t, -1)))


def _inner(x: Grid, y: Grid) -> Sum:
    return plus(*[times(s, t) for s, t in zip(x.cells, y.cells, strict=True)])


def _had(parts: Sequence[Grid]) -> Grid:
    result = parts[0]
    for part in parts[1:]:
        result = entrywise(result, part, times)
    return result


Rule: TypeAlias = Callable[..., Grid]


def _reduced(change: Callable[[Grid], Sum]) -> Rule:
    return lambda node, x: scalar(change(x))


def _power(node: Node, x: Grid, exponent: Grid) -> Grid:
    if len(x.cells) == 1:
        return scalar(raised(x.cells[0], exponent.cells[0]))
    return matrix_power(x, exponent.cells[0])


RULES: dict[str, Rule] = {
    "add": lambda node, *xs: added(*xs),
    "neg": lambda node, x: each(minus, x),
    "div": lambda node, x, y: each(lambda cell: kept(cell, power(y.cells[0], -1)), x),
    "T": lambda node, x: transposed(x),
    "pow": _power,
    "had": lambda node, *xs: _had(xs),
    "hdiv": lambda node, x, y: _divided(x, y),
    "hpow": lambda node, x, y: entrywise(x, y, raised),
    "fn": lambda node, x: each(lambda cell: call(node.value, cell), x),
    "sqrt": lambda node, x: each(lambda cell: power(cell, HALF), x),
    "softmax": lambda node, x: _softmax(x),
    "inv": lambda node, x: inverse(x),
    "tr": _reduced(lambda x: plus(*[x.at(i, i) for i in range(x.rows)])),
    "det": _reduced(determinant),
    "logdet": _reduced(lambda x: call("logabs", determinant(x))),
    "sum": _reduced(lambda x: plus(*x.cells)),
    "norm1": _reduced(_absolute),
    "norm2": _reduced(norm),
    "normF": _reduced(norm),
    "inner": lambda node, x, y: scalar(_inner(x, y)),
    "diag": lambda node, x: _diag(x),
    "diagpart": lambda node, x: grid(x.rows, 1, lambda i, j: x.at(i, i)),
    "vec": lambda node, x: grid(len(x.cells), 1, lambda i, j: stacked(x)[i]),
    "kron": lambda node, *xs: _kron(xs),
    "block": lambda node, *xs: block(xs, *node.value),
    "entry": lambda node, x: scalar(_entry(x, node.value)),
    "mpow": lambda node, x: matrix_power(x, number(node.value)),
}


def _entry(x: Grid, place: tuple[int, int]) -> Sum:
    i, j = place
    if i > x.rows or j > x.cols:
        raise WrtError("E-components", f"there is no entry {i},{j} in a {x.rows}×{x.cols} matrix",
                       help="choose a larger size")  # fmt: skip
    return x.at(i - 1, j - 1)


def apply(node: Node, args: Sequence[Any]) -> Grid:
    """The value of an operator on matrices written out."""
    rule = RULES.get(node.op)
    if rule is None:
        raise NoRule("E-no-rule", f"there is no rule for {node.op} written out by entries")
    return rule(node, *args)
