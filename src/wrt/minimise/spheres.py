"""Constraints on a norm: norm2(e) = r is kept as norm2(e)^2 = r^2, whose derivative has no norm below."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from wrt.emit.present import present
from wrt.expr import build as b
from wrt.expr.node import Node
from wrt.solve.affine import occurs
from wrt.work.normal import normal
from wrt.work.simplify import simplify


class Sphere(NamedTuple):
    """A constraint as given and as kept, its radius, and the derivative of the kept one by the given one there."""

    given: Node
    kept: Node
    radius: Node
    slope: Node


def sphere_of(given: Node, unknowns: Sequence[Node]) -> Sphere | None:
    """k*norm2(e) - k*r = 0 as norm2(e)^2 - r^2 = 0; None for another constraint."""
    number, kernel = b.split(simplify(normal(given)))
    terms = [b.scale(number, term) for term in (kernel.args if kernel.op == "add" else (kernel,))]
    moving = [term for term in terms if any(occurs(unknown, term) for unknown in unknowns)]
    if len(moving) != 1 or len(terms) < 2:
        return None
    factor, norm = b.split(moving[0])
    if norm.op != "norm2":
        return None
    radius = b.scale(b.rational(-1 / Fraction(factor)), b.add(*[term for term in terms if term is not moving[0]]))
    kept = b.sub(b.pow_(norm, 2), b.pow_(radius, 2))
    return Sphere(given, present(kept), radius, b.scale(b.rational(2 / Fraction(factor)), radius))
