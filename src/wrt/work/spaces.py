"""Derivatives with respect to matrices of a special form: symmetric, skew or diagonal.

Three conventions are in use: the gradient within the space (the orthogonal projection of the unconstrained gradient
G; the default), G itself, and the derivative by the free entries (for a symmetric matrix G + G' - diag(diag(G)), as
in the Matrix Cookbook).
"""

from __future__ import annotations

from wrt.diagnostics import WrtError
from wrt.expr import build as b
from wrt.expr.node import Node

PROJECTED, UNCONSTRAINED, ENTRIES = CONVENTIONS = ("projected", "unconstrained", "entries")
# facts that hold on all of an open set of matrices, so that they may stay while one differentiates
OPEN_FACTS = frozenset(
    ("positive", "nonnegative", "nonzero", "invertible", "full_column_rank", "full_row_rank", "not zero")
)


def check_convention(convention: str) -> str:
    if convention not in CONVENTIONS:
        raise WrtError(
            "E-convention", f"there is no convention {convention!r}", help=f"one of {', '.join(CONVENTIONS)}"
        )
    return convention


def plain(symbol: Node) -> Node:
    """The symbol without what is assumed of its form."""
    name, facts = symbol.value
    kept = OPEN_FACTS.intersection(facts)
    return symbol if len(kept) == len(facts) else b.sym(name, symbol.rows, symbol.cols, kept)


def space(symbol: Node) -> str | None:
    """The linear space that a variable is confined to, if any."""
    facts = symbol.value[1] if symbol.op == "sym" else ()
    for name in ("diagonal", "symmetric", "skew"):
        if name in facts and symbol.rows != 1:
            return name
    return None


def project(result: Node, function: Node, variable: Node, convention: str) -> Node:
    """The derivative of `function` (a gradient, or ∂vec(Y)/∂vec(X)') within the space of the variable."""
    form = space(variable)
    if form is None or convention == UNCONSTRAINED:
        return result
    if function.is_scalar:
        return _project_gradient(result, form, convention)
    n = variable.rows
    return b.mul(result, projector_of(form, n, convention))


def _project_gradient(G: Node, form: str, convention: str) -> Node:
    if form == "diagonal":
        return b.diag(b.diagpart(G))
    if form == "skew":
        difference = b.sub(G, b.T(G))
        return b.scale(b.HALF, difference) if convention == PROJECTED else difference
    total = b.add(G, b.T(G))
    return b.scale(b.HALF, total) if convention == PROJECTED else b.sub(total, b.diag(b.diagpart(G)))


def projector_of(form: str, n: object, convention: str) -> Node:
    """The matrix P with vec of the projected X = P*vec(X)."""
    identity = b.eye(b.vec(b.zero(n, n)).rows)
    diagonal = b.diag(b.vec(b.eye(n)))
    if form == "diagonal":
        return diagonal
    K = b.commutation(n, n)
    total = b.sub(identity, K) if form == "skew" else b.add(identity, K)
    if convention == PROJECTED:
        return b.scale(b.HALF, total)
    return total if form == "skew" else b.sub(total, diagonal)
