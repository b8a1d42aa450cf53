"""The objective, its gradient and its second derivative by all unknowns together, from one pass over the rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from wrt.diagnostics import WrtError
from wrt.expr.node import Node
from wrt.fit.task import Task
from wrt.work.derive import derivative
from wrt.work.normal import normal

HESSIAN = 600  # unknowns up to which second derivatives are formed
DIFFERENCES = 60  # unknowns up to which they are taken from differences of the gradient, where no formula serves


class Seen(NamedTuple):
    """What was found at a point; the second derivative may be missing.  Constraints: their values and Jacobian."""

    value: float
    gradient: Any
    hessian: Any
    residual: Any
    jacobian: Any

    @property
    def is_finite(self) -> bool:
        parts = (self.value, self.gradient, self.residual, self.jacobian, () if self.hessian is None else self.hessian)
        return all(np.all(np.isfinite(part)) for part in parts)


Look = Callable[[Any], Seen]
"""Value and derivatives at a point."""


class Curved:
    """An objective (and constraints, which are to be 0) as functions of all unknowns in one vector.

    Matrices are stacked column by column.
    """

    def __init__(self, objective: Node, unknowns: Sequence[Node], task: Task, constraints: Sequence[Node] = ()) -> None:
        self.unknowns, self.task = tuple(unknowns), task
        self.shapes = [task.shape(unknown) for unknown in unknowns]
        self.sizes = [int(np.prod(shape)) for shape in self.shapes]
        self.size = sum(self.sizes)
        gradients = [derivative(objective, [u], "unconstrained") for u in unknowns]
        slopes = [derivative(g, [u], "unconstrained") for g in constraints for u in unknowns]
        self._formulas = [normal(objective), *gradients, *map(normal, constraints), *slopes]
        self._tall = [task.length(g) for g in constraints]
        self._second: list[Node] = []
        self._all: Any = None
        if self.size <= HESSIAN:
            try:
                self._second = [derivative(g, [u], "unconstrained")
                                for i, g in enumerate(gradients) for u in unknowns[i:]]  # fmt: skip
                self._all = task.functions([*self._formulas, *self._second], whole=not self._has_matrix())
            except WrtError:
                self._second = []
        if self._all is None:
            self._all = task.functions(self._formulas)

    def _has_matrix(self) -> bool:
        return any(len(unknown.axes) > 1 for unknown in self.unknowns)

    def values(self, flat: Any) -> dict[str, Any]:
        """The unknowns by name, each in its shape."""
        found, place = {}, 0
        for unknown, shape, size in zip(self.unknowns, self.shapes, self.sizes, strict=True):
            found[unknown.value[0]] = flat[place : place + size].reshape(shape, order="F")
            place += size
        return found

    def flat(self, values: Mapping[str, Any]) -> Any:
        """The unknowns by name in one vector."""
        return np.concatenate([np.ravel(values[u.value[0]], order="F") for u in self.unknowns]).astype(float)

    def at(self, flat: Any) -> Seen:
        """Everything at a point."""
        with np.errstate(all="ignore"):
            found = iter(self._all({**self.task.constants, **self.values(flat)}))
        value = float(next(found))
        gradient = np.concatenate([np.ravel(next(found), order="F") for _ in self.unknowns])
        residual = np.concatenate([np.ravel(next(found), order="F") for _ in self._tall] or [np.zeros(0)])
        rows = [np.hstack([_block(next(found), tall, size) for size in self.sizes]) for tall in self._tall]
        jacobian = np.vstack(rows) if rows else np.zeros((0, self.size))
        return Seen(value, gradient, self._hessian(found) if self._second else None, residual, jacobian)

    def _hessian(self, found: Any) -> Any:
        edges = np.cumsum([0, *self.sizes])
        whole = np.zeros((self.size, self.size))
        for i, first in enumerate(self.sizes):
            for j in range(i, len(self.sizes)):
                block = _block(next(found), first, self.sizes[j])
                whole[edges[i] : edges[i + 1], edges[j] : edges[j + 1]] = block
                whole[edges[j] : edges[j + 1], edges[i] : edges[i + 1]] = block.T
        return (whole + whole.T) / 2

    def with_hessian(self, flat: Any) -> Seen:
        """Everything at a point, the second derivative by differences where there is no formula for it."""
        seen = self.at(flat)
        if seen.hessian is not None or self.size > DIFFERENCES or not self.task.in_memory:
            return seen
        step = np.cbrt(np.finfo(float).eps) * (np.abs(flat) + np.max(np.abs(flat), initial=0.0) / 8 + 1e-8)
        rows = []
        for i, width in enumerate(step):
            away = np.zeros(self.size)
            away[i] = width
            rows.append((self.at(flat + away).gradient - self.at(flat - away).gradient) / (2 * width))
        return seen._replace(hessian=(np.array(rows) + np.array(rows).T) / 2)


def _block(value: Any, rows: int, cols: int) -> Any:
    """A derivative as a matrix, whatever axes it has lost to numbers among its parts."""
    array = np.asarray(value, dtype=float)
    if array.shape == (rows, cols):
        return array
    return np.ravel(array, order="F").reshape(rows, cols)
