r"""Differentials in what people write: `d\log\det X = \operatorname{tr}(X^{-1} dX)`, `d(A*X) = A*dX`.

The letter d in front of a formula is a differential where nothing is called d.  What varies is what has a differential
of its own somewhere in the equation: dX; everything else is constant.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from wrt.checking.edits import factors_of, product, replaced
from wrt.expr import build as b
from wrt.expr.node import Node, free_symbols, make
from wrt.syntax.tree import Tree, names_in, postorder, rewritten

CLOSE = re.compile(r"(?:\s|\\[,;:! ]|\}|\\left|\(|\{|\\math\w+)*\Z")
MARK = "differential"


def marked(trees: Sequence[Tree], source: str, known: Container[str]) -> tuple[Tree, ...] | None:
    """The trees with their differentials as calls of one name; None where there are none."""
    if "d" in known or ("d" not in source and not any(is_marked(part) for tree in trees for part in postorder(tree))):
        return None
    names = names_in(*trees)
    found = tuple([_marked(tree, source, known, names) for tree in trees])
    if not any(is_marked(part) for tree in found for part in postorder(tree)):
        return None
    return found


def _marked(root: Tree, source: str, known: Container[str], names: Container[str]) -> Tree:
    """`names` are those in the equation: dx beside x is a differential, also where x is new."""
    for tree in list(postorder(root)):
        if tree.head == "name" and len(tree.value) > 1 and tree.value[0] == "d" and tree.value not in known:
            base = Tree("name", (), tree.span, tree.value[1:])
            if tree.value[1:] in known or tree.value[1:] in names or tree.value[1:2].isupper():
                root = replaced(root, tree, Tree("call", (base,), tree.span, MARK))
        elif tree.head == "call" and tree.value == "d" and len(tree.args) == 1:
            root = replaced(root, tree, Tree("call", tree.args, tree.span, MARK))
    while (joined := _first_joined(root, source)) is not None:
        root = joined
    return root


def _first_joined(root: Tree, source: str) -> Tree | None:
    """The formula with the differentials of one product put together; None where no product has any."""
    inside = {id(tree.args[0]) for tree in postorder(root) if tree.head == "mul"}
    for tree in postorder(root):
        if tree.head == "mul" and id(tree) not in inside:
            factors = factors_of(tree)
            joined = _joined(factors, source)
            if len(joined) < len(factors):
                return replaced(root, tree, product(joined))
    return None


def _joined(factors: list[Tree], source: str) -> list[Tree]:
    """d followed at once by a factor is the differential of that factor."""
    found: list[Tree] = []
    at = 0
    while at < len(factors):
        factor = factors[at]
        if factor.head == "name" and factor.value == "d" and at + 1 < len(factors):
            inner = factors[at + 1]
            if CLOSE.match(source[factor.span.end : inner.span.start]):
                found.append(Tree("call", (inner,), factor.span | inner.span, MARK))
                at += 2
                continue
        found.append(factor)
        at += 1
    return found


def undone(root: Tree) -> Tree:
    """The formula without its differentials, which has the same sizes."""
    return rewritten(root, lambda tree: tree.args[0] if is_marked(tree) else tree)


def is_marked(tree: Tree) -> bool:
    """Whether a part is a differential."""
    return tree.head == "call" and tree.value == MARK


class Places:
    """Names in the place of differentials, so that a formula can be read, and what they stand for."""

    def __init__(self) -> None:
        self.inner: dict[str, Tree] = {}

    def put(self, root: Tree) -> Tree:
        return rewritten(root, lambda tree: self._named(tree) if is_marked(tree) else tree)

    def _named(self, tree: Tree) -> Tree:
        name = f"differential{len(self.inner) + 1}"
        self.inner[name] = tree.args[0]
        return Tree("name", (), tree.span, name)


def change(node: Node, varying: Sequence[Node]) -> Node:
    """The differential of an expression along those of the symbols that vary."""
    if node in varying:
        return b.differential_of(node)
    occurring = free_symbols(node)
    parts = [make("differential", (node, symbol), None, node.rows, node.cols) for symbol in varying
             if symbol.value[0] in occurring]  # fmt: skip
    if not parts:
        return b.zero(node.rows, node.cols)
    return parts[0] if len(parts) == 1 else make("add", tuple(parts), None, node.rows, node.cols)
