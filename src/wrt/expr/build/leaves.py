"""Numbers, symbols, and the constants that have a shape: identity, ones, zero, basis vectors, commutation matrices."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TypeAlias

from wrt.expr.dims import Dim, times
from wrt.expr.node import Node, make

Rational: TypeAlias = int | Fraction


def rational(value: Rational) -> Rational:
    """The number as an int where it is one."""
    if type(value) is int:
        return value
    return value.numerator if value.denominator == 1 else value


def num(value: Rational) -> Node:
    return make("num", (), rational(value), 1, 1)


ZERO = num(0)
ONE = num(1)
MINUS_ONE = num(-1)


def sym(name: str, rows: Dim = 1, cols: Dim = 1, facts: Iterable[str] = ()) -> Node:
    """A symbol; what is assumed of it is part of what it is."""
    return make("sym", (), (name, tuple(sorted(facts))), rows, cols)


def differential_of(symbol: Node) -> Node:
    """The differential `dX` of a symbol `X`."""
    return make("d", (), symbol.value, symbol.rows, symbol.cols)


def eye(n: Dim) -> Node:
    return ONE if n == 1 else make("eye", (), None, n, n)


def ones(rows: Dim, cols: Dim = 1) -> Node:
    """All ones; a row of ones is the transpose of the column."""
    if rows == 1:
        return ONE if cols == 1 else make("T", (make("ones", (), None, cols, 1),), None, 1, cols)
    return make("ones", (), None, rows, cols)


def zero(rows: Dim, cols: Dim) -> Node:
    return ZERO if rows == 1 and cols == 1 else make("zero", (), None, rows, cols)


def basis(n: Dim, i: int) -> Node:
    """The i-th standard basis vector of length n, counted from 1."""
    return make("basis", (), i, n, 1)


def commutation(m: Dim, n: Dim) -> Node:
    """K with K vec(A) = vec(A') for A of m rows and n columns."""
    size = times(m, n)
    return eye(size) if m == 1 or n == 1 else make("commutation", (), (m, n), size, size)


def is_zero(node: Node) -> bool:
    return node.op == "zero" or node is ZERO


def is_number(node: Node) -> bool:
    return node.op == "num"
