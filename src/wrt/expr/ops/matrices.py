"""Operators of square matrices (inverse, trace, determinants), and the pseudoinverse."""

from __future__ import annotations

from wrt.expr import build as b
from wrt.expr.node import Node
from wrt.expr.ops import shapes
from wrt.expr.ops.algebra import inverse_domain
from wrt.expr.ops.record import Domain, Operator

Maybe = Node | None


def det_differential(node: Node, dargs: list[Maybe]) -> Node:
    """d det(X) = det(X)*tr(inv(X)*dX) (Jacobi's formula, where X is invertible)."""
    X, dX = node.args[0], dargs[0]
    assert dX is not None
    return b.mul(node, b.tr(b.mul(b.inv(X), dX)))


def logdet_differential(node: Node, dargs: list[Maybe]) -> Node:
    """d log|det(X)| = tr(inv(X)*dX)."""
    X, dX = node.args[0], dargs[0]
    assert dX is not None
    return b.tr(b.mul(b.inv(X), dX))


def pinv_differential(node: Node, dargs: list[Maybe]) -> Node:
    """dP = -P*dX*P + P*P'*dX'*(I - X*P) + (I - P*X)*dX'*P'*P where the rank stays (Golub and Pereyra, 1973)."""
    X, P, dX = node.args[0], node, dargs[0]
    assert dX is not None
    outside = b.sub(b.eye(X.rows), b.mul(X, P))
    kernel = b.sub(b.eye(X.cols), b.mul(P, X))
    turned, Pt = b.T(dX), b.T(P)
    return b.add(b.neg(b.mul(P, dX, P)), b.mul(P, Pt, turned, outside), b.mul(kernel, turned, Pt, P))


def trace_jacobian(node: Node, i: int) -> Node:
    return b.T(b.vec(b.eye(node.args[0].rows)))


def invertible(node: Node) -> list[Domain]:
    return [("invertible", node.args[0])]


def constant_rank(node: Node) -> list[Domain]:
    return [("of constant rank", node.args[0])]


OPERATORS = (
    Operator("inv", 1, shapes.invert, lambda node, x: b.inv(x), domain=inverse_domain),
    Operator("pinv", 1, shapes.transpose, lambda node, x: b.pinv(x), pinv_differential, smooth=constant_rank,
             numpy="np.linalg.pinv({0})", latex="pinv"),
    Operator("tr", 1, shapes.square_to_scalar("take the trace of"), lambda node, x: b.tr(x), None, trace_jacobian,
             lambda node, i, G: b.mul(G, b.eye(node.args[0].rows)), numpy="np.trace({0})", latex=r"\operatorname{tr}"),
    Operator("det", 1, shapes.square_to_scalar("take the determinant of"), lambda node, x: b.det(x), det_differential,
             smooth=invertible, numpy="np.linalg.det({0})", latex=r"\det"),
    Operator("logdet", 1, shapes.square_to_scalar("take the determinant of"), lambda node, x: b.logdet(x),
             logdet_differential, domain=invertible, numpy="np.linalg.slogdet({0})[1]", latex=r"\log\det"),
)  # fmt: skip
