"""Which columns a symbol stands for: lists, commas, ranges, names that look like them, and what is not there."""

import pytest

from wrt.diagnostics import WrtError
from wrt.fit.data.columns import Choice, check_twice, choose

THERE = ["price", "area", "x1", "x2", "x3", "a, b", "n1..2", "p08", "p09", "p10"]


@pytest.mark.parametrize(
    ("entry", "columns", "matrix"),
    [
        ("price", ["price"], False),
        (["price"], ["price"], True),
        (("area", "price"), ["area", "price"], True),
        ("area,price", ["area", "price"], True),
        (" area , x1..x3 ", ["area", "x1", "x2", "x3"], True),
        ("x2..x3", ["x2", "x3"], True),
        ("p08..p10", ["p08", "p09", "p10"], True),
        (["a, b", "x1"], ["a, b", "x1"], True),
        ("a, b", ["a, b"], False),
        ("n1..2", ["n1..2"], False),
    ],
)
def test_an_entry_is_read(entry, columns, matrix):
    assert choose({"s": entry}, (), THERE, "a.csv") == {"s": Choice(columns, matrix)}


@pytest.mark.parametrize(
    ("entry", "code", "message"),
    [
        ("prices", "E-data-column", "there is no column 'prices' in a.csv"),
        ("x1..x4", "E-data-column", "there is no column 'x4' in a.csv"),
        ("x3..x1", "E-data-column", "there is no column 'x3..x1' in a.csv"),
        ("x1,", "E-data-column", "no column is named for s"),
        ([], "E-data-column", "no column is named for s"),
        (["x1", "x1"], "E-data-twice", "column 'x1' is named twice for s"),
        ([1], "E-data-column", "no column is named for s"),
    ],
)
def test_an_entry_that_does_not_fit(entry, code, message):
    with pytest.raises(WrtError) as error:
        choose({"s": entry}, (), THERE, "a.csv")
    assert (error.value.code, error.value.message) == (code, message)


def test_without_entries_columns_have_their_own_names():
    assert list(choose(None, (), THERE, "a.csv")) == THERE
    assert choose({"y": "price"}, ("x1", "y"), THERE, "a.csv") == {
        "x1": Choice(["x1"], False),
        "y": Choice(["price"], False),
    }


def test_many_columns_are_not_all_listed():
    with pytest.raises(WrtError) as error:
        choose(None, ("z",), [f"c{k}" for k in range(100)], "a.csv")
    assert error.value.notes[0].endswith("c11, …")
    assert error.value.help == 'columns={"z": ...} says which column z stands for'


def test_a_name_that_occurs_twice():
    check_twice(["a", "b"], "a.csv")
    with pytest.raises(WrtError, match=r"two columns of a.csv have the name 'b'"):
        check_twice(["b", "a", "b"], "a.csv")
