"""Places in slots, and the canonical names of bound indices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from wrt.kernel.axes import _S, Digit, Factor, Monomial, Poly, Position, _part, _spend


def _indices(position: Position) -> Iterator[Digit]:
    for digit in position:
        if digit[0] == 3:
            yield from _indices(digit[3])
        elif digit[0]:
            yield digit


def _move(position: Position, to: dict[Digit, Any]) -> Position:
    found: list[Digit] = []
    for digit in position:
        if digit[0] == 3:
            found.append(_part(digit[1], digit[2], _move(digit[3], to)))
        else:
            found += to.get(digit, (digit,))
    return tuple(found)


def _bound(factors: Iterable[Factor]) -> frozenset[Digit]:
    return frozenset(i for _, slots, _ in factors for slot in slots for i in _indices(slot) if i[0] == 2)


def _freeze(poly: Poly) -> tuple[Any, ...]:
    return tuple(sorted(poly.items()))


def _canonical(factors: Iterable[Factor]) -> Monomial:
    """The factors with their bound indices named by the place they take, part by connected part."""
    done = [f for f in factors if not _bound([f])]
    links = [(_bound([f]), [f]) for f in factors if _bound([f])]
    groups: list[tuple[frozenset[Digit], list[Factor]]] = []
    for names, fs in links:
        near = [g for g in groups if g[0] & names]
        groups = [g for g in groups if not g[0] & names]
        groups.append((names.union(*[g[0] for g in near]), sum([g[1] for g in near], fs)))
    base = 0
    for part, size in sorted((_least(fs, dict.fromkeys(names, 0)), len(names)) for names, fs in groups):
        done += _painted(part, {i: base + i[1] for i in _bound(part)})
        base += size
    return tuple(sorted(done))


def _painted(factors: Iterable[Factor], names: dict[Digit, int]) -> list[Factor]:
    to = {i: ((2, name, i[2]),) for i, name in names.items()}
    return [(n, _ordered(n, tuple([_move(s, to) for s in slots])), p) for n, slots, p in factors]


def _ordered(number: int, slots: tuple[Position, ...]) -> tuple[Position, ...]:
    turn = number in _S.symmetric or _S.things[number] == ("delta",)
    return tuple(sorted(slots)) if turn else slots


def _least(factors: list[Factor], colours: dict[Digit, int]) -> Monomial:
    """The least of the namings that colour refinement leaves."""
    _spend(len(factors))
    colours = _refined(factors, colours)
    classes: dict[int, list[Digit]] = {}
    for index, colour in colours.items():
        classes.setdefault(colour, []).append(index)
    tied = [c for c, found in sorted(classes.items()) if len(found) > 1]
    if not tied:
        return tuple(sorted(_painted(factors, colours)))
    return min(_least(factors, {**{i: 2 * c + 1 for i, c in colours.items()}, one: 2 * tied[0]})
               for one in classes[tied[0]])  # fmt: skip


def _refined(factors: list[Factor], colours: dict[Digit, int]) -> dict[Digit, int]:
    touched = {i: [f for f in factors if i in _bound([f])] for i in colours}
    kinds = -1
    while len(set(colours.values())) > kinds:
        kinds = len(set(colours.values()))
        if kinds == len(colours) > 1 and max(colours.values()) < len(colours):
            break
        signs = {}
        for index, near in touched.items():
            _spend(len(near))
            marked = {**colours, index: -1}
            signs[index] = (colours[index], index[2], tuple(sorted(_painted(near, marked))))
        ranks = {sign: rank for rank, sign in enumerate(sorted(set(signs.values())))}
        colours = {index: ranks[sign] for index, sign in signs.items()}
    return colours
