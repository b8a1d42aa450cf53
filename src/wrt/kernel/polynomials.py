"""Sums of products of atoms with indices: the canonical form, powers and functions."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import permutations
from typing import Any

from wrt.kernel.axes import (
    _S,
    BITS,
    ONE,
    OUTER,
    POWER,
    SLOT,
    Digit,
    Factor,
    Monomial,
    Poly,
    Position,
    Raw,
    Rejected,
    _combine,
    _spend,
    _without,
)
from wrt.kernel.canonical import _bound, _canonical, _freeze, _indices, _move


def _atom(head: Any, *slots: Position, power: Any = 1) -> Poly:
    return _finish([(ONE, ((_S.number(head), slots, power),), frozenset())])


def _number(value: Any) -> Poly:
    return {(): Fraction(value)} if value else {}


def _fresh(size: int) -> Digit:
    return (2, next(_S.names) + OUTER, size)


def _rename(poly: Poly, to: dict[Digit, Any]) -> list[Raw]:
    """The polynomial at other places, its bound indices new."""
    raws: list[Raw] = []
    for mono, c in poly.items():
        fresh = {i: _fresh(i[2]) for i in _bound(mono)}
        if not fresh and not to:
            raws.append((c, mono, frozenset()))
            continue
        move = {**to, **{i: (new,) for i, new in fresh.items()}}
        raws += [(c * d, f, b | frozenset(fresh.values())) for d, f, b in _moved(mono, move)]
    _spend(len(raws))
    return raws


def _moved(factors: Iterable[Factor], to: dict[Digit, Any]) -> list[Raw]:
    """The factors at other places; a function whose slots are no longer different indices is written anew."""
    raws: list[Raw] = [(ONE, (), frozenset())]
    plain: list[Factor] = []
    for number, slots, power in factors:
        new = tuple([_move(slot, to) for slot in slots])
        head = _S.things[number]
        if slots and new != slots and head[0] in ("fn", "base", "power") and not _distinct(new):
            raws = _times(raws, _reopened(head, new, power))
        else:
            plain.append((number, new, power))
    return [(c, (*plain, *f), b) for c, f, b in raws]


def _distinct(slots: tuple[Position, ...]) -> bool:
    return len(set(slots)) == len(slots) and all(len(slot) == 1 and slot[0][0] in (1, 2) for slot in slots)


def _reopened(head: Any, slots: tuple[Position, ...], power: Any) -> list[Raw]:
    guests = dict.fromkeys(i for slot in slots for i in _indices(slot))
    out = {i: ((1, OUTER + n, i[2]),) for n, i in enumerate(guests)}
    to = {var: _move(slot, out) for var, slot in zip(head[-1], slots, strict=True)}
    inner = [_finish(_rename(dict(poly), to)) for poly in head[2:-1]]
    made = inner[0] if head[0] == "base" else _apply(head[0], head[1], *inner)
    return _rename(_power(made, power), {place[0]: (i,) for i, place in out.items()})


def _apply(kind: str, name: str, *polys: Poly, power: Any = 1) -> Poly:
    """A function of polynomials as an atom with a slot for each of their free indices, in the least order."""
    if name in ODD or name in EVEN:
        return _signed(name, polys[0])
    order, key, names, same = _ordering(polys)
    number = _S.number((kind, name, *key, names))
    if same:
        _S.symmetric.add(number)
    return _finish([(ONE, ((number, tuple((i,) for i in order), power),), frozenset())])


def _ordering(polys: tuple[Poly, ...]) -> tuple[Any, Any, Any, bool]:
    """The order of the free indices that gives the least key; whether two indices may be exchanged."""
    free = sorted({i for p in polys for m in p for _, s, _ in m for x in s for i in _indices(x) if i[0] == 1},
                  key=lambda i: (i[2], i[1]))  # fmt: skip
    best: list[Any] = []
    for order in permutations(free) if len(free) < 4 else [tuple(free)]:
        names = tuple((1, SLOT + n, i[2]) for n, i in enumerate(order))
        to = {i: (n,) for i, n in zip(order, names, strict=True)}
        key = tuple(_freeze(_finish(_rename(p, to))) if to else _freeze(p) for p in polys)
        best.append((key, names, order))
    key, names, order = min(best)
    return order, key, names, len(free) == 2 and all(other[:2] == (key, names) for other in best)


ODD = ("sign", "sin", "tan", "arcsin", "arctan", "sinh", "tanh")
EVEN = ("abs", "cos", "cosh")


def _signed(name: str, poly: Poly) -> Poly:
    """f(-x) = -f(x) or f(x): of the two arguments the one with the lesser key."""
    if not poly and name in ODD:
        return {}
    both = [_ordering((p,)) for p in (poly, _scale(poly, -1))]
    turned = both[1][1:3] < both[0][1:3]
    order, key, names, same = both[turned]
    number = _S.number(("fn", name, *key, names))
    if same:
        _S.symmetric.add(number)
    sign = -ONE if turned and name in ODD else ONE
    return _finish([(sign, ((number, tuple((i,) for i in order), 1),), frozenset())])


def _times(*many: list[Raw]) -> list[Raw]:
    found: list[Raw] = [(ONE, (), frozenset())]
    for raws in many:
        _spend(len(found) * len(raws))
        found = [(a * b, f + g, u | v) for a, f, u in found for b, g, v in raws]
    return found


def _add(*polys: Poly) -> Poly:
    found = dict(polys[0]) if polys else {}
    for poly in polys[1:]:
        for mono, c in poly.items():
            found[mono] = found.get(mono, 0) + c
    return {mono: c for mono, c in found.items() if c}


def _scale(poly: Poly, c: Any) -> Poly:
    return {mono: c * d for mono, d in poly.items()} if c else {}


def _mul(*polys: Poly) -> Poly:
    return _finish(_times(*[_rename(poly, {}) for poly in polys]))


def _finish(raws: list[Raw]) -> Poly:
    """The canonical form of a sum of products."""
    found: Poly = {}
    todo = list(raws)
    while todo:
        c, factors, bound = todo.pop()
        _spend(1 + len(factors))
        step = _contract(factors, bound)
        merged = _merge(factors, bound) if step is None else step
        if isinstance(merged, list):
            todo += [(c * d, f, b) for d, f, b in merged]
            continue
        mono = _canonical(merged)
        found[mono] = value = found.get(mono, 0) + c
        if value.numerator.bit_length() + value.denominator.bit_length() > BITS:
            raise Rejected("too large: a number")
    return {mono: c for mono, c in found.items() if c}


def _contract(factors: tuple[Factor, ...], bound: frozenset[Digit]) -> list[Raw] | None:
    """One delta less; None where none can go."""
    for at, (number, slots, _) in enumerate(factors):
        if _S.things[number] != ("delta",):
            continue
        rest, (a, b) = factors[:at] + factors[at + 1 :], slots
        if a == b:
            return [(ONE, rest, bound)]
        for x, y in ((a, b), (b, a)):
            if len(x) == 1 and x[0] in bound and x[0] not in _indices(y):
                return [(c, f, bound - {x[0]} | v) for c, f, v in _moved(rest, {x[0]: y})]
        keep, drop = sorted((a, b))
        if len(keep) == len(drop) == 1 and keep[0][0] == drop[0][0] == 1:  # of two free indices one is enough
            if any(drop[0] in _indices(slot) for _, other, _ in rest for slot in other):
                return [(c, (*f, factors[at]), bound | v) for c, f, v in _moved(rest, {drop[0]: keep})]
            continue
        smaller = _meet(a, b)
        if smaller is not None:
            return [(c, rest + f, bound) for c, f, _ in smaller]
    return None


def _meet(a: Position, b: Position) -> list[Raw] | None:
    """A delta of two places digit by digit; None where it stays as it is."""
    delta = _S.number(("delta",))
    if len(a) == len(b) > 1:
        if any(x[0] not in (1, 2) or y[0] not in (1, 2) or x[2] != y[2] for x, y in zip(a, b, strict=True)):
            raise Rejected("places on an axis that is divided in two ways")
        return [(ONE, tuple((delta, ((x,), (y,)), 1) for x, y in zip(a, b, strict=True)), frozenset())]
    if len(a) != 1 or len(b) != 1 or a[0][0] in (1, 2) or b[0][0] in (1, 2):
        return None
    x, y = sorted((a[0], b[0]))
    if x[0] == 0 and y[0] == 0:
        return []
    (start, size), (other, extent) = ((_S.things[x[1]], _S.things[x[2]]) if x[0] == 3 else (x[1] - 1, 1),
                                      (_S.things[y[1]], _S.things[y[2]]))  # fmt: skip
    if (start, size) == (other, extent):
        inner = x[3] if x[0] == 3 else ((0, 1),)
        return [(ONE, ((delta, (inner, y[3]), 1),), frozenset())]
    for first, wide, second in ((start, size, other), (other, extent, start)):
        end = _combine("+", (first, wide))
        if end == second or _without("+", second, end) is not None or (first == 0 and wide == 1):
            return []
    raise Rejected("places on an axis that is divided in two ways")


def _merge(factors: tuple[Factor, ...], bound: frozenset[Digit]) -> list[Raw] | tuple[Factor, ...]:
    """Equal bases together; or a sum, where a power is multiplied out or an index is idle."""
    powers: dict[tuple[int, tuple[Position, ...]], Any] = {}
    for number, slots, power in factors:
        if number in _S.symmetric or _S.things[number] == ("delta",):
            slots = tuple(sorted(slots))  # noqa: PLW2901
        key = (number, slots)
        powers[key] = 1 if _S.things[number] == ("delta",) else powers.get(key, 0) + power
    flat: list[Factor] = [(n, s, p) for (n, s), p in powers.items() if p]
    idle = bound - _bound(flat) if bound else ()
    if idle:
        sizes = [_rename(_dim_poly(_S.things[i[2]]), {}) for i in idle]
        return _times([(ONE, tuple(flat), bound - frozenset(idle))], *sizes)
    for at, (number, slots, power) in enumerate(flat):
        head = _S.things[number]
        constant = head[0] == "base" and len(head[2]) == 1 and not head[2][0][0]
        whole = power.__floor__() if head[0] == "base" and (power >= 1 or constant) else 0
        if abs(whole) > POWER:
            raise Rejected("too large: a power")
        if whole:
            kept = ((number, slots, power - whole),) if power != whole else ()
            to = dict(zip(head[-1], slots, strict=True))
            base = dict(head[2])
            wholes = [_number(base[()] ** whole)] if constant else [base] * whole
            grown = [_rename(each, to) for each in wholes]
            return _times([(ONE, (*flat[:at], *kept, *flat[at + 1 :]), bound)], *grown)
    return tuple(flat)


def _dim_poly(dim: Any) -> Poly:
    if isinstance(dim, int):
        return _number(dim)
    if isinstance(dim, str):
        return {((_S.number(("dim", dim)), (), 1),): ONE}
    return _add(*map(_dim_poly, dim[1:])) if dim[0] == "+" else _mul(*map(_dim_poly, dim[1:]))


POSITIVE = ("exp", "sigmoid", "softplus", "cosh")


def _positive(number: int) -> bool:
    head = _S.things[number]
    constant = head[0] == "base" and len(head[2]) == 1 and not head[2][0][0]
    return head[0] in ("dim", "const") or constant or (head[0] == "fn" and head[1] in POSITIVE)


def _power(poly: Poly, e: Any) -> Poly:
    """A polynomial to a constant power; what could change its sign or domain stays under the power."""
    if not poly and e <= 0:
        raise Rejected("a power of zero")
    if e == 0 or not poly:
        return _number(int(e == 0))
    whole = Fraction(e).denominator == 1
    if abs(e) > POWER:
        raise Rejected("too large: a power")
    if len(poly) == 1:
        ((mono, c),) = poly.items()
        if not _bound(mono) and not any(_S.things[n] == ("delta",) for n, _, _ in mono):
            return _monomial_power(mono, c, Fraction(e), whole)
    if whole and e > 0:
        return _mul(*[poly] * int(e))
    lead = poly[min(poly)]
    lead = lead if whole else abs(lead)
    base = _scale(poly, 1 / lead)
    return _mul(_constant_power(lead, Fraction(e)), _apply("base", "", base, power=e))


def _monomial_power(mono: Monomial, c: Fraction, e: Fraction, whole: bool) -> Poly:
    def split(f: Factor) -> bool:
        return whole or _positive(f[0])

    rest = tuple(f for f in mono if not split(f))
    out = [f for f in mono if split(f)]
    if len(rest) == 1 and c > 0 and (Fraction(rest[0][2]).denominator != 1 or rest[0][2] % 2):
        rest, out = (), list(mono)
    free = _finish([(ONE, tuple((n, s, _lean(p * e)) for n, s, p in out), frozenset())])
    if whole:
        return _mul(_number(c**e), free)
    if not rest:
        return _mul(_constant_power(c, e), free)
    held = _apply("base", "", {rest: ONE if c > 0 else -ONE}, power=e)
    return _mul(_constant_power(abs(c), e), free, held)


def _lean(e: Any) -> Any:
    return int(e) if e == int(e) else e


def _constant_power(c: Fraction, e: Fraction) -> Poly:
    """A number to a power, prime by prime as far as small primes go."""
    if e.denominator == 1:
        return _number(c ** int(e))
    if c < 0:
        return {((_S.number(("base", "", (((), c),), ())), (), e),): ONE}
    raws: list[Raw] = [(ONE, (), frozenset())]
    for number, power in ((c.numerator, e), (c.denominator, -e)):
        left, prime = number, 2
        while left > 1:
            prime = prime if prime < 100 else left
            if left % prime == 0:
                atom = _S.number(("base", "", (((), Fraction(prime)),), ()))
                raws = _times(raws, [(ONE, ((atom, (), power),), frozenset())])
                left //= prime
            else:
                prime += 1
    return _finish(raws)


def _raise(base: Poly, exponent: Poly) -> Poly:
    """b^e with e cut into its terms: the base to each of them, to the power of its number."""
    found = _power(base, _lean(exponent.get((), Fraction(0))))
    for mono, c in exponent.items():
        if mono:
            found = _mul(found, _apply("power", "", base, {mono: ONE}, power=_lean(c)))
    return found
