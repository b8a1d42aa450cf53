"""An estimate of each kind: least squares, another closed form, or a minimum that is found step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wrt.diagnostics import WrtError
from wrt.expr.dims import Dim
from wrt.expr.dims import value as size_of
from wrt.expr.facts import Facts
from wrt.expr.node import Node
from wrt.fit.iterate import Iterated, iterate
from wrt.fit.least import Pair, Squared, least_squares
from wrt.fit.passes import Passes
from wrt.fit.result import Squares
from wrt.fit.squares import Square, shows_all
from wrt.fit.streamed import RowFunction, Streamed, compiled
from wrt.solve.system import Stage
from wrt.work.derive import derivative
from wrt.work.normal import normal

FLAT = 1e-8  # of the second derivative at the start: less than that is no minimum to rely on
HESSIAN = 600  # unknowns up to which second derivatives are formed


@dataclass
class Task:
    """The rows, the constants (with the sizes by name), the facts; all rows at once where they are in memory."""

    rows: Dim
    constants: dict[str, Any]
    facts: Facts
    passes: Passes
    arrays: Callable[[], Mapping[str, Any]] | None = None

    def number(self, node: Node) -> float:
        """The value of a scalar without rows."""
        return float(self.function(node)(self.constants))

    def function(self, formula: Node) -> Callable[[Mapping[str, Any]], Any]:
        """A formula without rows as a function of constants: block by block, or where that cannot be, of all rows."""
        try:
            streamed = Streamed(formula, self.rows, self.facts)
        except WrtError as error:
            if self.arrays is None or error.code != "E-fit-blocks":
                raise
            arrays, whole = self.arrays(), compiled(formula, self.facts)
            return lambda constants: whole({**constants, **arrays})
        return lambda constants: streamed(self.passes, constants)

    def shape(self, unknown: Node) -> tuple[int, ...]:
        """The sizes of an unknown, which the data tell."""
        try:
            return tuple([int(size_of(dim, self.constants)) for dim in unknown.axes])
        except KeyError:
            name = unknown.value[0]
            raise WrtError(
                "E-fit-size", f"the data do not tell the size of {name}", help=f'shapes={{"{name}": "3"}}, or start=...'
            ) from None


# ---- least squares


def by_squares(
    parts: Sequence[Square], unknowns: Sequence[Node], task: Task, labels: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Any], Squared, Squares]:
    """The coefficients that minimise a sum of squares over rows and penalties, all unknowns at once."""
    shapes = [task.shape(unknown) for unknown in unknowns]
    pure = len(parts) == 1
    weights = [1.0] if pure else [task.number(part.weight) for part in parts]
    if any(weight < 0 for weight in weights):
        raise WrtError("E-fit-kind", "a square has a negative weight: there is no minimum")
    scaled = list(zip(parts, np.sqrt(weights), strict=True))
    rows = [(_of_block(part, shapes, task), factor) for part, factor in scaled if part.by_rows]
    fixed = [_times(factor, _constant(part, shapes, task)) for part, factor in scaled if not part.by_rows]

    def pairs(values: Mapping[str, Any]) -> Any:
        return [_times(factor, pair(values)) for pair, factor in rows]

    named = [
        label for unknown, shape in zip(unknowns, shapes, strict=True) for label in _labels(unknown, shape, labels)
    ]
    found = least_squares(task.passes.run, pairs, fixed, named, plain=shows_all(parts, task.passes.names))
    return _taken_apart(found.coefficients, unknowns, shapes), found, _statistics(found, unknowns, shapes, pure=pure)


def _labels(unknown: Node, shape: tuple[int, ...], labels: Mapping[str, Sequence[str]]) -> list[str]:
    name = unknown.value[0]
    return list(labels.get(name, ())) or ([f"{name}[{i + 1}]" for i in range(shape[0])] if shape else [name])


def _taken_apart(columns: Any, unknowns: Sequence[Node], shapes: Sequence[tuple[int, ...]]) -> dict[str, Any]:
    """The parts of stacked coefficients that belong to each unknown, in its shape."""
    found, place = {}, 0
    for unknown, shape in zip(unknowns, shapes, strict=True):
        size = shape[0] if shape else 1
        part = columns[place : place + size]
        found[unknown.value[0]] = part if len(shape) == 2 else part.reshape(shape)
        place += size
    return found


def _of_block(part: Square, shapes: Sequence[tuple[int, ...]], task: Task) -> Callable[[Mapping[str, Any]], Pair]:
    """Design and target as functions of a block."""

    def prepared(formula: Node) -> Callable[[Mapping[str, Any]], Any]:
        return RowFunction(formula, task.rows, task.facts).prepared(task.passes, task.constants)

    designs = [None if design is None else prepared(design) for design in part.designs]
    target = prepared(part.target)

    def pair(values: Mapping[str, Any]) -> Pair:
        found = [None if design is None else design(values) for design in designs]
        return _columns(found, target(values), shapes)

    return pair


def _constant(part: Square, shapes: Sequence[tuple[int, ...]], task: Task) -> Pair:
    known = task.constants
    designs = [None if design is None else compiled(design, task.facts)(known) for design in part.designs]
    return _columns(designs, compiled(part.target, task.facts)(known), shapes)


def _columns(designs: Sequence[Any], target: Any, shapes: Sequence[tuple[int, ...]]) -> Pair:
    """Design and target as matrices; where an unknown is not in a square, its columns are 0."""
    B = np.asarray(target)
    B = B if B.ndim == 2 else B.reshape(-1, 1)
    blocks = []
    for design, shape in zip(designs, shapes, strict=True):
        width = shape[0] if shape else 1
        blocks.append(np.zeros((len(B), width)) if design is None else np.asarray(design).reshape(-1, width))
    return (blocks[0] if len(blocks) == 1 else np.hstack(blocks)), B


def _times(factor: float, pair: Pair) -> Pair:
    return pair if factor == 1 else (factor * pair[0], factor * pair[1])


def _statistics(found: Squared, unknowns: Sequence[Node], shapes: Sequence[tuple[int, ...]], *, pure: bool) -> Squares:
    size, width = found.factor.shape[1], len(found.residual)
    residual, seen = float(np.sum(found.residual)), found.seen
    if not pure:
        return Squares(residual, None, False, None, {}, found.condition, found.rank)
    centred = bool(np.any(seen["constant"]))
    about = float(np.sum(seen["square"] - seen["sum"] ** 2 / found.rows) if centred else np.sum(seen["total"]))
    r_squared = 1 - residual / about if about > 0 else None
    spare = found.rows - size
    if spare <= 0 or found.rank < size:
        return Squares(residual, r_squared, centred, None, {}, found.condition, found.rank)
    inverse = np.linalg.solve(found.factor, np.eye(size))
    spread = np.sqrt(np.einsum("ij,ij->i", inverse, inverse))
    errors = _taken_apart(np.outer(spread, np.sqrt(found.residual / spare)), unknowns, shapes)
    variance = residual / (spare * width)
    return Squares(residual, r_squared, centred, variance, errors, found.condition, found.rank)


# ---- other closed forms


def by_formula(stages: Sequence[Stage], task: Task) -> dict[str, Any]:
    """The value of each unknown by its formula, sums over rows added up block by block."""
    found = {}
    for stage in stages:
        unknown = stage.root.unknown
        stacked = stage.root.vec and stage.value is stage.root.matrix
        formula = stage.root.value if stacked else stage.value
        try:
            value = task.function(formula)(task.constants)
        except np.linalg.LinAlgError:
            needed = "a matrix that the closed form inverts is singular for these data"
            raise WrtError("E-fit-singular", needed, help="are columns dependent?") from None
        found[unknown.value[0]] = np.reshape(value, task.shape(unknown), order="F") if stacked else np.asarray(value)
    return found


# ---- without a closed form


def by_steps(
    objective: Node, unknowns: Sequence[Node], task: Task, start: Mapping[str, Any]
) -> tuple[dict[str, Any], Iterated]:
    """The minimum of an objective that has no closed form, from a start (zeros, or ones for what is positive)."""
    shapes = [task.shape(unknown) for unknown in unknowns]
    point = np.concatenate([_start(u, shape, start).ravel() for u, shape in zip(unknowns, shapes, strict=True)])
    value = task.function(normal(objective))
    slopes = [task.function(derivative(objective, [u], "unconstrained")) for u in unknowns]
    bends = _second(objective, unknowns, task) if len(point) <= HESSIAN else None

    def at(flat: Any) -> dict[str, Any]:
        found, place = dict(task.constants), 0
        for unknown, shape in zip(unknowns, shapes, strict=True):
            size = int(np.prod(shape))
            found[unknown.value[0]] = flat[place : place + size].reshape(shape)
            place += size
        return found

    def objective_at(flat: Any) -> float:
        with np.errstate(all="ignore"):
            result = float(value(at(flat)))
        return result if np.isfinite(result) else np.inf

    def gradient_at(flat: Any) -> Any:
        known = at(flat)
        return np.concatenate([np.ravel(slope(known)) for slope in slopes])

    def hessian_at(flat: Any) -> Any:
        assert bends is not None
        return np.reshape(bends(at(flat)), (len(flat), len(flat)))

    lower = _bounds(unknowns, shapes)
    found = iterate(objective_at, gradient_at, hessian_at if bends is not None else None, point, lower)
    if bends is not None and found.converged:
        before, after = (np.linalg.eigvalsh(hessian_at(where)) for where in (point, found.point))
        found.flat = bool(after[0] < FLAT * np.max(np.abs(before)))
    known = at(found.point)
    return {unknown.value[0]: known[unknown.value[0]] for unknown in unknowns}, found


def _second(objective: Node, unknowns: Sequence[Node], task: Task) -> Callable[[Mapping[str, Any]], Any] | None:
    """The second derivative by a single vector or number, where it is a sum over rows."""
    if len(unknowns) != 1 or len(unknowns[0].axes) > 1:
        return None
    gradient = derivative(objective, [unknowns[0]], "unconstrained")
    try:
        return task.function(derivative(gradient, [unknowns[0]], "unconstrained"))
    except WrtError:
        return None


def _start(unknown: Node, shape: tuple[int, ...], start: Mapping[str, Any]) -> Any:
    name = unknown.value[0]
    if name in start:
        given = np.asarray(start[name], dtype=float)
        if given.shape != shape:
            raise WrtError("E-fit-start", f"the start for {name} has shape {given.shape}, and {name} has {shape}")
        return given
    facts = unknown.value[1]
    if "spd" in facts:
        return np.eye(shape[0])
    return np.full(shape, 0.5 if "probability" in facts else 1.0 if "positive" in facts else 0.0)


def _bounds(unknowns: Sequence[Node], shapes: Sequence[tuple[int, ...]]) -> list[float | None] | None:
    bounds: list[float | None] = []
    for unknown, shape in zip(unknowns, shapes, strict=True):
        low = 1e-12 if "positive" in unknown.value[1] else 0.0 if "nonnegative" in unknown.value[1] else None
        bounds += [low] * int(np.prod(shape))
    return bounds if any(low is not None for low in bounds) else None


def smooth(objective: Node) -> str | None:
    """The function in an objective that has no derivative somewhere, if there is one."""
    from wrt.expr.node import postorder

    for node in postorder(normal(objective)):
        if node.op == "norm1" or (node.op == "fn" and node.value in ("abs", "relu", "sign")):
            return "norm1" if node.op == "norm1" else str(node.value)
    return None
