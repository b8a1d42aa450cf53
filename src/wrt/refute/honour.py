"""Whether a value has the facts that are assumed of it: decided exactly, definiteness by elimination.

Where numbers are taken modulo a prime there is no order, and the facts that speak of it are not looked at: a rational
function that vanishes at all spd matrices vanishes at all symmetric ones.  No refutation rests on such a point alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wrt.refute import linear
from wrt.refute.fields import UNKNOWN, Number
from wrt.refute.jets import Calculus
from wrt.refute.linear import Matrix, times, transpose


def has_facts(A: Matrix, facts: frozenset[str], field: Any) -> bool:
    """Whether all facts hold of the value."""
    calculus = Calculus(field)
    checked = [fact for fact in CHECKS if fact in facts and (field.ordered or fact not in ORDERED)]
    if not IMPLY_RANK.isdisjoint(checked):
        checked = [fact for fact in checked if not fact.startswith("full") and fact != "invertible"]
    elif "invertible" in checked:
        checked = [fact for fact in checked if not fact.startswith("full")]
    return all(CHECKS[fact](calculus, A) for fact in checked)


def equal(field: Any, A: Matrix, B: Matrix) -> bool:
    return all(field.same(x, y) for r, s in zip(A, B, strict=True) for x, y in zip(r, s, strict=True))


def commutes(field: Any, A: Matrix, B: Matrix) -> bool:
    calculus = Calculus(field)
    return equal(field, times(calculus, A, B), times(calculus, B, A))


def _negated(A: Matrix) -> Matrix:
    return [[-x for x in row] for row in A]


def _is_square(A: Matrix) -> bool:
    return len(A) == len(A[0])


def _symmetric(calculus: Calculus, A: Matrix) -> bool:
    return _is_square(A) and equal(calculus.field, A, transpose(A))


def _skew(calculus: Calculus, A: Matrix) -> bool:
    return _is_square(A) and equal(calculus.field, A, _negated(transpose(A)))


def _diagonal(calculus: Calculus, A: Matrix) -> bool:
    return _is_square(A) and all(
        calculus.field.is_zero(x) for i, row in enumerate(A) for j, x in enumerate(row) if i != j
    )


def pivots_of(calculus: Calculus, A: Matrix) -> list[Number] | None:
    """The pivots of a symmetric elimination without exchanges; None where a row with pivot 0 is not 0."""
    field, rows = calculus.field, [list(row) for row in A]
    pivots = []
    for k in range(len(rows)):
        pivot = rows[k][k]
        pivots.append(pivot)
        if field.is_zero(pivot):
            if not all(field.is_zero(x) for x in rows[k][k:]):
                return None
            continue
        inverse = field.invert(pivot)
        for i in range(k + 1, len(rows)):
            factor = field.reduce(rows[i][k] * inverse)
            rows[i] = [field.reduce(x - factor * y) for x, y in zip(rows[i], rows[k], strict=True)]
    return pivots


def _definite(calculus: Calculus, A: Matrix) -> bool:
    pivots = pivots_of(calculus, A) if _symmetric(calculus, A) else None
    return pivots is not None and all(x > 0 and not calculus.field.is_zero(x) for x in pivots)


def _semidefinite(calculus: Calculus, A: Matrix) -> bool:
    pivots = pivots_of(calculus, A) if _symmetric(calculus, A) else None
    return pivots is not None and all(x > 0 or calculus.field.is_zero(x) for x in pivots)


def _indefinite(calculus: Calculus, A: Matrix) -> bool:
    one_sign = _semidefinite(calculus, A) or _semidefinite(calculus, _negated(A))
    return _symmetric(calculus, A) and not one_sign


def _rank_is(full: Callable[[int, int, int], bool]) -> Callable[[Calculus, Matrix], bool]:
    return lambda calculus, A: full(linear.rank(calculus, A), len(A), len(A[0]))


def _orthogonal(calculus: Calculus, A: Matrix) -> bool:
    return _is_square(A) and equal(calculus.field, times(calculus, transpose(A), A), linear.identity(len(A)))


def _idempotent(calculus: Calculus, A: Matrix) -> bool:
    return _is_square(A) and equal(calculus.field, times(calculus, A, A), A)


def _entries(good: Callable[[Any, Number], bool]) -> Callable[[Calculus, Matrix], bool]:
    return lambda calculus, A: all(x is not UNKNOWN and good(calculus.field, x) for row in A for x in row)


def _sum_is_one(calculus: Calculus, A: Matrix) -> bool:
    return bool(calculus.field.same(calculus.reduce(sum([x for row in A for x in row], 0)), 1))


def _unit(calculus: Calculus, A: Matrix) -> bool:
    return bool(calculus.field.same(calculus.reduce(sum([x * x for row in A for x in row], 0)), 1))


CHECKS: dict[str, Callable[[Calculus, Matrix], bool]] = {
    "symmetric": _symmetric,
    "skew": _skew,
    "diagonal": _diagonal,
    "invertible": lambda calculus, A: _is_square(A) and linear.rank(calculus, A) == len(A),
    "spd": _definite,
    "psd": _semidefinite,
    "negative_definite": lambda calculus, A: _definite(calculus, _negated(A)),
    "indefinite": _indefinite,
    "orthogonal": _orthogonal,
    "idempotent": _idempotent,
    "full_column_rank": _rank_is(lambda rank, rows, cols: rank == cols),
    "full_row_rank": _rank_is(lambda rank, rows, cols: rank == rows),
    "rank_deficient": _rank_is(lambda rank, rows, cols: rank < min(rows, cols)),
    "positive": _entries(lambda field, x: x > 0 and not field.is_zero(x)),
    "nonnegative": _entries(lambda field, x: x >= 0 or field.is_zero(x)),
    "nonzero": _entries(lambda field, x: not field.is_zero(x)),
    "binary": _entries(lambda field, x: field.same(x, 0) or field.same(x, 1)),
    "probability": _entries(lambda field, x: 0 < x < 1),
    "sums_to_one": _sum_is_one,
    "unit": _unit,
    "not zero": lambda calculus, A: not all(calculus.field.is_zero(x) for row in A for x in row),
}
IMPLY_RANK = frozenset(("spd", "negative_definite", "orthogonal"))  # the rank need not be looked at as well
ORDERED = frozenset(("spd", "psd", "negative_definite", "indefinite", "positive", "nonnegative", "probability"))
