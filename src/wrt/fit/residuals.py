"""The residuals of least squares, row by row: a bounded sample of them, from one more pass over the data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.linalg import solve_triangular

from wrt.diagnostics import WrtError
from wrt.expr import build as b
from wrt.expr.node import Node
from wrt.fit.least import Squared
from wrt.fit.passes import Passes
from wrt.fit.squares import Square
from wrt.fit.task import Task

SEED = 0  # of the sample
LARGEST = 10  # residuals that are kept besides
FULL = 1e-12  # a leverage that is as near to 1 leaves no residual


@dataclass(frozen=True)
class Residuals:
    """Rows (from 1) with fitted values, residuals, and residuals in units of their standard deviation.

    With weights, a residual is multiplied by the root of its weight.  `leverage` is None where there is a penalty, or
    columns are dependent; residuals are then measured by their root mean square.  The first `sampled` rows are drawn at
    random (all of them, where there are no more), after them come the largest residuals that were not drawn; `total`
    counts all rows that have a residual.
    """

    row: Any
    fitted: Any
    residual: Any
    standardised: Any
    leverage: Any
    sampled: int
    total: int
    weighted: bool


class RowsOfSquares:
    """The rows of a fit by least squares, which can be read once more."""

    def __init__(
        self, parts: Sequence[Square], found: Squared, variance: float | None, task: Task, unknowns: Sequence[Node]
    ) -> None:
        self.parts, self.found, self.variance, self.task, self.unknowns = parts, found, variance, task, unknowns

    def sample(self, size: int) -> Residuals:
        """At most `size` rows, and the largest residuals; one pass over the rows, of which no more is held.

        Raises E-fit-plot where there is no single residual in a row, or the rows are on a cluster.
        """
        part = self._part()
        rng = np.random.default_rng(SEED)
        drawn = largest = np.zeros((0, 6))
        total, square = 0, 0.0
        for first, columns in self._blocks(part):
            keys = rng.random(len(columns))
            rows = np.column_stack([keys, np.arange(first + 1.0, first + 1 + len(columns)), columns])
            rows = rows[np.isfinite(rows[:, 3])]  # without those of weight 0
            total, square = total + len(rows), square + float(rows[:, 3] @ rows[:, 3])
            drawn = _least(np.concatenate([drawn, rows]), lambda kept: kept[:, 0], size)
            largest = _least(np.concatenate([largest, rows]), lambda kept: -np.abs(kept[:, 4]), LARGEST)
        drawn = drawn[np.argsort(drawn[:, 1], kind="stable")]
        found = np.concatenate([drawn, largest[~np.isin(largest[:, 1], drawn[:, 1])]])
        spread = found[:, 4]
        if self.variance is None:
            spread = found[:, 3] / (np.sqrt(square / total) if square > 0 else 1.0)
        leverage = None if self.variance is None else found[:, 5]
        return Residuals(found[:, 1].astype(int), found[:, 2], found[:, 3], spread, leverage, len(drawn), total,
                         part.root is not None)  # fmt: skip

    def _part(self) -> Square:
        by_rows = [part for part in self.parts if part.by_rows]
        if len(by_rows) > 1:
            raise WrtError("E-fit-plot", "the objective has several sums of squares over rows: which residuals?")
        if len(self.found.residual) > 1:
            raise WrtError("E-fit-plot", "there are several targets: which residuals?", help="fit one of them")
        if not isinstance(self.task.passes, Passes):
            raise WrtError("E-fit-plot", "the residuals of a fit on a cluster are not collected")
        return by_rows[0]

    def _blocks(self, square: Square) -> Iterator[tuple[int, Any]]:
        """Fitted value, residual, residual in units of its standard deviation and leverage, block by block."""
        task = self.task
        before = task.passes
        passes = Passes(before.source, before.names, before.size)
        designs = [None if design is None else task.by_block(design, passes) for design in square.designs]
        target = task.by_block(square.target, passes)
        root = None if square.root is None else task.by_block(square.root, passes)
        factor, coefficients = self.found.factor, self.found.coefficients[:, 0]
        sizes = [(task.shape(unknown) or (1,))[0] for unknown in self.unknowns]
        sign = -1.0 if b.split(square.target)[0] < 0 else 1.0  # of y - X*u, the target is -y
        unit = 0.0 if self.variance is None else np.sqrt(self.variance)
        for block in passes.source.blocks(passes.size, 0, passes.names):
            length = len(next(iter(block.values.values())))
            given = [None if design is None else design(block.values) for design in designs]
            A = np.hstack([np.zeros((length, size)) if part is None else np.reshape(part, (length, size))
                           for part, size in zip(given, sizes, strict=True)])  # fmt: skip
            B = np.broadcast_to(np.ravel(target(block.values)), length)
            weight = np.ones(length) if root is None else np.ravel(root(block.values))
            fitted = sign * (A @ coefficients)
            residual = sign * B - fitted
            leverage = np.zeros(length)
            if unit > 0:
                leverage = np.sum(solve_triangular(factor, A.T, trans="T") ** 2, axis=0)
            spare = np.where(leverage < 1 - FULL, 1 - leverage, np.inf)
            with np.errstate(divide="ignore", invalid="ignore"):
                fitted = np.where(weight > 0, fitted / weight, np.nan)
                measured = residual / (unit * np.sqrt(spare)) if unit > 0 else residual
            residual = np.where(weight > 0, residual, np.nan)
            yield block.first, np.column_stack([fitted, residual, measured, leverage])


def _least(rows: Any, key: Callable[[Any], Any], count: int) -> Any:
    """The rows with the smallest keys, in their order."""
    if len(rows) <= count:
        return rows
    return rows[np.sort(np.argpartition(key(rows), count - 1)[:count])]
