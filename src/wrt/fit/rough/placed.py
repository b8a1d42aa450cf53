"""Kinks in single entries of the unknowns, or in the length of one: as numbers of a penalty, and where they are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from wrt.diagnostics import WrtError
from wrt.expr.node import Node
from wrt.fit.rough.gathered import has_rows, linear
from wrt.fit.rough.kinks import Kink, refused
from wrt.fit.rough.penalty import Group, Penalty
from wrt.fit.task import Task

CLOSE = 1e-12  # of two kinks of one entry: nearer than that they are the same


def placed(
    kinks: Sequence[Kink], unknowns: Sequence[Node], sizes: Sequence[int], bounded: Any, task: Task
) -> tuple[Penalty, Any]:
    """The penalty on all unknowns in one vector, less the place of the kinks; `bounded` entries are at least 0.

    Raises E-unsupported for kinks in anything but multiples of single entries and lengths of whole unknowns.
    """
    size = len(bounded)
    up, down, centre = np.zeros(size), np.where(bounded, np.inf, 0.0), np.zeros(size)
    taken = bounded.copy()  # entries that have a kink already
    groups: dict[tuple[int, int], float] = {}
    for kink in kinks:
        if has_rows(kink.inside, task):
            raise refused(kink.written, "has no derivative everywhere, and stands beside a smooth part")
        found = linear(kink, unknowns, sizes, task)
        count = np.sum(found.A != 0, axis=1)
        if np.any(count > 1):
            raise refused(kink.written, "is more than a norm of single entries of the unknowns")
        rows = count == 1
        places = np.argmax(found.A != 0, axis=1)[rows]
        factors = found.A[rows, places]
        _place(kink, places, 0.0 - found.b[rows] / factors, centre, taken)
        if kink.kind == "norm2":
            ends = _whole(kink, places, factors, len(found.A), np.cumsum([0, *sizes]))
            groups[ends] = groups.get(ends, 0.0) + float(found.up[0] * np.abs(factors[0]))
            continue
        above, below = found.up[rows] * np.abs(factors), found.down[rows] * np.abs(factors)
        np.add.at(up, places, np.where(factors < 0, below, above))
        np.add.at(down, places, np.where(factors < 0, above, below))
    for start, stop in groups:
        if np.any(up[start:stop] != down[start:stop]):
            raise WrtError("E-unsupported", "a bound or relu is not supported on an unknown whose length is in the "
                           "objective")  # fmt: skip
    return Penalty(up, down, tuple([Group(slice(*ends), weight) for ends, weight in groups.items()])), centre


def _place(kink: Kink, places: Any, wanted: Any, centre: Any, taken: Any) -> None:
    """Set the kinks of some entries; an entry has one place for its kinks."""
    for place, at in zip(places, wanted, strict=True):
        if taken[place] and abs(centre[place] - at) > CLOSE * max(abs(at), abs(centre[place])):
            raise refused(kink.written, "puts a second kink on an entry that has one elsewhere")
        if not taken[place]:
            centre[place], taken[place] = at, True


def _whole(kink: Kink, places: Any, factors: Any, count: int, edges: Any) -> tuple[int, int]:
    """The one unknown whose length it is, all entries with the same factor."""
    ends = [(int(a), int(z)) for a, z in pairwise(edges)]
    inside = next(((a, z) for a, z in ends if np.array_equal(np.sort(places), np.arange(a, z))), None)
    if inside is None or len(places) != count or np.ptp(np.abs(factors)) > CLOSE * np.max(np.abs(factors)):
        raise refused(kink.written, "is not the length of a whole unknown, or of a multiple of one")
    return inside
