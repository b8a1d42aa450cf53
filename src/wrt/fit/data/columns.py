"""Which columns a symbol stands for: the mapping that the user gives, read and looked up."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from wrt.diagnostics import WrtError

RANGE = re.compile(r"(.*?)(\d+)\s*\.\.\s*(.*?)(\d+)\Z")
SHOWN = 12  # so many columns are listed in an error


class Choice(NamedTuple):
    """The columns of a symbol, and whether they make a matrix (one column alone is a vector)."""

    columns: list[str]
    matrix: bool


def choose(
    columns: Mapping[str, str | Sequence[str]] | None, symbols: Sequence[str], there: Collection[str], origin: str
) -> dict[str, Choice]:
    """The columns of each symbol; a symbol without an entry is the column that has its name.

    Without `symbols`, all of `columns` are taken, or every column under its own name.  Raises E-data-column for a
    column that is not there, and for an entry that names none.

    >>> choose({"y": "price", "X": "area, x1..x3"}, (), ["price", "area", "x1", "x2", "x3"], "a.csv")["X"]
    Choice(columns=['area', 'x1', 'x2', 'x3'], matrix=True)
    """
    given = columns or {}
    wanted = [*dict.fromkeys((*symbols, *given))] or list(there)
    return {symbol: _choice(symbol, given, there, origin) for symbol in wanted}


def _choice(symbol: str, given: Mapping[str, str | Sequence[str]], there: Collection[str], origin: str) -> Choice:
    entry = given.get(symbol, symbol)
    listed = not isinstance(entry, str) or (symbol in given and entry not in there and _lists(entry))
    found = _names(entry, there) if listed else [str(entry)]
    if symbol in given and not listed and "," in str(entry):
        parts = _names(str(entry), there)
        if all(part in there for part in parts):
            said = " and ".join(map(repr, parts))
            raise WrtError("E-data-column", f"{entry!r} is a column of {origin}, and so are {said}",
                           help=f'columns={{"{symbol}": ["{entry}"]}} is the one, a list the others')  # fmt: skip
    if not found or not all(isinstance(name, str) and name for name in found):
        raise WrtError("E-data-column", f"no column is named for {symbol}", help=f'columns={{"{symbol}": "price"}}')
    for name in found:
        if name not in there:
            raise missing(name, there, origin, None if symbol in given else symbol)
    twice = next((name for name in found if found.count(name) > 1), None)
    if twice is not None:
        raise WrtError("E-data-twice", f"column {twice!r} is named twice for {symbol}")
    return Choice(found, listed)


def _lists(entry: str) -> bool:
    return "," in entry or RANGE.match(entry.strip()) is not None


def _names(entry: str | Sequence[str], there: Collection[str]) -> list[str]:
    """The names in a list, or in text with commas and ranges; a name that is there is no range."""
    if not isinstance(entry, str):
        return list(entry)
    found: list[str] = []
    for part in map(str.strip, entry.split(",")):
        span = None if part in there else RANGE.match(part)
        if span is None or span[1] != span[3] or int(span[2]) > int(span[4]):
            found.append(part)
        else:
            found += [f"{span[1]}{number:0{len(span[2])}}" for number in range(int(span[2]), int(span[4]) + 1)]
    return found


def missing(name: str, there: Collection[str], origin: str, symbol: str | None = None) -> WrtError:
    """The error for a column that is not there, with the nearest one that is."""
    listed = ", ".join(list(there)[:SHOWN]) + (", …" if len(there) > SHOWN else "")
    near = get_close_matches(name, there, 1) or [column for column in there if column.lower() == name.lower()]
    named = f'columns={{"{symbol}": ...}} says which column {symbol} stands for' if symbol else None
    return WrtError(
        "E-data-column",
        f"there is no column {name!r} in {origin}",
        notes=(f"its columns are {listed}",),
        help=f"did you mean {near[0]!r}?" if near else named,
    )


def check_twice(names: Sequence[str], origin: str) -> None:
    """Raise E-data-twice where two columns have the same name."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise WrtError("E-data-twice", f"two columns of {origin} have the name {name!r}")
        seen.add(name)
