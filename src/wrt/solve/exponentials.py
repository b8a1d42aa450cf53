"""Equations in exponentials of the unknown, as equations in powers of z = exp(s*u), for a scalar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from wrt.expr import build as b
from wrt.expr.node import Node, free_symbols, postorder
from wrt.solve.affine import Knowledge, affine, occurs
from wrt.solve.isolate import logarithm
from wrt.solve.root import Equation, Root
from wrt.work.normal import substitute
from wrt.work.simplify import simplify

Solver = Callable[[Node, Node, Knowledge], list[Root]]


def _odd(z: Node) -> Node:
    return b.sub(z, b.pow_(z, b.MINUS_ONE))


def _even(z: Node) -> Node:
    return b.add(z, b.pow_(z, b.MINUS_ONE))


# functions of x as expressions in exp(x)
IN_EXPONENTIALS: dict[str, Callable[[Node], Node]] = {
    "exp": lambda z: z,
    "sinh": lambda z: b.scale(b.HALF, _odd(z)),
    "cosh": lambda z: b.scale(b.HALF, _even(z)),
    "tanh": lambda z: b.mul(_odd(z), b.pow_(_even(z), b.MINUS_ONE)),
    "sigmoid": lambda z: b.mul(z, b.pow_(b.add(b.ONE, z), b.MINUS_ONE)),
}


def solve_exponentials(equation: Node, unknown: Node, known: Knowledge, ways: tuple[Solver, ...]) -> list[Root]:
    """The roots of an equation in which the unknown stands in exponentials only, of rational multiples of one scale."""
    z = _positive(equation)
    replaced = _in_powers(equation, unknown, z) if unknown.is_scalar else None
    if replaced is None:
        return []
    form, scale = replaced
    was = {z: b.fn("exp", b.mul(scale, unknown))}
    for way in ways:
        roots = [root for root in way(form, z, known) if not b.is_zero(root.value)]
        if roots:
            return [_taken_back(root, unknown, scale, was, known) for root in roots]
    return []


def _positive(equation: Node) -> Node:
    taken = free_symbols(equation)
    name = next(name for name in ("z", *(f"z{i}" for i in range(len(taken) + 1))) if name not in taken)
    return b.sym(name, 1, 1, ("positive", "nonzero", "nonnegative"))


def _in_powers(equation: Node, unknown: Node, z: Node) -> tuple[Node, Node] | None:
    """The equation in z, and the scale s of z = exp(s*u); None where the unknown is left."""
    scale: Node | None = None
    values: dict[Node, Node] = {}
    for node in postorder(equation):
        if node.op != "fn" or not occurs(unknown, node):
            continue
        inside = affine(node.args[0], unknown) if node.is_scalar and node.value in IN_EXPONENTIALS else None
        if inside is None:
            return None
        number, kernel = b.split(inside.matrix)
        scale = kernel if scale is None else scale
        if kernel is not scale:
            return None
        power = b.mul(b.fn("exp", inside.constant), b.pow_(z, b.rational(Fraction(number))))
        values[node] = IN_EXPONENTIALS[node.value](power)
    if scale is None:
        return None
    form = simplify(substitute(equation, values))
    return None if occurs(unknown, form) else (form, scale)


def _taken_back(root: Root, unknown: Node, scale: Node, was: dict[Node, Node], known: Knowledge) -> Root:
    """The root for the unknown itself."""
    value, need = logarithm(root.value, known.facts)
    needs = (*root.needs, *([(need, root.value)] if need else []))
    steps = [replace(step, left=substitute(step.left, was), right=substitute(step.right, was)) for step in root.steps]
    (exponential,) = was.values()
    steps.append(Equation(exponential, root.value, "solved for the exponential", root.needs))
    return Root(unknown, simplify(b.mul(b.pow_(scale, b.MINUS_ONE), value)), needs, tuple(steps))
