"""What random exact points say: generic ranks, whether a system can be solved, whether an equation is satisfied.

A rank that is full at one point is full almost everywhere; one that is full at no point of any size is taken to be
full nowhere (it is a polynomial that vanished at every point drawn).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from random import Random
from typing import Any

from wrt.expr import build as b
from wrt.expr.facts import Facts
from wrt.expr.node import Node, free_symbols
from wrt.minimise.needs import half_of
from wrt.refute import linear
from wrt.refute.claim import COARSE, Claim, Point, Sizes, converted
from wrt.refute.draw import CannotHonour
from wrt.refute.fields import RATIONAL, NotRational, Undefined
from wrt.refute.jets import Calculus
from wrt.refute.linear import Matrix
from wrt.refute.values import evaluate

ENOUGH = 4  # choices of small sizes
SEED = 7


class Points:
    """Random points that honour the facts; what is known of expressions there."""

    def __init__(self, objective: Node, facts: Facts, constraints: tuple[Node, ...] = ()) -> None:
        self.facts = facts
        self.claim = Claim(objective, objective, facts, facts.commuting)
        for node in constraints:
            extra = Claim(node, node)
            self.claim.shapes |= extra.shapes
            self.claim.facts = {**extra.facts, **self.claim.facts}
            self.claim.dims += [dim for dim in extra.dims if dim not in self.claim.dims]
        self.singular: dict[Node, bool] = {}

    @cached_property
    def drawn(self) -> list[tuple[Sizes, Point]]:
        """The points: small sizes, then each size in turn larger than the others together; 1 only where it must be."""
        random = Random(SEED)  # noqa: S311 (the same points in every run)
        found: list[tuple[Sizes, Point]] = []
        for sizes in self._sizes():
            try:
                found.append((sizes, self.claim.drawn(sizes, RATIONAL, random)))
            except (CannotHonour, Undefined):
                continue
        return found

    def _sizes(self) -> list[Sizes]:
        every = self.claim.sizes_to_test()
        larger = [sizes for sizes in [*every, *self.claim.increasing()] if min(sizes.values(), default=2) > 1]
        chosen = (larger or every)[:ENOUGH]
        small = {dim: 2 + place % 2 for place, dim in enumerate(self.claim.dims)}
        for dim in self.claim.dims:
            tall = small | {dim: 1 + sum(small.values()) - small[dim]}
            tall = {name: max(size, self.claim.least.get(name, 1)) for name, size in tall.items()}
            if len(tall) > 1 and tall not in chosen and self.claim.admits(tall):
                chosen.append(tall)
        return chosen

    def values(self, *nodes: Node, tall_first: bool = False) -> Iterator[tuple[list[Matrix], Any]]:
        """The values of expressions at the points where all are defined, and the field that they are numbers of."""
        for sizes, point in reversed(self.drawn) if tall_first else self.drawn:
            field: Any = RATIONAL
            try:
                try:
                    found = [evaluate(node, point, sizes) for node in nodes]
                except NotRational:
                    field = COARSE
                    given = converted(point, COARSE)
                    found = [evaluate(node, given, sizes, COARSE) for node in nodes]
            except (Undefined, NotRational, ArithmeticError):
                continue
            yield found, field

    def is_singular(self, matrix: Node) -> bool:
        """Whether a square matrix was invertible at no point."""
        if matrix not in self.singular:
            known = "invertible" in self.facts.of(matrix)
            self.singular[matrix] = not known and (self._is_wide(matrix) or self._never_invertible(matrix))
        return self.singular[matrix]

    def _is_wide(self, matrix: Node) -> bool:
        """Whether it is B'*B where B has full row rank, and is not square for all that is known."""
        half = half_of(b.chain_of(b.split(matrix)[1])[1], self.facts)
        return half is not None and half[0].rows != half[0].cols and "full_row_rank" in self.facts.of(b.mul(*half))

    def _never_invertible(self, matrix: Node) -> bool:
        if not free_symbols(matrix).keys() <= self.claim.facts.keys():
            return False
        looked = False
        for (value,), field in self.values(matrix, tall_first=True):
            looked = True
            if _rank(value, field) == len(value):
                return False
        return looked

    def is_consistent(self, matrix: Node, right: Node) -> bool:
        """Whether right lay in the range of the matrix at every point."""
        for (value, side), field in self.values(matrix, right):
            joined = [[*row, *other] for row, other in zip(value, side, strict=True)]
            if _rank(joined, field) != _rank(value, field):
                return False
        return True

    def vanishes(self, node: Node) -> bool | None:
        """Whether an expression is 0 at every point; None where it has a value at none."""
        looked = None
        for (value,), field in self.values(node):
            with field.context():
                if not all(field.same(x, 0) for row in value for x in row):
                    return False
            looked = True
        return looked


def _rank(value: Matrix, field: Any) -> int:
    with field.context():
        return linear.rank(Calculus(field), value)
