"""Data frames of pandas and polars as tables.  Neither library is imported here: whoever has a frame has it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from wrt.fit.data.checked import no_number
from wrt.fit.data.columns import check_twice
from wrt.fit.data.reader import Chunk

# how pandas calls what is in a column of Python objects
OBJECTS = {"string": "text", "empty": "number"} | dict.fromkeys(
    ("integer", "floating", "mixed-integer-float", "boolean", "decimal"), "number"
)


class PandasTable:
    """A pandas DataFrame; its index is no column.  Columns are found by `str` of their labels."""

    def __init__(self, data: Any, origin: str) -> None:
        self.origin, self.rows, self._data = origin, len(data), data
        names = [str(label) for label in data.columns]
        check_twice(names, origin)
        self._place = {name: k for k, name in enumerate(names)}
        self.kinds = {name: _pandas_kind(data.iloc[:, k]) for k, name in enumerate(names)}

    def chunks(self, columns: Sequence[str], start: int, rows: int) -> Iterator[Chunk]:
        for first in range(start, self.rows, rows):
            found = {name: self._values(name, first, first + rows) for name in columns}
            yield Chunk(first, first, self.origin, found)

    def _values(self, name: str, begin: int, end: int) -> Any:
        part = self._data.iloc[begin:end, self._place[name]]
        if self.kinds[name] == "text":
            return [item if isinstance(item, str) else None for item in part.tolist()]
        if part.dtype.kind in "biuf" and isinstance(part.dtype, np.dtype):
            return part.to_numpy(np.float64)
        return self._converted(part, name, begin)

    def _converted(self, part: Any, name: str, first: int) -> Any:
        """The numbers of a column that is no array of them: with a mask, of Python objects, categories."""
        try:
            part = part.astype("Float64") if part.dtype.kind == "b" else part
            return part.to_numpy(np.float64, na_value=np.nan)
        except (TypeError, ValueError):
            row, item = next((k, item) for k, item in enumerate(part) if isinstance(item, str))
            raise no_number(item, f"row {first + row + 1} of column {name!r} of {self.origin}") from None


def _pandas_kind(column: Any) -> str:
    """What a column of a pandas frame holds."""
    dtype = column.dtype
    if getattr(dtype, "categories", None) is not None:
        column, dtype = column.cat.categories, column.cat.categories.dtype
    kind = getattr(dtype, "kind", "O")
    if kind in "biuf":
        return "number"
    if kind == "c":
        return "complex numbers"
    if kind in "mM" or "date" in str(dtype) or "time" in str(dtype):
        return "dates or times"
    types = sys.modules["pandas"].api.types
    inferred = types.infer_dtype(column, skipna=True)
    if inferred.startswith("mixed") and all(item is None or isinstance(item, str | float | int) for item in column):
        return "number"  # with words among them, which are named when they are read
    return OBJECTS.get(inferred, f"values of type {inferred}")


class PolarsTable:
    """A polars DataFrame."""

    def __init__(self, data: Any, origin: str) -> None:
        self.origin, self.rows, self._data = origin, data.height, data
        self.kinds = {name: polars_kind(dtype) for name, dtype in data.schema.items()}

    def chunks(self, columns: Sequence[str], start: int, rows: int) -> Iterator[Chunk]:
        for first in range(start, self.rows, rows):
            part = self._data.slice(first, rows)
            yield Chunk(first, first, self.origin, polars_values(part, columns, self.kinds))


class LazyTable:
    """A polars LazyFrame, run anew for every pass.  How many rows it gives, only running it tells."""

    rows = None

    def __init__(self, data: Any, origin: str) -> None:
        self.origin, self._data = origin, data
        self.kinds = {name: polars_kind(dtype) for name, dtype in data.collect_schema().items()}

    def chunks(self, columns: Sequence[str], start: int, rows: int) -> Iterator[Chunk]:
        wanted = self._data.select(list(columns)).slice(start)
        first = start
        if hasattr(wanted, "collect_batches"):
            parts = wanted.collect_batches(chunk_size=rows, maintain_order=True)
        else:  # older than polars 1.34
            parts = wanted.collect().iter_slices(rows)
        for part in parts:
            yield Chunk(first, first, self.origin, polars_values(part, columns, self.kinds))
            first += part.height


def polars_kind(dtype: Any) -> str:
    """What a column of a polars type holds."""
    if dtype.is_numeric() or str(dtype) in ("Boolean", "Null"):
        return "number"
    if str(dtype).startswith(("String", "Categorical", "Enum")):
        return "text"
    return "dates or times" if dtype.is_temporal() else f"values of type {dtype}"


def polars_values(part: Any, columns: Sequence[str], kinds: Any) -> dict[str, Any]:
    """The columns of a frame: float64 with NaN for null, or lists of text with None."""
    polars = sys.modules["polars"]
    return {
        name: part[name].cast(polars.String).to_list()
        if kinds[name] == "text"
        else part[name].cast(polars.Float64).to_numpy()
        for name in columns
    }
