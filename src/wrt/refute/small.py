"""Small readable values with given facts, the simplest first: zeros, ones, small integers, then simple fractions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import islice, product
from random import Random

from wrt.refute import linear
from wrt.refute.draw import CannotHonour, Facts, draw
from wrt.refute.fields import RATIONAL, Number
from wrt.refute.honour import has_facts
from wrt.refute.linear import Matrix

LARGEST_LIST = 160
LARGEST_PRODUCT = 260
DRAWN = 12
LARGE = 36  # entries; of larger matrices few are looked at
ALPHABETS = ((0, 1, -1, 2, -2, 3), (0, 1, -1, 2), (0, 1, -1), (0, 1))
SCALARS = (0, 1, -1, 2, -2, 3, Fraction(1, 2), -3, 4, Fraction(-1, 2), Fraction(1, 3), Fraction(3, 2), 5)
SHARES = (Fraction(1, 2), Fraction(1, 3), Fraction(2, 3), Fraction(1, 4), Fraction(3, 4))


def entry_cost(x: int | Fraction) -> float:
    """How much there is to read: 0 costs nothing, a sign little, a denominator more."""
    if x == 0:
        return 0
    return 0.5 + abs(x.numerator) + (x.numerator < 0) / 2 + (x.denominator > 1) * (2 + x.denominator)


def cost(A: Matrix) -> float:
    return sum(entry_cost(x) for row in A for x in row)


def _order(A: Matrix) -> tuple[float, list[bool]]:
    """Little to read first; of two alike the one whose entries come early."""
    return cost(A), [x == 0 for row in A for x in row]


@lru_cache(maxsize=512)
def small_values(rows: int, cols: int, facts: Facts) -> tuple[Matrix, ...]:
    """Values of a shape of which the facts are true, the simplest first; CannotHonour where none is known."""
    found: dict[tuple[tuple[Number, ...], ...], Matrix] = {}
    for A in _proposed(rows, cols, facts):
        key = tuple(map(tuple, A))
        if key not in found and has_facts(A, facts, RATIONAL):
            found[key] = A
    if not found:
        raise CannotHonour(f"no {rows}×{cols} value is {', '.join(sorted(facts))}")
    return tuple(sorted(found.values(), key=_order)[:LARGEST_LIST])


def _proposed(rows: int, cols: int, facts: Facts) -> Iterator[Matrix]:
    if rows == cols == 1:
        yield from ([[x]] for x in SCALARS)
        yield from ([[x]] for x in SHARES)
        return
    for fact, special in SPECIAL:
        if fact in facts:
            yield from special(rows, cols)
    large = rows * cols > LARGE
    yield from _filled(rows, cols, facts)
    yield from _marked(rows, cols, 1 if large else 16)
    random = Random(1)  # noqa: S311 (the same values every time)
    try:
        for _ in range(2 if large else DRAWN):
            yield draw(rows, cols, facts, RATIONAL, random)
    except CannotHonour:
        return


def _filled(rows: int, cols: int, facts: Facts) -> Iterator[Matrix]:
    """All choices of the free entries from as many small integers as there is room for."""
    places, fill = _form(rows, cols, facts)
    alphabet: tuple[int | Fraction, ...] = next((a for a in ALPHABETS if len(a) ** places <= LARGEST_PRODUCT), ())
    if "probability" in facts and places <= 4:
        alphabet = SHARES
    elif "negative_definite" in facts:
        alphabet = tuple([-x for x in alphabet])
    for entries in product(alphabet, repeat=places):
        yield fill(entries)


def _form(rows: int, cols: int, facts: Facts) -> tuple[int, Callable[[tuple[Number, ...]], Matrix]]:
    """How many entries are free, and the matrix that they make."""
    if "diagonal" in facts:
        return rows, lambda x: [[x[i] if i == j else 0 for j in range(cols)] for i in range(rows)]
    if "skew" in facts or "symmetric" in facts:
        sign, strict = (-1, 1) if "skew" in facts else (1, 0)
        place = {pair: k for k, pair in enumerate([(i, j) for i in range(rows) for j in range(i + strict, cols)])}
        return len(place), lambda x: [
            [x[place[i, j]] if (i, j) in place else sign * x[place[j, i]] if i != j else 0 for j in range(cols)]
            for i in range(rows)
        ]
    return rows * cols, lambda x: [list(x[i * cols : (i + 1) * cols]) for i in range(rows)]


def _marked(rows: int, cols: int, count: int) -> Iterator[Matrix]:
    """Matrices that people write down: 0, ones, a single 1, the identity with one more entry, diagonal ones."""
    yield linear.filled(rows, cols, 0)
    yield linear.filled(rows, cols, 1)
    yield [[i * cols + j + 1 for j in range(cols)] for i in range(rows)]
    for shift in (0, 1):
        identity = [[int(i == j) * shift for j in range(cols)] for i in range(rows)]
        yield identity
        for i, j in islice(product(range(rows), range(cols)), count):
            for value in (1, 2):
                A = [list(row) for row in identity]
                A[i][j] = value
                yield A
    yield [[(i + 1) * int(i == j) for j in range(cols)] for i in range(rows)]
    yield [[int((i + 1) % rows == j) for j in range(cols)] for i in range(rows)]


def _shares(rows: int, cols: int) -> Iterator[Matrix]:
    n = rows * cols
    for total in range(n, n + 4):
        for parts in islice(product(range(1, total), repeat=n - 1), 200):
            if sum(parts) < total:
                x = [Fraction(part, total) for part in (*parts, total - sum(parts))]
                yield [x[i * cols : (i + 1) * cols] for i in range(rows)]


def _units(rows: int, cols: int) -> Iterator[Matrix]:
    n = rows * cols
    triples = ([1], [Fraction(3, 5), Fraction(4, 5)], [Fraction(1, 3), Fraction(2, 3), Fraction(2, 3)])
    for triple in triples:
        if len(triple) <= n:
            for shift, sign in product(range(n), (1, -1)):
                x = [*triple, *[0] * (n - len(triple))]
                x[0] *= sign
                x = x[shift:] + x[:shift]
                yield [x[i * cols : (i + 1) * cols] for i in range(rows)]


def _turns(rows: int, cols: int) -> Iterator[Matrix]:
    for c, s in ((0, 1), (Fraction(3, 5), Fraction(4, 5))):
        for sign in (1, -1):
            turn = linear.identity(rows)
            turn[0][0], turn[0][1], turn[1][0], turn[1][1] = c, -sign * s, s, sign * c
            yield turn


SPECIAL: tuple[tuple[str, Callable[[int, int], Iterator[Matrix]]], ...] = (
    ("sums_to_one", _shares),
    ("unit", _units),
    ("orthogonal", _turns),
)
