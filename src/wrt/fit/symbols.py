"""Shapes for the symbols of an objective from the sizes of the data: rows first, then one name for each other size."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from wrt.expr.calls import CALLS
from wrt.expr.declare import Shape
from wrt.syntax.tree import Tree, postorder

ROWS = ("n", "N")
NAMES = "pkqrmdlhst"


def names_in(tree: Tree, given: Collection[str] = ()) -> list[str]:
    """The names in a formula that may be symbols, in order; e and pi are where there are values `given` for them."""
    found = [part.value for part in postorder(tree) if part.head == "name"]
    fixed = {"eye", "e", "pi"}.difference(given)
    return [name for name in dict.fromkeys(found) if name not in CALLS and name not in fixed]


def row_name(names: Sequence[str], values: Collection[str]) -> str:
    """What the number of rows is called: N where the formula speaks of N, else n; neither where it has a value."""
    spoken = [name for name in reversed(ROWS) if name in names and name not in values]
    return next(name for name in (*spoken, *ROWS, "rows", "row_count") if name not in values)


def declarations(
    sizes: Mapping[str, tuple[int, ...]], rows: int | None, row: str, taken: Sequence[str]
) -> dict[str, Shape]:
    """Shapes of the data symbols by their sizes alone; the largest first axis is taken for the rows."""
    free = free_names(taken, row)
    named: dict[tuple[bool, int], str] = {}
    shapes: dict[str, Shape] = {}
    for name, size in sizes.items():
        dims: list[str | int] = []
        for axis, length in enumerate(size):
            if length in (rows, -1) and axis == 0:
                dims.append(row)
            else:
                key = (length == rows, length)
                if key not in named:
                    named[key] = next(free)
                dims.append(named[key])
        first, second = (*dims, 1, 1)[:2]
        shapes[name] = (first, second)
    return shapes


def free_names(taken: Sequence[str], row: str) -> Iterator[str]:
    """Names for sizes that nothing else has."""
    yield from (name for name in NAMES if name not in taken and name != row)
    count = 0
    while True:
        count += 1
        if f"p{count}" not in taken:
            yield f"p{count}"
