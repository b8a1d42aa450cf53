"""Expressions into which values were put, tidied: what is the same in every entry taken out, inverses cancelled.

exp(a + s*1) = exp(s)*exp(a), exp(k*log(s)) = s^k, sum(x + s*1) = sum(x) + s*n, norm2(s*x)^2 = s^2*norm2(x)^2, and
inv(X'*X)*X'*X = eye.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from wrt.expr import build as b
from wrt.expr.node import Node, postorder
from wrt.expr.ops import operator


def apart(root: Node) -> Node:
    """The normal form, tidied."""
    done: dict[Node, Node] = {}
    for node in postorder(root):
        args = [done[arg] for arg in node.args]
        rule = RULES.get(node.op)
        found = rule(node, args) if rule is not None else None
        if found is not None:
            done[node] = found
        elif all(new is old for new, old in zip(args, node.args, strict=True)):
            done[node] = node
        else:
            record = operator(node.op, node.value)
            assert record is not None
            done[node] = record.build(node, *args)
    return done[root]


def _product(node: Node, args: Sequence[Node]) -> Node | None:
    """The product without inverses that stand beside what they are inverses of."""
    built = b.mul(*args)
    scalars, chain = b.chain_of(built) if built.op == "mul" else ([], ())
    for place, factor in enumerate(chain):
        inner = factor.args[0] if factor.op == "mpow" and factor.value == -1 else None
        if inner is None or inner.op != "mul" or not all(part.axes for part in inner.args):
            continue
        width = len(inner.args)
        after, before = chain[place + 1 : place + 1 + width], chain[max(place - width, 0) : place]
        if tuple(after) == inner.args:
            kept = (*chain[:place], *chain[place + 1 + width :])
        elif tuple(before) == inner.args:
            kept = (*chain[: place - width], *chain[place + 1 :])
        else:
            continue
        return _product(node, [*scalars, *(kept or (b.eye(inner.rows),))])
    return built


def _exponential(inside: Node) -> Node:
    common, rest = _parted(inside)
    if inside.is_scalar or not common:
        return _power_of_e(inside) if inside.is_scalar else b.fn("exp", inside)
    body = b.fn("exp", b.add(*rest)) if rest else b.ones(inside.rows, inside.cols)
    return b.mul(_power_of_e(b.add(*common)), body)


def _total(inside: Node) -> Node:
    common, rest = _parted(inside)
    if inside.is_scalar or not common:
        return b.sum_(inside)
    count = b.sum_(b.ones(inside.rows, inside.cols))
    return b.add(b.mul(b.add(*common), count), *([b.sum_(b.add(*rest))] if rest else []))


def _norm_power(x: Node, exponent: Node) -> Node:
    """norm2(s*x)^k with an even k as s^k*norm2(x)^k, and norm2(1)^2 as the number of entries."""
    even = exponent.op == "num" and type(exponent.value) is int and exponent.value % 2 == 0
    number, kernel = b.split(x)
    scalars, chain = b.chain_of(kernel) if even else ([], ())
    if even and x.op == "ones":
        return b.pow_(b.sum_(x), b.rational(Fraction(exponent.value, 2)))
    if not scalars or not chain:
        return b.pow_(b.norm2(x), exponent)
    factor = b.mul(b.num(number), *scalars)
    return b.mul(b.pow_(factor, exponent), b.pow_(b.norm2(b.mul(*chain)), exponent))


def _parted(inside: Node) -> tuple[list[Node], list[Node]]:
    """The scalars s of the terms s*1, and the other terms."""
    number, kernel = b.split(inside)
    common: list[Node] = []
    rest: list[Node] = []
    for term in kernel.args if kernel.op == "add" else (kernel,):
        scaled = b.scale(number, term)
        factor, body = b.split(scaled)
        scalars, chain = b.chain_of(body)
        if len(chain) == 1 and chain[0].op == "ones":
            common.append(b.mul(b.num(factor), *scalars))
        else:
            rest.append(scaled)
    return common, rest


def _power_of_e(s: Node) -> Node:
    """exp(s) where logarithms among the terms of s are powers outside."""
    outside: list[Node] = []
    rest: list[Node] = []
    number, kernel = b.split(s)
    for term in kernel.args if kernel.op == "add" else (kernel,):
        factor, body = b.split(b.scale(number, term))
        if body.op == "fn" and body.value == "log":
            outside.append(b.pow_(body.args[0], factor))
        else:
            rest.append(b.scale(factor, body))
    return b.mul(*outside, b.fn("exp", b.add(*rest)) if rest else b.ONE)


RULES: dict[str, Callable[[Node, Sequence[Node]], Node | None]] = {
    "mul": _product,
    "sum": lambda node, args: _total(args[0]),
    "fn": lambda node, args: _exponential(args[0]) if node.value == "exp" else None,
    "pow": lambda node, args: _norm_power(args[0].args[0], args[1]) if args[0].op == "norm2" else None,
}
