"""What each operator means: its entries as sums of products."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from itertools import count, product
from typing import Any

from wrt.kernel.axes import (
    _S,
    ONE,
    OUTER,
    POWER,
    ROW,
    Array,
    Digit,
    Poly,
    Position,
    Raw,
    Rejected,
    Term,
    _axis,
    _combine,
    _digits,
    _extent,
    _join,
    _parts,
    _places,
)
from wrt.kernel.canonical import _freeze, _indices, _move
from wrt.kernel.polynomials import (
    _add,
    _apply,
    _atom,
    _dim_poly,
    _finish,
    _fresh,
    _mul,
    _number,
    _power,
    _raise,
    _rename,
    _scale,
    _times,
)


def entry(a: Array, i: Position, j: Position) -> list[Raw]:
    """The entry at two places."""
    for (row, col), poly in a.cells.items():
        to: dict[Digit, Any] = {}
        if _fits(row, i, to) and _fits(col, j, to):
            return _rename(poly, to)
    raise Rejected("an axis is divided in two ways that do not fit")


def _fits(place: Position, actual: Position, to: dict[Digit, Any]) -> bool:
    """Whether a place of an array is the actual one; an index may take several digits that make up its size."""
    rest = list(actual)
    for k, p in enumerate(place):
        if not rest:
            return False
        taken = [rest.pop(0)]
        while p[0] == 1 and rest and (k + 1 == len(place) or _short(taken, _S.things[p[2]])):
            taken.append(rest.pop(0))
        if p[0] == 1:
            to[p] = tuple(taken)
        elif not (p == taken[0] if p[0] == 0 else _fits_part(p, taken[0], to)):
            return False
    return not rest and bool(place) == bool(actual)


def _short(taken: Position | list[Digit], size: Any) -> bool:
    """Whether digits that are all indices do not make up a size yet."""
    return all(d[0] in (1, 2) for d in taken) and _combine("*", [_S.things[d[2]] for d in taken]) != size


def _fits_part(p: Digit, a: Digit, to: dict[Digit, Any]) -> bool:
    if a[0] == 3:
        return bool(p[1:3] == a[1:3]) and _fits(p[3], a[3], to)
    start, size = _S.things[p[1]], _S.things[p[2]]
    if a[0] != 0 or not isinstance(start, int):
        return False
    inside = a[1] == start + 1 or (isinstance(size, int) and start < a[1] <= start + size)
    return inside and _fits(p[3], ((0, a[1] - start),), to)


def _build(rows: tuple[Any, ...], cols: tuple[Any, ...], cell: Callable[[Position, Position], list[Raw]]) -> Array:
    return _spread([rows], [cols], lambda i, j: cell(i[0], j[0]))


def _spread(rows: list[Any], cols: list[Any], cell: Callable[..., list[Raw]]) -> Array:
    """The array whose axes have the given axes as digits."""
    across = list(_split(cols, ROW + 1))
    cells = {(i, j): _finish(cell(ps, qs)) for i, ps in _split(rows, ROW) for j, qs in across}
    return Array(_digits(sum(rows, ())), _digits(sum(cols, ())), cells)


def _split(axes: list[Any], start: int) -> Iterator[tuple[Position, tuple[Position, ...]]]:
    names = count(start, 2)

    def each(axes: list[Any]) -> Iterator[tuple[Position, ...]]:
        if not axes:
            yield ()
            return
        for place in _places(axes[0], 1, names):
            for rest in each(axes[1:]):
                yield (place, *rest)

    yield from zip(_places(_digits(sum(axes, ())), 1, count(start, 2)), each(axes), strict=True)


def _block(counts: tuple[int, int], cells: list[Array]) -> Array:
    height, width = counts
    across, down = [], []
    for r in range(height):
        down.append(cells[r * width].rows)
        for c in range(1, width):
            down[r] = _join(down[r], cells[r * width + c].rows)
    for c in range(width):
        across.append(cells[c].cols)
        for r in range(1, height):
            across[c] = _join(across[c], cells[r * width + c].cols)
    rows, cols = _parts(down), _parts(across)
    found = {}
    for i, (r, p) in zip(_places(rows, 1, count(ROW, 2)), _each_part(down, ROW), strict=True):
        for j, (c, q) in zip(_places(cols, 1, count(ROW + 1, 2)), _each_part(across, ROW + 1), strict=True):
            found[i, j] = _finish(entry(cells[r * width + c], p, q))
    return Array(rows, cols, found)


def _each_part(axes: list[Any], start: int) -> Iterator[tuple[int, Position]]:
    names = count(start, 2)
    for k, axis in enumerate(axes):
        for place in _places(axis, 1, names):
            yield k, place


def _sum_over(axes: list[tuple[Any, ...]], cell: Callable[..., list[Raw]]) -> list[Raw]:
    """The sum of what `cell` gives at all places of the axes."""
    found: list[Raw] = []
    for places in product(*[list(_places(axis, 2, _far())) for axis in axes]):
        fresh = {i: (_fresh(i[2]),) for place in places for i in _indices(place)}
        new = frozenset(i for (i,) in fresh.values())
        found += [(c, f, b | new) for c, f, b in cell(*[_move(place, fresh) for place in places])]
    return found


def _far() -> Iterator[int]:
    return iter(lambda: next(_S.names) + OUTER, None)


def _delta(i: Position, j: Position) -> list[Raw]:
    return [(ONE, ((_S.number(("delta",)), (i, j), 1),), frozenset())]


def _one(poly: Poly) -> Array:
    return Array((), (), {((), ()): poly})


def _scalar(a: Array) -> Poly:
    if a.rows or a.cols:
        raise Rejected("a scalar is wanted")
    return a.cells[(), ()]


def _matrix_product(a: Array, b: Array) -> Array:
    if not (a.rows or a.cols) or not (b.rows or b.cols):
        s, wide = (a, b) if not (a.rows or a.cols) else (b, a)
        return _build(wide.rows, wide.cols, lambda i, j: _times(_rename(_scalar(s), {}), entry(wide, i, j)))
    inner = _join(a.cols, b.rows)
    return _build(a.rows, b.cols, lambda i, j: _sum_over(
        [inner], lambda k: _times(entry(a, i, k), entry(b, k, j))))  # fmt: skip


def _entrywise(f: Callable[..., Poly], *arrays: Array) -> Array:
    """A function of the entries; a scalar goes with every entry."""
    wide = [a for a in arrays if a.rows or a.cols] or [arrays[0]]
    rows, cols = wide[0][:2]
    for other in wide[1:]:
        rows, cols = _join(rows, other.rows), _join(cols, other.cols)
    return _build(rows, cols, lambda i, j: _rename(
        f(*[_finish(entry(a, i, j) if a.rows or a.cols else entry(a, (), ())) for a in arrays]), {}))  # fmt: skip


def _transpose(a: Array) -> Array:
    return _build(a.cols, a.rows, lambda i, j: entry(a, j, i))


def _total(a: Array, cell: Callable[[Position, Position], list[Raw]]) -> Poly:
    return _finish(_sum_over([a.rows, a.cols], cell))


def _diagonal(a: Array) -> tuple[Any, ...]:
    return _join(a.rows, a.cols)


def _trace(a: Array) -> Poly:
    return _finish(_sum_over([_diagonal(a)], lambda i: entry(a, i, i)))


def _flip(position: Position) -> Position:
    return tuple((1, d[1] ^ 1, d[2]) if d[0] == 1 else (*d[:3], _flip(d[3])) if d[0] == 3 else d for d in position)


def _table(a: Array) -> tuple[Any, Any, bool]:
    """The entries of a square matrix or of its transpose, whichever is less, and which it is."""
    axis = _diagonal(a)
    both = [_build(axis, axis, partial(entry, x)) for x in (a, _transpose(a))]
    keys = [tuple(sorted((*at, _freeze(poly)) for at, poly in x.cells.items())) for x in both]
    turned = keys[1] < keys[0]
    if keys[0] == keys[1]:
        _S.symmetric.add(_S.number(("inv", axis, keys[0])))
    return axis, keys[turned], turned


def _inverse(a: Array) -> Array:
    if not (a.rows or a.cols):
        return _one(_power(_scalar(a), -1))
    if _extent(a.rows) == 2:
        (p, q), (r, t) = _two_by_two(a)
        down = _power(_determinant("det", a), -1)
        new = iter([_mul(t, down), _mul(_scale(q, -1), down), _mul(_scale(r, -1), down), _mul(p, down)])
        return _build(a.rows, a.cols, lambda i, j: _rename(next(new), {}))
    axis, key, turned = _table(a)
    number = _S.number(("inv", axis, key))
    return _build(axis, axis, lambda i, j: [(ONE, ((number, (j, i) if turned else (i, j), 1),), frozenset())])


def _pseudoinverse(a: Array) -> Array:
    keys = [tuple(sorted((*at, _freeze(poly)) for at, poly in x.cells.items())) for x in (a, _transpose(a))]
    turned = keys[1] < keys[0]
    number = _S.number(("pinv", a.rows, a.cols, keys[turned]))
    if keys[0] == keys[1]:
        _S.symmetric.add(number)
    return _build(a.cols, a.rows, lambda i, j: [(ONE, ((number, (j, i) if turned else (i, j), 1),), frozenset())])


def _determinant(kind: str, a: Array) -> Poly:
    if not (a.rows or a.cols):
        return _scalar(a) if kind == "det" else _apply("fn", "log", _apply("fn", "abs", _scalar(a)))
    if _extent(a.rows) == 2:
        (p, q), (r, t) = _two_by_two(a)
        plain = _add(_mul(p, t), _scale(_mul(q, r), -1))
        return plain if kind == "det" else _apply("fn", "log", _apply("fn", "abs", plain))
    axis, key, _ = _table(a)
    return _atom((kind, axis, key))


def _two_by_two(a: Array) -> list[list[Poly]]:
    return [[_finish(entry(a, ((0, i),), ((0, j),))) for j in (1, 2)] for i in (1, 2)]


def _matrix_power(a: Array, exponent: Poly) -> Array:
    e = exponent.get((), Fraction(0))
    if set(exponent) - {()} or e.denominator != 1 or abs(e) > POWER:
        raise Rejected("a power of a matrix must be a small whole number")
    found = _leaf(("eye", _extent(a.rows))) if e == 0 else a if e > 0 else _inverse(a)
    base = found
    for _ in range(abs(int(e)) - 1):
        found = _matrix_product(found, base)
    return found


def _softmax(a: Array) -> Array:
    up = _entrywise(lambda x: _apply("fn", "exp", x), a)
    below = _power(_total(up, lambda i, j: entry(up, i, j)), -1)
    return _matrix_product(_one(below), up)


def _square_sum(a: Array) -> Poly:
    return _total(a, lambda i, j: _times(entry(a, i, j), entry(a, i, j)))


def _norm1(a: Array) -> Poly:
    up = _entrywise(lambda x: _apply("fn", "abs", x), a)
    return _total(up, lambda i, j: entry(up, i, j))


def _inner(a: Array, b: Array) -> Poly:
    both = _entrywise(_mul, a, b)
    return _total(both, lambda i, j: entry(both, i, j))


def _diag(a: Array) -> Array:
    column = a if a.rows else _transpose(a)
    axis = column.rows
    return _build(axis, axis, lambda i, j: _times(_delta(i, j), entry(column, i, ())))


def _kron(a: Array, b: Array) -> Array:
    return _spread([a.rows, b.rows], [a.cols, b.cols], lambda i, j: _times(entry(a, i[0], j[0]), entry(b, i[1], j[1])))


def _vec(a: Array) -> Array:
    return _spread([a.cols, a.rows], [], lambda i, j: entry(a, i[1], i[0]))


def _fold(step: Callable[[Array, Array], Array]) -> Callable[..., Array]:
    def run(*arrays: Array) -> Array:
        found = arrays[0]
        for other in arrays[1:]:
            found = step(found, other)
        return found

    return run


LOWER: dict[str, Callable[..., Array]] = {
    "add": lambda *a: _entrywise(_add, *a),
    "neg": lambda a: _entrywise(lambda x: _scale(x, -1), a),
    "mul": _fold(_matrix_product),
    "div": lambda a, s: _matrix_product(_one(_power(_scalar(s), -1)), a),
    "pow": lambda a, e: _matrix_power(a, _scalar(e)) if a.rows else _one(_raise(_scalar(a), _scalar(e))),
    "T": _transpose,
    "had": lambda *a: _entrywise(_mul, *a),
    "hdiv": lambda a, b: _entrywise(lambda x, y: _mul(x, _power(y, -1)), a, b),
    "hpow": lambda a, e: _entrywise(_raise, a, e),
    "inv": _inverse,
    "pinv": _pseudoinverse,
    "tr": lambda a: _one(_trace(a)),
    "det": lambda a: _one(_determinant("det", a)),
    "logdet": lambda a: _one(_determinant("logdet", a)),
    "sum": lambda a: _one(_total(a, lambda i, j: entry(a, i, j))),
    "norm1": lambda a: _one(_norm1(a)),
    "norm2": lambda a: _one(_power(_square_sum(a), Fraction(1, 2))),
    "normF": lambda a: _one(_power(_square_sum(a), Fraction(1, 2))),
    "diag": _diag,
    "diagpart": lambda a: _build(_diagonal(a), (), lambda i, j: entry(a, i, i)),
    "vec": _vec,
    "kron": _fold(_kron),
    "inner": lambda a, b: _one(_inner(a, b)),
    "sqrt": lambda a: _entrywise(lambda x: _power(x, Fraction(1, 2)), a),
    "softmax": _softmax,
}


def _leaf(term: Term) -> Array:
    head, *rest = term
    if head in ("sym", "d"):
        rows, cols = map(_axis, rest[1:])
        return _build(rows, cols, lambda i, j: [(ONE, ((_S.number(term), (i, j), 1),), frozenset())])
    if head == "num":
        return _one(_number(Fraction(*rest)))
    if head == "dim":
        return _one(_dim_poly(rest[0]))
    if head == "const":
        return _one(_atom(("const", rest[0])))
    if head == "eye":
        return _build(_axis(rest[0]), _axis(rest[0]), _delta)
    if head in ("ones", "zero"):
        return _build(_axis(rest[0]), _axis(rest[1]), lambda i, j: _rename(_number(head == "ones"), {}))
    if head == "basis":
        at = ((0, rest[1]),) if rest[0] != 1 else ()
        return _build(_axis(rest[0]), (), lambda i, j: _delta(i, at))
    if head == "commutation":
        m, n = map(_axis, rest)
        return _spread([m, n], [n, m], lambda i, j: _times(_delta(i[0], j[1]), _delta(i[1], j[0])))
    if head == "given":
        return _one(dict(_S.things[rest[0]]))
    raise Rejected(f"unknown term {head!r:.30}")
