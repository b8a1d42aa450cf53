"""Entrywise products, powers and functions; sigmoid and softmax recognised by their definitions."""

from fractions import Fraction
from functools import reduce
from operator import mul as times

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.normals import NUMBERS, SMOOTH, forms, judge, positive, same, symbol
from wrt.expr import build as b

FIXED = settings(max_examples=40, deadline=None, derandomize=True, database=None)
SHAPES = st.sampled_from([("n", 1), (1, "n"), ("n", "n"), ("m", "n")])
WIDE = st.sampled_from([("n", 1), ("n", "n"), ("m", "n")])
x, y, p = symbol("x", "", "n"), symbol("y", "", "n"), symbol("p", "positive", "n")
A, B, t, a = symbol("A", "", "m", "n"), symbol("B", "", "m", "n"), symbol("t", "positive"), symbol("a", "")
NUMPY = {
    "relu": lambda z: np.maximum(z, 0), "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "softplus": lambda z: np.log1p(np.exp(z)),
    "log": np.log, **{name: getattr(np, name) for name in SMOOTH if hasattr(np, name)},
}  # fmt: skip


def several(count):
    return SHAPES.flatmap(lambda shape: st.lists(forms(*shape), min_size=count, max_size=count))


@FIXED
@given(several(3))
def test_product(factors):
    first, second, third = factors
    built = b.had(*factors)
    judge(built, lambda *values: reduce(times, values), *factors)
    judge(b.had(b.had(first, second), third), lambda *values: reduce(times, values), *factors)
    same(b.had(first, second), b.had(second, first))


@FIXED
@given(WIDE, st.lists(st.sampled_from("xypu"), min_size=3, max_size=3), st.integers(-2, 3))
def test_products_of_symbols_have_one_form(shape, letters, exponent):
    rows, cols = shape
    factors = [
        symbol(letter if cols == 1 else letter.upper(), "positive" if letter == "p" else "", rows, cols)
        for letter in letters
    ]
    first, second, third = factors[0], b.hpow(factors[1], exponent), factors[2]
    same(b.had(first, second, third), b.had(third, b.had(second, first)), b.had(b.had(third, first), second))


@FIXED
@given(st.sampled_from([(1, 1), ("n", 1), (1, "n"), ("m", "n")]).flatmap(lambda shape: st.tuples(forms(*shape),
    positive(*shape))),
       st.sampled_from((2, 3)), st.sampled_from((-2, -1, b.HALF, -b.HALF, Fraction(3, 2))))  # fmt: skip
def test_power(operands, whole, other):
    any_, above = operands
    judge(b.hpow(any_, whole), lambda z: z**whole, any_)
    judge(b.hpow(above, other), lambda z: z ** float(other), above)
    same(b.hpow(b.hpow(above, other), 2), b.hpow(above, 2 * other))


@FIXED
@given(st.sampled_from([(1, 1), ("n", 1), (1, "n"), ("m", "n"), ("n", "n")]).flatmap(lambda shape: forms(*shape)),
       st.sampled_from(sorted(SMOOTH)),
       st.sampled_from(NUMBERS))  # fmt: skip
def test_function(operand, name, number):
    judge(b.fn(name, operand), NUMPY[name], operand)
    scaled = b.scale(number, operand)
    judge(b.fn(name, scaled), NUMPY[name], scaled)


@FIXED
@given(forms("n", 1), forms(1, 1, 1))
def test_softmax(z, shift):
    judge(b.softmax(z), lambda z: np.exp(z) / np.exp(z).sum(), z)
    judge(b.mul(b.fn("exp", z), b.pow_(b.sum_(b.fn("exp", z)), -1)), lambda z: np.exp(z) / np.exp(z).sum(), z)


@FIXED
@given(positive("n"))
def test_logarithms(z):
    judge(b.fn("log", z), np.log, z)
    judge(b.fn("log", b.fn("exp", z)), lambda z: z, z)


one = b.ones("n")


@pytest.mark.parametrize(("built", "expected"), [
    (b.had(x, x), b.hpow(x, 2)),
    (b.had(x, one), x),
    (b.had(x, b.hpow(x, -1)), one),
    (b.had(b.mul(t, x), b.mul(t, y)), b.mul(b.pow_(t, 2), b.had(x, y))),
    (b.had(b.T(x), b.T(y)), b.T(b.had(x, y))),
    (b.had(b.eye("n"), symbol("A", "", "n", "n")), b.diag(b.diagpart(symbol("A", "", "n", "n")))),
    (b.had(x, b.zero("n", 1)), b.zero("n", 1)),
    (b.hpow(x, 0), one),
    (b.hpow(x, 1), x),
    (b.hpow(b.scale(-2, x), 2), b.scale(4, b.hpow(x, 2))),
    (b.hpow(b.T(A), 3), b.T(b.hpow(A, 3))),
    (b.hpow(b.add(one, b.fn("exp", b.neg(x))), -1), b.fn("sigmoid", x)),
    (b.had(b.fn("exp", x), b.hpow(b.add(one, b.fn("exp", x)), -1)), b.fn("sigmoid", x)),
    (b.fn("log", b.add(one, b.fn("exp", x))), b.fn("softplus", x)),
    (b.fn("log", b.fn("exp", x)), x),
    (b.fn("log", b.ONE), b.ZERO),
    (b.fn("exp", b.zero("n", 1)), one),
    (b.fn("sin", b.neg(x)), b.neg(b.fn("sin", x))),
    (b.fn("cos", b.sub(x, y)), b.fn("cos", b.sub(y, x))),
    (b.fn("abs", b.num(-3)), b.num(3)),
    (b.fn("sign", b.num(-3)), b.num(-1)),
    (b.fn("relu", b.fn("relu", x)), b.fn("relu", x)),
    (b.had(b.fn("relu", x), b.fn("sign", x)), b.fn("relu", x)),
    (b.fn("sqrt", b.num(Fraction(9, 4))), b.num(Fraction(3, 2))),
    (b.fn("sqrt", x), b.hpow(x, b.HALF)),
])  # fmt: skip
def test_forms(built, expected):
    same(built, expected)


@pytest.mark.parametrize(
    "built", [b.hpow(b.hpow(x, 2), b.HALF), b.hpow(b.scale(-1, x), b.HALF), b.pow_(b.pow_(a, 2), b.HALF)]
)
def test_roots_of_squares_are_not_undone(built):
    assert built.op in ("hpow", "pow")


def test_step_functions():
    step = b.fn("relu", b.fn("sign", x))
    same(b.hpow(step, 3), step)
    judge(b.had(step, b.fn("relu", x)), lambda z: np.maximum(z, 0), x)


def test_base_twice_under_transposes():
    Bt, Pt = b.T(symbol("B", "", "n", "m")), symbol("P", "positive", "m", "n")
    same(b.had(b.had(Bt, Pt), b.hpow(Bt, 2)), b.had(b.hpow(Bt, 3), Pt))
