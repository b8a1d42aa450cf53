"""Least squares: the squares that an objective is a sum of, as one problem of linear algebra."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from wrt.diagnostics import WrtError
from wrt.expr.node import Node
from wrt.fit.least import EPS, Pair, Squared, least_squares
from wrt.fit.result import Squares
from wrt.fit.squares import Square, shows_all
from wrt.fit.streamed import compiled
from wrt.fit.task import Task

EXACT = 1e3 * EPS  # of the targets: a residual that is rounding and nothing else


def weights_of(parts: Sequence[Square], task: Task) -> list[float]:
    """The factors of the squares; that of a single one is 1 where it is positive, for it changes nothing.

    Raises E-fit-kind where the factor of a single square is negative or 0.
    """
    if len(parts) > 1:
        return [task.number(part.weight) for part in parts]
    weight = parts[0].weight
    if "positive" not in task.facts.of(weight):
        found = task.number(weight)
        if not np.isfinite(found):
            raise WrtError("E-fit-values", "the factor of the square is not a finite number")
        if found < 0:
            raise WrtError("E-fit-kind", f"the objective has no minimum: its square has the factor {found:g}")
        if found == 0:
            raise WrtError("E-fit-kind", "the objective is the same everywhere: its square has the factor 0")
    return [1.0]


def by_squares(
    parts: Sequence[Square],
    weights: Sequence[float],
    unknowns: Sequence[Node],
    task: Task,
    labels: Mapping[str, Sequence[str]],
) -> tuple[dict[str, Any], Squared, Squares]:
    """The coefficients that minimise a sum of squares over rows and penalties, all unknowns at once."""
    shapes = [task.shape(unknown) for unknown in unknowns]
    scaled = list(zip(parts, np.sqrt(weights), strict=True))
    rows = [(_of_block(part, shapes, task), factor) for part, factor in scaled if part.by_rows]
    fixed = [_times(factor, _constant(part, shapes, task)) for part, factor in scaled if not part.by_rows]

    def pairs(values: Mapping[str, Any]) -> Any:
        return [_times(factor, pair(values)) for pair, factor in rows]

    named = [
        label for unknown, shape in zip(unknowns, shapes, strict=True) for label in _labels(unknown, shape, labels)
    ]
    plain = shows_all(parts, task.passes.names)
    found = least_squares(task.passes.run, pairs, fixed, named, _roots(parts, task), plain=plain)
    told = _statistics(found, unknowns, shapes, parts)
    return _taken_apart(found.coefficients, unknowns, shapes), found, told


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
    designs = [None if design is None else task.by_block(design) for design in part.designs]
    target = task.by_block(part.target)

    def pair(values: Mapping[str, Any]) -> Pair:
        found = [None if design is None else design(values) for design in designs]
        return _columns(found, target(values), shapes)

    return pair


def _roots(parts: Sequence[Square], task: Task) -> Callable[[Mapping[str, Any]], list[Any]] | None:
    """The roots of the weights of the rows, for each square that has rows."""
    found = [None if part.root is None else task.by_block(part.root) for part in parts if part.by_rows]
    if not any(found):
        return None
    return lambda values: [None if root is None else np.ravel(root(values)) for root in found]


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


def _statistics(
    found: Squared, unknowns: Sequence[Node], shapes: Sequence[tuple[int, ...]], parts: Sequence[Square]
) -> Squares:
    size, width = found.factor.shape[1], len(found.residual)
    residual, seen = float(np.sum(found.residual)), found.seen
    told = Squares(residual, None, False, None, {}, found.condition, found.rank)
    if len(parts) > 1:
        several = sum(part.by_rows for part in parts) > 1
        told.note = "the objective has several sums of squares over rows" if several else "there is a penalty"
        told.penalised = True
        return told
    told.centred = bool(np.any(seen["constant"]))
    weight = float(seen["weight"])
    away = np.sum(seen["square"] - seen["sum"] ** 2 / weight) if weight > 0 else 0.0
    about = float(away if told.centred else np.sum(seen["total"]))
    told.r_squared = 1 - residual / about if about > 0 else None
    spare = int(seen["counted"]) - size
    if found.rank < size:
        told.note = "the columns are dependent"
    elif spare <= 0:
        told.note = "there are no more rows than coefficients"
    else:
        inverse = np.linalg.solve(found.factor, np.eye(size))
        spread = np.sqrt(np.einsum("ij,ij->i", inverse, inverse))
        told.standard_errors = _taken_apart(np.outer(spread, np.sqrt(found.residual / spare)), unknowns, shapes)
        told.variance = residual / (spare * width)
        if residual <= EXACT**2 * float(np.sum(seen["total"])):
            found.warnings.append("the fit is exact: residuals and standard errors are rounding")
    return told
