"""Every form of data gives the blocks that the plain arrays give, whatever their size and wherever they start."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fit_forms import COLUMNS, ROWS, judged
from wrt.diagnostics import WrtError
from wrt.fit.data import open_data


def same(source, expected, rows, start=0):
    """Compare all blocks with the arrays, bit for bit."""
    first = start
    for block in source.blocks(rows, start):
        assert block.first == first
        for name, array in expected.items():
            found = block.values[name]
            assert found.dtype == np.float64 and found.strides[0] == 8  # columns in one piece
            np.testing.assert_array_equal(found, array[first : first + rows])
        first += len(block.values["y"])
    assert first == max(ROWS, start)


@pytest.mark.parametrize("rows", [1, 7, 20, 53, 1000])
def test_every_form_gives_the_same_blocks(form, rows):
    same(open_data(form(), COLUMNS), judged(), rows)


def test_reading_goes_on_at_every_row(form):
    source = open_data(form(), COLUMNS)
    for start in range(ROWS + 2):
        same(source, judged(), 10, start)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.integers(1, 60), start=st.integers(0, ROWS))
def test_blocks_of_any_size_from_any_row(form, rows, start):
    same(open_data(form(), COLUMNS), judged(), rows, start)


@pytest.mark.parametrize("intercept", [(), ("X",)])
def test_text_becomes_columns_of_zeros_and_ones(form, intercept):
    columns = COLUMNS | {"X": [*COLUMNS["X"], "city"]}
    source = open_data(form(), columns, encode=True, intercept=intercept)
    levels = ["city=Bonn", "city=Köln, am Rhein", "city=Ulm"]
    expected = ["(intercept)", *COLUMNS["X"], *levels[1:]] if intercept else [*COLUMNS["X"], *levels]
    assert source.names == {"y": ["price"], "X": expected}
    assert source.widths == {"y": None, "X": 6}
    for start in (0, 17, 52):
        same(source, judged(True, bool(intercept)), 9, start)


def test_text_is_refused(form):
    with pytest.raises(WrtError) as error:
        open_data(form(), {"X": ["area", "city"]})
    assert error.value.code == "E-data-text" and "column 'city' of " in error.value.message
    assert "encode=True" in error.value.help


def test_a_missing_column_is_named_with_the_nearest(form):
    with pytest.raises(WrtError, match="there is no column 'prise' in ") as error:
        open_data(form(), {"y": "prise"})
    assert error.value.code == "E-data-column" and error.value.help == "did you mean 'price'?"
    assert error.value.notes[0].startswith("its columns are price, area, city, rooms, old")


def test_rows_are_known_or_not(forms):
    known = {name: open_data(make(), COLUMNS).rows for name, make in forms.all.items()}
    unknown = {name for name, rows in known.items() if rows is None}
    assert unknown == {
        "polars lazy", "two csv", "a.csv", "a.tsv", "a.csv.gz", "a.feather", "a.arrow", "stream.arrow",
    }  # fmt: skip
    assert {rows for rows in known.values() if rows is not None} == {ROWS}


def test_a_symbol_is_the_column_of_its_name():
    frame = pd.DataFrame({"y": [1, 2], "x": [3, 4], "note": ["a", "b"]})
    source = open_data(frame, symbols=("y", "x"))
    assert source.names == {"y": ["y"], "x": ["x"]} and source.shapes == {"y": (2,), "x": (2,)}
    with pytest.raises(WrtError, match="no column 'X' in the DataFrame") as error:
        open_data(frame, symbols=("y", "X"))
    assert error.value.help == "did you mean 'x'?"


def test_a_number_type_of_every_kind():
    expected = [1.0, 0.0]
    frame = pl.DataFrame(
        {"a": [True, False], "b": pl.Series([1, 0], dtype=pl.UInt8), "c": pl.Series([1, 0], dtype=pl.Float32)}
    )
    decimals = frame.with_columns(d=pl.Series(["1.0", "0.0"]).cast(pl.Decimal(10, 2)))
    for data in (decimals, decimals.to_arrow(), decimals.lazy()):
        (block,) = open_data(data, {"X": "a,b,c,d"}).blocks(5)
        np.testing.assert_array_equal(block.values["X"], np.array([expected] * 4).T)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (pd.to_datetime(["2024-01-01", "2024-01-02"]), "holds dates or times"),
        ([[1], [2]], "holds values of type"),
        ([1 + 2j, 2], "holds complex numbers"),
        ([pd.Timedelta(1), pd.Timedelta(2)], "holds dates or times"),
    ],
)
def test_what_is_no_number_is_refused(values, message):
    with pytest.raises(WrtError, match=f"column 'a' of the DataFrame {message}") as error:
        open_data(pd.DataFrame({"a": values}))
    assert error.value.code == "E-data-type"


@pytest.mark.parametrize("convert", [pl.from_pandas, pl.DataFrame.to_arrow, pl.DataFrame.lazy])
def test_dates_and_lists_are_refused_in_polars_and_arrow(convert):
    frame = pl.DataFrame({"d": pd.to_datetime(["2024-01-01"]), "l": [[1, 2]]})
    data = frame if convert is pl.from_pandas else convert(frame)
    for name, words in (("d", "dates or times"), ("l", "values of type")):
        with pytest.raises(WrtError, match=f"column '{name}' of the [A-Za-z]+ holds {words}"):
            open_data(data, {"x": name})


@pytest.mark.parametrize("name", ["a.parquet", "a.arrow", "a.npy", "a.npz", "a.csv.gz"])
def test_a_damaged_file_is_named(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"this is something else")
    with pytest.raises(WrtError, match=f"cannot read .*{name}") as error:
        open_data(path, symbols=("x",))
    assert error.value.code == "E-file"


@pytest.mark.parametrize("value", [np.nan, None, np.inf])
@pytest.mark.parametrize("kind", ["pandas", "polars", "lazy", "arrow", "parquet", "feather", "csv"])
def test_row_and_column_of_what_is_missing_are_named(tmp_path, kind, value):
    cells = [float(k) for k in range(30)]
    cells[16] = value
    frame = pl.DataFrame({"t": cells[::-1], "price": cells})
    data = {"pandas": frame.to_pandas, "lazy": frame.lazy, "arrow": frame.to_arrow}.get(kind, lambda: frame)()
    if kind in ("parquet", "feather", "csv"):
        data = tmp_path / f"a.{kind}"
        {"parquet": frame.write_parquet, "feather": frame.write_ipc, "csv": frame.write_csv}[kind](data)
    for start in (0, 5, 16):
        with pytest.raises(WrtError, match=r"^error\[[a-z-E]+\]: row 17 (\(line 18\) )?of column 'price' of ") as error:
            list(open_data(data, {"x": "price"}).blocks(4, start))
        infinite = value == np.inf
        assert error.value.code == ("E-data-infinite" if infinite else "E-data-missing")
        assert error.value.message.endswith("is infinite" if infinite else "is missing (NaN or empty)")
