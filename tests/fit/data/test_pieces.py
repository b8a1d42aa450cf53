"""Pieces end where rows end and are the file when put together again."""

import gzip

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wrt.diagnostics import WrtError
from wrt.fit.data import pieces as room
from wrt.fit.data.pieces import count, pieces, row_end


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(st.sampled_from(['1,"a\nb"', "2,3", '"""\n",4', ""]), max_size=9), size=st.integers(1, 30))
@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_pieces_are_whole_rows(tmp_path, name, rows, size):
    text = "".join(row + "\n" for row in rows).encode()
    (tmp_path / name).write_bytes(gzip.compress(text) if name.endswith("gz") else text)
    found = list(pieces(str(tmp_path / name), size))
    assert b"".join(piece.text for piece in found) == text
    assert all(piece.text.count(b'"') % 2 == 0 for piece in found)
    line = 1
    for piece in found:
        assert piece.line == line
        line += piece.text.count(b"\n")


def test_a_mark_at_the_beginning_is_no_part_of_the_text(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbfa\n1")
    assert b"".join(piece.text for piece in pieces(str(tmp_path / "a.csv"))) == b"a\n1"


def test_a_quote_that_is_not_closed(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "LONGEST", 20)
    (tmp_path / "a.csv").write_text('a\n1\n"2\n' + "3\n" * 30)
    with pytest.raises(WrtError, match=r"the row that begins in line 3 of .*a.csv does not end"):
        list(pieces(str(tmp_path / "a.csv"), 8))


def test_ends_and_counts():
    assert row_end(b"") == row_end(b"1,2") == row_end(b'"\n') == 0
    assert row_end(b'1\n"2"\n"\n') == 6
    assert count(b"a\nb\n", b"\n") == 2 and count(b"", b"\n") == 0


def test_what_is_not_there_or_damaged(tmp_path):
    with pytest.raises(WrtError, match=r"cannot read .*a.csv: No such file"):
        list(pieces(str(tmp_path / "a.csv")))
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(b"a\n1\n" * 999)[:-20])
    with pytest.raises(WrtError, match=r"cannot read .*b.csv.gz"):
        list(pieces(str(tmp_path / "b.csv.gz")))
