"""Arrays by name as a source: blocks are views wherever the type and the order of an array allow."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from wrt.diagnostics import WrtError
from wrt.fit.data.checked import check_array, check_finite, no_number
from wrt.fit.data.columns import choose
from wrt.fit.data.npy import NpyFile
from wrt.fit.data.source import Array, Block, check_rows
from wrt.fit.data.table import INTERCEPT


class Entry(Protocol):
    """An array, wherever it is."""

    @property
    def shape(self) -> tuple[int, ...]: ...
    def cut(self, begin: int, end: int) -> NDArray[Any]: ...
    def whole(self) -> NDArray[Any]: ...


class Held:
    """An array in memory."""

    def __init__(self, array: NDArray[Any]) -> None:
        self._array, self.shape = array, array.shape

    def cut(self, begin: int, end: int) -> NDArray[Any]:
        return self._array[begin:end]

    def whole(self) -> NDArray[Any]:
        return self._array


class Stacked:
    """Arrays side by side as columns of a matrix, after one of ones if wanted; put together block by block."""

    def __init__(self, parts: Mapping[str, Entry], *, ones: bool) -> None:
        check_lengths({name: part.shape for name, part in parts.items()})
        self._parts, self._ones = list(parts.values()), ones
        width = sum(part.shape[1] if len(part.shape) == 2 else 1 for part in self._parts)
        self.shape: tuple[int, ...] = (self._parts[0].shape[0], ones + width)

    def cut(self, begin: int, end: int) -> NDArray[Any]:
        found = [part.cut(begin, end) for part in self._parts]
        return np.column_stack([*([np.ones(len(found[0]))] if self._ones else []), *found])

    def whole(self) -> NDArray[Any]:
        return self.cut(0, self.shape[0])


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

    def blocks(self, rows: int, start: int = 0, names: Sequence[str] | None = None) -> Iterator[Block]:
        """Blocks of the named arrays, which have to be of one length; without names, of all that have an axis."""
        check_rows(rows, start)
        wanted = [name for name, shape in self.shapes.items() if shape] if names is None else list(names)
        length = check_lengths({name: self._entry(name).shape for name in wanted})
        for first in range(start, length, rows):
            yield Block(first, {name: self._checked(name, first, first + rows) for name in wanted})

    def _checked(self, name: str, begin: int, end: int) -> Array:
        part = self._entry(name).cut(begin, end)
        check_finite(part, begin, name)
        return np.ascontiguousarray(part, np.float64)

    def _entry(self, name: str) -> Entry:
        if name not in self._entries:
            raise WrtError("E-data-column", f"there is no {name} in the data", help=", ".join(self._entries))
        return self._entries[name]


def check_lengths(shapes: Mapping[str, tuple[int, ...]]) -> int:
    """The common number of rows; raises E-data-size naming two arrays that differ."""
    first, length = "", -1
    for name, shape in shapes.items():
        if not shape:
            raise WrtError("E-data-size", f"{name} is a number and has no rows")
        if length >= 0 and shape[0] != length:
            raise WrtError("E-data-size", f"{first} has {length} rows, but {name} has {shape[0]}")
        if length < 0:
            first, length = name, shape[0]
    return max(length, 0)


def entry_of(name: str, value: Any) -> Entry:
    """A value of the mapping: an array, a list, a number, or the path of a .npy file."""
    if isinstance(value, str | os.PathLike):
        path = os.fspath(value)
        if not str(path).lower().endswith(".npy"):
            help_ = f'a file of columns is given by itself: "{path}"'
            raise WrtError("E-data-kind", f"{name} is {path!r}, which is not a .npy file", help=help_)
        return NpyFile(str(path), name)
    if isinstance(value, np.ma.MaskedArray):  # what is masked is missing, whatever stands there
        value = np.ma.filled(value.astype(np.float64), np.nan)
    try:
        array = np.asarray(value)
    except ValueError:
        raise WrtError("E-data-ragged", f"{name} is not an array of numbers: its rows differ in length") from None
    if array.dtype.kind in "OUT":
        # numbers beside a word became words as well
        _check_items(name, np.array(value, dtype=object) if isinstance(value, list | tuple) else array)
    check_array(name, array)
    return Held(array)


def _check_items(name: str, array: NDArray[Any]) -> None:
    """Raise an error for the first item that is missing, or is text among numbers."""
    plain = [isinstance(item, str) for item in array.flat]
    if all(plain):
        return
    for place, item in np.ndenumerate(array):
        where = (
            (f"row {place[0] + 1} of " if place else "") + (f"column {place[1] + 1} of " if place[1:] else "") + name
        )
        if item is None or isinstance(item, str):
            raise no_number(item or "", where)
