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
    if x.transposed is None:
        stack = [x]
        while stack:
            node = stack[-1]
            missing = [arg for arg in node.args if arg.transposed is None] if _passes_on(node) else ()
            if missing:
                stack += missing
            else:
                stack.pop()
                if node.transposed is None:
                    _remember(node, _transpose(node))
    found = x.transposed
    if found is True:
        return x
    if found is False:
        return _wrap(x)
    return found or x.args[0]


def _remember(x: Node, other: Node) -> None:
    """Note the transpose of x: True where it is x itself, False where it is x marked as transposed.

    Neither holds a reference: x would hold what holds x, and the table of nodes would keep both for ever.
    """
    if other is x:
        x.transposed = True
    elif other.op == "T" and other.args[0] is x:
        x.transposed = False
    else:
        x.transposed = other
        if other.transposed is None and not (x.op == "T" and x.args[0] is other):
            other.transposed = x


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
    "fn": lambda x: _self_or_wrapped(x, lambda: _on_transposed(x)),
    "hpow": lambda x: _self_or_wrapped(x, lambda: _on_transposed(x)),
    "mpow": lambda x: _self_or_wrapped(x, lambda: _on_transposed(x)),
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


def _on_transposed(x: Node) -> Node:
    """The operator of x on the transposed operand."""
    sign, other = _mirrored_operand(x.op, x.args, x.value)
    return sums.scale(sign, turned(x.op, (other, *x.args[1:]), x.value))


def turned(op: str, args: tuple[Node, ...], value: Rational | str | None) -> Node:
    """An operator on a matrix that commutes with the transpose, in the direction that is kept."""
    x = args[0]
    node = make(op, args, value, x.rows, x.cols)
    if x.cols == 1:
        return node
    if T(x) is x:
        return node
    sign, other = _mirrored_operand(op, args, value)
    chosen = oriented(node, make(op, (other, *args[1:]), value, x.cols, x.rows))
    return node if chosen is node else sums.scale(sign, chosen)


def _mirrored_operand(op: str, args: tuple[Node, ...], value: Rational | str | None) -> tuple[int, Node]:
    """The transposed operand without a minus sign that op lets out, and that sign as it comes out (1 where none does).

    A transpose brings a sign along where the operand is skew, or a sum whose first term is another one then.
    """
    other = T(args[0])
    sign = sign_outside(op, args, value) if sums.split(other)[0] < 0 else 0
    return (sign, sums.neg(other)) if sign else (1, other)


def sign_outside(op: str, args: tuple[Node, ...], value: Rational | str | None) -> int:
    """The sign that comes out of op(-x): 1 or -1, or 0 where it stays inside."""
    if op == "mpow":
        return 1 if int(value or 0) % 2 == 0 else -1
    if op == "hpow":
        exponent = args[1].value if args[1].op == "num" else None
        return 0 if type(exponent) is not int else 1 if exponent % 2 == 0 else -1
    return -1 if value in entrywise.ODD else 1 if value in entrywise.EVEN else 0


def oriented(node: Node, mirrored: Node) -> Node:
    """`node` or the transpose of `mirrored`, whichever is written with fewer transposes (then by rank)."""
    if (mirrored.flips, mirrored.rank) < (node.flips, node.rank):
        return _wrap(mirrored)
    return node
