"""One entry of a mapping: an array in memory or in a file, or columns side by side."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from wrt.diagnostics import WrtError
from wrt.fit.data.checked import check_array, no_number
from wrt.fit.data.npy import NpyFile


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
