"""Simplification: the shortest form that common factors, merged operators and cancelling terms lead to.

One pass from the operands up.  Each sum is factored; where multiplying out makes terms cancel, the outcome is taken
if it is smaller.  `size` (the number of nodes of the written-out tree) is the measure.
"""

from __future__ import annotations

from wrt.expr import build as b
from wrt.expr.node import Node, postorder
from wrt.expr.ops import operator
from wrt.work.entries import gathered
from wrt.work.expand import common_denominator, expanded
from wrt.work.factor import factor_sum

PASSES = 3
EXPAND_TERMS = 12


def simplify(root: Node) -> Node:
    """A smaller equal expression, or the same."""
    for _ in range(PASSES):
        result = _once(root)
        if result is root:
            break
        root = result
    return root


def _once(root: Node) -> Node:
    done: dict[Node, Node] = {}
    for node in postorder(root):
        args = [done[arg] for arg in node.args]
        if all(new is old for new, old in zip(args, node.args, strict=True)):
            rebuilt = node
        else:
            record = operator(node.op, node.value)
            assert record is not None
            rebuilt = record.build(node, *args)
        done[node] = improve(rebuilt)
    return done[root]


def improve(node: Node) -> Node:
    """The smallest of a node's forms."""
    if node.op == "add":
        return _by_entries(node) or _improve_sum(node)
    if node.op in ("mul", "had"):
        return _by_entries(node) or _improve_product(node)
    return node


def _by_entries(node: Node) -> Node | None:
    return gathered(node) if isinstance(node.rows, int) and node.rows > 1 else None


def _improve_sum(node: Node) -> Node:
    best = factor_sum(node)
    if len(node.args) <= EXPAND_TERMS:
        for candidate in (expanded(node), common_denominator(node)):
            if candidate is not None:
                factored = factor_sum(candidate)
                if factored.size < best.size:
                    best = factored
    return best


def _improve_product(node: Node) -> Node:
    """A product with a sum in it, multiplied out where that makes it smaller."""
    if not any(_holds_sum(arg) for arg in node.args):
        return node
    candidate = expanded(node)
    if candidate is None:
        return node
    factored = factor_sum(candidate)
    kept = 0 if b.split(factored)[1].op != "add" else 3  # a product is worth a little more than a sum
    return factored if factored.size + kept < node.size else node


def _holds_sum(node: Node) -> bool:
    return node.op == "add" or (node.op in ("T", "diag", "pow", "hpow") and node.args[0].op == "add")
