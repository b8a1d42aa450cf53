"""Parquet: row groups before the first row wanted are not decoded."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wrt.diagnostics import WrtError
from wrt.fit.data import open_data
from wrt.fit.data.parquet import ParquetTable


@pytest.fixture
def parts(tmp_path):
    pq.write_table(pa.table({"a": np.arange(25.0)}), tmp_path / "1.parquet", row_group_size=10)
    pq.write_table(pa.table({"a": np.arange(25.0, 40)}), tmp_path / "2.parquet", row_group_size=4)
    return [tmp_path / "1.parquet", tmp_path / "2.parquet"]


@pytest.mark.parametrize("start", range(42))
def test_reading_begins_at_the_row_group_of_the_first_row(parts, start, monkeypatch):
    opened, plain = [], ParquetTable._open
    monkeypatch.setattr(ParquetTable, "_open", lambda self, path: opened.append(path) or plain(self, path))
    source = open_data(parts)
    opened.clear()
    found = [value for block in source.blocks(3, start) for value in block.values["a"]]
    assert found == list(range(start, 40))
    assert len(opened) == (2 if start < 25 else 1 if start < 40 else 0)


def test_rows_are_those_of_their_file(parts, tmp_path):
    pq.write_table(pa.table({"a": [1.0, None]}), tmp_path / "3.parquet")
    with pytest.raises(WrtError, match=r"row 2 of column 'a' of .*3.parquet is missing"):
        list(open_data([*parts, tmp_path / "3.parquet"]).blocks(7))


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
