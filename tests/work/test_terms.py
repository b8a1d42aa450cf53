"""Terms taken apart and put together again."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.normals import forms, judge, same, symbol
from wrt.expr import build as b
from wrt.work.terms import common_exponents, divide, entrywise_factors, take_apart

FIXED = settings(max_examples=100, deadline=None, derandomize=True, database=None)
SHAPES = st.sampled_from([(1, 1), ("n", 1), ("n", "n"), ("m", "n")])
a, t, q = symbol("a", ""), symbol("t", "positive"), symbol("q", "nonzero")


@FIXED
@given(SHAPES.flatmap(lambda shape: forms(*shape)))
def test_apart_and_together(node):
    term = take_apart(node)
    judge(term.node, lambda value: value, node)
    assert all(base.is_scalar and base.op != "num" for base in term.scalars)
    assert not any(factor.is_scalar for factor in term.chain)


@FIXED
@given(forms("n", 1))
def test_entrywise_factors(node):
    product = entrywise_factors(node)
    same(b.had(*[b.hpow(base, exponent) for base, exponent in product.items()]) if product else b.ones("n"), node)


def test_common_part():
    one, two = {a: 2, t: Fraction(-1, 2), q: 1}, {a: 3, t: Fraction(-3, 2)}
    common = common_exponents([one, two])
    assert common == {a: 2, t: Fraction(-1, 2)}
    assert divide(two, common) == {a: 1, t: -1} and divide(one, common) == {q: 1}
    assert common_exponents([{a: -1}, {t: 1}]) == {}
