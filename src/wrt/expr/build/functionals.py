"""Scalars of a vector or matrix: the sum of all entries and the norms, in normal form."""

from __future__ import annotations

import wrt.expr.build.entrywise as entrywise
import wrt.expr.build.powers as powers
import wrt.expr.build.products as products
import wrt.expr.build.transpose as transpose
from wrt.expr.build import sums
from wrt.expr.build.counts import dim_number
from wrt.expr.build.leaves import ONE, ZERO, Rational, num
from wrt.expr.dims import times
from wrt.expr.node import Node, make


def sum_(x: Node) -> Node:
    """The sum of all entries of a vector or matrix."""
    if x.is_scalar:
        return x
    if x.op == "zero":
        return ZERO
    if x.op == "mul":
        scalars, chain = products.chain_of(x)
        if chain and not scalars and (chain[-1].op == "ones" or (chain[0].op == "T" and chain[0].args[0].op == "ones")):
            inner = chain[:-1] if chain[-1].op == "ones" else chain[1:]
            return sum_(products.mul(*inner))  # ones'*A*ones is the sum of A
        parts = _outer_parts(chain)
        if scalars or len(parts) > 1:
            return products.mul(*scalars, *map(sum_, parts))
    if x.op == "ones":
        return dim_number(times(x.rows, x.cols))
    if x.op in ("T", "diag"):
        return sum_(x.args[0])
    if x.op == "eye":
        return dim_number(x.rows)
    if x.op in ("basis", "softmax"):
        return ONE
    if x.op == "had" and x.cols == 1 and len(x.args) == 2:
        return products.mul(transpose.T(x.args[0]), x.args[1])
    if x.op == "had" and x.cols == 1 and any(factor.op == "mul" for factor in x.args):
        tail = max([factor for factor in x.args if factor.op == "mul"], key=lambda factor: factor.rank)
        head = entrywise.had(*[factor for factor in x.args if factor is not tail])
        return products.mul(transpose.T(head), tail)
    number, kept = lesser_direction(x)
    return sums.scale(number, make("sum", (kept,), None, 1, 1))


def _outer_parts(chain: tuple[Node, ...]) -> list[Node]:
    """A chain split where its inner size is 1: `u*v'` in `u` and `v'`."""
    parts: list[list[Node]] = [[]]
    for factor in chain:
        parts[-1].append(factor)
        if factor.cols == 1:
            parts.append([])
    return [products.mul(*part) for part in parts if part]


def lesser_direction(x: Node) -> tuple[Rational, Node]:
    """A number and `x` or its transpose, whichever is written with fewer transposes; x is the number times that."""
    if x.cols == 1:
        return 1, x
    if x.rows == 1:
        return 1, transpose.T(x)
    number, other = sums.split(transpose.T(x))
    if number not in (1, -1) or (x.flips, x.rank) <= (other.flips, other.rank):
        return 1, x
    return number, other


def norm2(x: Node) -> Node:
    """The Euclidean norm of a vector, the Frobenius norm of a matrix."""
    return _norm("norm2", x)


def norm1(x: Node) -> Node:
    """The sum of absolute entries."""
    return _norm("norm1", x)


def _norm(name: str, x: Node) -> Node:
    if x.is_scalar:
        return entrywise.fn("abs", x)
    if x.op == "zero":
        return ZERO
    number, rest = sums.split(x)
    if number not in (1, -1):
        return products.mul(num(number if number > 0 else -number), _norm(name, rest))
    scalars, chain = products.chain_of(rest)
    outside = [scalar for scalar in scalars if powers.is_positive(scalar)]
    if outside:
        inside = [scalar for scalar in scalars if scalar not in outside]
        return products.mul(*outside, _norm(name, products.mul(*inside, *chain)))
    if rest.op == "T":
        rest = rest.args[0]
    if rest.op == "basis" or (rest.op == "sym" and "unit" in rest.value[1] and name == "norm2"):
        return ONE
    return make(name, (lesser_direction(rest)[1],), None, 1, 1)
