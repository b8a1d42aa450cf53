"""The rules of the book in the form in which a reduction uses them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache

from wrt import rulebook
from wrt.certificate import hole
from wrt.derivation import Use
from wrt.expr.node import Node, free_symbols
from wrt.prove.known import Known
from wrt.prove.match import Instance, bindings, instantiate, matches
from wrt.prove.relations import Relation
from wrt.prove.words import Poly, poly
from wrt.rulebook import Sides

WORDS = frozenset(("T", "mul", "sum", "tr"))  # what a relation between words rewrites


@cache
def simplifying() -> Rules:
    """All rules that are applied wherever they fit."""
    heads: dict[str, list[tuple[str, Sides]]] = {}
    facts: list[tuple[str, Sides]] = []
    products: list[tuple[str, Sides]] = []
    for rule in rulebook.all_rules():
        if rule.kind not in ("simplify", "fact"):
            continue
        sides = rulebook.sides(rule)
        if absorbed(sides):
            continue
        if rule.kind == "fact" and sides.left.op in WORDS:
            facts.append((rule.name, sides))
        elif sides.left.op == "mul" and not any(arg.is_scalar for arg in sides.left.args):
            products.append((rule.name, sides))
        else:
            heads.setdefault(sides.left.op, []).append((rule.name, sides))
    return Rules(heads, facts, products)


OPEN = frozenset(("invertible", "nonzero", "positive"))


@cache
def everywhere() -> Rules:
    """The rules without conditions, or with such as hold around a point where they hold: for use under a derivative."""
    heads = {
        op: [row for row in rows if all(fact in OPEN for fact, *_ in row[1].conditions)]
        for op, rows in simplifying().simplifying.items()
    }
    return Rules(heads, [], [])


def absorbed(sides: Sides) -> bool:
    """Whether multiplying out does what the rule says."""
    return poly(sides.left).same(poly(sides.right))


class Rules:
    """The rules that a reduction uses, by the operator at the head of their left side."""

    def __init__(
        self,
        simplifying: dict[str, list[tuple[str, Sides]]],
        facts: list[tuple[str, Sides]],
        products: list[tuple[str, Sides]],
    ) -> None:
        self.simplifying = simplifying
        self.facts = facts
        self.products = products

    def at(self, node: Node, known: Known) -> Iterator[tuple[str, Sides, Instance]]:
        """The rules that apply to an expression as a whole."""
        for name, sides in self.simplifying.get(node.op, ()):
            for instance in matches(sides.left, node):
                if accepted(sides, instance, known):
                    yield name, sides, instance

    def fact_relations(self, atom: Node, known: Known) -> Iterator[Relation]:
        """The relations that facts of an atom bring."""
        base = atom.args[0] if atom.op == "T" else atom
        yield from self._commuting(base, known)
        facts = known.facts_of(base) if base.op == "sym" or base in known.given.assumed else frozenset()
        if not facts:
            return
        for name, sides in self.facts:
            ((fact, *about),) = sides.conditions
            if fact in facts and len(about) == 1 and about[0].op == "sym":
                for left, rest, use in _instances(name, sides, about[0], base):
                    (((scalars, word), coefficient),) = left.terms.items()
                    if word and not scalars and coefficient == 1:
                        yield Relation(word, rest, (use,))

    def product_relations(self, atom: Node, known: Known) -> Iterator[Relation]:
        """What products with an atom become, where the atom alone says what the rule's symbols stand for."""
        for name, sides in self.products:
            for factor in sides.left.args:
                if factor.op != atom.op or factor.op in ("sym", "T"):
                    continue
                for instance in matches(factor, atom):
                    if free_symbols(sides.left, sides.right).keys() <= instance.symbols.keys() and accepted(
                        sides, instance, known
                    ):
                        yield from _relation(name, sides, instance)

    def _commuting(self, base: Node, known: Known) -> Iterator[Relation]:
        """B*A = A*B for the pairs that commute, the earlier name first."""
        for first, second in known.given.commuting:
            x, y = sorted((first, second), key=lambda node: (node.size, node.value[0] if node.op == "sym" else ""))
            if base not in (x, y) or not x.op == y.op == "sym":
                continue
            for name, sides in self.facts:
                if sides.conditions[0][0] == "commute":
                    use = Use(name, (("A", y), ("B", x)), hole(x.rows, x.cols))
                    yield Relation((y, x), Poly(x.rows, x.cols, {((), (x, y)): Fraction(1)}), (use,))

    def closed_relations(self, atom: Node, factor: Node, known: Known) -> Iterator[tuple[Poly, tuple[Use, ...]]]:
        """What a scalar word is by the facts of one of its factors: x'*x = 1 of a unit vector."""
        base = factor.args[0] if factor.op == "T" else factor
        facts = known.facts_of(base) if base.op == "sym" else frozenset()
        for name, sides in self.facts if facts else ():
            ((fact, *about),) = sides.conditions
            if fact in facts and len(about) == 1 and about[0].op == "sym":
                for left, rest, use in _instances(name, sides, about[0], base):
                    if left.terms == {(((atom, 1),), ()): Fraction(1)}:
                        yield rest, (use,)


def _relation(name: str, sides: Sides, instance: Instance) -> Iterator[Relation]:
    """A rule between words, for an instance."""
    left, rest = poly(instantiate(sides.left, instance)), poly(instantiate(sides.right, instance))
    if len(left.terms) == 1:
        (((scalars, word), coefficient),) = left.terms.items()
        if len(word) > 1 and not scalars and coefficient == 1:
            yield Relation(word, rest, (Use(name, bindings(sides[:2], instance), hole(left.rows, left.cols)),))


def _instances(name: str, sides: Sides, symbol: Node, base: Node) -> Iterator[tuple[Poly, Poly, Use]]:
    """A rule about one symbol for an expression: its sides multiplied out, where the left one is a single term."""
    if set(free_symbols(sides.left, sides.right)) != {symbol.value[0]}:
        return
    for instance in matches(symbol, base):
        left, rest = poly(instantiate(sides.left, instance)), poly(instantiate(sides.right, instance))
        if len(left.terms) == 1 and not left.same(rest):
            yield left, rest, Use(name, bindings(sides[:2], instance), hole(left.rows, left.cols))


def accepted(sides: Sides, instance: Instance, known: Known) -> bool:
    """Whether the conditions of a rule hold."""
    for fact, *about in sides.conditions:
        nodes = [instantiate(node, instance) for node in about]
        if not (known.commute(*nodes) if fact == "commute" else known.holds(fact, nodes[0])):
            return False
    return True
