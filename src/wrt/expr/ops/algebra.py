"""Sums, products, quotients, powers and transposes."""

from __future__ import annotations

from wrt.expr import build as b
from wrt.expr.build import powers
from wrt.expr.node import Node
from wrt.expr.ops import shapes
from wrt.expr.ops.record import Domain, Operator

Maybe = Node | None


def product_differential(node: Node, dargs: list[Maybe]) -> Node:
    """d(ABC) = dA*B*C + A*dB*C + A*B*dC."""
    args = node.args
    terms = [b.mul(*args[:i], dx, *args[i + 1 :]) for i, dx in enumerate(dargs) if dx is not None]
    return b.add(*terms)


def product_adjoint(node: Node, i: int, G: Node) -> Node:
    """A*X*B passes on A'*G*B'; a scalar factor passes on the inner product of G with the other factors."""
    args = node.args
    if args[i].is_scalar:
        return inner(G, b.mul(*args[:i], *args[i + 1 :]))
    scalars = [arg for arg in args if arg.is_scalar]
    before = [b.T(arg) for arg in reversed(args[:i]) if not arg.is_scalar]
    after = [b.T(arg) for arg in reversed(args[i + 1 :])]
    return b.mul(*scalars, *before, G, *after)


def inner(G: Node, M: Node) -> Node:
    """The inner product of two arrays of one shape."""
    if G.is_scalar:
        return b.mul(G, M)
    if G.op == "ones" or (G.op == "T" and G.args[0].op == "ones"):
        return b.sum_(M)
    return b.tr(b.mul(b.T(G), M)) if G.cols != 1 else b.mul(b.T(G), M)


def product_jacobian(node: Node, i: int) -> Node:
    """vec(A*X*B) = (B'⊗A) vec(X); of s*B by the scalar s it is vec(B)."""
    args = node.args
    if args[i].is_scalar:
        return b.vec(b.mul(*args[:i], *args[i + 1 :]))
    scalars = [arg for arg in args if arg.is_scalar]
    before = [arg for arg in args[:i] if not arg.is_scalar]
    after = args[i + 1 :]
    X = args[i]
    left = b.mul(*before) if before else b.eye(X.rows)
    right = b.T(b.mul(*after)) if after else b.eye(X.cols)
    return b.mul(*scalars, b.kron(right, left))


def hadamard_differential(node: Node, dargs: list[Maybe]) -> Node:
    """d(A.*B) = dA.*B + A.*dB."""
    args = node.args
    return b.add(*[b.had(dx, *args[:i], *args[i + 1 :]) for i, dx in enumerate(dargs) if dx is not None])


def hadamard_adjoint(node: Node, i: int, G: Node) -> Node:
    return b.had(G, *node.args[:i], *node.args[i + 1 :])


def hadamard_jacobian(node: Node, i: int) -> Node:
    return b.diag(b.vec(b.had(*node.args[:i], *node.args[i + 1 :])))


def power_differential(node: Node, dargs: list[Maybe]) -> Node:
    """d(s^p) = p*s^(p-1)*ds + log(s)*s^p*dp; of a squared norm it is 2*x'*dx, which holds at 0 as well."""
    base, exponent = node.args
    terms = []
    if dargs[0] is not None:
        lowered = b.pow_(base, b.sub(exponent, b.ONE))
        terms.append(b.mul(exponent, lowered, dargs[0]))
    if dargs[1] is not None:
        terms.append(b.mul(b.fn("log", base), node, dargs[1]))
    return b.add(*terms)


def entrywise_power_differential(node: Node, dargs: list[Maybe]) -> Node:
    base, exponent = node.args
    terms = []
    if dargs[0] is not None:
        terms.append(b.mul(exponent, b.had(b.hpow(base, b.sub(exponent, b.ONE)), dargs[0])))
    if dargs[1] is not None:
        terms.append(b.mul(dargs[1], b.had(b.fn("log", base), node)))
    return b.add(*terms)


def _exponent(node: Node) -> Node:
    """The exponent of a power, a negative number as one also where it stands as written."""
    exponent = node.args[1]
    return b.neg(exponent.args[0]) if exponent.op == "neg" and exponent.args[0].op == "num" else exponent


def power_domain(node: Node) -> list[Domain]:
    base, exponent = node.args[0], _exponent(node)
    if powers.is_integer(exponent.value if exponent.op == "num" else exponent):
        return [("nonzero", base)] if exponent.op == "num" and exponent.value < 0 else []
    positive_exponent = exponent.op == "num" and exponent.value > 0
    return [("nonnegative" if positive_exponent else "positive", base)]


def power_smooth(node: Node) -> list[Domain]:
    base, exponent = node.args[0], _exponent(node)
    whole = powers.is_integer(exponent.value if exponent.op == "num" else exponent)
    return [] if whole or (exponent.op == "num" and exponent.value >= 1) else [("positive", base)]


def matrix_power_differential(node: Node, dargs: list[Maybe]) -> Node:
    """d(X^k) is the sum of X^i*dX*X^(k-1-i); d(X^-1) = -X^-1*dX*X^-1."""
    X, k, dX = node.args[0], node.value, dargs[0]
    assert dX is not None
    if k > 0:
        return b.add(*[b.mul(b.mpow(X, i), dX, b.mpow(X, k - 1 - i)) for i in range(k)])
    return b.neg(b.add(*[b.mul(b.mpow(X, -i), dX, b.mpow(X, k - 1 + i)) for i in range(1, 1 - k)]))


def transpose_jacobian(node: Node, i: int) -> Node:
    X = node.args[0]
    return b.commutation(X.rows, X.cols)


def inverse_domain(node: Node) -> list[Domain]:
    return [("invertible", node.args[0])] if node.op != "mpow" or node.value < 0 else []


def build_power(node: Node, base: Node, exponent: Node) -> Node:
    if base.is_scalar:
        return b.pow_(base, exponent)
    return b.mpow(base, exponent.value)


def build_entrywise_power(node: Node, base: Node, exponent: Node) -> Node:
    """`x.^p`; with a vector in the exponent it is exp(p.*log(x))."""
    if exponent.is_scalar:
        return b.hpow(base, exponent)
    logarithm = b.fn("log", base)
    return b.fn("exp", b.mul(logarithm, exponent) if base.is_scalar else b.had(exponent, logarithm))


def build_hadamard(node: Node, *factors: Node) -> Node:
    scalars = [factor for factor in factors if factor.is_scalar]
    others = [factor for factor in factors if not factor.is_scalar]
    return b.mul(*scalars, *([b.had(*others)] if others else []))


OPERATORS = (
    Operator("add", (2, 0), shapes.add, lambda node, *x: b.add(*x), jacobian=lambda node, i: b.eye(node.rows),
             adjoint=lambda node, i, G: G),
    Operator("sub", 2, shapes.add, lambda node, x, y: b.sub(x, y)),
    Operator("neg", 1, shapes.keep, lambda node, x: b.neg(x)),
    Operator("mul", (2, 0), shapes.product, lambda node, *x: b.mul(*x), product_differential, product_jacobian,
             product_adjoint),
    Operator("div", 2, shapes.quotient, lambda node, x, y: b.mul(x, b.pow_(y, -1))),
    Operator("pow", 2, shapes.power, build_power, power_differential, domain=power_domain, smooth=power_smooth),
    Operator("mpow", 1, shapes.invert, lambda node, x: b.mpow(x, node.value), matrix_power_differential,
             domain=inverse_domain),
    Operator("T", 1, shapes.transpose, lambda node, x: b.T(x), None, transpose_jacobian,
             lambda node, i, G: b.T(G), numpy="{0}.T"),
    Operator("had", (2, 0), shapes.hadamard, build_hadamard, hadamard_differential, hadamard_jacobian,
    hadamard_adjoint), Operator("hdiv", 2, shapes.hadamard, lambda node, x, y: build_hadamard(node, x, b.hpow(y, -1))),
    Operator("hpow", 2, shapes.entrywise_power, build_entrywise_power, entrywise_power_differential,
             domain=power_domain, smooth=power_smooth),
    Operator("inner", 2, shapes.inner, lambda node, x, y: inner(x, y)),
)  # fmt: skip
