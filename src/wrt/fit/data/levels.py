"""Columns of text as columns of 0 and 1: which values there are, and the code of each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wrt.diagnostics import WrtError
from wrt.fit.data.reader import Table
from wrt.fit.data.source import Array

MAX_LEVELS = 1000  # more are names or free text, and each would be a column
PASS_ROWS = 65_536


def find_levels(table: Table, text: Sequence[str]) -> dict[str, list[str]]:
    """The values of columns of text, sorted: one pass over the data.  Raises E-data-levels where there are too many."""
    found: dict[str, set[str]] = {name: set() for name in text}
    for chunk in table.chunks(text, 0, PASS_ROWS):
        for name, seen in found.items():
            seen.update(item for item in chunk.columns[name] if item)
            if len(seen) > MAX_LEVELS:
                message = f"column {name!r} of {table.origin} has more than {MAX_LEVELS} different values"
                raise WrtError("E-data-levels", message, help="leave it out, or put its values into groups")
    return {name: sorted(seen) for name, seen in found.items()}


def codes(values: Sequence[str], levels: Sequence[str]) -> Array:
    """The number of each value among the levels.

    >>> codes(["b", "a", "b"], ["a", "b"])
    array([1., 0., 1.])
    """
    number = {level: float(code) for code, level in enumerate(levels)}
    try:
        return np.fromiter(map(number.__getitem__, values), np.float64, len(values))
    except KeyError as error:
        message = f"the value {error.args[0]!r} was not there when the data were first read"
        raise WrtError("E-data-changed", message, help="read again from the beginning") from None
