"""Cells one by one: which are numbers, what a column holds, where the rows of a piece stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wrt.diagnostics import WrtError
from wrt.fit.data.cells import Layout, kind_of, read_cells, rows_of, value_of


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_read_exactly(number):
    assert value_of(f" {number!r} ", "number") == number


@pytest.mark.parametrize("cell", ["", " ", "x", "1_0", "nan", "inf", "1,5", "0x1", "1 2"])
def test_what_is_no_number(cell):
    assert value_of(cell, "number") is None


def test_truth():
    assert [value_of(cell, "boolean") for cell in ("true", " FALSE", "yes", "")] == [1.0, 0.0, None, None]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ([], "number"),
        (["", ""], "number"),
        (["1", "n/a", "2"], "number"),
        (["nan", "inf"], "number"),
        (["1", "a", "b"], "text"),
        (["true", "", "False"], "boolean"),
        (["true", "1"], "number"),
        (["2024-01-01", "2024-01-02T03:04"], "dates"),
        (["2024-01-01", "x"], "text"),
    ],
)
def test_what_a_column_holds(cells, kind):
    assert kind_of(cells) == kind


def test_rows_have_the_lines_they_begin_in():
    layout = Layout("a", ",", ["a", "b"])
    assert list(rows_of(b'1,2\n\n"x\ny",3\r\n4,5', layout, 7)) == [
        (7, ["1", "2"]),
        (9, ["x\ny", "3"]),
        (11, ["4", "5"]),
    ]


def test_a_cell_that_is_too_long():
    with pytest.raises(WrtError, match="line 2 of a cannot be read: field larger"):
        list(rows_of(b"1\n" + b"x" * 200_000, Layout("a", ",", ["a"])))


def test_columns_are_given_by_name():
    found = read_cells(b"1,x\n2,y\n", Layout("a", ",", ["n", "t"]), {"n": "number", "t": "text"}, ["t", "n"], 0, 2)
    assert found["t"] == ["x", "y"] and found["n"].tolist() == [1.0, 2.0]
