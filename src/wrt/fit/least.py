"""Least squares over blocks of rows: by the normal equations where they keep the digits, else by QR.

The first pass adds up A'*A, A'*B and B'*B.  The columns are scaled to length 1, and the factor of Cholesky tells the
condition number (LAPACK's estimate, from the factor).  Normal equations lose twice the digits that the condition costs,
so beyond `LIMIT` a second pass reduces the rows to the triangular factor of [A, B], block by block (TSQR: Demmel,
Grigori, Hoemmen and Langou, 2012), which is as accurate as a QR of the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.linalg import lapack, solve_triangular

LIMIT = 1e3  # condition of the scaled columns up to which normal equations keep ten digits
EPS = float(np.finfo(float).eps)

Parts = Callable[[], Iterator[tuple[Any, Any]]]
"""A new pass over the data: A and B of each block, weights put in."""


@dataclass
class Squared:
    """What the passes found: coefficients, the factor R of the design, sums of squares, how it was done."""

    coefficients: Any
    factor: Any  # upper triangular, R'*R = A'*A
    residual: Any  # sum of squares for each column of B
    total: Any  # of B
    rows: int
    rank: int
    condition: float
    method: str
    warnings: list[str] = field(default_factory=list)


class Deficient(Exception):
    """The columns are dependent as far as normal equations see."""


def least_squares(parts: Parts, columns: Sequence[str]) -> Squared:
    """The coefficients that minimise the sum of |A*u - B|^2 over all blocks, B of one column or several."""
    gram, cross, total, rows = _sums(parts)
    try:
        return _by_cholesky(gram, cross, total, rows, parts)
    except Deficient:
        return _by_qr(parts, total, rows, columns)


def _sums(parts: Parts) -> tuple[Any, Any, Any, int]:
    gram = cross = total = None
    rows = 0
    for A, B in parts():
        if gram is None:
            gram, cross, total = A.T @ A, A.T @ B, np.einsum("ij,ij->j", B, B)
        else:
            gram += A.T @ A
            cross += A.T @ B
            total += np.einsum("ij,ij->j", B, B)
        rows += len(A)
    return gram, cross, total, rows


def _by_cholesky(gram: Any, cross: Any, total: Any, rows: int, parts: Parts) -> Squared:
    scale = np.sqrt(np.diag(gram))
    if not np.all(scale > 0) or rows < len(gram):
        raise Deficient
    scaled = gram / np.outer(scale, scale)
    norm = float(np.max(np.sum(np.abs(scaled), axis=0)))
    factor, failed = lapack.dpotrf(scaled, lower=0, clean=1)
    if failed:
        raise Deficient
    reciprocal, _ = lapack.dpocon(factor, norm)
    condition = float(1 / np.sqrt(reciprocal)) if reciprocal > 0 else np.inf
    if condition > LIMIT:
        raise Deficient
    inner = solve_triangular(factor, cross / scale[:, None], trans="T")
    coefficients = solve_triangular(factor, inner) / scale[:, None]
    residual = total - np.einsum("ij,ij->j", inner, inner)
    if np.any(residual < 1e-6 * total):  # the difference has lost digits: the residuals themselves are added up
        residual = sum(np.einsum("ij,ij->j", E, E) for E in (A @ coefficients - B for A, B in parts()))
    return Squared(coefficients, factor * scale, residual, total, rows, len(gram), condition, "normal equations")


def _by_qr(parts: Parts, total: Any, rows: int, columns: Sequence[str]) -> Squared:
    """The triangular factor of [A, B], then the coefficients from it; the shortest ones where columns are dependent."""
    R: Any = None
    for A, B in parts():
        block = np.concatenate([A, B], axis=1)
        R = np.linalg.qr(block if R is None else np.concatenate([R, block]), mode="r")
    width = len(total)
    size = R.shape[1] - width
    if len(R) < R.shape[1]:
        R = np.concatenate([R, np.zeros((R.shape[1] - len(R), R.shape[1]))])
    factor, right, rest = R[:size, :size], R[:size, size:], R[size:, size:]
    residual = np.einsum("ij,ij->j", rest, rest)
    scale = np.linalg.norm(factor, axis=0)
    scale[scale == 0] = 1
    left, values, turn = np.linalg.svd(factor / scale)
    rank = int(np.sum(values > EPS * max(rows, size) * values[0]))
    condition = float(values[0] / values[-1]) if values[-1] > 0 else np.inf
    if rank == size:
        coefficients = solve_triangular(factor, right)
        return Squared(coefficients, factor, residual, total, rows, rank, condition, "QR of blocks of rows")
    plain, kept, turned = np.linalg.svd(factor)
    spoken = " and ".join(_dependent(turn[rank:], columns)) or "some columns"
    inverse = turned[:rank].T / kept[:rank] @ plain[:, :rank].T
    residual = residual + np.einsum("ij,ij->j", right - factor @ (inverse @ right), right - factor @ (inverse @ right))
    warning = (
        f"the columns are dependent (rank {rank} of {size}; {spoken} are combinations of the others): "
        "of all solutions this is the shortest"
    )
    return Squared(inverse @ right, factor, residual, total, rows, rank, np.inf, "QR of blocks of rows", [warning])


def _dependent(null: Any, columns: Sequence[str]) -> list[str]:
    """The columns that take part in the dependencies."""
    size = np.max(np.abs(null), axis=0)
    return [name for name, part in zip(columns, size, strict=False) if part > 0.05][:8]
