"""Sums of entries times basis vectors, gathered into a vector or matrix."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.normals import NUMBERS, forms, same, symbol, value
from wrt.expr import build as b
from wrt.work.entries import LARGEST, gathered

FIXED = settings(max_examples=60, deadline=None, derandomize=True, database=None)
a, t = symbol("a", ""), symbol("t", "positive")


@FIXED
@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.integers(1, 2), st.sampled_from((a, t, b.ONE)), st.sampled_from(NUMBERS)),
        min_size=1,
        max_size=5,
    )
)
def test_value(places):
    total = b.add(*[b.mul(b.num(number), s, b.basis(3, i), b.T(b.basis(2, j))) for i, j, s, number in places])
    if total.op == "zero":
        return
    found = gathered(total)
    point = {"a": np.array(0.7), "t": np.array(1.3)}
    assert found.op == "block"
    np.testing.assert_allclose(value(found, point, {}), value(total, point, {}))


@FIXED
@given(forms("n", 1))
def test_symbolic_sizes_are_left_alone(node):
    assert gathered(node) is None


def test_forms():
    same(gathered(b.add(b.mul(a, b.basis(2, 1)), b.mul(t, b.basis(2, 2)))), b.block((a, t), 2, 1))
    same(gathered(b.basis(2, 2)), b.block((b.ZERO, b.ONE), 2, 1))
    assert gathered(b.add(b.basis(2, 1), symbol("x", "", 2))) is None


@pytest.mark.parametrize("size", [LARGEST + 1, 50])
def test_long_vectors_stay_sums(size):
    assert gathered(b.add(b.mul(a, b.basis(size, 1)), b.basis(size, 2))) is None
