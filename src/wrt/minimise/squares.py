"""Sums of squares by one name: e'*e and sum(e.^2) of a sum e are norm2(e)^2, which is solved for in one piece."""

from __future__ import annotations

from wrt.expr import build as b
from wrt.expr.node import Node, postorder
from wrt.expr.ops import operator


def with_norms(root: Node) -> Node:
    """A normal form with the norm in place of what else says the sum of the squares of a sum."""
    done: dict[Node, Node] = {}
    for node in postorder(root):
        args = [done[arg] for arg in node.args]
        rebuilt = node
        if any(new is not old for new, old in zip(args, node.args, strict=True)):
            record = operator(node.op, node.value)
            assert record is not None
            rebuilt = record.build(node, *args)
        done[node] = _with_norm(rebuilt)
    return done[root]


def _with_norm(node: Node) -> Node:
    if node.op == "sum":
        return _total(node.args[0], node)
    if node.op == "mul" and b.is_dot(node) and len(node.args) == 2:
        left, right = b.T(node.args[0]), node.args[1]
        if right.op == "add" and left in (right, b.neg(right)):
            return b.scale(1 if left is right else -1, b.pow_(b.norm2(right), 2))
    return node


def _total(inside: Node, whole: Node) -> Node:
    """The sum of all entries, of a sum term by term."""
    number, kernel = b.split(inside)
    if kernel.op == "add" and inside.axes:
        terms = [_total(term, b.sum_(term)) for term in kernel.args]
        return b.scale(number, b.add(*terms))
    scalars, chain = b.chain_of(kernel)
    if len(chain) == 1 and chain[0].op == "hpow" and chain[0].args[1] is b.num(2) and chain[0].args[0].op == "add":
        return b.scale(number, b.mul(*scalars, b.pow_(b.norm2(chain[0].args[0]), 2)))
    return whole
