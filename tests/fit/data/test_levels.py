"""Levels of columns of text: found over the whole data, sorted, limited."""

import pandas as pd
import pyarrow as pa
import pytest

from wrt.diagnostics import WrtError
from wrt.fit.data import levels, open_data
from wrt.fit.data.frames import PandasTable
from wrt.fit.data.levels import codes, find_levels


def test_levels_are_sorted_and_found_in_every_chunk(monkeypatch):
    monkeypatch.setattr(levels, "PASS_ROWS", 2)
    table = PandasTable(pd.DataFrame({"a": ["z", "b", "b", "", "a"], "b": list("vwxyz")}), "it")
    assert find_levels(table, ["a", "b"]) == {"a": ["a", "b", "z"], "b": list("vwxyz")}


def test_too_many_levels():
    frame = pd.DataFrame({"name": [f"n{k}" for k in range(1001)]})
    with pytest.raises(WrtError, match="column 'name' of the DataFrame has more than 1000 different values") as error:
        open_data(frame, {"X": ["name"]}, encode=True)
    assert error.value.code == "E-data-levels"


def test_a_value_that_came_later():
    with pytest.raises(WrtError, match="the value 'c' was not there"):
        codes(["a", "c"], ["a", "b"])


def test_one_level_beside_an_intercept_leaves_the_intercept():
    frame = pd.DataFrame({"a": ["x", "x"]})
    assert open_data(frame, {"X": ["a"]}, encode=True, intercept="X").names == {"X": ["(intercept)"]}
    assert open_data(frame, {"X": ["a"]}, encode=True).names == {"X": ["a=x"]}


def test_text_for_a_vector():
    with pytest.raises(WrtError, match="y is one column, but 'a' is text") as error:
        open_data(pd.DataFrame({"a": ["x", "z"]}), {"y": "a"}, encode=True)
    assert error.value.help == 'columns={"y": ["a"]} makes a matrix of 0/1 columns'


@pytest.mark.parametrize("missing", [None, ""])
def test_text_that_is_missing(missing):
    for data in (pd.DataFrame({"a": ["x", missing, "y"]}), pa.table({"a": ["x", missing, "y"]})):
        source = open_data(data, {"X": ["a"]}, encode=True)
        with pytest.raises(WrtError, match=r"row 2 of column 'a' of the [A-Za-z]+ is missing"):
            list(source.blocks(2))
