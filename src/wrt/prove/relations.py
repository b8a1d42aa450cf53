"""What may be put for a word: `inv(M)*M` for the identity, and what the facts of its atoms say.

A relation rewrites a word (its leading one) to a polynomial, and carries the applications of rules that justify it.
For M = A + U*C*V the product inv(M)*U*C*V becomes I - inv(M)*A: the longest word of M leads, so that what remains is
shorter.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wrt.certificate import hole
from wrt.derivation import Use
from wrt.expr import build as b
from wrt.expr.node import Node, make
from wrt.prove.words import Poly, Word, joined, monomial_node, poly, to_node

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
    leader, coefficient = max(inside.terms.items(), key=lambda item: _weight(item[0][1]))
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


def _plus_hole(rest: Poly, factor: Node) -> Node:
    """rest + factor*hole."""
    place = hole(rest.rows, rest.cols)
    scaled = place if factor is b.ONE else make("mul", (factor, place), None, rest.rows, rest.cols)
    return scaled if not rest.terms else make("add", (to_node(rest), scaled), None, rest.rows, rest.cols)


def _weight(word: Word) -> tuple[int, int, int]:
    return len(word), sum(atom.size for atom in word), sum(atom.rank for atom in word)
