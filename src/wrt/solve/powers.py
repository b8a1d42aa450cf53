"""Equations in powers of the unknown: c*t^p + d*t^q = 0 and quadratics, for a scalar or entry by entry.

Denominators that contain the unknown are multiplied away first.  Either all roots are given or none: a quadratic only
where the unknown is known to be positive and one root is, powers entry by entry only where each entry has one root.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from wrt.expr import build as b
from wrt.expr.facts import Facts
from wrt.expr.node import Node
from wrt.solve.affine import Knowledge, denominators, occurs
from wrt.solve.root import Equation, Need, Root
from wrt.work.expand import expanded
from wrt.work.simplify import simplify
from wrt.work.terms import Exponents, entrywise_factors, take_apart

CLEARINGS = 4
Powers = dict[b.Rational, Node]


def solve_powers(equation: Node, unknown: Node, known: Knowledge) -> list[Root]:
    """The roots of an equation in powers of the unknown; none where it is no such equation."""
    terms = powers_of(without_denominators(equation, unknown), unknown)
    if terms is None or len(terms) < 2:
        return []
    facts = known.facts
    positive = "positive" in facts.of(unknown)
    exponents = sorted(terms)
    lowest = exponents[0]
    step = Fraction(exponents[1] - lowest)
    lead, rest = terms[exponents[1]], terms[lowest]
    roots: list[Root] = []
    if len(exponents) == 2:
        roots = _two_terms(lead, rest, step, unknown, positive)
    elif len(exponents) == 3 and exponents[2] - exponents[1] == step and positive:
        roots = _quadratic(terms[exponents[2]], lead, rest, step, unknown, facts)
    if roots and lowest > 0 and not (positive or "nonzero" in facts.of(unknown)):
        if not unknown.is_scalar:
            return []  # each entry may be 0 or not
        roots.append(Root(unknown, b.ZERO))
    return roots


def _two_terms(lead: Node, rest: Node, step: Fraction, unknown: Node, positive: bool) -> list[Root]:
    """lead .* u.^step = -rest."""
    quotient = simplify(b.neg(b.had(rest, b.hpow(lead, -1))))
    power = b.hpow(unknown, b.rational(step))
    first = Equation(b.had(lead, power), b.neg(rest), "the unknown on one side")
    needs: tuple[Need, ...] = () if lead.op in ("num", "ones") else (("nonzero", lead),)
    if step == 1:
        return [Root(unknown, quotient, needs, (first,))]
    steps = (first, Equation(power, quotient, "divided", needs))
    value = simplify(b.hpow(quotient, b.rational(1 / step)))
    root = Root(unknown, value, (*needs, ("positive", quotient)), steps, positive=True)
    if positive:
        return [root]
    if step % 2 == 0 and unknown.is_scalar:
        return [root, replace(root, value=b.neg(value), positive=False)]
    return []


def _quadratic(square: Node, linear: Node, constant: Node, step: Fraction, unknown: Node, facts: Facts) -> list[Root]:
    """a*z^2 + b*z + c = 0 for z = u^step > 0, where a*c < 0: one root is positive."""
    below = b.ONE
    for base, power in denominators(square).items():
        below = b.mul(below, b.pow_(base, power))
    a, linear, c = (simplify(b.mul(below, node)) for node in (square, linear, constant))
    sign = 1 if "positive" in facts.of(a) else -1
    a, linear, c = (b.scale(sign, node) for node in (a, linear, c))
    if "positive" not in facts.of(a) or "positive" not in facts.of(b.neg(c)):
        return []
    under = b.sub(b.hpow(linear, 2), b.scale(4, b.had(a, c)))
    root = simplify(b.had(b.sub(b.hpow(under, b.HALF), linear), b.hpow(b.scale(2, a), -1)))
    z, zz = (b.hpow(unknown, b.rational(power)) for power in (step, 2 * step))
    left = b.add(b.had(a, zz), b.had(linear, z))
    first = Equation(left, b.neg(c), "a quadratic equation, with one positive root")
    return [Root(unknown, simplify(b.hpow(root, b.rational(1 / step))), (), (first,), positive=True)]


def powers_of(equation: Node, unknown: Node) -> Powers | None:
    """The coefficients of the powers of the unknown; None where it stands in any other way."""
    found: dict[b.Rational, list[Node]] = {}
    number, kernel = b.split(expanded(equation) or equation)
    for term in kernel.args if kernel.op == "add" else (kernel,):
        parted = _power_in(term, unknown)
        if parted is None:
            return None
        exponent, rest = parted
        found.setdefault(exponent, []).append(b.scale(number, rest))
    terms = {exponent: simplify(b.add(*parts)) for exponent, parts in found.items()}
    return {exponent: node for exponent, node in terms.items() if not b.is_zero(node)}


def _power_in(term: Node, unknown: Node) -> tuple[b.Rational, Node] | None:
    """The exponent of the unknown in a term, and the term without it."""
    if not occurs(unknown, term):
        return 0, term
    apart = take_apart(term)
    if unknown.is_scalar:
        factors: Exponents = dict(apart.scalars)
        exponent = factors.pop(unknown, None)
        rest = apart._replace(scalars=factors).node
    else:
        if len(apart.chain) != 1:
            return None
        factors = entrywise_factors(apart.chain[0])
        exponent = factors.pop(unknown, None)
        inside = [b.hpow(base, e) for base, e in factors.items()]
        body = b.had(*inside) if inside else b.ones(unknown.rows, unknown.cols)
        rest = apart._replace(chain=(body,)).node
    if exponent is None or isinstance(exponent, Node) or occurs(unknown, rest):
        return None
    return exponent, rest


def without_denominators(equation: Node, unknown: Node) -> Node:
    """The equation multiplied by what the unknown stands in, below."""
    for _ in range(CLEARINGS):
        below = _below(equation, unknown)
        if below is None:
            break
        base, power = below
        number, kernel = b.split(equation)
        factor = b.hpow(base, power)
        parts = [b.had(factor, part) for part in (kernel.args if kernel.op == "add" else (kernel,))]
        equation = b.scale(number, b.add(*[expanded(part) or part for part in parts]))
        equation = expanded(equation) or equation
    return equation


def _below(equation: Node, unknown: Node) -> tuple[Node, int] | None:
    """A sum with the unknown that stands in a denominator, and the power."""
    _, kernel = b.split(equation)
    found: dict[Node, int] = {}
    for term in kernel.args if kernel.op == "add" else (kernel,):
        apart = take_apart(term)
        inside = entrywise_factors(apart.chain[0]) if len(apart.chain) == 1 and not unknown.is_scalar else {}
        for base, exponent in (*apart.scalars.items(), *inside.items()):
            if isinstance(exponent, int) and exponent < 0 and base is not unknown and occurs(unknown, base):
                found[base] = max(found.get(base, 0), -exponent)
    return next(iter(found.items()), None)
