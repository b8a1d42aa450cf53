"""The minimum of a convex quadratic plus a penalty, to the last digits: x'*H*x/2 + c'*x + penalty(x).

Accelerated proximal gradient steps (Beck and Teboulle, 2009; restarted as O'Donoghue and Candes, 2015) come near; where
kinks are in the entries, an active set finishes, which solves for the entries that are not at their kinks and ends
after finitely many steps (feature-sign search: Lee, Battle, Raina and Ng, 2007).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from wrt.fit.rough.penalty import Group, Penalty

NEAR, GROUPED = 500, 20000  # accelerated steps before the active set, and where there is none
EXACT = 1e-14
EPS = float(np.finfo(float).eps)


def quadratic(H: Any, c: Any, penalty: Penalty, x: Any) -> Any:
    """The minimum, from x on."""
    unit = units(H, penalty)
    scaled = H * np.outer(unit, unit)
    inside = replace(penalty, up=penalty.up * unit, down=penalty.down * unit,
                     groups=[Group(part, w * unit[part.start]) for part, w in penalty.groups])  # fmt: skip
    steps = GROUPED if penalty.groups else NEAR
    largest = float(np.linalg.eigvalsh(scaled)[-1])
    if largest <= 0:
        return x
    z = accelerated(lambda u: scaled @ u + c * unit, inside, x / unit, 1 / largest, steps)
    return unit * (z if penalty.groups else active_set(scaled, c * unit, inside, z))


def units(H: Any, penalty: Penalty) -> Any:
    """Units of the unknowns in which the second derivative has 1 on its diagonal, on average within a group."""
    diagonal = np.diag(H).copy()
    for part, _ in penalty.groups:
        diagonal[part] = diagonal[part].mean()
    top = np.max(diagonal, initial=0.0)
    return 1 / np.sqrt(np.where(diagonal > 0, diagonal, top if top > 0 else 1.0))


def accelerated(gradient: Callable[[Any], Any], penalty: Penalty, x: Any, step: float, steps: int) -> Any:
    """Proximal gradient steps with momentum, which starts again where it leads uphill."""
    y, momentum = x, 1.0
    for _ in range(steps):
        after = penalty.near(y - step * gradient(y), step)
        if np.max(np.abs(after - y), initial=0.0) <= EPS * np.max(np.abs(after), initial=0.0):
            return after
        if (y - after) @ (after - x) > 0:
            momentum, y, x = 1.0, after, after
            continue
        grown = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        y, x, momentum = after + (momentum - 1) / grown * (after - x), after, grown
    return x


def active_set(H: Any, c: Any, penalty: Penalty, x: Any) -> Any:
    """The minimum exactly: entries leave their kinks one by one, the others are solved for, none crosses its kink."""
    scale = max(float(np.max(np.abs(c), initial=0.0)), float(np.max(penalty.up, initial=0.0)))
    x = x.copy()
    for _ in range(20 * len(x) + 100):
        residual = penalty.residual(x, H @ x + c)
        active = (x != 0) | penalty.free
        sign = np.sign(x)
        if np.max(np.abs(residual[active]), initial=0.0) <= EXACT * scale:
            outside = np.where(active, 0.0, np.abs(residual))
            worst = int(np.argmax(outside)) if len(x) else 0
            if not len(x) or outside[worst] <= EXACT * scale:
                return x
            active[worst], sign[worst] = True, -np.sign(residual[worst])
        slope = np.where(sign > 0, penalty.up, np.where(sign < 0, -penalty.down, 0.0))
        target = np.zeros_like(x)
        places = np.flatnonzero(active)
        target[places] = _solved(H[np.ix_(places, places)], -(c + slope)[places])
        after = _best(H, c, penalty, x, target)
        if after is None:
            return x
        x = after
    return x


def _solved(H: Any, right: Any) -> Any:
    try:
        found = np.linalg.solve(H, right)
    except np.linalg.LinAlgError:
        found = np.full(len(right), np.nan)
    return found if np.all(np.isfinite(found)) else np.linalg.lstsq(H, right, rcond=None)[0]


def _best(H: Any, c: Any, penalty: Penalty, x: Any, target: Any) -> Any:
    """The best point on the way to the target among its end and the kinks that are met; None where none is better."""
    way = target - x
    met = (x * target < 0) & ~penalty.free
    times = np.append(np.unique(np.abs(x[met] / way[met])), 1.0) if np.any(met) else np.ones(1)
    slope, bend, here = float(way @ (H @ x + c)), float(way @ H @ way), penalty.of(x)
    best, least = None, 0.0
    for t in times:
        point = target.copy() if t == 1 else x + t * way
        point[met & (np.abs(x + t * way) <= 4 * EPS * np.abs(x))] = 0.0
        gain = t * slope + t * t * bend / 2 + penalty.of(point) - here
        if gain < least:
            best, least = point, gain
    if best is None and len(times) == 1 and not np.array_equal(target, x):  # no difference but rounding: the solution
        before = np.max(np.abs(penalty.residual(x, H @ x + c)))
        return target if np.max(np.abs(penalty.residual(target, H @ target + c))) < before else None
    return best
