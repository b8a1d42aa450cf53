"""A claim `left = right` and what a point of it must honour: sizes, facts of symbols and formulas, commuting pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import product
from random import Random
from typing import Any, NamedTuple

from wrt.expr.dims import Dim, symbols
from wrt.expr.dims import value as size_of
from wrt.expr.facts import Facts, closure
from wrt.expr.node import Node, free_symbols, postorder
from wrt.refute.decimals import Decimals
from wrt.refute.draw import CannotHonour, draw
from wrt.refute.fields import RATIONAL, NotRational, Undefined
from wrt.refute.honour import commutes, equal, has_facts
from wrt.refute.jets import Calculus
from wrt.refute.linear import Matrix, filled, identity, plus, scaled, times
from wrt.refute.small import small_values
from wrt.refute.values import evaluate

Point = dict[str, Matrix]
Sizes = dict[str, int]
COARSE, FINE = Decimals(30), Decimals(60)
REDRAWN = 30
LARGEST_SIZE = 3
MANY_DIMS = 8  # sizes of which not all choices are looked at
STABLE = 10**6  # a difference between rounded numbers stays the same to one part in so many


class Difference(NamedTuple):
    """Two values that differ; not `exact` where they were computed in decimal numbers."""

    left: Matrix
    right: Matrix
    exact: bool


class Claim:
    """What is claimed, and what its points must be like."""

    def __init__(
        self, left: Node, right: Node, facts: Facts | None = None, commuting: Iterable[tuple[Node, Node]] = ()
    ) -> None:
        self.left, self.right = left, right
        self.commuting = tuple(commuting)
        assumed = (facts or Facts()).assumed
        self.nodes = [left, right, *assumed, *[node for pair in self.commuting for node in pair]]
        self.shapes, self.facts = _symbols(self.nodes)
        self.formulas = [(node, known) for node, known in assumed.items() if free_symbols(node)]
        self.counts = [(node, known) for node, known in assumed.items() if not free_symbols(node)]
        self.dims = _dims(self.nodes)
        self.hopeless: set[tuple[str, int, int]] = set()
        self.least = dict(_least(self.nodes))

    def admits(self, sizes: Sizes) -> bool:
        """Whether the facts leave room for any point of these sizes."""
        if any(size_of(dim, sizes) < least for dim, least in self.least.items()):
            return False
        for name, known in self.facts.items():
            rows, cols = self.size(name, sizes)
            if ("full_column_rank" in known and rows < cols) or ("full_row_rank" in known and cols < rows):
                return False
        return all(has_facts(evaluate(node, {}, sizes), known, RATIONAL) for node, known in self.counts)

    def size(self, name: str, sizes: Sizes) -> tuple[int, int]:
        rows, cols = self.shapes[name]
        return size_of(rows, sizes), size_of(cols, sizes)

    def honours(self, point: Point, sizes: Sizes, field: Any = RATIONAL) -> bool:
        """Whether the facts of formulas and the commuting pairs hold; those of symbols hold as they are drawn."""
        try:
            for node, known in self.formulas:
                if not has_facts(evaluate(node, point, sizes, field), known, field):
                    return False
            return all(
                commutes(field, *[evaluate(node, point, sizes, field) for node in pair]) for pair in self.commuting
            )
        except Undefined:
            return False
        except NotRational:
            if field is not RATIONAL:
                raise
            with COARSE.context():
                return self.honours(converted(point, COARSE), sizes, COARSE)

    def drawn(self, sizes: Sizes, field: Any, random: Random) -> Point:
        """A random point of these sizes; CannotHonour where the facts leave none that is found."""
        for _ in range(REDRAWN):
            point = {name: self._value(name, sizes, partial(draw, field=field, random=random)) for name in self.facts}
            self._commuted(point, field, random)
            if self.honours(point, sizes, field):
                return point
        raise CannotHonour("no point honours what is assumed of the formulas")

    def simple(self, sizes: Sizes, choose: Callable[[Sequence[Matrix]], Matrix]) -> Point:
        """A point of small values of which `choose` takes one for each symbol."""
        point = {name: choose(self._value(name, sizes, small_values)) for name in self.facts}
        if not self.honours(point, sizes):
            raise CannotHonour("no point honours what is assumed of the formulas")
        return point

    def _value(self, name: str, sizes: Sizes, make: Callable[[int, int, frozenset[str]], Any]) -> Any:
        """What is made for a symbol; where that failed once for these sizes, it is not tried again."""
        rows, cols = self.size(name, sizes)
        if (name, rows, cols) in self.hopeless:
            raise CannotHonour(f"no {rows}×{cols} value for {name} was found")
        try:
            return make(rows, cols, self.facts[name])
        except CannotHonour:
            self.hopeless.add((name, rows, cols))
            raise

    def _commuted(self, point: Point, field: Any, random: Random) -> None:
        """Where a plain symbol is to commute with another, it becomes a polynomial of it."""
        calculus = Calculus(field)
        done: set[str] = set()
        for A, B in self.commuting:
            if A.op == B.op == "sym" and A is not B:
                fixed, name = A.value[0], B.value[0]
                if name in done:
                    fixed, name = name, fixed
                M = polynomial(calculus, point[fixed], random)
                if has_facts(M, self.facts[name], field):
                    point[name] = M
                done |= {fixed, name}

    def difference(self, point: Point, sizes: Sizes) -> Difference | None:
        """The two values where they differ, None where they agree; Undefined where either has none."""
        try:
            left, right = (evaluate(node, point, sizes) for node in (self.left, self.right))
        except NotRational:
            return self._rounded(point, sizes)
        return None if equal(RATIONAL, left, right) else Difference(left, right, True)

    def _rounded(self, point: Point, sizes: Sizes) -> Difference | None:
        """The same in decimal numbers: a difference must stay when twice as many digits are computed."""
        coarse = self._both(point, sizes, COARSE)
        if equal(COARSE, *coarse):
            return None
        fine = self._both(point, sizes, FINE)
        if any(_unsettled(*entries) for entries in _entries(*coarse, *fine)):
            raise Undefined
        return None if equal(COARSE, *fine) else Difference(*fine, False)

    def _both(self, point: Point, sizes: Sizes, field: Decimals) -> tuple[Matrix, Matrix]:
        given = converted(point, field)
        try:
            return evaluate(self.left, given, sizes, field), evaluate(self.right, given, sizes, field)
        except NotRational:
            raise Undefined from None

    def agrees(self, point: Point, sizes: Sizes, field: Any) -> bool:
        """Whether both sides agree in another field."""
        return equal(field, *[evaluate(node, point, sizes, field) for node in (self.left, self.right)])

    def sizes_to_test(self) -> list[Sizes]:
        """A few choices of sizes: different ones for different symbols, so that nothing is square by accident."""
        count = len(self.dims)
        wanted = [
            tuple([2 + i % 2 for i in range(count)]), tuple([3 - i % 2 for i in range(count)]),
            tuple([(3, 2, 1)[i % 3] for i in range(count)]), (2,) * count, (1,) * count, (3,) * count,
        ]  # fmt: skip
        found = [sizes for sizes in self._named(wanted) if self.admits(sizes)][: 5 if count > 1 else 3]
        if len(found) < 2:
            found += [sizes for sizes in self.increasing() if sizes not in found][-2:]
        return found

    def increasing(self) -> list[Sizes]:
        """All small sizes that are admissible, the smallest first."""
        largest = LARGEST_SIZE if len(self.dims) <= 4 else 2
        if len(self.dims) > MANY_DIMS:
            return [sizes for sizes in self._named([(size,) * len(self.dims) for size in (1, 2)]) if self.admits(sizes)]
        ranges = [range(self.least.get(dim, 1), max(largest, self.least.get(dim, 1)) + 1) for dim in self.dims]
        every = sorted(product(*ranges), key=lambda sizes: (max(sizes, default=0), sum(sizes), sizes))
        return [sizes for sizes in self._named(every) if self.admits(sizes)]

    def _named(self, wanted: Sequence[tuple[int, ...]]) -> Iterator[Sizes]:
        """The sizes by name, none smaller than an entry asks for."""
        for chosen in dict.fromkeys(wanted):
            yield {dim: max(size, self.least.get(dim, 1)) for dim, size in zip(self.dims, chosen, strict=True)}


def polynomial(calculus: Calculus, A: Matrix, random: Random) -> Matrix:
    """A random polynomial of a matrix, which commutes with it."""
    n, total = len(A), filled(len(A), len(A), 0)
    power = identity(n)
    for _ in range(min(n, 3)):
        total = plus(calculus, total, scaled(calculus, random.randint(-2, 2), power))
        power = times(calculus, power, A)
    return total


def converted(point: Mapping[str, Matrix], field: Any) -> Point:
    with field.context():
        return {name: [[field.number(x) for x in row] for row in A] for name, A in point.items()}


def _entries(*matrices: Matrix) -> Iterator[tuple[Any, ...]]:
    for rows in zip(*matrices, strict=True):
        yield from zip(*rows, strict=True)


def _unsettled(left: Any, right: Any, left_fine: Any, right_fine: Any) -> bool:
    coarse, fine = left - right, left_fine - right_fine
    if COARSE.same(left, right) and COARSE.same(left_fine, right_fine):
        return False
    return bool(abs(coarse - fine) * STABLE > abs(fine))


def _symbols(nodes: Iterable[Node]) -> tuple[dict[str, tuple[Dim, Dim]], dict[str, frozenset[str]]]:
    """Shapes and facts by name; the differential dX of X counts as a symbol without facts."""
    shapes: dict[str, tuple[Dim, Dim]] = {}
    facts: dict[str, frozenset[str]] = {}
    for node in postorder(*nodes):
        if node.op in ("sym", "d"):
            name = node.value[0] if node.op == "sym" else "d" + node.value[0]
            shapes[name] = (node.rows, node.cols)
            facts[name] = facts.get(name, frozenset()) | (closure(node.value[1]) if node.op == "sym" else frozenset())
        elif node.op == "differential":  # d(E) along dX, which need not stand elsewhere
            name = "d" + node.args[1].value[0]
            shapes[name] = (node.args[1].rows, node.args[1].cols)
            facts.setdefault(name, frozenset())
    return shapes, facts


def _dims(nodes: Iterable[Node]) -> list[str]:
    """The names of sizes, in order of first occurrence."""
    found: dict[str, None] = {}
    for node in postorder(*nodes):
        for dim in (node.rows, node.cols, *((node.value,) if node.op == "dim" else ())):
            found |= dict.fromkeys(sorted(symbols(dim)))
    return list(found)


def _least(nodes: Iterable[Node]) -> Iterator[tuple[Dim, int]]:
    """Sizes that an entry or a basis vector asks for."""
    least: dict[Dim, int] = {}
    for node in postorder(*nodes):
        asked: tuple[tuple[Dim, int], ...] = ()
        if node.op == "entry":
            asked = tuple(zip((node.args[0].rows, node.args[0].cols), node.value, strict=True))
        elif node.op == "basis":
            asked = ((node.rows, node.value),)
        for dim, index in asked:
            least[dim] = max(least.get(dim, 1), index)
    yield from least.items()
