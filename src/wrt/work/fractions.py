"""Scalars as one fraction: every sum over a common denominator, from the inside out, so that factors compare."""

from __future__ import annotations

from wrt.expr import build as b
from wrt.expr.node import Node, postorder
from wrt.expr.ops import operator
from wrt.work.expand import expanded
from wrt.work.simplify import simplify
from wrt.work.terms import take_apart

LARGEST = 400  # nodes of a sum that is multiplied out


def as_fraction(root: Node) -> Node:
    """A scalar as a product of powers, the sums in it without denominators of their own.

    The value is the same wherever the expression has one; where a denominator vanishes it has none.
    """
    done: dict[Node, Node] = {}
    for node in postorder(root):
        args = [done[arg] for arg in node.args]
        rebuilt = node
        if any(new is not old for new, old in zip(args, node.args, strict=True)):
            record = operator(node.op, node.value)
            assert record is not None
            rebuilt = record.build(node, *args)
        rebuilt = _distributed(rebuilt) if rebuilt.op == "sum" else rebuilt
        done[node] = _over_one_denominator(rebuilt) if rebuilt.op == "add" and rebuilt.is_scalar else rebuilt
    return done[root]


def _distributed(total: Node) -> Node:
    """sum(A*(u + v)) as sum(A*u) + sum(A*v)."""
    scalars, chain = b.chain_of(total.args[0])
    place = next((i for i, factor in enumerate(chain) if factor.op == "add"), None)
    if place is None or total.size > LARGEST:
        return total
    terms = [b.sum_(b.mul(*chain[:place], term, *chain[place + 1 :])) for term in chain[place].args]
    return simplify(b.mul(*scalars, b.add(*terms)))


def _over_one_denominator(node: Node) -> Node:
    below: dict[Node, int] = {}
    for term in node.args:
        for base, exponent in take_apart(term).scalars.items():
            if type(exponent) is int and exponent < 0:
                below[base] = max(below.get(base, 0), -exponent)
    if node.size > LARGEST:
        return node
    up = [b.pow_(base, power) for base, power in below.items()]
    above = b.add(*[b.mul(*up, term) for term in node.args])
    numerator = simplify(expanded(above) or above)
    return b.mul(numerator, *[b.pow_(base, -power) for base, power in below.items()])
