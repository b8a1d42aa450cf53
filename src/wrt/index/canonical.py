"""The canonical form of a sum of terms: two sums that differ by names and order only become the same one.

Equal entries are collected as powers, like terms added, indices numbered and factors ordered by what they are.  The
indices of a term are told apart by refinement: an index is characterised by the factors in which it occurs, these by
their indices, and so on; where that leaves a tie every choice is tried and the least outcome taken (up to `CHOICES`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zlib import crc32

from wrt.expr import build as b
from wrt.expr.build import Rational, rational
from wrt.expr.dims import write as write_dim
from wrt.expr.node import Node
from wrt.index.deltas import split_free
from wrt.index.form import DELTA, Definition, Factor, Form, Index, Pair, Position, Shift, Term, indices, rename, replace
from wrt.index.linear import Fresh

CHOICES = 120
Key = tuple[int, ...]
Colors = Mapping[Index, int]


def canonical(form: Form, fresh: Fresh) -> Form:
    """The form with deltas eliminated, in canonical order, its free indices numbered from the left."""
    form = split_free(form, fresh)
    where = tuple([_definition(found, fresh) for found in form.where])
    free = list(dict.fromkeys(index for side in form.sides for at in side for index in indices(at)))
    renamed: dict[Index, Position] = {index: Index(-1 - k, index.size) for k, index in enumerate(free)}
    terms = [rename(term, renamed) for term in form.terms]
    numbered: dict[Index, Position] = {Index(-1 - k, index.size): Index(k, index.size) for k, index in enumerate(free)}
    sides = tuple([tuple([replace(replace(at, renamed), numbered) for at in side]) for side in form.sides])
    return Form(sides, collect([_numbered(term, len(free)) for term in terms]), where)


def _definition(found: Definition, fresh: Fresh) -> Definition:
    form = canonical(Form((found.at,), found.terms), fresh)
    return Definition(found.atom, form.sides[0], form.terms)


def collect(terms: Sequence[Term]) -> tuple[Term, ...]:
    """Like terms added, in order."""
    found: dict[tuple[tuple[Factor, ...], tuple[Index, ...]], Rational] = {}
    for term in terms:
        key = term.factors, term.summed
        found[key] = found.get(key, 0) + term.coefficient
    kept = [Term(rational(value), *key) for key, value in found.items() if value != 0]
    return tuple(sorted(kept, key=_term_key))


def _term_key(term: Term) -> tuple[int, list[Key]]:
    return len(term.factors), [_factor_key(factor) for factor in term.factors]


def _factor_key(factor: Factor) -> Key:
    return (factor.atom.rank, _code(factor.power), *[x for at in factor.at for x in _position_key(at)])


def _position_key(position: Position) -> Key:
    match position:
        case Index(number, _):
            return 0, number
        case Pair(parts):
            return 2, len(parts), *[x for part in parts for x in _position_key(part)]
        case Shift(offset, part, _):
            return 3, _code(write_dim(offset)), *_position_key(part)
    return 1, position


def _code(value: object) -> int:
    return crc32(repr(value).encode())


# one term


def _numbered(term: Term, count: int) -> Term:
    """A term with its factors in order, its summed indices numbered from `count` as they then occur.

    Free indices have negative numbers before, and 0, 1, ... afterwards.
    """
    term = _gathered(_without_idle(term))
    best: tuple[list[Key], Term] | None = None
    for colors in _colorings(term):
        numbered = _gathered(_by_colors(term, colors, count))
        key = [_factor_key(factor) for factor in numbered.factors]
        if best is None or key < best[0]:
            best = key, numbered
    assert best is not None
    return best[1]


def _without_idle(term: Term) -> Term:
    """A summed index that occurs nowhere stands for its size."""
    used = {index for factor in term.factors for at in factor.at for index in indices(at)}
    idle = [index.size for index in term.summed if index not in used]
    coefficient, factors = term.coefficient, list(term.factors)
    for size in (part for dim in idle for part in (dim[1:] if isinstance(dim, tuple) and dim[0] == "*" else (dim,))):
        if isinstance(size, int):
            coefficient = coefficient * size
        else:
            factors.append(Factor(b.dim_number(size), ()))
    return Term(coefficient, tuple(factors), tuple([index for index in term.summed if index in used]))


def _gathered(term: Term) -> Term:
    """Equal entries collected as powers; of a symmetric or skew atom the indices in order."""
    coefficient = term.coefficient
    powers: dict[tuple[Node, tuple[Position, ...]], Rational] = {}
    for factor in term.factors:
        at, sign = factor.at, symmetry(factor.atom) if len(factor.at) == 2 else 0
        if sign and _position_key(at[1]) < _position_key(at[0]):
            at = at[1], at[0]
            coefficient = coefficient * (sign if factor.power % 2 else 1)
        elif sign < 0 and at[0] == at[1]:
            coefficient = 0
        key = factor.atom, at
        power = 0 if factor.atom is DELTA and key in powers else factor.power  # δ is its own square
        powers[key] = powers.get(key, 0) + power
    factors = [Factor(atom, at, rational(power)) for (atom, at), power in powers.items() if power != 0]
    return Term(coefficient, tuple(factors), term.summed)


def symmetry(atom: Node) -> int:
    """1 for what is its own transpose, -1 for what is that but for the sign, 0 for what is neither."""
    if atom is DELTA:
        return 1
    if atom.op == "named" or atom.rows == 1 or atom.rows != atom.cols:
        return 0
    other = b.T(atom)
    if other is atom:
        return 1
    return -1 if b.split(other) == (-1, atom) or b.split(atom) == (-1, other) else 0


def _colorings(term: Term) -> list[dict[Index, int]]:
    """Ways to tell all summed indices apart that do not depend on their names."""
    start = {index: _code(write_dim(index.size) if index.number >= 0 else index.number) for index in _used(term)}
    todo = [_refined(term, start)]
    found: list[dict[Index, int]] = []
    while todo and len(found) < CHOICES:
        colors = todo.pop()
        tied = _tie(colors)
        if not tied:
            found.append(colors)
            continue
        todo += [_refined(term, colors | {index: hash((colors[index], 1))}) for index in tied]
    return found


def _used(term: Term) -> list[Index]:
    return list(dict.fromkeys(index for factor in term.factors for at in factor.at for index in indices(at)))


def _tie(colors: Colors) -> list[Index]:
    """The indices of the least color that several have."""
    cells: dict[int, list[Index]] = {}
    for index, color in colors.items():
        cells.setdefault(color, []).append(index)
    tied = [color for color, cell in cells.items() if len(cell) > 1]
    return cells[min(tied)] if tied else []


def _refined(term: Term, colors: dict[Index, int]) -> dict[Index, int]:
    """Colors that tell apart what occurs in different places of differently colored factors."""
    count = 0
    while len(set(colors.values())) > count:
        count = len(set(colors.values()))
        if count == len(colors):
            break
        seen: dict[Index, list[int]] = {index: [] for index in colors}
        for factor in term.factors:
            signs = [_signature(at, colors) for at in factor.at]
            ordered = bool(len(signs) == 2 and symmetry(factor.atom))
            own = hash((factor.atom.rank, _code(factor.power), *(sorted(signs) if ordered else signs)))
            for place, at in enumerate(factor.at):
                for depth, index in enumerate(indices(at)):
                    seen[index].append(hash((own, 0 if ordered else place, depth, signs[place])))
        colors = {index: hash((color, *sorted(seen[index]))) for index, color in colors.items()}
    return colors


def _signature(position: Position, colors: Colors) -> int:
    match position:
        case Index():
            return colors[position]
        case Pair(parts):
            return hash((2, *[_signature(part, colors) for part in parts]))
        case Shift(offset, part, _):
            return hash((3, _code(write_dim(offset)), _signature(part, colors)))
    return hash((1, position))


def _by_colors(term: Term, colors: Colors, count: int) -> Term:
    """The factors in reading order, the summed indices numbered as they come; free ones get their places."""
    numbers: dict[Index, Position] = {}
    factors = _reading_order(term.factors, colors, set(term.summed))
    summed: list[Index] = []
    for factor in factors:
        for index in sorted(_used(Term(1, (factor,))), key=lambda index: _first_place(factor, index, colors)):
            if index.number < 0:
                numbers[index] = Index(-1 - index.number, index.size)
            elif index not in numbers:
                found = Index(count + len(summed), index.size)
                numbers[index] = found
                summed.append(found)
    ordered = [Factor(f.atom, tuple([_once(at, numbers) for at in f.at]), f.power) for f in factors]
    return Term(term.coefficient, tuple(ordered), tuple(summed))


def _first_place(factor: Factor, index: Index, colors: Colors) -> Key:
    """Where an index stands in a factor; where the order of places means nothing, a free index first."""
    if len(factor.at) == 2 and symmetry(factor.atom):
        return int(index.number >= 0), -index.number if index.number < 0 else colors[index]
    return tuple([place for place, at in enumerate(factor.at) if index in indices(at)][:1])


def _once(position: Position, numbers: Mapping[Index, Position]) -> Position:
    """Indices replaced by their new numbers, which may be old numbers of others."""
    match position:
        case Index():
            return numbers[position]
        case Pair(parts, sizes):
            return Pair(tuple([_once(part, numbers) for part in parts]), sizes)
        case Shift(offset, part, size):
            return Shift(offset, _once(part, numbers), size)
    return position


def _reading_order(factors: Sequence[Factor], colors: Colors, summed: set[Index]) -> list[Factor]:
    """Scalars first, then from the first free index along shared summed indices, deltas last."""
    keys = {factor: (factor.atom is DELTA, *_rank_key(factor, colors)) for factor in factors}
    left = sorted(factors, key=lambda factor: keys[factor])
    ordered: list[Factor] = []
    touching: dict[Index, list[Factor]] = {}
    for factor in left:
        for index in summed.intersection(_used(Term(1, (factor,)))):
            touching.setdefault(index, []).append(factor)
    placed: set[Factor] = set()
    for start in left:
        current: Factor | None = start
        while current is not None and current not in placed:
            placed.add(current)
            ordered.append(current)
            ends = [index for at in current.at for index in indices(at)]
            near = [factor for index in ends for factor in touching.get(index, ()) if factor not in placed]
            current = min(near, key=lambda factor: keys[factor]) if near and current.atom is not DELTA else None
    return ordered


def _rank_key(factor: Factor, colors: Colors) -> tuple[int, Key]:
    """The first free index, then what cannot depend on names."""
    used = _used(Term(1, (factor,)))
    free = min([-index.number for index in used if index.number < 0], default=0 if not used else 10**6)
    signs = [_signature(at, colors) for at in factor.at]
    if len(signs) == 2 and symmetry(factor.atom):
        signs.sort()
    return free, (factor.atom.rank, _code(factor.power), *signs)
