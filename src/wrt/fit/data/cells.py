"""A piece of a CSV file read cell by cell: slower than a parser by far, for what that parser could not read.

Either every cell is what it should be after all (blanks around a number), or the first one that is not is named.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import Any, NamedTuple

import numpy as np

from wrt.diagnostics import WrtError
from wrt.fit.data.checked import no_number

DATE = re.compile(r"\d{4}-\d\d-\d\d|\d\d?/\d\d?/\d{4}")
TRUTH = {"true": 1.0, "false": 0.0}


class Layout(NamedTuple):
    """How the rows of a file are written: its name, its separator, its columns in order."""

    path: str
    separator: str
    columns: list[str]


def rows_of(text: bytes, layout: Layout, line: int = 1) -> Iterator[tuple[int, list[str]]]:
    """Each row with its line in the file; blank lines are none, unless a row has one cell, which may be empty."""
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError as error:
        at = line + text.count(b"\n", 0, error.start)
        raise WrtError("E-file", f"line {at} of {layout.path} is not UTF-8 text", help="save it as UTF-8") from None
    reader = csv.reader(io.StringIO(decoded, newline=""), delimiter=layout.separator)
    before = 0
    try:
        for row in reader:
            if row or len(layout.columns) == 1:
                yield line + before, row or [""]
            before = reader.line_num
    except csv.Error as error:
        raise WrtError("E-data-ragged", f"line {line + before} of {layout.path} cannot be read: {error}") from None


def read_cells(
    text: bytes, layout: Layout, kinds: Mapping[str, str], wanted: Sequence[str], row: int, line: int
) -> dict[str, Any]:
    """The wanted columns of a piece whose first row is `row` (from 0) in line `line`.

    Raises E-data-ragged, E-data-missing, E-data-infinite, E-data-text with row, line and column.
    """
    places = [(layout.columns.index(name), name, kinds[name]) for name in wanted]
    found: dict[str, list[Any]] = {name: [] for name in wanted}
    for number, (at, cells) in enumerate(rows_of(text, layout, line), row + 1):
        if len(cells) != len(layout.columns):
            counts = f"{len(cells)} value{'s' * (len(cells) != 1)}, but there are {len(layout.columns)} columns"
            help_ = "a value that contains the separator has to stand in quotes" if len(cells) > 1 else None
            raise WrtError("E-data-ragged", f"row {number} (line {at}) of {layout.path} has {counts}", help=help_)
        for k, name, kind in places:
            value = cells[k] if kind == "text" else value_of(cells[k], kind)
            if value is None:
                raise no_number(cells[k], f"row {number} (line {at}) of column {name!r} of {layout.path}")
            found[name].append(value)
    return {name: cells if kinds[name] == "text" else np.array(cells, np.float64) for name, cells in found.items()}


def value_of(cell: str, kind: str) -> float | None:
    """The number that is written, None if none is; `1_000` is none, though Python reads it."""
    if kind == "boolean":
        return TRUTH.get(cell.strip().lower())
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if isfinite(value) and "_" not in cell else None


def kind_of(cells: Sequence[str]) -> str:
    """What a column holds, by its first cells: the most of those that are not empty decide.

    A few words among numbers are faults to be named, not a column of text.

    >>> kind_of(["1.5", "", "n/a", "2"]), kind_of(["red", "blue"]), kind_of(["True", "false"])
    ('number', 'text', 'boolean')
    """
    written = [cell for cell in cells if cell.strip()]
    if written and all(cell.strip().lower() in TRUTH for cell in written):
        return "boolean"
    if 2 * sum(_numeric(cell) for cell in written) >= len(written):
        return "number"
    return "dates" if all(DATE.match(cell.strip()) for cell in written) else "text"


def _numeric(cell: str) -> bool:
    word = cell.strip().lower().lstrip("+-")
    return word in ("nan", "inf", "infinity") or value_of(cell, "number") is not None
