"""Whether an objective falls without bound along a line: as a polynomial there, decided by its leading term."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from wrt.expr import build as b
from wrt.expr.facts import Facts
from wrt.expr.node import Node, free_symbols, postorder
from wrt.minimise.problem import Problem
from wrt.solve.affine import occurs
from wrt.work.derive import derivative
from wrt.work.normal import normal, substitute
from wrt.work.simplify import simplify

DEGREES = 8  # the highest degree that is looked at
MOST = 3  # unknowns; of n there are (3^n - 1)/2 directions


def falls_on_a_line(problem: Problem, start: Sequence[Node], facts: Facts) -> bool:
    """Whether a polynomial in numbers falls without bound on a feasible line through `start`.

    An odd degree falls on one side, an even one on both where its coefficient is negative.  The directions that are
    tried have the entries -1, 0 and 1, one of each two that are opposite: they lie on one line.
    """
    unknowns = problem.unknowns
    if len(unknowns) > MOST or not all(unknown.is_scalar for unknown in unknowns):
        return False
    t = _step(problem, start)
    directions = list(product((1, 0, -1), repeat=len(unknowns)))
    for direction in directions[: len(directions) // 2]:  # behind these come 0 and their opposites
        moved = [b.add(at, b.scale(d, t)) for at, d in zip(start, direction, strict=True)]
        line = dict(zip(unknowns, moved, strict=True))
        if _stays(problem, line, t) and _falls(simplify(substitute(normal(problem.objective), line)), t, facts):
            return True
    return False


def _step(problem: Problem, start: Sequence[Node]) -> Node:
    taken = free_symbols(problem.lagrangian, *start)
    return b.sym(next(name for name in (f"t{i}" for i in range(len(taken) + 1)) if name not in taken), 1, 1, ())


def _stays(problem: Problem, line: dict[Node, Node], t: Node) -> bool:
    """Whether every constraint, which holds where the line starts, says the same all along it."""
    on_it = [substitute(condition, line) for condition in problem.conditions]
    return all(_is_polynomial(node, t) and b.is_zero(simplify(derivative(node, [t]))) for node in on_it)


def _falls(value: Node, t: Node, facts: Facts) -> bool:
    if not _is_polynomial(value, t):
        return False
    for degree in range(1, DEGREES + 1):
        value = simplify(derivative(value, [t]))
        if not occurs(t, value):
            known, turned = facts.of(value), facts.of(b.neg(value))
            return "positive" in turned or (bool(degree % 2) and "positive" in known)
    return False


def _is_polynomial(value: Node, t: Node) -> bool:
    """Whether t stands in sums, products and powers with whole exponents only."""
    return all(
        node is t or node.op in ("add", "mul") or _is_whole_power(node) for node in postorder(value) if occurs(t, node)
    )


def _is_whole_power(node: Node) -> bool:
    exponent = node.args[1] if node.op == "pow" else None
    return exponent is not None and exponent.op == "num" and exponent.value in range(1, DEGREES + 1)
