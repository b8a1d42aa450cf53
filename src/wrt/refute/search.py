"""Whether a claimed identity is false, decided by exact evaluation; then the smallest readable counterexample.

Numbers modulo a prime only tell where to look (identities of rational functions that agree there at random points are
hardly false); what is returned was computed in rational numbers, or in decimal ones to two precisions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from time import monotonic
from typing import Any

from wrt.expr.facts import Facts
from wrt.expr.node import Node, postorder
from wrt.refute.claim import Claim, Difference, Point, Sizes
from wrt.refute.counterexample import Counterexample
from wrt.refute.draw import CannotHonour
from wrt.refute.fields import MODULAR, RATIONAL, NotRational, Undefined
from wrt.refute.honour import has_facts
from wrt.refute.small import cost, small_values

STARTS = 40  # random points of small numbers at one choice of sizes
PICKED = 25  # from that many of the simplest values of each symbol
BUDGET = 900  # evaluations for one counterexample
ROUNDS = 3
FEW, MANY = 5, 40  # small points that are tried where the sides are rational functions, and where they may be pieced
GENERIC, COMPONENTS = 2, 8  # random points modulo a prime; more where the values with a fact fall into components
PIECED = frozenset(("idempotent", "orthogonal", "psd", "rank_deficient", "binary", "unit"))
SEED = 20
PATIENT = 80  # points that are drawn where only the values modulo a prime differed
SECONDS = 1.0  # after that the search for a smaller counterexample ends

Pairs = Iterable[tuple[Node, Node]]
Draw = Callable[[Sizes, Any, Random], Point]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A counterexample, or at how many points both sides agreed; at none: no admissible point was found."""

    counterexample: Counterexample | None
    agreed: int

    @property
    def no_point(self) -> bool:
        return self.counterexample is None and self.agreed == 0


def refute(left: Node, right: Node, facts: Facts | None = None, commuting: Pairs = ()) -> Counterexample | None:
    """A small counterexample to `left = right`, two expressions as written of one shape; None where none was found.

    `facts` are those of whole formulas (those of symbols are in the symbols), `commuting` the pairs that commute.
    """
    return search(left, right, facts, commuting).counterexample


def evidence(left: Node, right: Node, facts: Facts | None = None, points: int = 20, commuting: Pairs = ()) -> int:
    """At how many of so many random points both sides agree; 0 where no admissible point was found."""
    claim, random = Claim(left, right, facts, commuting), Random(SEED)  # noqa: S311 (the same points every time)
    choices = claim.sizes_to_test()
    agreed = 0
    for k in range(points if choices else 0):
        sizes = choices[k % len(choices)]
        try:
            agreed += claim.difference(claim.drawn(sizes, RATIONAL, random), sizes) is None
        except (Undefined, CannotHonour):
            continue
    return agreed


def search(left: Node, right: Node, facts: Facts | None = None, commuting: Pairs = ()) -> Outcome:
    """The same with the evidence where nothing was found."""
    hunt = Hunt(Claim(left, right, facts, commuting))
    suspected = [sizes for sizes in hunt.choices if hunt.differs(sizes)]
    if not suspected:
        return Outcome(None, hunt.agreed)
    for sizes in hunt.claim.increasing():
        if hunt.out_of_time:
            break
        if hunt.may_differ(sizes):
            found = hunt.smallest(sizes)
            if found is not None:
                return Outcome(found, hunt.agreed)
    if hunt.first is None and all(sizes not in hunt.claim.increasing() for sizes in suspected):
        hunt.first = hunt.smallest(suspected[0])
    return Outcome(hunt.first or hunt.any_of(suspected), hunt.agreed)


class Hunt:
    """The search for one claim."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.end = monotonic() + SECONDS
        self.choices = claim.sizes_to_test()
        self.random = Random(SEED)  # noqa: S311 (the same points every time)
        self.agreed = 0
        self.modular = True  # until a value turns out not to be rational
        self.first: Counterexample | None = None
        self.left = BUDGET
        facts = frozenset().union(*claim.facts.values())
        self.points = GENERIC if facts.isdisjoint(PIECED) else COMPONENTS
        self.pieced = any(node.op == "pinv" for node in postorder(claim.left, claim.right))

    def differs(self, sizes: Sizes) -> bool:
        """Whether the sides differ at some point: modulo a prime, at a random and at some small rational ones."""
        if self.modular_difference(sizes):
            return True
        before = self.agreed
        return self._differs_at([self.claim.drawn, self.claim.drawn] + self.trials * [self.picked], sizes) or (
            self.agreed == before and self._differs_at(FEW * [self.positive], sizes)
        )

    def _differs_at(self, draws: Sequence[Draw], sizes: Sizes) -> bool:
        for draw in draws:
            try:
                point = draw(sizes, RATIONAL, self.random)
                difference = self.claim.difference(point, sizes)
            except (Undefined, CannotHonour):
                continue
            if difference is not None:
                self.first = self.first or _shown(point, sizes, difference)
                return True
            self.agreed += 1
        return False

    def positive(self, sizes: Sizes, field: Any, random: Random) -> Point:
        """A point of positive entries, where logarithms and roots are defined."""
        point = {name: [[abs(x) + 1 for x in row] for row in value]
                 for name, value in self.claim.drawn(sizes, field, random).items()}  # fmt: skip
        fits = all(has_facts(value, self.claim.facts[name], field) for name, value in point.items())
        if not fits or not self.claim.honours(point, sizes, field):
            raise CannotHonour("no point of positive entries honours what is assumed")
        return point

    @property
    def trials(self) -> int:
        """How many small points are tried at each choice of sizes."""
        pieced = self.pieced or not self.modular
        return MANY // max(len(self.choices), 1) if pieced else FEW

    def modular_difference(self, sizes: Sizes) -> bool:
        for _ in range(self.points if self.modular else 0):
            try:
                point = self.claim.drawn(sizes, MODULAR, self.random)
                if not self.claim.agrees(point, sizes, MODULAR):
                    return True
                self.agreed += 1
            except NotRational:
                self.modular = False
                return False
            except (Undefined, CannotHonour):
                continue
        return False

    def may_differ(self, sizes: Sizes) -> bool:
        return not self.modular or self.first is not None or self.modular_difference(sizes)

    def picked(self, sizes: Sizes, field: object, random: Random) -> Point:
        """A point of simple values."""
        return self.claim.simple(
            sizes, lambda values: values[min(int(random.random() ** 1.5 * PICKED), len(values) - 1)]
        )

    def smallest(self, sizes: Sizes) -> Counterexample | None:
        """The simplest counterexample of these sizes that a descent from a few starts finds."""
        best: tuple[Point, Difference] | None = None
        self.left = BUDGET
        starts = 0
        for attempt in range(STARTS):
            try:
                point = (self.picked if attempt % 4 < 3 else self.claim.drawn)(sizes, RATIONAL, self.random)
            except CannotHonour:
                continue
            difference = self.tried(point, sizes)
            if difference is None:
                if self.late:
                    break
                continue
            found = self.descended(point, difference, sizes)
            if best is None or _rank(*found) < _rank(*best):
                best = found
            starts += 1
            if starts == 2 or self.late:
                break
        return None if best is None else _shown(best[0], sizes, best[1])

    def any_of(self, suspected: list[Sizes]) -> Counterexample | None:
        """A counterexample as it comes, where sizes are known to have one and no simple values showed it."""
        for attempt in range(PATIENT):
            sizes = suspected[attempt % len(suspected)]
            try:
                point = self.claim.drawn(sizes, RATIONAL, self.random)
                difference = self.claim.difference(point, sizes)
            except (Undefined, CannotHonour):
                continue
            if difference is not None:
                return _shown(point, sizes, difference)
            if self.out_of_time:
                break
        return None

    @property
    def out_of_time(self) -> bool:
        return monotonic() > self.end

    @property
    def late(self) -> bool:
        return self.left <= 0 or self.out_of_time

    def tried(self, point: Point, sizes: Sizes) -> Difference | None:
        self.left -= 1
        try:
            return self.claim.difference(point, sizes)
        except Undefined:
            return None

    def descended(self, point: Point, difference: Difference, sizes: Sizes) -> tuple[Point, Difference]:
        """Symbol by symbol the simplest value at which the sides still differ, until nothing changes."""
        for _ in range(ROUNDS):
            before = point
            for name in point:
                point, difference = self.simplified(name, point, difference, sizes)
            if point is before:
                break
        return point, difference

    def simplified(self, name: str, point: Point, difference: Difference, sizes: Sizes) -> tuple[Point, Difference]:
        present = cost(point[name])
        for value in small_values(*self.claim.size(name, sizes), self.claim.facts[name]):
            if self.late or (difference.exact and cost(value) >= present):
                break
            trial = {**point, name: value}
            if not self.claim.honours(trial, sizes):
                continue
            found = self.tried(trial, sizes)
            if found is not None and _rank(trial, found) < _rank(point, difference):
                return trial, found
        return point, difference


def _rank(point: Point, difference: Difference) -> tuple[bool, float]:
    """What is exact and has less to read comes first."""
    return not difference.exact, sum(map(cost, point.values()))


def _shown(point: Point, sizes: Sizes, difference: Difference) -> Counterexample:
    return Counterexample(dict(sizes), dict(point), difference.left, difference.right, difference.exact)
