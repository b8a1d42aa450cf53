"""An equation `E = 0` that is linear in an unknown, solved for it in matrix notation.

Multiplied out, each term is p*u*q with words p and q around the unknown.  Where the q agree, the sum of the p is one
matrix M, and u = inv(M)*c; likewise on the other side.  An unknown that stands in inverses only at the ends of terms
(`inv(S)*A*inv(S) - inv(S)`) is freed of them first by multiplying with it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from wrt.emit.present import present
from wrt.expr import build as b
from wrt.expr.dims import Dim
from wrt.expr.node import Node, make, postorder
from wrt.prove.words import (
    Monomial,
    Poly,
    Scalars,
    TooLong,
    Word,
    flipped,
    joined,
    monomial_node,
    poly,
    product_node,
    times,
    to_node,
    transposed,
)
from wrt.work.normal import normal

FREEINGS = 4  # inverses of the unknown that are multiplied away


class Solved(NamedTuple):
    """The unknown, what it is equal to (as written), and the matrices or scalars that had to be inverted."""

    unknown: Node
    value: Node
    inverted: tuple[Node, ...]


class NotLinear(Exception):
    """The equation is not of the form that is solved here."""


def solved(equation: Node, unknown: Node) -> Solved | None:
    """The solution of `equation = 0` where the equation is linear in the unknown; None where that is not seen."""
    try:
        terms = freed(poly(present(normal(equation))), unknown)
        return _scalar(terms, unknown) if unknown.is_scalar else _array(terms, unknown)
    except (NotLinear, TooLong):
        return None


def freed(terms: Poly, unknown: Node) -> Poly:
    """The equation multiplied by the unknown where that takes away an inverse of it at an end of a term."""
    inverse = make("inv", (unknown,), None, unknown.rows, unknown.cols)
    for _ in range(FREEINGS):
        words = [word for _, word in terms.terms if word]
        if any(word[0] is inverse for word in words):
            terms = _multiplied(terms, unknown, inverse, left=True)
        elif any(word[-1] is inverse for word in words):
            terms = _multiplied(terms, unknown, inverse, left=False)
        else:
            break
    return terms


def _multiplied(terms: Poly, unknown: Node, inverse: Node, left: bool) -> Poly:
    found = Poly(terms.rows, terms.cols)
    for (scalars, word), coefficient in terms.terms.items():
        if word and word[0 if left else -1] is inverse:
            longer = word[1:] if left else word[:-1]
        else:
            longer = (unknown, *word) if left else (*word, unknown)
        found.plus((scalars, longer), coefficient)
    return found


def _scalar(terms: Poly, unknown: Node) -> Solved:
    """a*t + c = 0: t = -c/a."""
    if terms.rows != 1 or terms.cols != 1:
        raise NotLinear
    lead, rest = Poly(1, 1), Poly(1, 1)
    for (scalars, word), coefficient in cleared(terms, unknown).terms.items():
        exponents = dict(scalars)
        power = exponents.pop(unknown, 0)
        if power not in (0, 1) or any(_contains(atom, unknown) for atom in exponents):
            raise NotLinear
        (lead if power else rest).plus((tuple(exponents.items()), word), coefficient)
    if not lead.terms or not rest.terms:
        raise NotLinear
    below = _simple(to_node(lead))
    return Solved(
        unknown, _simple(make("neg", (make("div", (to_node(rest), below), None, 1, 1),), None, 1, 1)), (below,)
    )


def cleared(terms: Poly, unknown: Node) -> Poly:
    """A scalar equation multiplied by the denominators that the unknown stands in."""
    for _ in range(FREEINGS):
        below = [atom for scalars, _ in terms.terms for atom, power in scalars
                 if isinstance(power, int) and power < 0 and _contains(atom, unknown)]  # fmt: skip
        if not below:
            break
        atom = below[0]
        factor, found = poly(atom), Poly(terms.rows, terms.cols)
        for (scalars, word), coefficient in terms.terms.items():
            powers = dict(scalars)
            if powers.get(atom, 0) < 0:
                monomial, number = joined([*scalars, (atom, 1)], word)
                found.plus(monomial, coefficient * number)
            else:
                found.plus_all(times(Poly(1, 1, {(scalars, word): coefficient}), factor))
        terms = found
    return terms


class Around(NamedTuple):
    """A term c*scalars*p*u*q."""

    scalars: Scalars
    before: Word
    after: Word
    coefficient: Fraction


def _array(terms: Poly, unknown: Node) -> Solved:
    around, rest, turned = _parted(terms, unknown)
    if turned:
        terms = transposed(terms)
        around, rest, turned = _parted(terms, unknown)
    if turned or not around:
        raise NotLinear
    befores, afters = {term.before for term in around}, {term.after for term in around}
    if not rest.terms:
        raise NotLinear  # M*u = 0 is solved by 0, and by more where M is singular: that is another question
    first = len(afters) == 1  # M*u*q, else p*u*M
    if not first and len(befores) != 1:
        raise NotLinear
    (beside,) = afters if first else befores
    inner = [((t.scalars, t.before if first else t.after), t.coefficient) for t in around]
    matrix = _sum(inner, *((terms.rows, unknown.rows) if first else (unknown.cols, terms.cols)))
    value = b.neg(normal(to_node(rest)))
    if beside:
        value = _product(value, b.inv(_square(beside, unknown.cols if first else unknown.rows)), first)
    value = _product(_inverse(matrix), value, first)
    inverted = (present(matrix), *([product_node(beside)] if beside else []))
    return Solved(unknown, present(value), inverted)


def _parted(terms: Poly, unknown: Node) -> tuple[list[Around], Poly, bool]:
    """The terms with the unknown, the others, and whether it stands transposed in all of those with it."""
    around: list[Around] = []
    rest = Poly(terms.rows, terms.cols)
    turned = 0
    for monomial, coefficient in terms.terms.items():
        scalars, word = _opened(monomial, unknown)
        if any(_contains(atom, unknown) for atom, _ in scalars):
            raise NotLinear
        places = [i for i, factor in enumerate(word) if _contains(factor, unknown)]
        if not places:
            rest.plus(monomial, coefficient)
            continue
        (place,) = places if len(places) == 1 else (-1,)
        if place < 0 or word[place] not in (unknown, flipped(unknown)):
            raise NotLinear
        turned += word[place] is not unknown
        around.append(Around(scalars, word[:place], word[place + 1 :], coefficient))
    if 0 < turned < len(around):
        raise NotLinear
    return around, rest, bool(turned)


def _opened(monomial: Monomial, unknown: Node) -> tuple[Scalars, Word]:
    """b*(a'*u) as (b*a')*u: a closed word with the unknown at its end is a part of the word again."""
    scalars, word = monomial
    if unknown.cols != 1 or (word and word[-1].cols != 1):
        return monomial
    for i, (atom, exponent) in enumerate(scalars):
        if exponent == 1 and atom.op == "mul" and _contains(atom, unknown):
            factors = atom.args
            if factors[-1] is not unknown and factors[0] is flipped(unknown):
                (turned,) = transposed(Poly.of(*factors)).terms
                factors = turned[1]
            if factors[-1] is unknown:
                return (*scalars[:i], *scalars[i + 1 :]), (*word, *factors)
    return monomial


def _sum(terms: list[tuple[Monomial, Fraction]], rows: Dim, cols: Dim) -> Node:
    """The coefficient of the unknown; square, or the equation is not solved."""
    if rows != cols:
        raise NotLinear
    parts = [monomial_node(monomial, coefficient, rows, cols) for monomial, coefficient in terms]
    return b.add(*map(normal, parts))


def _inverse(matrix: Node) -> Node:
    return b.inv(matrix) if not matrix.is_scalar else b.pow_(matrix, b.MINUS_ONE)


def _square(word: Word, size: Dim) -> Node:
    """What stands beside the unknown, a square matrix of this size, or the equation is not solved."""
    if not word[0].rows == word[-1].cols == size:
        raise NotLinear
    return normal(product_node(word))


def _product(left: Node, right: Node, in_order: bool) -> Node:
    return b.mul(left, right) if in_order else b.mul(right, left)


def _simple(node: Node) -> Node:
    return present(normal(node))


def _contains(node: Node, unknown: Node) -> bool:
    return any(part is unknown for part in postorder(node))
