"""Products and sums of arrays as one would write them: without ones, minus signs in front."""

from __future__ import annotations

from wrt.expr import build as b
from wrt.expr.node import Node, make


def product(*factors: Node) -> Node:
    signed = [part for factor in factors for part in ((b.MINUS_ONE, *factor.args) if factor.op == "neg" else (factor,))]
    flat = [part for factor in signed for part in (factor.args if factor.op == "mul" else (factor,))]
    negative = flat.count(b.MINUS_ONE) % 2
    flat = [factor for factor in flat if factor not in (b.ONE, b.MINUS_ONE)] or [b.ONE]
    shaped = [factor for factor in flat if not factor.is_scalar]
    rows, cols = (shaped[0].rows, shaped[-1].cols) if shaped else (1, 1)
    found = flat[0] if len(flat) == 1 else make("mul", tuple(flat), None, rows, cols)
    return make("neg", (found,), None, rows, cols) if negative else found


def add(terms: list[Node]) -> Node:
    return terms[0] if len(terms) == 1 else make("add", tuple(terms), None, terms[0].rows, terms[0].cols)


def transposed(node: Node) -> Node:
    if node.op == "T":
        return node.args[0]
    if node.op == "neg":
        return product(b.MINUS_ONE, transposed(node.args[0]))
    return node if node.is_scalar else make("T", (node,), None, node.cols, node.rows)


def entrywise(vectors: tuple[Node, ...]) -> Node | None:
    """The product of vectors entry by entry; None of no vectors."""
    if len(vectors) < 2:
        return vectors[0] if vectors else None
    return make("had", vectors, None, vectors[0].rows, 1)


def diagonal(vector: Node) -> Node:
    return make("diag", (vector,), None, vector.rows, vector.rows)
