"""Sums: value, order of no meaning, like terms, the common number outside."""

from fractions import Fraction
from functools import reduce
from operator import add as plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.normals import NUMBERS, forms, judge, same, symbol
from oracle.validate import complaints
from wrt.expr import build as b

FIXED = settings(max_examples=40, deadline=None, derandomize=True, database=None)
SHAPES = st.sampled_from([(1, 1), ("n", 1), (1, "n"), ("n", "n"), ("m", "n")])
x, y = symbol("x", "", "n"), symbol("y", "", "n")


def several(count):
    return SHAPES.flatmap(lambda shape: st.lists(forms(*shape), min_size=count, max_size=count))


@FIXED
@given(several(3))
def test_value(terms):
    built = b.add(*terms)
    judge(built, lambda *values: reduce(plus, values), *terms)
    assert not complaints(built)


@FIXED
@given(several(3), st.randoms(use_true_random=False))
def test_order_and_grouping_have_no_meaning(terms, random):
    first, second, third = terms
    whole = b.add(*terms)
    assert b.add(third, b.add(second, first)) is whole
    shuffled = random.sample(terms, 3)
    assert b.add(b.add(*shuffled[:2]), shuffled[2]) is whole


@FIXED
@given(several(2), st.sampled_from(NUMBERS))
def test_numbers_distribute(terms, number):
    left = b.add(*[b.scale(number, term) for term in terms])
    assert left is b.scale(number, b.add(*terms))


@FIXED
@given(several(2))
def test_differences(terms):
    first, second = terms
    judge(b.sub(first, second), lambda p, q: p - q, first, second)
    same(b.sub(second, first), b.neg(b.sub(first, second)))
    assert b.is_zero(b.sub(first, first))
    assert b.add(b.sub(first, second), second) is first
    assert b.neg(b.neg(first)) is first


def scaled(number, node):
    return b.scale(number, node)


@pytest.mark.parametrize(("built", "expected"), [
    (b.add(x, x), scaled(2, x)),
    (b.add(scaled(2, x), scaled(4, y)), scaled(2, b.add(x, scaled(2, y)))),
    (b.add(scaled(Fraction(1, 2), x), scaled(Fraction(1, 3), y)),
     scaled(Fraction(1, 6), b.add(scaled(3, x), scaled(2, y)))),
    (b.add(scaled(3, x), scaled(-3, x)), b.zero("n", 1)),
    (b.add(x, b.zero("n", 1)), x),
    (b.add(b.num(2), b.num(Fraction(1, 2))), b.num(Fraction(5, 2))),
    (b.add(b.T(x), b.T(y)), b.T(b.add(x, y))),
])  # fmt: skip
def test_forms(built, expected):
    assert built is expected


def test_empty_sum_is_zero():
    assert b.add() is b.ZERO
