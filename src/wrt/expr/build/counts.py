"""Dimensions used as numbers."""

from __future__ import annotations

import wrt.expr.build.products as products
from wrt.expr.build import sums
from wrt.expr.build.leaves import num
from wrt.expr.dims import Dim
from wrt.expr.node import Node, make


def dim_number(dim: Dim) -> Node:
    """A dimension as a number: a product of sizes is a product of numbers."""
    if isinstance(dim, int):
        return num(dim)
    if isinstance(dim, tuple):
        return (products.mul if dim[0] == "*" else sums.add)(*map(dim_number, dim[1:]))
    return make("dim", (), dim, 1, 1)
