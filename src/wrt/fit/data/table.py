"""A table of named columns as a source: columns are put together into vectors and matrices, block by block.

How a table is read is the affair of its reader (`frames`, `arrow`, `parquet`, `delimited`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from wrt.diagnostics import WrtError
from wrt.fit.data.checked import check_finite, finite, no_number, text_column
from wrt.fit.data.columns import Choice
from wrt.fit.data.levels import codes, find_levels
from wrt.fit.data.reader import Chunk, Table
from wrt.fit.data.source import Array, Block, check_rows, empty

INTERCEPT = "(intercept)"


class Column(NamedTuple):
    """A column of a matrix: one of the table, the 0/1 column of a level, or (without a name) ones."""

    name: str | None
    level: str | None = None
    code: int = 0

    @property
    def title(self) -> str:
        return INTERCEPT if self.name is None else self.name if self.level is None else f"{self.name}={self.level}"


class TableSource:
    """A `Source` over the columns of a table."""

    def __init__(
        self, table: Table, choices: Mapping[str, Choice], *, encode: bool = False, intercept: Sequence[str] = ()
    ) -> None:
        used = list(dict.fromkeys(name for choice in choices.values() for name in choice.columns))
        check_kinds(table, used, encode=encode)
        text = [name for name in used if table.kinds[name] == "text"]
        self._table, self._used = table, used
        if table.rows == 0:
            raise empty(table.origin)
        self._levels = find_levels(table, text) if text else {}
        self._columns = {
            symbol: self._columns_of(symbol, choice, symbol in intercept) for symbol, choice in choices.items()
        }
        self._matrices = {symbol for symbol, choice in choices.items() if choice.matrix or symbol in intercept}

    def _columns_of(self, symbol: str, choice: Choice, ones: bool) -> list[Column]:
        found = [Column(None)] if ones else []
        for name in choice.columns:
            levels = self._levels.get(name)
            if levels is not None and not (choice.matrix or ones):
                help_ = f'columns={{"{symbol}": ["{name}"]}} makes a matrix of 0/1 columns'
                raise WrtError("E-data-text", f"{symbol} is one column, but {name!r} is text", help=help_)
            # with a column of ones all levels together would be linearly dependent
            found += [Column(name)] if levels is None else indicators(name, levels, ones)
        if not found:
            raise WrtError("E-data-text", f"{symbol} has no columns: all its columns of text have one value only")
        return found

    @property
    def rows(self) -> int | None:
        return self._table.rows

    @property
    def names(self) -> dict[str, list[str] | None]:
        return {symbol: [column.title for column in columns] for symbol, columns in self._columns.items()}

    @property
    def widths(self) -> dict[str, int | None]:
        return {symbol: len(found) if symbol in self._matrices else None for symbol, found in self._columns.items()}

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        rows = -1 if self.rows is None else self.rows
        return {symbol: (rows,) if width is None else (rows, width) for symbol, width in self.widths.items()}

    def whole(self, name: str) -> Array:
        raise WrtError("E-data-column", f"{name} is a column of {self._table.origin}, not a constant")

    def blocks(
        self, rows: int, start: int = 0, names: Sequence[str] | None = None, *, check: bool = True
    ) -> Iterator[Block]:
        """Blocks of exactly `rows` rows from row `start` on, the last one shorter; fresh arrays each.

        They are always checked: it costs little beside the reading, and some tables can be read only once.
        """
        check_rows(rows, start)
        plan = {name: self._columns[name] for name in (self._columns if names is None else names)}
        used = list(dict.fromkeys(c.name for columns in plan.values() for c in columns if c.name is not None))
        used = used or self._used[:1]  # something has to tell how many rows there are
        filled, block = 0, Block(start, self._room(plan, rows))
        found = start > 0
        for chunk in self._table.chunks(used, start, rows):
            values = {name: self._values(chunk, name) for name in used}
            length, at, found = len(values[used[0]]), 0, True
            while at < length:
                take = min(length - at, rows - filled)
                fill(block.values, plan, values, filled, slice(at, at + take))
                self._check(block, chunk, values, filled, slice(at, at + take))
                at, filled = at + take, filled + take
                if filled == rows:
                    yield block
                    filled, block = 0, Block(block.first + rows, self._room(plan, rows))
        if filled:
            yield Block(block.first, {name: array[:filled] for name, array in block.values.items()})
        elif not found:
            raise empty(self._table.origin)

    def _room(self, plan: Mapping[str, list[Column]], rows: int) -> dict[str, Array]:
        rows = rows if self.rows is None else min(rows, self.rows)
        widths = self.widths
        sizes = {name: rows if widths[name] is None else (rows, len(plan[name])) for name in plan}
        return {name: np.empty(size, order="F") for name, size in sizes.items()}  # columns are copied as they come

    def _values(self, chunk: Chunk, name: str) -> Array:
        """The numbers of a column; the codes of a column of text."""
        found = chunk.columns[name]
        if name not in self._levels:
            return np.asarray(found, np.float64)
        if None in found or "" in found:
            place = next(i for i, item in enumerate(found) if not item)
            raise no_number("", f"row {chunk.row + place + 1} of column {name!r} of {chunk.origin}")
        return codes(found, self._levels[name])

    def _check(self, block: Block, chunk: Chunk, values: Mapping[str, Array], filled: int, rows: slice) -> None:
        """Raise E-data-missing or E-data-infinite for what is no number among rows that were copied into a block.

        There they are in the cache, so that this costs little; where they came from they are not.
        """
        taken = slice(filled, filled + rows.stop - rows.start)
        if not all(finite(array[taken]) for array in block.values.values()):
            for name in self._used:
                if name in values:
                    check_finite(values[name][rows], chunk.row + rows.start, f"column {name!r} of {chunk.origin}")


def fill(
    room: Mapping[str, Array], plan: Mapping[str, list[Column]], values: Mapping[str, Array], at: int, rows: slice
) -> None:
    """Write the rows of a chunk into a block from row `at` on."""
    to = slice(at, at + rows.stop - rows.start)
    for symbol, columns in plan.items():
        out = room[symbol]
        for k, column in enumerate(columns):
            part: Any = 1.0 if column.name is None else values[column.name][rows]
            if column.level is not None:
                part = part == column.code
            out[(to, k) if out.ndim == 2 else to] = part


def indicators(name: str, levels: Sequence[str], dropped: bool) -> list[Column]:
    """The 0/1 columns of a column of text: one for each level, or for each but the first."""
    return [Column(name, level, code) for code, level in enumerate(levels)][dropped:]


def check_kinds(table: Table, used: Sequence[str], *, encode: bool) -> None:
    """Raise an error for a column that is neither numbers nor text that is to be encoded."""
    for name in used:
        kind = table.kinds[name]
        if kind == "text" and not encode:
            raise text_column(name, table.origin)
        if kind not in ("number", "text"):
            raise WrtError("E-data-type", f"column {name!r} of {table.origin} holds {kind}, not numbers")
