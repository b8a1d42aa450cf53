"""Parquet files as tables.  Row groups before the first row wanted are not decoded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from wrt.fit.data.arrow import DatasetTable, check_same, cut, kinds_of
from wrt.fit.data.needed import needed
from wrt.fit.data.pieces import unreadable
from wrt.fit.data.reader import Chunk, Table

BUFFER = 1 << 18  # bytes read ahead in each column; more is no faster


class ParquetTable:
    """One or several Parquet files, one after the other."""

    def __init__(self, paths: Sequence[str], origin: str) -> None:
        self.origin = origin
        self._parts: list[tuple[str, list[int]]] = []
        for path in paths:
            with self._open(path) as file:
                meta = file.metadata
                self._parts.append((path, [meta.row_group(k).num_rows for k in range(meta.num_row_groups)]))
                kinds = kinds_of(file.schema_arrow, path)
            if path == paths[0]:
                self.kinds = kinds
            check_same(self.kinds, kinds, path)
        self.rows = sum(sum(groups) for _, groups in self._parts)

    def _open(self, path: str) -> Any:
        parquet = needed("pyarrow.parquet", "Parquet files")
        arrow = needed("pyarrow", "Parquet files")
        try:
            # without a buffer whole columns of a row group are read at once
            return parquet.ParquetFile(path, pre_buffer=False, buffer_size=BUFFER)
        except (OSError, arrow.ArrowException) as error:
            raise unreadable(path, error) from None

    def chunks(self, columns: Sequence[str], start: int, rows: int) -> Iterator[Chunk]:
        first = 0
        for path, groups in self._parts:
            row, left = 0, 0  # the first row that is read, and its row group
            while left < len(groups) and first + row + groups[left] <= start:
                row, left = row + groups[left], left + 1
            if left < len(groups):
                with self._open(path) as file:
                    wanted = list(range(left, len(groups)))
                    # threads read whole columns ahead: twice the memory, and slower where the disk is not waited for
                    batches = file.iter_batches(rows, row_groups=wanted, columns=list(columns), use_threads=False)
                    yield from cut(batches, columns, path, start, first + row, row)
            first += sum(groups)


def dataset_table(data: Any, origin: str) -> Table:
    """A pyarrow Dataset: where it is nothing but local Parquet files, by these, which takes far less memory."""
    local = type(getattr(data, "filesystem", None)).__name__ == "LocalFileSystem"
    if local and data.format.default_extname == "parquet":
        table = ParquetTable(data.files, origin)
        # columns from the names of directories, or rows that a filter leaves out, make it something else
        if list(table.kinds) == data.schema.names and table.rows == data.count_rows():
            return table
    return DatasetTable(data, origin)
