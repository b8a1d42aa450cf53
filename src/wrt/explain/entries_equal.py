"""Whether two scalars made of entries are the same function: both as quotients of polynomials, the difference zero.

Atoms of the polynomials are entries, symbols, roots and functions of polynomials; exponentials and what is made of them
(sigmoid, tanh, ...) are written as products of exponentials of single terms.  "True" is certain; where roots or
functions are tied to each other in other ways it may be that two equal scalars are not found to be so.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from fractions import Fraction
from itertools import chain
from typing import Any, NamedTuple, TypeAlias

from wrt.explain.entries import Base, Call, Sum, Term, as_number, too_large
from wrt.expr.node import Node

MAX_TERMS = 20_000
Monomial: TypeAlias = frozenset[tuple[Hashable, int]]
Poly: TypeAlias = dict[Monomial, Fraction]
UNIT: Monomial = frozenset()
STEP = "step"


class Root(NamedTuple):
    """The n-th root of a polynomial."""

    base: frozenset[tuple[Monomial, Fraction]]
    n: int


class Ratio(NamedTuple):
    """A quotient; the denominator as powers of polynomials without a common factor in sight."""

    above: Poly
    below: frozenset[tuple[Any, int]]


def equal(x: Sum, y: Sum) -> bool:
    """Whether the difference is found to be zero."""
    if frozenset(x) == frozenset(y):
        return True
    difference = _add(ratio(x), _scaled(ratio(y), Fraction(-1)))
    return not _without_roots(difference.above)


def _scaled(x: Ratio, value: Fraction) -> Ratio:
    return Ratio({m: value * c for m, c in x.above.items() if value}, x.below)


# ---- polynomials


def _sum(p: Poly, q: Poly) -> Poly:
    result = dict(p)
    for m, c in q.items():
        total = result.get(m, Fraction(0)) + c
        if total:
            result[m] = total
        else:
            result.pop(m, None)
    return result


def _product(p: Poly, q: Poly) -> Poly:
    if len(p) * len(q) > MAX_TERMS:
        raise too_large(f"a comparison has {len(p) * len(q)} terms")
    result: Poly = {}
    for (m, c), (n, d) in ((x, y) for x in p.items() for y in q.items()):
        joined = _joined(m, n)
        result[joined] = result.get(joined, Fraction(0)) + c * d
    return {m: c for m, c in result.items() if c}


def _joined(m: Monomial, n: Monomial) -> Monomial:
    powers: dict[Hashable, int] = {}
    for atom, power in chain(m, n):
        powers[atom] = powers.get(atom, 0) + power
        if isinstance(atom, tuple) and atom[0] == STEP and powers[atom] > 1:
            powers[atom] = 1  # 0 and 1 are their own squares
    return frozenset((atom, power) for atom, power in powers.items() if power)


def _raised(p: Poly, n: int) -> Poly:
    result: Poly = {UNIT: Fraction(1)}
    for _ in range(n):
        result = _product(result, p)
    return result


def _without_roots(p: Poly) -> Poly:
    """Every n-th power of an n-th root replaced by what it is the root of."""
    while True:
        result: Poly = {}
        changed = False
        for m, c in p.items():
            piece: Poly = {UNIT: c}
            for atom, power in m:
                whole = power // atom.n if isinstance(atom, Root) else 0
                if isinstance(atom, Root) and whole > 0:
                    changed = True
                    piece = _product(piece, _raised(dict(atom.base), whole))
                    power -= whole * atom.n  # noqa: PLW2901
                if power:
                    piece = {_joined(n, frozenset(((atom, power),))): d for n, d in piece.items()}
            result = _sum(result, piece)
        p = result
        if not changed:
            return p


# ---- quotients


def _add(x: Ratio, y: Ratio) -> Ratio:
    """Over the common denominator."""
    if x.below == y.below:
        return Ratio(_sum(x.above, y.above), x.below)
    left, right = dict(x.below), dict(y.below)
    below = {base: max(left.get(base, 0), right.get(base, 0)) for base in left | right}
    above = [_over(z.above, {base: power - own.get(base, 0) for base, power in below.items()})
             for z, own in ((x, left), (y, right))]  # fmt: skip
    return Ratio(_sum(*above), frozenset(below.items()))


def _over(p: Poly, missing: dict[Any, int]) -> Poly:
    for base, power in missing.items():
        p = _product(p, _raised(dict(base), power))
    return p


def _times(x: Ratio, y: Ratio) -> Ratio:
    powers = dict(x.below)
    for base, power in y.below:
        powers[base] = powers.get(base, 0) + power
    return _cancelled(_without_roots(_product(x.above, y.above)), powers)


def _cancelled(above: Poly, powers: dict[Any, int]) -> Ratio:
    """What stands above as a whole and below is taken away."""
    content, key = _monic(above)
    if powers.get(key):
        powers[key] -= 1
        above = {UNIT: content}
    return Ratio(above, frozenset((base, power) for base, power in powers.items() if power))


def _monic(p: Poly) -> tuple[Fraction, frozenset[tuple[Monomial, Fraction]]]:
    """A number and a polynomial of which it is the multiple; of p and -p the same one."""
    if not p:
        return Fraction(0), frozenset()
    lead = p[min(p, key=lambda m: (hash(m), len(m)))]
    return lead, frozenset((m, c / lead) for m, c in p.items())


def _inverse(x: Ratio) -> Ratio:
    above: Poly = _over({UNIT: Fraction(1)}, dict(x.below))
    lead, monic = _monic(x.above)
    if len(x.above) == 1:  # a product: each factor apart
        ((m, c),) = x.above.items()
        powers = {frozenset(((frozenset(((atom, 1),)), Fraction(1)),)): power for atom, power in m}
        return _cancelled({n: d / c for n, d in above.items()}, powers)
    return _cancelled({m: c / lead for m, c in above.items()}, {monic: 1})


def _power(x: Ratio, power: Fraction) -> Ratio:
    if power < 0:
        return _power(_inverse(x), -power)
    whole, part = divmod(power, 1)
    result = _constant(Fraction(1))
    for _ in range(int(whole)):
        result = _times(result, x)
    if part:
        n = part.denominator
        rest = _root(x, n)
        for _ in range(part.numerator):
            result = _times(result, rest)
    return result


def _root(x: Ratio, n: int) -> Ratio:
    """The root of a quotient is an atom of its own: the roots of what stands above and below need not exist."""
    return _atom(("root", _key(x), n) if x.below else Root(frozenset(x.above.items()), n))


def _atom(atom: Hashable) -> Ratio:
    return Ratio({frozenset(((atom, 1),)): Fraction(1)}, frozenset())


def _constant(value: Fraction) -> Ratio:
    return Ratio({UNIT: value} if value else {}, frozenset())


# ---- from sums


def ratio(x: Sum) -> Ratio:
    """A sum as a quotient of polynomials."""
    result = _constant(Fraction(0))
    for term in x:
        piece = _constant(Fraction(term.number))
        for base, power in term.factors:
            piece = _times(piece, _factor(base, power))
        result = _add(result, piece)
    return result


def _factor(base: Base, power: Any) -> Ratio:
    """A base to a power; x^(a + 1) is x^a * x."""
    if not isinstance(power, tuple):
        return _power(_base(base), Fraction(power))
    own, result = _base(base), _constant(Fraction(1))
    for term in power:
        value = as_number((term,))
        atom = own if value is not None else _atom(("power", _key(own), _key(ratio((Term(1, term.factors),)))))
        result = _times(result, _power(atom, Fraction(term.number)))
    return result


def _key(x: Ratio) -> Hashable:
    return frozenset(x.above.items()), x.below


def _base(base: Base) -> Ratio:
    if isinstance(base, Node):
        return _atom(base)
    if not isinstance(base, Call):
        return ratio(base.terms)
    rule = EXPONENTIAL.get(base.name)
    if rule is not None:
        return rule(ratio(base.inside))
    if base.name == "relu":
        return _ramp(base.inside)
    inside = ratio(base.inside)
    if base.name in EVEN or base.name in ODD:
        lead, _ = _monic(inside.above)
        if lead < 0:
            atom = _atom((base.name, _key(_scaled(inside, Fraction(-1)))))
            return atom if base.name in EVEN else _scaled(atom, Fraction(-1))
    return _atom((base.name, _key(inside)))


EVEN = frozenset(("abs", "cos", "logabs"))
ODD = frozenset(("sign", "sin", "tan", "arcsin", "arctan"))


def _ramp(inside: Sum) -> Ratio:
    """relu(x) is x times a step, relu(sign(x)) the step itself."""
    base = inside[0].factors[0].base if len(inside) == 1 and len(inside[0].factors) == 1 else None
    if isinstance(base, Call) and base.name == "sign" and inside[0].factors[0].power == 1 == abs(inside[0].number):
        return _atom((STEP, _key(_scaled(ratio(base.inside), Fraction(inside[0].number)))))
    own = ratio(inside)
    return _times(own, _atom((STEP, _key(own))))


def _exp(inside: Ratio) -> Ratio:
    """exp of a sum is the product of the exponentials of its terms, whole multiples as powers."""
    result = _constant(Fraction(1))
    for m, c in inside.above.items():
        scale = Fraction(1, c.denominator)
        atom = ("exp", _key(Ratio({m: scale}, inside.below)))
        result = _times(result, _power(_atom(atom), Fraction(c.numerator)))
    return result


def _of_exp(numerator: tuple[int, int, int], denominator: tuple[int, int, int]) -> Callable[[Ratio], Ratio]:
    """A quotient of polynomials of second degree in exp(x)."""

    def rule(inside: Ratio) -> Ratio:
        e = _exp(inside)
        parts = []
        for numbers in (numerator, denominator):
            total = _constant(Fraction(0))
            for power, value in enumerate(numbers):
                total = _add(total, _scaled(_power(e, Fraction(power)), Fraction(value)))
            parts.append(total)
        return _times(parts[0], _inverse(parts[1]))

    return rule


def _softplus(inside: Ratio) -> Ratio:
    return _atom(("log", _key(_add(_constant(Fraction(1)), _exp(inside)))))


EXPONENTIAL: dict[str, Callable[[Ratio], Ratio]] = {
    "exp": _exp,
    "sigmoid": _of_exp((0, 1, 0), (1, 1, 0)),
    "tanh": _of_exp((-1, 0, 1), (1, 0, 1)),
    "sinh": _of_exp((-1, 0, 1), (0, 2, 0)),
    "cosh": _of_exp((1, 0, 1), (0, 2, 0)),
    "softplus": _softplus,
}
