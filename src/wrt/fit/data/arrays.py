"""Arrays by name as a source: blocks are views wherever the type and the order of an array allow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from wrt.diagnostics import WrtError
from wrt.fit.data.checked import check_finite, no_number
from wrt.fit.data.columns import choose
from wrt.fit.data.entries import Entry, Stacked, check_lengths, entry_of
from wrt.fit.data.source import Array, Block, check_rows
from wrt.fit.data.table import INTERCEPT


class ArraySource:
    """A `Source` over arrays; which of them have rows, whoever asks for blocks says."""

    def __init__(
        self,
        data: Mapping[str, Any],
        columns: Mapping[str, str | Sequence[str]] | None = None,
        symbols: Sequence[str] = (),
        intercept: Sequence[str] = (),
    ) -> None:
        if not data:
            raise WrtError("E-data-empty", "the data have no entries")
        choices = choose(columns, symbols, data, "the data") if columns or symbols else {}
        taken = {name for choice in choices.values() for name in choice.columns}
        self._entries: dict[str, Entry] = {}
        self.names: dict[str, list[str] | None] = {}
        for symbol, choice in choices.items():
            parts = {name: entry_of(name, data[name]) for name in choice.columns}
            self._put(symbol, parts, choice.matrix, symbol in intercept)
        for name in data:
            if name not in taken and name not in choices:
                self._put(str(name), {name: entry_of(name, data[name])}, False, name in intercept)

    def _put(self, symbol: str, parts: Mapping[str, Entry], matrix: bool, ones: bool) -> None:
        """Keep an entry: an array as it is, or columns put side by side."""
        if not matrix and not ones:
            (self._entries[symbol],) = parts.values()
            self.names[symbol] = None
            return
        for name, part in parts.items():
            if not part.shape:
                raise WrtError("E-data-axes", f"{name} is a number, not a column of {symbol}")
            if matrix and len(part.shape) == 2:
                raise WrtError("E-data-axes", f"{name} is a matrix, not a column of {symbol}")
        self._entries[symbol] = Stacked(parts, ones=ones)
        self.names[symbol] = [INTERCEPT] * ones + list(parts) if matrix or self.shapes[symbol][1] == 2 else None

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        return {name: entry.shape for name, entry in self._entries.items()}

    @property
    def widths(self) -> dict[str, int | None]:
        return {name: shape[1] if len(shape) == 2 else None for name, shape in self.shapes.items()}

    @property
    def rows(self) -> int | None:
        lengths = {shape[0] for shape in self.shapes.values() if shape}
        return lengths.pop() if len(lengths) == 1 else None

    def whole(self, name: str) -> Array:
        """The array of a symbol as float64, checked."""
        array = np.ascontiguousarray(self._entry(name).whole(), np.float64)
        shape = self._entry(name).shape
        if not shape and not np.isfinite(array).all():
            raise no_number("" if np.isnan(array).any() else "inf", name)
        check_finite(array, 0, name)
        return array.reshape(shape)

    def blocks(
        self, rows: int, start: int = 0, names: Sequence[str] | None = None, *, check: bool = True
    ) -> Iterator[Block]:
        """Blocks of the named arrays, which have to be of one length; without names, of all that have an axis."""
        check_rows(rows, start)
        wanted = [name for name, shape in self.shapes.items() if shape] if names is None else list(names)
        length = check_lengths({name: self._entry(name).shape for name in wanted})
        for first in range(start, length, rows):
            yield Block(first, {name: self._cut(name, first, first + rows, check) for name in wanted})

    def _cut(self, name: str, begin: int, end: int, check: bool) -> Array:
        part = self._entry(name).cut(begin, end)
        if check:
            check_finite(part, begin, name)
        return np.ascontiguousarray(part, np.float64)

    def _entry(self, name: str) -> Entry:
        if name not in self._entries:
            raise WrtError("E-data-column", f"there is no {name} in the data", help=", ".join(self._entries))
        return self._entries[name]
