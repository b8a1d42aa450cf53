"""Sums and norms, and the operators that rearrange entries: diag, vec, kron, entries and blocks."""

from __future__ import annotations

from wrt.expr import build as b
from wrt.expr.dims import Dim, plus
from wrt.expr.node import Node
from wrt.expr.ops import shapes
from wrt.expr.ops.algebra import inner
from wrt.expr.ops.record import Domain, Operator, Shape
from wrt.expr.sizes import Mismatch, Sizes, describe

Maybe = Node | None


def norm2_differential(node: Node, dargs: list[Maybe]) -> Node:
    """d norm2(x) = x'*dx/norm2(x), away from 0."""
    x, dx = node.args[0], dargs[0]
    assert dx is not None
    return b.mul(b.pow_(node, -1), inner(x, dx))


def norm1_differential(node: Node, dargs: list[Maybe]) -> Node:
    """d norm1(x) = sum(sign(x).*dx), where no entry is 0."""
    x, dx = node.args[0], dargs[0]
    assert dx is not None
    return inner(b.fn("sign", x), dx)


def sum_jacobian(node: Node, i: int) -> Node:
    x = node.args[0]
    return b.T(b.vec(b.ones(x.rows, x.cols)))


def diag_jacobian(node: Node, i: int) -> Node:
    """vec(diag(x)) = diag(vec(I))*(1⊗I)*x."""
    n = node.rows
    return b.mul(b.diag(b.vec(b.eye(n))), b.kron(b.ones(n), b.eye(n)))


def diagpart_jacobian(node: Node, i: int) -> Node:
    """diag(X) = (1'⊗I)*diag(vec(I))*vec(X)."""
    n = node.rows
    return b.mul(b.kron(b.ones(1, n), b.eye(n)), b.diag(b.vec(b.eye(n))))


def kron_jacobian(node: Node, i: int) -> Node:
    """vec(A⊗B) = (I⊗K⊗I)*(vec(A)⊗vec(B)) (Magnus and Neudecker, chapter 3)."""
    left, X, right = _around(node, i)
    inner_part = _kron_pair(X, right, 0)
    if left is None:
        return inner_part
    return b.mul(_kron_pair(left, b.kron(X, right) if right is not None else X, 1), inner_part)


def _around(node: Node, i: int) -> tuple[Maybe, Node, Maybe]:
    args = node.args
    left = b.kron(*args[:i]) if i else None
    right = b.kron(*args[i + 1 :]) if i + 1 < len(args) else None
    return left, args[i], right


def _kron_pair(A: Node, B: Maybe, i: int) -> Node:
    """∂vec(A⊗B)/∂vec(A)' (i = 0) or /∂vec(B)' (i = 1)."""
    if B is None:
        return b.eye(b.vec(A).rows)
    m, n, p, q = A.rows, A.cols, B.rows, B.cols
    shuffle = b.kron(b.eye(n), b.commutation(q, m), b.eye(p))
    a, c = b.vec(A), b.vec(B)
    spread = b.kron(b.eye(a.rows), c) if i == 0 else b.kron(a, b.eye(c.rows))
    return b.mul(shuffle, spread)


def kron_adjoint(node: Node, i: int, G: Node) -> Node:
    """Of G = P⊗Q the part by A is P*tr(Q'*B); in general it goes through vec."""
    args = node.args
    scalars, chain = b.chain_of(G)
    G0 = chain[0] if len(chain) == 1 else G
    if (
        len(chain) == 1
        and G0.op == "kron"
        and len(G0.args) == len(args)
        and all((g.rows, g.cols) == (a.rows, a.cols) for g, a in zip(G0.args, args, strict=True))
    ):
        others = [inner(g, a) for k, (g, a) in enumerate(zip(G0.args, args, strict=True)) if k != i]
        return b.mul(*scalars, *others, G0.args[i])
    return unvec(b.mul(b.T(kron_jacobian(node, i)), b.vec(G)), args[i].rows, args[i].cols)


def unvec(v: Node, rows: Dim, cols: Dim) -> Node:
    """The matrix whose vec is v: (vec(I)'⊗I)*(I⊗v) where nothing simpler is known."""
    if cols == 1:
        return v
    if rows == 1:
        return b.T(v)
    if v.op == "vec" and (v.args[0].rows, v.args[0].cols) == (rows, cols):
        return v.args[0]
    if v.op == "add":
        return b.add(*[unvec(term, rows, cols) for term in v.args])
    scalars, chain = b.chain_of(v)
    if scalars:
        return b.mul(*scalars, unvec(b.mul(*chain), rows, cols))
    if v.op == "kron" and len(v.args) == 2 and (v.args[1].rows, v.args[0].rows) == (rows, cols):
        return b.mul(v.args[1], b.T(v.args[0]))
    spread = b.kron(b.T(b.vec(b.eye(cols))), b.eye(rows))
    return b.mul(spread, b.kron(b.eye(cols), v))


def entry_jacobian(node: Node, i: int) -> Node:
    row, col = node.value
    x = node.args[0]
    left, right = (
        b.T(b.basis(x.rows, row)) if x.rows != 1 else b.ONE,
        b.T(b.basis(x.cols, col)) if x.cols != 1 else b.ONE,
    )
    return b.kron(right, left)


def entry_adjoint(node: Node, i: int, G: Node) -> Node:
    row, col = node.value
    x = node.args[0]
    left = b.basis(x.rows, row) if x.rows != 1 else b.ONE
    return b.mul(G, left, b.T(b.basis(x.cols, col)) if x.cols != 1 else b.ONE)


def _frames(node: Node, i: int) -> tuple[Node, Node]:
    """L and R with which block i stands in the whole: L*block*R."""
    rows, cols = node.value
    row, col = divmod(i, cols)
    left = _frame([node.args[r * cols].rows for r in range(rows)], row)
    right = _frame([node.args[c].cols for c in range(cols)], col)
    return left, b.T(right)


def _frame(sizes: list[Dim], place: int) -> Node:
    if len(sizes) == 1:
        return b.eye(sizes[0])
    if all(size == 1 for size in sizes):
        return b.basis(len(sizes), place + 1)
    width = sizes[place]
    return b.block(
        tuple([b.eye(width) if k == place else b.zero(size, width) for k, size in enumerate(sizes)]), len(sizes), 1
    )


def block_jacobian(node: Node, i: int) -> Node:
    left, right = _frames(node, i)
    return b.kron(b.T(right), left)


def block_adjoint(node: Node, i: int, G: Node) -> Node:
    left, right = _frames(node, i)
    return b.mul(b.T(left), G, b.T(right))


def block_differential(node: Node, dargs: list[Maybe]) -> Node:
    cells = tuple([b.zero(arg.rows, arg.cols) if dx is None else dx for arg, dx in zip(node.args, dargs, strict=True)])
    return b.block(cells, *node.value)


def kron_differential(node: Node, dargs: list[Maybe]) -> Node:
    args = node.args
    return b.add(*[b.kron(*args[:i], dx, *args[i + 1 :]) for i, dx in enumerate(dargs) if dx is not None])


def nonzero(node: Node) -> list[Domain]:
    return [("nonzero", node.args[0])]


def not_zero(node: Node) -> list[Domain]:
    return [("not zero", node.args[0])]


def build_diag(node: Node, x: Node) -> Node:
    return b.diag(x) if node.cols != 1 else b.diagpart(x)


def block_shape(sizes: Sizes, cells: list[Shape], rows: int, cols: int) -> Shape:
    """Blocks in a row have one height, blocks in a column one width."""
    for i in range(rows):
        for j in range(cols):
            cell, first, top = cells[i * cols + j], cells[i * cols], cells[j]
            if not sizes.agree(cell[0], first[0]):
                raise Mismatch("E-shape-block", f"row {i + 1} of the matrix has blocks of different heights: "
                               f"{describe(sizes, first)} beside {describe(sizes, cell)}")  # fmt: skip
            if not sizes.agree(cell[1], top[1]):
                raise Mismatch("E-shape-block", f"column {j + 1} of the matrix has blocks of different widths: "
                               f"{describe(sizes, top)} above {describe(sizes, cell)}")  # fmt: skip
    return plus(*[sizes.find(cells[i * cols][0]) for i in range(rows)]), plus(
        *[sizes.find(cells[j][1]) for j in range(cols)]
    )


OPERATORS = (
    Operator("sum", 1, shapes.scalar, lambda node, x: b.sum_(x), None, sum_jacobian,
             lambda node, i, G: b.mul(G, b.ones(node.args[0].rows, node.args[0].cols)), numpy="np.sum({0})",
             latex=r"\operatorname{sum}"),
    Operator("norm2", 1, shapes.scalar, lambda node, x: b.norm2(x), norm2_differential, smooth=not_zero,
             numpy="np.linalg.norm({0})"),
    Operator("normF", 1, shapes.scalar, lambda node, x: b.norm2(x), numpy="np.linalg.norm({0})"),
    Operator("norm1", 1, shapes.scalar, lambda node, x: b.norm1(x), norm1_differential, smooth=nonzero,
             numpy="np.sum(np.abs({0}))"),
    Operator("diag", 1, shapes.diag, build_diag, None, diag_jacobian, lambda node, i, G: b.diagpart(G),
             numpy="np.diag({0})", latex=r"\operatorname{diag}"),
    Operator("diagpart", 1, shapes.diag, lambda node, x: b.diagpart(x), None, diagpart_jacobian,
             lambda node, i, G: b.diag(G), numpy="np.diagonal({0})", latex=r"\operatorname{diag}"),
    Operator("vec", 1, shapes.vec, lambda node, x: b.vec(x), None, lambda node, i: b.eye(node.rows),
             lambda node, i, G: unvec(G, node.args[0].rows, node.args[0].cols), numpy='{0}.reshape(-1, order="F")',
             latex=r"\operatorname{vec}"),
    Operator("kron", (2, 0), shapes.kron, lambda node, *x: b.kron(*x), kron_differential, kron_jacobian, kron_adjoint,
             numpy="np.kron({0}, {1})"),
    Operator("entry", 1, shapes.scalar, lambda node, x: b.entry(x, *node.value), None, entry_jacobian, entry_adjoint),
    Operator("block", (1, 0), shapes.keep, lambda node, *x: b.block(x, *node.value), block_differential, block_jacobian,
             block_adjoint),
)  # fmt: skip
