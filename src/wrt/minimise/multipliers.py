"""The values of the multipliers, for the objective and the constraints as they were given."""

from __future__ import annotations

from collections.abc import Sequence

from wrt.expr import build as b
from wrt.expr.node import Node
from wrt.minimise.problem import Problem
from wrt.solve.system import Stage, at
from wrt.work.simplify import simplify


def multiplier_values(problem: Problem, stages: Sequence[Stage]) -> dict[Node, Node]:
    """The value of each multiplier that was found."""
    factors = multiplier_factors(problem, stages)
    found = {stage.root.unknown: stage.value for stage in stages if stage.root.unknown in factors}
    return {symbol: found[symbol] if factor is b.ONE else simplify(b.mul(factor, found[symbol]))
            for symbol, factor in factors.items()}  # fmt: skip


def multiplier_factors(problem: Problem, stages: Sequence[Stage]) -> dict[Node, Node]:
    """How many times as large each multiplier that was found is for the problem as it was given.

    With f = phi(g) the gradient of f is phi'(g) times that of g, and so are the multipliers; `slope` is phi'(g).  With
    h = psi(c) kept for a constraint c the multiplier of c is psi'(c) times that of h.
    """
    solved = {stage.root.unknown for stage in stages}
    slope = at(problem.slope, stages)
    pairs = zip(problem.multipliers, problem.spheres, strict=True)
    return {symbol: b.mul(slope, b.ONE if sphere is None else sphere.slope)
            for symbol, sphere in pairs if symbol in solved}  # fmt: skip
