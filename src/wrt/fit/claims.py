"""What is said of a symbol (positive, symmetric, ...) beside its values: what they show, and what they break."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from wrt.diagnostics import WrtError
from wrt.expr.facts import closure

VANISHED = 1e-20  # of the largest diagonal entry: what is less is the square of rounding
NEAR = 1e-9  # of the largest entry: as exactly as an equation of computed entries can hold

ENTRIES: dict[str, Callable[[Any], Any]] = {
    "probability": lambda x: (x > 0) & (x < 1),
    "positive": lambda x: x > 0,
    "binary": lambda x: (x == 0) | (x == 1),
    "nonnegative": lambda x: x >= 0,
    "nonzero": lambda x: x != 0,
}


def facts_of(array: Any) -> frozenset[str]:
    """Facts that a constant shows: signs, symmetry, definiteness."""
    facts: list[str] = []
    if array.size and np.all(array > 0) and array.ndim < 2:
        facts.append("positive")
    elif array.size and np.all(array >= 0) and array.ndim < 2:
        facts.append("nonnegative")
    if is_square(array) and np.array_equal(array, array.T):
        low = float(np.min(np.linalg.eigvalsh(array)))
        top = float(np.max(np.abs(array)))
        facts.append("spd" if low > 1e-12 * top else "psd" if low >= 0 else "symmetric")
    return closure(facts)


def is_square(array: Any) -> bool:
    return bool(array.ndim == 2 and array.shape[0] == array.shape[1])


def is_definite(value: Any) -> bool:
    """Whether a matrix is positive definite, and not only as rounding has it; in any units of its rows."""
    symmetric = (value + value.T) / 2
    size = np.diag(symmetric)
    if not np.all(size > VANISHED * np.max(size)):
        return False
    unit = np.sqrt(size)
    low, high = np.linalg.eigvalsh(symmetric / np.outer(unit, unit))[[0, -1]]
    return bool(low > 1e-14 * high)


def broken(facts: Iterable[str], value: Any) -> str | None:
    """The strongest of some facts that a value does not have; facts that no value shows are passed over."""
    array = np.asarray(value, dtype=float)
    known = set(facts)
    for fact, holds in {**ENTRIES, **OF_MATRIX}.items():
        if fact in known and not np.all(holds(array)):
            return fact
    return None


def _same(left: Any, right: Any) -> bool:
    top = max(float(np.max(np.abs(left), initial=0.0)), float(np.max(np.abs(right), initial=0.0)))
    return bool(left.shape == right.shape and np.max(np.abs(left - right), initial=0.0) <= NEAR * top)


def _is_semidefinite(x: Any) -> bool:
    values = np.linalg.eigvalsh((x + x.T) / 2) if is_square(x) else np.array([-1.0])
    return bool(values[0] >= -NEAR * max(abs(values[0]), abs(values[-1])))


def _rank(x: Any) -> int:
    """The rank in any units of rows and columns."""
    for axis in (0, 1):
        length = np.linalg.norm(x, axis=axis, keepdims=True)
        x = x / np.where(length > 0, length, 1.0)
    return int(np.linalg.matrix_rank(x))


OF_MATRIX: dict[str, Callable[[Any], bool]] = {
    "spd": lambda x: is_square(x) and _same(x, x.T) and is_definite(x),
    "negative_definite": lambda x: is_square(x) and _same(x, x.T) and is_definite(-x),
    "psd": _is_semidefinite,
    "diagonal": lambda x: is_square(x) and _same(x, np.diag(np.diag(x))),
    "symmetric": lambda x: x.ndim < 2 or _same(x, x.T),
    "skew": lambda x: is_square(x) and _same(x, -x.T),
    "orthogonal": lambda x: is_square(x) and _same(x @ x.T, np.eye(len(x))),
    "idempotent": lambda x: is_square(x) and _same(x @ x, x),
    "invertible": lambda x: is_square(x) and _rank(x) == len(x),
    "full_column_rank": lambda x: x.ndim < 2 or _rank(x) == x.shape[1],
    "full_row_rank": lambda x: x.ndim < 2 or _rank(x) == x.shape[0],
    "sums_to_one": lambda x: bool(abs(np.sum(x) - 1) <= NEAR),
    "unit": lambda x: bool(abs(np.linalg.norm(x) - 1) <= NEAR),
}


def said(fact: str) -> str:
    """A fact in words.

    >>> said("spd"), said("nonnegative")
    ('positive definite', 'nonnegative')
    """
    spoken = {"spd": "positive definite", "psd": "positive semidefinite", "probability": "between 0 and 1"}
    return spoken.get(fact, fact.replace("_", " "))


def check_constant(name: str, facts: Iterable[str], value: Any) -> None:
    """Raise E-fit-facts for a constant that is not what it is assumed to be."""
    fact = broken(facts, value)
    if fact is not None:
        raise _refused(name, fact, f"{name} is not")


@dataclass(frozen=True)
class RowClaims:
    """What is assumed of the entries of symbols with rows, looked at in every block."""

    facts: Mapping[str, frozenset[str]]

    def __call__(self, values: Mapping[str, Any], first: int) -> None:
        for name, facts in self.facts.items():
            for fact in [fact for fact in ENTRIES if fact in facts]:
                right = ENTRIES[fact](values[name])
                if not np.all(right):
                    row = first + int(np.argwhere(~np.asarray(right))[0][0]) + 1
                    raise _refused(name, fact, f"row {row} of {name} is not")


def _refused(name: str, fact: str, what: str) -> WrtError:
    return WrtError("E-fit-facts", f"{name} is assumed {said(fact)}, and {what}",
                    help="leave the assumption out, or look at the values")  # fmt: skip
