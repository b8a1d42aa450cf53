"""The stationary points of a problem, and what kind each is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from wrt.expr import build as b
from wrt.expr.facts import IMPLIES, Facts, closure
from wrt.expr.node import Node, rename
from wrt.minimise import curvature as c
from wrt.minimise.convex import convexity
from wrt.minimise.lines import falls_on_a_line
from wrt.minimise.needs import facts_with, is_impossible, is_of_form, plain_needs
from wrt.minimise.points import Points
from wrt.minimise.problem import Problem
from wrt.minimise.rays import falls_on_a_ray
from wrt.minimise.whole import sign_of_the_whole
from wrt.solve.affine import affine, occurs
from wrt.solve.root import Need
from wrt.solve.system import Stage, at, here, solve_system
from wrt.work.conditions import conditions
from wrt.work.derive import derivative
from wrt.work.normal import substitute
from wrt.work.simplify import simplify

MINIMUM, MAXIMUM, SADDLE, STATIONARY = "minimum", "maximum", "saddle", "stationary point"
NOT_UNIQUE, UNBOUNDED, NO_CLOSED_FORM, NONE = "not unique", "unbounded", "no closed form", "no stationary point"
BELOW = ", unbounded below"
EIGENVECTORS = (
    "The stationary points are the eigenvectors of the second derivative of the objective, which is least at the "
    "smallest eigenvalue: there is no closed form for these"
)
KINDS = {c.DEFINITE: MINIMUM, c.NEGATIVE: MAXIMUM, c.INDEFINITE: SADDLE}
DOMAINS = frozenset(("positive", "nonnegative", "probability", "spd", "psd"))
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
    dropped = False
    for stages in solve_system(problem.equations, unknowns, points):
        found = _judged(problem, stages, points)
        if found is None:
            dropped = True
        elif _satisfied(problem, stages, found.needs, points):
            judged.append(replace(found, stages=_plainer(stages, found.needs)))
    if judged:
        return _chosen(judged)
    found = _without(problem, points, dropped=dropped)
    falls = falls_on_a_ray(problem, problem.facts) if found.kind in (NONE, NO_CLOSED_FORM) else ""
    return Found(UNBOUNDED, why=falls) if falls else found


def _satisfied(problem: Problem, stages: Sequence[Stage], needs: Iterable[Need], points: Points) -> bool:
    """Whether the values satisfy all equations where they are defined, by algebra or at every point that was drawn."""
    open_left = [node for equation in problem.equations if not b.is_zero(node := at(equation, stages))]
    said = [points.vanishes(node) for node in open_left]
    if None not in said or False in said:
        return all(said)
    stronger = _needed_of_symbols(needs)
    if not stronger:
        return False
    given = [rename(node, stronger) for node in (problem.lagrangian, *problem.constraints)]
    richer = Points(given[0], problem.facts, tuple(given[1:]))
    return all(richer.vanishes(rename(node, stronger)) for node in open_left)


def _needed_of_symbols(needs: Iterable[Need]) -> dict[Node, Node]:
    """The symbols of which something is needed, as symbols of which that is known."""
    stronger: dict[Node, Node] = {}
    for what, node in needs:
        if node.op == "sym" and what in IMPLIES:
            known = stronger.get(node, node).value[1]
            stronger[node] = b.sym(node.value[0], node.rows, node.cols, closure({*known, what}))
    return stronger


def _plainer(stages: Sequence[Stage], needs: Iterable[Need]) -> tuple[Stage, ...]:
    """The values where what is needed of symbols holds: sqrt(r^2) as r where r must be positive."""
    stronger = _needed_of_symbols([need for need in needs if need[0] == "positive"])
    back = {known: symbol for symbol, known in stronger.items()}
    plain = []
    for stage in stages:
        value = rename(simplify(substitute(stage.value, stronger)), back) if stronger else stage.value
        plain.append(replace(stage, value=value) if value.size < stage.value.size else stage)
    return tuple(plain)


def _judged(problem: Problem, stages: tuple[Stage, ...], points: Points) -> Found | None:
    needs = _needs(problem, stages, points)
    if any(is_impossible(what, node, problem.facts) for what, node in needs):
        return None
    facts = facts_with(problem.facts, needs)
    curved = tuple([_curved(stage, stages, facts) for stage in stages if stage.root.unknown in problem.unknowns])
    if any(part.sign == c.UNKNOWN for part in curved):
        needs, curved = _by_convexity(problem, stages, needs, curved, facts, points)
    sign = c.together([part.sign for part in curved])
    if not _paired(problem, stages):
        sign = c.UNKNOWN
    if any(stage.root.free is not None and stage.root.unknown in problem.unknowns for stage in stages):
        return Found(NOT_UNIQUE + _below(problem, sign, curved), stages, needs, curved)
    kind = _kind(sign, problem, curved)
    missing: list[tuple[str, Node]] = []
    why = ""
    if kind == STATIONARY:
        sign_there, why = sign_of_the_whole(problem, stages, facts)
        kind = KINDS.get(sign_there, kind)
        if why:
            curved = tuple([replace(part, everywhere=False) for part in curved])
    if kind == STATIONARY and sign == c.UNKNOWN and _paired(problem, stages):
        missing = c.missing_signs([part.matrix for part in curved], [at(part.matrix, stages) for part in curved], facts)
    below = _below(problem, sign, curved)
    if not below and not (kind == MINIMUM and all(part.everywhere for part in curved)):  # that one is global
        below = _below_on_a_line(problem, stages, facts)
    return Found(kind + below, stages, needs, curved, missing=tuple(missing), why=why)


def _below_on_a_line(problem: Problem, stages: Sequence[Stage], facts: Facts) -> str:
    if problem.composed or _is_confined(problem):
        return ""
    start = [at(unknown, stages) for unknown in problem.unknowns]
    return BELOW if falls_on_a_line(problem, start, facts) else ""


def _by_convexity(
    problem: Problem,
    stages: Sequence[Stage],
    needs: tuple[Need, ...],
    curved: tuple[Curved, ...],
    facts: Facts,
    points: Points,
) -> tuple[tuple[Need, ...], tuple[Curved, ...]]:
    """Needs and signs where the objective is seen to be convex as a sum; strictly, and its systems are invertible."""
    whole = convexity(problem, facts)
    if whole == c.UNKNOWN:
        return needs, curved
    if whole == c.DEFINITE:
        systems = {need for stage in stages for need in stage.root.needs if affine(stage.equation, stage.root.unknown)}
        needs = tuple(
            plain_needs([need for need in _all_needs(problem, stages, points) if need not in systems], problem.facts)
        )
        return needs, tuple([replace(part, sign=whole, everywhere=True) for part in curved])
    signs = [c.DEFINITE if facts.holds(part.matrix, "invertible") else whole for part in curved]
    return needs, tuple([replace(part, sign=sign, everywhere=True) for part, sign in zip(curved, signs, strict=True)])


def _paired(problem: Problem, stages: Sequence[Stage]) -> bool:
    """Whether each unknown was found from its own gradient, so that the stages are Schur complements."""
    place = {unknown: i for i, unknown in enumerate(problem.unknowns)}
    return all(place.get(stage.root.unknown, stage.number) == stage.number for stage in stages)


def _needs(problem: Problem, stages: Sequence[Stage], points: Points) -> tuple[Need, ...]:
    """What the solution and the objective at it need, beyond the facts."""
    return tuple(plain_needs(_all_needs(problem, stages, points), problem.facts))


def _all_needs(problem: Problem, stages: Sequence[Stage], points: Points) -> list[Need]:
    found: list[Need] = [(what, at(node, stages)) for stage in stages for what, node in stage.root.needs]
    known_positive = {stage.root.unknown for stage in stages if stage.root.positive}
    for unknown in problem.unknowns:  # the value is what the unknown is assumed to be
        stated = [fact for fact in STATED if fact in unknown.value[1]]
        if unknown in known_positive:
            stated = [fact for fact in stated if fact not in ("positive", "nonnegative", "nonzero")]
        value = at(unknown, stages)
        stated = [fact for fact in stated if not _turns(fact, value, points)]
        found += [(fact, value) for fact in stated if not any(fact in IMPLIES[s] for s in stated)]
    for gradient in problem.gradients:
        for what, node, _ in conditions(problem.lagrangian, gradient, problem.unknowns, problem.facts):
            found.append((what, at(node, stages)))
    found += [("positive", sphere.radius) for sphere in problem.spheres if sphere is not None]
    if problem.asked is not None:  # where it is defined, and with multipliers where it can be differentiated
        moving = problem.unknowns if problem.constraints else ()
        domain = conditions(problem.asked, problem.slope if moving else b.ZERO, moving, problem.facts)
        found += [(what, at(node, stages)) for what, node, _ in domain]
    return found


def _turns(fact: str, value: Node, points: Points) -> bool:
    """Whether a value was symmetric or skew, as it is to be, at every point."""
    if fact not in ("symmetric", "skew") or is_of_form(fact, value):
        return False
    return points.vanishes((b.sub if fact == "symmetric" else b.add)(value, b.T(value))) is True


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
    """Whether the objective falls without bound: a quadratic that curves down, or what is strictly concave on a ray.

    A strictly concave function falls without bound along every ray from its maximum, and the positive numbers, the
    positive definite matrices and their like hold such rays.
    """
    if problem.constraints or problem.composed or not all(part.everywhere for part in curved):
        return ""
    quadratic = all(not occurs(u, part.matrix) for part in curved for u in problem.unknowns)
    if not _is_confined(problem):
        falls = sign == c.NEGATIVE or (quadratic and sign in (c.INDEFINITE, c.SEMINEGATIVE))
    else:
        falls = sign == c.NEGATIVE and not any("probability" in u.value[1] for u in problem.unknowns)
    return BELOW if falls else ""


def _is_confined(problem: Problem) -> bool:
    """Whether an unknown is assumed to lie in a part of its space only."""
    return any(not DOMAINS.isdisjoint(unknown.value[1]) for unknown in problem.unknowns)


def _chosen(judged: list[Found]) -> Found:
    """Of several stationary points the only minimum; what they are together where there is no such one."""
    if len(judged) == 1:
        return judged[0]
    minima = [found for found in judged if found.kind.startswith(MINIMUM)]
    others = tuple([found.stages for found in judged])
    if len(minima) == 1 and all(found.kind.startswith((MINIMUM, MAXIMUM, SADDLE)) for found in judged):
        return _with_others(minima[0], others)
    kind = NOT_UNIQUE if len(minima) > 1 else STATIONARY
    kind += BELOW if any(found.kind.endswith(BELOW) for found in judged) else ""
    return _with_others((minima or judged)[0], others, kind)


def _with_others(found: Found, others: tuple[tuple[Stage, ...], ...], kind: str = "") -> Found:
    rest = tuple([stages for stages in others if stages is not found.stages])
    return Found(kind or found.kind, found.stages, found.needs, found.curved, rest, found.missing, found.why)


def _without(problem: Problem, points: Points, *, dropped: bool) -> Found:
    """Why there is no solution: none exists, or none is written with the operators that there are."""
    if all(b.is_zero(gradient) for gradient in problem.gradients) and not problem.constraints:
        return Found(NOT_UNIQUE, why="the objective is the same everywhere")
    if dropped and len(problem.unknowns) == 1 and not problem.constraints:
        return Found(NONE, why="where the gradient vanishes, the assumptions or the objective exclude it")
    if len(problem.unknowns) == 1 and not problem.constraints:
        found = _alone(problem, points, problem.unknowns[0], problem.gradients[0])
        if found is not None:
            return found
    if not problem.constraints:
        for unknown, gradient in zip(problem.unknowns, problem.gradients, strict=True):
            if "positive" in problem.facts.of(gradient) | problem.facts.of(b.neg(gradient)):
                return Found(NONE, why=f"the gradient by {unknown.value[0]} vanishes nowhere")
    if len(problem.unknowns) == len(problem.constraints) == 1 and not problem.composed:
        found = _constrained(problem, points, problem.unknowns[0], problem.conditions[0])
        if found is not None:
            return found
    return Found(NO_CLOSED_FORM)


def _constrained(problem: Problem, points: Points, unknown: Node, condition: Node) -> Found | None:
    """A linear objective where a linear equation holds, and a quadratic one on a sphere; a vector in both."""
    gradient = affine(derivative(problem.objective, [unknown]), unknown)
    if gradient is None or len(unknown.axes) != 1:
        return None
    plane = affine(condition, unknown)
    if plane is not None and b.is_zero(gradient.matrix) and not _is_confined(problem):
        normal = b.T(plane.matrix) if plane.matrix.cols == unknown.rows else plane.matrix
        outside = simplify(b.sub(gradient.constant, b.mul(normal, b.pinv(normal), gradient.constant)))
        if points.vanishes(outside) is False:
            why = "it is linear, and changes along the solutions of the constraint, where there are any"
            return Found(UNBOUNDED, needs=(("not zero", outside),), why=why)
        if points.is_singular(b.mul(normal, b.T(normal))):
            return Found(NOT_UNIQUE, why="the objective is the same wherever the constraint holds")
    if plane is None and b.is_zero(gradient.constant) and _is_sphere(condition, unknown):
        return Found(NO_CLOSED_FORM, why=EIGENVECTORS)
    return None


def _is_sphere(condition: Node, unknown: Node) -> bool:
    """Whether the constraint is x'*x = r."""
    normal = affine(derivative(condition, [unknown]), unknown)
    return normal is not None and b.is_zero(normal.constant) and b.split(normal.matrix)[1].op == "eye"


def _alone(problem: Problem, points: Points, unknown: Node, gradient: Node) -> Found | None:
    """One unknown whose gradient vanishes nowhere, or everywhere."""
    parts = affine(gradient, unknown)
    nowhere = NONE if _is_confined(problem) or problem.composed else UNBOUNDED
    if parts is not None:
        zero = "nonzero" if unknown.is_scalar else "not zero"
        if b.is_zero(parts.matrix):
            needs = plain_needs([(zero, parts.constant)], problem.facts)
            if not any(is_impossible(*need, problem.facts) for need in needs):
                why = "the gradient does not depend on the unknown and is not 0"
                return Found(nowhere, needs=tuple(needs), why=why)
        right = b.neg(parts.constant) if len(unknown.axes) < 2 else b.vec(b.neg(parts.constant))
        if unknown.axes and points.is_singular(parts.matrix) and not points.is_consistent(parts.matrix, right):
            outside = b.sub(right, b.mul(parts.matrix, b.pinv(parts.matrix), right))
            why = "the objective is quadratic, and its gradient vanishes nowhere"
            return Found(nowhere, needs=((zero, outside),), why=why)
    signs = problem.facts.of(gradient) | problem.facts.of(b.neg(gradient))
    return Found(NONE, why="the gradient vanishes nowhere") if "positive" in signs else None
