"""`open_data`: what kind of data was given, and who reads it."""

from __future__ import annotations

import glob
import os
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
from wrt.fit.data.source import Source
from wrt.fit.data.table import Table, TableSource

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
KNOWN = "arrays by name, data frames of pandas or polars, pyarrow tables, and files: " + ", ".join(
    (*FILES, ".npy", ".npz")
)


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
        paths = _paths(data)
        ending = _ending(paths)
        if ending == ".npz" and len(paths) > 1:
            raise WrtError("E-data-kind", "there are several .npz files; one holds all arrays")
        if ending == ".npz":
            return ArraySource(read_npz(paths[0], () if columns else symbols), columns, symbols, intercept)
        if ending == ".npy":
            if len(paths) != 1 or len(symbols) != 1:
                message = f"{Path(paths[0]).name} holds an array without a name"
                raise WrtError("E-data-kind", message, help=f'{{"X": "{Path(paths[0]).name}"}} names it')
            return ArraySource({symbols[0]: paths[0]}, None, symbols, intercept)
        table = FILES[ending](paths, _shown(data, paths))
    choices = choose(columns, symbols, table.kinds, table.origin)
    return TableSource(table, choices, encode=encode, intercept=intercept)


def _paths(data: Any) -> list[str]:
    """The files that a path, a list of paths, a pattern or a directory means."""
    if isinstance(data, list | tuple) and data and all(isinstance(item, str | os.PathLike) for item in data):
        return [path for item in data for path in _paths(item)]
    if not isinstance(data, str | os.PathLike):
        help_ = 'give it a name: {"X": X}' if hasattr(data, "dtype") else None
        message = f"data of type {type(data).__name__} cannot be read"
        raise WrtError("E-data-kind", message, notes=(f"data are {KNOWN}",), help=help_)
    path = Path(os.fspath(data))
    if path.is_dir():
        found = sorted(str(part) for part in path.rglob("*.parquet") if not _hidden(part.relative_to(path)))
        if not found:
            raise WrtError(
                "E-file", f"there is no .parquet file in {path}", help="other files are given by their paths"
            )
        return found
    if path.exists():
        return [str(path)]
    matching = sorted(glob.glob(str(path), recursive=True)) if glob.has_magic(str(path)) else []  # noqa: PTH207 - the pattern may be absolute
    if not matching:
        raise _no_file(path)
    return matching


def _hidden(path: Path) -> bool:
    """Whether writers of directories of parts keep something else than data there."""
    return any(part.startswith((".", "_")) for part in path.parts)


def _no_file(path: Path) -> WrtError:
    from difflib import get_close_matches

    beside = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
    near = get_close_matches(path.name, beside, 1)
    return WrtError(
        "E-file", f"there is no file {path}", help=f"did you mean {path.parent / near[0]}?" if near else None
    )


def _ending(paths: Sequence[str]) -> str:
    """The ending that says what kind of files these are, one for all."""
    found = {_one_ending(path): path for path in reversed(paths)}
    if len(found) > 1:
        (_, a), (_, b) = list(found.items())[:2]
        raise WrtError("E-data-kind", f"{Path(b).name} and {Path(a).name} are files of different kinds")
    return next(iter(found))


def _one_ending(path: str) -> str:
    name = Path(path).name.lower()
    found = next((ending for ending in (*FILES, ".npy", ".npz") if name.endswith(ending)), None)
    if found is None:
        message = f"what kind of file {Path(path).name} is, is not known"
        raise WrtError("E-data-kind", message, help="files end in " + ", ".join((*FILES, ".npy", ".npz")))
    return found


def _shown(data: Any, paths: Sequence[str]) -> str:
    return str(data) if isinstance(data, str | os.PathLike) else paths[0] if len(paths) == 1 else f"{len(paths)} files"
