"""Objectives that increase with a simpler one: sqrt(f), exp(f), norm2(e), and f^2 with f >= 0, are least where f is."""

from __future__ import annotations

from collections.abc import Sequence

from wrt.emit.present import present
from wrt.expr import build as b
from wrt.expr.facts import Facts
from wrt.expr.node import Node, make
from wrt.solve.affine import occurs
from wrt.work.normal import normal

INCREASING = frozenset(("exp", "log", "sinh", "tanh", "arctan", "sigmoid", "softplus"))
LAYERS = 6


def inside(objective: Node, unknowns: Sequence[Node], facts: Facts) -> Node:
    """The simplest objective, as written, that is least where the given one is; itself where that is not seen."""
    form = normal(objective)
    changed = False
    for _ in range(LAYERS):
        inner = _inner(form, unknowns, facts)
        if inner is None:
            break
        form, changed = inner, True
    return _as_written(form) if changed else objective


def _inner(form: Node, unknowns: Sequence[Node], facts: Facts) -> Node | None:
    """What stands inside one layer: a positive factor, a constant, an increasing function."""
    number, kernel = b.split(form)
    if kernel.op == "add":
        moving = [term for term in kernel.args if _has(unknowns, term)]
        return b.scale(number, moving[0]) if len(moving) == 1 and _is_layer(moving[0], facts) else None
    factors = kernel.args if kernel.op == "mul" and not b.is_dot(kernel) else (kernel,)
    moving = [factor for factor in factors if _has(unknowns, factor)]
    others = [factor for factor in factors if factor not in moving]
    if len(moving) != 1 or not facts.all(others, "positive"):
        return None
    sign = 1 if number > 0 else -1
    layer = moving[0]
    if layer.op == "norm2":
        return b.pow_(layer, 2) if sign > 0 else None
    if layer.op == "fn" and layer.value in INCREASING and layer.is_scalar:
        return b.scale(sign, layer.args[0])
    if layer.op == "pow" and layer.args[1].op == "num" and "nonnegative" in facts.of(layer.args[0]):
        base, exponent = layer.args[0], layer.args[1].value
        if base.op == "norm2" and exponent == 2:
            return None  # that is as simple as it gets
        if exponent > 0:
            return b.scale(sign, b.pow_(base, 2) if base.op == "norm2" else base)
        return b.scale(-sign, base) if "positive" in facts.of(base) else None
    return None


def _is_layer(term: Node, facts: Facts) -> bool:
    """Whether a term is worth taking out of a sum with constants: there is a layer to take off."""
    _, kernel = b.split(term)
    factors = kernel.args if kernel.op == "mul" and not b.is_dot(kernel) else (kernel,)
    functions = [factor for factor in factors if factor.op == "fn" and factor.value in INCREASING]
    norms = [factor for factor in factors if factor.op == "norm2"]
    powers = [factor for factor in factors if factor.op == "pow" and factor.args[1] is not b.num(2)]
    return len(functions) + len(norms) + len(powers) == 1


def _has(unknowns: Sequence[Node], node: Node) -> bool:
    return any(occurs(unknown, node) for unknown in unknowns)


def _as_written(form: Node) -> Node:
    return present(form) if form.args else make("add", (form, b.ZERO), None, 1, 1)
