"""Exact linear algebra over any field and its jets: products, inverses, determinants, ranks, pseudoinverses.

A matrix is a list of rows; a vector has one column, a scalar is 1×1.
"""

from __future__ import annotations

from typing import TypeAlias

from wrt.refute.fields import Number, Undefined
from wrt.refute.jets import Calculus, Jet, constant

Matrix: TypeAlias = list[list[Number]]


def identity(n: int) -> Matrix:
    return [[int(i == j) for j in range(n)] for i in range(n)]


def filled(rows: int, cols: int, value: Number) -> Matrix:
    return [[value] * cols for _ in range(rows)]


def transpose(A: Matrix) -> Matrix:
    return [list(row) for row in zip(*A, strict=True)]


def is_scalar(A: Matrix) -> bool:
    return len(A) == 1 and len(A[0]) == 1


def plus(field: Calculus, *terms: Matrix) -> Matrix:
    total = terms[0]
    for term in terms[1:]:
        total = [[x + y for x, y in zip(r, s, strict=True)] for r, s in zip(total, term, strict=True)]
    return [[field.reduce(x) for x in row] for row in total]


def scaled(field: Calculus, s: Number, A: Matrix) -> Matrix:
    return [[field.reduce(s * x) for x in row] for row in A]


def times(field: Calculus, A: Matrix, B: Matrix) -> Matrix:
    """The product of matrices, or of a scalar and anything."""
    if is_scalar(A):
        return scaled(field, A[0][0], B)
    if is_scalar(B):
        return scaled(field, B[0][0], A)
    columns = transpose(B)
    return [[field.reduce(_dot(row, column)) for column in columns] for row in A]


def _dot(row: list[Number], column: list[Number]) -> Number:
    total = row[0] * column[0]
    for x, y in zip(row[1:], column[1:], strict=True):
        total += x * y
    return total


def eliminated(field: Calculus, A: Matrix) -> tuple[Matrix, list[int]]:
    """The reduced row echelon form and the columns of the pivots; the largest pivot where numbers have a size."""
    rows = [list(row) for row in A]
    pivots: list[int] = []
    for column in range(len(rows[0])):
        place = _pivot(field, rows, len(pivots), column)
        if place is None:
            continue
        top = len(pivots)
        rows[top], rows[place] = rows[place], rows[top]
        inverse = field.invert(rows[top][column])
        rows[top] = [field.reduce(inverse * x) for x in rows[top]]
        for i, row in enumerate(rows):
            if i != top:
                factor = row[column]
                rows[i] = [field.reduce(x - factor * y) for x, y in zip(row, rows[top], strict=True)]
        pivots.append(column)
        if len(pivots) == len(rows):
            break
    return rows, pivots


def _pivot(field: Calculus, rows: Matrix, top: int, column: int) -> int | None:
    found = [i for i in range(top, len(rows)) if field.is_unit(rows[i][column])]
    if found and field.field.rounds:
        return max(found, key=lambda i: abs(constant(rows[i][column])))
    return found[0] if found else None


def inverse(field: Calculus, A: Matrix) -> Matrix:
    """The inverse; Undefined where the matrix is singular."""
    n = len(A)
    if n == 1:
        return [[field.invert(A[0][0])]]
    rows, pivots = eliminated(field, [row + unit for row, unit in zip(A, identity(n), strict=True)])
    if pivots != list(range(n)):
        raise Undefined
    return [row[n:] for row in rows]


def det(field: Calculus, A: Matrix) -> Number:
    """The determinant by Berkowitz' algorithm, which never divides: jets may have no inverse."""
    vector: list[Number] = [1, -A[0][0]]
    for k in range(1, len(A)):
        column, row = [A[i][k] for i in range(k)], A[k][:k]
        band = [1, -A[k][k]]
        for _ in range(k):
            band.append(field.reduce(-_dot(row, column)))
            column = [field.reduce(_dot(A[i][:k], column)) for i in range(k)]
        vector = [
            field.reduce(sum([band[i - j] * vector[j] for j in range(min(i, k) + 1)], 0))
            for i in range(len(vector) + 1)
        ]
    return field.reduce(vector[-1] if len(A) % 2 == 0 else -vector[-1])


def rank(field: Calculus, A: Matrix) -> int:
    return len(eliminated(field, A)[1])


def pinv(field: Calculus, A: Matrix) -> Matrix:
    """The pseudoinverse, by a factorisation A = B*C of full rank; differentiable only where the rank is full."""
    rows, pivots = eliminated(field, [[constant(x) for x in row] for row in A])
    if len(pivots) == len(A[0]):
        return _left_inverse(field, A)
    if len(pivots) == len(A):
        return transpose(_left_inverse(field, transpose(A)))
    if any(isinstance(x, Jet) for row in A for x in row):
        raise Undefined
    if not pivots:
        return filled(len(A[0]), len(A), 0)
    B, C = [[row[j] for j in pivots] for row in A], rows[: len(pivots)]
    return times(field, transpose(_left_inverse(field, transpose(C))), _left_inverse(field, B))


def _left_inverse(field: Calculus, A: Matrix) -> Matrix:
    """inv(A'*A)*A'."""
    turned = transpose(A)
    return times(field, inverse(field, times(field, turned, A)), turned)
