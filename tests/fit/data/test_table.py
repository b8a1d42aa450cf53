"""Tables as sources: which symbols are read, blocks that are the reader's own, reading that cannot be repeated."""

import numpy as np
import pandas as pd
import pytest

from wrt.diagnostics import WrtError
from wrt.fit.data import open_data

FRAME = pd.DataFrame({"y": [1.0, 2, 3], "a": [4.0, 5, 6], "b": [7.0, 8, 9]})


def test_only_the_symbols_asked_for_are_read():
    frame = FRAME.assign(b=[1.0, np.nan, 2.0])
    source = open_data(frame, {"y": "y", "X": "a,b"})
    assert [list(block.values) for block in source.blocks(2, names=("y",))] == [["y"], ["y"]]
    with pytest.raises(WrtError, match="row 2 of column 'b'"):
        list(source.blocks(2, names=("X",)))


def test_blocks_do_not_share_memory():
    first, second = open_data(FRAME, {"X": "a,b"}).blocks(2)
    kept = first.values["X"].copy()
    second.values["X"][:] = 0
    np.testing.assert_array_equal(first.values["X"], kept)
    np.testing.assert_array_equal(FRAME["a"], [4, 5, 6])


def test_shapes_and_widths():
    source = open_data(FRAME, {"y": "y", "X": "a,b", "z": ["a"], "w": "b"}, intercept=("X", "w"))
    assert source.widths == {"y": None, "X": 3, "z": 1, "w": 2}
    assert source.shapes == {"y": (3,), "X": (3, 3), "z": (3, 1), "w": (3, 2)}
    (block,) = source.blocks(5)
    np.testing.assert_array_equal(block.values["w"], np.c_[np.ones(3), FRAME["b"]])


def test_a_table_has_no_constants():
    with pytest.raises(WrtError, match="y is a column of the DataFrame, not a constant"):
        open_data(FRAME).whole("y")


@pytest.mark.parametrize("data", [FRAME.iloc[:0], FRAME.iloc[:0].astype(str)])
def test_no_rows(data):
    with pytest.raises(WrtError, match="there are no rows in the DataFrame"):
        open_data(data, encode=True)
