"""Arrays by name: views where they can be, columns side by side, errors with names."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wrt.diagnostics import WrtError
from wrt.fit.data import open_data
from wrt.fit.data.entries import check_lengths

X = np.arange(12.0).reshape(6, 2)
Y = np.arange(6)


@given(rows=st.integers(1, 8), start=st.integers(0, 8))
def test_blocks_are_the_slices(rows, start):
    source = open_data({"X": X, "y": Y, "c": 2.0, "A": np.eye(2)})
    first = start
    for block in source.blocks(rows, start, names=("X", "y")):
        assert block.first == first and list(block.values) == ["X", "y"]
        np.testing.assert_array_equal(block.values["X"], X[first : first + rows])
        np.testing.assert_array_equal(block.values["y"], Y[first : first + rows])
        first += rows
    assert first >= 6


def test_views_where_type_and_order_allow():
    (block,) = open_data({"X": X, "y": Y, "F": np.asfortranarray(X), "f": X.astype(np.float32)}).blocks(10)
    assert np.shares_memory(block.values["X"], X)
    assert not np.shares_memory(block.values["y"], Y)
    assert all(array.dtype == np.float64 and array.flags.c_contiguous for array in block.values.values())
    np.testing.assert_array_equal(block.values["F"], X)


def test_shapes_say_all():
    source = open_data({"X": X, "y": [1, 2], "c": 3, "b": np.array([True, False])})
    assert source.shapes == {"X": (6, 2), "y": (2,), "c": (), "b": (2,)}
    assert source.widths == {"X": 2, "y": None, "c": None, "b": None}
    assert source.names == {"X": None, "y": None, "c": None, "b": None}
    assert source.rows is None and open_data({"X": X, "y": Y, "c": 1}).rows == 6
    assert source.whole("c") == 3 and source.whole("c").shape == ()
    np.testing.assert_array_equal(source.whole("b"), [1.0, 0.0])


def test_columns_of_a_mapping_are_put_side_by_side():
    data = {"a": X[:, 0], "b": list(Y), "t": Y, "lam": 2.0}
    source = open_data(data, {"y": "t", "X": "a,b"}, intercept=("X",))
    assert source.names == {"y": None, "X": ["(intercept)", "a", "b"], "lam": None}
    assert source.shapes == {"y": (6,), "X": (6, 3), "lam": ()}
    (block,) = source.blocks(3, 4, names=("X", "y"))
    np.testing.assert_array_equal(block.values["X"], np.stack([np.ones(6), X[:, 0], Y], 1)[4:])
    assert source.shapes == open_data(data, {"y": "t", "X": ["a", "b"]}, ("lam",), intercept="X").shapes


def test_an_intercept_before_a_matrix_and_before_a_vector():
    source = open_data({"X": X, "y": Y}, intercept=("X", "y"))
    (block,) = source.blocks(9)
    np.testing.assert_array_equal(block.values["X"], np.c_[np.ones(6), X])
    np.testing.assert_array_equal(block.values["y"], np.c_[np.ones(6), Y])
    assert source.names == {"X": None, "y": ["(intercept)", "y"]}


def test_lengths_that_differ_are_both_named():
    with pytest.raises(WrtError, match=r"X has 6 rows, but y has 5") as error:
        list(open_data({"X": X, "y": Y[:5]}).blocks(2))
    assert error.value.code == "E-data-size"
    with pytest.raises(WrtError, match="c is a number and has no rows"):
        check_lengths({"c": ()})
    with pytest.raises(WrtError, match="there is no z in the data"):
        list(open_data({"X": X}).blocks(2, names=("z",)))


@pytest.mark.parametrize("start", range(5))
def test_the_row_of_what_is_not_finite(start):
    bad = X.copy()
    bad[4, 1] = np.nan
    with pytest.raises(WrtError, match="row 5 of column 2 of X is missing"):
        list(open_data({"X": bad}).blocks(2, start))
    assert len(list(open_data({"X": bad}).blocks(2, 5))) == 1


def test_constants_are_checked_as_well():
    with pytest.raises(WrtError, match="c is infinite"):
        open_data({"c": np.inf}).whole("c")
    with pytest.raises(WrtError, match="row 2 of A is missing"):
        open_data({"A": [1, np.nan]}).whole("A")
