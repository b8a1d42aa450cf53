"""The values of the multipliers, for the objective that was asked for."""

from __future__ import annotations

from wrt.expr import build as b
from wrt.expr.node import Node
from wrt.minimise.problem import Problem
from wrt.minimise.stationary import Found
from wrt.solve.system import at
from wrt.work.simplify import simplify


def multiplier_values(problem: Problem, found: Found) -> dict[Node, Node]:
    """The value of each multiplier that was found.

    With f = phi(g) the gradient of f is phi'(g) times that of g, and so are the multipliers; `slope` is phi'(g).
    """
    by_unknown = {stage.root.unknown: stage for stage in found.stages}
    values = {symbol: by_unknown[symbol].value for symbol in problem.multipliers if symbol in by_unknown}
    if not problem.composed or not values:
        return values
    slope = at(problem.slope, found.stages)
    return {symbol: simplify(b.mul(slope, value)) for symbol, value in values.items()}
