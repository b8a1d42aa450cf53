"""Matrix powers and inverses, trace and determinants in normal form."""

from __future__ import annotations

import wrt.expr.build.products as products
import wrt.expr.build.transpose as transpose
from wrt.expr.build import entrywise, functionals, powers, shaping, sums
from wrt.expr.build.counts import dim_number
from wrt.expr.build.leaves import ONE, ZERO, eye, num
from wrt.expr.node import Node, make


def inv(x: Node) -> Node:
    return mpow(x, -1)


def split_matrix_power(x: Node) -> tuple[Node, int]:
    """A square matrix as base and whole exponent."""
    if x.op == "mpow":
        return x.args[0], x.value
    if x.op == "T" and x.args[0].op == "mpow":
        return transpose.T(x.args[0].args[0]), x.args[0].value
    return x, 1


def mpow(x: Node, exponent: int) -> Node:
    """A square matrix to a whole power; negative powers are powers of the inverse."""
    if x.is_scalar:
        return powers.pow_(x, exponent)
    if exponent == 0:
        return eye(x.rows)
    if exponent == 1 or x.op == "eye":
        return x
    if x.op == "mpow" or (x.op == "T" and x.args[0].op == "mpow"):
        base, inner = split_matrix_power(x)
        return mpow(base, inner * exponent)
    if x.op == "T":
        return transpose.T(mpow(x.args[0], exponent))
    if x.op == "mul":
        split = _power_of_product(x, exponent)
        if split is not None:
            return split
    if x.op == "kron" and all(arg.rows == arg.cols for arg in x.args):
        return shaping.kron(*[mpow(arg, exponent) for arg in x.args])
    if x.op == "diag":
        return shaping.diag(entrywise.hpow(x.args[0], exponent))
    if x.op == "commutation" and exponent == -1:
        return transpose.T(x)
    if x.op == "sym":
        facts = x.value[1]
        if "orthogonal" in facts and exponent < 0:
            return mpow(transpose.T(x), -exponent)
        if "idempotent" in facts and exponent > 0:
            return x
    return transpose.turned("mpow", (x,), exponent)


def _power_of_product(x: Node, exponent: int) -> Node | None:
    """Scalars come out of a power; square factors are inverted one by one; a small power is written out."""
    scalars, chain = products.chain_of(x)
    outer = [powers.pow_(factor, exponent) for factor in scalars]
    if exponent < 0 and all(factor.rows == factor.cols for factor in chain):
        body = [mpow(factor, -1) for factor in reversed(chain)] * -exponent
        return products.mul(*outer, *body) if exponent >= -4 else None
    if 0 < exponent <= 4 and len(chain) > 1:
        return products.mul(*outer, *chain * exponent)
    if not scalars:
        return None
    return products.mul(*outer, mpow(products.mul(*chain), exponent))


def pinv(x: Node) -> Node:
    """The Moore-Penrose inverse."""
    if x.is_scalar:
        return powers.pow_(x, -1)
    if x.op in ("eye", "pinv"):
        return x if x.op == "eye" else x.args[0]
    if x.op == "T":
        return transpose.T(pinv(x.args[0]))
    number, rest = sums.split(x)
    if number != 1:
        return products.mul(powers.pow_(num(number), -1), pinv(rest))
    node = make("pinv", (x,), None, x.cols, x.rows)
    other = transpose.T(x)
    return node if other is x else transpose.oriented(node, make("pinv", (other,), None, x.rows, x.cols))


def tr(x: Node) -> Node:
    """The trace of a square matrix, in one of its rotations and directions."""
    if x.is_scalar:
        return x
    if x.op == "zero":
        return ZERO
    if x.op == "eye":
        return dim_number(x.rows)
    if x.op == "T":
        return tr(x.args[0])
    if x.op == "diag":
        return functionals.sum_(x.args[0])
    if x.op == "ones":
        return dim_number(x.rows)
    if x.op == "kron" and all(arg.rows == arg.cols for arg in x.args):
        return products.mul(*map(tr, x.args))
    if x.op == "mul":
        return _trace_of_product(x)
    if x.op == "sym" and "skew" in x.value[1]:
        return ZERO
    if x.op == "add":
        apart = sums.add(*map(tr, x.args))  # terms that are each other's rotations or transposes come together
        kernel = sums.split(apart)[1]
        if kernel.op != "add" or len(kernel.args) < len(x.args):
            return apart
    number, kept = functionals.lesser_direction(x)
    return sums.scale(number, make("tr", (kept,), None, 1, 1))


def _trace_of_product(x: Node) -> Node:
    scalars, chain = products.chain_of(x)
    if scalars:
        return products.mul(*scalars, tr(products.mul(*chain)))
    for place, factor in enumerate(chain):
        if factor.cols == 1 or chain[(place + 1) % len(chain)].rows == 1:
            return products.mul(*chain[place + 1 :], *chain[: place + 1])
    joined = products.mul(chain[-1], chain[0])
    if len(chain) > 1 and len(chain_parts(joined)) < 2:
        return tr(products.mul(joined, *chain[1:-1])) if len(chain) > 2 else tr(joined)
    backward = tuple([transpose.T(factor) for factor in reversed(chain)])
    best = _least_rotation(chain)
    if not any(factor.op == "mul" for factor in backward):
        best = min(best, _least_rotation(backward))
    ordered = best[2]
    return make("tr", (make("mul", ordered, None, ordered[0].rows, ordered[0].rows),), None, 1, 1)


def chain_parts(x: Node) -> tuple[Node, ...]:
    return products.chain_of(x)[1]


def _least_rotation(chain: tuple[Node, ...]) -> tuple[int, tuple[int, ...], tuple[Node, ...]]:
    """The rotation of a cyclic product whose ranks come first in order."""
    ranks = [factor.rank for factor in chain]
    least = min(ranks)
    starts = [place for place, rank in enumerate(ranks) if rank == least][:16]
    order, start = min((tuple(ranks[s:] + ranks[:s]), s) for s in starts)
    return sum([factor.flips for factor in chain]), order, chain[start:] + chain[:start]


def det(x: Node) -> Node:
    """The determinant of a square matrix: multiplicative over square factors, homogeneous of degree n."""
    if x.is_scalar:
        return x
    if x.op == "eye":
        return ONE
    if x.op == "T":
        return det(x.args[0])
    if x.op == "mpow":
        return powers.pow_(det(x.args[0]), x.value)
    if x.op == "mul":
        scalars, chain = products.chain_of(x)
        outer = [powers.pow_(factor, dim_number(x.rows)) for factor in scalars]
        if all(factor.rows == factor.cols for factor in chain):
            return (
                products.mul(*outer, *map(det, chain)) if scalars or len(chain) > 1 else make("det", (x,), None, 1, 1)
            )
        if scalars:
            return products.mul(*outer, det(products.mul(*chain)))
    return make("det", (_lesser(x),), None, 1, 1)


def logdet(x: Node) -> Node:
    """log|det X|: a sum over square factors."""
    if x.is_scalar:
        return entrywise.fn("log", entrywise.fn("abs", x))
    if x.op == "eye":
        return ZERO
    if x.op == "T":
        return logdet(x.args[0])
    if x.op == "mpow":
        return products.mul(num(x.value), logdet(x.args[0]))
    if x.op == "mul":
        scalars, chain = products.chain_of(x)
        square = all(factor.rows == factor.cols for factor in chain)
        if scalars or (square and len(chain) > 1):
            size = dim_number(x.rows)
            outer = [products.mul(size, entrywise.fn("log", entrywise.fn("abs", factor))) for factor in scalars]
            inner = list(map(logdet, chain)) if square else [logdet(products.mul(*chain))]
            return sums.add(*outer, *inner)
    return make("logdet", (_lesser(x),), None, 1, 1)


def _lesser(x: Node) -> Node:
    other = transpose.T(x)
    return other if other.op == x.op and (other.flips, other.rank) < (x.flips, x.rank) else x
