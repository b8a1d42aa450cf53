"""Rearrangements of entries in normal form: diag both ways, vec, Kronecker products, entries, blocks."""

from __future__ import annotations

import wrt.expr.build.products as products
import wrt.expr.build.transpose as transpose
from wrt.expr.build import entrywise, functionals, sums
from wrt.expr.build.leaves import ONE, ZERO, eye, ones, zero
from wrt.expr.dims import Dim, plus, times
from wrt.expr.node import Node, make


def diag(x: Node) -> Node:
    """The diagonal matrix with the entries of a vector."""
    if x.is_scalar:
        return x
    if x.rows == 1:
        return diag(transpose.T(x))
    if x.op == "ones":
        return eye(x.rows)
    if x.op == "zero":
        return zero(x.rows, x.rows)
    if x.op == "mul" and x.args[0].is_scalar:
        scalars, chain = products.chain_of(x)
        return products.mul(*scalars, diag(products.mul(*chain)))
    return make("diag", (x,), None, x.rows, x.rows)


def diagpart(x: Node) -> Node:
    """The diagonal of a square matrix, as a column."""
    if x.is_scalar:
        return x
    if x.op == "eye":
        return ones(x.rows)
    if x.op == "ones":
        return ones(x.rows)
    if x.op == "zero":
        return zero(x.rows, 1)
    if x.op == "T":
        return diagpart(x.args[0])
    if x.op == "diag":
        return x.args[0]
    if x.op == "fn":
        return entrywise.fn(x.value, diagpart(x.args[0]))
    if x.op == "hpow":
        return entrywise.hpow(diagpart(x.args[0]), x.args[1])
    if x.op == "had":
        return entrywise.had(*map(diagpart, x.args))
    if x.op == "mul":
        scalars, chain = products.chain_of(x)
        if scalars:
            return products.mul(*scalars, diagpart(products.mul(*chain)))
        for place, factor in enumerate(chain[:-1]):
            if factor.cols == 1:
                left, right = products.mul(*chain[: place + 1]), products.mul(*chain[place + 1 :])
                return entrywise.had(left, transpose.T(right))
        if chain[0].op == "diag":
            return entrywise.had(chain[0].args[0], diagpart(products.mul(*chain[1:])))
        if chain[-1].op == "diag":
            return entrywise.had(chain[-1].args[0], diagpart(products.mul(*chain[:-1])))
    if x.op == "sym" and "skew" in x.value[1]:
        return zero(x.rows, 1)
    number, kept = functionals.lesser_direction(x)
    return sums.scale(number, make("diagpart", (kept,), None, x.rows, 1))


def vec(x: Node) -> Node:
    """The columns of a matrix, stacked."""
    if x.cols == 1:
        return x
    if x.rows == 1:
        return transpose.T(x)
    if x.op == "ones":
        return ones(times(x.rows, x.cols))
    if x.op == "zero":
        return zero(times(x.rows, x.cols), 1)
    if x.op == "mul":
        scalars, chain = products.chain_of(x)
        if scalars:
            return products.mul(*scalars, vec(products.mul(*chain)))
        for place, factor in enumerate(chain[:-1]):
            if factor.cols == 1:
                left, right = products.mul(*chain[: place + 1]), products.mul(*chain[place + 1 :])
                return kron(transpose.T(right), left)
    if x.op == "had":
        return entrywise.had(*map(vec, x.args))
    return make("vec", (x,), None, times(x.rows, x.cols), 1)


def kron(*factors: Node) -> Node:
    """The Kronecker product."""
    scalars: list[Node] = []
    parts: list[Node] = []
    for factor in factors:
        if factor.op == "zero":
            return zero(times(*[f.rows for f in factors]), times(*[f.cols for f in factors]))
        outer, chain = products.chain_of(factor)
        scalars += outer
        if chain:
            inner = products.mul(*chain) if outer else factor
            parts += inner.args if inner.op == "kron" else (inner,)
    merged: list[Node] = []
    for part in parts:
        last = merged[-1] if merged else None
        if last is not None and last.op == part.op and part.op in ("eye", "ones") and last.cols in (1, last.rows):
            merged[-1] = (
                eye(times(last.rows, part.rows))
                if part.op == "eye"
                else ones(times(last.rows, part.rows), times(last.cols, part.cols))
            )
        elif last is not None and last.rows == 1 and part.cols == 1:
            merged[-1] = products.mul(part, last)
        elif last is not None and last.cols == 1 and part.rows == 1:
            merged[-1] = products.mul(last, part)
        else:
            merged.append(part)
    if not merged:
        return products.mul(*scalars)
    if len(merged) == 1:
        return products.mul(*scalars, merged[0])
    rows, cols = times(*[part.rows for part in merged]), times(*[part.cols for part in merged])
    node = make("kron", tuple(merged), None, rows, cols)
    return products.mul(*scalars, node) if scalars else node


def kron_times_kron(left: Node, right: Node) -> Node | None:
    """(A⊗B)(C⊗E) = AC⊗BE where the inner sizes agree factor by factor."""
    if len(left.args) != len(right.args) or any(a.cols != b.rows for a, b in zip(left.args, right.args, strict=True)):
        return None
    return kron(*[products.mul(a, b) for a, b in zip(left.args, right.args, strict=True)])


def kron_times_vec(left: Node, x: Node) -> Node | None:
    """(B'⊗A) vec(X) = vec(A*X*B) where the sizes agree."""
    if len(left.args) != 2 or left.args[0].cols != x.cols or left.args[1].cols != x.rows:
        return None
    return vec(products.mul(left.args[1], x, transpose.T(left.args[0])))


def entry(x: Node, i: int, j: int) -> Node:
    """The entry in row i and column j, counted from 1."""
    if x.is_scalar:
        return x
    if x.op == "T":
        return entry(x.args[0], j, i)
    if x.op == "add":
        return sums.add(*[entry(term, i, j) for term in x.args])
    if x.op in ("eye", "zero", "ones"):
        return ONE if x.op == "ones" or (x.op == "eye" and i == j) else ZERO
    if x.op == "basis":
        return ONE if x.value == i else ZERO
    if x.op == "diag":
        return entry(x.args[0], i, 1) if i == j else ZERO
    if x.op == "had":
        return products.mul(*[entry(factor, i, j) for factor in x.args])
    if x.op == "hpow":
        return entrywise.hpow(entry(x.args[0], i, j), x.args[1])
    if x.op == "fn":
        return entrywise.fn(x.value, entry(x.args[0], i, j))
    if x.op == "diagpart":
        return entry(x.args[0], i, i)
    if x.op == "block":
        found = _entry_of_block(x, i, j)
        if found is not None:
            return found
    if x.op == "mul":
        scalars, chain = products.chain_of(x)
        if scalars:
            return products.mul(*scalars, entry(products.mul(*chain), i, j))
        for place, factor in enumerate(chain[:-1]):
            if factor.cols == 1:
                left, right = products.mul(*chain[: place + 1]), products.mul(*chain[place + 1 :])
                return products.mul(entry(left, i, 1), entry(right, 1, j))
        if chain[-1].op == "basis":
            return entry(products.mul(*chain[:-1]), i, chain[-1].value)
        if chain[0].op == "T" and chain[0].args[0].op == "basis":
            return entry(products.mul(*chain[1:]), chain[0].args[0].value, j)
    return make("entry", (x,), (i, j), 1, 1)


def block(cells: tuple[Node, ...], rows: int, cols: int) -> Node:
    """A matrix written by its entries or blocks, row by row."""
    if rows == 1 and cols == 1:
        return cells[0]
    height = plus(*[cells[i * cols].rows for i in range(rows)])
    width = plus(*[cells[j].cols for j in range(cols)])
    if all(cell.op == "zero" or cell is ZERO for cell in cells):
        return zero(height, width)
    return make("block", cells, (rows, cols), height, width)


def _entry_of_block(x: Node, i: int, j: int) -> Node | None:
    """The entry of a block matrix, where the blocks before it have known sizes."""
    rows, cols = x.value
    row = _locate([x.args[r * cols].rows for r in range(rows)], i)
    col = _locate([x.args[c].cols for c in range(cols)], j)
    if row is None or col is None:
        return None
    return entry(x.args[row[0] * cols + col[0]], row[1], col[1])


def _locate(sizes: list[Dim], index: int) -> tuple[int, int] | None:
    for place, size in enumerate(sizes):
        if not isinstance(size, int):
            return None
        if index <= size:
            return place, index
        index -= size
    return None
