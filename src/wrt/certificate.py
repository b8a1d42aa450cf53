"""Certificates: claims, terms and steps as plain JSON data, for a checker that knows nothing of the engine."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from wrt.expr.dims import Dim
from wrt.expr.layout import kind
from wrt.expr.node import Node, make, postorder, rename

Term = list[Any]


def hole(rows: Dim, cols: Dim) -> Node:
    """The place in a context that a rule's sides fill in turn."""
    return make("hole", (), None, rows, cols)


def term(root: Node) -> Term:
    """An expression as written as nested lists."""
    done: dict[Node, Term] = {}
    root = inlined(root)
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
    """`D` without layout: the transpose that a layout brings is written out."""
    function, *variables = node.args
    found, *by = args
    for variable in by:
        found = ["D", found, variable]
    form = kind((function.rows, function.cols), [(v.rows, v.cols) for v in variables])
    if form == "hessian":
        turned = not variables[0].axes and node.cols != 1
    else:
        turned = (form == "gradient" and node.value == "numerator") or (
            form in ("jacobian", "tangent") and node.value == "denominator"
        )
    return ["T", found] if turned else found


def inlined(root: Node) -> Node:
    """An expression with the names that it defines (`... where u = ...`) replaced by what they stand for."""
    if root.op != "where":
        return root
    body, *definitions = root.args
    for name, value in reversed(list(zip(root.value, definitions, strict=True))):
        named = [node for node in postorder(body) if node.op == "sym" and node.value[0] == name]
        body = rename(body, dict.fromkeys(named, value))
    return body


def dim(size: Dim) -> Any:
    """A dimension as JSON: a number, a name, or ["*" or "+", parts ...]."""
    return [size[0], *map(dim, size[1:])] if isinstance(size, tuple) else size
