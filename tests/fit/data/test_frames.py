"""Data frames: labels, types and missing values of pandas and polars."""

from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pytest

from wrt.diagnostics import WrtError
from wrt.fit.data import open_data


@pytest.mark.parametrize(
    "values",
    [
        pd.array([1, 0], "Int64"),
        pd.array([True, False], "boolean"),
        pd.array([1.0, 0.0], "Float32"),
        pd.Categorical([1, 0]),
        np.array([1, 0], np.int8),
        pd.Series([1, 0.0], dtype=object),
        pd.Series([Decimal(1), Decimal(0)], dtype=object),
        pd.Series([True, False], dtype=object),
        pd.Series([1, 0], dtype="int64[pyarrow]"),
        pd.Series([True, False], dtype="bool[pyarrow]"),
    ],
)
def test_numbers_of_pandas(values):
    (block,) = open_data(pd.DataFrame({"a": values})).blocks(5)
    np.testing.assert_array_equal(block.values["a"], [1.0, 0.0])


@pytest.mark.parametrize("dtype", ["Int64", "boolean", "Float64", "double[pyarrow]", "object"])
def test_missing_values_of_pandas(dtype):
    frame = pd.DataFrame({"a": pd.Series([1, None, 0], dtype=dtype)})
    with pytest.raises(WrtError, match="row 2 of column 'a' of the DataFrame is missing"):
        list(open_data(frame).blocks(5))


def test_labels_that_are_no_text_and_an_index_of_any_kind():
    frame = pd.DataFrame([[1.0, 2.0], [3.0, 4.0]], index=[7, 7])
    (block,) = open_data(frame, {"X": ["0", "1"]}).blocks(5)
    np.testing.assert_array_equal(block.values["X"], [[1, 2], [3, 4]])
    with pytest.raises(WrtError, match="two columns of the DataFrame have the name '0'"):
        open_data(pd.DataFrame([[1, 2]], columns=[0, "0"]))


def test_a_word_among_numbers():
    frame = pd.DataFrame({"price": pd.Series([1, 2.5, "n/a"], dtype=object)})
    with pytest.raises(WrtError, match=r"'n/a' in row 3 of column 'price' of the DataFrame is not a number") as error:
        list(open_data(frame).blocks(2))
    assert error.value.code == "E-data-text"


def test_a_word_in_a_column_that_is_not_asked_for():
    frame = pd.DataFrame({"y": [1.0, 2], "mixed": pd.Series([1, "n/a"], dtype=object)})
    assert [block.values["y"].tolist() for block in open_data(frame, {"y": "y"}).blocks(9)] == [[1.0, 2.0]]


def test_missing_text_of_polars():
    frame = pl.DataFrame({"a": ["x", None]})
    for data in (frame, frame.lazy()):
        with pytest.raises(WrtError, match=r"row 2 of column 'a' of the [A-Za-z]+ is missing"):
            list(open_data(data, {"X": ["a"]}, encode=True).blocks(9))
