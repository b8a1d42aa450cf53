"""Least squares over blocks of rows: by the normal equations where they keep the digits, else by QR.

The first pass adds up A'*A, A'*B and B'*B.  The columns are scaled to length 1, and the factor of Cholesky tells the
condition number (of the scaled columns, by singular values).  Normal equations lose twice the digits that the condition
costs, so beyond `LIMIT` a second pass reduces the rows to the triangular factor of [A, B], block by block (TSQR:
Demmel, Grigori, Hoemmen and Langou, 2012), which is as accurate as a QR of the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import numpy as np
from scipy.linalg import lapack, solve_triangular, svdvals

from wrt.diagnostics import WrtError
from wrt.fit.passes import State, added

LIMIT = 1e3  # condition of the scaled columns up to which normal equations keep ten digits
EPS = float(np.finfo(float).eps)

Pair = tuple[Any, Any]
Run = Callable[..., State]  # of `Passes`
Pairs = Callable[[Mapping[str, Any]], Iterable[Pair]]
Roots = Callable[[Mapping[str, Any]], Iterable[Any]]  # of the weights that are in each pair, or None


@dataclass
class Squared:
    """What the passes found: coefficients, the factor R of the design, sums of squares, how it was done."""

    coefficients: Any
    factor: Any  # upper triangular, R'*R = A'*A
    residual: Any  # sum of squares for each column of B
    rows: int
    rank: int
    condition: float
    method: str
    seen: State  # sums of the first pass
    warnings: list[str] = field(default_factory=list)


class Deficient(Exception):
    """The columns are dependent as far as normal equations see."""


def least_squares(
    run: Run,
    pairs: Pairs,
    fixed: Sequence[Pair],
    columns: Sequence[str],
    roots: Roots | None = None,
    *,
    plain: bool = False,
) -> Squared:
    """The coefficients that minimise the sum of |A*u - B|^2 over the pairs of all blocks and the fixed ones.

    `run` makes a pass over the rows, whose parts may be computed apart and merged; B may have several columns.
    `roots` are those of weights that A and B have in them already: a constant column is one without them.  Where the
    data stand in A and B as they are (`plain`), each NaN or infinity is in a sum of squares, and is looked for only
    where such a sum is none.
    """

    def add_all(state: State, values: Mapping[str, Any]) -> None:
        for (A, B), root in zip(pairs(values), repeat(None) if roots is None else roots(values)):  # noqa: B905
            _look(state, A, B, root)
            _add(state, A, B)

    with np.errstate(invalid="ignore", over="ignore" if plain else "warn"):
        seen = run(add_all, _merged, check=not plain)
    if not (np.all(np.isfinite(seen["gram"])) and np.all(np.isfinite(seen["total"]))):
        if plain:
            run(_nothing, check=True)  # says where the first NaN or infinity is
        raise WrtError(
            "E-fit-values",
            "the squares are not finite numbers: a weight is negative, or values are too large",
            help="weights have to be positive",
        )
    sums = dict(seen)
    for A, B in fixed:
        _add(sums, A, B)
    try:
        return _by_cholesky(sums, seen, run, pairs, fixed)
    except Deficient:
        return _by_qr(int(sums["rows"]), sums["cross"].shape[1], seen, run, pairs, fixed, columns)


def _nothing(state: State, values: Mapping[str, Any]) -> None:
    """A pass that only reads."""


def _add(state: State, A: Any, B: Any) -> None:
    parts = {"gram": A.T @ A, "cross": A.T @ B, "total": np.einsum("ij,ij->j", B, B), "rows": len(A)}
    for name, part in parts.items():
        state[name] = state[name] + part if name in state else part


def _look(state: State, A: Any, B: Any, root: Any) -> None:
    """Which columns are constant, and how far the targets are from the first one: without weights, then with them."""
    if "counted" not in state:
        state |= {"counted": 0, "weight": 0.0, "constant": np.zeros(A.shape[1], dtype=bool)}
        state |= {"first": np.zeros(A.shape[1]), "shift": np.zeros(B.shape[1]), "sum": 0.0, "square": 0.0}
    some = slice(None) if root is None or np.all(root > 0) else root > 0
    B, root = B[some], None if root is None else root[some]
    if not len(B):
        return
    if not state["counted"]:
        start = A[some][0] if root is None else A[some][0] / root[0]
        state |= {"first": start.copy(), "constant": start != 0, "shift": B[0] if root is None else B[0] / root[0]}
    places = np.flatnonzero(state["constant"])
    if len(places):
        first, columns = state["first"][places], A[:, places][some]
        same = (
            columns == first
            if root is None
            else np.abs(columns - np.outer(root, first)) <= np.outer(4 * EPS * root, np.abs(first))
        )
        state["constant"] = state["constant"].copy()
        state["constant"][places] = np.all(same, axis=0)
    if root is None:
        away = B - state["shift"]
        state["sum"] = state["sum"] + away.sum(axis=0)
    else:
        away = B - np.outer(root, state["shift"])  # each times the root of its weight
        state["sum"] = state["sum"] + np.einsum("i,ij->j", root, away)
    state["square"] = state["square"] + np.einsum("ij,ij->j", away, away)
    state["weight"] = state["weight"] + (len(B) if root is None else float(np.einsum("i,i->", root, root)))
    state["counted"] = state["counted"] + len(B)


def _merged(first: State, second: State) -> State:
    """The sums of two parts; those about a shift are moved to the first one's."""
    if not second:
        return first
    if not first:
        return second
    state = added(first, second)
    base, other = (first, second) if first["counted"] else (second, first)
    move = other["shift"] - base["shift"]
    weight = other["weight"]
    state |= {"first": base["first"], "shift": base["shift"], "constant": base["constant"]}
    if other["counted"]:
        near = np.abs(base["first"] - other["first"]) <= 4 * EPS * np.abs(base["first"])
        state["constant"] = base["constant"] & other["constant"] & near
        state["sum"] = base["sum"] + other["sum"] + weight * move
        state["square"] = base["square"] + other["square"] + 2 * move * other["sum"] + weight * move**2
    return state


def _reduced(first: State, second: State) -> State:
    if "R" not in first or "R" not in second:
        return first or second
    return {"R": np.linalg.qr(np.concatenate([first["R"], second["R"]]), mode="r")}


def _by_cholesky(sums: State, seen: State, run: Run, pairs: Pairs, fixed: Sequence[Pair]) -> Squared:
    gram, cross, total, rows = (sums[name] for name in ("gram", "cross", "total", "rows"))
    scale = np.sqrt(np.diag(gram))
    if not np.all(scale > 0) or rows < len(gram):
        raise Deficient
    scaled = gram / np.outer(scale, scale)
    factor, failed = lapack.dpotrf(scaled, lower=0, clean=1)
    if failed:
        raise Deficient
    condition = _condition(svdvals(factor))
    if condition > LIMIT:
        raise Deficient
    inner = solve_triangular(factor, cross / scale[:, None], trans="T")
    coefficients = solve_triangular(factor, inner) / scale[:, None]
    residual = total - np.einsum("ij,ij->j", inner, inner)
    if np.any(residual < 1e-6 * total):  # the difference has lost digits: the residuals themselves are added up
        residual = _residuals(coefficients, run, pairs, fixed)
    return Squared(
        coefficients, factor * scale, residual, int(rows), len(gram), condition, "the normal equations", seen
    )


def _residuals(coefficients: Any, run: Run, pairs: Pairs, fixed: Sequence[Pair]) -> Any:
    def add(state: State, values: Mapping[str, Any]) -> None:
        for A, B in pairs(values):
            error = A @ coefficients - B
            state["sum"] = state.get("sum", 0.0) + np.einsum("ij,ij->j", error, error)

    errors = [A @ coefficients - B for A, B in fixed]
    return run(add, added)["sum"] + sum(np.einsum("ij,ij->j", error, error) for error in errors)


def _by_qr(rows: int, width: int, seen: State, run: Run, pairs: Pairs, fixed: Sequence[Pair],
           columns: Sequence[str]) -> Squared:  # fmt: skip
    """The triangular factor of [A, B], then the coefficients from it; the shortest ones where columns are dependent."""

    def reduce(state: State, values: Mapping[str, Any]) -> None:
        for A, B in pairs(values):
            _reduce(state, A, B)

    state = dict(run(reduce, _reduced))
    for A, B in fixed:
        _reduce(state, A, B)
    R = state["R"]
    if len(R) < R.shape[1]:
        R = np.concatenate([R, np.zeros((R.shape[1] - len(R), R.shape[1]))])
    size = R.shape[1] - width
    factor, right, rest = R[:size, :size], R[:size, size:], R[size:, size:]
    residual = np.einsum("ij,ij->j", rest, rest)
    scale = np.linalg.norm(factor, axis=0)
    scale[scale == 0] = 1
    left, values, turn = np.linalg.svd(factor / scale)
    close = EPS * max(rows, size)
    rank = int(np.sum(values > close * values[0]))
    condition = _condition(values)
    if rank == size:
        coefficients = solve_triangular(factor, right)
        return Squared(coefficients, factor, residual, rows, rank, condition, "QR of blocks of rows", seen)
    spoken = " and ".join(_dependent(turn[rank:], columns)) or "some columns"
    inner = turn[:rank].T @ ((left[:, :rank].T @ right) / values[:rank, None]) / scale[:, None]
    coefficients = _shortest(inner, np.where(np.abs(turn[rank:]) > 10 * close, turn[rank:], 0.0).T / scale[:, None])
    error = right - factor @ coefficients
    warning = (
        f"the columns are dependent (rank {rank} of {size}; {spoken} take part): of all solutions this is the shortest"
    )
    return Squared(coefficients, factor, residual + np.einsum("ij,ij->j", error, error), rows, rank, np.inf,
                   "QR of blocks of rows", seen, [warning])  # fmt: skip


def _condition(values: Any) -> float:
    """The ratio of the largest singular value to the smallest."""
    return float(values[0] / values[-1]) if values[-1] > 0 else np.inf


def _shortest(solution: Any, null: Any) -> Any:
    """The shortest of all solutions that differ by combinations of `null`; columns may be in very different units.

    The rank is a matter of scaled columns, length one of the coefficients as they are.
    """
    unit = np.linalg.norm(null, axis=0)
    ways = null / np.where(unit > 0, unit, 1.0)
    for _ in range(2):  # small coefficients beside large ones have their digits after the second time only
        solution = solution - ways @ np.linalg.lstsq(ways, solution, rcond=None)[0]
    return solution


def _reduce(state: State, A: Any, B: Any) -> None:
    block = np.concatenate([state["R"], np.concatenate([A, B], axis=1)]) if "R" in state else np.concatenate([A, B], 1)
    state["R"] = np.linalg.qr(block, mode="r")


def _dependent(null: Any, columns: Sequence[str]) -> list[str]:
    """The columns that take part in the dependencies."""
    size = np.max(np.abs(null), axis=0)
    return [name for name, part in zip(columns, size, strict=False) if part > 0.05][:8]
