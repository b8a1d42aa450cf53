"""Sums of entries times basis vectors of a known small length, written as a vector or matrix by its entries."""

from __future__ import annotations

from wrt.expr import build as b
from wrt.expr.node import Node

LARGEST = 8  # a longer vector stays a sum over basis vectors


def gathered(node: Node) -> Node | None:
    """`s*basis(1, 2) + t*basis(2, 2)` as `[s; t]`; None for anything else."""
    rows, cols = node.rows, node.cols
    if not (isinstance(rows, int) and isinstance(cols, int) and 1 < rows * cols <= LARGEST**2):
        return None
    if max(rows, cols) > LARGEST or rows == 1:
        return None
    number, kernel = b.split(node)
    cells: dict[tuple[int, int], list[Node]] = {}
    for term in kernel.args if kernel.op == "add" else (kernel,):
        factors, chain = b.chain_of(term)
        parts = _entries(chain, cols)
        if parts is None:
            return None
        for place, entry in parts:
            cells.setdefault(place, []).append(b.mul(b.num(number), *factors, entry))
    entries = [b.add(*cells.get((i, j), [b.ZERO])) for i in range(1, rows + 1) for j in range(1, cols + 1)]
    return b.block(tuple(entries), rows, cols)


def _entries(chain: tuple[Node, ...], cols: int) -> list[tuple[tuple[int, int], Node]] | None:
    """The places and entries of e_i, of e_i*e_j', or of a matrix written by its entries."""
    if len(chain) == 1 and chain[0].op == "block" and all(cell.is_scalar for cell in chain[0].args):
        width = chain[0].value[1]
        return [((k // width + 1, k % width + 1), cell) for k, cell in enumerate(chain[0].args) if cell is not b.ZERO]
    if not chain or chain[0].op != "basis":
        return None
    if len(chain) == 1:
        return [((chain[0].value, 1), b.ONE)] if cols == 1 else None
    if len(chain) == 2 and chain[1].op == "T" and chain[1].args[0].op == "basis":
        return [((chain[0].value, chain[1].args[0].value), b.ONE)]
    return None
