"""The search for a proof: both sides reduced; inverses multiplied away; known theorems tried.

A proof is a list of theorems, each a chain of rule applications from its left side to its right one; the last is the
claim, and a use may cite a theorem before it ("theorem 0").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from wrt import kernel
from wrt.certificate import hole, term
from wrt.derivation import Use
from wrt.expr.node import Node, free_symbols, make, postorder, rename
from wrt.prove.contexts import fill, wrap
from wrt.prove.derivatives import worked_out
from wrt.prove.known import Known
from wrt.prove.match import bindings, instantiate, matches
from wrt.prove.reduce import Reduced, Reducer
from wrt.prove.rules import EXPANSIONS, Rules, accepted, named, rows_of, theorems
from wrt.prove.words import Poly, TooLong, poly, to_node
from wrt.rulebook import Sides

MAX_DEPTH = 5
MAX_TRIES = 24
SHORT = 3  # theorems of a proof by multiplying
MAX_CITED = 24
MAX_SIZE = 160  # of sides for which theorems are tried


class Theorem(NamedTuple):
    """`left = right` by these uses in order; `way` says how it was found (for the telling)."""

    left: Node
    right: Node
    uses: tuple[Use, ...]
    way: str = "reduce"


class Search:
    """A search with one set of rules and what is known."""

    def __init__(self, known: Known, rules: Rules) -> None:
        self.known = known
        self.rules = rules
        self.reducer = Reducer(known, rules)
        self.tries = 0

    def quick(self, left: Node, right: Node) -> list[Theorem] | None:
        """By reducing both sides."""
        try:
            return self._reduced(left, right)[0]
        except TooLong:
            return None

    def deep(self, left: Node, right: Node) -> Iterator[list[Theorem]]:
        """By multiplying inverses away, or by citing a theorem: one proof after the other."""
        try:
            found = self._equal(left, right, 0)
        except TooLong:
            found = None
        if found is not None and len(found) <= SHORT:
            yield found
        yield from self._by_theorem(left, right)
        if found is not None and len(found) > SHORT:  # nested multiplications read badly
            yield found

    def freed(self, side: Node, inside: Reducer) -> tuple[Node, tuple[Use, ...]]:
        """The side with its derivatives worked out, and the uses on the way there.

        What is worked out follows by algebra; or with functions written out; or once the functions that are
        differentiated have been simplified by rules that hold everywhere (`inside`).
        """
        if not any(node.op in ("D", "differential") for node in postorder(side)):
            return side, ()
        for start, uses in self._starts(side, inside):
            found = worked_out(start)
            if same(start, found):
                return found, uses
            for names in EXPANSIONS:
                rules = list(rows_of(names))
                written, expansions = _expanded(found, rules)
                if expansions and same(start, written):
                    return found, (*uses, *backwards(expansions))
        return worked_out(side), ()

    def _starts(self, side: Node, inside: Reducer) -> Iterator[tuple[Node, tuple[Use, ...]]]:
        yield side, ()
        uses: list[Use] = []
        current = side
        for node in [node for node in postorder(side) if node.op == "D"]:
            function = node.args[0]
            if any(part.op == "D" for part in postorder(function)):
                continue
            try:
                reduced = inside.reduce(function)
            except TooLong:
                continue
            if reduced.uses:
                place = _with_hole(current, node)
                empty, changed = (
                    make("D", (part, *node.args[1:]), node.value, node.rows, node.cols)
                    for part in (hole(function.rows, function.cols), to_node(reduced.poly))
                )
                uses += [wrap(use, fill(place, empty)) for use in reduced.uses]
                current = fill(place, changed)
        if uses:
            yield current, tuple(uses)

    def by_definitions(self, left: Node, right: Node) -> Iterator[list[Theorem]]:
        """By writing functions out as what they are defined by, on both sides."""
        for names in EXPANSIONS:
            rules = list(rows_of(names))
            (a, first), (z, second) = (_expanded(side, rules) for side in (left, right))
            if (first or second) and same(a, z):
                yield [Theorem(left, right, (*first, *backwards(second)), "definitions")]

    def _reduced(self, left: Node, right: Node) -> tuple[list[Theorem] | None, Reduced, Reduced]:
        first, second = self.reducer.reduce(left), self.reducer.reduce(right)
        if first.poly.same(second.poly) or same(to_node(first.poly), to_node(second.poly)):
            return [Theorem(left, right, (*first.uses, *backwards(second.uses)))], first, second
        return None, first, second

    def _equal(self, left: Node, right: Node, depth: int) -> list[Theorem] | None:
        if same(left, right):
            return [Theorem(left, right, (), "algebra")]
        found, first, second = self._reduced(left, right)
        return found or self._multiplied(left, right, first, second, depth)

    def _multiplied(self, left: Node, right: Node, first: Reduced, second: Reduced, depth: int) -> list[Theorem] | None:
        """By multiplying both sides by what is inverted at one end of them."""
        if depth >= MAX_DEPTH:
            return None
        difference = first.poly.copy().plus_all(second.poly, -1)
        a, z = to_node(first.poly), to_node(second.poly)
        for inverse, at_left in _ends(difference):
            self.tries += 1
            if self.tries > MAX_TRIES:
                return None
            M = inverse.args[0]
            sides = [_product(M, side) if at_left else _product(side, M) for side in (a, z)]
            try:
                found = self._equal(sides[0], sides[1], depth + 1)
            except TooLong:
                continue
            if found is not None:
                uses = _freed(inverse, a, z, at_left, len(found) - 1)
                return [*found, Theorem(left, right, (*first.uses, *uses, *backwards(second.uses)), "multiply")]
        return None

    def _by_theorem(self, left: Node, right: Node) -> Iterator[list[Theorem]]:
        """By one known theorem, applied to a part of one side, and reduction."""
        if left.size + right.size > MAX_SIZE:
            return
        ways = [
            (use, after, turned)
            for side, turned in ((left, False), (right, True))
            for use, after in self._applications(side)
        ]
        ways.sort(key=lambda way: (way[0].context.size, way[1].size))  # the largest part, the shortest result
        for use, after, turned in ways[:MAX_CITED]:
            other = left if turned else right
            if same(after, other):
                found: list[Theorem] | None = [Theorem(after, other, ())]
            else:
                try:
                    found = self._equal(after, other, MAX_DEPTH - 1)
                except TooLong:
                    found = None
            if found is not None:
                uses = (use, *found[-1].uses)
                yield [*found[:-1], Theorem(left, right, backwards(uses) if turned else uses, "theorem")]

    def stated(self, left: Node, right: Node) -> Use | None:
        """The use of a rule that says just this, from the left or from the right."""
        for start, end, turned in ((left, right, False), (right, left, True)):
            rows = [*rows_of(named(start)), *theorems(start)]
            for name, sides in rows:
                for instance in matches(sides.left, start) if sides.left.op == start.op else ():
                    after = instantiate(sides.right, instance)
                    if accepted(sides, instance, self.known) and after.axes == end.axes and poly(after).same(poly(end)):
                        return Use(name, bindings(sides[:2], instance), hole(start.rows, start.cols), turned)
        return None

    def _applications(self, side: Node) -> Iterator[tuple[Use, Node]]:
        """The known theorems applied to each part of an expression, in both directions."""
        rows = list(theorems(side))
        for part in postorder(side):
            for name, sides in rows:
                for before, after, back in ((sides.left, sides.right, False), (sides.right, sides.left, True)):
                    if before.op != part.op or before.op in ("sym", "num", "eye"):
                        continue
                    if not free_symbols(after).keys() <= free_symbols(before).keys():
                        continue
                    for instance in matches(before, part):
                        if not accepted(sides, instance, self.known):
                            continue
                        context = _with_hole(side, part)
                        use = Use(name, bindings(sides[:2], instance), context, back)
                        yield use, fill(context, instantiate(after, instance))


def _expanded(root: Node, rules: list[tuple[str, Sides]]) -> tuple[Node, tuple[Use, ...]]:
    """An expression with every part that a rule fits replaced, outside derivatives."""
    uses: list[Use] = []
    while len(uses) < MAX_TRIES:
        found = next(_fitting(root, rules), None)
        if found is None:
            break
        use, root = found
        uses.append(use)
    return root, tuple(uses)


def _fitting(root: Node, rules: list[tuple[str, Sides]]) -> Iterator[tuple[Use, Node]]:
    for part in postorder(root, closed=frozenset(("D",))):
        for name, sides in rules:
            if part.op == sides.left.op and part.value == sides.left.value and part.is_scalar == sides.left.is_scalar:
                for instance in matches(sides.left, part):
                    context = _with_hole(root, part)
                    use = Use(name, bindings(sides[:2], instance), context)
                    yield use, fill(context, instantiate(sides.right, instance))


def same(left: Node, right: Node) -> bool:
    """Whether two expressions are equal by index algebra alone."""
    try:
        return left is right or kernel.equal(term(left), term(right))
    except kernel.Rejected:
        return False


def backwards(uses: tuple[Use, ...]) -> tuple[Use, ...]:
    """The same way from its end to its beginning."""
    return tuple([replace(use, backwards=not use.backwards) for use in reversed(uses)])


def _ends(difference: Poly) -> Iterator[tuple[Node, bool]]:
    """The inverses that stand first (True) or last in a term, the largest first."""
    found: dict[tuple[Node, bool], None] = {}
    for _, word in difference.terms:
        if word and word[0].op == "inv":
            found[word[0], True] = None
        if word and word[-1].op == "inv":
            found[word[-1], False] = None
    yield from sorted(found, key=lambda item: -item[0].size)


def _product(left: Node, right: Node) -> Node:
    rows, cols = left.rows, right.cols
    return make("mul", (left, right), None, rows, cols)


def _freed(inverse: Node, a: Node, z: Node, at_left: bool, theorem: int) -> tuple[Use, ...]:
    """From a to z, given M*a = M*z (or a*M = z*M): a = inv(M)*M*a = inv(M)*M*z = z."""
    rule = "inv_mul_cancel" if at_left else "mul_inv_cancel"
    instance = (("A", inverse.args[0]),)
    place = hole(inverse.rows, inverse.cols)
    whole = hole(a.rows, a.cols)
    around = [_product(place, side) if at_left else _product(side, place) for side in (a, z)]
    cited = _product(inverse, whole) if at_left else _product(whole, inverse)
    return (
        Use(rule, instance, around[0], backwards=True),
        Use(f"theorem {theorem}", (), cited),
        Use(rule, instance, around[1]),
    )


def _with_hole(root: Node, part: Node) -> Node:
    """The expression with a hole for a part, wherever that occurs."""
    return rename(root, {part: hole(part.rows, part.cols)})
