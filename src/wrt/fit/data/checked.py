"""Checks of values: every number finite, every array one of real numbers.  Errors name the row and the column."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from wrt.diagnostics import WrtError

KINDS = {"M": "dates", "m": "durations", "S": "bytes", "V": "records", "T": "text", "U": "text"}


def finite(values: NDArray[Any]) -> bool:
    """Whether there is no NaN and no infinity.

    A sum costs no memory and a fraction of looking at each number; only sums that overflow are looked at twice.
    """
    if values.dtype.kind != "f":
        return True
    with np.errstate(over="ignore", invalid="ignore"):
        return bool(np.isfinite(values.sum())) or bool(np.isfinite(values).all())


def check_finite(values: NDArray[Any], row: int, where: str) -> None:
    """Raise E-data-missing or E-data-infinite for the first number that is none; the first value is in `row`, from 0.

    >>> check_finite(np.array([1.0, np.inf]), 15, "column 'price' of a.csv")
    Traceback (most recent call last):
    ...
    wrt.diagnostics.WrtError: error[E-data-infinite]: row 17 of column 'price' of a.csv is infinite
    """
    if finite(values):
        return
    place = np.argwhere(~np.isfinite(values))[0]
    bad = values[tuple(place)]
    inner = f"column {place[1] + 1} of {where}" if len(place) == 2 else where
    raise no_number("" if np.isnan(bad) else "inf", f"row {row + place[0] + 1} of {inner}")


def no_number(written: str, place: str) -> WrtError:
    """The error for what stands where a number should: nothing, an infinity, or text; `place` begins with the row."""
    word = written.strip().lower().lstrip("+-")
    if word in ("", "nan"):
        message = f"{place} is missing (NaN or empty)"
        return WrtError("E-data-missing", message, help="leave such rows out, or put a value in, before fitting")
    if word in ("inf", "infinity"):
        return WrtError("E-data-infinite", f"{place} is infinite")
    shown = written if len(written) <= 40 else written[:40] + "…"
    return WrtError("E-data-text", f"{shown!r} in {place} is not a number")


def text_column(column: str, origin: str, example: str | None = None) -> WrtError:
    """The error for a column of text."""
    seen = "" if example is None else f" ({example!r})"
    return WrtError(
        "E-data-text",
        f"column {column!r} of {origin} is text{seen}, not numbers",
        help="encode=True makes a column of 0 and 1 for each of its values",
    )


def check_array(name: str, array: NDArray[Any]) -> None:
    """Raise an error for an array that is not one of real numbers, has more than two axes, or has no entry."""
    kind = array.dtype.kind
    if kind == "c":
        raise WrtError("E-complex", f"{name} is complex; everything is real here")
    if kind == "O":
        first = next((item for item in array.flat if not isinstance(item, int | float)), None)
        seen = f"; there is {first!r} among its values" if first is not None else ""
        raise WrtError("E-data-type", f"{name} is an array of Python objects, not of numbers{seen}")
    if kind not in "biuf":
        help_ = "encode=True works on tables and files with named columns" if kind in "UT" else None
        raise WrtError("E-data-type", f"{name} is an array of {KINDS.get(kind, str(array.dtype))}", help=help_)
    if array.ndim > 2:
        raise WrtError("E-data-axes", f"{name} has {array.ndim} axes; data are numbers, vectors and matrices")
    if array.size == 0:
        raise WrtError("E-data-empty", f"{name} has no entries: its size is {'×'.join(map(str, array.shape))}")
