"""Terms of certificates as expressions again, so that a condition that a certificate lists can be shown to people."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from wrt.certificate import Term
from wrt.expr import build as b
from wrt.expr.dims import Dim, plus, times
from wrt.expr.node import Node, make

Shape = tuple[Dim, Dim]
SCALAR: Shape = (1, 1)


def node(term: Term) -> Node:
    """The expression of a term that the kernel has accepted; a KeyError where it stands for none as people write it.

    >>> from wrt.emit.text import text
    >>> text(node(["mul", ["T", ["sym", "A", "m", "n"]], ["sym", "A", "m", "n"]]))
    "A'*A"
    """
    head, *rest = term
    if head in LEAVES:
        return LEAVES[head](*rest)
    if head == "entry":
        return make("entry", (node(rest[0]),), tuple(rest[1:]), *SCALAR)
    if head == "block":
        return _block(*rest)
    if head == "fn":
        inner = node(rest[1])
        return make("fn", (inner,), rest[0], inner.rows, inner.cols)
    args = tuple(map(node, rest))
    return make(head, args, None, *SHAPES[head](*args))


def _dim(data: Any) -> Dim:
    if not isinstance(data, list | tuple):
        return data
    return (times if data[0] == "*" else plus)(*map(_dim, data[1:]))


def _block(places: Any, *cells: Any) -> Node:
    rows, cols = places
    args = tuple(map(node, cells))
    return make("block", args, (rows, cols), plus(*[arg.rows for arg in args[::cols]]),
                plus(*[arg.cols for arg in args[:cols]]))  # fmt: skip


LEAVES: dict[str, Callable[..., Node]] = {
    "sym": lambda name, rows, cols: b.sym(name, _dim(rows), _dim(cols)),
    "d": lambda name, rows, cols: make("d", (), (name, frozenset()), _dim(rows), _dim(cols)),
    "num": lambda above, below=1: b.num(Fraction(above, below) if below != 1 else above),
    "dim": lambda size: b.dim_number(_dim(size)),
    "const": lambda name: make("const", (), name, *SCALAR),
    "eye": lambda size: b.eye(_dim(size)),
    "ones": lambda rows, cols: b.ones(_dim(rows), _dim(cols)),
    "zero": lambda rows, cols: b.zero(_dim(rows), _dim(cols)),
    "basis": lambda rows, place: b.basis(_dim(rows), place),
    "commutation": lambda rows, cols: b.commutation(_dim(rows), _dim(cols)),
}


def _same(*args: Node) -> Shape:
    return args[0].rows, args[0].cols


def _scalar(*_args: Node) -> Shape:
    return SCALAR


def _product(*args: Node) -> Shape:
    """Products group from the left, and a scalar multiplies anything."""
    shape = SCALAR
    for arg in args:
        shape = (arg.rows, arg.cols) if shape == SCALAR else shape if arg.is_scalar else (shape[0], arg.cols)
    return shape


SHAPES: dict[str, Callable[..., Shape]] = {
    **dict.fromkeys(("add", "neg", "div", "pow", "had", "hdiv", "hpow", "inv", "sqrt", "softmax"), _same),
    **dict.fromkeys(("tr", "det", "logdet", "sum", "norm1", "norm2", "normF", "inner"), _scalar),
    **dict.fromkeys(("T", "pinv"), lambda x: (x.cols, x.rows)),
    "mul": _product,
    "diag": lambda x: (x.rows, x.rows),
    "diagpart": lambda x: (x.rows, 1),
    "vec": lambda x: (times(x.rows, x.cols), 1),
    "kron": lambda *args: (times(*[x.rows for x in args]), times(*[x.cols for x in args])),
}
