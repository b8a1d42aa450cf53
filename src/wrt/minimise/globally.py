"""Whether a stationary point is the only one, and whether a local minimum is the global one for that reason."""

from __future__ import annotations

from wrt.minimise import curvature as c
from wrt.minimise.needs import facts_with
from wrt.minimise.problem import Problem
from wrt.minimise.stationary import Found
from wrt.solve.affine import affine, occurs
from wrt.work.conditions import Condition, conditions
from wrt.work.derive import derivative

LEFT_OUT = frozenset(("nonzero", "not zero", "invertible"))  # what excludes points that may be minima all the same


def is_alone(found: Found, problem: Problem) -> bool:
    """Whether the equations have this one solution, and leave out no points where there is no derivative."""
    if found.others or any(stage.root.free is not None for stage in found.stages):
        return False
    needed = [need for stage in found.stages for need in stage.root.needs] + _domain(problem)
    return not any(what in LEFT_OUT and _moves(problem, (what, node)) for what, node in needed)


def is_global(found: Found, problem: Problem) -> bool:
    """Whether a local minimum is global: minimised over the unknowns in turn, the objective is convex in each.

    In the last one, a number, a function on an interval with no other stationary point will do.
    """
    if problem.constraints or not is_alone(found, problem):
        return False
    needs = [(what, node) for what, node in _domain(problem) if _moves(problem, (what, node))]
    if any(affine(node, unknown) is None for _, node in needs for unknown in problem.unknowns if occurs(unknown, node)):
        return False  # what is left need not be an interval
    facts = facts_with(problem.facts, found.needs)
    for stage, part in zip(found.stages, found.curved, strict=True):
        matrix = derivative(stage.equation, [part.unknown], "unconstrained")
        last = stage is found.stages[-1]
        if c.curvature(matrix, facts) not in (c.DEFINITE, c.SEMIDEFINITE) and not (
            last and part.unknown.is_scalar and part.sign == c.DEFINITE
        ):
            return False
    return True


def _domain(problem: Problem) -> list[Condition]:
    """Where the objective and its gradients are defined."""
    found: list[Condition] = []
    for gradient in problem.gradients:
        asked = conditions(problem.lagrangian, gradient, problem.unknowns, problem.facts)
        found += [(what, node) for what, node, _ in asked]
    return found


def _moves(problem: Problem, need: Condition) -> bool:
    return any(occurs(unknown, need[1]) for unknown in problem.unknowns)
