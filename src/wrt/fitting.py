"""`fit`: an objective, its unknowns and data read; the minimum in closed form where there is one, else step by step."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from wrt.api import Assume, Shapes
from wrt.fit.result import Fit
from wrt.guard import guarded
from wrt.minimizing import equations

MEMORY = 2 << 20  # bytes of a block: it stays in the cache


@guarded
def fit(objective: str, variable: str | Sequence[str], data: Any, *, columns: Mapping[str, Any] | None = None,
        constants: Mapping[str, Any] | None = None, subject_to: str | Sequence[str] = (), intercept: bool | str = False,
        encode: bool = False, shapes: Shapes = None, assume: Assume = None, start: Mapping[str, Any] | None = None,
        block_bytes: int = MEMORY, checkpoint: str | os.PathLike[str] | None = None,
        progress: Callable[[int, int | None], None] | None = None, dask: Any = None) -> Fit:  # fmt: skip
    """The values of the unknowns at which an objective is least for given data.

    `data`: arrays by name, a table of pandas, polars or pyarrow, or files (CSV, Parquet, Arrow, npy, npz) of any size,
    which are read in blocks of `block_bytes`.  `columns` says which columns a symbol stands for, `constants` holds the
    symbols that are no rows, `intercept` puts a column of ones into a matrix (named, or the only one), `encode` turns
    text into columns of 0 and 1.  `start` is where an iteration begins.  `checkpoint` is a file that lets a run that
    was interrupted go on.  `progress` is called with the number of rows read and of all rows (or None).  `dask` is the
    address of a Dask cluster ("tcp://127.0.0.1:8786") or a client of one; its workers then read and add up the rows,
    and data may be Dask arrays by name or a Dask data frame.

    Closed forms are computed from sums over rows that the formula asks for; least squares go over to QR where normal
    equations would lose digits.  Raises `WrtError` for data that cannot be read and objectives without a minimum.

    >>> found = fit("n*lam - sum(x)*log(lam)", "lam", {"x": [2.0, 3, 7]}, assume={"lam": "positive"})
    >>> float(found.values["lam"])
    4.0
    """
    from wrt.fit.arguments import check_kinds
    from wrt.posing.posed import Posed

    check_kinds(columns, constants, start, shapes, block_bytes, progress)
    given = equations(subject_to)
    with _connected(dask) as cluster:
        posed = Posed(objective, variable, data, columns, constants, given, intercept, encode, shapes, assume, cluster)
        return posed.solved(given, start or {}, int(block_bytes), checkpoint, progress)


def _connected(dask: Any) -> AbstractContextManager[Any]:
    if dask is None:
        return nullcontext()
    from wrt.fit.cluster import connected

    return connected(dask)
