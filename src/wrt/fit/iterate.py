"""Minima without a closed form: SciPy's minimisers on the derived gradient and second derivative."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

GOAL = 1e-8  # of the gradient, relative to the size of the objective's terms
STEPS = 500

Function = Callable[[Any], Any]


@dataclass
class Iterated:
    """The point that was reached, and how."""

    point: Any
    value: float
    gradient: Any
    steps: int
    method: str
    converged: bool
    message: str
    flat: bool = False  # the second derivative is nearly singular there


def iterate(value: Function, gradient: Function, hessian: Function | None, start: Any, lower: Any = None) -> Iterated:
    """The minimum from a start; `hessian` may be missing, `lower` bounds (or None) keep entries positive."""
    from scipy.optimize import minimize

    scale = max(1.0, float(np.max(np.abs(gradient(start)), initial=0.0)))
    tolerance = GOAL * scale
    if hessian is not None and lower is None:
        found = minimize(value, start, jac=gradient, hess=hessian, method="trust-exact",
                         options={"gtol": tolerance, "maxiter": STEPS})  # fmt: skip
        method = "trust-region Newton"
    else:
        bounds = None if lower is None else [(low, None) for low in lower]
        limits = {"gtol": tolerance, "ftol": 0.0, "maxiter": 20 * STEPS, "maxfun": 40 * STEPS}
        found = minimize(value, start, jac=gradient, method="L-BFGS-B", bounds=bounds, options=limits)
        method = "L-BFGS"
    reached = gradient(found.x)
    size = float(np.max(np.abs(reached), initial=0.0))
    good = bool(np.all(np.isfinite(found.x))) and size <= 100 * tolerance
    return Iterated(found.x, float(found.fun), reached, int(found.nit), method, good, str(found.message))
