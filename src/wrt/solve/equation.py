"""An equation `E = 0` solved for an unknown, by the first way that leads to all its solutions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from wrt.expr import build as b
from wrt.expr.node import Node, postorder
from wrt.solve.affine import Knowledge, occurs, solve_affine
from wrt.solve.exponentials import solve_exponentials
from wrt.solve.isolate import solve_isolated
from wrt.solve.powers import solve_powers
from wrt.solve.root import Equation, Need, Root
from wrt.work.expand import expanded

WAYS: tuple[Callable[[Node, Node, Knowledge], list[Root]], ...] = (solve_affine, solve_powers, solve_isolated)


def solve(equation: Node, unknown: Node, known: Knowledge) -> list[Root]:
    """The solutions of `equation = 0`, all that there are; none where no way leads to them.

    Values are in normal form; that they solve the equation is for the caller to see.
    """
    if equation.rows == 1 and equation.cols != 1:
        equation = b.T(equation)
    for way in WAYS:
        for form, needs, steps in forms(equation, unknown, known):
            roots = [root for root in way(form, unknown, known) if _is_a_value(root)]
            if roots:
                return [replace(root, needs=(*needs, *root.needs), steps=(*steps, *root.steps)) for root in roots]
    return [root for root in solve_exponentials(equation, unknown, known, WAYS) if _is_a_value(root)]


def _is_a_value(root: Root) -> bool:
    """Whether the unknown is gone, and nothing that is 0 is divided by or taken the logarithm of."""
    never = any(fact in ("nonzero", "positive") and b.is_zero(node) for fact, node in root.needs)
    return not never and not occurs(root.unknown, root.value)


def forms(
    equation: Node, unknown: Node, known: Knowledge
) -> Iterator[tuple[Node, tuple[Need, ...], tuple[Equation, ...]]]:
    """The equation without factors that are not zero; then freed of inverses of the unknown by multiplying with it."""
    inner, needs = peeled(equation, unknown, known)
    zero = b.zero(inner.rows, inner.cols)
    steps = (Equation(inner, zero, "divided", needs),) if inner is not equation else ()
    yield inner, needs, steps
    if unknown.rows == unknown.cols and not unknown.is_scalar and _inverted(inner, unknown):
        for left, right in ((True, True), (True, False), (False, True)):
            product = _beside(inner, unknown, left, right)
            if not _inverted(product, unknown):
                why = "multiplied by the unknown" + (" on both sides" if left and right else "")
                yield product, needs, (*steps, Equation(product, b.zero(product.rows, product.cols), why))


def peeled(equation: Node, unknown: Node, known: Knowledge) -> tuple[Node, tuple[Need, ...]]:
    """The equation without numbers and factors around it: square ones and scalars that may be divided by."""
    number, kernel = b.split(equation)
    scalars, chain = b.chain_of(kernel)
    sign = -1 if number < 0 else 1
    if not chain:
        inner, found = _peeled_scalar(kernel, scalars, unknown)
        return (equation if inner is kernel and number in (1, -1) else b.scale(sign, inner)), found
    factors = list(chain)
    needs: list[Need] = []
    if len(factors) == 1 and factors[0].op == "had":
        factors, needs = _peeled_entries(factors[0], unknown)
    while len(factors) > 1:
        end = next((i for i in (0, -1) if not occurs(unknown, factors[i]) and _may_go(factors[i], known)), None)
        if end is None or not any(occurs(unknown, factor) for factor in factors):
            break
        needs.append(("invertible", factors.pop(end)))
    kept = []
    for scalar in scalars:
        base = scalar.args[0] if scalar.op == "pow" else scalar
        negative = scalar.op == "pow" and scalar.args[1].op == "num" and scalar.args[1].value < 0
        if not negative and occurs(unknown, scalar):
            kept.append(scalar)
        elif scalar.op != "num" and not negative:
            needs.append(("nonzero", base))
    return b.scale(sign, b.mul(*kept, *factors)), tuple(needs)


def _peeled_entries(product: Node, unknown: Node) -> tuple[list[Node], list[Need]]:
    """An entrywise product without the factors that are 0 nowhere, or that do not hold the unknown."""
    inside: list[Node] = []
    needs: list[Need] = []
    for factor in product.args:
        negative = factor.op == "hpow" and factor.args[1].op == "num" and factor.args[1].value < 0
        if occurs(unknown, factor) and not negative:
            inside.append(factor)
        elif not negative:
            needs.append(("nonzero", factor))
    return ([inside[0]], needs) if len(inside) == 1 else ([product], [])


def _peeled_scalar(equation: Node, scalars: list[Node], unknown: Node) -> tuple[Node, tuple[Need, ...]]:
    """A product of scalars is 0 where its only factor with the unknown that can be 0 is."""
    inside, needs = [], []
    for scalar in scalars if len(scalars) > 1 else ():
        negative = scalar.op == "pow" and scalar.args[1].op == "num" and scalar.args[1].value < 0
        never = scalar.op == "num" or negative or (scalar.op == "fn" and scalar.value in ("exp", "sigmoid", "cosh"))
        if occurs(unknown, scalar) and not never:
            inside.append(scalar)
        elif not never:
            needs.append(("nonzero", scalar))
    return (inside[0], tuple(needs)) if len(inside) == 1 else (equation, ())


def _may_go(factor: Node, known: Knowledge) -> bool:
    """Whether a factor is square and not known to be singular."""
    return bool(factor.rows == factor.cols) and not known.is_singular(factor)


def _inverted(node: Node, unknown: Node) -> bool:
    return any(part.op == "mpow" and part.value < 0 and occurs(unknown, part) for part in postorder(node))


def _beside(equation: Node, unknown: Node, left: bool, right: bool) -> Node:
    """The terms multiplied by the unknown, each by itself so that its inverses cancel."""
    for form in (equation, expanded(equation) or equation):
        number, kernel = b.split(form)
        terms = [
            b.mul(*([unknown] if left else []), term, *([unknown] if right else []))
            for term in (kernel.args if kernel.op == "add" else (kernel,))
        ]
        product = b.scale(number, b.add(*terms))
        if not _inverted(product, unknown):
            return product
    return product
