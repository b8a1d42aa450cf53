"""Sizes, how axes are divided, and the places on them; the budget of work.

A place on an axis is a tuple of digits, the slowest first.  An index is a digit; summed indices have positive names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import reduce
from itertools import chain, count
from typing import Any, NamedTuple

Size = tuple[tuple[tuple[str, ...], int], ...]
"""A polynomial in the names of sizes: 2*n + 1 is (((), 1), (("n",), 2))."""
Digit = tuple[Any, ...]
"""(0, start, size of the axis, size of the part, place in the part), or an index: (1, name, size)."""
Place = tuple[Digit, ...]
Axis = tuple[Any, ...]
"""Digits, the slowest first: a size that is not divided, or `Parts`; () where there is no axis."""

EDGE, STEPS, KEPT, FRESH = 4, 150_000, 20_000, 10**6
"""Up to which number an axis is counted place by place; the budget of work; how many atoms are kept between calls;
where the names of summed indices begin while a sum is being made."""


class Rejected(Exception):
    """The certificate does not hold, or the kernel cannot tell; the argument says why."""


class Parts(NamedTuple):
    """A digit made of parts side by side, as blocks make it."""

    axes: tuple[Axis, ...]


class Store:
    """The atoms by what they are, what was worked out before, and the work that is left."""

    def __init__(self) -> None:
        self.atoms: dict[Any, Any] = {}
        self.lowered: dict[Any, Any] = {}
        self.entries: dict[Any, Any] = {}
        self.names = count(FRESH)
        self.left = STEPS

    def renew(self) -> None:
        """The whole budget again; what fills the memory is forgotten."""
        if len(self.atoms) > KEPT:
            self.__init__()  # type: ignore[misc]
        self.left = STEPS

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise Rejected("too large: the work is bounded")


STORE = Store()


def size(data: Any) -> Size:
    """A size as JSON has it (a number, a name, ["+" or "*", size ...]) as a polynomial."""
    if type(data) is int and 0 < data < 10**9:
        return (((), data),)
    if isinstance(data, str) and data.isidentifier():
        return (((data,), 1),)
    if isinstance(data, list | tuple) and len(data) > 2 and data[0] in ("+", "*"):
        return reduce(plus if data[0] == "+" else times, map(size, data[1:]))
    raise Rejected(f"not a size: {data!r:.60}")


def plus(a: Size, b: Size, sign: int = 1) -> Size:
    total = Counter(dict(a))
    total.update({names: sign * number for names, number in b})
    return tuple(sorted((names, number) for names, number in total.items() if number))


def times(a: Size, b: Size) -> Size:
    STORE.spend(len(a) * len(b))
    parts = [((tuple(sorted(x + y)), p * q),) for x, p in a for y, q in b]
    return reduce(plus, parts, ())


UNIT = size(1)


def at_most(a: Size, b: Size) -> bool:
    """Whether a size is at most another whatever the names stand for, which is at least 1."""
    gap = plus(b, a, -1)
    return sum(c for _, c in gap) >= 0 and all(c > 0 for names, c in gap if names)


def small(n: Size) -> int:
    """The number that a size is, 0 where it is not one."""
    return n[0][1] if len(n) == 1 and not n[0][0] else 0


def axis(n: Size) -> Axis:
    if 0 < small(n) <= EDGE:
        return (Parts(((),) * small(n)),) if n != UNIT else ()
    return (n,)


def measure(digit: Any) -> Size:
    return reduce(plus, map(extent, digit.axes)) if isinstance(digit, Parts) else digit


def extent(a: Axis) -> Size:
    return reduce(times, map(measure, a), UNIT)


def counted(a: Axis) -> int:
    """How many places an axis has that is one digit of single places."""
    return len(a[0].axes) if len(a) == 1 and isinstance(a[0], Parts) and not any(a[0].axes) else 0


def compound(a: Axis, b: Axis) -> Axis:
    """The axis of pairs of places; counted digits side by side are one."""
    number = counted(a[-1:]) * counted(b[:1])
    STORE.spend(number)
    return (*a[:-1], Parts(((),) * number), *b[1:]) if number else a + b


def split(at: Place, a: Axis, b: Axis) -> tuple[Place, Place]:
    """A place on `compound(a, b)` as its two places."""
    if not b:
        return at, ()
    if counted(a[-1:]) and counted(b[:1]):
        width = counted(b[:1])
        high, low = divmod(small(at[len(a) - 1][1]), width)
        return (*at[: len(a) - 1], single(high, measure(a[-1]))), (single(low, measure(b[0])), *at[len(a) :])
    return at[: len(a)], at[len(a) :]


def single(k: int, total: Size) -> Digit:
    return (0, size(k) if k else (), total, UNIT, ())


def partition(axes: list[Axis]) -> Axis:
    """Axes side by side; parts of parts are parts."""
    if len(axes) == 1:
        return axes[0]
    flat = [a[0].axes if len(a) == 1 and isinstance(a[0], Parts) else (a,) for a in axes]
    return (Parts(tuple(chain(*flat))),)


def join(a: Axis, b: Axis) -> Axis:
    """The axis that is divided like both: digit by digit alike, or one of them not divided."""
    if a == b:
        return a
    if extent(a) != extent(b):
        raise Rejected("sizes that differ")
    for one, other in ((a, b), (b, a)):
        if len(one) == 1 and not isinstance(one[0], Parts):
            return other
    if len(a) == len(b) > 1:
        return tuple([join((x,), (y,))[0] for x, y in zip(a, b, strict=True)])
    if len(a) == len(b) == 1 and len(a[0].axes) == len(b[0].axes):
        return (Parts(tuple(map(join, a[0].axes, b[0].axes))),)
    raise Rejected("an axis is divided in two ways")


def places(a: Axis, names: Iterator[int]) -> Iterator[Place]:
    """All places of an axis, with indices where it is not divided."""
    for first in digits(a[0], names) if a else ():
        for rest in places(a[1:], names):
            yield (first, *rest)
    if not a:
        yield ()


def digits(digit: Any, names: Iterator[int]) -> Iterator[Digit]:
    start: Size = ()
    total = measure(digit)
    for part in digit.axes if isinstance(digit, Parts) else ():
        STORE.spend(1)
        yield from [(0, start, total, extent(part), inner) for inner in places(part, names)]
        start = plus(start, extent(part))
    if not isinstance(digit, Parts):
        yield (1, next(names), digit)


def indices(place: Place) -> Iterator[Digit]:
    for digit in place:
        if digit[0]:
            yield digit
        else:
            yield from indices(digit[4])


def moved(place: Place, to: Mapping[Digit, Place]) -> Place:
    return tuple(chain(*[to.get(d, (d,)) if d[0] else ((*d[:4], moved(d[4], to)),) for d in place]))


def position(a: Axis, k: int) -> Place:
    """The k-th place of an axis."""
    if len(a) > 1 or k > (small(extent(a)) or k):
        raise Rejected("a place outside its axis")
    return (single(k - 1, extent(a)),) if a else ()


def within(place: Place, axes: list[Axis]) -> tuple[int, Place]:
    """In which of the axes side by side a place is, and where there."""
    if len(axes) == 1:
        return 0, place
    start: Size = ()
    if len(place) != 1 or place[0][0]:
        raise Rejected("an axis is divided in two ways")
    _, first, _, length, inner = place[0]
    for k, a in enumerate(axes):
        end = plus(start, extent(a))
        if at_most(start, first) and at_most(plus(first, length), end):
            return k, inner if length == extent(a) else ((0, plus(first, start, -1), extent(a), length, inner),)
        start = end
    raise Rejected("an axis is divided in two ways")


def whole(at: Place) -> Size:
    return reduce(times, [digit[2] for digit in at], UNIT)


def fits(at: Place, a: Axis) -> bool:
    """Whether digits are those of an axis; an undivided axis takes any digits of its size."""
    plain = len(a) == 1 and not isinstance(a[0], Parts)
    return whole(at) == a[0] if plain else [digit[2] for digit in at] == list(map(measure, a))
