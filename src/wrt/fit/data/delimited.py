"""CSV and TSV files as tables: cut into pieces here, parsed by polars, looked at cell by cell where that fails."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np

from wrt.fit.data.cells import TRUTH, Layout, kind_of, read_cells, rows_of
from wrt.fit.data.checked import finite
from wrt.fit.data.columns import check_twice, missing
from wrt.fit.data.needed import needed
from wrt.fit.data.pieces import SIZE, Piece, count, pieces
from wrt.fit.data.reader import Chunk
from wrt.fit.data.source import empty

PIECE = SIZE  # bytes that are parsed at once
SAMPLE = 1000  # rows that tell what a column holds
BLANK = re.compile(rb"(?m)^\r?\n")


class DelimitedTable:
    """The rows of one or several CSV files with a line of names each.  How many there are, only reading tells."""

    rows = None

    def __init__(self, paths: Sequence[str], origin: str) -> None:
        self.origin = origin
        needed("polars", "CSV files")
        self._files = [_layout(path) for path in paths]
        names = self._files[0][0].columns
        for layout, _ in self._files[1:]:
            for name in names:
                if name not in layout.columns:
                    raise missing(name, layout.columns, layout.path)
        self._kinds = _kinds(*self._files[0])
        self.kinds = {name: "number" if kind == "boolean" else kind for name, kind in self._kinds.items()}

    def chunks(self, columns: Sequence[str], start: int, rows: int) -> Iterator[Chunk]:
        """The rows from `start` on, as many at once as a piece of a file holds."""
        first = 0
        for layout, header in self._files:
            row = 0  # in this file
            for piece in _body(layout.path, header, PIECE):
                if first < start and first + (length := count_rows(piece.text, layout)) <= start:
                    first, row = first + length, row + length
                    continue
                found = self._parsed(piece, layout, columns, row)
                length = len(found[columns[0]])
                skip = min(max(0, start - first), length)
                if length > skip:
                    kept = {name: values[skip:] for name, values in found.items()}
                    yield Chunk(first + skip, row + skip, layout.path, kept)
                first, row = first + length, row + length

    def _parsed(self, piece: Piece, layout: Layout, columns: Sequence[str], row: int) -> dict[str, Any]:
        """The columns of a piece; by cells where the parser meets anything that is not as it should be."""
        found = self._by_polars(piece.text, layout, columns)
        if found is None and (tidy := tidied(piece.text, layout)) != piece.text:
            found = self._by_polars(tidy, layout, columns)
        if found is None:
            return read_cells(piece.text, layout, self._kinds, columns, row, piece.line)
        return found

    def _by_polars(self, text: bytes, layout: Layout, columns: Sequence[str]) -> dict[str, Any] | None:
        import polars as pl

        kinds = {name: self._kinds[name] for name in columns}
        schema = {name: pl.Float64 if kinds.get(name) == "number" else pl.String for name in layout.columns}
        try:  # all columns are read, as rows that are too long pass unseen where only some are
            frame = pl.scan_csv(
                text, has_header=False, schema=schema, separator=layout.separator, ignore_errors=True
            ).collect()
        except pl.exceptions.PolarsError:
            return None
        if some_short(text, frame, layout) or any(frame[name].null_count() for name in columns):
            return None
        found = {name: _values(frame[name], kind) for name, kind in kinds.items()}
        numbers = [values for name, values in found.items() if kinds[name] != "text"]
        return found if all(map(finite, numbers)) else None


def some_short(text: bytes, frame: Any, layout: Layout) -> bool:
    """Whether there may be a row with too few cells, which the parser fills up with nulls; none has too many."""
    if not frame[layout.columns[-1]].null_count():
        return False
    return b'"' in text or bool(count(text, layout.separator.encode()) != frame.height * (len(layout.columns) - 1))


def _values(series: Any, kind: str) -> Any:
    """The values of a column without nulls; what is neither true nor false becomes NaN."""
    if kind == "number":
        return series.to_numpy()
    cells = series.to_list()
    return cells if kind == "text" else np.array([TRUTH.get(cell.strip().lower(), np.nan) for cell in cells])


def _layout(path: str) -> tuple[Layout, int]:
    """How a file is written, and how many lines its names take."""
    piece = next(pieces(path), None)
    if piece is None:
        raise empty(path)
    first = piece.text.split(b"\n", 1)[0].decode("utf-8", "replace")
    tabs = path.lower().removesuffix(".gz").endswith((".tsv", ".tab"))
    separator = "\t" if tabs else next((mark for mark in ",;\t" if mark in first), ",")
    rows = rows_of(piece.text, Layout(path, separator, []), piece.line)
    _, names = next(rows, (0, []))
    second = next(rows, None)
    columns = [name.strip() for name in names]
    check_twice(columns, path)
    if second is None:
        raise empty(path)
    return Layout(path, separator, columns), second[0] - 1


def _body(path: str, header: int, size: int = SIZE) -> Iterator[Piece]:
    """The pieces of a file without the lines of its names."""
    for piece in pieces(path, size):
        end = 0
        while header and end < len(piece.text):
            end, header = piece.text.index(b"\n", end) + 1, header - 1
        if end < len(piece.text):
            yield Piece(piece.text[end:], piece.line + count(piece.text[:end], b"\n"))


def _kinds(layout: Layout, header: int) -> dict[str, str]:
    """What the columns of a file hold, by its first rows."""
    body = next(_body(layout.path, header))
    sample = [cells for _, cells in islice(rows_of(body.text, layout, body.line), SAMPLE)]
    return {name: kind_of([cells[k] for cells in sample if k < len(cells)]) for k, name in enumerate(layout.columns)}


def tidied(text: bytes, layout: Layout) -> bytes:
    r"""The text without blank lines, which the parser takes for rows; the same text where that is not safe.

    >>> tidied(b"1,2\n\n3,4\n", Layout("a.csv", ",", ["a", "b"]))
    b'1,2\n3,4\n'
    """
    return text if b'"' in text or len(layout.columns) == 1 else BLANK.sub(b"", text)


def count_rows(text: bytes, layout: Layout) -> int:
    """How many rows a piece has: its line ends, where these are no part of cells."""
    if b'"' in text:
        return sum(1 for _ in rows_of(text, layout))
    letters = np.frombuffer(text, np.uint8)
    ends = np.flatnonzero(letters == ord("\n"))
    lengths = np.diff(ends, prepend=-1)
    blank = (lengths == 1) | ((lengths == 2) & (letters[ends - 1] == ord("\r")))
    none = 0 if len(layout.columns) == 1 else np.count_nonzero(blank)
    return len(ends) + (text[-1:] not in b"\n") - int(none)
