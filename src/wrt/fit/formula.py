"""Closed forms other than least squares: the formula is computed, and what it gave is looked at.

A formula is right for almost all data.  So the constraints, the gradient and the second derivative (of all unknowns
together) are computed at the value that it gave: where a system was singular or nearly so, or the point is a maximum or
a saddle, that shows there.  Newton's step from the value says how many digits it has; where that is more than rounding,
the step is taken (for a system of equations that is iterative refinement).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.linalg import null_space

from wrt.diagnostics import WrtError
from wrt.expr.node import Node, postorder
from wrt.fit.charts import bases
from wrt.fit.claims import ENTRIES, broken, is_definite, said
from wrt.fit.curved import HESSIAN, Curved, Seen
from wrt.fit.task import Task
from wrt.solve.affine import affine
from wrt.solve.system import Stage

EPS = float(np.finfo(float).eps)
HOLDS = 1e-8  # of the terms of a constraint: more than that is no rounding
REFINED, ENOUGH = 1e-12, 1e-7  # of the values: a step that is worth taking, one that has to be told
ROUNDS = 4
SINGULAR = "a matrix that the closed form inverts is singular for these data"


@dataclass
class Computed:
    """Values by name, the objective there, and what is to be warned of."""

    values: dict[str, Any]
    objective: float | None = None
    is_minimum: bool = False
    warnings: list[str] = field(default_factory=list)


def by_formula(
    objective: Node,
    unknowns: Sequence[Node],
    stages: Sequence[Stage],
    constraints: Sequence[Node],
    task: Task,
    *,
    unique: bool,
) -> Computed:
    """The value of each unknown by its formula; `unique` where the formula is the only solution."""
    values = _computed(stages, task)
    kept = {u.value[0]: values[u.value[0]] for u in unknowns}
    warnings = []
    for unknown in unknowns:
        name = unknown.value[0]
        if not np.all(np.isfinite(kept[name])):
            raise WrtError("E-fit-singular", f"the closed form gives no finite {name} for these data: "
                           "something in it is divided by 0", help="are columns dependent, or constant?")  # fmt: skip
        warnings += _facts_warnings(unknown, kept[name])
    if warnings:
        return Computed(kept, warnings=warnings)
    curved = Curved(objective, unknowns, task, constraints)
    return _Look(curved, kept, constraints, unique=unique).found()


def _computed(stages: Sequence[Stage], task: Task) -> dict[str, Any]:
    found = {}
    for stage in stages:
        unknown = stage.root.unknown
        stacked = stage.root.vec and stage.value is stage.root.matrix
        formula = stage.root.value if stacked else stage.value
        try:
            with np.errstate(all="ignore"):
                value = task.function(formula)(task.constants)
        except np.linalg.LinAlgError:
            raise WrtError("E-fit-singular", SINGULAR, help="are columns dependent?") from None
        shape = task.shape(unknown)
        found[unknown.value[0]] = np.reshape(value, shape, order="F" if stacked else "C").astype(float)
    return found


def _facts_warnings(unknown: Node, value: Any) -> list[str]:
    """An error where the value is not what the unknown is assumed to be; a warning where it is so only just not."""
    name, facts = unknown.value
    if "spd" in facts and not is_definite(value):
        if broken(("psd",), value) is None:
            return [f"{name} is not positive definite for these data"]
        fact: str | None = "spd"
    else:
        fact = broken(facts, value)
    if fact in ("positive", "probability") and np.all((value >= 0) & (value <= 1 if fact == "probability" else True)):
        return [f"{name} is not {said(fact)} for these data: the objective has no minimum there"]
    if fact is None:
        return []
    help_ = f'start={{"{name}": ...}} does not change that: leave the assumption out' if fact not in ENTRIES else None
    raise WrtError("E-fit-facts", f"{name} is assumed {said(fact)}, and where the gradient vanishes it is not",
                   help=help_)  # fmt: skip


class _Look:
    """The constraints, the gradient and the second derivative at values that a formula gave."""

    def __init__(self, curved: Curved, values: Mapping[str, Any], constraints: Sequence[Node], *, unique: bool) -> None:
        self.curved, self.unique = curved, unique
        self.linear = all(affine(g, unknown) is not None for g in constraints for unknown in curved.unknowns)
        self.basis = bases(curved.unknowns, curved.shapes)
        self.point = curved.flat(values)
        self.warnings: list[str] = []

    def found(self) -> Computed:
        try:
            seen = self.curved.with_hessian(self.point)
        except np.linalg.LinAlgError:
            self.warnings.append("the gradient could not be computed at the values")
            return Computed(self.curved.values(self.point), warnings=self.warnings)
        if not seen.is_finite:
            self.warnings.append("the objective or a derivative of it is not a finite number at the values")
            return self._told(seen, minimum=False)
        self._check_constraints(seen)
        if seen.hessian is None or not self.linear:
            self._check_gradient(seen)
            if self.curved.size > HESSIAN:
                self.warnings.append(f"whether this is a minimum was not checked: more than {HESSIAN} unknowns")
            return self._told(seen, minimum=False)
        seen = self._refined(seen)
        return self._told(seen, minimum=self._is_minimum(seen))

    def _told(self, seen: Seen, *, minimum: bool) -> Computed:
        value = seen.value if np.isfinite(seen.value) else None
        return Computed(self.curved.values(self.point), value, minimum, self.warnings)

    def _check_constraints(self, seen: Seen) -> None:
        terms = np.abs(seen.jacobian) @ np.abs(self.point)
        known = np.abs(seen.jacobian @ self.point - seen.residual)
        if np.any(np.abs(seen.residual) > HOLDS * np.maximum(terms, known)):
            raise WrtError("E-fit-singular", "the constraints do not hold where the closed form is computed: they "
                           "contradict each other, or the system is singular for these data",
                           help="are constraints or columns dependent?")  # fmt: skip

    def _ways(self, seen: Seen) -> Any:
        """The directions in which the unknowns may move, as columns; None for all."""
        ways = self.basis
        if len(seen.jacobian):
            # rows of length 1, so that their units do not matter to the rank
            rows = seen.jacobian if ways is None else seen.jacobian @ ways
            length = np.linalg.norm(rows, axis=1, keepdims=True)
            inner = null_space(rows / np.where(length > 0, length, 1.0))
            ways = inner if ways is None else ways @ inner
        return ways

    def _step(self, seen: Seen) -> tuple[Any, Any, Any]:
        """Newton's step, the curvatures in units of their diagonal, and the units."""
        ways = self._ways(seen)
        gradient = seen.gradient if ways is None else ways.T @ seen.gradient
        hessian = seen.hessian if ways is None else ways.T @ seen.hessian @ ways
        if not len(gradient):
            return np.zeros_like(self.point), np.ones(1), np.ones_like(self.point)
        size = np.sqrt(np.abs(np.diag(hessian)))
        unit = np.where(size > 0, size, 1.0)
        values, turn = np.linalg.eigh(hessian / np.outer(unit, unit))
        kept = np.abs(values) > EPS * len(values) * np.max(np.abs(values))
        move = -(turn[:, kept] @ ((turn.T @ (gradient / unit))[kept] / values[kept])) / unit
        whole = np.sqrt(np.abs(np.diag(seen.hessian)))
        return (move if ways is None else ways @ move), values, np.where(whole > 0, whole, 0.0)

    def _far(self, step: Any, unit: Any) -> float:
        size = float(np.max(np.abs(self.point) * unit, initial=0.0))
        far = float(np.max(np.abs(step) * unit, initial=0.0))
        return far / size if size > 0 else 0.0

    def _refined(self, seen: Seen) -> Seen:
        step, values, unit = self._step(seen)
        self._check_curvature(values)
        far = self._far(step, unit)
        for _ in range(ROUNDS):
            if far <= REFINED:
                break
            before, there = self.point, None
            self.point = self.point + step
            try:
                there = self.curved.with_hessian(self.point)
            except np.linalg.LinAlgError:
                there = None
            if there is None or not there.is_finite:
                self.point = before
                break
            step, _, unit = self._step(there)
            closer = self._far(step, unit)
            if closer >= far:
                self.point = before
                break
            seen, far = there, closer
        if far > 1e-2:
            raise WrtError("E-fit-singular", "the closed form has no correct digit for these data: the gradient does "
                           "not vanish there", help="are columns dependent, or nearly so?")  # fmt: skip
        if far > ENOUGH:
            digits = int(-np.log10(far))
            self.warnings.append(f"the data are badly conditioned: about {digits} digits of the values are right")
        return seen

    def _check_curvature(self, values: Any) -> None:
        """A clear error for a maximum, a saddle, and for a system that is singular."""
        top = float(np.max(np.abs(values)))
        noise = 100 * EPS * len(values) * top
        if np.min(values) < -max(noise, 1e-9 * top):
            kind = "a maximum" if np.all(values < 0) else "a saddle"
            raise WrtError("E-fit-kind", f"the objective has no minimum where its gradient vanishes: for these data "
                           f"and constants that is {kind}")  # fmt: skip
        if self.unique and np.min(values) <= noise / 10:
            raise WrtError("E-fit-singular", "the data do not settle the unknowns: the second derivative is singular",
                           help="are columns dependent?")  # fmt: skip

    def _check_gradient(self, seen: Seen) -> None:
        """Without second derivatives: the gradient beside the size of its terms."""
        ways = self._ways(seen)
        left = seen.gradient if ways is None else ways @ (ways.T @ seen.gradient)
        if len(seen.jacobian) and np.max(np.abs(left)) > 1e-6 * max(np.max(np.abs(seen.gradient)), 1e-300):
            self.warnings.append("the gradient does not vanish along the constraints: digits were lost")

    def _is_minimum(self, seen: Seen) -> bool:
        values = self._step(seen)[1]
        return bool(np.min(values) > 0)


def is_quadratic(objective: Node, unknowns: Sequence[Node]) -> bool:
    """Whether the objective is quadratic in all unknowns together: a minimum is then the lowest of all."""
    from wrt.work.derive import derivative

    gradients = [derivative(objective, [u], "unconstrained") for u in unknowns]
    for gradient in gradients:
        for unknown in unknowns:
            second = derivative(gradient, [unknown], "unconstrained")
            if any(part in unknowns for part in postorder(second)):
                return False
    return True
