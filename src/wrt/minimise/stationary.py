"""The stationary points of a problem, and what kind each is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from wrt.expr import build as b
from wrt.expr.facts import IMPLIES, Facts
from wrt.expr.node import Node
from wrt.minimise import curvature as c
from wrt.minimise.convex import convexity
from wrt.minimise.needs import facts_with, plain_needs
from wrt.minimise.points import Points
from wrt.minimise.problem import Problem
from wrt.solve.affine import affine, occurs
from wrt.solve.root import Need
from wrt.solve.system import Stage, at, here, solve_system
from wrt.work.conditions import conditions
from wrt.work.derive import derivative

MINIMUM, MAXIMUM, SADDLE, STATIONARY = "minimum", "maximum", "saddle", "stationary point"
NOT_UNIQUE, UNBOUNDED, NO_CLOSED_FORM, NONE = "not unique", "unbounded", "no closed form", "no stationary point"
BELOW = ", unbounded below"
STATED = ("spd", "psd", "diagonal", "symmetric", "skew", "positive", "nonnegative", "nonzero", "probability",
          "invertible", "full_column_rank", "full_row_rank")  # fmt: skip


@dataclass(frozen=True)
class Curved:
    """The second derivative at one stage of the elimination, and its sign; `everywhere` where that is the same."""

    unknown: Node
    matrix: Node
    sign: str
    everywhere: bool


@dataclass(frozen=True)
class Found:
    """What was found: the kind, the stages of the solution, what it needs, the second derivatives."""

    kind: str
    stages: tuple[Stage, ...] = ()
    needs: tuple[Need, ...] = ()
    curved: tuple[Curved, ...] = ()
    others: tuple[tuple[Stage, ...], ...] = ()  # where there are several
    missing: tuple[tuple[str, Node], ...] = ()  # what would have to be positive for a minimum
    why: str = ""


def find(problem: Problem) -> Found:
    """The stationary point of a problem and its kind."""
    points = Points(problem.lagrangian, problem.facts, problem.constraints)
    unknowns = (*problem.unknowns, *problem.multipliers)
    judged = []
    for stages in solve_system(problem.equations, unknowns, points):
        if _satisfied(problem.equations, stages, points):
            found = _judged(problem, stages)
            if found is not None:
                judged.append(found)
    return _chosen(judged) if judged else _without(problem, points)


def _satisfied(equations: Iterable[Node], stages: Sequence[Stage], points: Points) -> bool:
    """Whether the values satisfy all equations, by algebra or at every point that was drawn."""
    left = [at(equation, stages) for equation in equations]
    return all(b.is_zero(node) or points.vanishes(node) for node in left)


def _judged(problem: Problem, stages: tuple[Stage, ...]) -> Found | None:
    needs = _needs(problem, stages)
    if any(b.is_zero(node) and what in ("nonzero", "positive", "not zero") for what, node in needs):
        return None
    facts = facts_with(problem.facts, needs)
    curved = tuple([_curved(stage, stages, facts) for stage in stages if stage.root.unknown in problem.unknowns])
    if any(part.sign == c.UNKNOWN for part in curved):
        needs, curved = _by_convexity(problem, stages, needs, curved, facts)
    sign = c.together([part.sign for part in curved])
    if not _paired(problem, stages):
        sign = c.UNKNOWN
    if any(stage.root.free is not None for stage in stages):
        return Found(NOT_UNIQUE + _below(problem, sign, curved), stages, needs, curved)
    kind = _kind(sign, problem, curved)
    missing: list[tuple[str, Node]] = []
    if kind == STATIONARY and sign == c.UNKNOWN and _paired(problem, stages):
        missing = c.missing_signs([part.matrix for part in curved], facts)
    return Found(kind + _below(problem, sign, curved), stages, needs, curved, missing=tuple(missing))


def _by_convexity(
    problem: Problem, stages: Sequence[Stage], needs: tuple[Need, ...], curved: tuple[Curved, ...], facts: Facts
) -> tuple[tuple[Need, ...], tuple[Curved, ...]]:
    """Needs and signs where the objective is seen to be convex as a sum; strictly, and its systems are invertible."""
    whole = convexity(problem, facts)
    if whole == c.UNKNOWN:
        return needs, curved
    if whole == c.DEFINITE:
        systems = {need for stage in stages for need in stage.root.needs if affine(stage.equation, stage.root.unknown)}
        needs = tuple(plain_needs([need for need in _all_needs(problem, stages) if need not in systems], problem.facts))
        return needs, tuple([replace(part, sign=whole, everywhere=True) for part in curved])
    signs = [c.DEFINITE if facts.holds(part.matrix, "invertible") else whole for part in curved]
    return needs, tuple([replace(part, sign=sign, everywhere=True) for part, sign in zip(curved, signs, strict=True)])


def _paired(problem: Problem, stages: Sequence[Stage]) -> bool:
    """Whether each unknown was found from its own gradient, so that the stages are Schur complements."""
    place = {unknown: i for i, unknown in enumerate(problem.unknowns)}
    return all(place.get(stage.root.unknown, stage.number) == stage.number for stage in stages)


def _needs(problem: Problem, stages: Sequence[Stage]) -> tuple[Need, ...]:
    """What the solution and the objective at it need, beyond the facts."""
    return tuple(plain_needs(_all_needs(problem, stages), problem.facts))


def _all_needs(problem: Problem, stages: Sequence[Stage]) -> list[Need]:
    found: list[Need] = [(what, at(node, stages)) for stage in stages for what, node in stage.root.needs]
    known_positive = {stage.root.unknown for stage in stages if stage.root.positive}
    for unknown in problem.unknowns:  # the value is what the unknown is assumed to be
        stated = [fact for fact in STATED if fact in unknown.value[1]]
        if unknown in known_positive:
            stated = [fact for fact in stated if fact not in ("positive", "nonnegative", "nonzero")]
        found += [(fact, at(unknown, stages)) for fact in stated if not any(fact in IMPLIES[s] for s in stated)]
    for gradient in problem.gradients:
        for what, node, _ in conditions(problem.lagrangian, gradient, problem.unknowns, problem.facts):
            found.append((what, at(node, stages)))
    return found


def _curved(stage: Stage, stages: Sequence[Stage], facts: Facts) -> Curved:
    unknown = stage.root.unknown
    matrix = derivative(stage.equation, [unknown], "unconstrained")
    sign = c.curvature(matrix, facts)
    if sign != c.UNKNOWN:
        everywhere = not any(occurs(other.root.unknown, matrix) for other in stages if other is not stage)
        return Curved(unknown, matrix, sign, everywhere)
    stated = [(fact, stage.root.matrix) for fact in ("spd", "positive") if fact in unknown.value[1]]
    there = facts_with(facts, stated)
    for value in (here(matrix, stage), at(matrix, stages)):
        sign = c.curvature(value, there)
        if sign != c.UNKNOWN:
            return Curved(unknown, value, sign, value is matrix)
    return Curved(unknown, matrix, c.UNKNOWN, everywhere=True)


def _kind(sign: str, problem: Problem, curved: Sequence[Curved]) -> str:
    everywhere = all(part.everywhere for part in curved)
    if sign == c.DEFINITE or (sign == c.SEMIDEFINITE and everywhere and _is_affine(problem)):
        return MINIMUM
    if sign == c.NEGATIVE or (sign == c.SEMINEGATIVE and everywhere and _is_affine(problem)):
        return MAXIMUM
    return SADDLE if sign == c.INDEFINITE and not problem.constraints else STATIONARY


def _is_affine(problem: Problem) -> bool:
    """Whether the constraints are linear in each of the unknowns."""
    return all(affine(g, unknown) is not None for g in problem.conditions for unknown in problem.unknowns)


def _below(problem: Problem, sign: str, curved: Sequence[Curved]) -> str:
    """Whether the objective falls without bound: a quadratic that curves down, or what is concave on a line or ray."""
    if problem.constraints or sign not in (c.INDEFINITE, c.NEGATIVE, c.SEMINEGATIVE):
        return ""
    quadratic = all(not occurs(u, part.matrix) for part in curved for u in problem.unknowns)
    quadratic = quadratic and all(part.everywhere for part in curved)
    free = not any("probability" in u.value[1] or "sums_to_one" in u.value[1] for u in problem.unknowns)
    concave = sign != c.INDEFINITE and all(part.everywhere for part in curved) and free
    return BELOW if quadratic or concave else ""


def _chosen(judged: list[Found]) -> Found:
    """Of several stationary points the only minimum; what they are together where there is no such one."""
    if len(judged) == 1:
        return judged[0]
    minima = [found for found in judged if found.kind.startswith(MINIMUM)]
    others = tuple([found.stages for found in judged])
    if len(minima) == 1 and all(found.kind.startswith((MINIMUM, MAXIMUM, SADDLE)) for found in judged):
        return _with_others(minima[0], others)
    kind = NOT_UNIQUE if len(minima) > 1 else STATIONARY
    return _with_others((minima or judged)[0], others, kind)


def _with_others(found: Found, others: tuple[tuple[Stage, ...], ...], kind: str = "") -> Found:
    rest = tuple([stages for stages in others if stages is not found.stages])
    return Found(kind or found.kind, found.stages, found.needs, found.curved, rest, found.missing)


def _without(problem: Problem, points: Points) -> Found:
    """Why there is no solution: none exists, or none is written with the operators that there are."""
    if len(problem.unknowns) == 1 and not problem.constraints:
        (unknown,), (gradient,) = problem.unknowns, problem.gradients
        parts = affine(gradient, unknown)
        if parts is not None:
            if b.is_zero(gradient):
                return Found(NOT_UNIQUE, why="the objective is the same everywhere")
            if b.is_zero(parts.matrix):
                need = ("nonzero" if unknown.is_scalar else "not zero", parts.constant)
                return Found(UNBOUNDED, needs=tuple(plain_needs([need], problem.facts)),
                             why="the gradient does not depend on the unknown and is not 0")  # fmt: skip
            right = b.neg(parts.constant)
            vector = right if len(unknown.axes) < 2 else b.vec(right)
            if unknown.axes and points.is_singular(parts.matrix) and not points.is_consistent(parts.matrix, vector):
                return Found(UNBOUNDED, why="the gradient vanishes nowhere, and the objective is quadratic")
        signs = problem.facts.of(gradient) | problem.facts.of(b.neg(gradient))
        if "positive" in signs:
            return Found(NONE, why="the gradient vanishes nowhere")
    return Found(NO_CLOSED_FORM, why="")
