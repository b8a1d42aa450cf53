"""The data of the index form: positions on an axis, factors with positions, terms and sums.  No mathematics here.

An index that stands on the left side of an equation is free; every other one is summed over its whole range, in each
term in which it occurs, however often it occurs.

A position on an axis is counted from 1.  On an axis of length m*n it may be a pair: (i, j) with i up to m and j up to n
is the place (i - 1)*n + j, so the last index runs fastest.  Hence kron(A, B)[(i,k),(j,l)] is A[i,j]*B[k,l], and
vec(X)[(j,i)] is X[i,j].
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from wrt.expr.build import Rational
from wrt.expr.dims import Dim, symbols
from wrt.expr.node import Node, make, postorder


@dataclass(frozen=True, slots=True)
class Index:
    """A named index (its name is a number until it is written) that runs from 1 to `size`."""

    number: int
    size: Dim


@dataclass(frozen=True, slots=True)
class Pair:
    """Two or more positions for one axis, whose length is the product of `sizes`; the last runs fastest."""

    parts: tuple[Position, ...]
    sizes: tuple[Dim, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """A position within a block of length `size` that begins after `offset` places of the axis."""

    offset: Dim
    part: Position
    size: Dim


Position: TypeAlias = int | Index | Pair | Shift
Place: TypeAlias = Position | None
"""None is the position on an axis of length 1, which is not written."""


@dataclass(frozen=True, slots=True)
class Factor:
    """An entry of an atom (an expression that is not taken apart), to a power; `at` leaves axes of length 1 out."""

    atom: Node
    at: tuple[Position, ...]
    power: Rational = 1


@dataclass(frozen=True, slots=True)
class Term:
    """A number times factors, summed over the indices in `summed`."""

    coefficient: Rational
    factors: tuple[Factor, ...]
    summed: tuple[Index, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """A name for a sum that several terms would otherwise repeat: name[at] = terms."""

    atom: Node
    at: tuple[Position, ...]
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A derivative entry by entry: `sides` are the positions of the output and of each variable, on the left."""

    sides: tuple[tuple[Position, ...], ...]
    terms: tuple[Term, ...]
    where: tuple[Definition, ...] = ()


DELTA = make("delta", (), None, 1, 1)
"""The atom of a Kronecker delta: 1 where its two positions are the same place, else 0."""


def delta(p: Position, q: Position) -> Factor:
    return Factor(DELTA, (p, q))


def named(number: int) -> Node:
    """The atom of a definition."""
    return make("named", (), number, 1, 1)


def pair(parts: list[tuple[Position, Dim]]) -> Place:
    """Positions with the sizes of their axes as one position; pairs within pairs are flat."""
    flat: list[tuple[Position, Dim]] = []
    for part, size in parts:
        flat += zip(part.parts, part.sizes, strict=True) if isinstance(part, Pair) else [(part, size)]
    if len(flat) < 2:
        return flat[0][0] if flat else None
    return Pair(tuple([part for part, _ in flat]), tuple([size for _, size in flat]))


def indices(position: Position) -> Iterator[Index]:
    """The indices that occur in a position."""
    stack = [position]
    while stack:
        part = stack.pop()
        match part:
            case Index():
                yield part
            case Pair(parts):
                stack += reversed(parts)
            case Shift(_, inner):
                stack.append(inner)


def replace(position: Position, bound: Mapping[Index, Position]) -> Position:
    """A position with indices replaced, in what replaces them too."""
    match position:
        case Index():
            found = bound.get(position)
            return position if found is None else replace(found, bound)
        case Pair(parts, sizes):
            joined = pair([(replace(part, bound), size) for part, size in zip(parts, sizes, strict=True)])
            assert joined is not None
            return joined
        case Shift(offset, part, size):
            return Shift(offset, replace(part, bound), size)
    return position


def rename(term: Term, bound: Mapping[Index, Position]) -> Term:
    """A term with indices replaced in its factors."""
    factors = [Factor(f.atom, tuple([replace(at, bound) for at in f.at]), f.power) for f in term.factors]
    return Term(term.coefficient, tuple(factors), term.summed)


def swap(term: Term, p: Index, q: Index) -> Term:
    """A term with two indices exchanged."""
    aside = Index(-1, p.size)
    return rename(rename(rename(term, {p: aside}), {q: p}), {aside: q})


def atoms(form: Form) -> set[Node]:
    """The expressions whose entries occur in a form."""
    terms = (*form.terms, *[term for found in form.where for term in found.terms])
    return {factor.atom for term in terms for factor in term.factors if factor.atom is not DELTA}


def positions(form: Form) -> Iterator[Position]:
    """All positions that stand in a form."""
    for side in (*form.sides, *[found.at for found in form.where]):
        yield from side
    for term in (*form.terms, *[term for found in form.where for term in found.terms]):
        for factor in term.factors:
            yield from factor.at


def sizes_written(form: Form) -> set[str]:
    """The names of sizes that stand in a form as numbers."""
    found: set[str] = set()
    stack = list(positions(form))
    while stack:
        match stack.pop():
            case Pair(parts):
                stack += parts
            case Shift(offset, part, _):
                found |= symbols(offset)
                stack.append(part)
    for node in postorder(*atoms(form)):
        if node.op == "dim":
            found |= symbols(node.value)
    return found
