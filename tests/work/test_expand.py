"""Products multiplied out and sums over a common denominator keep their value."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.normals import NUMBERS, forms, judge, positive, symbol
from oracle.validate import complaints
from wrt.expr import build as b
from wrt.work.expand import MAX_TERMS, common_denominator, expanded

FIXED = settings(max_examples=100, deadline=None, derandomize=True, database=None)
a, t, x, y = symbol("a", ""), symbol("t", "positive"), symbol("x", "", "n"), symbol("y", "", "n")


@st.composite
def products(draw):
    """Products of sums: of chains, scalars, powers, entrywise products, diagonals, sigmoids."""
    p, q = (b.add(draw(forms("n", "n", 1)), draw(forms("n", "n", 1))) for _ in range(2))
    u, v = (b.add(draw(forms("n", 1, 1)), draw(forms("n", 1, 1))) for _ in range(2))
    s = b.add(draw(forms(1, 1, 1)), draw(forms(1, 1, 1)))
    z = draw(forms("n", 1, 1))
    return draw(st.sampled_from([
        b.mul(p, q), b.mul(p, u), b.mul(s, p), b.mul(b.pow_(s, 2), u), b.had(u, v), b.mul(b.T(u), p, v), b.hpow(u, 2),
        b.mul(b.diag(u), p), b.mul(b.T(b.had(u, v)), p), b.had(b.fn("sigmoid", z), b.fn("sigmoid", b.neg(z)), u),
        b.add(b.mul(s, u), b.scale(-2, b.had(u, v))), b.pow_(s, 3), b.mul(b.T(b.hpow(u, 2)), v),
    ]))  # fmt: skip


@FIXED
@given(products())
def test_expanded_has_the_value(product):
    result = expanded(product)
    if result is not None:
        judge(result, lambda value: value, product)
        assert not complaints(result)


@FIXED
@given(positive(), forms(1, 1, 1), forms(1, 1, 1), st.sampled_from(NUMBERS), st.sampled_from((-1, -2, -b.HALF)))
def test_common_denominator_of_scalars(base, p, q, number, exponent):
    P = b.add(base, t)
    total = b.add(b.mul(p, b.pow_(P, exponent)), b.mul(b.num(number), q, b.pow_(P, exponent - 1)))
    result = common_denominator(total)
    if result is not None:
        judge(result, lambda value: value, total)


@FIXED
@given(positive("n"), forms("n", 1, 1), forms("n", 1, 1))
def test_common_denominator_of_vectors(base, p, q):
    P = b.add(base, symbol("p", "positive", "n"))
    total = b.add(b.had(p, b.hpow(P, -1)), b.had(q, b.hpow(P, -2)))
    result = common_denominator(total)
    if result is not None:
        judge(result, lambda value: value, total)


@pytest.mark.parametrize("node", [x, b.mul(a, x), b.add(x, y), b.mul(symbol("A", "", "n", "n"), x)])
def test_nothing_to_multiply_out(node):
    assert expanded(node) is None


def test_too_many_terms_are_left_alone():
    sums = [b.add(*[b.sym(f"z{i}{j}") for j in range(4)]) for i in range(4)]
    assert MAX_TERMS < 4**4 and expanded(b.mul(*sums)) is None


def test_squares():
    assert expanded(b.pow_(b.add(a, t), 2)) is b.add(b.pow_(a, 2), b.mul(b.num(2), a, t), b.pow_(t, 2))
