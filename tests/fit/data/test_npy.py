"""Files of NumPy: windows on .npy files in any order and type, archives, and what they may not hold."""

import numpy as np
import pytest

from wrt.diagnostics import WrtError
from wrt.fit.data import open_data

X = np.arange(60.0).reshape(20, 3)


@pytest.mark.parametrize("stored", [X, np.asfortranarray(X), X.astype(np.float32), X.astype(">f8"), X.astype(int)])
@pytest.mark.parametrize("rows", [1, 6, 50])
def test_blocks_of_a_file_are_those_of_the_array(tmp_path, stored, rows):
    np.save(tmp_path / "X.npy", stored)
    np.save(tmp_path / "y.npy", X[:, 0])
    source = open_data({"X": tmp_path / "X.npy", "y": str(tmp_path / "y.npy"), "lam": 3})
    assert source.shapes == {"X": (20, 3), "y": (20,), "lam": ()}
    for start in range(21):
        found = list(source.blocks(rows, start, names=("X", "y")))
        np.testing.assert_array_equal(np.concatenate([X[:0], *[block.values["X"] for block in found]]), X[start:])
        np.testing.assert_array_equal(np.concatenate([X[:0, 0], *[b.values["y"] for b in found]]), X[start:, 0])
    np.testing.assert_array_equal(source.whole("X"), X)


def test_a_file_by_itself_needs_a_symbol(tmp_path):
    np.save(tmp_path / "X.npy", X)
    assert open_data(tmp_path / "X.npy", symbols="X").shapes == {"X": (20, 3)}
    with pytest.raises(WrtError, match=r"X.npy holds an array without a name") as error:
        open_data(tmp_path / "X.npy")
    assert error.value.help == '{"X": "X.npy"} names it'


def test_a_memory_map_is_not_copied(tmp_path):
    np.save(tmp_path / "X.npy", X)
    mapped = np.load(tmp_path / "X.npy", mmap_mode="r")
    (block,) = open_data({"X": mapped}).blocks(50)
    assert np.shares_memory(block.values["X"], mapped)


def test_archives(tmp_path):
    np.savez(tmp_path / "a.npz", X=X, y=X[:, 1], other=np.array(["t"]))
    source = open_data(tmp_path / "a.npz", symbols=("X", "y"))
    assert source.shapes == {"X": (20, 3), "y": (20,)}
    with pytest.raises(WrtError, match="other is an array of text"):
        open_data(tmp_path / "a.npz")


@pytest.mark.parametrize(
    ("array", "code"),
    [
        (X.astype(complex), "E-complex"),
        (np.array([None]), "E-data-type"),
        (np.zeros((1, 1, 1)), "E-data-axes"),
        (X[:0], "E-data-empty"),
    ],
)
def test_what_is_refused(tmp_path, array, code):
    np.save(tmp_path / "X.npy", array)
    np.savez(tmp_path / "X.npz", X=array)
    for data in ({"X": tmp_path / "X.npy"}, tmp_path / "X.npz"):
        with pytest.raises(WrtError) as error:
            open_data(data)
        assert error.value.code == code


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(WrtError, match=r"cannot read .*X.npy: No such file") as error:
        open_data({"X": tmp_path / "X.npy"})
    assert error.value.code == "E-file"
