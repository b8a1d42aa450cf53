"""Dimensions: sums and products in one form, their text and their value."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wrt.expr.dims import plus, symbols, times, value, write

FIXED = settings(max_examples=120, deadline=None, derandomize=True, database=None)
SIZES = {"m": 5, "n": 7, "k": 11}
atoms = st.one_of(st.integers(1, 6), st.sampled_from("mnk"))
dims = st.recursive(
    atoms, lambda inner: st.builds(lambda f, p, q: f(p, q), st.sampled_from((plus, times)), inner, inner), max_leaves=5
)


@FIXED
@given(dims, dims, dims)
def test_sums_and_products(p, q, r):
    for combine in (plus, times):
        assert combine(p, combine(q, r)) == combine(combine(r, p), q) == combine(p, q, r)
    assert value(plus(p, q), SIZES) == value(p, SIZES) + value(q, SIZES)
    assert value(times(p, q), SIZES) == value(p, SIZES) * value(q, SIZES)
    assert times(p, 1) == p


@FIXED
@given(dims)
def test_text_has_the_value(p):
    assert eval(write(p), dict(SIZES)) == value(p, SIZES)
    assert symbols(p) <= set(SIZES)


@pytest.mark.parametrize(("dim", "text"), [
    (times("n", "m"), "m*n"), (plus("n", 1), "n + 1"), (times(plus("m", "n"), 2), "2*(m + n)"), (times(2, 3), "6"),
    (plus("n", "n"), "n + n"),
])  # fmt: skip
def test_text(dim, text):
    assert write(dim) == text
