"""Parquet files as tables.  Row groups before the first row wanted are not decoded.

Small row groups are decoded column by column, which takes half the time of decoding all columns in step and holds no
more: in step, that is a page and a dictionary of every column.  Large ones are decoded in step.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from wrt.fit.data.arrow import DatasetTable, check_same, converted, cut, kinds_of, values_of
from wrt.fit.data.needed import needed
from wrt.fit.data.pieces import unreadable
from wrt.fit.data.reader import Chunk, Table

BUFFER = 1 << 18  # bytes read ahead in each column; more is no faster
SMALL = 1 << 18  # rows of a row group that is decoded by columns: 2 MB a column, as a page and a dictionary take
WIDE = 256 << 20  # bytes of all its columns, at most


class ParquetTable:
    """One or several Parquet files, one after the other."""

    def __init__(self, paths: Sequence[str], origin: str) -> None:
        self.origin = origin
        self._parts: list[tuple[str, list[int]]] = []
        for path in paths:
            with opened(path) as file:
                meta = file.metadata
                self._parts.append((path, [meta.row_group(k).num_rows for k in range(meta.num_row_groups)]))
                kinds = kinds_of(file.schema_arrow, path)
            if path == paths[0]:
                self.kinds = kinds
            check_same(self.kinds, kinds, path)
        self.rows = sum(sum(groups) for _, groups in self._parts)

    def chunks(self, columns: Sequence[str], start: int, rows: int) -> Iterator[Chunk]:
        first = 0
        for path, groups in self._parts:
            row, left = 0, 0  # the first row that is read, and its row group
            while left < len(groups) and first + row + groups[left] <= start:
                row, left = row + groups[left], left + 1
            if left < len(groups):
                by_columns = self._are_small(groups[left:], columns)
                read = read_by_columns if by_columns else read_in_step
                batches = read(path, columns, range(left, len(groups)), rows)
                yield from cut(batches, path, start, first + row, row)
            first += sum(groups)

    def _are_small(self, groups: Sequence[int], columns: Sequence[str]) -> bool:
        """Whether row groups may be held whole; text takes many times the memory of a number."""
        largest = max(groups)
        numbers = all(self.kinds[name] == "number" for name in columns)
        return numbers and largest <= SMALL and 8 * largest * len(columns) <= WIDE


def opened(path: str, content: Any = None) -> Any:
    """A Parquet file, whose content may be in memory already."""
    parquet = needed("pyarrow.parquet", "Parquet files")
    arrow = needed("pyarrow", "Parquet files")
    try:
        # without a buffer whole columns of a row group are read at once
        return parquet.ParquetFile(path if content is None else content, pre_buffer=False, buffer_size=BUFFER)
    except (OSError, arrow.ArrowException) as error:
        raise unreadable(path, error) from None


def read_in_step(path: str, columns: Sequence[str], groups: Sequence[int], rows: int) -> Iterator[dict[str, Any]]:
    """The columns in batches of `rows` rows."""
    with opened(path) as file:
        # threads read whole columns ahead: twice the memory, and slower where the disk is not waited for
        batches = file.iter_batches(rows, row_groups=list(groups), columns=list(columns), use_threads=False)
        yield from converted(batches, columns)


def read_by_columns(path: str, columns: Sequence[str], groups: Sequence[int], rows: int) -> Iterator[dict[str, Any]]:
    """The row groups whole, whatever `rows` says, each in the room of the one before.

    The file is mapped into memory, so that nothing has to be copied before it is decompressed.
    """
    arrow = needed("pyarrow", "Parquet files")
    with Path(path).open("rb") as plain:
        content = mmap.mmap(plain.fileno(), 0, access=mmap.ACCESS_READ)
    with opened(path, arrow.BufferReader(arrow.py_buffer(content))) as file:
        sizes = [file.metadata.row_group(group).num_rows for group in groups]
        room = np.empty((len(columns), max(sizes)))
        for group, size in zip(groups, sizes, strict=True):
            for name, values in zip(columns, room, strict=True):
                column = file.read_row_group(group, [name], use_threads=False).column(name)
                values[:size] = values_of(column.combine_chunks())
                if hasattr(content, "madvise"):  # its pages count as memory of this process until they are let go
                    content.madvise(mmap.MADV_DONTNEED)
            yield {name: values[:size] for name, values in zip(columns, room, strict=True)}


def dataset_table(data: Any, origin: str) -> Table:
    """A pyarrow Dataset: where it is nothing but local Parquet files, by these, which takes far less memory."""
    local = type(getattr(data, "filesystem", None)).__name__ == "LocalFileSystem"
    if local and data.format.default_extname == "parquet":
        table = ParquetTable(data.files, origin)
        # columns from the names of directories, or rows that a filter leaves out, make it something else
        if list(table.kinds) == data.schema.names and table.rows == data.count_rows():
            return table
    return DatasetTable(data, origin)
