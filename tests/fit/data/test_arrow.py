"""pyarrow's data: types, readers that can be read once, parts that differ."""

import numpy as np
import pyarrow as pa
import pyarrow.dataset
import pyarrow.feather
import pyarrow.parquet as pq
import pytest

from fit_forms import COLUMNS, judged
from wrt.diagnostics import WrtError
from wrt.fit.data import open_data


@pytest.mark.parametrize("type_", [pa.int8(), pa.uint64(), pa.float32(), pa.bool_(), pa.decimal128(25, 2)])
def test_numbers(type_):
    column = pa.array([1, 0]).cast(type_)
    for data in (pa.table({"a": column}), pa.table({"a": column.dictionary_encode()})):
        (block,) = open_data(data).blocks(9)
        np.testing.assert_array_equal(block.values["a"], [1.0, 0.0])


@pytest.mark.parametrize("type_", [pa.int64(), pa.bool_(), pa.float64(), pa.null()])
def test_null_is_missing(type_):
    with pytest.raises(WrtError, match="row 1 of column 'a' of the Table is missing"):
        list(open_data(pa.table({"a": pa.array([None], type_)})).blocks(9))


@pytest.mark.parametrize("start", [0, 1, 10, 52, 53])
def test_a_reader_is_read_once(forms, start):
    def reader():
        return forms.table.to_reader(max_chunksize=8)

    source = open_data(reader(), COLUMNS)
    found = np.concatenate([np.zeros((0, 3)), *[block.values["X"] for block in source.blocks(5, start)]])
    np.testing.assert_array_equal(found, judged()["X"][start:])
    with pytest.raises(WrtError, match="cannot be read again") as error:
        list(source.blocks(5))
    assert error.value.code == "E-data-once" and source.rows is None
    with pytest.raises(WrtError, match="cannot be read again"):
        list(open_data(reader(), {"X": ["city"]}, encode=True).blocks(5))


@pytest.mark.parametrize("ending", ["arrow", "parquet"])
def test_parts_that_differ(tmp_path, ending):
    write = {"arrow": pa.feather.write_feather, "parquet": pq.write_table}[ending]
    write(pa.table({"a": [1.0]}), tmp_path / f"1.{ending}")
    write(pa.table({"b": [1.0]}), tmp_path / f"2.{ending}")
    write(pa.table({"a": ["x"]}), tmp_path / f"3.{ending}")
    with pytest.raises(WrtError, match=f"there is no column 'a' in .*2.{ending}"):
        open_data([tmp_path / f"1.{ending}", tmp_path / f"2.{ending}"])
    with pytest.raises(WrtError, match=f"column 'a' holds number at first, but text in .*3.{ending}"):
        open_data([tmp_path / f"1.{ending}", tmp_path / f"3.{ending}"])


def test_two_columns_of_one_name():
    with pytest.raises(WrtError, match="two columns of the Table have the name 'a'"):
        open_data(pa.table([[1], [2]], names=["a", "a"]))


def test_rows_of_a_dataset_are_named_with_their_file(tmp_path):
    for name, values in (("1", [1.0, 2.0]), ("2", [3.0, None])):
        pq.write_table(pa.table({"a": values}), tmp_path / f"{name}.parquet")
    data = pa.dataset.dataset([str(tmp_path / "1.parquet"), str(tmp_path / "2.parquet")])
    for given in (data, tmp_path):
        with pytest.raises(WrtError, match=r"row 2 of column 'a' of .*2.parquet is missing"):
            list(open_data(given).blocks(9))


def test_half_precision():
    (block,) = open_data(pa.table({"a": pa.array(np.array([1, 0], np.float16))})).blocks(9)
    np.testing.assert_array_equal(block.values["a"], [1.0, 0.0])


def test_datasets_with_a_filter_or_columns_from_directories(tmp_path):
    for name, values in (("k=1", [1.0, 2.0]), ("k=2", [3.0, 4.0])):
        (tmp_path / name).mkdir()
        pq.write_table(pa.table({"a": values}), tmp_path / name / "0.parquet")
    data = pa.dataset.dataset(tmp_path, partitioning="hive")
    for start in range(5):
        found = [row for block in open_data(data, {"X": "a,k"}).blocks(3, start) for row in block.values["X"].tolist()]
        assert found == [[1, 1], [2, 1], [3, 2], [4, 2]][start:]
    kept = pa.dataset.dataset(tmp_path).filter(pa.dataset.field("a") > 1.5)
    source = open_data(kept)
    assert source.rows == 3 and [block.values["a"].tolist() for block in source.blocks(2)] == [[2, 3], [4]]
