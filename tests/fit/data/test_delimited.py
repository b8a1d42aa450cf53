"""CSV files as people write them, and the faults of those that are not: row, line and column."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wrt.diagnostics import WrtError
from wrt.fit.data import delimited, open_data


@pytest.fixture
def csv(tmp_path):
    def write(text, name="a.csv"):
        (tmp_path / name).write_bytes(text.encode() if isinstance(text, str) else text)
        return tmp_path / name

    return write


@pytest.fixture(params=[3, 16, 4 << 20])
def small_pieces(request, monkeypatch):
    monkeypatch.setattr(delimited, "PIECE", request.param)


def matrix(path, columns="a,b,c", start=0):
    return np.concatenate([block.values["X"] for block in open_data(path, {"X": columns}).blocks(2, start)])


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize(
    "text",
    [
        "a,b,c\n1,2,3\n4,5,6\n",
        "a,b,c\r\n1,2,3\r\n4,5,6\r\n",
        "a,b,c\n1,2,3\n4,5,6",
        "\ufeffa,b,c\n1,2,3\n4,5,6\n",
        "a;b;c\n1;2;3\n4;5;6\n",
        '"a","b","c"\n"1","2","3"\n4,5,6\n',
        "a, b, c\n1, 2, 3\n 4 ,5,+6\n",
        "a,b,c\n\n1,2,3\n\n\n4,5,6\n\n",
        "a,b,c\r\n\r\n1,2,3\r\n\r\n4,5,6\r\n\r\n",
        "c,t,b,a\n3,x,2,1\n6,,5,4\n",
        'c,t,b,a\n3,"x,\n y",2,1\n6,"""",5,4\n',
        'c,t,b,a\n3,"",2,1\n\n6,"""",5,4\n',
        "a,b,c\n1e0,0.2e1,3.\n4,5,6\n",
    ],
)
def test_the_same_numbers_written_in_many_ways(csv, text):
    for start in (0, 1):
        np.testing.assert_array_equal(matrix(csv(text), start=start), np.arange(1.0, 7).reshape(2, 3)[start:])


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("a,b,c\n1,2,3\n4,n/a,6\n", "E-data-text", "'n/a' in row 2 (line 3) of column 'b' of {}"),
        ("a,b,c\n\n1,2,3\n4,,6\n", "E-data-missing", "row 2 (line 4) of column 'b' of {} is missing"),
        ("a,b,c\n1,2,3\n4,NaN,6\n", "E-data-missing", "row 2 (line 3) of column 'b' of {} is missing"),
        ("a,b,c\n1,2,3\n4,-inf,6\n", "E-data-infinite", "row 2 (line 3) of column 'b' of {} is infinite"),
        ("a,b,c\n1,2,3\n4,1_0,6\n", "E-data-text", "'1_0' in row 2 (line 3) of column 'b' of {}"),
        ("a,b,c\n1,2,3\n4,5,6,7\n", "E-data-ragged", "row 2 (line 3) of {} has 4 values, but there are 3 columns"),
        ("a,b,c\n1,2,3,4\n4,5,6\n", "E-data-ragged", "row 1 (line 2) of {} has 4 values, but there are 3 columns"),
        ("a,b,c\n1,2,3\n4,5\n", "E-data-ragged", "row 2 (line 3) of {} has 2 values, but there are 3 columns"),
        ("a,b,c,t\n1,2,3,x\n4,5,6\n", "E-data-ragged", "row 2 (line 3) of {} has 3 values, but there are 4 columns"),
        ('a,b,c,t\n1,2,3,"x\n"\n4,5,?,y\n', "E-data-text", "'?' in row 2 (line 4) of column 'c' of {}"),
        ("a;b;c\n1;2;3\n4;5,5;6\n", "E-data-text", "'5,5' in row 2 (line 3) of column 'b' of {}"),
        ("a,b,c\n1,true,3\n4,no,6\n", "E-data-text", "column 'b' of {} is text, not numbers"),
    ],
)
def test_faults_are_named_with_row_line_and_column(csv, text, code, message):
    path = csv(text)
    with pytest.raises(WrtError) as error:
        matrix(path)
    assert error.value.code == code and error.value.message.startswith(message.format(path))


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("", "E-data-empty", "there are no rows in"),
        ("a,b,c\n", "E-data-empty", "there are no rows in"),
        ("a,b,c\n\n\n", "E-data-empty", "there are no rows in"),
        ("a,b,a\n1,2,3\n", "E-data-twice", "two columns of {} have the name 'a'"),
        (b"a,b,c\n1,2,3\n1,\xff,3\n", "E-file", "line 3 of {} is not UTF-8 text"),
        ("a,b,c\n2024-01-01,2,3\n", "E-data-type", "column 'a' of {} holds dates"),
    ],
)
def test_files_that_are_no_tables(csv, text, code, message):
    path = csv(text)
    with pytest.raises(WrtError) as error:
        open_data(path, {"X": "a,b,c"})
    assert error.value.code == code and error.value.message.startswith(message.format(path))


def test_truth_and_text(csv):
    path = csv("f,city\ntrue,Ulm\nFalse,Bonn\n")
    (block,) = open_data(path, {"X": "f,city"}, encode=True).blocks(9)
    np.testing.assert_array_equal(block.values["X"], [[1, 0, 1], [0, 1, 0]])


def test_an_empty_cell_of_text_is_missing(csv):
    with pytest.raises(WrtError, match=r"row 2 \(?.*of column 'city'"):
        list(open_data(csv("a,city\n1,Ulm\n2,\n"), {"X": "a,city"}, encode=True).blocks(9))


def test_an_empty_row_of_one_column_is_missing(csv):
    with pytest.raises(WrtError, match=r"row 2 \(line 3\) of column 'a' of .* is missing"):
        list(open_data(csv("a\n1\n\n2\n")).blocks(9))


def test_words_far_down_in_a_column_of_numbers(csv):
    path = csv("a\n" + "1\n" * 3000 + "n/a\n")
    with pytest.raises(WrtError, match=r"'n/a' in row 3001 \(line 3002\) of column 'a'"):
        list(open_data(path).blocks(100, 2000))


def test_a_column_that_a_part_lacks(csv):
    with pytest.raises(WrtError, match=r"no column 'b' in .*2.csv"):
        open_data([csv("a,b\n1,2\n", "1.csv"), csv("a,c\n1,2\n", "2.csv")])


cells = st.floats(allow_nan=False, allow_infinity=False).map(repr)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    table=st.lists(
        st.tuples(cells, st.sampled_from(["x", 'a "b"', "p\nq", "u,v", "ä"]), cells), min_size=1, max_size=12
    ),
    size=st.integers(1, 60),
    start=st.integers(0, 12),
)
def test_pieces_of_any_size_give_the_numbers_that_were_written(tmp_path, table, size, start):
    import csv as writer

    with (tmp_path / "h.csv").open("w", newline="") as file:
        writer.writer(file).writerows([("a", "t", "b"), *table])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "PIECE", size)
        source = open_data(tmp_path / "h.csv", {"X": "a,b"})
        found = [row for block in source.blocks(5, start) for row in block.values["X"]]
    expected = [[float(a), float(b)] for a, _, b in table][start:]
    assert np.array(found).tolist() == expected


def test_polars_is_named_where_it_is_missing(csv, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "polars", None)
    with pytest.raises(WrtError, match="CSV files need polars") as error:
        open_data(csv("a\n1\n"))
    assert error.value.help == "pip install 'wrt[fit]'" and error.value.code == "E-missing"


def test_cells_of_blanks_are_no_blank_line(csv):
    with pytest.raises(WrtError, match=r"row 2 \(line 3\) of column 'a' of .* is missing"):
        matrix(csv("a\tb\n1\t2\n\t\n3\t4\n", "a.tsv"), "a,b")
    with pytest.raises(WrtError, match=r"row 2 \(line 3\) of .* has 1 value, but there are 2 columns"):
        matrix(csv("a,b\n1,2\n  \n3,4\n"), "a,b")


@given(
    st.lists(st.sampled_from(["1,2", "", "3,4", '"\n",5']), max_size=9), st.sampled_from(["\n", "\r\n"]), st.booleans()
)
def test_rows_are_counted_without_being_read(lines, end, ended):
    text = (end.join(lines) + end * ended).encode()
    layout = delimited.Layout("a", ",", ["a", "b"])
    assert delimited.count_rows(text, layout) == sum(1 for line in lines if line)


def test_blank_lines():
    layout = delimited.Layout("a", ",", ["a", "b"])
    assert delimited.count_rows(b"\n1,2\n\n3,4", layout) == 2
    assert delimited.count_rows(b'1,"\n"\n3,4\n', layout) == 2
