"""Objectives that increase with a simpler one: sqrt(f), exp(f), norm2(e), and f^2 with f >= 0, are least where f is."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from wrt.emit.present import present
from wrt.expr import build as b
from wrt.expr.facts import Facts
from wrt.expr.node import Node
from wrt.solve.affine import occurs
from wrt.work.derive import derivative
from wrt.work.normal import normal, substitute

INCREASING = frozenset(("exp", "log", "sinh", "tanh", "arctan", "sigmoid", "softplus"))
LAYERS = 6


class Inside(NamedTuple):
    """An objective, as written, that another one increases with, and the derivative of that one by it (normal form)."""

    objective: Node
    slope: Node


def inside(objective: Node, unknowns: Sequence[Node], facts: Facts) -> Inside | None:
    """The simplest objective that is least where the given one is; None where there is no simpler one."""
    form, slope = normal(objective), b.ONE
    for layer in range(LAYERS):
        inner = _inner(form, unknowns, facts)
        if inner is None:
            return Inside(_as_written(form), slope) if layer else None
        form, slope = inner[0], b.mul(slope, inner[1])
    return Inside(_as_written(form), slope)


def _inner(form: Node, unknowns: Sequence[Node], facts: Facts) -> tuple[Node, Node] | None:
    """What stands inside one layer (a positive factor, a constant, an increasing function), and the slope by it."""
    number, kernel = b.split(form)
    if kernel.op == "add":
        moving = [term for term in kernel.args if _has(unknowns, term)]
        return (b.scale(number, moving[0]), b.ONE) if len(moving) == 1 and _is_layer(moving[0], facts) else None
    factors = kernel.args if kernel.op == "mul" and not b.is_dot(kernel) else (kernel,)
    moving = [factor for factor in factors if _has(unknowns, factor)]
    others = [factor for factor in factors if factor not in moving]
    if len(moving) != 1 or not facts.all(others, "positive"):
        return None
    layer = moving[0]
    scale = b.scale(number, b.mul(b.ONE, *others))
    sign = b.ONE if number > 0 else b.MINUS_ONE
    if layer.op == "norm2" and number > 0:
        return b.pow_(layer, 2), b.mul(b.scale(b.HALF, scale), b.pow_(layer, -1))
    if layer.op == "fn" and layer.value in INCREASING and layer.is_scalar:
        return b.mul(sign, layer.args[0]), b.mul(sign, scale, _slope(layer))
    if layer.op != "pow" or layer.args[1].op != "num" or "nonnegative" not in facts.of(layer.args[0]):
        return None
    base, exponent = layer.args[0], layer.args[1].value
    if base.op == "norm2" and exponent == 2:
        return None  # that is as simple as it gets
    if base.op == "norm2":
        base, exponent = b.pow_(base, 2), Fraction(exponent) / 2
    if exponent < 0:  # where it is defined the base is positive
        sign = b.neg(sign)
    return b.mul(sign, base), b.mul(sign, b.scale(exponent, scale), b.pow_(base, b.rational(Fraction(exponent) - 1)))


def _slope(function: Node) -> Node:
    """The derivative of f(u) by the scalar u."""
    (argument,) = function.args
    t = b.sym("t", 1, 1, ())
    return substitute(derivative(b.fn(function.value, t), [t]), {t: argument})


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
    return present(form) if form.args else form
