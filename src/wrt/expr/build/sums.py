"""Sums in normal form: flat, like terms collected, terms in canonical order, no common numeric factor.

A numeric factor common to all terms (with the sign that makes the first term positive) stands outside:
`2*x - 2*y` is `2*(x - y)`.  So `y - z` and `z - y` are the same sum up to a number, wherever they occur.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

import wrt.expr.build.transpose as transpose
from wrt.expr.build.leaves import ONE, ZERO, Rational, is_zero, num, rational, zero
from wrt.expr.node import Node, make


def split(term: Node) -> tuple[Rational, Node]:
    """The numeric factor of a term, and the rest."""
    if term.op == "mul" and term.args[0].op == "num":
        rest = term.args[1:]
        return term.args[0].value, rest[0] if len(rest) == 1 else make("mul", rest, None, term.rows, term.cols)
    if term.op == "num":
        return term.value, ONE
    return 1, term


def scale(number: Rational, node: Node) -> Node:
    """A number times an expression in normal form."""
    if number == 1:
        return node
    if number == 0:
        return zero(node.rows, node.cols)
    coefficient, rest = split(node)
    coefficient = rational(number * coefficient)
    if rest is ONE:
        return num(coefficient)
    if coefficient == 1:
        return rest
    if is_zero(rest):
        return rest
    whole = rest.op != "mul" or (rest.rows == 1 and rest.cols == 1 and not rest.args[0].is_scalar)  # a scalar chain
    args = (rest,) if whole else rest.args
    return make("mul", (num(coefficient), *args), None, rest.rows, rest.cols)


def neg(node: Node) -> Node:
    return scale(-1, node)


def sub(left: Node, right: Node) -> Node:
    return add(left, scale(-1, right))


def add(*terms: Node) -> Node:
    """The sum of terms of one shape; a sum of rows is the transpose of a sum of columns."""
    if terms and terms[0].rows == 1 and terms[0].cols != 1:
        return transpose.T(add(*map(transpose.T, terms)))
    collected: dict[Node, Rational] = {}
    for term in terms:
        coefficient, rest = split(term)
        if rest.op == "add":
            for inner in rest.args:
                factor, kernel = split(inner)
                collected[kernel] = collected.get(kernel, 0) + coefficient * factor
        elif coefficient != 0 and rest.op != "zero":
            collected[rest] = collected.get(rest, 0) + coefficient
    kept = [(rest, value) for rest, value in collected.items() if value != 0]
    if not kept:
        return zero(terms[0].rows, terms[0].cols) if terms else ZERO
    if len(kept) == 1:
        return scale(rational(kept[0][1]), kept[0][0])
    kept.sort(key=_by_rank)
    content = _content([value for _, value in kept])
    parts = [scale(_divide(value, content), rest) for rest, value in kept]
    return scale(content, make("add", tuple(parts), None, kept[0][0].rows, kept[0][0].cols))


def _divide(value: Rational, content: Rational) -> Rational:
    if content == 1:
        return rational(value)
    return rational(-value if content == -1 else Fraction(value) / content)


def _by_rank(pair: tuple[Node, Rational]) -> int:
    return pair[0].rank


def _content(values: list[Rational]) -> Rational:
    """The greatest common divisor of rational numbers, with the sign of the first."""
    first = values[0]
    if first in (1, -1) and all(value in (1, -1) for value in values):
        return rational(first)
    top = gcd(*[value.numerator for value in values])
    bottom = lcm(*[value.denominator for value in values])
    return rational(Fraction(top if first > 0 else -top, bottom))
