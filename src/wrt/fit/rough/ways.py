"""An objective with kinks: which of the two ways leads to its minimum, and what is said of the answer.

A smooth convex part with kinks in the unknowns themselves (or in multiples of single entries, or in the length of an
unknown) is minimised by proximal Newton steps; sums of absolute values of linear expressions by a linear programme.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from wrt.diagnostics import WrtError
from wrt.expr import build as b
from wrt.fit.arguments import start_of
from wrt.fit.curved import Curved
from wrt.fit.rough.bowl import is_convex
from wrt.fit.rough.composite import minimised
from wrt.fit.rough.gathered import linear
from wrt.fit.rough.kinks import Parted, is_affine, parted, refused
from wrt.fit.rough.placed import placed
from wrt.fit.rough.programme import GAP, Programme, solve
from wrt.fit.task import Task
from wrt.minimise.problem import Problem
from wrt.work.normal import normal

BOUNDS = frozenset(("positive", "nonnegative"))
FACTS = BOUNDS | {"nonzero"}
AS_GOOD = "other values may be as good: the minimum was not found to be the only one"
FLAT = "the objective is flat where it was minimised: other values may be as good, or the minimum may lie at infinity"


@dataclass
class Rough:
    """Values by name, the objective, how it was minimised, why that is the minimum, and what to beware of."""

    values: dict[str, Any]
    objective: float
    method: str
    certificate: str
    steps: int
    warnings: list[str] = field(default_factory=list)


def by_kinks(posed: Problem, task: Task, start: Mapping[str, Any]) -> Rough | None:
    """The minimum of an objective with kinks; None where it has none.

    Raises E-unsupported for kinks in other places, and for constraints; E-fit-kind where there is no minimum.
    """
    unknowns = posed.unknowns
    found = parted(posed.objective, unknowns, None if task.at_once else task.rows)
    if not found.kinks:
        return None
    if posed.constraints:
        raise WrtError("E-unsupported", "constraints are not supported where the objective has norm1, abs or relu")
    for unknown in unknowns:
        if set(unknown.value[1]) - FACTS:
            raise WrtError("E-unsupported", f"what is assumed of {unknown.value[0]} is not supported beside norm1, "
                           "norm2, abs or relu", help="positive and nonnegative are")  # fmt: skip
    way = _Way(posed, task, found)
    if is_affine(way.smooth, unknowns) and all(each.kind != "norm2" for each in found.kinks):
        return way.programme()
    return way.composite(start)


class _Way:
    def __init__(self, posed: Problem, task: Task, parts: Parted) -> None:
        self.posed, self.task, self.parts, self.kinks = posed, task, parts, parts.kinks
        self.unknowns = posed.unknowns
        self.smooth = b.add(b.num(0), *parts.smooth, *parts.long)
        self.curved = Curved(self.smooth, self.unknowns, task)
        self.sizes = self.curved.sizes
        self.edges = np.cumsum([0, *self.sizes])
        bounded = [bool(BOUNDS & set(u.value[1])) for u in self.unknowns]
        self.bounded = np.repeat(bounded, self.sizes)

    # ---- linear programmes

    def programme(self) -> Rough:
        """The minimum of a sum of absolute values."""
        if any(len(unknown.axes) > 1 for unknown in self.unknowns):
            raise refused(self.posed.objective, "is a sum of absolute values with a matrix to be found")
        parts = [linear(each, self.unknowns, self.sizes, self.task) for each in self.kinks]
        slope = self.curved.at(np.zeros(len(self.bounded))).gradient
        if not np.all(np.isfinite(slope)):
            raise WrtError("E-fit-values", "the linear part of the objective is not finite for these data")
        A, at_zero, up, down = (np.concatenate(each) for each in zip(*parts, strict=True))
        found = solve(Programme(A, at_zero, slope, up, down, self.bounded))
        warnings = [] if found.unique else [AS_GOOD]
        if not found.gap <= GAP:
            warnings.insert(0, f"not converged: the value may be above the least one by {found.gap:.1e} of its terms")
        told = f"the value is at most {found.gap:.1e} of the sum of its terms above the least one (duality)"
        return self._told(found.point, "linear programme, by HiGHS", told, found.steps, warnings)

    # ---- smooth and penalty

    def composite(self, start: Mapping[str, Any]) -> Rough:
        """The minimum of a smooth part with kinks in the unknowns."""
        penalty, centre = placed(self.kinks, self.unknowns, self.sizes, self.bounded, self.task)
        found = minimised(self.curved.at, penalty, centre, self._start(start, centre))
        warnings = []
        if not found.converged:
            warnings.append(
                f"not converged after {found.steps} steps: {found.left:.1e} of the slope at the kinks is left"
            )
        convex = is_convex(self.parts, self.unknowns, self.task)
        if not convex:
            warnings.append("whether the smooth part is convex was not decided: there may be a lower minimum elsewhere")
        if found.singular:
            warnings.append(FLAT)
        kinked = ~penalty.free
        for part, _ in penalty.groups:
            kinked[part] = True
        at, all_of = int(np.sum(found.point[kinked] == centre[kinked])), int(np.sum(kinked))
        told = (f"gradient and subgradient cancel to {found.left:.1e} of the slope at the kinks, so this is the minimum"
                if found.converged and convex else f"{found.left:.1e} of the slope at the kinks is left")  # fmt: skip
        told += f"; {at} of {all_of} penalised values are exactly at their kinks"
        return self._told(found.point, found.method, told, found.steps, warnings)

    def _start(self, given: Mapping[str, Any], centre: Any) -> Any:
        values = self.curved.values(centre)
        for unknown, shape in zip(self.unknowns, self.curved.shapes, strict=True):
            name = unknown.value[0]
            if name in given:
                values[name] = start_of(name, shape, given)
        start = self.curved.flat(values)
        if np.any(start[self.bounded] < 0):
            raise WrtError("E-fit-start", "an unknown is assumed nonnegative, and its start is not")
        return start

    # ---- what is said

    def _told(self, point: Any, method: str, told: str, steps: int, warnings: list[str]) -> Rough:
        values = self.curved.values(point)
        known = {**self.task.constants, **values}
        for length in self.parts.lengths:
            if not float(self.task.function(length)(known)) > 0:
                raise refused(length, "is 0 at the minimum, where it has no derivative")
        for unknown in self.unknowns:
            name = unknown.value[0]
            if "positive" in unknown.value[1] and np.any(values[name] <= 0):
                warnings.append(f"{name} is assumed positive, and the minimum has zeros in it")
        value = float(self.task.function(normal(self.posed.asked or self.posed.objective))(known))
        return Rough(values, value, method, told, steps, warnings)
