"""Rewriting of a differential so that dX can be taken out in plain notation.

- `(u*v').*M` is `diag(u)*M*diag(v)`, so that `((dx*v').*M)*w` becomes `dx.*(M*(v.*w))`;
- `diag(L*diag(dx)*R)` is `(L.*R')*dx`.
"""

from __future__ import annotations

from wrt.expr import build as b
from wrt.expr.node import Node, postorder
from wrt.expr.ops import operator


def expose(change: Node, seed: Node) -> Node:
    """The differential with its seed-carrying parts rewritten."""
    done: dict[Node, Node] = {}
    for node in postorder(change):
        if node is seed:
            done[node] = node
            continue
        if not any(arg in done for arg in node.args):
            continue
        args = [done.get(arg, arg) for arg in node.args]
        if node.op == "had":
            done[node] = _hadamard(args, [arg in done for arg in node.args])
        elif node.op == "diagpart":
            done[node] = _diagonal_part(args[0], seed)
        else:
            record = operator(node.op, node.value)
            done[node] = node if record is None else record.build(node, *args)
    return done.get(change, change)


def _hadamard(args: list[Node], carries: list[bool]) -> Node:
    """An entrywise product with a sum of outer products, these turned into diagonal matrices."""
    place = carries.index(True)
    others = args[:place] + args[place + 1 :]
    if args[place].cols == 1:
        return b.had(*args)
    rest = b.had(*others)
    number, kernel = b.split(args[place])
    terms = kernel.args if kernel.op == "add" else (kernel,)
    return b.scale(number, b.add(*[_outer_times(term, rest) for term in terms]))


def _outer_times(term: Node, rest: Node) -> Node:
    scalars, chain = b.chain_of(term)
    for cut, factor in enumerate(chain[:-1]):
        if factor.cols == 1:
            u, v = b.mul(*chain[: cut + 1]), b.mul(*chain[cut + 1 :])
            return b.mul(*scalars, b.diag(u), rest, b.diag(v))
    return b.had(term, rest)


def _diagonal_part(x: Node, seed: Node) -> Node:
    number, kernel = b.split(x)
    if kernel.op == "add":
        return b.scale(number, b.add(*[_diagonal_part(term, seed) for term in kernel.args]))
    scalars, chain = b.chain_of(x)
    for place, factor in enumerate(chain):
        if factor.op == "diag" and _contains(factor, seed) and 0 < place < len(chain) - 1:
            left, right = b.mul(*chain[:place]), b.mul(*chain[place + 1 :])
            return b.mul(*scalars, b.had(left, b.T(right)), factor.args[0])
    return b.diagpart(x)


def _contains(node: Node, seed: Node) -> bool:
    return any(inner is seed for inner in postorder(node))
