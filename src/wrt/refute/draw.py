"""Random values of which given facts are true, in any exact field: constructed, then checked, never taken on trust."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

from wrt.refute import linear
from wrt.refute.fields import PRIME, Number, Undefined
from wrt.refute.honour import has_facts
from wrt.refute.jets import Calculus
from wrt.refute.linear import Matrix, plus, scaled, times, transpose

TRIES = 40
Facts = frozenset[str]


class CannotHonour(Exception):
    """No value with these facts was found."""


def draw(rows: int, cols: int, facts: Facts, field: Any, random: Random) -> Matrix:
    """A random value of which the facts are true; CannotHonour where none was found."""
    pen = _Pen(field, random, facts)
    makers = [make for fact, make in MAKERS if fact in facts]
    for attempt in range(TRIES):
        make = makers[0 if attempt < TRIES // 2 else attempt % len(makers)] if makers else _plain
        try:
            found = make(pen, rows, cols)
        except Undefined:
            continue
        if has_facts(found, facts, field):
            return found
    raise CannotHonour(f"no {rows}×{cols} value is {', '.join(sorted(facts))}")


class _Pen:
    """Draws numbers and plain arrays."""

    def __init__(self, field: Any, random: Random, facts: Facts) -> None:
        self.field, self.random, self.facts = field, random, facts
        self.calculus = Calculus(field)

    def any(self) -> Number:
        return self.random.randint(-3, 3) if self.field.ordered else self.random.randrange(PRIME)

    def positive(self) -> Number:
        return self.random.randint(1, 4) if self.field.ordered else self.random.randrange(1, PRIME)

    def nonzero(self) -> Number:
        return self.positive() * self.random.choice((-1, 1))

    def number(self) -> Number:
        """A number of which the facts of entries are true."""
        if "binary" in self.facts:
            return self.random.randint(int("nonzero" in self.facts), 1)
        if "probability" in self.facts:
            return self.field.number(Fraction(self.random.randint(1, 6), 7))
        if not self.facts.isdisjoint(("positive", "spd")):
            return self.positive()
        if not self.facts.isdisjoint(("nonnegative", "psd")):
            return self.random.choice((0, self.positive(), self.positive()))
        if "negative_definite" in self.facts:
            return -self.positive()
        return self.nonzero() if not self.facts.isdisjoint(("nonzero", "invertible")) else self.any()

    def array(self, rows: int, cols: int) -> Matrix:
        return [[self.any() for _ in range(cols)] for _ in range(rows)]

    def diagonal(self, entries: list[Number]) -> Matrix:
        return [[x if i == j else 0 for j in range(len(entries))] for i, x in enumerate(entries)]


def _plain(pen: _Pen, rows: int, cols: int) -> Matrix:
    return [[pen.number() for _ in range(cols)] for _ in range(rows)]


def _diagonal(pen: _Pen, rows: int, cols: int) -> Matrix:
    choices = {"orthogonal": (-1, 1), "idempotent": (0, 1)}
    signs = next((choice for fact, choice in choices.items() if fact in pen.facts), None)
    return pen.diagonal([pen.random.choice(signs) if signs else pen.number() for _ in range(rows)])


def _symmetric(pen: _Pen, rows: int, cols: int) -> Matrix:
    A = _plain(pen, rows, cols)
    return [[A[min(i, j)][max(i, j)] for j in range(cols)] for i in range(rows)]


def _skew(pen: _Pen, rows: int, cols: int) -> Matrix:
    A = pen.array(rows, cols)
    return [[A[i][j] if i < j else -A[j][i] if i > j else 0 for j in range(cols)] for i in range(rows)]


def _congruent(pen: _Pen, signs: list[int]) -> Matrix:
    """L*diag(signs)*L' with L unit lower triangular, which keeps the signs of the eigenvalues."""
    n = len(signs)
    plain = pen.random.random() < 0.3  # diagonal matrices among them
    fill = pen.positive if not pen.facts.isdisjoint(("positive", "nonnegative")) else pen.any
    L = [[int(i == j) if i <= j or plain else fill() for j in range(n)] for i in range(n)]
    D = pen.diagonal([sign * pen.positive() for sign in signs])
    return times(pen.calculus, times(pen.calculus, L, D), transpose(L))


def _definite(pen: _Pen, rows: int, cols: int) -> Matrix:
    return _congruent(pen, [1] * rows)


def _semidefinite(pen: _Pen, rows: int, cols: int) -> Matrix:
    return _congruent(pen, [pen.random.randint(0, 1) for _ in range(rows)])


def _negative(pen: _Pen, rows: int, cols: int) -> Matrix:
    return _congruent(pen, [-1] * rows)


def _indefinite(pen: _Pen, rows: int, cols: int) -> Matrix:
    signs = [1, -1, *[pen.random.choice((1, 0, -1)) for _ in range(rows - 2)]][:rows]
    pen.random.shuffle(signs)
    return _congruent(pen, signs)


def _orthogonal(pen: _Pen, rows: int, cols: int) -> Matrix:
    """Cayley's (I - S)*inv(I + S) with signs; a reflection I - 2*P where it is to be symmetric."""
    if "symmetric" in pen.facts:
        return plus(pen.calculus, linear.identity(rows), scaled(pen.calculus, -2, _projection(pen, rows)))
    S, eye = _skew(pen, rows, cols), linear.identity(rows)
    down = linear.inverse(pen.calculus, plus(pen.calculus, eye, S))
    turn = times(pen.calculus, plus(pen.calculus, eye, scaled(pen.calculus, -1, S)), down)
    return times(pen.calculus, turn, pen.diagonal([pen.random.choice((-1, 1)) for _ in range(rows)]))


def _projection(pen: _Pen, n: int) -> Matrix:
    rank = pen.random.randint(0, n)
    if rank in {0, n}:
        return pen.diagonal([int(rank == n)] * n)
    X = pen.array(n, rank)
    return times(pen.calculus, X, linear.pinv(pen.calculus, X))


def _idempotent(pen: _Pen, rows: int, cols: int) -> Matrix:
    if "symmetric" in pen.facts:
        return _projection(pen, rows)
    V = pen.array(rows, cols)
    D = pen.diagonal([pen.random.randint(0, 1) for _ in range(rows)])
    return times(pen.calculus, times(pen.calculus, V, D), linear.inverse(pen.calculus, V))


def _deficient(pen: _Pen, rows: int, cols: int) -> Matrix:
    rank = pen.random.randint(0, min(rows, cols) - 1)
    if not rank:
        return linear.filled(rows, cols, 0)
    return times(pen.calculus, pen.array(rows, rank), pen.array(rank, cols))


def _shares(pen: _Pen, rows: int, cols: int) -> Matrix:
    x = [[pen.positive() for _ in range(cols)] for _ in range(rows)]
    total = pen.calculus.reduce(sum([y for row in x for y in row], 0))
    return scaled(pen.calculus, pen.calculus.invert(total), x)


def _unit(pen: _Pen, rows: int, cols: int) -> Matrix:
    """(2*t, t't - 1)/(t't + 1), in any order: the rational points of the sphere."""
    t = [pen.any() for _ in range(rows * cols - 1)]
    square = sum([x * x for x in t], 0)
    point = [*[2 * x for x in t], square - 1]
    pen.random.shuffle(point)
    matrix = [point[i * cols : (i + 1) * cols] for i in range(rows)]
    down = pen.calculus.invert(pen.calculus.reduce(square + 1))
    return scaled(pen.calculus, pen.random.choice((-1, 1)) * down, matrix)


# what is looked for first makes the value; the other facts are checked
MAKERS: tuple[tuple[str, Callable[[_Pen, int, int], Matrix]], ...] = (
    ("sums_to_one", _shares),
    ("unit", _unit),
    ("diagonal", _diagonal),
    ("orthogonal", _orthogonal),
    ("idempotent", _idempotent),
    ("spd", _definite),
    ("psd", _semidefinite),
    ("negative_definite", _negative),
    ("indefinite", _indefinite),
    ("skew", _skew),
    ("symmetric", _symmetric),
    ("rank_deficient", _deficient),
)
