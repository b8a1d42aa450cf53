"""Points at which hypotheses hold, found by Newton's method: there an equation that should follow is refuted.

The residual is computed in decimal numbers of many digits, so that each step of the method gains as many as a double
has.  A point counts where the residual is nothing and the hypotheses determine it well; a difference between two sides
that is many orders of magnitude larger than the residual is then one at an exact solution close by.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import product
from random import Random
from time import monotonic
from typing import Any

from wrt.expr.facts import Facts
from wrt.expr.node import Node, free_symbols
from wrt.refute.claim import FINE, Claim, Point, converted
from wrt.refute.counterexample import Counterexample
from wrt.refute.draw import CannotHonour
from wrt.refute.fields import RATIONAL, NotRational, Undefined
from wrt.refute.honour import equal, has_facts
from wrt.refute.values import evaluate

STARTS, STEPS, SEED, SECONDS = 12, 40, 11, 1.5
NOTHING = Decimal(10) ** -45  # a residual that counts as zero
DISTINCT = Decimal(10) ** -12  # a difference that counts
LEAST = 1e-5  # the least singular value of a system that determines its solution well
ENOUGH = 6  # points at which both sides agree


def refuted_at_points(sides: Sequence[Node], hypotheses: Sequence[Node], unknowns: Iterable[str],
                      facts: Facts) -> tuple[Counterexample | None, int]:  # fmt: skip
    """A point where the hypotheses (expressions that vanish) hold and the two sides differ; at how many they agreed."""
    hunt = Points(sides, hypotheses, unknowns, facts)
    return hunt.counterexample(), hunt.agreed


class Points:
    """The search for points of one claim."""

    def __init__(self, sides: Sequence[Node], hypotheses: Sequence[Node], unknowns: Iterable[str],
                 facts: Facts) -> None:  # fmt: skip
        self.sides, self.hypotheses = sides, hypotheses
        self.claim = Claim(sides[0], sides[1], facts, facts.commuting)
        shapes = free_symbols(*hypotheses)
        for node in hypotheses:  # what the hypotheses need is drawn as well
            other = Claim(node, node, facts, facts.commuting)
            self.claim.shapes |= other.shapes
            self.claim.facts |= other.facts
            self.claim.dims += [dim for dim in other.dims if dim not in self.claim.dims]
        self.unknowns = [name for name in unknowns if name in shapes] or list(shapes)
        scalars = [name for name, symbol in shapes.items() if symbol.is_scalar]
        self.more = list(dict.fromkeys([*self.unknowns, *scalars]))
        self.agreed = 0
        self.end = monotonic() + SECONDS

    def counterexample(self) -> Counterexample | None:
        random = Random(SEED)  # noqa: S311 (the same points every time)
        choices = [sizes for sizes in self.claim.sizes_to_test() if 1 not in sizes.values()]
        choices = choices[:2] or self.claim.sizes_to_test()[:2]
        for attempt in range(STARTS if choices else 0):
            if monotonic() > self.end or self.agreed >= ENOUGH:
                break
            sizes = choices[attempt % len(choices)]
            try:
                unknowns = self.unknowns if attempt % 4 < 2 else self.more  # 0 may be the only solution for fewer
                point = self._solved(converted(self.claim.drawn(sizes, RATIONAL, random), FINE), sizes, unknowns)
                if point is None or self._is_trivial(point) or not self._honoured(point):
                    continue
                left, right = (evaluate(side, point, sizes, FINE) for side in self.sides)
            except (Undefined, CannotHonour, NotRational):
                continue
            if equal(FINE, left, right):
                self.agreed += 1
            elif _apart(left, right):
                return Counterexample(dict(sizes), point, left, right, exact=False)
        return None

    def _is_trivial(self, point: Point) -> bool:
        """Whether all that is solved for is zero, where hardly anything can differ."""
        return all(abs(x) < NOTHING.sqrt() for name in self.unknowns for row in point[name] for x in row)

    def _honoured(self, point: Point) -> bool:
        with FINE.context():
            return all(has_facts(point[name], self.claim.facts[name], FINE) for name in self.more)

    def _solved(self, point: Point, sizes: dict[str, int], unknowns: Sequence[str]) -> Point | None:
        """Newton's method from a point, in the unknowns; None where it does not come to a well determined solution."""
        import numpy as np

        places = [(name, i, j) for name in unknowns for i, j in
                  product(range(len(point[name])), range(len(point[name][0])))]  # fmt: skip
        for _ in range(STEPS if places else 0):
            residual = self._residual(point, sizes)
            size = max(map(abs, residual), default=Decimal(0))
            slopes = np.array([self._slope(point, sizes, place, residual) for place in places], dtype=float).T
            if size < NOTHING:
                singular = np.linalg.svd(slopes, compute_uv=False)
                rank = int((singular > LEAST * max(singular[0], 1e-300)).sum()) if len(singular) else 0
                return point if rank == min(len(places), int((singular > 0).sum())) and rank else None
            if monotonic() > self.end or not np.isfinite(slopes).all() or size > Decimal(10) ** 12:
                return None
            scaled = np.array([float(r / size) for r in residual])
            step = np.linalg.lstsq(slopes, -scaled, rcond=1e-12)[0]
            point = {name: [list(row) for row in rows] for name, rows in point.items()}
            with FINE.context():
                for (name, i, j), move in zip(places, step, strict=True):
                    point[name][i][j] += Decimal(float(move)) * size
        return None

    def _residual(self, point: Point, sizes: dict[str, int]) -> list[Any]:
        return [x for node in self.hypotheses for row in evaluate(node, point, sizes, FINE) for x in row]

    def _slope(
        self, point: Point, sizes: dict[str, int], place: tuple[str, int, int], residual: list[Any]
    ) -> list[float]:
        """The derivative of the residual by one entry, from a difference."""
        name, i, j = place
        width = Decimal(10) ** -25
        moved = {**point, name: [list(row) for row in point[name]]}
        with FINE.context():
            moved[name][i][j] += width
        after = self._residual(moved, sizes)
        return [float((x - y) / width) for x, y in zip(after, residual, strict=True)]


def _apart(left: Any, right: Any) -> bool:
    pairs = [(x, y) for r, s in zip(left, right, strict=True) for x, y in zip(r, s, strict=True)]
    return any(abs(x - y) > DISTINCT * max(abs(x), abs(y), Decimal(1)) for x, y in pairs)
