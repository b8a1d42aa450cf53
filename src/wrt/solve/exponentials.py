"""Exponentials of sums taken apart: exp(a + s*1) = exp(s)*exp(a), and exp(k*log(s)) = s^k."""

from __future__ import annotations

from wrt.expr import build as b
from wrt.expr.node import Node, postorder
from wrt.expr.ops import operator


def exponentials_apart(root: Node) -> Node:
    """The normal form with what is the same in every entry taken out of exponentials."""
    if not any(node.op == "fn" and node.value == "exp" for node in postorder(root)):
        return root
    done: dict[Node, Node] = {}
    for node in postorder(root):
        args = [done[arg] for arg in node.args]
        if node.op == "fn" and node.value == "exp":
            done[node] = _exponential(args[0])
        elif all(new is old for new, old in zip(args, node.args, strict=True)):
            done[node] = node
        else:
            record = operator(node.op, node.value)
            assert record is not None
            done[node] = record.build(node, *args)
    return done[root]


def _exponential(inside: Node) -> Node:
    number, kernel = b.split(inside)
    outside: list[Node] = []
    rest: list[Node] = []
    for term in kernel.args if kernel.op == "add" else (kernel,):
        scaled = b.scale(number, term)
        common = _common(scaled)
        if common is None:
            rest.append(scaled)
        else:
            outside.append(_power_of_e(common))
    if not outside:
        return b.fn("exp", inside)
    body = b.fn("exp", b.add(*rest)) if rest else b.ones(inside.rows, inside.cols)
    return b.mul(*outside, body)


def _common(term: Node) -> Node | None:
    """s where the term is s (of a scalar) or s*1, the same in every entry."""
    if term.is_scalar:
        return term
    number, kernel = b.split(term)
    scalars, chain = b.chain_of(kernel)
    if len(chain) == 1 and chain[0].op == "ones":
        return b.mul(b.num(number), *scalars)
    return None


def _power_of_e(s: Node) -> Node:
    """exp(s); of k*log(t) it is t^k."""
    number, kernel = b.split(s)
    if kernel.op == "fn" and kernel.value == "log":
        return b.pow_(kernel.args[0], number)
    return b.fn("exp", s)
