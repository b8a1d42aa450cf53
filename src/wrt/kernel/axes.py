"""The store of what was worked out, sizes, and how an axis is divided into digits and parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import count
from typing import Any, NamedTuple

Term = tuple[Any, ...]
Digit = tuple[Any, ...]
"""(0, k): the concrete place k; (1 or 2, name, size): a free or bound index; (3, start, size, position): in a part."""
Position = tuple[Digit, ...]
"""A place on an axis, the slowest digit first; () where there is no axis."""
Factor = tuple[int, tuple[Position, ...], Any]
"""(number of an atom, its slots, exponent)."""
Monomial = tuple[Factor, ...]
Poly = dict[Monomial, Fraction]
Raw = tuple[Any, tuple[Factor, ...], frozenset[Digit]]
"""A product before it is brought into canonical form: coefficient, factors, bound indices."""
Condition = list[Any]

ONE = Fraction(1)
EDGE, STEPS, DEPTH, NODES, BITS, POWER = 4, 100_000, 60, 4_000, 4_096, 40
ROW, SLOT, SEED, OUTER = 0, 1_000, 5_000, 9_000
"""Where the names of free indices begin: of entries, of slots of functions, of a derivative's variable, of guests."""


class Rejected(Exception):
    """The certificate does not hold, or the kernel cannot tell; the argument says why."""


class Array(NamedTuple):
    """A lowered term: how its axes are divided, and a polynomial for each place."""

    rows: tuple[Any, ...]
    cols: tuple[Any, ...]
    cells: dict[tuple[Position, Position], Poly]


class _Store:
    """What was worked out before; names of atoms and sizes by number; the work left."""

    def __init__(self) -> None:
        self.numbers: dict[Any, int] = {}
        self.things: list[Any] = []
        self.symmetric: set[int] = set()
        self.memo: dict[Any, Any] = {}
        self.names = count(1)
        self.left = STEPS

    def number(self, thing: Any) -> int:
        found = self.numbers.setdefault(thing, len(self.things))
        if found == len(self.things):
            self.things.append(thing)
        return found


_S = _Store()


def _spend(steps: int) -> None:
    _S.left -= steps
    if _S.left < 0:
        raise Rejected("too large: the work is bounded")


def _size(dim: Any) -> Any:
    """A size in canonical form."""
    if isinstance(dim, int) and not isinstance(dim, bool) and 0 < dim < 10**9:
        return dim
    if isinstance(dim, str) and dim.isidentifier():
        return dim
    if isinstance(dim, list | tuple) and len(dim) > 2 and dim[0] in ("+", "*"):
        return _combine(dim[0], [_size(part) for part in dim[1:]])
    raise Rejected(f"not a size: {dim!r:.60}")


def _combine(sign: str, dims: Iterable[Any]) -> Any:
    number, parts = int(sign == "*"), []
    for dim in dims:
        for part in dim[1:] if isinstance(dim, tuple) and dim[0] == sign else (dim,):
            if isinstance(part, int):
                number = number * part if sign == "*" else number + part
            else:
                parts.append(part)
    parts.sort(key=repr)
    if number != int(sign == "*") or not parts:
        parts.insert(0, number)
    return parts[0] if len(parts) == 1 else (sign, *parts)


def _without(sign: str, dim: Any, part: Any) -> Any:
    """What is left of a sum or product of sizes; None where the part is none of it."""
    if isinstance(dim, int) and isinstance(part, int):
        if sign == "+":
            return dim - part if dim > part else None
        return dim // part if dim % part == 0 and dim > part else None
    have = list(dim[1:]) if isinstance(dim, tuple) and dim[0] == sign else [dim]
    for piece in part[1:] if isinstance(part, tuple) and part[0] == sign else (part,):
        if piece in have:
            have.remove(piece)
        elif isinstance(piece, int) and isinstance(have[0], int):
            rest = _without(sign, have[0], piece)
            if rest is None:
                return None
            have[0] = rest
        else:
            return None
    return _combine(sign, have) if have else None


def _axis(dim: Any) -> tuple[Any, ...]:
    if isinstance(dim, int) and dim <= EDGE:
        return (("parts", ((),) * dim),) if dim > 1 else ()
    return (dim,)


def _extent(axis: tuple[Any, ...]) -> Any:
    return _combine("*", [_measure(digit) for digit in axis])


def _measure(digit: Any) -> Any:
    return _combine("+", map(_extent, digit[1])) if isinstance(digit, tuple) and digit[0] == "parts" else digit


def _counted(digit: Any) -> bool:
    return isinstance(digit, tuple) and digit[0] == "parts" and not any(digit[1])


def _digits(digits: Iterable[Any]) -> tuple[Any, ...]:
    """Digits side by side; those whose places are all counted become one."""
    found: list[Any] = []
    for digit in digits:
        if found and _counted(digit) and _counted(found[-1]):
            _spend(len(digit[1]) * len(found[-1][1]))
            found[-1] = ("parts", ((),) * (len(digit[1]) * len(found[-1][1])))
        else:
            found.append(digit)
    return tuple(found)


def _parts(axes: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    found: list[Any] = []
    for axis in axes:
        flat = len(axis) == 1 and isinstance(axis[0], tuple) and axis[0][0] == "parts"
        found += axis[0][1] if flat else (axis,)
    return found[0] if len(found) == 1 else (("parts", tuple(found)),)


def _join(a: tuple[Any, ...], b: tuple[Any, ...]) -> tuple[Any, ...]:
    """The division that refines both."""
    if a == b:
        return a
    return _digits(_align("*", list(a), list(b), _measure, lambda dim: dim, _join_digit))


def _join_digit(a: Any, b: Any) -> Any:
    if a == b or not (isinstance(b, tuple) and b[0] == "parts"):
        return a
    if not (isinstance(a, tuple) and a[0] == "parts"):
        return b
    return _parts(_align("+", list(a[1]), list(b[1]), _extent, _axis, _join))[0]


def _align(sign: str, a: list[Any], b: list[Any], measure: Any, plain: Any, join: Any) -> Iterator[Any]:
    while a and b:
        _spend(1)
        x, y = a.pop(0), b.pop(0)
        if measure(x) == measure(y):
            yield join(x, y)
            continue
        swap = _without(sign, measure(x), measure(y)) is None
        (x, y), long = ((y, x), b) if swap else ((x, y), a)
        rest = _without(sign, measure(x), measure(y))
        if rest is None or (x != plain(measure(x)) and x != _axis(measure(x))):
            raise Rejected("an axis is divided in two ways that do not fit")
        long.insert(0, plain(rest))
        yield join(plain(measure(y)), y)
    if a or b:
        raise Rejected("an axis is divided in two ways that do not fit")


def _places(axis: tuple[Any, ...], kind: int, names: Iterator[int]) -> Iterator[Position]:
    """All places of an axis, with indices where it is not counted."""
    if not axis:
        yield ()
    for first in _digit_places(axis[0], kind, names) if axis else ():
        for rest in _places(axis[1:], kind, names):
            yield (first, *rest)


def _digit_places(digit: Any, kind: int, names: Iterator[int]) -> Iterator[Digit]:
    if not (isinstance(digit, tuple) and digit[0] == "parts"):
        yield (kind, next(names), _S.number(digit))
        return
    start = 0
    for part in digit[1]:
        _spend(1)
        for inner in _places(part, kind, names):
            yield _part(_S.number(start), _S.number(_extent(part)), inner)
        start = _combine("+", (start, _extent(part)))


def _part(start: int, size: int, inner: Position) -> Digit:
    first = _S.things[start]
    if not inner:
        inner = ((0, 1),)
    if len(inner) == 1 and inner[0][0] == 0 and isinstance(first, int):
        return (0, first + inner[0][1])
    if len(inner) == 1 and inner[0][0] == 3:
        return (3, _S.number(_combine("+", (first, _S.things[inner[0][1]]))), *inner[0][2:])
    return (3, start, size, inner)
