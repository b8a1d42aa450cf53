"""What a reader of tables gives: chunks of named columns.  `table` puts them together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol


class Chunk(NamedTuple):
    """Rows as a reader finds them: the number of the first one in the data and in its file, and the columns.

    Numbers are float64 with NaN for what is missing, text is a list with None.  They are there until the next chunk is
    asked for, which may take their room.
    """

    first: int
    row: int
    origin: str
    columns: Mapping[str, Any]


class Table(Protocol):
    """What a reader of tables knows and does; `kinds` says "number" or "text" of each column, or what else it is."""

    @property
    def origin(self) -> str: ...
    @property
    def rows(self) -> int | None: ...
    @property
    def kinds(self) -> Mapping[str, str]: ...

    def chunks(self, columns: Sequence[str], start: int, rows: int) -> Iterator[Chunk]:
        """The columns from row `start` on, in chunks of about `rows` rows."""
        ...
