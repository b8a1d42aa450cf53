"""Entries of a mapping: what is no array of numbers is refused by name."""

from decimal import Decimal

import numpy as np
import pytest

from wrt.diagnostics import WrtError
from wrt.fit.data import open_data

X = np.arange(12.0).reshape(6, 2)
Y = np.arange(6)


@pytest.mark.parametrize(
    ("data", "code", "message"),
    [
        ({"x": np.array([1j])}, "E-complex", "x is complex; everything is real here"),
        ({"x": [Decimal(1)]}, "E-data-type", "x is an array of Python objects, not of numbers; there is Decimal('1')"),
        ({"x": object()}, "E-data-type", "x is an array of Python objects"),
        ({"x": [1, None]}, "E-data-missing", "row 2 of x is missing (NaN or empty)"),
        ({"x": [1, "n/a", 3]}, "E-data-text", "'n/a' in row 2 of x is not a number"),
        ({"x": [[1, 2], [3, "?"]]}, "E-data-text", "'?' in row 2 of column 2 of x is not a number"),
        ({"x": ["a", "b"]}, "E-data-type", "x is an array of text"),
        ({"x": np.array(["2024-01-01"], "M8[D]")}, "E-data-type", "x is an array of dates"),
        ({"x": np.zeros(2, [("a", float)])}, "E-data-type", "x is an array of records"),
        ({"x": [[1, 2], [3]]}, "E-data-ragged", "x is not an array of numbers: its rows differ in length"),
        ({"x": np.zeros((2, 2, 2))}, "E-data-axes", "x has 3 axes; data are numbers, vectors and matrices"),
        ({"x": []}, "E-data-empty", "x has no entries: its size is 0"),
        ({"x": np.zeros((0, 3))}, "E-data-empty", "x has no entries: its size is 0×3"),
        ({"x": "x.csv"}, "E-data-kind", "x is 'x.csv', which is not a .npy file"),
        ({}, "E-data-empty", "the data have no entries"),
    ],
)
def test_what_is_refused(data, code, message):
    with pytest.raises(WrtError) as error:
        open_data(data)
    assert error.value.code == code and error.value.message.startswith(message)


def test_columns_that_make_no_matrix():
    data = {"a": X, "c": 1.0, "b": Y, "s": Y[:2]}
    for columns, message in (
        (["a"], "a is a matrix, not a column of Z"),
        (["c"], "c is a number, not a column of Z"),
        (["b", "s"], "b has 6 rows, but s has 2"),
    ):
        with pytest.raises(WrtError) as error:
            open_data(data, {"Z": columns})
        assert error.value.message == message


def test_what_is_masked_is_missing():
    with pytest.raises(WrtError, match="row 2 of x is missing"):
        list(open_data({"x": np.ma.array([1, 2, 3], mask=[False, True, False])}).blocks(5))
