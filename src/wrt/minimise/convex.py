"""Whether an objective is convex as a sum: each of its terms is, jointly in all unknowns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wrt.expr import build as b
from wrt.expr.facts import Facts
from wrt.expr.node import Node
from wrt.minimise import curvature as c
from wrt.minimise.needs import half_of
from wrt.minimise.problem import Problem
from wrt.solve.affine import affine, occurs
from wrt.solve.apart import apart
from wrt.work.derive import derivative
from wrt.work.normal import normal


def convexity(problem: Problem, facts: Facts) -> str:
    """DEFINITE where the objective is strictly convex in all unknowns, SEMIDEFINITE where convex, else UNKNOWN.

    Strict: every unknown has a term of its own that is strictly convex in it.
    """
    strict: set[Node] = set()
    for term in _terms(apart(normal(problem.solved))):
        inside = [unknown for unknown in problem.unknowns if occurs(unknown, term)]
        sign = _sign(term, inside, facts) if inside else c.FLAT
        if sign == c.DEFINITE and len(inside) == 1:
            strict |= set(inside)
        elif sign not in (c.DEFINITE, c.SEMIDEFINITE, c.FLAT):
            return c.UNKNOWN
    return c.DEFINITE if strict >= set(problem.unknowns) else c.SEMIDEFINITE


def _terms(node: Node) -> Iterator[Node]:
    number, kernel = b.split(node)
    for term in kernel.args if kernel.op == "add" else (kernel,):
        yield b.scale(number, term)


def _sign(term: Node, unknowns: Sequence[Node], facts: Facts) -> str:
    """The sign of the second derivative of a term by all unknowns in it together."""
    if len(unknowns) == 1:
        (unknown,) = unknowns
        gradient = derivative(term, [unknown], "unconstrained")
        return c.curvature(derivative(gradient, [unknown], "unconstrained"), facts)
    scalars, inner = _square(term, facts)
    if inner is None or "nonnegative" not in facts.of(b.mul(b.ONE, *scalars)):
        return c.FLAT if _is_affine(term, unknowns) else c.UNKNOWN
    free = not any(occurs(unknown, scalar) for unknown in unknowns for scalar in scalars)
    return c.SEMIDEFINITE if free and _is_affine(inner, unknowns) else c.UNKNOWN


def _square(term: Node, facts: Facts) -> tuple[list[Node], Node | None]:
    """s and e of s*norm2(e)^2 or s*e'*M*e with a positive semidefinite M."""
    number, kernel = b.split(term)
    factors = list(kernel.args) if kernel.op == "mul" and not b.is_dot(kernel) else [kernel]
    for factor in factors:
        rest = [b.num(number), *[other for other in factors if other is not factor]]
        if factor.op == "pow" and factor.args[0].op == "norm2" and factor.args[1] is b.num(2):
            return rest, factor.args[0].args[0]
        if factor.op == "mul" and b.is_dot(factor):
            half = half_of(factor.args, facts, "psd")
            if half is not None:
                return rest, b.mul(*half)
    return [], None


def _is_affine(node: Node, unknowns: Sequence[Node]) -> bool:
    """Whether an expression is linear in all unknowns together: no derivative contains any of them."""
    for unknown in unknowns:
        if occurs(unknown, node):
            parts = affine(node, unknown)
            if parts is None or any(occurs(other, parts.matrix) for other in unknowns):
                return False
    return True
