"""Reduction: an expression to its simplest form by rules from left to right, every application recorded.

Each `Use` carries a context, the whole expression with a hole, such that its left filling is the expression before and
its right filling the one after, up to multiplying out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from wrt.certificate import hole
from wrt.derivation import Use
from wrt.expr import build as b
from wrt.expr.dims import Dim
from wrt.expr.node import Node, make
from wrt.prove import words
from wrt.prove.contexts import fill, wrap
from wrt.prove.known import Known
from wrt.prove.match import bindings, instantiate
from wrt.prove.relations import Relation, inverse_relations, overlap, sum_with
from wrt.prove.rules import Rules
from wrt.prove.words import Monomial, Poly, Word, monomial_node, poly, reverse, to_node
from wrt.work.normal import LEAVES

MAX_STEPS = 300
TWO = 2  # relations of an inverse: from the left and from the right


class Reduced(NamedTuple):
    """A polynomial in simplest form and the way to it."""

    poly: Poly
    uses: tuple[Use, ...]


class Reducer:
    """Reduces expressions with a set of rules; what is known says which rules apply."""

    def __init__(self, known: Known, rules: Rules) -> None:
        self.known = known
        self.rules = rules
        self.atoms: dict[Node, Reduced | None] = {}
        self.relations: dict[Node, list[Relation]] = {}
        self.seen: set[Node] = set()
        self.first: dict[Node, Node] = {}
        self.steps = 0

    def reduce(self, node: Node) -> Reduced:
        """The simplest form of an expression."""
        return self.reduce_poly(poly(node))

    def reduce_poly(self, start: Poly) -> Reduced:
        current = start.copy()
        uses: list[Use] = []
        while True:
            found = self._step(current)
            if found is None:
                return Reduced(current, tuple(uses))
            self.steps += 1
            if self.steps > MAX_STEPS:
                raise words.TooLong
            current, made = found
            uses += made

    def _step(self, current: Poly) -> tuple[Poly, list[Use]] | None:
        """One rewriting of one term; single factors, which facts turn round, before products."""
        for single, (monomial, coefficient) in product((True, False), current.terms.items()):
            for after, uses in self._rewritings(current, monomial, single):
                rest = current.copy()
                del rest.terms[monomial]
                context = sum_with(rest, hole(current.rows, current.cols), coefficient)
                return rest.plus_all(after, coefficient), [wrap(use, context) for use in uses]
        return None

    def _rewritings(self, current: Poly, monomial: Monomial, single: bool) -> Iterator[tuple[Poly, list[Use]]]:
        """What a term may become, with uses in contexts of the size of the term."""
        scalars, word = monomial
        for i, (atom, exponent) in enumerate(scalars):
            reduced = self.scalar(atom)
            if reduced is not None:
                yield self._replace_scalar(current, monomial, i, atom, exponent, reduced)
            elif exponent < 0 and atom.op == "add":
                yield from self._divided(current, monomial, atom)
        for start, length, relation in self._leads(word):
            if (length == 1) != single:
                continue
            before, after = word[:start], word[start + length :]
            context = _around(current, scalars, before, relation, after)
            rest = poly(fill(context, to_node(relation.rest)))
            yield rest, [wrap(use, context) for use in relation.uses]

    def _divided(self, current: Poly, monomial: Monomial, atom: Node) -> Iterator[tuple[Poly, list[Use]]]:
        """c/(c + d) as 1 - d/(c + d), where c leads the denominator."""
        scalars, word = monomial
        inside = poly(atom)
        (lead, _), coefficient = max(inside.terms.items(), key=lambda item: _scalar_weight(item[0][0]))
        left = dict(scalars)
        for factor, exponent in lead:
            left[factor] = left.get(factor, 0) - exponent
        if not lead or any(left[factor] < 0 for factor, _ in lead):
            return
        front, _ = words.joined(left.items(), word)
        freed, _ = words.joined([*front[0], (atom, 1)], front[1])
        rest = inside.copy()
        del rest.terms[lead, ()]
        whole = Poly(current.rows, current.cols)
        for (term, _), share in rest.terms.items():
            joint, number = words.joined([*term, *front[0]], front[1])
            whole.plus(joint, -share * number / coefficient)
        scale = monomial_node(freed, 1 / coefficient, current.rows, current.cols)
        place = hole(1, 1) if scale is b.ONE else make("mul", (hole(1, 1), scale), None, current.rows, current.cols)
        context = sum_with(whole, place, Fraction(1))
        whole.plus(freed, 1 / coefficient)
        yield whole, [Use("div_self", (("c", atom),), context)]

    def _leads(self, word: Word) -> Iterator[tuple[int, int, Relation]]:
        """Where the lead of a relation stands in a word."""
        for atom in word:
            self._learn(atom)
        for start, atom in enumerate(word):
            for relation in self.relations.get(atom, ()):
                if word[start : start + len(relation.lead)] == relation.lead:
                    yield start, len(relation.lead), relation

    def _learn(self, atom: Node) -> None:
        """The relations that come with an atom."""
        if atom in self.seen:
            return
        self.seen.add(atom)
        reduced = self.atom(atom)
        if reduced is not None:
            self._add(Relation((atom,), reduced.poly, reduced.uses))
            return
        found = list(inverse_relations(atom)) if atom.op == "inv" else []
        if len(found) == TWO:
            found += overlap(*found)
        found += self.rules.product_relations(atom, self.known)
        found += self.rules.fact_relations(atom, self.known)
        for relation in found:
            self._add(relation)
            if len(relation.lead) > 1:
                self._add(_turned(relation))
        for relation in [relation for relation in found if len(relation.lead) > 1]:
            for variant in _variants(relation, [r for r in found if len(r.lead) == 1]):
                self._add(variant)

    def _add(self, relation: Relation) -> None:
        listed = self.relations.setdefault(relation.lead[0], [])
        if all(relation.lead != other.lead for other in listed):
            listed.append(relation)

    def atom(self, atom: Node) -> Reduced | None:
        """What an atom that is not in simplest form becomes."""
        if atom not in self.atoms:
            self.atoms[atom] = None
            self.atoms[atom] = self._atom(atom)
        return self.atoms[atom]

    def _atom(self, atom: Node) -> Reduced | None:
        if atom.op in LEAVES or (atom.op == "T" and atom.args[0].op in LEAVES):
            return None
        uses: list[Use] = []
        args = list(atom.args)
        for i, arg in enumerate(args):
            if atom.op == "D" or arg.op in LEAVES:
                continue
            inner = self.reduce(arg)
            around = (*args[:i], hole(arg.rows, arg.cols), *args[i + 1 :])
            place = make(atom.op, around, atom.value, atom.rows, atom.cols)
            uses += [wrap(use, place) for use in inner.uses]
            simplest = to_node(inner.poly)
            args[i] = self.first.setdefault(simplest, simplest if inner.uses else arg)  # what is alike looks alike
        node = make(atom.op, tuple(args), atom.value, atom.rows, atom.cols)
        applied = self._applied(node)
        if applied is not None:
            return Reduced(applied.poly, (*uses, *applied.uses))
        turned = poly(node)
        if node is atom and turned.terms == _alone(atom):
            return None
        if turned.terms == _alone(node):
            return Reduced(turned, tuple(uses)) if node is not atom else None
        after = self.reduce_poly(turned)
        return Reduced(after.poly, (*uses, *after.uses))

    def _applied(self, node: Node) -> Reduced | None:
        """By the first rule that applies to an expression as a whole."""
        for name, sides, instance in self.rules.at(node, self.known):
            after = self.reduce(instantiate(sides.right, instance))
            use = Use(name, bindings(sides[:2], instance), hole(node.rows, node.cols))
            return Reduced(after.poly, (use, *after.uses))
        return None

    def scalar(self, atom: Node) -> Reduced | None:
        """What a scalar atom becomes: rules inside its closed word, or its reversal by facts."""
        if atom in self.atoms:
            return self.atoms[atom]
        self.atoms[atom] = None
        if atom.op == "add":  # a sum that something is divided by
            inside = self.reduce(atom)
            found = inside if inside.uses else None
        else:
            found = self._closed(atom) if _is_closed(atom) else self._atom(atom)
        self.atoms[atom] = found
        return found

    def _closed(self, atom: Node) -> Reduced | None:
        for factor in _word_of(atom):
            for found in self.rules.closed_relations(atom, factor, self.known):
                return Reduced(*found)
        applied = self._applied(atom) if atom.op == "tr" else None
        if applied is not None:
            return applied
        word = _word_of(atom)
        for single, (turned, back) in product((True, False), self._rotations(atom, word)):
            for start, length, relation in self._leads(turned):
                if (length == 1) != single or (back and single):
                    continue  # turning single factors of the reversal round is for `_mirrored` to decide
                middle = hole(relation.lead[0].rows, relation.lead[-1].cols)
                context = _closed_around(atom, turned[:start], middle, turned[start + length :])
                after = self.reduce(fill(context, to_node(relation.rest)))
                return Reduced(after.poly, (*[wrap(use, context) for use in relation.uses], *after.uses))
        return self._mirrored(atom, word)

    def _rotations(self, atom: Node, word: Word) -> list[tuple[Word, bool]]:
        """The ways to begin a closed word, and those of its reversal (True)."""
        ways = [(word, False), (reverse(word), True)]
        if atom.op != "tr":
            return ways
        return [(w[i:] + w[:i], back) for w, back in ways for i in range(len(word))]

    def _mirrored(self, atom: Node, word: Word) -> Reduced | None:
        """The reversed word, its symmetric and skew atoms turned back, where that comes first.

        0 where it is its own opposite.
        """
        back = reverse(word)
        sign, uses, turned = 1, [], list(back)
        for i, factor in enumerate(back):
            relation = next((r for r in self.relations.get(factor, ()) if len(r.lead) == 1), None)
            if relation is None or len(relation.rest.terms) != 1:
                continue
            (((scalars, other), coefficient),) = relation.rest.terms.items()
            if scalars or len(other) != 1 or abs(coefficient) != 1:
                continue
            context = _closed_around(atom, tuple(turned[:i]), hole(factor.rows, factor.cols), tuple(turned[i + 1 :]))
            factor_sign = b.num(sign)
            scaled = context if sign == 1 else make("mul", (factor_sign, context), None, 1, 1)
            uses += [wrap(use, scaled) for use in relation.uses]
            turned[i] = other[0]
            sign *= int(coefficient)
        if not uses:
            return None
        number, closed = words.closed(tuple(turned))
        if closed is atom and sign == -1:
            half = b.num(Fraction(1, 2))
            parts = (make("mul", (half, hole(1, 1)), None, 1, 1), make("mul", (half, atom), None, 1, 1))
            place = make("add", parts, None, 1, 1)  # x'*A*x as half of itself and half of its reversal
            return Reduced(Poly(1, 1), tuple([wrap(use, place) for use in uses]))
        if closed is None or closed is atom or not _before(closed, atom):
            return None
        return Reduced(Poly(1, 1, {(((closed, 1),), ()): Fraction(sign * number)}), tuple(uses))

    def _replace_scalar(self, current: Poly, monomial: Monomial, i: int, atom: Node, exponent: int,
                        reduced: Reduced) -> tuple[Poly, list[Use]]:  # fmt: skip
        scalars, word = monomial
        others = (*scalars[:i], *scalars[i + 1 :])
        place: Node = hole(1, 1)
        if exponent != 1:
            place = make("pow", (place, b.num(exponent)), None, 1, 1)
        rest = monomial_node((others, word), Fraction(1), current.rows, current.cols)
        context = place if not others and not word and current.rows == current.cols == 1 else make(
            "mul", (place, rest), None, current.rows, current.cols)  # fmt: skip
        return poly(fill(context, to_node(reduced.poly))), [wrap(use, context) for use in reduced.uses]


def _scalar_weight(scalars: words.Scalars) -> tuple[int, int, int]:
    return (
        sum(exponent for _, exponent in scalars),
        sum(atom.size for atom, _ in scalars),
        sum(atom.rank for atom, _ in scalars),
    )


def _is_closed(atom: Node) -> bool:
    return atom.op in ("mul", "tr")


def _word_of(atom: Node) -> Word:
    inner = atom.args[0] if atom.op == "tr" else atom
    return inner.args if inner.op == "mul" else (inner,)


def _before(x: Node, y: Node) -> bool:
    return (x.size, words.order_of(_word_of(x))) < (y.size, words.order_of(_word_of(y)))


def _alone(atom: Node) -> dict[Monomial, Fraction]:
    return {(((atom, 1),), ()) if atom.is_scalar else ((), (atom,)): Fraction(1)}


def _closed_around(atom: Node, before: Word, middle: Node, after: Word) -> Node:
    factors = (*before, middle, *after)
    inner = factors[0] if len(factors) == 1 else make("mul", factors, None, factors[0].rows, factors[-1].cols)
    return make("tr", (inner,), None, 1, 1) if atom.op == "tr" else inner


def _around(current: Poly, scalars: words.Scalars, before: Word, relation: Relation, after: Word) -> Node:
    middle = hole(relation.lead[0].rows, relation.lead[-1].cols)
    factors = (*before, middle, *after)
    chain = factors[0] if len(factors) == 1 else make("mul", factors, None, current.rows, current.cols)
    if not scalars:
        return chain
    front = monomial_node((scalars, ()), Fraction(1), 1, 1)
    return make("mul", (front, chain), None, current.rows, current.cols)


def _variants(relation: Relation, single: list[Relation]) -> Iterator[Relation]:
    """Q*Q = I from Q'*Q = I, where Q' is Q: a factor of the lead in the place of the one that becomes it."""
    for letter in single:
        if len(letter.rest.terms) != 1:
            continue
        (((scalars, other), coefficient),) = letter.rest.terms.items()
        for i, factor in enumerate(relation.lead):
            if factor is letter.lead[0] and not scalars and len(other) == 1:
                lead = (*relation.lead[:i], *other, *relation.lead[i + 1 :])
                place = (*relation.lead[:i], hole(factor.rows, factor.cols), *relation.lead[i + 1 :])
                around = make("mul", (b.num(1 / coefficient), *place), None, lead[0].rows, lead[-1].cols)
                back = [replace(wrap(use, around), backwards=not use.backwards) for use in reversed(letter.uses)]
                scale = make("mul", (b.num(1 / coefficient), hole(lead[0].rows, lead[-1].cols)), None, *_shape(lead))
                rest = Poly(*_shape(lead)).plus_all(relation.rest, 1 / coefficient)
                yield Relation(lead, rest, (*back, *[wrap(use, scale) for use in relation.uses]))


def _shape(word: Word) -> tuple[Dim, Dim]:
    return word[0].rows, word[-1].cols


def _turned(relation: Relation) -> Relation:
    """The relation of the transposes."""
    lead = reverse(relation.lead)
    uses = []
    for use in relation.uses:
        around = use.context
        uses.append(replace(use, context=make("T", (around,), None, around.cols, around.rows)))
    return Relation(lead, words.transposed(relation.rest), tuple(uses))
