"""A smooth convex objective plus a penalty: proximal Newton steps (Lee, Sun and Saunders, 2014), and the certificate.

A step minimises the second-order expansion plus the penalty exactly, so zeros are exact.  Without second derivatives
the steps are proximal gradient steps with backtracking.  The answer is judged by what is left of gradient plus
subgradient, computed anew from the data: in units in which the curvature is 1, beside the largest slope at the kinks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from wrt.diagnostics import WrtError
from wrt.fit.curved import Look, Seen
from wrt.fit.rough.model import EPS, quadratic, units
from wrt.fit.rough.penalty import Penalty

GOAL = 1e-8  # of the slope of the smooth part at the kinks
BEST = 1e-13  # less than that is rounding
STEPS, GRADIENT_STEPS, HALVINGS = 100, 3000, 50
INDEFINITE = 1e-9  # of the largest eigenvalue
FADED = 1e-6  # of the curvature at the kinks: what is left where an objective falls towards infinity


@dataclass
class Reached:
    """The point, what is left of the slope there (relative), and whether other points are as good."""

    point: Any
    seen: Seen
    left: float
    steps: int
    method: str
    singular: bool

    @property
    def converged(self) -> bool:
        return bool(self.left <= GOAL)


def minimised(look: Look, penalty: Penalty, centre: Any, start: Any) -> Reached:
    """The minimum of smooth(u) + penalty(u - centre), from a start."""
    first = look(centre)
    _check(first)
    seen = first if np.array_equal(start, centre) else look(start)
    _check(seen)
    search = _Search(look, penalty, centre, first)
    return search.newton(start, seen) if first.hessian is not None else search.gradient(start, seen)


def _check(seen: Seen) -> None:
    if not seen.is_finite:
        raise WrtError("E-fit-start", "the smooth part of the objective, or its gradient, is not finite at the kink or "
                       "at the start", help="start={...} names a point to begin at")  # fmt: skip


class _Search:
    def __init__(self, look: Look, penalty: Penalty, centre: Any, first: Seen) -> None:
        self.look, self.penalty, self.centre, self.first = look, penalty, centre, first
        self.unit = np.ones(len(centre)) if first.hessian is None else units(first.hessian, penalty)
        # a slope that is held by a large weight says nothing of the others; where all are 0, the centre is the minimum
        self.scale = float(np.max(np.abs(first.gradient) * self.unit, initial=0.0)) or 1.0

    def left(self, point: Any, seen: Seen) -> float:
        """What is left of the slope, relative to that at the kinks."""
        residual = self.penalty.residual(point - self.centre, seen.gradient) * self.unit
        return float(np.max(np.abs(residual), initial=0.0)) / self.scale

    def total(self, point: Any, seen: Seen) -> float:
        return seen.value + self.penalty.of(point - self.centre)

    # ---- with second derivatives

    def newton(self, point: Any, seen: Seen) -> Reached:
        left, steps = self.left(point, seen), 0
        self._check_convex(seen)
        while steps < STEPS and left > BEST:
            after = self._stepped(point, seen)
            if after is None:
                break
            steps += 1
            self._check_convex(after[1])
            reached = self.left(*after)
            stuck = left <= GOAL and reached > left / 2
            if reached < left or not stuck:
                point, seen, left = *after, reached
            if stuck:
                break
        return Reached(point, seen, left, steps, "proximal Newton", self._is_flat(point, seen))

    def _stepped(self, point: Any, seen: Seen) -> tuple[Any, Seen] | None:
        """The next point, and what is there; None where none is better."""
        H = seen.hessian
        x = point - self.centre
        target = quadratic(H, seen.gradient - H @ x, self.penalty, x)
        way, here = target - x, self.total(point, seen)
        gain = float(seen.gradient @ way) + self.penalty.of(target) - self.penalty.of(x)
        noise = 8 * EPS * abs(here)
        t = 1.0
        for _ in range(HALVINGS):
            after = self.centre + (target if t == 1 else x + t * way)
            found = self.look(after)
            if found.is_finite and self.total(after, found) <= here + 1e-4 * t * gain + noise:
                return after, found
            t /= 2
        return None

    def _check_convex(self, seen: Seen) -> None:
        values = np.linalg.eigvalsh(seen.hessian * np.outer(self.unit, self.unit))
        if values[0] < -INDEFINITE * max(abs(values[-1]), abs(values[0])):
            raise WrtError("E-unsupported", "the smooth part of the objective is not convex, and stands beside norm1 "
                           "or norm2", help="with a smooth penalty, norm2(w)^2, it is fitted")  # fmt: skip

    def _is_flat(self, point: Any, seen: Seen) -> bool:
        """Whether the objective may be the same in some direction of entries that are, or could be, off their kinks."""
        x, penalty = point - self.centre, self.penalty
        room = 1e-9 * self.scale / self.unit
        loose = (x != 0) | (seen.gradient + penalty.up <= room) | (seen.gradient - penalty.down >= -room)
        for part, weight in penalty.groups:
            loose[part] = np.any(x[part]) or np.linalg.norm(seen.gradient[part]) >= weight * (1 - 1e-9)
        unit = self.unit[loose]
        if seen.hessian is None or not np.any(loose):
            return False
        H = seen.hessian[np.ix_(loose, loose)] * np.outer(unit, unit)
        for part, weight in penalty.groups:
            length = np.linalg.norm(x[part])
            if length > 0 and weight > 0:  # the length itself bends across its direction
                places = np.flatnonzero(loose)
                inside = np.isin(places, np.arange(len(x))[part])
                direction = x[part] / length
                bend = weight / length * (np.eye(len(direction)) - np.outer(direction, direction))
                H[np.ix_(inside, inside)] += bend * np.outer(unit[inside], unit[inside])
        values, vectors = np.linalg.eigh(H)
        way = np.zeros(len(x))
        way[loose] = unit * vectors[:, 0]
        before = float(way @ self.first.hessian @ way)
        return bool(values[0] <= 1e3 * EPS * max(values[-1], 1.0) or values[0] < FADED * before)

    # ---- with gradients only

    def gradient(self, point: Any, seen: Seen) -> Reached:
        x = y = point - self.centre
        at_y, momentum, steps = seen, 1.0, 0
        bend = self._bend(point, seen)
        best, found, left = point, seen, self.left(point, seen)
        while steps < GRADIENT_STEPS and left > BEST:
            steps += 1
            while True:
                after = self.penalty.near(y - at_y.gradient / bend, 1 / bend)
                way = after - y
                there = self.look(self.centre + after)
                bound = at_y.value + at_y.gradient @ way + bend / 2 * way @ way
                if there.is_finite and there.value <= bound + 8 * EPS * abs(at_y.value):
                    break
                bend *= 2
                if not bend < 1e300:
                    return Reached(best, found, left, steps, "proximal gradient", singular=False)
            reached = self.left(self.centre + after, there)
            if reached < left:
                best, found, left = self.centre + after, there, reached
            if (y - after) @ (after - x) > 0:
                momentum, x, y, at_y = 1.0, after, after, there
                continue
            grown = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
            y, x, momentum = after + (momentum - 1) / grown * (after - x), after, grown
            at_y = self.look(self.centre + y)
            if not at_y.is_finite:
                momentum, y, at_y = 1.0, x, there
        return Reached(best, found, left, steps, "proximal gradient", singular=False)

    def _bend(self, point: Any, seen: Seen) -> float:
        """The curvature along the gradient, to begin with."""
        length = np.linalg.norm(seen.gradient)
        if length == 0:
            return 1.0
        away = 1e-4 * max(1.0, float(np.linalg.norm(point))) / length * seen.gradient
        change = np.linalg.norm(self.look(point - away).gradient - seen.gradient) / np.linalg.norm(away)
        return float(change) if np.isfinite(change) and change > 0 else 1.0
