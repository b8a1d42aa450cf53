"""From an expression as written to its normal form: every operator rebuilt by its builder, derivatives carried out."""

from __future__ import annotations

from wrt.expr.node import Node, postorder
from wrt.expr.ops import operator

LEAVES = frozenset(("sym", "num", "dim", "const", "eye", "ones", "zero", "basis", "commutation", "d", "hole"))
DERIVED = frozenset(("D", "differential"))  # taken of what is written


def normal(root: Node, memo: dict[Node, Node] | None = None) -> Node:
    """The normal form of an expression."""
    done = {} if memo is None else memo
    for node in postorder(root, closed=DERIVED):
        if node not in done:
            done[node] = _rebuild(node, done)
    return done[root]


def _rebuild(node: Node, done: dict[Node, Node]) -> Node:
    if node.op in LEAVES:
        return node
    if node.op == "D":
        from wrt.work.derive import derivative, lay_out  # a derivative inside a formula needs the whole engine

        function, *variables = node.args
        return lay_out(derivative(function, variables, "unconstrained"), function, variables, node.value)
    if node.op == "differential":
        from wrt.work.derive import change_of

        return change_of(*node.args)
    record = operator(node.op, node.value)
    assert record is not None, node.op
    return record.build(node, *[done[arg] for arg in node.args])


def substitute(root: Node, replaced: dict[Node, Node]) -> Node:
    """The normal form of an expression with some of its nodes replaced."""
    return normal(root, dict(replaced))
