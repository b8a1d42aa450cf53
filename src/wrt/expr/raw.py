"""Nodes as written: one for each tree of the input, with the sizes that inference found."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from wrt.expr import build as b
from wrt.expr.calls import CALLS, size_of
from wrt.expr.dims import Dim
from wrt.expr.infer import HEADS
from wrt.expr.inference import Inference, is_literal_zero, whole_number
from wrt.expr.layout import layout_of
from wrt.expr.node import Node, make
from wrt.expr.ops import ENTRYWISE
from wrt.expr.scope import is_constant
from wrt.syntax.tree import Tree

Nodes = dict[Tree, Node]


def raw_node(tree: Tree, nodes: Nodes, inference: Inference, symbols: dict[str, Node], layout: str) -> Node:
    """The node of a tree whose operands have theirs."""
    if tree.head == "name":
        return _name(tree, inference, symbols)
    if tree.head == "num":
        return _number(tree, inference)
    if tree.head == "call" and tree.value in LEAVES:
        return LEAVES[tree.value](inference, tree)
    operands = inference.choice.operands(tree)
    args = [nodes[operand] for _, operand in operands]
    rows, cols = inference.find(tree)
    if tree.head == "together":
        return make("equation", tuple(args), None, 1, 1)
    if tree.head in ("add", "sub"):
        signed = [raw_neg(arg) if sign < 0 else arg for (sign, _), arg in zip(operands, args, strict=True)]
        return make("add", tuple(signed), None, rows, cols)
    if tree.head == "entry":
        return _entry(tree, args[0])
    if tree.head == "block":
        return make("block", tuple(args), tree.value, rows, cols)
    if tree.head == "D":
        return make("D", tuple(args), layout_of(tree, layout), rows, cols)
    if tree.head == "call":
        return _call(tree, args, rows, cols)
    head = "pow" if tree.head == "hpow" and rows == cols == 1 else tree.head  # of a number they are the same
    return raw_operator(HEADS[head], tuple(args), rows, cols)


def raw_neg(x: Node) -> Node:
    return make("neg", (x,), None, x.rows, x.cols)


def raw_operator(op: str, args: tuple[Node, ...], rows: Dim, cols: Dim) -> Node:
    if op == "had" and len(args) > 2:
        return make("had", args, None, rows, cols)
    return make(op, args, None, rows, cols)


def _name(tree: Tree, inference: Inference, symbols: dict[str, Node]) -> Node:
    name = tree.value
    if name in symbols:
        return symbols[name]
    if is_constant(name, inference.declared):
        if name == "pi":
            return make("const", (), "pi", 1, 1)
        return b.eye(inference.find(tree)[0])
    return b.dim_number(name)


def _number(tree: Tree, inference: Inference) -> Node:
    rows, cols = inference.find(tree)
    if is_literal_zero(tree):
        return b.zero(rows, cols)
    return b.num(tree.value if isinstance(tree.value, int) else Fraction(*tree.value))


def _entry(tree: Tree, base: Node) -> Node:
    indices = [whole_number(index) or 1 for index in tree.args[1:]]
    if len(indices) == 1:
        indices = [indices[0], 1] if base.cols == 1 else [1, indices[0]]
    return make("entry", (base,), tuple(indices), 1, 1)


def _call(tree: Tree, args: list[Node], rows: Dim, cols: Dim) -> Node:
    op = CALLS[tree.value]
    if op == "bars":
        return make("det", tuple(args), None, 1, 1) if not args[0].is_scalar else make("fn", tuple(args), "abs", 1, 1)
    if op in ENTRYWISE:
        return make("fn", tuple(args), op, rows, cols)
    if op == "diag" and cols == 1:
        op = "diagpart" if not args[0].is_scalar else "diag"
    return make(op, tuple(args), None, rows, cols)


def _ones(inference: Inference, tree: Tree) -> Node:
    rows, cols = inference.find(tree)
    return b.ones(rows, cols)


def _filled(inference: Inference, tree: Tree) -> Node:
    rows, cols = inference.find(tree)
    value = tree.args[0].value
    if value == 1:
        return b.ones(rows, cols)
    if value == 0:
        return b.zero(rows, cols)
    number = b.num(value if isinstance(value, int) else Fraction(*value))
    return make("mul", (number, b.ones(rows, cols)), None, rows, cols)


def _size(inference: Inference, tree: Tree) -> Node:
    shape = inference.find(inference.choice.target(tree.args[0]))
    return make("block", tuple(map(b.dim_number, shape)), (1, 2), 1, 2)


LEAVES: dict[str, Callable[[Inference, Tree], Node]] = {
    "eye": lambda inference, tree: b.eye(inference.find(tree)[0]),
    "ones": _ones,
    "zeros": lambda inference, tree: b.zero(*inference.find(tree)),
    "vector": _filled,
    "matrix": _filled,
    "commutation": lambda inference, tree: b.commutation(*[size_of(inference, arg) for arg in tree.args]),
    "basis": lambda inference, tree: b.basis(inference.find(tree)[0], whole_number(tree.args[0]) or 1),
    "size": _size,
}
