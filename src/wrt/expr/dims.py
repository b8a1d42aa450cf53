"""Dimensions: the sizes of vectors and matrices.

A dimension is a number (`3`), a symbol (`"n"`), or a sum or product of these, as `kron`, `vec` and blocks make them.
`1` is the size of an axis that is not there: a column is n×1, a row 1×n, a scalar 1×1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

Dim: TypeAlias = Any
"""int | str | ("*", dim, dim, ...) | ("+", dim, dim, ...), the operands sorted."""


def times(*dims: Dim) -> Dim:
    """The product of dimensions in canonical form.

    >>> times("n", 2, "m", 3)
    ('*', 6, 'm', 'n')
    >>> times("n", 1)
    'n'
    """
    return _combine("*", 1, dims)


def plus(*dims: Dim) -> Dim:
    """The sum of dimensions in canonical form.

    >>> plus("n", 1, 2)
    ('+', 3, 'n')
    """
    return _combine("+", 0, dims)


def _combine(sign: str, unit: int, dims: tuple[Dim, ...]) -> Dim:
    number = unit
    parts: list[Dim] = []
    for dim in dims:
        for part in dim[1:] if isinstance(dim, tuple) and dim[0] == sign else (dim,):
            if isinstance(part, int):
                number = number * part if sign == "*" else number + part
            else:
                parts.append(part)
    if not parts:
        return number
    parts.sort(key=write)
    if number != unit:
        parts.insert(0, number)
    return parts[0] if len(parts) == 1 else (sign, *parts)


def write(dim: Dim) -> str:
    """The dimension as text: `m*n`, `m + n`."""
    if not isinstance(dim, tuple):
        return str(dim)
    if dim[0] == "+":
        return " + ".join(write(part) for part in sorted(dim[1:], key=lambda part: isinstance(part, int)))
    return "*".join(f"({write(p)})" if isinstance(p, tuple) and p[0] == "+" else write(p) for p in dim[1:])


def symbols(dim: Dim) -> set[str]:
    """The names that occur in the dimension."""
    if isinstance(dim, str):
        return {dim}
    return set().union(*map(symbols, dim[1:])) if isinstance(dim, tuple) else set()


def value(dim: Dim, sizes: Mapping[str, int]) -> int:
    """The dimension as a number, for given sizes of its symbols."""
    if isinstance(dim, int):
        return dim
    if isinstance(dim, str):
        return sizes[dim]
    total = 0 if dim[0] == "+" else 1
    for part in dim[1:]:
        total = total + value(part, sizes) if dim[0] == "+" else total * value(part, sizes)
    return total
