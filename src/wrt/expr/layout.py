"""Layouts: which axis of a derivative runs down the page and which across.

The derivative itself is an array (the axes of the output, then those of each variable) and has no layout.  Layout
says how it is written where at most two axes are there:

- numerator: as many rows as the numerator is long (scalar by vector a row, vector by vector m×n);
- denominator: as many rows as the denominator is long (scalar by vector a column, vector by vector n×m);
- mixed: gradients have the shape of the variable, Jacobians are m×n.

A matrix by a scalar keeps its shape; a second derivative of a scalar has rows by the first variable; what has more than
two axes is written as the matrix ∂vec(Y)/∂vec(X)'.
"""

from __future__ import annotations

from collections.abc import Sequence

from wrt.diagnostics import WrtError
from wrt.expr.dims import Dim, times
from wrt.syntax.tree import Tree

LAYOUTS = ("denominator", "numerator", "mixed")
Shape = tuple[Dim, Dim]


def check_layout(layout: str) -> str:
    """The layout's name, or an error."""
    if layout not in LAYOUTS:
        raise WrtError("E-layout", f"there is no layout {layout!r}", help=f"one of {', '.join(LAYOUTS)}")
    return layout


def axes(shape: Shape) -> tuple[Dim, ...]:
    return tuple(dim for dim in shape if dim != 1)


def kind(output: Shape, variables: Sequence[Shape]) -> str:
    """How a derivative is written: "scalar", "gradient", "tangent", "matrix", "jacobian", "hessian" or "vec"."""
    out = len(axes(output))
    wide = [len(axes(shape)) for shape in variables if axes(shape)]
    if not wide:
        return ("scalar", "tangent", "matrix")[out]
    if out == 0 and len(variables) == 2 and max(wide) == 1:
        return "hessian"
    if len(wide) == 1:
        if out == 0:
            return "gradient"
        if out == wide[0] == 1:
            return "jacobian"
    return "vec"


def layout_of(tree: Tree, layout: str) -> str:
    r"""The layout of one derivative in a formula: `\partial f / \partial x^T` says its own."""
    return tree.value if tree.value == "numerator" else layout


def laid_out(output: Shape, variables: Sequence[Shape], layout: str) -> Shape:
    """Rows and columns of the derivative as it is written."""
    form = kind(output, variables)
    first = [shape for shape in variables if axes(shape)][:1]
    length = times(*axes(output))
    if form == "scalar":
        return (1, 1)
    if form == "tangent":
        return (1, length) if layout == "denominator" else (length, 1)
    if form == "matrix":
        return output
    if form == "hessian":
        return times(*axes(variables[0])), times(*axes(variables[1]))
    if form == "gradient":
        rows, cols = first[0]
        return (cols, rows) if layout == "numerator" else (rows, cols)
    if form == "jacobian":
        return (times(*axes(first[0])), length) if layout == "denominator" else (length, times(*axes(first[0])))
    last = times(*axes(variables[-1]))
    return times(length, *[times(*axes(shape)) for shape in variables[:-1]]), last
