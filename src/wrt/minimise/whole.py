"""The second-order test on a whole problem of scalars: minors of the bordered Hessian; higher orders at flat points."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

from wrt.expr import build as b
from wrt.expr.facts import Facts
from wrt.expr.node import Node
from wrt.minimise import curvature as c
from wrt.minimise.problem import Problem
from wrt.solve.system import Stage, at
from wrt.work.derive import derivative
from wrt.work.expand import expanded
from wrt.work.fractions import as_fraction
from wrt.work.simplify import simplify

MOST = 4  # unknowns
HIGHEST = 8  # derivatives at a flat point
Square = list[list[Node]]


def sign_of_the_whole(problem: Problem, stages: Sequence[Stage], facts: Facts) -> tuple[str, str]:
    """The sign of the second derivative along the constraints, and why; unknown where the minors do not tell it."""
    unknowns, conditions = problem.unknowns, problem.conditions
    if len(unknowns) > MOST or not all(node.is_scalar for node in (*unknowns, *conditions)):
        return c.UNKNOWN, ""
    if len(unknowns) == 1 and not conditions:
        return _by_higher_derivatives(problem, stages, facts)
    hessian = {
        (u, v): at(derivative(gradient, [v]), stages)
        for u, gradient in zip(unknowns, problem.gradients, strict=True)
        for v in unknowns
    }
    slopes = {(i, u): at(derivative(g, [u]), stages) for i, g in enumerate(conditions) for u in unknowns}
    for order in permutations(unknowns):
        border = [[slopes[i, u] for u in order] for i in range(len(conditions))]
        inner = [[hessian[u, v] for v in order] for u in order]
        sign = _by_minors(border, inner, facts)
        if sign != c.UNKNOWN:
            return sign, _why(sign, bordered=bool(conditions))
    return c.UNKNOWN, ""


def _why(sign: str, bordered: bool) -> str:
    matrix = "the bordered Hessian" if bordered else "the Hessian"
    return f"by the minors of {matrix} at the stationary point the second derivative is {sign} there"


def _by_minors(border: Square, inner: Square, facts: Facts) -> str:
    """Sylvester's criterion where the constraints hold; a minor below the whole that is 0 speaks against both signs."""
    m, n = len(border), len(inner)
    found: list[int | None] = []
    for size in range(m + 1, n + 1):
        rows = [[b.ZERO] * m + row[:size] for row in border]
        rows += [[border[i][j] for i in range(m)] + inner[j][:size] for j in range(size)]
        sign = _sign(_determinant(rows), facts)
        found.append(sign if sign is None else sign * (-1) ** m)
    if not found:
        return c.UNKNOWN
    if any(sign == -1 for sign in found[1::2]) and (not m or _sign(_determinant([r[:m] for r in border]), facts)):
        return c.INDEFINITE
    if None in found or not found[-1]:
        return c.UNKNOWN
    if all(sign == 1 for sign in found):
        return c.DEFINITE
    if all(sign == (-1) ** (place + 1) for place, sign in enumerate(found)):
        return c.NEGATIVE
    return c.INDEFINITE


def _determinant(rows: Square) -> Node:
    if len(rows) == 1:
        return rows[0][0]
    terms = []
    for j, entry in enumerate(rows[0]):
        if not b.is_zero(entry):
            minor = _determinant([row[:j] + row[j + 1 :] for row in rows[1:]])
            terms.append(b.scale((-1) ** j, b.mul(entry, minor)))
    return simplify(b.add(*terms)) if terms else b.ZERO


def _sign(number: Node, facts: Facts) -> int | None:
    """1, 0 or -1; None where the facts do not tell."""
    for form in (number, as_fraction(number), expanded(number) or number):
        if b.is_zero(form):
            return 0
        if "positive" in facts.of(form):
            return 1
        if "positive" in facts.of(b.neg(form)):
            return -1
    return None


def _by_higher_derivatives(problem: Problem, stages: Sequence[Stage], facts: Facts) -> tuple[str, str]:
    """One number: the first derivative that is not 0 there decides, by its order and its sign."""
    (unknown,), (slope,) = problem.unknowns, problem.gradients
    for order in range(2, HIGHEST + 1):
        slope = derivative(slope, [unknown])
        there = simplify(at(slope, stages))
        sign = _sign(there, facts)
        if sign is None:
            break
        if sign:
            first = f"the first derivative that is not 0 there is the {_ordinal(order)}"
            if order % 2:
                return c.INDEFINITE, f"{first}, of odd order: a point of inflection"
            side = "positive" if sign > 0 else "negative"
            return (c.DEFINITE if sign > 0 else c.NEGATIVE), f"{first}, and it is {side}"
    return c.UNKNOWN, ""


def _ordinal(order: int) -> str:
    return f"{order}{ {2: 'nd', 3: 'rd'}.get(order, 'th') }"
