"""Powers of scalars in normal form; a quotient is a power with a negative exponent."""

from __future__ import annotations

from fractions import Fraction

import wrt.expr.build.products as products
from wrt.expr.build import entrywise, sums
from wrt.expr.build.leaves import ONE, ZERO, Rational, num, rational
from wrt.expr.node import Node, make


def split_power(node: Node) -> tuple[Node, Node | Rational]:
    """A scalar as base and exponent; the exponent is a number where it is one."""
    if node.op == "pow":
        base, exponent = node.args
        return base, exponent.value if exponent.op == "num" else exponent
    return node, 1


def add_exponents(left: Node | Rational, right: Node | Rational) -> Node | Rational:
    if isinstance(left, Node) or isinstance(right, Node):
        total = sums.add(as_node(left), as_node(right))
        return total.value if total.op == "num" else total
    return rational(left + right)


def as_node(exponent: Node | Rational) -> Node:
    return exponent if isinstance(exponent, Node) else num(exponent)


def is_integer(exponent: Node | Rational) -> bool:
    """Whether an exponent is known to be a whole number (a dimension is)."""
    if isinstance(exponent, Node):
        return exponent.op == "dim" or (exponent.op == "num" and type(exponent.value) is int)
    return type(exponent) is int


def pow_(base: Node, exponent: Node | Rational) -> Node:
    """A scalar to a scalar power."""
    if isinstance(exponent, Node) and exponent.op == "num":
        exponent = exponent.value
    if exponent == 0:
        return ONE
    if exponent == 1:
        return base
    if base.op == "num":
        return _number_power(base.value, exponent)
    if base.op == "pow":
        inner, first = split_power(base)
        if is_integer(exponent) and (is_integer(first) or not isinstance(first, Node)):
            return pow_(inner, multiply_exponents(first, exponent))
        if isinstance(exponent, Fraction) and _has_one_sign(inner, first):
            return pow_(inner, multiply_exponents(first, exponent))
    if base.op == "mul" and not products.is_dot(base):
        if is_integer(exponent):
            return products.mul(*[pow_(part, exponent) for part in base.args])
        number, rest = sums.split(base)
        if number > 0 and number != 1:
            return products.mul(pow_(num(number), exponent), pow_(rest, exponent))
        if isinstance(exponent, Fraction):
            signed = [part for part in base.args if not is_positive(part)]
            outside = [pow_(part, exponent) for part in base.args if is_positive(part)]
            if outside:
                return products.mul(*outside, pow_(products.mul(ONE, *signed), exponent))
    known = entrywise.known_power(base, exponent)
    if known is not None:
        return known
    return make("pow", (base, as_node(exponent)), None, 1, 1)


def _has_one_sign(base: Node, exponent: Node | Rational) -> bool:
    """Whether (base^exponent)^(p/q) is base^(exponent*p/q): a norm is not negative, and 1/base has the base's sign."""
    if isinstance(exponent, Node):
        return False
    return exponent == -1 or is_positive(base)


def is_positive(factor: Node) -> bool:
    """Whether a factor is a number, a constant or a norm, or a positive symbol, or a power of one: no root loses it."""
    base, exponent = split_power(factor)
    known = base.op in ("norm2", "const") or (base.op == "sym" and "positive" in base.value[1])
    return (known and not isinstance(exponent, Node)) or (factor.op == "num" and factor.value > 0)


def multiply_exponents(left: Node | Rational, right: Node | Rational) -> Node | Rational:
    if isinstance(left, Node) or isinstance(right, Node):
        product = products.mul(as_node(left), as_node(right))
        return product.value if product.op == "num" else product
    return rational(left * right)


def _number_power(base: Rational, exponent: Node | Rational) -> Node:
    """A number to a power: worked out where the result is a rational number of reasonable size."""
    if base == 1:
        return ONE
    if type(exponent) is int and abs(exponent) <= 64 and (base != 0 or exponent > 0):
        return num(rational(Fraction(base) ** exponent))
    if base == 0 and not isinstance(exponent, Node) and exponent > 0:
        return ZERO
    if isinstance(exponent, Fraction) and base > 0:
        root = _exact_root(Fraction(base), exponent.denominator)
        if root is not None:
            return _number_power(rational(root), exponent.numerator)
        if isinstance(base, Fraction) and base.numerator == 1:
            return _number_power(base.denominator, -exponent)
    return make("pow", (num(base), as_node(exponent)), None, 1, 1)


def _exact_root(value: Fraction, degree: int) -> Fraction | None:
    top = round(value.numerator ** (1 / degree)) if value.numerator < 10**15 else 0
    bottom = round(value.denominator ** (1 / degree)) if value.denominator < 10**15 else 0
    if top**degree == value.numerator and bottom**degree == value.denominator:
        return Fraction(top, bottom)
    return None
