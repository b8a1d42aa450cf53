"""The search for a proof that the kernel accepts, from the cheapest way to the most expensive."""

from __future__ import annotations

from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

from wrt import kernel
from wrt.derivation import Use
from wrt.expr.facts import Facts
from wrt.expr.node import Node
from wrt.prove.certify import accept, certificate
from wrt.prove.known import Known
from wrt.prove.reduce import Reducer
from wrt.prove.rules import Rules
from wrt.prove.strategy import Search, Theorem, backwards, same
from wrt.prove.words import Poly, TooLong


class Certified(NamedTuple):
    """A proof and its certificate, which the kernel accepted."""

    theorems: list[Theorem]
    certificate: dict[str, Any]


class Proof:
    """The search for a proof that the kernel accepts."""

    def __init__(self, sides: tuple[Node, ...], facts: Facts) -> None:
        self.sides, self.facts = sides, facts
        self.known = Known(facts, self.sides)
        self.search = Search(self.known, Rules())
        self.rejected = 0

    def quick(self) -> Certified | None:
        """By algebra alone, or by reducing both sides."""
        if same(*self.sides):
            return self._accepted([Theorem(self.sides[0], self.sides[1], (), "algebra")])
        found = self.search.quick(*[free for free, _ in self.freed])
        return None if found is None else self._accepted(found)

    def deep(self) -> Certified | None:
        """By anything that the search can do."""
        free = [free for free, _ in self.freed]
        for found in chain(self.search.by_definitions(*free), self.search.deep(*free)):
            accepted = self._accepted(found)
            if accepted is not None:
                return accepted
        return None

    @cached_property
    def freed(self) -> list[tuple[Node, tuple[Use, ...]]]:
        """The sides without derivatives, and the way there."""
        inside = Reducer(self.known, Rules(everywhere=True))
        return [self.search.freed(side, inside) for side in self.sides]

    def _accepted(self, found: list[Theorem]) -> Certified | None:
        """The theorems with the claim itself at the end, if the kernel takes them."""
        last = found[-1]
        if last.way != "algebra" or last.left is not self.sides[0]:
            (_, first), (_, second) = self.freed
            last = Theorem(self.sides[0], self.sides[1], (*first, *last.uses, *backwards(second)), last.way)
        proof = [*found[:-1], last]
        made = certificate(proof, self.facts)
        try:
            accept(made, proof, self._holds)
        except kernel.Rejected:
            self.rejected += 1
            return None
        return Certified(proof, made)

    def _holds(self, fact: str, node: Node) -> bool:
        """Whether a condition is known, also of what reduces to the same; of a root or a power, that of its base."""
        if self.known.holds(fact, node):
            return True
        if node.op in ("sqrt", "pow") and fact in ("nonzero", "positive") and node.is_scalar:
            return self._holds("positive" if node.op == "sqrt" else fact, node.args[0])
        reduce = self.search.reducer.reduce
        alike = [
            operand for what, operand in self.known.domain if what in (fact, "positive") and operand.axes == node.axes
        ]
        try:
            form = reduce(node).poly
            return any(_alike(reduce(operand).poly, form) for operand in alike)
        except TooLong:
            return False


def _alike(x: Poly, y: Poly) -> bool:
    """Whether two polynomials are equal, or one term each that differs by a number."""
    return x.same(y) or (len(x.terms) == 1 and x.terms.keys() == y.terms.keys())
