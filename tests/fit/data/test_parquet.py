"""Parquet: row groups before the first row wanted are not decoded."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wrt.diagnostics import WrtError
from wrt.fit.data import open_data, parquet


@pytest.fixture
def parts(tmp_path):
    pq.write_table(pa.table({"a": np.arange(25.0)}), tmp_path / "1.parquet", row_group_size=10)
    pq.write_table(pa.table({"a": np.arange(25.0, 40)}), tmp_path / "2.parquet", row_group_size=4)
    return [tmp_path / "1.parquet", tmp_path / "2.parquet"]


@pytest.mark.parametrize("start", range(42))
def test_reading_begins_at_the_row_group_of_the_first_row(parts, start, monkeypatch):
    opened, plain = [], parquet.opened
    monkeypatch.setattr(parquet, "opened", lambda path, *content: opened.append(path) or plain(path, *content))
    source = open_data(parts)
    opened.clear()
    found = [value for block in source.blocks(3, start) for value in block.values["a"]]
    assert found == list(range(start, 40))
    assert len(opened) == (2 if start < 25 else 1 if start < 40 else 0)


def test_rows_are_those_of_their_file(parts, tmp_path):
    pq.write_table(pa.table({"a": [1.0, None]}), tmp_path / "3.parquet")
    with pytest.raises(WrtError, match=r"row 2 of column 'a' of .*3.parquet is missing"):
        list(open_data([*parts, tmp_path / "3.parquet"]).blocks(7))


@pytest.fixture(params=["by columns", "long", "wide"])
def way(request, monkeypatch):
    """Row groups are decoded whole, or are too long for that, or too wide."""
    if request.param != "by columns":
        monkeypatch.setattr(parquet, "SMALL" if request.param == "long" else "WIDE", 1)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("start", [0, 3, 9, 10, 39])
@pytest.mark.parametrize("rows", [1, 7, 100])
def test_both_ways_of_decoding_give_what_was_written(tmp_path, start, rows):
    rng = np.random.default_rng(rows + start)
    columns = {
        "a": rng.normal(size=40),
        "b": rng.integers(-9, 9, 40).astype(np.int16),
        "c": rng.normal(size=40).astype(np.float32),
        "d": rng.integers(0, 2, 40).astype(bool),
    }
    many = pa.table({**columns, "e": pa.array(columns["b"]).dictionary_encode()})
    pq.write_table(many, tmp_path / "1.parquet", row_group_size=9, compression="zstd")
    found = [*open_data(tmp_path / "1.parquet", {"X": ["e", "a", "c"], "z": ["b", "d"]}).blocks(rows, start)]
    X, z = (np.concatenate([block.values[name] for block in found]) for name in "Xz")
    np.testing.assert_array_equal(X, np.stack([columns["b"], columns["a"], columns["c"]], 1)[start:])
    np.testing.assert_array_equal(z, np.stack([columns["b"], columns["d"]], 1)[start:])
    assert [block.first for block in found] == list(range(start, 40, rows))


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(("value", "said"), [(None, "missing"), (np.nan, "missing"), (-np.inf, "infinite")])
@pytest.mark.parametrize("rows", [3, 100])
def test_the_first_row_without_a_number_is_named_in_both_ways(tmp_path, value, said, rows):
    bad = [*range(16), value, *range(20), value]
    pq.write_table(pa.table({"a": pa.array(map(float, range(38))), "b": pa.array(bad, pa.float64(), from_pandas=False)}),
                   tmp_path / "1.parquet", row_group_size=5)  # fmt: skip
    with pytest.raises(WrtError, match=rf"row 17 of column 'b' of .*1.parquet is {said}"):
        list(open_data(tmp_path / "1.parquet").blocks(rows))


def test_text_is_decoded_in_step(tmp_path, monkeypatch):
    pq.write_table(pa.table({"a": [1.0, 2, 3], "t": ["u", "v", "u"]}), tmp_path / "1.parquet")
    monkeypatch.setattr(parquet, "read_by_columns", None)
    (block,) = open_data(tmp_path / "1.parquet", {"X": ["a", "t"]}, encode=True).blocks(9)
    np.testing.assert_array_equal(block.values["X"], [[1, 1, 0], [2, 0, 1], [3, 1, 0]])


def test_no_rows(tmp_path):
    pq.write_table(pa.table({"a": pa.array([], pa.float64())}), tmp_path / "0.parquet")
    with pytest.raises(WrtError, match=r"there are no rows in .*0.parquet"):
        open_data(tmp_path / "0.parquet")


@pytest.mark.parametrize("ending", ["parquet", "arrow"])
def test_pyarrow_is_named_where_it_is_missing(tmp_path, monkeypatch, ending):
    (tmp_path / f"a.{ending}").write_text("")
    for name in ("pyarrow", "pyarrow.parquet", "pyarrow.ipc"):
        monkeypatch.setitem(__import__("sys").modules, name, None)
    with pytest.raises(WrtError, match="files need pyarrow") as error:
        open_data(tmp_path / f"a.{ending}")
    assert error.value.help == "pip install 'wrt[fit]'"
