"""What a derivative must look like, from the page that fixes its meaning: projection onto a space, then layout.

Written from sections 2 and 4 of the design, not from the code: a derivative is an array with the axes of the output, then
those of each variable; a layout says how it stands on the page where at most two axes are there.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Array = np.ndarray


def project(found: Array, space: str, first: int) -> Array:
    """The part of a derivative within symmetric, skew or diagonal matrices; the matrix's axes are `first` and the next."""
    turned = np.swapaxes(found, first, first + 1)
    if space == "diagonal":
        shape = [n if axis in (first, first + 1) else 1 for axis, n in enumerate(found.shape)]
        return found * np.eye(found.shape[first]).reshape(shape)
    return (found + turned) / 2 if space == "symmetric" else (found - turned) / 2


def projected(found: Array, facts: Sequence[frozenset[str]], widths: Sequence[int]) -> Array:
    """The derivative within the space of each variable, whose axes (as many as `widths` says) come last, in order."""
    axis = found.ndim - sum(widths)
    for known, width in zip(facts, widths, strict=True):
        for space in ("diagonal", "symmetric", "skew"):
            if space in known and width == 2:
                found = project(found, space, axis)
                break
        axis += width
    return found


def laid_out(found: Array, widths: Sequence[int], layout: str) -> tuple[Array, str]:
    """The array as it stands on the page (a row or column as a vector), and what it is: "scalar", "row", "column", "matrix".

    `widths` are the numbers of axes of the variables: 0 a scalar, 1 a vector, 2 a matrix.
    """
    out, wide = found.ndim - sum(widths), [width for width in widths if width]
    if not wide:  # by a scalar: a matrix keeps its shape
        return found, ("scalar", "row" if layout == "denominator" else "column", "matrix")[out]
    if out == 0 and len(wide) == 1:  # a gradient; a second derivative has rows by the first variable
        if wide == [2]:
            return found.T if layout == "numerator" else found, "matrix"
        if len(widths) == 2:
            return found, "column" if widths[0] else "row"
        return found, "row" if layout == "numerator" else "column"
    if (out, wide) == (1, [1]):
        return found.T if layout == "denominator" else found, "matrix"
    if (out, wide) == (0, [1, 1]):
        return found, "matrix"
    columns = int(np.prod(found.shape[found.ndim - widths[-1] :])) if widths[-1] else 1
    flat = found.reshape((-1, columns), order="F")
    return (flat[:, 0], "column") if columns == 1 else (flat, "matrix")


def within(G: Array, space: int, convention: str) -> Array:
    """A gradient by a symmetric (1), skew (-1) or diagonal (0) matrix in a convention."""
    if convention == "unconstrained":
        return G
    if space == 0:
        return np.diag(np.diag(G))
    both = G + space * G.T
    if convention == "projected":
        return both / 2
    return both - np.diag(np.diag(G)) if space == 1 else both
