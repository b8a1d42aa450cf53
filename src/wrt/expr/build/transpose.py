"""Transposes in normal form: pushed through products and sums down to what cannot pass them on.

Of an operator that commutes with the transpose (`exp`, inverses, entrywise products) one direction is kept, the one
with fewer transposes inside: `inv(A')` is `inv(A)'`.  So a matrix is symmetric as far as normal forms can see exactly
when it is its own transpose: `T(M) is M`.
"""

from __future__ import annotations

from collections.abc import Callable

import wrt.expr.build.entrywise as entrywise
import wrt.expr.build.products as products
from wrt.expr.build import shaping, sums
from wrt.expr.build.leaves import Rational, commutation, ones, zero
from wrt.expr.node import Node, make

SYMMETRIC_FACTS = frozenset(("symmetric", "diagonal", "spd", "psd", "negative_definite", "indefinite"))
SYMMETRIC_OPS = frozenset(("eye", "diag"))


def T(x: Node) -> Node:
    """The transpose."""
    found = x.transposed
    if found is not None:
        return found
    stack = [x]
    while stack:
        node = stack[-1]
        missing = [arg for arg in node.args if arg.transposed is None] if _passes_on(node) else ()
        if missing:
            stack += missing
        else:
            stack.pop()
            if node.transposed is None:
                node.transposed = other = _transpose(node)
                if other.transposed is None:
                    other.transposed = node
    return x.transposed or x


def _transpose(x: Node) -> Node:
    """The transpose of an expression whose operands know theirs."""
    op = x.op
    if op == "T":
        return x.args[0]
    if (x.rows == 1 and x.cols == 1) or op in SYMMETRIC_OPS:
        return x
    if op == "sym":
        facts = x.value[1]
        if facts and x.rows == x.cols:
            if not SYMMETRIC_FACTS.isdisjoint(facts):
                return x
            if "skew" in facts:
                return sums.neg(x)
        return _wrap(x)
    if _passes_on(x):
        return PUSHED[op](x)
    if op == "ones":
        return ones(x.cols, x.rows)
    if op == "zero":
        return zero(x.cols, x.rows)
    if op == "commutation":
        return commutation(x.value[1], x.value[0])
    return _wrap(x)


def _product(x: Node) -> Node:
    scalars, chain = products.chain_of(x)
    return products.mul(*scalars, *[T(factor) for factor in reversed(chain)])


def _transpose_block(x: Node) -> Node:
    rows, cols = x.value
    cells = [T(x.args[i * cols + j]) for j in range(cols) for i in range(rows)]
    return make("block", tuple(cells), (cols, rows), x.cols, x.rows)


PUSHED: dict[str, Callable[[Node], Node]] = {
    "mul": _product,
    "add": lambda x: sums.add(*map(T, x.args)),
    "had": lambda x: _self_or_wrapped(x, lambda: entrywise.had(*map(T, x.args))),
    "fn": lambda x: _self_or_wrapped(x, lambda: turned(x.op, (T(x.args[0]),), x.value)),
    "hpow": lambda x: _self_or_wrapped(x, lambda: turned(x.op, (T(x.args[0]), x.args[1]), x.value)),
    "mpow": lambda x: _self_or_wrapped(x, lambda: turned(x.op, (T(x.args[0]),), x.value)),
    "pinv": lambda x: x if T(x.args[0]) is x.args[0] else _wrap(x),
    "kron": lambda x: shaping.kron(*map(T, x.args)),
    "block": _transpose_block,
}
COLUMNS_KEPT = frozenset(("add", "had", "fn", "hpow"))


def _passes_on(x: Node) -> bool:
    """Whether the transpose goes through to the operands; the column that a row transposes stays whole."""
    return x.op in PUSHED and not (x.cols == 1 and x.op in COLUMNS_KEPT)


def _wrap(x: Node) -> Node:
    return make("T", (x,), None, x.cols, x.rows)


def _self_or_wrapped(x: Node, transposed: Callable[[], Node]) -> Node:
    """`x` where it is its own transpose, else `x` marked as transposed (`x` is in its kept direction already)."""
    if x.rows == x.cols and transposed() is x:
        return x
    return _wrap(x)


def turned(op: str, args: tuple[Node, ...], value: Rational | str | None) -> Node:
    """An operator on a matrix that commutes with the transpose, in the direction that is kept."""
    x = args[0]
    node = make(op, args, value, x.rows, x.cols)
    if x.cols == 1:
        return node
    other = T(x)
    if other is x:
        return node
    return oriented(node, make(op, (other, *args[1:]), value, x.cols, x.rows))


def oriented(node: Node, mirrored: Node) -> Node:
    """`node` or the transpose of `mirrored`, whichever is written with fewer transposes (then by rank)."""
    if (mirrored.flips, mirrored.rank) < (node.flips, node.rank):
        return _wrap(mirrored)
    return node
