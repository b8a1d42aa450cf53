"""Terms as arrays of polynomials, and their derivatives."""

from __future__ import annotations

from typing import Any

from wrt.kernel.axes import _S, ONE, SEED, Array, Poly, Position, Raw, Rejected, Term, _axis, _spend
from wrt.kernel.canonical import _bound, _indices, _move
from wrt.kernel.operators import (
    LOWER,
    _block,
    _build,
    _delta,
    _entrywise,
    _leaf,
    _one,
    _scalar,
    _spread,
    _sum_over,
    _transpose,
    entry,
)
from wrt.kernel.polynomials import _add, _apply, _finish, _fresh, _lean, _mul, _power, _rename, _times

X = ("given", 0)
"""Stands for the argument in `SLOPES`."""
_1, _2 = ("num", 1), ("num", 2)
_SQUARE = ("pow", X, _2)


def _fn(name: str) -> Term:
    return ("fn", name, X)


SLOPES: dict[str, Term] = {
    "exp": _fn("exp"),
    "log": ("div", _1, X),
    "sin": _fn("cos"),
    "cos": ("neg", _fn("sin")),
    "tan": ("add", _1, ("pow", _fn("tan"), _2)),
    "arcsin": ("pow", ("add", _1, ("neg", _SQUARE)), ("num", -1, 2)),
    "arccos": ("neg", ("pow", ("add", _1, ("neg", _SQUARE)), ("num", -1, 2))),
    "arctan": ("div", _1, ("add", _1, _SQUARE)),
    "sinh": _fn("cosh"),
    "cosh": _fn("sinh"),
    "tanh": ("add", _1, ("neg", ("pow", _fn("tanh"), _2))),
    "abs": _fn("sign"),
    "sign": ("num", 0),
    "relu": ("fn", "relu", _fn("sign")),
    "sigmoid": ("mul", _fn("sigmoid"), ("add", _1, ("neg", _fn("sigmoid")))),
    "softplus": _fn("sigmoid"),
}


def _at(term: Term, number: int) -> Term:
    """The term with the polynomial of that number for X."""
    if term == X:
        return ("given", number)
    return tuple(_at(part, number) if isinstance(part, tuple) else part for part in term)


def _variable(x: Term) -> tuple[Term, Any, Any]:
    """The symbol of a variable and the axes along which it varies, or its fixed place."""
    if x[0] == "entry":
        i, j = (((0, k),) if dim != 1 else () for k, dim in zip(x[2:], x[1][2:], strict=True))
        return x[1], i, j
    return x, None, None


def _derivative(f: Array, x: Term) -> Array:
    sym, i, j = _variable(x)
    if f.cols and not f.rows:
        f = _transpose(f)
    rows, cols = ((), ()) if i is not None else (_axis(sym[2]), _axis(sym[3]))

    def cell(p: Position, q: Position, a: Position, b: Position) -> list[Raw]:
        seed = {d: ((1, d[1] + SEED, d[2]),) for d in _indices((*a, *b)) if d[0] == 1}
        at = (_move(a, seed), _move(b, seed)) if i is None else (i, j)
        back = {new[0]: (old,) for old, new in seed.items()}
        return _rename(_slope(_finish(entry(f, p, q)), (sym, at)), back)

    if not (rows or cols):
        return _build(f.rows, f.cols, lambda p, q: cell(p, q, (), ()))
    if not (f.rows or f.cols):
        return _build(rows, cols, lambda a, b: cell((), (), a, b))
    return _spread([f.cols, f.rows], [cols, rows], lambda p, q: cell(p[1], p[0], q[1], q[0]))


def _slope(poly: Poly, by: Any) -> Poly:
    """The derivative by one entry (symbol, places), or along its differential (symbol, None)."""
    raws: list[Raw] = []
    for mono, c in poly.items():
        bound = _bound(mono)
        fresh = {i: (_fresh(i[2]),) for i in bound}
        factors = [(n, tuple(_move(s, fresh) for s in slots), p) for n, slots, p in mono]
        for at, (number, slots, power) in enumerate(factors):
            inner = _atom_slope(number, slots, by)
            if inner:
                less = ((number, slots, _lean(power - 1)),) if power != 1 else ()
                rest = (*factors[:at], *factors[at + 1 :], *less)
                raws += _times([(c * power, rest, frozenset(i for (i,) in fresh.values()))], inner)
    return _finish(raws)


def _atom_slope(number: int, slots: tuple[Position, ...], by: Any) -> list[Raw]:
    head = _S.things[number]
    kind = head[0]
    if kind == "sym":
        if head != by[0]:
            return []
        if by[1] is None:
            return [(ONE, ((_S.number(("d", *head[1:])), slots, 1),), frozenset())]
        return _times(*[_delta(a, b) for a, b in zip(slots, by[1], strict=True) if a or b])
    if kind in ("inv", "det", "logdet"):
        return _matrix_slope(head, number, slots, by)
    if kind == "pinv":
        if any(_slope(dict(poly), by) for *_, poly in head[-1]):
            raise Rejected("no derivative of a pseudoinverse")
        return []
    if kind not in ("fn", "base", "power"):
        return []
    key = ("slope", number, by)
    if key not in _S.memo:
        _S.memo[key] = _inner_slope(head, number, by)
    return _rename(_S.memo[key], dict(zip(head[-1], slots, strict=True)))


def _inner_slope(head: Any, number: int, by: Any) -> Poly:
    """The derivative of a function at its own slots."""
    base = dict(head[2])
    d = _slope(base, by)
    if head[0] == "base":
        return d
    if head[0] == "fn":
        return _mul(_scalar(lower(_at(SLOPES[head[1]], _S.number(head[2])))), d) if d else {}
    exponent = dict(head[3])
    itself: Poly = {((number, tuple((name,) for name in head[-1]), 1),): ONE}
    grown = _mul(exponent, _power(base, -1), d) if d else {}
    de = _slope(exponent, by)
    return _mul(itself, _add(grown, _mul(_apply("fn", "log", base), de) if de else {}))


def _matrix_slope(head: Any, number: int, slots: tuple[Position, ...], by: Any) -> list[Raw]:
    """d inv(E), d det(E) and d log|det(E)|."""
    kind, axis, key = head
    memo = ("slope", number, by)
    if memo not in _S.memo:
        _S.memo[memo] = Array(axis, axis, {(i, j): _slope(dict(poly), by) for i, j, poly in key})
    dE = _S.memo[memo]
    if not any(dE.cells.values()):
        return []
    inverse = _S.number(("inv", axis, key))

    def factor(i: Position, j: Position) -> list[Raw]:
        return [(ONE, ((inverse, (i, j), 1),), frozenset())]

    if kind == "inv":
        i, j = slots
        return _sum_over([axis, axis], lambda a, b: _times(
            [(-ONE, (), frozenset())], factor(i, a), entry(dE, a, b), factor(b, j)))  # fmt: skip
    whole: list[Raw] = [(ONE, ((number, (), 1),), frozenset())] if kind == "det" else [(ONE, (), frozenset())]
    return _sum_over([axis, axis], lambda a, b: _times(whole, factor(b, a), entry(dE, a, b)))


def lower(term: Term) -> Array:
    """The entries of a term, which `shape` has accepted."""
    key = ("lower", term)
    found = _S.memo.get(key)
    if found is None:
        _spend(1)
        found = _S.memo[key] = _lower(term)
    return found


def _lower(term: Term) -> Array:
    head = term[0]
    if head in LOWER:
        return LOWER[head](*map(lower, term[1:]))
    if head == "fn":
        return _entrywise(lambda x: _apply("fn", term[1], x), lower(term[2]))
    if head == "entry":
        a = lower(term[1])
        i, j = (((0, k),) if axis else () for k, axis in zip(term[2:], a[:2], strict=True))
        return _one(_finish(entry(a, i, j)))
    if head == "block":
        return _block(term[1], [lower(cell) for cell in term[2:]])
    if head == "D":
        return _derivative(lower(term[1]), term[2])
    if head == "differential":
        f = lower(term[1])
        name = (term[2], None)
        return _build(f.rows, f.cols, lambda i, j: _rename(_slope(_finish(entry(f, i, j)), name), {}))
    return _leaf(term)
