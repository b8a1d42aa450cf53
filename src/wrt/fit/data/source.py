"""What data look like once they are open: a source that gives blocks of rows.  Nothing is read here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from wrt.diagnostics import WrtError

Array = NDArray[np.float64]
BUDGET = 8 << 20  # bytes of one block, which stays in the outer cache of most machines


class Block(NamedTuple):
    """Some rows: the number of the first one (from 0), and an array for each symbol, (k,) or (k, width)."""

    first: int
    values: dict[str, Array]


class Source(Protocol):
    """Open data.  Every symbol has an entry in `names`, `widths` and `shapes`.

    `rows`: how many there are, or None where only reading tells.  `names`: the columns a symbol stands for, in order,
    or None where it is an array.  `widths`: the number of columns of a matrix, or None for a vector (or a number).
    `shapes`: sizes of the axes; the first one of a table is `rows` (-1 where that is None).
    """

    @property
    def rows(self) -> int | None: ...
    @property
    def names(self) -> Mapping[str, list[str] | None]: ...
    @property
    def widths(self) -> Mapping[str, int | None]: ...
    @property
    def shapes(self) -> Mapping[str, tuple[int, ...]]: ...

    def blocks(
        self, rows: int, start: int = 0, names: Sequence[str] | None = None, *, check: bool = True
    ) -> Iterator[Block]:
        """Blocks of `rows` rows (the last one may be shorter) from row `start` on, of the symbols in `names`.

        Without `check` there may be NaN and infinities among them, for those who see these in their sums.
        """
        ...

    def whole(self, name: str) -> Array:
        """The array of a symbol that has no rows: a number, or a constant vector or matrix."""
        ...


def rows_per_block(widths: Mapping[str, int | None], budget: int = BUDGET) -> int:
    """How many rows fit into a block of `budget` bytes, at least one; vectors have width None.

    >>> rows_per_block({"y": None, "X": 20}, budget=8 << 20)
    49932
    """
    return max(1, budget // (8 * max(1, sum(1 if width is None else width for width in widths.values()))))


def check_rows(rows: int, start: int) -> None:
    """Raise E-data-block unless a block has at least one row and the first row is not before the data."""
    if rows < 1:
        raise WrtError("E-data-block", f"a block of {rows} rows cannot be read", help="at least 1")
    if start < 0:
        raise WrtError("E-data-block", f"reading cannot start at row {start}", help="0 is the first one")


def empty(origin: str) -> WrtError:
    return WrtError("E-data-empty", f"there are no rows in {origin}")
