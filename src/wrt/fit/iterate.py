"""Minima without a closed form: SciPy's minimisers, in units in which the start has gradient and curvature 1.

Objective, unknowns and data may be in any units: the unknowns are measured by the second derivative at the start, the
objective by its gradient there.  What SciPy finds is improved by Newton's steps until they no longer get smaller, and
judged by the last of them: how far it would go beside how far the unknowns are from 0 and from the start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from wrt.diagnostics import WrtError
from wrt.fit.curved import Look, Seen

STEPS, POLISH, ESCAPES = 500, 30, 3
NEAR = 1e-6  # of the size of the unknowns: as far as the last step may go
BELOW = 1e-13  # of the objective: what a step may still gain
FLAT = 1e-8  # of the curvature at the start: less than that is no minimum to rely on
SINGULAR = 1e-13
EPS = float(np.finfo(float).eps)


@dataclass
class Iterated:
    """The point that was reached, and how; `kind` says what the second derivative is there."""

    point: Any
    seen: Seen
    steps: int
    method: str
    converged: bool
    kind: str  # minimum, flat, singular, no minimum, unknown
    message: str = ""


def iterate(look: Look, closely: Look, start: Any, floor: Any) -> Iterated:
    """The minimum from a start; `closely` is `look` with a second derivative at any cost, `floor` bounds from below."""
    with np.errstate(all="ignore"):
        return _Search(look, closely, start, floor).found()


class _Search:
    def __init__(self, look: Look, closely: Look, start: Any, floor: Any) -> None:
        self.look, self.closely, self.start, self.floor = look, closely, start, floor
        self.bounded = bool(np.any(np.isfinite(floor)))
        self.first = closely(start)
        if not self.first.is_finite:
            raise WrtError("E-fit-start", "the objective or a derivative of it is not a finite number at the start",
                           help="start={...} names a point to begin at; data in other units may help")  # fmt: skip
        self.unit = _units(self.first, start)
        self.steps = 0

    def found(self) -> Iterated:
        point, message = self.start, ""
        for _ in range(ESCAPES + 1):
            point, message = self._minimised(point)
            point, seen, step = self._improved(point)
            down = self._downwards(point, seen)
            if down is None:
                break
            point = down
        method = "trust-region Newton" if self._newton else "L-BFGS"
        kind, good = self._kind(seen, point, step), self._is_near(point, seen, step)
        return Iterated(point, seen, self.steps, method, good, kind, message)

    @property
    def _newton(self) -> bool:
        return not self.bounded and self.look(self.start).hessian is not None

    def _minimised(self, origin: Any) -> tuple[Any, str]:
        """What SciPy finds from a point."""
        from scipy.optimize import minimize

        seen = self.closely(origin)
        slope = float(np.linalg.norm(seen.gradient / self.unit))
        if slope == 0:
            return origin, ""
        kept: dict[bytes, Seen] = {}
        best = [origin, seen.value]

        def at(z: Any) -> Seen:
            key = z.tobytes()
            if key not in kept:
                kept.clear()
                kept[key] = self.look(origin + z * slope / self.unit)
            return kept[key]

        def value(z: Any) -> float:
            seen_there = at(z)
            if not seen_there.is_finite:
                return np.inf
            if seen_there.value < best[1]:
                best[:] = [origin + z * slope / self.unit, seen_there.value]
            return float((seen_there.value - seen.value) / slope**2)

        def gradient(z: Any) -> Any:
            found = at(z).gradient / (self.unit * slope)
            return found if np.all(np.isfinite(found)) else np.zeros_like(z)

        def hessian(z: Any) -> Any:
            found = at(z).hessian / np.outer(self.unit, self.unit)
            return found if np.all(np.isfinite(found)) else np.eye(len(z))

        zero = np.zeros_like(origin)
        try:
            found = self._asked(minimize, value, gradient, hessian, zero, origin, slope)
        except (UnboundLocalError, np.linalg.LinAlgError, ValueError):  # of its linear algebra, where values overflow
            return best[0], "the steps broke down"
        self.steps += int(found.nit)
        point = np.maximum(origin + found.x * slope / self.unit, self.floor)
        return point, "" if found.success else str(found.message)

    def _asked(
        self, minimize: Any, value: Any, gradient: Any, hessian: Any, zero: Any, origin: Any, slope: float
    ) -> Any:
        if self._newton:
            return minimize(value, zero, jac=gradient, hess=hessian, method="trust-exact",
                             options={"gtol": 1e-10, "maxiter": STEPS, "max_trust_radius": 1e8})  # fmt: skip
        low = (self.floor - origin) * self.unit / slope
        bounds = [(end if np.isfinite(end) else None, None) for end in low] if self.bounded else None
        limits = {"gtol": 1e-10, "ftol": 0.0, "maxiter": 20 * STEPS, "maxfun": 40 * STEPS}
        return minimize(value, zero, jac=gradient, method="L-BFGS-B", bounds=bounds, options=limits)

    def _free(self, point: Any, seen: Seen) -> Any:
        """The unknowns that no bound holds."""
        return ~((point <= self.floor) & (seen.gradient >= 0))

    def _step(self, point: Any, seen: Seen) -> Any:
        """Newton's step to the minimum of the quadratic there; None where that has none."""
        free = self._free(point, seen)
        step = np.zeros_like(point)
        if not np.any(free) or seen.hessian is None:
            return step if not np.any(free) else None
        scaled, unit = _scaled(seen.hessian[np.ix_(free, free)], self.unit[free])
        values, turn = np.linalg.eigh(scaled)
        if values[-1] <= 0 or values[0] < -1e-6 * values[-1]:
            return None
        kept = values > max(SINGULAR * values[-1], -2 * values[0])
        slope = turn.T @ (seen.gradient[free] / unit)
        step[free] = -(turn[:, kept] @ (slope[kept] / values[kept])) / unit
        return step

    def _improved(self, point: Any) -> tuple[Any, Seen, Any]:
        """The point after Newton's steps, as long as each promises less than the one before."""
        seen = self.closely(point)
        step = self._step(point, seen)
        for _ in range(POLISH):
            if step is None or not np.any(step):
                break
            other = np.maximum(point + step, self.floor)
            there = self.closely(other)
            noise = 1e-10 * abs(seen.value - self.first.value) + 16 * EPS * abs(seen.value)
            if not there.is_finite or there.value > seen.value + noise:
                break
            further = self._step(other, there)
            if further is None or self._gain(there, further) > self._gain(seen, step) / 4:
                break
            self.steps += 1
            point, seen, step = other, there, further
        return point, seen, step

    @staticmethod
    def _gain(seen: Seen, step: Any) -> float:
        return float(-seen.gradient @ step)

    def _downwards(self, point: Any, seen: Seen) -> Any:
        """A lower point where the second derivative has a direction that goes down; None where it has none."""
        if seen.hessian is None or not seen.is_finite:
            return None
        free = self._free(point, seen)
        if not np.any(free):
            return None
        scaled, unit = _scaled(seen.hessian[np.ix_(free, free)], self.unit[free])
        values, turn = np.linalg.eigh(scaled)
        if values[0] >= -1e-8 * abs(values[-1]):
            return None
        way = np.zeros_like(point)
        way[free] = turn[:, 0] / unit
        size = max(float(np.linalg.norm((point - self.start)[free] * unit)), float(np.linalg.norm(point[free] * unit)))
        begun = size if size > 0 else 1.0
        for length in begun * 2.0 ** np.arange(0, -40, -1):
            for sign in (1, -1):
                other = point + sign * length * way
                if np.any(other < self.floor):
                    continue
                there = self.look(other)
                if there.is_finite and there.value < seen.value - 1e-9 * abs(seen.value):
                    return other
        return None

    def _is_near(self, point: Any, seen: Seen, step: Any) -> bool:
        if not seen.is_finite:
            return False
        if step is None:
            if seen.hessian is not None:
                return False
            free = self._free(point, seen)
            first, last = (float(np.linalg.norm((s.gradient / self.unit)[free])) for s in (self.first, seen))
            return last <= NEAR * first
        free = self._free(point, seen)
        unit = _scaled(seen.hessian, self.unit)[1] if seen.hessian is not None else self.unit
        size = max(np.max(np.abs(point * unit), initial=0.0), np.max(np.abs((point - self.start) * unit), initial=0.0))
        left = float(np.max(np.abs(step * unit)[free], initial=0.0))
        gain = self._gain(seen, step)
        return bool(left <= NEAR * size or gain <= BELOW * max(abs(seen.value), abs(seen.value - self.first.value)))

    def _kind(self, seen: Seen, point: Any, step: Any) -> str:
        """What the second derivative says of the point, for all unknowns together."""
        if seen.hessian is None:
            return "unknown"
        if not seen.is_finite:
            return "flat"
        free = self._free(point, seen)
        if not np.any(free):
            return "minimum"
        after = seen.hessian[np.ix_(free, free)]
        scaled, _ = _scaled(after, self.unit[free])
        values = np.linalg.eigvalsh(scaled)
        if values[0] < -1e-8 * abs(values[-1]):
            return "no minimum"
        before = None if self.first.hessian is None else self.first.hessian[np.ix_(free, free)]
        if before is not None:
            begun, unit = _scaled(before, self.unit[free])
            strength, turn = np.linalg.eigh(begun)
            if strength[0] > SINGULAR * strength[-1]:  # beside the start: the same in all coordinates
                root = turn / np.sqrt(strength)
                inner = root.T @ (after / np.outer(unit, unit)) @ root
                size, ways = np.linalg.eigh((inner + inner.T) / 2)
                low = (root @ ways[:, size < FLAT]) / unit[:, None]
                still = step is None or self._moves(low, before, point[free], step[free], size)
                return "flat" if size[0] < FLAT and still else "minimum"
        return "singular" if values[0] <= SINGULAR * len(values) * values[-1] else "minimum"

    @staticmethod
    def _moves(ways: Any, metric: Any, point: Any, step: Any, sizes: Any) -> bool:
        """Whether the steps along flat directions still go on."""
        along, gone = (float(np.linalg.norm(ways.T @ metric @ part)) for part in (step, point))
        return bool(sizes[0] <= SINGULAR or along > 1e-4 * gone)


def _scaled(hessian: Any, fallback: Any) -> tuple[Any, Any]:
    """The second derivative with 1 (or -1, or 0) on its diagonal, and the units that make it so."""
    size = np.sqrt(np.abs(np.diag(hessian)))
    unit = np.where(size > 0, size, fallback)
    unit = np.where(unit > 0, unit, 1.0)
    return hessian / np.outer(unit, unit), unit


def _units(seen: Seen, start: Any) -> Any:
    """Units of the unknowns: by the second derivative, or by the gradient where that says nothing."""
    slope = np.abs(seen.gradient)
    unit = np.sqrt(np.abs(np.diag(seen.hessian))) if seen.hessian is not None else np.zeros_like(start)
    size = np.where(slope > 0, slope, np.max(slope, initial=0.0))
    unit = np.where(unit > 0, unit, size)
    return np.where(unit > 0, unit, 1.0)
