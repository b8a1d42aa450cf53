"""What may be put for a word: `inv(M)*M` for the identity, and what the facts of its atoms say.

A relation rewrites a word (its leading one) to a polynomial, and carries the applications of rules that justify it.
For M = A + U*C*V the product inv(M)*U*C*V becomes I - inv(M)*A: the longest word of M leads, so that what remains is
shorter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from wrt.certificate import hole
from wrt.derivation import Use
from wrt.expr import build as b
from wrt.expr.node import Node, make
from wrt.prove.contexts import fill
from wrt.prove.words import Poly, Word, joined, monomial_node, poly, times, to_node

MAX_WORD = 8


class Relation(NamedTuple):
    """`lead` = `rest`, because of the uses (from the word to the polynomial, in contexts of their own)."""

    lead: Word
    rest: Poly
    uses: tuple[Use, ...]


def inverse_relations(atom: Node) -> Iterator[Relation]:
    """From inv(M)*M = I and M*inv(M) = I, solved for the longest word of M."""
    inside = poly(atom.args[0])
    if not inside.terms:
        return
    leader, coefficient = max(
        inside.terms.items(), key=lambda item: (not item[0][0] and bool(item[0][1]), _weight(item[0][1]))
    )
    scalars, lead = leader
    if not lead or len(lead) > MAX_WORD:
        return
    under = tuple([(atom_, -e) for atom_, e in scalars])
    for rule, left in (("inv_mul_cancel", True), ("mul_inv_cancel", False)):
        rest = Poly(atom.rows, atom.cols)
        for (others, word), factor in inside.terms.items():
            if (others, word) != leader:
                monomial, number = joined((*others, *under), (atom, *word) if left else (*word, atom))
                rest.plus(monomial, -factor * number / coefficient)
        use = Use(rule, (("A", atom.args[0]),), _plus_hole(rest, monomial_node((under, ()), 1 / coefficient, 1, 1)))
        rest.plus((under, ()), 1 / coefficient)
        yield Relation((atom, *lead) if left else (*lead, atom), rest, (use,))


def overlap(left: Relation, right: Relation) -> Iterator[Relation]:
    """What follows where the two relations of an inverse meet: of w*S*w both ends may be rewritten.

    With S = inv(A + B), S*A = I - S*B and A*S = I - B*S give A*S*B = B*S*A.
    """
    word = right.lead[:-1]
    if left.lead[1:] != word:
        return
    first, second = times(Poly.of(*word), left.rest), times(right.rest, Poly.of(*word))
    difference = first.copy().plus_all(second, -1)
    if not difference.terms:
        return
    (scalars, lead), coefficient = max(difference.terms.items(), key=lambda item: (not item[0][0], _weight(item[0][1])))
    if scalars or len(lead) < 2:
        return
    rest = Poly(first.rows, first.cols)
    rest.plus(((), lead), Fraction(1))
    around = rest.copy().plus_all(first, -1 / coefficient)  # lead = around + w*S*w/c
    rest.plus_all(difference, -1 / coefficient)
    scale = b.num(1 / coefficient)
    contexts = [
        sum_with(around, _scaled_word(scale, word, relation, at_end))
        for relation, at_end in ((left, True), (right, False))
    ]
    back = [
        replace(use, context=fill(contexts[0], use.context), backwards=not use.backwards) for use in reversed(left.uses)
    ]
    onward = [replace(use, context=fill(contexts[1], use.context)) for use in right.uses]
    yield Relation(lead, rest, (*back, *onward))


def _scaled_word(scale: Node, word: Word, relation: Relation, at_end: bool) -> Node:
    """scale*w*hole or scale*hole*w."""
    place = hole(relation.lead[0].rows, relation.lead[-1].cols)
    factors = (scale, *word, place) if at_end else (scale, place, *word)
    return make("mul", factors, None, factors[1].rows, factors[-1].cols)


def sum_with(rest: Poly, term: Node, coefficient: Fraction = Fraction(1)) -> Node:
    """rest + coefficient*term, a context where the term holds the place."""
    scaled = term if coefficient == 1 else make("mul", (b.num(coefficient), term), None, rest.rows, rest.cols)
    if not rest.terms:
        return scaled
    others = to_node(rest)
    parts = others.args if others.op == "add" else (others,)
    return make("add", (*parts, scaled), None, rest.rows, rest.cols)


def _plus_hole(rest: Poly, factor: Node) -> Node:
    """rest + factor*hole."""
    place = hole(rest.rows, rest.cols)
    return sum_with(rest, place if factor is b.ONE else make("mul", (factor, place), None, rest.rows, rest.cols))


def _weight(word: Word) -> tuple[int, int, int]:
    return len(word), sum(atom.size for atom in word), sum(atom.rank for atom in word)
