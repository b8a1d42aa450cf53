"""`open_data`: what kind of data was given, and who reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from wrt.diagnostics import WrtError
from wrt.fit.data.arrays import ArraySource
from wrt.fit.data.arrow import ArrowFiles, MemoryTable, StreamTable
from wrt.fit.data.columns import choose
from wrt.fit.data.delimited import DelimitedTable
from wrt.fit.data.frames import LazyTable, PandasTable, PolarsTable
from wrt.fit.data.npy import read_npz
from wrt.fit.data.parquet import ParquetTable, dataset_table
from wrt.fit.data.paths import common_ending, find_paths, shown
from wrt.fit.data.reader import Table
from wrt.fit.data.source import Source
from wrt.fit.data.table import TableSource

# by the package and the name of a type, so that nothing has to be imported to know them
TABLES: dict[tuple[str, str], Callable[[Any, str], Table]] = {
    ("pandas", "DataFrame"): PandasTable,
    ("polars", "DataFrame"): PolarsTable,
    ("polars", "LazyFrame"): LazyTable,
    ("pyarrow", "Table"): MemoryTable,
    ("pyarrow", "RecordBatch"): MemoryTable,
    ("pyarrow", "RecordBatchReader"): StreamTable,
    ("pyarrow", "Dataset"): dataset_table,
}
FILES: dict[str, Callable[[Sequence[str], str], Table]] = {
    ".csv": DelimitedTable,
    ".tsv": DelimitedTable,
    ".csv.gz": DelimitedTable,
    ".tsv.gz": DelimitedTable,
    ".parquet": ParquetTable,
    ".arrow": ArrowFiles,
    ".feather": ArrowFiles,
}


def open_data(
    data: Any,
    columns: Mapping[str, str | Sequence[str]] | None = None,
    symbols: Sequence[str] = (),
    encode: bool = False,
    intercept: Sequence[str] = (),
) -> Source:
    """Data of any kind as blocks of rows, an array for each symbol.

    `data`: a mapping of names to arrays (n,) or (n, p), numbers or paths of .npy files; a data frame of pandas or
    polars; a pyarrow Table, RecordBatchReader or Dataset; a path, a list of paths, a pattern or a directory of
    Parquet files.
    `columns`: which columns a symbol stands for: "price" is a vector (n,), ["area", "rooms"], "area,rooms" and "x1..x9"
    are matrices (n, p).  Without an entry, a symbol is the column of its name.  `symbols`: those that are needed.
    `encode`: columns of text become columns of 0 and 1, one for each value, without the first where there is an
    intercept.  `intercept`: symbols whose matrix gets a column of ones, its first.

    Raises E-file, E-data-kind for what cannot be read; E-data-column, E-data-twice for columns; E-data-type,
    E-data-text, E-complex for what is not numbers; E-data-axes, E-data-size, E-data-empty for sizes.  While blocks are
    read: E-data-missing, E-data-infinite, E-data-text, E-data-ragged, with row and column.

    >>> source = open_data({"a": [1.0, 2.0, 3.0], "b": [4, 5, 6], "y": [7, 8, 9]}, {"X": ["a", "b"]}, intercept=("X",))
    >>> source.names["X"], source.shapes
    (['(intercept)', 'a', 'b'], {'X': (3, 3), 'y': (3,)})
    >>> [block.values["X"] for block in source.blocks(2)]
    [array([[1., 1., 4.],
           [1., 2., 5.]]), array([[1., 3., 6.]])]
    """
    symbols = (symbols,) if isinstance(symbols, str) else tuple(symbols)
    intercept = (intercept,) if isinstance(intercept, str) else tuple(intercept)
    source = _opened(data, columns, symbols, encode, intercept)
    for name in intercept:
        if name not in source.shapes:
            raise WrtError("E-data-column", f"there is no {name} to put a column of ones in", help="name it in columns")
    return source


def columns_of(paths: Sequence[str]) -> list[str]:
    """The names of the columns in files; none where files hold arrays."""
    found = find_paths(list(paths))
    ending = common_ending(found)
    return list(FILES[ending](found, shown(paths, found)).kinds) if ending in FILES else []


def _opened(data: Any, columns: Any, symbols: tuple[str, ...], encode: bool, intercept: tuple[str, ...]) -> Source:
    if isinstance(data, Mapping):
        return ArraySource(data, columns, symbols, intercept)
    table: Table | None = None
    for base in type(data).__mro__:
        opener = TABLES.get((base.__module__.split(".")[0], base.__name__))
        if opener is not None:
            table = opener(data, f"the {base.__name__}")
            break
    else:
        paths = find_paths(data)
        ending = common_ending(paths)
        if ending == ".npz" and len(paths) > 1:
            raise WrtError("E-data-kind", "there are several .npz files; one holds all arrays")
        if ending == ".npz":
            return ArraySource(read_npz(paths[0], () if columns else symbols), columns, symbols, intercept)
        if ending == ".npy":
            if len(paths) != 1 or len(symbols) != 1:
                message = f"{Path(paths[0]).name} holds an array without a name"
                raise WrtError("E-data-kind", message, help=f'{{"X": "{Path(paths[0]).name}"}} names it')
            return ArraySource({symbols[0]: paths[0]}, None, symbols, intercept)
        table = FILES[ending](paths, shown(data, paths))
    choices = choose(columns, symbols, table.kinds, table.origin)
    return TableSource(table, choices, encode=encode, intercept=intercept)
