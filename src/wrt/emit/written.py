"""Expressions as written: quotients, powers, differences, and where a minus sign goes."""

from __future__ import annotations

from fractions import Fraction

from wrt.expr import build as b
from wrt.expr.node import Node, make

CONSTANTS = frozenset(("num", "eye", "ones"))
SIGNED = frozenset(("mul", "div", "had", "hdiv", "diag", "kron"))


def turned(shown: Node) -> Node:
    """A sum as written with all signs changed, a positive term first."""
    if shown.op != "add":
        return neg(shown)
    flipped = [arg.args[0] if arg.op == "neg" else absorb(arg) or neg(arg) for arg in shown.args]
    lead = next((i for i, arg in enumerate(flipped) if arg.op != "neg"), 0)
    flipped.insert(0, flipped.pop(lead))
    return make("add", tuple(flipped), None, shown.rows, shown.cols)


def quotient(node: Node) -> Node:
    """A number that is a fraction as a quotient of whole numbers."""
    if node.op == "num" and isinstance(node.value, Fraction):
        return make("div", (b.num(node.value.numerator), b.num(node.value.denominator)), None, 1, 1)
    return node


def neg(x: Node) -> Node:
    return make("neg", (x,), None, x.rows, x.cols)


def power(base: Node, exponent: int | Fraction) -> Node:
    if exponent == 1:
        return base
    if exponent == b.HALF:
        return make("sqrt", (base,), None, base.rows, base.cols)
    return power_by(base, quotient(b.num(exponent)))


def power_by(base: Node, exponent: Node) -> Node:
    return make("pow", (base, exponent), None, base.rows, base.cols)


def entry_power(base: Node, exponent: Node) -> Node:
    if exponent is b.ONE:
        return base
    if exponent.op == "num" and exponent.value == b.HALF:
        return make("sqrt", (base,), None, base.rows, base.cols)
    shown = neg(quotient(b.num(-exponent.value))) if exponent.op == "num" and exponent.value < 0 else quotient(exponent)
    return make("hpow", (base, shown), None, base.rows, base.cols)


def product(factors: list[Node]) -> Node:
    """Factors side by side, without the parentheses of a product within a product where they are not needed."""
    if len(factors) == 1:
        return factors[0]
    rows, cols = 1, 1
    for factor in factors:
        if not factor.is_scalar:
            rows, cols = (factor.rows if rows == 1 and cols == 1 else rows), factor.cols
    return make("mul", tuple(factors), None, rows, cols)


def hadamard(factors: list[Node]) -> Node:
    if len(factors) == 1:
        return factors[0]
    return make("had", tuple(factors), None, factors[0].rows, factors[0].cols)


def absorb(shown: Node) -> Node | None:
    """Minus an expression as written, the sign gone into a difference: -A'*(y - A*x) is A'*(A*x - y)."""
    if shown.op == "add":
        return turned(shown)
    if shown.op in SIGNED:
        quotient = shown.op in ("div", "hdiv")
        for place, arg in enumerate(shown.args[:1] if quotient else shown.args):
            other = absorb(arg) if arg.op in SIGNED else _flip_numerator(arg) if quotient else flip(arg)
            if other is not None:
                args = (*shown.args[:place], other, *shown.args[place + 1 :])
                return make(shown.op, args, None, shown.rows, shown.cols)
    return None


def _flip_numerator(shown: Node) -> Node | None:
    """A difference above a fraction bar is turned round whatever it is made of."""
    return turned(shown) if shown.op == "add" and any(arg.op == "neg" for arg in shown.args) else None


def flip(factor: Node) -> Node | None:
    """A difference turned round, where its new first term is compound; None where the sign should stay outside."""
    if factor.op == "T":
        inner = flip(factor.args[0])
        return None if inner is None else make("T", (inner,), None, factor.rows, factor.cols)
    if factor.op != "add":
        return None
    positive = [arg for arg in factor.args if arg.op != "neg"]
    negative = [arg.args[0] for arg in factor.args if arg.op == "neg"]
    plain = len(negative) == 1 and negative[0].op in ("sym", "T")
    if len(negative) < len(positive) or plain or (positive and positive[0].op in CONSTANTS):
        return None
    return make("add", (*negative, *[absorb(x) or neg(x) for x in positive]), None, factor.rows, factor.cols)


def complementary(factors: list[Node]) -> list[Node]:
    """sigmoid(-z) beside sigmoid(z) is written 1 - sigmoid(z)."""
    for place, factor in enumerate(factors):
        if factor.op == "fn" and factor.value == "sigmoid":
            for other in range(len(factors)):
                if factors[other] is not factor and _is_mirror(factors[other], factor):
                    one = b.ones(factor.rows, factor.cols)
                    factors[other] = make("add", (one, neg(factor)), None, factor.rows, factor.cols)
                    if other < place:
                        factors[other], factors[place] = factors[place], factors[other]
                    return factors
    return factors


def _is_mirror(left: Node, right: Node) -> bool:
    if left.op != "fn" or left.value != "sigmoid":
        return False
    x, y = left.args[0], right.args[0]
    return (x.op == "neg" and x.args[0] is y) or (x.op == "add" and x is turned(y))


def fold_powers(links: list[Node]) -> list[Node]:
    """A chain that repeats one block of factors, as a power: `(A*B)^2`."""
    count = len(links)
    if count >= 4:
        for width in range(2, count // 2 + 1):
            if count % width == 0 and links == links[:width] * (count // width):
                return [power_by(product(links[:width]), b.num(count // width))]
    return links
