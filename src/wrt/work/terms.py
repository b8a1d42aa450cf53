"""Terms of a sum taken apart: number, scalar factors with exponents, matrix chain."""

from __future__ import annotations

from typing import NamedTuple

from wrt.expr import build as b
from wrt.expr.build import entrywise, powers
from wrt.expr.node import Node

Exponents = dict[Node, "Node | b.Rational"]


class Term(NamedTuple):
    """number * product of base^exponent * chain."""

    number: b.Rational
    scalars: Exponents
    chain: tuple[Node, ...]

    @property
    def node(self) -> Node:
        return b.mul(b.num(self.number), *[b.pow_(base, e) for base, e in self.scalars.items()], *self.chain)


def take_apart(node: Node) -> Term:
    """The parts of a product (anything else is a product of one)."""
    number, kernel = b.split(node)
    factors, chain = b.chain_of(kernel) if kernel is not b.ONE else ([], ())
    scalars: Exponents = {}
    for factor in factors:
        base, exponent = powers.split_power(factor)
        scalars[base] = powers.add_exponents(scalars[base], exponent) if base in scalars else exponent
    return Term(number, scalars, tuple(chain))


def entrywise_factors(node: Node) -> Exponents:
    """An entrywise product as exponents by base."""
    parts = node.args if node.op == "had" else (node,)
    found: Exponents = {}
    for part in parts:
        base, exponent = entrywise.split_power(part)
        found[base] = powers.add_exponents(found[base], exponent) if base in found else exponent
    return found


def common_exponents(products: list[Exponents]) -> Exponents:
    """What can be taken out of all products: bases with the exponent nearest to 0 that all of them have."""
    common: Exponents = {}
    for base, first in products[0].items():
        exponents = [product.get(base, 0) for product in products]
        if all(exponent is first or exponent == first for exponent in exponents):
            common[base] = first
            continue
        numbers = [exponent for exponent in exponents if not isinstance(exponent, Node)]
        if len(numbers) == len(exponents):
            nearest = min(numbers) if min(numbers) > 0 else max(numbers)
            if nearest < 0 or min(numbers) > 0:
                common[base] = nearest
    return common


def divide(product: Exponents, common: Exponents) -> Exponents:
    """A product without its common part."""
    rest: Exponents = {}
    for base, exponent in product.items():
        left = powers.add_exponents(exponent, _negative(common[base])) if base in common else exponent
        if left != 0:
            rest[base] = left
    return rest


def _negative(exponent: Node | b.Rational) -> Node | b.Rational:
    return b.neg(exponent) if isinstance(exponent, Node) else -exponent
