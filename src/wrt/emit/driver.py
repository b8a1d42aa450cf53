"""What all writers share: the walk over an expression as written, and the few forms that every notation rewrites first.

A writer only says how a node is spelled when its operands are; it knows nothing of the order of work.
"""

from __future__ import annotations

from typing import TypeAlias

from wrt.diagnostics import WrtError
from wrt.emit.settled import Settled
from wrt.expr.node import Node, make

Part: TypeAlias = tuple[str, int]
"""Something spelled, with its binding strength."""


MAX_WRITTEN = 1_000_000


class Writer:
    """Spells nodes bottom up; what is spelled twice is spelled once."""

    def __init__(self) -> None:
        self.settled = Settled()

    def write(self, root: Node) -> str:
        """The expression spelled out; E-too-large where shared parts would make the text enormous."""
        if root.size > MAX_WRITTEN:
            raise WrtError("E-too-large", f"written out, this expression has {root.size} terms and factors")
        done: dict[tuple[Node, bool, bool], Part] = {}
        stack = [(root, False, False)]
        while stack:
            key = stack[-1]
            if key in done:
                stack.pop()
                continue
            parts = self.settled.operands(*key)
            missing = [part for part in parts if part not in done]
            if missing:
                stack += missing
                continue
            stack.pop()
            done[key] = self.spell(key[0], key[1], key[2], [done[part] for part in parts])
        return done[root, False, False][0]

    def spell(self, node: Node, rows: bool, cols: bool, parts: list[Part]) -> Part:
        """One node, its operands spelled; `rows` and `cols` say whether the surroundings settle its sizes."""
        raise NotImplementedError


def stacked(node: Node) -> Node:
    """An inverse under a transpose or a power as one superscript: `invT` for A^-T, `mpow` for A^-2."""
    inner = node.args[0] if node.args else node
    if {node.op, inner.op} == {"T", "inv"}:
        return make("invT", inner.args, None, node.rows, node.cols)
    if node.op == "pow" and inner.op == "inv" and node.args[1].op == "num" and type(node.args[1].value) is int:
        return make("mpow", inner.args, -node.args[1].value, node.rows, node.cols)
    return node


def ones_above(node: Node, parts: list[Part], ones: str) -> list[Part]:
    """The operands of `1./x` with a vector of ones in place of the number."""
    above = node.args[0]
    if node.op == "hdiv" and node.cols == 1 and above.op == "num" and above.value == 1 and not node.is_scalar:
        return [(ones, parts[0][1]), *parts[1:]]
    return parts


def cells(node: Node, parts: list[Part]) -> list[list[str]]:
    """The rows of a block; a zero beside and below other cells is written without its size."""
    rows, cols = node.value
    solid = [arg.op != "zero" for arg in node.args]
    table = []
    for row in range(rows):
        places = range(row * cols, (row + 1) * cols)
        beside = any(solid[place] for place in places)
        bare = [not solid[place] and beside and any(solid[place % cols :: cols]) for place in places]
        table.append(["0" if zero else parts[place][0] for zero, place in zip(bare, places, strict=True)])
    return table
