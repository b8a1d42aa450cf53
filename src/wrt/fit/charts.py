"""Coordinates in which unknowns are what they are assumed to be.

What is positive is an exponential, a probability the logistic function of a number, a symmetric or skew matrix a
combination of a basis; what is nonnegative is bounded by 0 from below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.linalg import block_diag
from scipy.special import expit, logit

from wrt.diagnostics import WrtError
from wrt.expr.node import Node
from wrt.fit.arguments import start_of
from wrt.fit.claims import said
from wrt.fit.curved import Seen

FREE, POSITIVE, PROBABILITY = range(3)


def basis(unknown: Node, shape: tuple[int, ...]) -> Any:
    """An orthonormal basis of the space that an unknown lies in, stacked column by column; None for the whole one."""
    facts = set(unknown.value[1])
    if len(shape) != 2 or not facts & {"symmetric", "skew"}:
        return None
    size = shape[0]
    columns = []
    sign = -1.0 if "skew" in facts else 1.0
    for i in range(size):
        for j in range(i, size) if sign > 0 else range(i + 1, size):
            one = np.zeros((size, size))
            one[i, j], one[j, i] = 1.0, sign
            columns.append(np.ravel(one / np.linalg.norm(one), order="F"))
    return np.array(columns).T


def bases(unknowns: Sequence[Node], shapes: Sequence[tuple[int, ...]]) -> Any:
    """The bases of all unknowns in one matrix; None where all are free."""
    found = [basis(unknown, shape) for unknown, shape in zip(unknowns, shapes, strict=True)]
    if all(part is None for part in found):
        return None
    sizes = [int(np.prod(shape)) for shape in shapes]
    return block_diag(*[np.eye(size) if part is None else part for part, size in zip(found, sizes, strict=True)])


class Chart:
    """All unknowns as functions of free coordinates (those of what is nonnegative have a bound)."""

    def __init__(self, unknowns: Sequence[Node], shapes: Sequence[tuple[int, ...]]) -> None:
        self.unknowns, self.shapes = unknowns, shapes
        self._basis = bases(unknowns, shapes)
        kinds, floor = [], []
        for unknown, shape in zip(unknowns, shapes, strict=True):
            facts, size = unknown.value[1], int(np.prod(shape))
            kind = PROBABILITY if "probability" in facts else POSITIVE if "positive" in facts else FREE
            kinds += [kind] * size
            floor += [0.0 if kind == FREE and "nonnegative" in facts else -np.inf] * size
        self._kinds = np.array(kinds)
        self.floor = np.array(floor) if self._basis is None else np.full(self._basis.shape[1], -np.inf)

    def start(self, given: Mapping[str, Any]) -> Any:
        """Where an iteration begins: what is given, else zeros, ones for what is positive, the identity for spd."""
        parts = [np.ravel(_start(u, shape, given), order="F")
                 for u, shape in zip(self.unknowns, self.shapes, strict=True)]  # fmt: skip
        flat = np.concatenate(parts)
        flat = np.where(self._kinds == POSITIVE, np.log(np.where(self._kinds == POSITIVE, flat, 1.0)), flat)
        flat = np.where(self._kinds == PROBABILITY, logit(np.where(self._kinds == PROBABILITY, flat, 0.5)), flat)
        return flat if self._basis is None else self._basis.T @ flat

    def values(self, flat: Any) -> Any:
        """The unknowns, from coordinates."""
        return self._bent(flat if self._basis is None else self._basis @ flat)[0]

    def _bent(self, flat: Any) -> tuple[Any, Any, Any]:
        """The unknowns, and their first and second derivatives by the coordinates."""
        value, first, second = flat.copy(), np.ones_like(flat), np.zeros_like(flat)
        up = self._kinds == POSITIVE
        value[up] = first[up] = second[up] = np.exp(flat[up])
        part = self._kinds == PROBABILITY
        inside = expit(flat[part])
        value[part], first[part] = inside, inside * expit(-flat[part])
        second[part] = first[part] * (1 - 2 * inside)
        return value, first, second

    def seen(self, flat: Any, seen: Seen) -> Seen:
        """What was found at the values, by the coordinates."""
        whole = flat if self._basis is None else self._basis @ flat
        _, first, second = self._bent(whole)
        gradient = seen.gradient * first
        hessian = seen.hessian
        if hessian is not None:
            hessian = hessian * np.outer(first, first) + np.diag(seen.gradient * second)
        if self._basis is not None:
            gradient = self._basis.T @ gradient
            hessian = None if hessian is None else self._basis.T @ hessian @ self._basis
        return seen._replace(gradient=gradient, hessian=hessian)


def _start(unknown: Node, shape: tuple[int, ...], start: Mapping[str, Any]) -> Any:
    name, facts = unknown.value[0], unknown.value[1]
    if name not in start:
        if "spd" in facts and len(shape) == 2:
            return np.eye(shape[0])
        return np.full(shape, 0.5 if "probability" in facts else 1.0 if "positive" in facts else 0.0)
    given = start_of(name, shape, start)
    inside = {
        "probability": (given > 0) & (given < 1),
        "positive": given > 0,
        "nonnegative": given >= 0,
        "symmetric": np.all(given == given.T) if given.ndim == 2 else True,
    }
    for fact, holds in inside.items():
        if fact in facts and not np.all(holds):
            raise WrtError("E-fit-start", f"{name} is assumed {said(fact)}, and its start is not")
    return given
