"""Counterexamples as people read them and as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from wrt.refute.fields import Number
from wrt.refute.linear import Matrix

DIGITS = 6


@dataclass(frozen=True, slots=True)
class Counterexample:
    """Sizes and values at which the two sides differ; without `exact` both sides are rounded numbers.

    `values`, `left` and `right` are rows of numbers: a vector has one column, a scalar is 1×1.

    >>> from fractions import Fraction
    >>> print(Counterexample({"n": 2}, {"A": [[0, 1], [0, 0]], "s": [[2]]}, [[1]], [[Fraction(1, 2)]]))
    n = 2, A = [0, 1; 0, 0], s = 2: left = 1, right = 1/2
    """

    sizes: Mapping[str, int]
    values: Mapping[str, Matrix]
    left: Matrix
    right: Matrix
    exact: bool = True

    @property
    def text(self) -> str:
        sign = "=" if self.exact else "≈"
        given = [f"{name} = {size}" for name, size in self.sizes.items()]
        given += [f"{name} = {written(value)}" for name, value in self.values.items()]
        start = ", ".join(given) + ": " if given else ""
        left, right = self.sides
        return f"{start}left {sign} {left}, right {sign} {right}"

    @property
    def sides(self) -> tuple[str, str]:
        """Both sides written, with as many digits as tell them apart."""
        for digits in (DIGITS, 2 * DIGITS):
            both = written(self.left, digits), written(self.right, digits)
            if both[0] != both[1]:
                return both
        return both

    def __str__(self) -> str:
        return self.text

    def to_json(self) -> dict[str, Any]:
        """Plain data: scalars as numbers, vectors as lists, matrices as lists of rows, fractions as "1/2"."""
        return {
            "sizes": dict(self.sizes),
            "values": {name: plain(value) for name, value in self.values.items()},
            "left": plain(self.left),
            "right": plain(self.right),
            "exact": self.exact,
        }


def written(A: Matrix, digits: int = DIGITS) -> str:
    """A value in the text syntax: 2, [1; 2], [1, 2; 3, 4]."""
    if len(A) == len(A[0]) == 1:
        return number(A[0][0], digits)
    return "[" + "; ".join(", ".join(number(x, digits) for x in row) for row in A) + "]"


def number(x: Number, digits: int = DIGITS) -> str:
    if not isinstance(x, Decimal):
        return str(x)
    return f"{float(x) or 0.0:.{digits}g}"


def plain(A: Matrix) -> Any:
    rows = [[_plain(x) for x in row] for row in A]
    if len(A[0]) > 1:
        return rows
    return rows[0][0] if len(A) == 1 else [x for (x,) in rows]


def _plain(x: Number) -> int | float | str:
    if isinstance(x, int):
        return x
    return float(x) if isinstance(x, Decimal) else str(x)
