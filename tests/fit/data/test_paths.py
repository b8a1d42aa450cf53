"""Files that are not there, of no known kind, or of several kinds; patterns and directories."""

import numpy as np
import pytest

from wrt.diagnostics import WrtError
from wrt.fit.data import open_data
from wrt.fit.data.opening import FILES
from wrt.fit.data.paths import ENDINGS, find_paths


def test_every_ending_has_its_reader():
    assert set(ENDINGS) == {*FILES, ".npy", ".npz"}


def test_patterns_and_directories_are_sorted_and_nothing_hidden(tmp_path):
    for name in ("b.parquet", "a.parquet", "_c.parquet", ".d.parquet", "e.csv"):
        (tmp_path / name).write_text("")
    assert find_paths(tmp_path) == [str(tmp_path / "a.parquet"), str(tmp_path / "b.parquet")]
    assert find_paths([tmp_path / "e.csv", str(tmp_path / "[ab].parquet")])[0] == str(tmp_path / "e.csv")


def test_what_cannot_be_read(tmp_path):
    def refused(data, **options):
        with pytest.raises(WrtError) as error:
            open_data(data, **options)
        return error.value

    (tmp_path / "a.csv").write_text("x\n1\n")
    (tmp_path / "a.xls").write_text("x\n1\n")
    assert refused(tmp_path / "b.csv").help == f"did you mean {tmp_path / 'a.csv'}?"
    assert refused(tmp_path / "b.csv").code == "E-file"
    assert refused(tmp_path).message == f"there is no .parquet file in {tmp_path}"
    assert refused(tmp_path / "*.parquet").code == "E-file"
    assert refused(tmp_path / "a.xls").message == "what kind of file a.xls is, is not known"
    (tmp_path / "a.npz").write_text("")
    assert refused([tmp_path / "a.csv", tmp_path / "a.npz"]).message == "a.csv and a.npz are files of different kinds"
    assert refused(3).code == "E-data-kind"
    assert refused(np.ones(3)).help == 'give it a name: {"X": X}'
    assert refused(tmp_path / "a.csv", intercept=("X",)).message == "there is no X to put a column of ones in"
