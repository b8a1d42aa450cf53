"""What was found, in sentences: what kind of point it is, what would make it a minimum, what was not looked at."""

from __future__ import annotations

from collections.abc import Iterator

from wrt.emit.text import text
from wrt.expr import build as b
from wrt.expr.node import Node, free_symbols
from wrt.minimise import curvature as c
from wrt.minimise import stationary as s
from wrt.minimise.convex import convexity
from wrt.minimise.globally import is_alone, is_global
from wrt.minimise.multipliers import multiplier_values
from wrt.minimise.needs import facts_with, plain_needs
from wrt.minimise.problem import Problem
from wrt.minimise.writing import Writer
from wrt.solve.affine import occurs
from wrt.work.conditions import describe


def kind(found: s.Found, problem: Problem) -> str:
    """The kind, and with which signs a stationary point would be a minimum."""
    if not found.missing:
        return found.kind
    return f"{found.kind}, a minimum if {conditional(found, problem)}"


def conditional(found: s.Found, problem: Problem) -> str:
    """What would have to be positive, in words."""
    write = Writer(problem.lagrangian)
    said = [describe(fact, text(write.whole(node)), node.is_scalar) for fact, node in found.missing]
    return " and ".join(said)


def conclusion(found: s.Found, problem: Problem) -> str:
    """What the second derivative says of the point."""
    everywhere = bool(found.curved) and all(part.everywhere for part in found.curved)
    sign = c.together([part.sign for part in found.curved]) if found.curved else c.UNKNOWN
    match found.kind.partition(",")[0]:
        case s.MINIMUM if everywhere:
            alone = sign == c.DEFINITE or is_alone(found, problem)
            only = "the only one" if alone else "though perhaps not the only one"
            what = "what the objective increases with" if problem.composed else "the objective"
            convex = f"{what} is convex"
            if len(problem.unknowns) > 1 and convexity(problem, facts_with(problem.facts, found.needs)) == c.UNKNOWN:
                convex = f"minimised over the unknowns in turn, {what} is convex in each"
            return f"{convex[0].upper()}{convex[1:]}: the stationary point is its global minimum, {only}."
        case s.MINIMUM if is_global(found, problem):
            what = "what the objective increases with has" if problem.composed else "the objective has"
            turn = "minimised over the unknowns in turn, " if len(problem.unknowns) > 1 else ""
            why = f"{turn}{what} no other stationary point on the interval where it is defined"
            return f"The stationary point is the global minimum, the only one: it is a local one, and {why}."
        case s.MINIMUM | s.MAXIMUM | s.SADDLE if found.why:
            what = {s.MINIMUM: "a local minimum", s.MAXIMUM: "a maximum"}.get(found.kind.partition(",")[0], "a saddle")
            what = "no minimum and no maximum" if "inflection" in found.why else what
            return f"{found.why[0].upper()}{found.why[1:]}: it is {what}." + _falls(found)
        case s.MINIMUM:
            local = "The second derivative at the stationary point is positive definite: it is a local minimum."
            return local + _falls(found)
        case s.MAXIMUM:
            curved = (
                "What the objective increases with curves down" if problem.composed else "The objective curves down"
            )
            return f"{curved}: the stationary point is a maximum." + _falls(found)
        case s.SADDLE:
            return "The second derivative is indefinite: the stationary point is a saddle." + _falls(found)
        case s.NOT_UNIQUE if found.others:
            return "There are several minima." + _falls(found)
        case s.NOT_UNIQUE if found.stages:
            constant = sign == c.FLAT and everywhere and len(problem.unknowns) == 1 and not problem.constraints
            what = "Each of them is a minimum" if sign == c.SEMIDEFINITE or constant else "They are stationary points"
            return f"The solution is not unique. {what}." + _falls(found)
        case s.STATIONARY if found.missing:
            undecided = (
                f"The facts do not decide what kind of point it is; it is a minimum if {conditional(found, problem)}."
            )
            return undecided + _falls(found)
        case s.STATIONARY:
            return "The facts do not decide what kind of point it is." + _falls(found)
        case s.UNBOUNDED:
            return f"The objective is unbounded below: {found.why}."
        case s.NONE:
            where = f"of {text(problem.objective)}, which it increases with, " if problem.composed else ""
            return f"There is no stationary point: {where}{found.why}."
        case s.NOT_UNIQUE:
            return f"The solution is not unique: {found.why}."
    if found.why:
        return f"{found.why}."
    data = "" if problem.constraints else "; for given data, fit looks for a minimum step by step"
    return f"No solution in closed form was found{data}."


def _free_name(name: str, problem: Problem) -> str:
    """The name, or the next that no symbol has."""
    taken = free_symbols(problem.lagrangian)
    return next(free for free in (name, *(f"{name}{i}" for i in range(1, len(taken) + 2))) if free not in taken)


def _of_each_column(free: Node) -> Node | None:
    """I - P of I - I ⊗ P, which moves each column of a matrix by itself."""
    sign, whole = b.split(free)
    others = [b.scale(sign, arg) for arg in whole.args if arg.op == "kron"] if whole.op == "add" else []
    number, kernel = b.split(others[0]) if len(others) == 1 and len(whole.args) == 2 else (0, free)
    if number != -1 or kernel.op != "kron" or len(kernel.args) != 2 or kernel.args[0].op != "eye":
        return None
    return b.sub(b.eye(kernel.args[1].rows), kernel.args[1])


def _falls(found: s.Found) -> str:
    return " The objective is unbounded below." if found.kind.endswith(s.BELOW) else ""


def notes(found: s.Found, problem: Problem) -> Iterator[str]:
    """What a reader should know besides the kind and the conditions."""
    yield conclusion(found, problem)
    write = Writer(problem.lagrangian)
    for stages in found.others:
        scaled = multiplier_values(problem, stages)
        order = [*problem.unknowns, *problem.multipliers]
        ordered = sorted(stages, key=lambda stage: order.index(stage.root.unknown))
        pairs = [(stage.root.unknown, scaled.get(stage.root.unknown, stage.value)) for stage in ordered]
        values = [f"{unknown.value[0]} = {text(write(value))}" for unknown, value in pairs]
        yield f"also stationary: {', '.join(values)}"
    for stage in found.stages:
        if stage.root.free is not None and stage.root.unknown in problem.unknowns:
            name = _free_name("Z" if len(stage.root.unknown.axes) > 1 else "z", problem)
            columns = _of_each_column(stage.root.free)
            moved = f"vec({name})" if len(stage.root.unknown.axes) > 1 and columns is None else name
            any_other = stage.root.free.op in ("eye", "num")
            step = moved if any_other else f"({text(write(columns or stage.root.free))})*{moved}"
            what = f" for {stage.root.unknown.value[0]}" if len(problem.unknowns) > 1 else ""
            yield f"all solutions{what}: plus {step} for any {name}"
        for what, node in plain_needs(stage.root.needs, problem.facts):
            if what in ("nonzero", "invertible") and any(occurs(unknown, node) for unknown in problem.unknowns):
                where = "singular" if what == "invertible" else "0" if node.is_scalar else "0 in an entry"
                yield f"points where {text(write(node))} is {where} were not looked at"
