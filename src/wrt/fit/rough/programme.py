"""Sums of absolute values and positive parts of linear expressions: a linear programme, solved by HiGHS.

The least value of c'*u + sum(up.*max(r, 0) + down.*max(-r, 0)), r = A*u + b, is the largest of b'*v with A'*v + c = 0
and -down <= v <= up (Wagner, Linear Programming Techniques for Regression Analysis, 1959).  The second problem has as
few equations as there are unknowns, so that is the one that is solved; u are its multipliers.  Both values are then
computed anew from A and b: their difference bounds how far u is from the least value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from wrt.diagnostics import WrtError

GAP = 1e-8  # of the sum of absolute terms
MANY = 20_000  # rows from which on the interior point method is the faster one (its end is a vertex as well)
ZERO = 1e-9  # of a row's terms: less than that is a residual of 0


@dataclass
class Programme:
    """A (m×q), b (m), c (q), up and down (m); the entries of u that are `bounded` are at least 0."""

    A: Any
    b: Any
    c: Any
    up: Any
    down: Any
    bounded: Any


@dataclass
class Solved:
    """The unknowns, how far their value can be from the least one (relative), and whether others may be as good."""

    point: Any
    gap: float
    steps: int
    unique: bool


def solve(given: Programme) -> Solved:
    """The minimum; raises E-fit-kind where there is none."""
    from scipy.optimize import linprog

    given = _without_zeros(given)
    A, low = given.A, given.bounded
    unit = _units(A)
    size = float(np.max(np.abs(given.b), initial=0.0)) or 1.0
    weight = float(np.max(np.maximum(given.up, given.down), initial=0.0)) or 1.0
    turned, right = (A / unit).T, given.c / (unit * weight)
    bounds = np.column_stack([-given.down, given.up]) / weight
    found = linprog(-given.b / size, A_eq=turned[~low], b_eq=-right[~low], A_ub=-turned[low], b_ub=right[low],
                    bounds=bounds, method="highs-ipm" if len(A) > MANY else "highs-ds")  # fmt: skip
    if found.status == 2:
        raise WrtError("E-fit-kind", "the objective has no minimum: it goes down without end")
    if found.status != 0:
        raise WrtError("E-fit-start", f"the linear programme was not solved: {found.message}")
    point = np.zeros(len(unit))
    point[~low] = found.eqlin.marginals
    point[low] = -np.minimum(found.ineqlin.marginals, 0)
    v = np.clip(found.x * weight, -given.down, given.up)
    point, unique = _vertex(given, point * size / unit, v)
    return Solved(point, _gap(given, point, v), int(found.nit), unique)


def _without_zeros(p: Programme) -> Programme:
    """The rows that say something of u."""
    keep = np.any(p.A != 0, axis=1)
    return Programme(p.A[keep], p.b[keep], p.c, p.up[keep], p.down[keep], p.bounded)


def _units(A: Any) -> Any:
    top = np.max(np.abs(A), axis=0, initial=0.0)
    return np.where(top > 0, top, 1.0)


def _value(p: Programme, point: Any) -> tuple[float, float]:
    """The value at a point, and the sum of the sizes of its terms."""
    r = p.A @ point + p.b
    parts = p.up * np.maximum(r, 0) + p.down * np.maximum(-r, 0)
    return float(p.c @ point + parts.sum()), float(np.abs(p.c) @ np.abs(point) + parts.sum())


def _gap(p: Programme, point: Any, v: Any) -> float:
    """How far the value can be above the least one, by v; by how much the equations of v fail is counted as well."""
    value, terms = _value(p, point)
    left = p.A.T @ v + p.c
    left = np.where(p.bounded, np.minimum(left, 0), left)
    least = float(p.b @ v)
    size = max(terms, float(np.abs(p.b) @ np.abs(v)))
    return (abs(value - least) + float(np.abs(left) @ np.abs(point))) / size if size else 0.0


def _vertex(p: Programme, point: Any, v: Any) -> tuple[Any, bool]:
    """The point where rows with v inside its bounds are 0, to the last digits; whether that is the only one."""
    width = p.up + p.down
    inside = (v > -p.down + ZERO * width) & (v < p.up - ZERO * width)
    unit = _units(p.A)
    held = p.bounded & (p.A.T @ v + p.c > ZERO * (np.abs(p.A).T @ np.abs(v) + np.abs(p.c)))  # these are 0
    kept = (p.A[inside] / unit)[:, ~held]
    after = np.where(held, 0.0, point)
    if kept.size:
        step, _, rank, _ = np.linalg.lstsq(kept, -(p.b[inside] + p.A[inside] @ after), rcond=None)
        after[~held] += step / unit[~held]
    else:
        rank = 0
    after = np.where(p.bounded, np.maximum(after, 0), after)
    small = np.abs(after) * unit <= ZERO * np.max(np.abs(after) * unit, initial=0.0)
    for other in (np.where(small, 0.0, after), after):
        if _value(p, other)[0] <= _value(p, point)[0] * (1 + 4e-16):
            return other, bool(rank == np.sum(~held))
    return point, bool(rank == np.sum(~held))
