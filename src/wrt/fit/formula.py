"""Closed forms other than least squares: the formula is computed, and what it gave is looked at.

A formula is right for almost all data.  So the constraints, the gradient and the second derivative (of all unknowns
together) are computed at the value that it gave: where a system was singular or nearly so, or the point is a maximum or
a saddle, that shows there.  Newton's step from the value says how many digits it has; where that is more than rounding,
the step is taken (for a system of equations that is iterative refinement).
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.linalg import LinAlgWarning, null_space

from wrt.diagnostics import WrtError
from wrt.expr import build as b
from wrt.expr.node import Node, postorder
from wrt.fit.charts import bases
from wrt.fit.claims import ENTRIES, broken, is_definite, said
from wrt.fit.curved import HESSIAN, Curved, Seen
from wrt.fit.task import Task
from wrt.solve.affine import affine
from wrt.solve.system import Stage

EPS = float(np.finfo(float).eps)
EXACT = 1e3 * EPS  # of the terms of a residual: it is rounding and nothing else
HOLDS = 1e-8  # of the terms of a constraint: more than that is no rounding
REFINED, ENOUGH = 1e-12, 1e-7  # of the values: a step that is worth taking, one that has to be told
ROUNDS = 20
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
    try:
        values = _computed(stages, task)
    except WrtError as error:
        if error.code != "E-fit-singular" or not _is_system(objective, unknowns, constraints):
            raise
        # one of the matrices that the formula inverts is singular, and perhaps not the whole system
        curved = Curved(objective, unknowns, task, constraints)
        if curved.size > HESSIAN:
            raise
        nothing = {u.value[0]: np.zeros(shape) for u, shape in zip(unknowns, curved.shapes, strict=True)}
        found = _Look(objective, curved, nothing, constraints, unique=unique).found()
        for unknown in unknowns:
            found.warnings += _facts_warnings(unknown, found.values[unknown.value[0]])
        return found
    kept = {u.value[0]: values[u.value[0]] for u in unknowns}
    told = [warning for unknown in unknowns for warning in _facts_warnings(unknown, kept[unknown.value[0]])]
    if told:
        return Computed(kept, warnings=told)
    _check_exact(stages, unknowns, task)
    curved = Curved(objective, unknowns, task, constraints)
    try:
        return _Look(objective, curved, kept, constraints, unique=unique).found()
    except WrtError as error:
        if error.code != "E-data-once":
            raise
        return Computed(kept, warnings=["the data can be read once only: the values were not looked at"])


def _computed(stages: Sequence[Stage], task: Task) -> dict[str, Any]:
    found = {}
    for stage in stages:
        unknown = stage.root.unknown
        stacked = stage.root.vec and stage.value is stage.root.matrix
        formula = stage.root.value if stacked else stage.value
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore", LinAlgWarning)  # the value is looked at afterwards
                value = task.function(formula)(task.constants)
        except np.linalg.LinAlgError:
            raise WrtError("E-fit-singular", SINGULAR, help="are columns dependent?") from None
        shape = task.shape(unknown)
        name = unknown.value[0]
        if not np.all(np.isfinite(value)):
            raise WrtError("E-fit-singular", f"the closed form gives no finite {name} for these data: "
                           "something in it is divided by 0", help="are columns dependent, or constant?")  # fmt: skip
        found[name] = np.array(np.reshape(value, shape, order="F" if stacked else "C"), dtype=float)
    return found


def _is_system(objective: Node, unknowns: Sequence[Node], constraints: Sequence[Node]) -> bool:
    """Whether the minimum is the solution of a linear system, whatever the point one begins at."""
    linear = all(affine(g, unknown) is not None for g in constraints for unknown in unknowns)
    return linear and is_quadratic(objective, unknowns)


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


def _check_exact(stages: Sequence[Stage], unknowns: Sequence[Node], task: Task) -> None:
    """A clear error for a positive number (a variance) that is a sum of squares of nothing but rounding."""
    for stage in stages:
        unknown = stage.root.unknown
        if unknown not in unknowns or unknown.axes or "positive" not in unknown.value[1]:
            continue
        for node in postorder(stage.value):
            if node.op != "norm2" or node.args[0].op != "add":
                continue
            formulas = [b.pow_(b.norm2(x), b.num(2)) for x in (node.args[0], *node.args[0].args)]
            whole, *parts = map(float, task.functions(formulas)(task.constants))
            if whole <= EXACT**2 * sum(parts):
                name = unknown.value[0]
                raise WrtError("E-fit-kind", f"the fit is exact: the objective has no minimum, {name} goes to 0")


class _Look:
    """The constraints, the gradient and the second derivative at values that a formula gave."""

    def __init__(
        self,
        objective: Node,
        curved: Curved,
        values: Mapping[str, Any],
        constraints: Sequence[Node],
        *,
        unique: bool,
    ) -> None:
        self.objective, self.curved, self.unique = objective, curved, unique
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
        seen = self._restored(seen)
        self._check_constraints(seen)
        if seen.hessian is None or not self.linear:
            self._check_gradient(seen)
            if self.curved.size > HESSIAN and is_quadratic(self.objective, self.curved.unknowns):
                self.warnings.append(
                    f"whether the system that was solved is singular was not checked: more than {HESSIAN} unknowns"
                )
            return self._told(seen, minimum=False)
        seen = self._refined(seen)
        self._check_constraints(seen)
        self._check_condition(seen)
        return self._told(seen, minimum=self._is_minimum(seen))

    def _told(self, seen: Seen, *, minimum: bool) -> Computed:
        value = seen.value if np.isfinite(seen.value) else None
        return Computed(self.curved.values(self.point), value, minimum, list(dict.fromkeys(self.warnings)))

    def _scaled(self, seen: Seen) -> tuple[Any, Any, Any]:
        """Directions of the unknowns in units of the curvature, what restores constraints, what those leave free."""
        ways = np.eye(self.curved.size) if self.basis is None else self.basis
        if seen.hessian is not None:
            size = np.sqrt(np.abs(np.einsum("ij,ij->j", ways, seen.hessian @ ways)))
            ways = ways / np.where(size > 0, size, 1.0)
        rows = seen.jacobian @ ways
        length = np.linalg.norm(rows, axis=1)
        length[length == 0] = 1.0
        free = null_space(rows / length[:, None]) if len(rows) else np.eye(ways.shape[1])
        return ways, np.linalg.pinv(rows / length[:, None]) / length if len(rows) else None, free

    def _restored(self, seen: Seen) -> Seen:
        """The nearest point at which linear constraints hold."""
        for _ in range(2):
            terms = np.abs(seen.jacobian) @ np.abs(self.point)
            if not self.linear or not np.any(np.abs(seen.residual) > 16 * EPS * terms):
                break
            ways, back, _ = self._scaled(seen)
            self.point = self.point - ways @ (back @ seen.residual)
            seen = self.curved.with_hessian(self.point)
        return seen

    def _check_constraints(self, seen: Seen) -> None:
        terms = np.abs(seen.jacobian) @ np.abs(self.point)
        known = np.abs(seen.jacobian @ self.point - seen.residual)
        if np.any(np.abs(seen.residual) > HOLDS * np.maximum(terms, known)):
            raise WrtError("E-fit-singular", "the constraints do not hold where the closed form is computed: they "
                           "contradict each other, or the system is singular for these data",
                           help="are constraints or columns dependent?")  # fmt: skip
        left = np.maximum(np.abs(seen.residual), EPS * terms)  # nothing smaller can be seen
        if self.linear and np.any(left > ENOUGH * known):
            sides = np.abs(self.curved.at(np.zeros_like(self.point)).residual)  # the right-hand sides
            far = float(np.max(left[sides > 0] / sides[sides > 0], initial=0.0))
            if far > ENOUGH:
                digits = max(0, int(-np.log10(far)))
                self.warnings.append(f"the constraints hold to about {digits} digits of their right-hand sides only")

    def _check_condition(self, seen: Seen) -> None:
        """A warning where the constraints themselves lose digits."""
        if not len(seen.jacobian):
            return
        rows = seen.jacobian @ self._scaled(seen)[0]
        values = np.linalg.svd(rows / np.linalg.norm(rows, axis=1, keepdims=True), compute_uv=False)
        far = EPS * values[0] / max(values[-1], EPS * values[0])
        if far > ENOUGH / 100:  # what a vector of some entries feels of it may be more
            digits = max(0, int(-np.log10(far)) - 2)
            self.warnings.append(
                f"the constraints are badly conditioned: perhaps no more than {digits} digits are right"
            )

    def _step(self, seen: Seen) -> tuple[Any, Any, Any]:
        """Newton's step, the curvatures of the free directions, and the units of the unknowns."""
        ways, _, free = self._scaled(seen)
        whole = np.sqrt(np.abs(np.diag(seen.hessian)))
        if not free.shape[1]:
            return np.zeros_like(self.point), np.ones(1), whole
        inner = ways @ free
        values, turn = np.linalg.eigh(inner.T @ seen.hessian @ inner)
        kept = np.abs(values) > EPS * len(values) * np.max(np.abs(values))
        move = -(turn[:, kept] @ ((turn.T @ (inner.T @ seen.gradient))[kept] / values[kept]))
        return inner @ move, values, whole

    def _far(self, step: Any, unit: Any) -> float:
        size = float(np.max(np.abs(self.point) * unit, initial=0.0))
        far = float(np.max(np.abs(step) * unit, initial=0.0))
        return far / size if size > 0 else np.inf if far > 0 else 0.0

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
                there = self._restored(self.curved.with_hessian(self.point))
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
        top = max(float(np.max(np.abs(values))), 1.0)  # each unknown has curvature 1 in its unit
        noise = 100 * EPS * len(values) * top
        if np.min(values) < -max(noise, 1e-9 * top):
            kind = "a maximum" if np.all(values < 0) else "a saddle"
            raise WrtError("E-fit-kind", f"the objective has no minimum where its gradient vanishes: for these data "
                           f"and constants that is {kind}")  # fmt: skip
        if self.unique and np.min(values) <= noise / 50:
            raise WrtError("E-fit-singular", "the data do not settle the unknowns: the second derivative is singular",
                           help="are columns dependent?")  # fmt: skip

    def _check_gradient(self, seen: Seen) -> None:
        """Without second derivatives: the gradient beside the size of its terms."""
        ways, _, free = self._scaled(seen)
        inner = ways @ free
        left, terms = np.abs(inner.T @ seen.gradient), np.abs(inner).T @ np.abs(seen.gradient)
        if len(seen.jacobian) and np.any(left > 1e-6 * terms):
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
