"""Scalars made of entries as expressions as written, which every notation spells: `2*A[1,1]*v[1] - y[1]/N`."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from wrt.explain.entries import Base, Call, Factor, Sum, Term
from wrt.expr import build as b
from wrt.expr.build import Rational
from wrt.expr.node import Node, make

HALF = Fraction(1, 2)


def written(x: Sum) -> Node:
    """The sum as an expression; a positive term comes first where there is one and the first is negative."""
    if not x:
        return b.ZERO
    if len(x) == 1:
        return _signed(x[0])
    terms = [_signed(term) for term in _positive_first(x)]
    return make("add", tuple(terms), None, 1, 1)


def _positive_first(x: Sum) -> Sequence[Term]:
    """The terms, a constant or a positive one before a first negative one: 1 - s, not -s + 1."""
    if x[0].number > 0 or all(term.number < 0 for term in x):
        return x
    lead = next(place for place, term in enumerate(x) if term.number > 0)
    return (x[lead], *x[:lead], *x[lead + 1 :])


def _signed(term: Term) -> Node:
    shown = _term(abs(Fraction(term.number)), term.factors)
    return make("neg", (shown,), None, 1, 1) if term.number < 0 else shown


def _term(size: Fraction, factors: Sequence[Factor]) -> Node:
    above = [] if size.numerator == 1 else [b.num(size.numerator)]
    below = [] if size.denominator == 1 else [b.num(size.denominator)]
    for base, power in factors:
        if not isinstance(power, tuple) and power < 0:
            below.append(_power(base, -power))
        else:
            above.append(_power(base, power))
    top = _product(above)
    return make("div", (top, _product(below)), None, 1, 1) if below else top


def _product(parts: list[Node]) -> Node:
    return make("mul", tuple(parts), None, 1, 1) if len(parts) > 1 else parts[0] if parts else b.ONE


def _power(base: Base, power: Any) -> Node:
    shown = _base(base)
    if isinstance(power, tuple):
        return make("pow", (shown, written(power)), None, 1, 1)
    if power == HALF:
        return make("sqrt", (shown,), None, 1, 1)
    return shown if power == 1 else make("pow", (shown, _rational(power)), None, 1, 1)


def _rational(value: Rational) -> Node:
    if type(value) is int:
        return b.num(value)
    return make("div", (b.num(value.numerator), b.num(value.denominator)), None, 1, 1)


def _base(base: Base) -> Node:
    if isinstance(base, Node):
        return base
    if not isinstance(base, Call):
        return written(base.terms)
    inside = written(base.inside)
    if base.name == "logabs":
        return make("fn", (make("fn", (inside,), "abs", 1, 1),), "log", 1, 1)
    return make("fn", (inside,), base.name, 1, 1)
