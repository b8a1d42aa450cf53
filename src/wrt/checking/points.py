"""Points at which hypotheses hold: there an equation that should follow is refuted.

Small integers at which they hold exactly are tried first, then Newton's method from random points and from their
opposites, so that no sign is left out.  Its residual is computed in decimal numbers of many digits, so that each step
gains as many as a double has.  A point counts where the residual is nothing and the hypotheses determine it well; a
difference between two sides that is many orders of magnitude larger than the residual is then one at an exact solution
close by.  What fails only because of the length of a vector, which its equation leaves open, is not held against
anyone, nor is the sign of a root.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from itertools import product
from random import Random
from time import monotonic
from typing import Any

from wrt.expr.facts import Facts
from wrt.expr.node import Node, free_symbols, postorder
from wrt.refute.claim import FINE, Claim, Point, Sizes, converted
from wrt.refute.counterexample import Counterexample
from wrt.refute.draw import CannotHonour
from wrt.refute.fields import RATIONAL, NotRational, Undefined
from wrt.refute.honour import equal, has_facts
from wrt.refute.small import small_values
from wrt.refute.values import evaluate

Place = tuple[str, int, int]
STARTS, STEPS, SEED, SECONDS = 12, 40, 11, 1.5
SMALL_POINTS, SMALL_SECONDS = 1500, 0.5
GENERIC = 3  # points at which the rank is looked at
NOTHING = Decimal(10) ** -45  # a residual that counts as zero
DISTINCT = Decimal(10) ** -12  # a difference that counts
LEAST = 1e-5  # the least singular value of a system that determines its solution well
ENOUGH = 6  # points at which both sides agree


def refuted_at_points(sides: Sequence[Node], hypotheses: Sequence[Node], unknowns: Iterable[str],
                      facts: Facts, defined: Iterable[Node] = ()) -> tuple[Counterexample | None, int]:  # fmt: skip
    """A point where the hypotheses (expressions that vanish) hold and the two sides differ; at how many they agreed.

    What is `defined` must have a value there.
    """
    hunt = Points(sides, hypotheses, unknowns, facts)
    hunt.defined = list(defined)
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
        self.names = list(shapes)
        self.defined: list[Node] = []
        self.ranks: dict[tuple[tuple[int, ...], tuple[str, ...]], int] = {}
        self.agreed = 0
        self.end = monotonic() + SECONDS

    def counterexample(self) -> Counterexample | None:
        random = Random(SEED)  # noqa: S311 (the same points every time)
        choices = [sizes for sizes in self.claim.sizes_to_test() if 1 not in sizes.values()]
        choices = self._determining(choices[:2] or self.claim.sizes_to_test()[:2])
        for sizes in choices[:1]:
            for point in self._small(sizes, random):
                found = self._compared(point, sizes)
                if found is not None:
                    return found
        enough, self.end = self.agreed + ENOUGH, monotonic() + SECONDS
        for sizes, unknowns, start in self._starts(choices, random):
            if monotonic() > self.end or self.agreed >= enough:
                break
            try:
                solved = self._solved(start, sizes, unknowns)
            except (Undefined, NotRational):
                continue
            if solved is None or self._is_trivial(solved):
                continue
            found = self._compared(solved, sizes)
            if found is not None:
                return found
        return None

    def _starts(self, choices: Sequence[Sizes], random: Random) -> Iterator[tuple[Sizes, list[str], Point]]:
        """Random points, each followed by the one with the opposite unknowns."""
        for attempt in range(STARTS if choices else 0):
            sizes = choices[attempt % len(choices)]
            unknowns = self.unknowns if attempt % 4 < 2 else self.more  # 0 may be the only solution for fewer
            try:
                start = converted(self.claim.drawn(sizes, RATIONAL, random), FINE)
            except (CannotHonour, Undefined):
                continue
            yield sizes, unknowns, start
            opposite = {name: [[-x for x in row] for row in start[name]] for name in unknowns}
            yield sizes, unknowns, {**start, **opposite}

    def _compared(self, point: Point, sizes: Sizes) -> Counterexample | None:
        """The counterexample that a point where the hypotheses hold is, if it is one."""
        try:
            if not self._honoured(point) or not self._is_defined(point, sizes):
                return None
            left, right = (evaluate(side, point, sizes, FINE) for side in self.sides)
            if equal(FINE, left, right):
                self.agreed += 1
            elif _apart(left, right) and not self._is_a_matter_of_scale(point, sizes):
                return Counterexample(dict(sizes), point, left, right, exact=False)
        except (Undefined, CannotHonour, NotRational):
            pass
        return None

    def _is_defined(self, point: Point, sizes: Sizes) -> bool:
        """Whether everything that was defined has a value; where roots are claimed, no unknown number is negative."""
        rooted = any(node.op == "sqrt" for node in postorder(*self.sides))
        numbers = [point[name][0][0] for name in self.unknowns if len(point[name]) == len(point[name][0]) == 1]
        if rooted and any(x < 0 for x in numbers):
            return False
        for node in self.defined:
            if free_symbols(node).keys() <= point.keys():
                evaluate(node, point, sizes, FINE)
        return True

    def _is_a_matter_of_scale(self, point: Point, sizes: Sizes) -> bool:
        """Whether the claim holds once a vector has another length, which the hypotheses leave open."""
        for name in self.names:
            if len(point[name]) == 1 or len(point[name][0]) != 1:
                continue
            for factor in self._scales(name, point, sizes):
                with FINE.context():
                    scaled = {**point, name: [[row[0] * factor] for row in point[name]]}
                holds = max(map(abs, self._residual(scaled, sizes)), default=Decimal(0)) < NOTHING
                if holds and equal(FINE, *[evaluate(side, scaled, sizes, FINE) for side in self.sides]):
                    return True
        return False

    def _scales(self, name: str, point: Point, sizes: Sizes) -> Iterator[Decimal]:
        """What makes a vector 1 long, and what makes it as long as what is claimed of it."""
        own = [row[0] for row in point[name]]
        with FINE.context():
            square = sum((x * x for x in own), Decimal(0))
        if not square:
            return
        with FINE.context():
            yield 1 / square.sqrt()
        for side, other in (self.sides, self.sides[::-1]):
            if side.op == "sym" and side.value[0] == name:
                claimed = [row[0] for row in evaluate(other, point, sizes, FINE)]
                with FINE.context():
                    factor = sum((x * y for x, y in zip(own, claimed, strict=True)), Decimal(0)) / square
                if factor:
                    yield factor

    def _small(self, sizes: Sizes, random: Random) -> Iterator[Point]:
        """Points of small numbers, no symbol of them zero, at which the hypotheses hold exactly.

        Beside what is not solved for, they count where they are well determined.
        """
        end, alone = monotonic() + SMALL_SECONDS, set(self.names) <= set(self.unknowns)
        try:
            rest = self.claim.drawn(sizes, RATIONAL, random)
            values = [small_values(*self.claim.size(name, sizes), self.claim.facts[name]) for name in self.names]
        except (CannotHonour, Undefined):
            return
        room = int(SMALL_POINTS ** (1 / max(len(values), 1)))
        chosen = [[value for value in some if any(map(any, value))][:room] for some in values]
        for combination in product(*chosen):
            if monotonic() > end:
                return
            point = {**rest, **dict(zip(self.names, combination, strict=True))}
            try:
                if self._vanish(point, sizes) and self.claim.honours(point, sizes):
                    fine = converted(point, FINE)
                    if alone or self._is_determined(fine, sizes):
                        yield fine
            except (Undefined, CannotHonour, NotRational):
                continue

    def _vanish(self, point: Point, sizes: Sizes) -> bool:
        return all(x == 0 for node in self.hypotheses for row in evaluate(node, point, sizes) for x in row)

    def _is_trivial(self, point: Point) -> bool:
        """Whether all that is solved for is zero, where hardly anything can differ, or a multiplier beside it is."""
        zero = {name for name in self.more if all(abs(x) < NOTHING.sqrt() for row in point[name] for x in row)}
        return zero >= set(self.unknowns) or not zero <= set(self.unknowns)

    def _honoured(self, point: Point) -> bool:
        with FINE.context():
            return all(has_facts(point[name], self.claim.facts[name], FINE) for name in self.more)

    def _solved(self, point: Point, sizes: Sizes, unknowns: Sequence[str]) -> Point | None:
        """Newton's method from a point, in the unknowns; None where it does not come to a well determined solution."""
        import numpy as np

        places = _places(point, unknowns)
        for _ in range(STEPS if places else 0):
            residual = self._residual(point, sizes)
            size = max(map(abs, residual), default=Decimal(0))
            slopes = self._slopes(point, sizes, places, residual)
            if size < NOTHING:
                return point if self._is_regular(slopes, sizes, unknowns) else None
            if monotonic() > self.end or not np.isfinite(slopes).all() or size > Decimal(10) ** 12:
                return None
            scaled = np.array([float(r / size) for r in residual])
            step = np.linalg.lstsq(slopes, -scaled, rcond=1e-12)[0]
            point = {name: [list(row) for row in rows] for name, rows in point.items()}
            with FINE.context():
                for (name, i, j), move in zip(places, step, strict=True):
                    point[name][i][j] += Decimal(float(move)) * size
        return None

    def _is_determined(self, point: Point, sizes: Sizes) -> bool:
        """Whether the hypotheses determine the unknowns at a point."""
        places = _places(point, self.unknowns)
        slopes = self._slopes(point, sizes, places, self._residual(point, sizes))
        return _rank(slopes) == len(places)

    def _is_regular(self, slopes: Any, sizes: Sizes, unknowns: Sequence[str]) -> bool:
        """Whether the hypotheses determine as many of the unknowns as they do at most points."""
        return _rank(slopes) >= max(self._generic(sizes, unknowns), 1)

    def _determining(self, choices: list[Sizes]) -> list[Sizes]:
        """Of the sizes those at which all that is solved for is determined, if there are such."""
        if set(self.names) <= set(self.unknowns):
            return choices
        found = []
        for sizes in choices:
            counts = [self.claim.size(name, sizes) for name in self.unknowns]
            if self._generic(sizes, self.unknowns) == sum(rows * cols for rows, cols in counts):
                found.append(sizes)
        return found or choices

    def _generic(self, sizes: Sizes, unknowns: Sequence[str]) -> int:
        """The rank of the slopes at random points."""
        key = (tuple(sizes.values()), tuple(unknowns))
        if key not in self.ranks:
            random, found = Random(SEED), [0]  # noqa: S311 (the same points every time)
            for _ in range(GENERIC):
                with suppress(Undefined, CannotHonour, NotRational):
                    point = converted(self.claim.drawn(sizes, RATIONAL, random), FINE)
                    places = _places(point, unknowns)
                    found.append(_rank(self._slopes(point, sizes, places, self._residual(point, sizes))))
            self.ranks[key] = max(found)
        return self.ranks[key]

    def _slopes(self, point: Point, sizes: Sizes, places: Sequence[Place], residual: list[Any]) -> Any:
        import numpy as np

        return np.array([self._slope(point, sizes, place, residual) for place in places], dtype=float).T

    def _residual(self, point: Point, sizes: Sizes) -> list[Any]:
        return [x for node in self.hypotheses for row in evaluate(node, point, sizes, FINE) for x in row]

    def _slope(self, point: Point, sizes: Sizes, place: Place, residual: list[Any]) -> list[float]:
        """The derivative of the residual by one entry, from a difference."""
        name, i, j = place
        width = Decimal(10) ** -25
        moved = {**point, name: [list(row) for row in point[name]]}
        with FINE.context():
            moved[name][i][j] += width
        after = self._residual(moved, sizes)
        return [float((x - y) / width) for x, y in zip(after, residual, strict=True)]


def _places(point: Point, unknowns: Sequence[str]) -> list[Place]:
    return [(name, i, j) for name in unknowns
            for i, j in product(range(len(point[name])), range(len(point[name][0])))]  # fmt: skip


def _rank(slopes: Any) -> int:
    import numpy as np

    singular = np.linalg.svd(slopes, compute_uv=False)
    return int((singular > LEAST * max(singular[0], 1e-300)).sum()) if len(singular) else 0


def _apart(left: Any, right: Any) -> bool:
    pairs = [(x, y) for r, s in zip(left, right, strict=True) for x, y in zip(r, s, strict=True)]
    return any(abs(x - y) > DISTINCT * max(abs(x), abs(y), Decimal(1)) for x, y in pairs)
