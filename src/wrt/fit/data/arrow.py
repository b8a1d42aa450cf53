"""pyarrow's tables, readers and datasets, and Arrow and Feather files, as tables."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from wrt.diagnostics import WrtError
from wrt.fit.data.columns import check_twice, missing
from wrt.fit.data.needed import needed
from wrt.fit.data.pieces import unreadable
from wrt.fit.data.reader import Chunk


def kinds_of(schema: Any, origin: str) -> dict[str, str]:
    """What the columns of an Arrow schema hold."""
    check_twice(schema.names, origin)
    return {field.name: kind_of(field.type) for field in schema}


@cache  # asked of every column of every batch
def kind_of(type_: Any) -> str:
    """What a column of an Arrow type holds: "number", "text", or words for what it is instead."""
    is_ = needed("pyarrow", "Arrow data").types
    if is_.is_dictionary(type_):
        return kind_of(type_.value_type)
    if is_.is_floating(type_) or is_.is_integer(type_) or is_.is_boolean(type_) or is_.is_decimal(type_):
        return "number"
    if is_.is_string(type_) or is_.is_large_string(type_) or is_.is_string_view(type_):
        return "text"
    if is_.is_null(type_):
        return "number"  # nothing but missing values: the first row says so
    return "dates or times" if is_.is_temporal(type_) else f"values of type {type_}"


def values_of(column: Any) -> Any:
    """The values of an Arrow array: float64 with NaN for null, or a list of text with None."""
    if kind_of(column.type) == "text":
        return column.to_pylist()
    is_ = sys.modules["pyarrow"].types
    if is_.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if is_.is_float16(column.type):  # pyarrow before 20 has no cast from it
        return column.to_numpy(zero_copy_only=False).astype("float64")
    if not is_.is_float64(column.type):
        column = column.cast("float64", safe=False)
    return column.to_numpy(zero_copy_only=False)


def converted(batches: Any, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The values in each batch, by name."""
    for batch in batches:
        yield {name: values_of(batch.column(name)) for name in columns}


def cut(parts: Iterable[dict[str, Any]], origin: str, start: int, first: int = 0, row: int = 0) -> Iterator[Chunk]:
    """The parts as chunks, without what lies before row `start` of the data; `first`, `row`: of the first part."""
    for part in parts:
        length = len(next(iter(part.values())))
        skip = min(max(0, start - first), length)
        if length > skip:
            yield Chunk(first + skip, row + skip, origin, {name: values[skip:] for name, values in part.items()})
        first, row = first + length, row + length


class MemoryTable:
    """A pyarrow Table (or RecordBatch)."""

    def __init__(self, data: Any, origin: str) -> None:
        self.origin, self.rows, self._data = origin, data.num_rows, data
        self.kinds = kinds_of(data.schema, origin)

    def chunks(self, columns: Sequence[str], start: int, rows: int) -> Iterator[Chunk]:
        for first in range(start, self.rows, rows):
            part = self._data.slice(first, rows)
            found = {name: values_of(part.column(name)) for name in columns}
            yield Chunk(first, first, self.origin, found)


class StreamTable:
    """A pyarrow RecordBatchReader: it can be read once only, so there is no first pass for levels and no going back."""

    rows = None

    def __init__(self, data: Any, origin: str) -> None:
        self.origin, self._data, self._read = origin, data, False
        self.kinds = kinds_of(data.schema, origin)

    def chunks(self, columns: Sequence[str], start: int, rows: int) -> Iterator[Chunk]:
        if self._read:
            message = f"{self.origin} has been read and cannot be read again"
            raise WrtError("E-data-once", message, help="give a file, a Table or a Dataset")
        self._read = True
        yield from cut(converted(self._data, columns), self.origin, start)


class DatasetTable:
    """A pyarrow Dataset of any format, with its filter if it has one.  pyarrow reads ahead as it likes."""

    def __init__(self, data: Any, origin: str) -> None:
        self.origin, self.rows, self._data = origin, data.count_rows(), data
        self.kinds = kinds_of(data.schema, origin)

    def chunks(self, columns: Sequence[str], start: int, rows: int) -> Iterator[Chunk]:
        batches = self._data.to_batches(
            columns=list(columns), batch_size=rows, batch_readahead=0, fragment_readahead=0, use_threads=False
        )
        yield from cut(converted(batches, columns), self.origin, start)


class ArrowFiles:
    """Arrow (IPC) and Feather files, of either form: with an index of batches, or streams."""

    rows = None

    def __init__(self, paths: Sequence[str], origin: str) -> None:
        self.origin, self._paths = origin, paths
        self._arrow = needed("pyarrow", "Arrow files")
        self.kinds = kinds_of(self._open(paths[0]).schema, origin)
        for path in paths[1:]:
            check_same(self.kinds, kinds_of(self._open(path).schema, path), path)

    def _open(self, path: str) -> Any:
        ipc = needed("pyarrow.ipc", "Arrow files")
        try:
            try:
                return ipc.open_file(self._arrow.memory_map(path))
            except self._arrow.ArrowInvalid:
                return ipc.open_stream(self._arrow.memory_map(path))
        except (OSError, self._arrow.ArrowInvalid) as error:
            raise unreadable(path, error) from None

    def chunks(self, columns: Sequence[str], start: int, rows: int) -> Iterator[Chunk]:
        first = 0
        for path in self._paths:
            reader, row = self._open(path), 0
            count = getattr(reader, "num_record_batches", None)
            batches = reader if count is None else map(reader.get_batch, range(count))
            for batch in batches:
                for at in range(0, batch.num_rows, rows):
                    part = batch.slice(at, rows)
                    yield from cut(converted([part], columns), path, start, first, row)
                    first, row = first + part.num_rows, row + part.num_rows


def check_same(kinds: dict[str, str], other: dict[str, str], path: str) -> None:
    """Raise E-data-column or E-data-type where a part of the data lacks a column, or it holds something else there."""
    for name, kind in kinds.items():
        if name not in other:
            raise missing(name, other, path)
        if other[name] != kind:
            raise WrtError("E-data-type", f"column {name!r} holds {kind} at first, but {other[name]} in {path}")
