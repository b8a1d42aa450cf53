"""Formulas as they are computed: forms that overflow before their value does, replaced by equal ones.

What is shown stays as it is.  `log_cosh` is a function of the generated code only.
"""

from __future__ import annotations

from wrt.expr import build as b
from wrt.expr.node import Node, make, rewritten


def stable(root: Node) -> Node:
    """log(cosh(z)), log(sigmoid(z)) and sinh(z)/cosh(z) in forms that are finite wherever their value is."""
    return rewritten(root, _stable)


def _stable(node: Node) -> Node:
    if node.op == "fn" and node.value == "log" and node.args[0].op == "fn":
        (inner,) = node.args
        (z,) = inner.args
        if inner.value == "cosh":
            return make("fn", (z,), "log_cosh", node.rows, node.cols)
        if inner.value == "sigmoid":
            return b.neg(b.fn("softplus", b.neg(z)))
    return _by_tanh(node) if node.op in ("had", "mul") else node


def _by_tanh(product: Node) -> Node:
    """sinh(z)^j/cosh(z)^k by tanh(z)."""
    build, power = (b.had, b.hpow) if product.op == "had" else (b.mul, b.pow_)
    found = {_factor(arg): arg for arg in product.args}
    for (name, z, above), arg in found.items():
        for (other, same, below), divisor in found.items():
            if name == "sinh" and other == "cosh" and z is same and below < 0 < above:
                count = min(above, -below)
                rest = [factor for factor in product.args if factor is not arg and factor is not divisor]
                parts = (("tanh", count), ("sinh", above - count), ("cosh", below + count))
                factors = [power(b.fn(part, z), b.num(exponent)) for part, exponent in parts if exponent]
                return build(*factors, *rest)
    return product


def _factor(node: Node) -> tuple[str, Node, int]:
    """f, z and k of f(z)^k; of anything else itself without a name."""
    base, exponent = node, 1
    if node.op in ("pow", "hpow") and node.args[1].op == "num" and type(node.args[1].value) is int:
        base, exponent = node.args[0], node.args[1].value
    return (base.value, base.args[0], exponent) if base.op == "fn" else ("", node, exponent)
