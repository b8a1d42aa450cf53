"""Certificates: claims, terms and steps as plain JSON data, for a checker that knows nothing of the engine."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from wrt.expr.dims import Dim
from wrt.expr.node import Node, make, postorder

Term = list[Any]


def hole(rows: Dim, cols: Dim) -> Node:
    """The place in a context that a rule's sides fill in turn."""
    return make("hole", (), None, rows, cols)


def term(root: Node) -> Term:
    """An expression as written as nested lists."""
    done: dict[Node, Term] = {}
    for node in postorder(root):
        done[node] = _term(node, [done[arg] for arg in node.args])
    return done[root]


def _term(node: Node, args: list[Term]) -> Term:
    op = node.op
    if op in ("sym", "d"):
        return [op, node.value[0], dim(node.rows), dim(node.cols)]
    if op == "num":
        number = Fraction(node.value)
        return ["num", number.numerator] if number.denominator == 1 else ["num", number.numerator, number.denominator]
    if op == "dim":
        return ["dim", dim(node.value)]
    if op == "const":
        return ["const", node.value]
    if op == "eye":
        return ["eye", dim(node.rows)]
    if op in ("ones", "zero", "hole"):
        return [op, dim(node.rows), dim(node.cols)]
    if op == "basis":
        return ["basis", dim(node.rows), node.value]
    if op == "commutation":
        return ["commutation", dim(node.value[0]), dim(node.value[1])]
    if op == "fn":
        return ["fn", node.value, *args]
    if op == "entry":
        return ["entry", *args, *node.value]
    if op == "block":
        return ["block", list(node.value), *args]
    if op == "D":
        return _derivative(node, args)
    return [op, *args]


def _derivative(node: Node, args: list[Term]) -> Term:
    """`D` without layout: the transposes that a layout brings are written out."""
    function, *variables = args
    found = function
    for variable in variables:
        found = ["D", found, variable]
    turned = _plain_shape(node) != (node.rows, node.cols)
    return ["T", found] if turned else found


def _plain_shape(node: Node) -> tuple[Dim, Dim]:
    """The shape of a derivative without layout."""
    function, variable = node.args[0], node.args[1]
    if len(node.args) > 2:
        return node.rows, node.cols
    f = (function.cols, 1) if function.rows == 1 else (function.rows, function.cols)
    if not variable.axes:
        return f
    if function.is_scalar:
        return variable.rows, variable.cols
    if f[1] == 1 and variable.cols == 1:
        return f[0], variable.rows
    return node.rows, node.cols


def dim(size: Dim) -> Any:
    """A dimension as JSON: a number, a name, or ["*" or "+", parts ...]."""
    return [size[0], *map(dim, size[1:])] if isinstance(size, tuple) else size
