"""Shapes for the symbols of an objective from the sizes of the data: rows first, then one name for each other size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wrt.expr.calls import CALLS
from wrt.expr.declare import Shape
from wrt.syntax.tree import Tree, postorder

ROWS = ("n", "N")
NAMES = "pkqrmdlhst"


def names_in(tree: Tree) -> list[str]:
    """The names in a formula that may be symbols, in order."""
    found = [part.value for part in postorder(tree) if part.head == "name"]
    return [name for name in dict.fromkeys(found) if name not in CALLS and name not in ("eye", "e", "pi")]


def row_name(names: Sequence[str], data: Sequence[str]) -> str:
    """What the number of rows is called: N where the formula speaks of N and the data do not, else n."""
    return next((name for name in reversed(ROWS) if name in names and name not in data), "n")


def declarations(
    sizes: Mapping[str, tuple[int, ...]], rows: int | None, row: str, taken: Sequence[str], joined: bool
) -> dict[str, Shape]:
    """Shapes of the data symbols.  `joined`: columns may be as many as rows and mean the same."""
    free = _free(taken, row)
    named: dict[tuple[bool, int], str] = {}
    shapes: dict[str, Shape] = {}
    for name, size in sizes.items():
        dims: list[str | int] = []
        for axis, length in enumerate(size):
            if length in (rows, -1) and (axis == 0 or joined):
                dims.append(row)
            else:
                key = (length == rows, length)
                if key not in named:
                    named[key] = next(free)
                dims.append(named[key])
        first, second = (*dims, 1, 1)[:2]
        shapes[name] = (first, second)
    return shapes


def _free(taken: Sequence[str], row: str) -> Iterator[str]:
    yield from (name for name in NAMES if name not in taken and name != row)
    count = 0
    while True:
        count += 1
        yield f"p{count}"


def rows_of(sizes: Mapping[str, tuple[int, ...]]) -> int | None:
    """How many rows arrays have: the largest first axis."""
    return max((size[0] for size in sizes.values() if size), default=None)
