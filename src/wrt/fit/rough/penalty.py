"""Penalties with a kink in each entry, or at one point of a group: their value, proximal map and subgradients.

All numbers; x is the vector of all unknowns less `centre`, where the kinks are.  (Parikh and Boyd, Proximal Algorithms,
2014, sections 6.5.1 and 6.5.4; Simon, Friedman, Hastie and Tibshirani, A Sparse-Group Lasso, 2013.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np


class Group(NamedTuple):
    """The entries that a weight times their length is put on."""

    part: slice
    weight: float


@dataclass
class Penalty:
    """The sum of up*max(x, 0) + down*max(-x, 0) and of weight*|x| for each group; `down` may be infinite (a bound)."""

    up: Any
    down: Any
    groups: Sequence[Group] = ()

    @property
    def free(self) -> Any:
        """The entries on which nothing is put but perhaps the length of a group."""
        return (self.up == 0) & (self.down == 0)

    def of(self, x: Any) -> float:
        """The value; infinite beyond a bound."""
        with np.errstate(invalid="ignore"):
            below = np.where(x < 0, -x * self.down, 0.0)
        return float(
            self.up @ np.maximum(x, 0) + below.sum() + sum(w * np.linalg.norm(x[part]) for part, w in self.groups)
        )

    def near(self, x: Any, step: Any) -> Any:
        """The proximal map: where |z - x|^2/2 + step*penalty(z) is least; `step` is one number within a group."""
        z = np.where(x > step * self.up, x - step * self.up, np.where(x < -step * self.down, x + step * self.down, 0.0))
        for part, weight in self.groups:
            length = np.linalg.norm(z[part])
            shift = weight * np.max(np.broadcast_to(step, x.shape)[part], initial=0.0)
            z[part] = z[part] * (1 - shift / length) if length > shift else 0.0
        return z

    def residual(self, x: Any, gradient: Any) -> Any:
        """The smallest entries of gradient + subgradient at x: all 0 where x is optimal."""
        slope = np.array(gradient, dtype=float)
        for part, weight in self.groups:
            length = np.linalg.norm(x[part])
            if length > 0:
                slope[part] += weight * x[part] / length
        at_kink = np.minimum(slope + self.up, 0) + np.maximum(slope - self.down, 0)
        found = np.where(x > 0, slope + self.up, np.where(x < 0, slope - self.down, at_kink))
        for part, weight in self.groups:
            length = np.linalg.norm(found[part])
            if not np.any(x[part]):
                found[part] *= 1 - weight / length if length > weight else 0.0
        return found
