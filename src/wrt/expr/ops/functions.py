"""Functions that act entry by entry, each with its derivative; softmax, which acts on a whole vector.

`exp(A)` is the matrix of exponentials, not the matrix exponential.
"""

from __future__ import annotations

from collections.abc import Callable

from wrt.expr import build as b
from wrt.expr.node import Node
from wrt.expr.ops import shapes
from wrt.expr.ops.record import Domain, Operator


def one(x: Node) -> Node:
    return b.ones(x.rows, x.cols)


def square(x: Node) -> Node:
    return b.hpow(x, 2)


def reciprocal(x: Node) -> Node:
    return b.hpow(x, -1)


# name: derivative at x (entry by entry), NumPy, LaTeX command
DERIVATIVES: dict[str, tuple[Callable[[Node], Node], str, str]] = {
    "exp": (lambda x: b.fn("exp", x), "np.exp({0})", r"\exp"),
    "log": (reciprocal, "np.log({0})", r"\log"),
    "sin": (lambda x: b.fn("cos", x), "np.sin({0})", r"\sin"),
    "cos": (lambda x: b.neg(b.fn("sin", x)), "np.cos({0})", r"\cos"),
    "tan": (lambda x: b.add(one(x), square(b.fn("tan", x))), "np.tan({0})", r"\tan"),
    "arcsin": (lambda x: b.hpow(b.sub(one(x), square(x)), -b.HALF), "np.arcsin({0})", r"\arcsin"),
    "arccos": (lambda x: b.neg(b.hpow(b.sub(one(x), square(x)), -b.HALF)), "np.arccos({0})", r"\arccos"),
    "arctan": (lambda x: reciprocal(b.add(one(x), square(x))), "np.arctan({0})", r"\arctan"),
    "sinh": (lambda x: b.fn("cosh", x), "np.sinh({0})", r"\sinh"),
    "cosh": (lambda x: b.fn("sinh", x), "np.cosh({0})", r"\cosh"),
    "tanh": (lambda x: b.sub(one(x), square(b.fn("tanh", x))), "np.tanh({0})", r"\tanh"),
    "abs": (lambda x: b.fn("sign", x), "np.abs({0})", r"\operatorname{abs}"),
    "sign": (lambda x: b.zero(x.rows, x.cols), "np.sign({0})", r"\operatorname{sign}"),
    "relu": (lambda x: b.fn("relu", b.fn("sign", x)), "np.maximum({0}, 0)", r"\operatorname{relu}"),
    "sigmoid": (lambda x: b.had(b.fn("sigmoid", x), b.fn("sigmoid", b.neg(x))), "sigmoid({0})", r"\sigma"),
    "softplus": (lambda x: b.fn("sigmoid", x), "np.logaddexp({0}, 0)", r"\operatorname{softplus}"),
}

# what must hold where the function is defined, and what more where it has a derivative
DOMAINS = {"log": "positive", "arcsin": "between -1 and 1", "arccos": "between -1 and 1"}
KINKS = {"abs": "nonzero", "sign": "nonzero", "relu": "nonzero"}


def differential(node: Node, dargs: list[Node | None]) -> Node:
    """d f(x) = f'(x) .* dx."""
    (dx,) = dargs
    assert dx is not None
    return b.had(DERIVATIVES[node.value][0](node.args[0]), dx)


def softmax_differential(node: Node, dargs: list[Node | None]) -> Node:
    """ds = s.*dz - s*(s'*dz)."""
    (dz,) = dargs
    assert dz is not None
    return b.sub(b.had(node, dz), b.mul(node, b.T(node), dz))


def domain(node: Node) -> list[Domain]:
    return [(DOMAINS[node.value], node.args[0])] if node.value in DOMAINS else []


def smooth(node: Node) -> list[Domain]:
    return [(KINKS[node.value], node.args[0])] if node.value in KINKS else []


def _build(node: Node, x: Node) -> Node:
    return b.fn(node.value, x)


OPERATORS = (
    *(
        Operator(name, 1, shapes.keep, _build, differential, domain=domain, smooth=smooth, numpy=numpy, latex=latex)
        for name, (_, numpy, latex) in DERIVATIVES.items()
    ),
    Operator("sqrt", 1, shapes.keep, lambda node, x: b.hpow(x, b.HALF), numpy="np.sqrt({0})",
             latex=r"\operatorname{sqrt}"),
    Operator("softmax", 1, shapes.softmax, lambda node, x: b.softmax(x), softmax_differential,
             numpy="softmax({0})", latex=r"\operatorname{softmax}"),
)  # fmt: skip
ENTRYWISE = frozenset(DERIVATIVES)
