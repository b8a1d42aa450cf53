"""Kronecker deltas: a summed index that a delta ties to a position is replaced by it; what cannot hold is zero."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest

from wrt.expr.dims import Dim, plus
from wrt.index.form import DELTA, Form, Index, Pair, Position, Shift, Term, delta, indices, rename, replace

Equation = tuple[Position, Position]


def eliminate(term: Term) -> Term | None:
    """A term with as few deltas as possible; None where it is zero."""
    bound: dict[Index, Position] = {}
    kept: list[Equation] = []
    todo = [(f.at[0], f.at[1]) for f in reversed(term.factors) if f.atom is DELTA]
    summed = set(term.summed)
    while todo:
        p, q = todo.pop()
        p, q = replace(p, bound), replace(q, bound)
        index = _bindable(p, q, summed)
        if index is not None:
            bound[index] = q if index is p else p
            summed.remove(index)
            todo += kept
            kept = []
            continue
        simpler = _take_apart(p, q)
        if simpler is None:
            return None
        if simpler == [(p, q)]:
            kept.append((p, q))
        else:
            todo += simpler
    others = [factor for factor in term.factors if factor.atom is not DELTA]
    deltas = [delta(p, q) for p, q in dict.fromkeys(kept)]
    left = tuple([index for index in term.summed if index in summed])
    return rename(Term(term.coefficient, (*others, *deltas), left), bound)


def _bindable(p: Position, q: Position, summed: set[Index]) -> Index | None:
    """The summed index that is one side of an equation and does not occur on the other; the newer one of two."""
    sides = [(p, q), (q, p)]
    found = [x for x, other in sides if isinstance(x, Index) and x in summed and x not in indices(other)]
    return max(found, key=lambda index: index.number) if found else None


def _take_apart(p: Position, q: Position) -> list[Equation] | None:
    """Simpler equations that together say p = q: the same one where there are none, None where it is false."""
    if p == q:
        return []
    match p, q:
        case int(), int():
            return None
        case Pair(), Pair():
            return _match_pairs(p, q)
        case (Pair(), int()) | (int(), Pair()):
            return _pair_is(p, q) if isinstance(p, Pair) else _pair_is(q, p)  # type: ignore[arg-type]
        case Shift(a, x, m), Shift(c, y, n):
            if a == c and m == n:
                return [(x, y)]
            return None if _reaches(a, m, c) or _reaches(c, n, a) else [(p, q)]
        case (Shift(), int()) | (int(), Shift()):
            return _shift_is(p, q) if isinstance(p, Shift) else _shift_is(q, p)  # type: ignore[arg-type]
    return [(p, q)]


def _match_pairs(p: Pair, q: Pair) -> list[Equation]:
    """Pairs that are split alike from the left or from the right agree part by part there."""
    head = _common(p.sizes, q.sizes)
    tail = _common(p.sizes[head:][::-1], q.sizes[head:][::-1])
    if head + tail == 0:
        return [(p, q)]
    ends = [*zip(p.parts[:head], q.parts[:head], strict=True)]
    if tail:
        ends += zip(p.parts[-tail:], q.parts[-tail:], strict=True)
    left, right = _middle(p, head, tail), _middle(q, head, tail)
    return ends if left is None or right is None else [*ends, (left, right)]


def _common(left: Sequence[Dim], right: Sequence[Dim]) -> int:
    return next((n for n, (a, c) in enumerate(zip_longest(left, right)) if a != c), len(left))


def _middle(p: Pair, head: int, tail: int) -> Position | None:
    parts, sizes = p.parts[head : len(p.parts) - tail], p.sizes[head : len(p.parts) - tail]
    return Pair(parts, sizes) if len(parts) > 1 else parts[0] if parts else None


def _pair_is(p: Pair, place: Position) -> list[Equation]:
    """A pair at a known place, where the sizes are known."""
    assert isinstance(place, int)
    if not all(isinstance(size, int) for size in p.sizes[1:]):
        return [(p, place)]
    equations: list[Equation] = []
    rest = place - 1
    for part, size in zip(reversed(p.parts[1:]), reversed(p.sizes[1:]), strict=True):
        rest, digit = divmod(rest, size)
        equations.append((part, digit + 1))
    return [*equations, (p.parts[0], rest + 1)]


def _shift_is(p: Shift, place: Position) -> list[Equation] | None:
    """A place inside a block at a known place of the whole."""
    assert isinstance(place, int)
    if not isinstance(p.offset, int):
        return [(p, place)]
    inner = place - p.offset
    if inner < 1 or (isinstance(p.size, int) and inner > p.size):
        return None
    return [(p.part, inner)] if isinstance(p.size, int) else [(p, place)]


def _reaches(offset: Dim, size: Dim, other: Dim) -> bool:
    """Whether a block ends before another one begins."""
    end, begin = _summands(plus(offset, size)), _summands(other)
    for part in [part for part in end if not isinstance(part, int)]:
        if part not in begin:
            return False
        begin.remove(part)
    return sum(part for part in end if isinstance(part, int)) <= sum(part for part in begin if isinstance(part, int))


def _summands(dim: Dim) -> list[Dim]:
    return list(dim[1:]) if isinstance(dim, tuple) and dim[0] == "+" else [dim]


def split_free(form: Form, fresh: Callable[[Dim], Index | None]) -> Form:
    """A form in which a free index that is equal to a pair is a pair itself, with deltas eliminated."""
    while True:
        terms = [found for found in map(eliminate, form.terms) if found is not None]
        form = Form(form.sides, tuple(terms), form.where)
        found = _to_split(terms)
        if found is None:
            return form
        index, sizes = found
        bound: dict[Index, Position] = {index: Pair(tuple([fresh(size) or 1 for size in sizes]), sizes)}
        sides = tuple([tuple([replace(at, bound) for at in side]) for side in form.sides])
        form = Form(sides, tuple([rename(term, bound) for term in terms]), form.where)


def _to_split(terms: Sequence[Term]) -> tuple[Index, tuple[Dim, ...]] | None:
    for term in terms:
        for factor in term.factors:
            if factor.atom is DELTA:
                for p, q in (factor.at, factor.at[::-1]):
                    if isinstance(p, Index) and isinstance(q, Pair):
                        return p, q.sizes
    return None
