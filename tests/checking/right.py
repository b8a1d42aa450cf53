"""A right derivation as data, of which wrong ones are made."""

from __future__ import annotations

from typing import Any, NamedTuple


class Right(NamedTuple):
    """Lines in the text syntax; `given` are hypotheses, from the first of which on lines hold `at` the solution (NumPy)."""

    name: str
    shapes: dict[str, str]
    lines: list[str]
    assume: dict[str, Any] = {}
    layout: str = "denominator"
    given: tuple[int, ...] = ()
    at: dict[str, str] = {}


def right(name: str, shapes: str, *lines: str, assume: dict[str, Any] | None = None, layout: str = "denominator", given: tuple[int, ...] = (), at: dict[str, str] | None = None) -> Right:  # fmt: skip
    """A derivation with its shapes in short: "y:N X:N,p s:"."""
    pairs = [item.partition(":") for item in shapes.split()]
    found = {key: sizes.replace(",", " ") for key, _, sizes in pairs}
    return Right(name, found, list(lines), assume or {}, layout, given, at or {})
