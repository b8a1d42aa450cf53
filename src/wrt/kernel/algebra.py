"""Sums of products of atoms with places in them, in canonical form; what powers and functions are.

A finished sum (`Poly`) names what it sums over canonically; a sum under construction (list of `Raw`) has names that
occur nowhere else, so that sums can be multiplied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import chain, groupby
from typing import Any

from wrt.kernel.places import FRESH, STORE, Digit, Place, Rejected, Size, at_most, indices, moved, plus, whole

Monomial = tuple[tuple["Atom", Any], ...]
Poly = dict[Monomial, Fraction]
Raw = tuple[Fraction, Any, frozenset[Digit]]
"""A product before it is in canonical form: coefficient, pairs of atom and exponent, summed indices."""

ONE, NONE = Fraction(1), frozenset[Digit]()
BITS, POWER, LEVEL = 4_096, 40, 1_000


class Atom(int):
    """A factor, known by its number: what it is, the places in it, and for a function the sum that it is of."""

    head: tuple[Any, ...]
    places: tuple[Place, ...]
    inner: tuple[tuple[Monomial, Fraction], ...]
    free: frozenset[Digit]
    height: int


def atom(head: tuple[Any, ...], *at: Place, inner: Poly | None = None) -> Atom:
    """The atom of a head, with places for entries and with a polynomial for functions."""
    key = (head, at, tuple(sorted((inner or {}).items())))
    found = STORE.atoms.get(key)
    if found is None:
        found = STORE.atoms[key] = Atom(len(STORE.atoms))
        found.head, found.places, found.inner = key
        found.height = max([level(mono) for mono, _ in found.inner], default=0)
        below = [(a.free - own(mono)) for mono, _ in found.inner for a, _ in mono]
        found.free = frozenset(chain(*map(indices, at), *below))
    return found


def level(mono: Monomial) -> int:
    return 1 + max([a.height for a, _ in mono], default=0)


def own(mono: Monomial) -> frozenset[Digit]:
    """The indices that a finished product sums over; those of what stands around it have names of a higher level."""
    top = level(mono)
    return frozenset(i for a, _ in mono for i in a.free if top * LEVEL <= i[1] < (top + 1) * LEVEL)


def one(a: Atom, power: Any = 1) -> list[Raw]:
    return [(ONE, ((a, power),), NONE)]


def number(c: Any) -> list[Raw]:
    return [(Fraction(c), (), NONE)] if c else []


def dimension(n: Size) -> list[Raw]:
    return [(Fraction(c), tuple([(atom(("dim", name)), 1) for name in names]), NONE) for names, c in n]


def multiply(*many: list[Raw]) -> list[Raw]:
    """The product of sums whose summed indices have different names."""
    found = many[0]
    for raws in many[1:]:
        STORE.spend(len(found) * len(raws))
        found = [(a * b, (*f, *g), u | v) for a, f, u in found for b, g, v in raws]
    return found


def scale(raws: list[Raw], c: Any) -> list[Raw]:
    return [(c * d, f, b) for d, f, b in raws]


def delta(a: Place, b: Place) -> list[Raw]:
    """1 where the places are the same, else 0."""
    sizes = [[digit[2] for digit in at] for at in (a, b)]
    if sizes[0] != sizes[1] and (len(a) == len(b) or whole(a) != whole(b)):
        raise Rejected("places on axes that are divided in two ways")
    if a == b:
        return number(1)
    if len(a) == len(b) > 1:
        return multiply(*[delta((x,), (y,)) for x, y in zip(a, b, strict=True)])
    if len(a) == len(b) == 1 and not a[0][0] and not b[0][0]:
        (_, start, _, length, inner), (_, other, _, width, place) = a[0], b[0]
        if (start, length) == (other, width):
            return delta(inner, place)
        if at_most(plus(start, length), other) or at_most(plus(other, width), start):
            return []
        raise Rejected("an axis is divided in two ways")
    return one(atom(("delta",), *sorted((a, b))))


def rename(factors: Iterable[tuple[Atom, Any]], to: Mapping[Digit, Place]) -> list[Raw]:
    """A product with other places for its indices."""
    same = [(a, p) for a, p in factors if a.free.isdisjoint(to)]
    raws: list[Raw] = [(ONE, same, NONE)]
    for a, p in factors:
        if not a.free.isdisjoint(to):
            raws = multiply(raws, _renamed(a, p, to))
    return raws


def _renamed(a: Atom, p: Any, to: Mapping[Digit, Place]) -> list[Raw]:
    if a.head[0] in ("fn", "base"):
        inner = finish(opened(dict(a.inner), to))
        return power(inner, p) if a.head[0] == "base" else _monomial(apply(a.head[1], inner), p)
    return entry(a.head, *[moved(place, to) for place in a.places], power=p)


def _monomial(raws: list[Raw], p: Any) -> list[Raw]:
    """What is one product to a power, without giving its indices other names."""
    if p == 1:
        return raws
    ((c, factors, bound),) = raws
    if bound or (c != 1 and Fraction(p).denominator != 1):
        raise Rejected("a power of a function that changes its sign")
    return [(Fraction(c) ** int(p) if c != 1 else ONE, [(a, q * p) for a, q in factors], NONE)]


def entry(head: tuple[Any, ...], *at: Place, power: Any = 1) -> list[Raw]:
    if head[0] == "delta":
        return delta(*at)
    return one(atom(head, *(sorted(at) if turns(head) else at)), power)


def turns(head: tuple[Any, ...]) -> bool:
    """Whether the places of an atom may change places."""
    return head[0] == "delta" or (head[0] in ("inv", "pinv") and head[1])


def opened(poly: Poly, to: Mapping[Digit, Place] | None = None) -> list[Raw]:
    """A finished polynomial, at other places, with new names for what it sums over."""
    found: list[Raw] = []
    for mono, c in poly.items():
        new = {i: (1, next(STORE.names), i[2]) for i in own(mono)}
        move = {**(to or {}), **{i: (j,) for i, j in new.items()}}
        raws = rename(mono, move) if move else [(ONE, mono, NONE)]
        found += [(c * d, f, b | frozenset(new.values())) for d, f, b in raws]
    STORE.spend(len(found))
    return found


def finish(raws: list[Raw]) -> Poly:
    """The canonical form of a sum of products."""
    found: Poly = {}
    todo = list(raws)
    while todo:
        c, factors, bound = todo.pop()
        powers: dict[Atom, Any] = {}
        for a, p in factors:
            powers[a] = 1 if a.head[0] == "delta" else powers.get(a, 0) + p
        flat = {a: p for a, p in powers.items() if p}
        STORE.spend(1 + len(flat))
        step = next((raws for raws in (rule(flat, bound) for rule in STEPWISE) if raws is not None), None)
        if step is not None:
            todo += scale(step, c)
            continue
        mono, sign = canonical(flat, bound)
        found[mono] = value = found.get(mono, 0) + c * sign
        if value.numerator.bit_length() + value.denominator.bit_length() > BITS:
            raise Rejected("too large: a number")
    return {mono: c for mono, c in found.items() if c}


def _contracted(flat: dict[Atom, Any], bound: frozenset[Digit]) -> list[Raw] | None:
    """The sum over an index that a delta ties to a place."""
    for a in flat:
        if a.head[0] == "delta":
            for x, y in (a.places, a.places[::-1]):
                if len(x) == 1 and x[0] in bound and x[0] not in indices(y):
                    raws = rename([f for f in flat.items() if f[0] != a], {x[0]: y})
                    return [(c, f, b | (bound - {x[0]})) for c, f, b in raws]
            keep, drop = sorted(a.places)
            rest = [f for f in flat.items() if f[0] != a]
            if len(keep) == len(drop) == 1 == keep[0][0] == drop[0][0] and any(drop[0] in b.free for b, _ in rest):
                # of two free indices one is enough
                return [(c, (*f, (a, 1)), b | bound) for c, f, b in rename(rest, {drop[0]: keep})]
    return None


def _expanded(flat: dict[Atom, Any], bound: frozenset[Digit]) -> list[Raw] | None:
    """A sum to a power of at least 1 multiplied out, and whole powers of numbers."""
    for a, p in flat.items():
        if (a.head[0] == "base" and p >= 1) or (a.head[0] == "num" and not 0 < p < 1):
            times = p.__floor__()
            rest = [(ONE, [(b, q - times if b == a else q) for b, q in flat.items()], bound)]
            if abs(times) > POWER:
                raise Rejected("too large: a power")
            if a.head[0] == "num":
                return scale(rest, Fraction(a.head[1]) ** times)
            return multiply(rest, *[opened(dict(a.inner)) for _ in range(times)])
    return None


def _divided(flat: dict[Atom, Any], bound: frozenset[Digit]) -> list[Raw] | None:
    """t*m/(m + r) is t - t*r/(m + r), where m is the leading product of the sum m + r."""
    for a, p in flat.items():
        if a.head[0] == "base" and p < 0 and p.denominator == 1:
            lead = leading(dict(a.inner))
            if lead and not own(lead) and all(flat.get(b, 0) >= q for b, q in lead):
                over = (*flat.items(), *[(b, -q) for b, q in lead])
                rest = {mono: -c for mono, c in a.inner if mono != lead}
                first: list[Raw] = [(ONE, (*over, (a, 1)), bound)]
                return first + multiply([(ONE, over, bound)], opened(rest))
    return None


def _idle(flat: dict[Atom, Any], bound: frozenset[Digit]) -> list[Raw] | None:
    """The sum over indices that do not occur."""
    idle = bound.difference(*[a.free for a in flat])
    if not idle:
        return None
    return multiply([(ONE, tuple(flat.items()), bound - idle)], *[dimension(i[2]) for i in idle])


STEPWISE = (_contracted, _expanded, _divided, _idle)


def leading(poly: Poly) -> Monomial:
    """The greatest product by degree, then by its atoms; () where a summed one could be greater elsewhere."""
    atoms = sorted({a for mono in poly for a, _ in mono})

    def rank(mono: Monomial) -> Any:
        return sum(p for _, p in mono), [dict(mono).get(a, 0) for a in atoms]

    best = max(poly, key=rank)
    return () if any(own(mono) and rank(mono)[0] >= rank(best)[0] for mono in poly) else best


def canonical(flat: dict[Atom, Any], bound: frozenset[Digit]) -> tuple[Monomial, Fraction]:
    """A product with its summed indices named; of the namings that colour refinement leaves, the least."""
    factors = list(flat.items())
    if not bound:
        return tuple(sorted(factors)), ONE
    base = LEVEL * (1 + max(a.height for a in flat))
    if len(bound) >= LEVEL or base + LEVEL >= FRESH:
        raise Rejected("too large: indices")
    found = []
    for colours in rankings(factors, dict.fromkeys(bound, 0)):
        STORE.spend(len(factors))
        ((c, named, new),) = rename(factors, {i: ((1, base + k, i[2]),) for i, k in colours.items()})
        if new:
            raise Rejected("an index without a name")
        found.append((tuple(sorted(named)), c))
    return min(found)


def rankings(factors: list[Any], colours: dict[Digit, int]) -> Iterator[dict[Digit, int]]:
    """Different numbers for the indices: what the structure tells apart is told apart, ties in every order."""
    colours = refined(factors, colours)
    tied = [i for i, k in colours.items() if sum(k == other for other in colours.values()) > 1]
    if not tied:
        yield colours
        return
    least = min(colours[i] for i in tied)
    for i in [i for i in tied if colours[i] == least]:
        yield from rankings(factors, {j: 2 * k + (j != i) for j, k in colours.items()})


def refined(factors: list[Any], colours: dict[Digit, int]) -> dict[Digit, int]:
    kinds = 0
    while kinds < len(set(colours.values())) or not kinds:
        kinds = len(set(colours.values()))
        marks = {}
        for i, k in colours.items():
            STORE.spend(len(factors))
            near = sorted((sketch(a, {**colours, i: -1}), p) for a, p in factors if i in a.free)
            marks[i] = (k, i[2], near)
        order = [mark for mark, _ in groupby(sorted(marks.values()))]
        colours = {i: order.index(mark) for i, mark in marks.items()}
    return colours


def sketch(a: Atom, colours: dict[Digit, int]) -> tuple[Any, ...]:
    """What an atom looks like where indices have colours and those of inner sums no names."""
    to = {i: ((1, colours.get(i, 0 if 0 < i[1] < FRESH else i[1]), i[2]),) for at in a.places for i in indices(at)}
    at = [moved(place, to) for place in a.places]
    inner = [(abs(c), sorted((sketch(b, colours), p) for b, p in mono)) for mono, c in a.inner]
    return a.head, sorted(at) if turns(a.head) else at, sorted(inner)


# --- powers and functions ---

POSITIVE = ("exp", "cosh")
ODD = ("sign", "sin", "tan", "arcsin", "arctan", "sinh", "tanh")
EVEN = ("abs", "cos", "cosh")


def power(poly: Poly, e: Any) -> list[Raw]:
    """A sum to a constant power; what could change its sign or domain stays under the power."""
    if abs(e) > POWER or (not poly and e <= 0):
        raise Rejected("a power that is too large, or of zero")
    integer = Fraction(e).denominator == 1
    if integer and e >= 0:
        return multiply(number(1), *[opened(poly) for _ in range(int(e))])
    if not poly:
        return []
    if len(poly) == 1:
        ((mono, c),) = poly.items()
        if not own(mono) and not any(a.head[0] == "delta" for a, _ in mono):
            return _monomial_power(mono, c, e)
    shared = tuple(_shared(poly)) if integer else ()
    if shared:
        rest = finish(multiply(opened(poly), [(ONE, [(a, -p) for a, p in shared], NONE)]))
        return multiply([(ONE, [(a, p * e) for a, p in shared], NONE)], power(rest, e))
    lead = poly[leading(poly) or min(poly)]
    base = {mono: c / (lead if integer else abs(lead)) for mono, c in poly.items()}
    return multiply(_constant_power(lead if integer else abs(lead), e), one(atom(("base",), inner=base), e))


def _shared(poly: Poly) -> Iterator[tuple[Atom, Any]]:
    """What all terms of a sum have in common, and what some divide by."""
    for a in {a for mono in poly for a, _ in mono}:
        least = min(dict(mono).get(a, 0) for mono in poly)
        if least and a.head[0] != "delta" and not any(a.free & own(mono) for mono in poly):
            yield a, least


def _monomial_power(mono: Monomial, c: Fraction, e: Any) -> list[Raw]:
    """Factor by factor as far as (x^p)^e = x^(p*e) wherever both are defined."""
    integer = Fraction(e).denominator == 1
    held = [f for f in mono if not integer and not _positive(f[0])]
    if len(held) == 1 and c > 0 and (Fraction(held[0][1]).denominator != 1 or held[0][1] % 2):
        held = []
    free: list[Raw] = [(ONE, [(a, p * e) for a, p in mono if (a, p) not in held], NONE)]
    if held or (c < 0 and not integer):
        free = multiply(free, one(atom(("base",), inner={tuple(held): ONE if c > 0 else -ONE}), e))
    return multiply(_constant_power(c if integer else abs(c), e), free)


def _positive(a: Atom) -> bool:
    return a.head[0] in ("dim", "const", "num") or (a.head[0] == "fn" and a.head[1] in POSITIVE)


def _constant_power(c: Fraction, e: Any) -> list[Raw]:
    """A number to a power, prime by prime as far as small primes go."""
    if Fraction(e).denominator == 1:
        return number(Fraction(c) ** int(e))
    both = [(p, e) for p in primes(c.numerator)] + [(p, -e) for p in primes(c.denominator)]
    return [(ONE, [(atom(("num", p)), sign) for p, sign in both], NONE)]


def primes(n: int) -> Iterator[int]:
    for p in range(2, 100):
        while n % p == 0:
            yield p
            n //= p
    if n > 1:
        yield n


def raised(base: Poly, exponent: Poly) -> list[Raw]:
    """b^(c + e) is b^c * exp(e*log(b)) for a number c."""
    rest = {mono: c for mono, c in exponent.items() if mono}
    grown = multiply(opened(rest), apply("log", base)) if rest else []
    return multiply(power(base, exponent.get((), 0)), apply("exp", finish(grown)))


def apply(name: str, poly: Poly) -> list[Raw]:
    """A function of a sum; exp of a sum is the product of exp of its terms."""
    if name == "exp":
        return multiply(number(1), *[_exp(mono, c) for mono, c in poly.items()])
    sign = 1
    if name in ODD + EVEN and poly and poly[leading(poly) or min(poly)] < 0:
        poly, sign = {mono: -c for mono, c in poly.items()}, -1 if name in ODD else 1
    return scale(one(atom(("fn", name), inner=poly)), sign) if poly or name not in ODD else []


def _exp(mono: Monomial, c: Fraction) -> list[Raw]:
    if len(mono) == 1 and mono[0][1] == 1 and mono[0][0].head == ("fn", "log") and not own(mono):
        return power(dict(mono[0][0].inner), c)
    return one(atom(("fn", "exp"), inner={mono: ONE}), c)


def is_zero(poly: Poly) -> bool:
    """Whether a polynomial vanishes, once what it is divided by is multiplied out."""
    for _ in range(8):
        below: dict[Atom, Any] = {}
        for mono in poly:
            for a, p in mono:
                if a.head[0] == "base" and p < 0 and not a.free & own(mono):
                    below[a] = min(p, below.get(a, 0))
        if not poly or not below:
            return not poly
        poly = finish(multiply(opened(poly), [(ONE, [(a, -p) for a, p in below.items()], NONE)]))
    return False
