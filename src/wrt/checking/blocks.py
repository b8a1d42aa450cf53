"""Equations of blocks, `[P, A'; A, 0]*[x; lam] = [-q; b]`, as the equations that stand in their rows."""

from __future__ import annotations

from collections.abc import Sequence

from wrt.checking.applied import Side
from wrt.syntax.tree import Tree


def rows_of_blocks(sides: Sequence[Side]) -> list[tuple[Side, Side]]:
    """The equations of the rows; none where the two sides are not columns of as many blocks."""
    columns = [_column(side.tree) for side in sides]
    if len(columns) != 2 or not columns[0] or len(columns[0]) != len(columns[1]):
        return []
    left, right = sides
    return [(left._replace(tree=one), right._replace(tree=other))
            for one, other in zip(*columns, strict=True)]  # fmt: skip


def _column(tree: Tree) -> list[Tree]:
    """The rows of a column of blocks, or of blocks that act on one; empty for what is neither."""
    if tree.head == "block" and tree.value[1] == 1 and tree.value[0] > 1:
        return list(tree.args)
    if tree.head != "mul" or tree.args[0].head != "block" or tree.args[1].head != "block":
        return []
    blocks, column = tree.args
    rows, cols = blocks.value
    if column.value != (cols, 1) or rows == 1:
        return []
    return [_row(blocks.args[row * cols : (row + 1) * cols], column.args, tree) for row in range(rows)]


def _row(blocks: Sequence[Tree], column: Sequence[Tree], whole: Tree) -> Tree:
    """What a row of blocks makes of a column."""
    terms = [Tree("mul", pair, whole.span) for pair in zip(blocks, column, strict=True)
             if not any(part.head == "num" and part.value == 0 for part in pair)]  # fmt: skip
    if not terms:
        return Tree("num", (), whole.span, 0)
    total = terms[0]
    for term in terms[1:]:
        total = Tree("add", (total, term), whole.span)
    return total
