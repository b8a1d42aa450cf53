"""Values that are none are found wherever they are, and nothing else is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from wrt.diagnostics import WrtError
from wrt.fit.data.checked import check_finite, finite, no_number


@given(arrays(float, st.integers(1, 20), elements=st.floats(allow_nan=True, allow_infinity=True)))
def test_a_sum_tells_what_looking_at_each_tells(values):
    assert finite(values) == bool(np.isfinite(values).all())


def test_sums_that_overflow_are_no_fault():
    assert finite(np.full(10, 1.7e308)) and finite(np.full(70000, 6e4, np.float16)) and finite(np.arange(3))
    assert not finite(np.array([np.inf, -np.inf]))


@given(st.integers(0, 19), st.integers(0, 2), st.sampled_from([np.nan, np.inf, -np.inf]))
def test_the_first_fault_is_placed(row, column, value):
    X = np.ones((20, 3))
    X[row, column] = X[19, 2] = value
    word = "missing" if np.isnan(value) else "infinite"
    with pytest.raises(WrtError, match=f"row {row + 101} of column {column + 1} of X is {word}"):
        check_finite(X, 100, "X")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "missing"),
        (" NaN ", "missing"),
        ("-nan", "missing"),
        ("+Infinity", "infinite"),
        ("NA", "text"),
        ("x" * 99, "text"),
    ],
)
def test_what_stands_where_a_number_should(written, code):
    error = no_number(written, "row 1 of a")
    assert error.code == f"E-data-{code}" and "row 1 of a" in error.message and len(error.message) < 90
