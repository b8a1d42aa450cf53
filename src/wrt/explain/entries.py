"""Scalars made of entries, in the order in which a person writes them: sums of products of v[1], A[1,2], exp(...).

A sum keeps its terms in the order in which they came, like terms collected; a product has its factors in a fixed
order (scalars, entries of matrices, entries of vectors, the rest), so that v[1]*A[1,1] and A[1,1]*v[1] are the same.
A sum that is a factor, `(y[1] - z[1])^2`, is a group and stays as it is until it has to be multiplied out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import Any, NamedTuple, TypeAlias

from wrt.diagnostics import WrtError
from wrt.expr.build import Rational, rational
from wrt.expr.node import Node

MAX_TERMS = 40  # a longer entry is no longer something to read


class Factor(NamedTuple):
    """A base to a power; the power is a number, or a sum where it is none."""

    base: Base
    power: Any


class Term(NamedTuple):
    """A number times factors."""

    number: Rational
    factors: tuple[Factor, ...]


Sum: TypeAlias = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """An entrywise function of a sum."""

    name: str
    inside: Sum


@dataclass(frozen=True, slots=True)
class Group:
    """A sum as a factor; the order of its terms does not matter."""

    terms: Sum

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Group) and frozenset(self.terms) == frozenset(other.terms)

    def __hash__(self) -> int:
        return hash(frozenset(self.terms))


Base: TypeAlias = Node | Call | Group
ZERO: Sum = ()
ONE: Sum = (Term(1, ()),)


def too_large(what: str) -> WrtError:
    """The error of everything that is too long to be written out."""
    return WrtError("E-too-large", f"written out by entries, {what}", help="choose a smaller size, or indices")


def number(value: Rational) -> Sum:
    return (Term(rational(value), ()),) if value != 0 else ZERO


def leaf(node: Node) -> Sum:
    """A scalar that is not taken apart: an entry, a scalar symbol."""
    return (Term(1, (Factor(node, 1),)),)


def as_number(x: Sum) -> Rational | None:
    """The number that a sum is, if it is one."""
    if not x:
        return 0
    return x[0].number if len(x) == 1 and not x[0].factors else None


# ---- order


def _key(factor: Factor) -> tuple[Any, ...]:
    base = factor.base
    if isinstance(base, Node):
        if base.op == "entry":
            symbol = base.args[0]
            return 1 + (len(symbol.axes) == 1), str(symbol.value[0]), base.value
        return 0, str(base.value), ()
    if isinstance(base, Call):
        return 3, base.name, tuple(map(term_key, base.inside))
    return 4, "", tuple(map(term_key, base.terms))


def term_key(term: Term) -> tuple[Any, ...]:
    """An order of terms: by symbols and their indices, then by numbers."""
    return tuple([(*_key(f), str(f.power)) for f in term.factors]), term.number


def _kind(term: Term) -> tuple[Any, ...] | None:
    """The symbols of a product of entries; None for what is more than that."""
    keys = [(_key(f), f.power) for f in term.factors]
    return tuple([(key[:2], power) for key, power in keys]) if all(key[0] < 3 for key, _ in keys) else None


def in_order(x: Sum) -> Sum:
    """Terms that differ in their indices only in the order of these, each kind in the places that it has."""
    kinds = [_kind(term) for term in x]
    ordered = list(x)
    for kind in {kind for kind in kinds if kind}:
        places = [place for place, found in enumerate(kinds) if found == kind]
        for place, term in zip(places, sorted([x[p] for p in places], key=term_key), strict=True):
            ordered[place] = term
    return tuple(ordered)


# ---- sums


def plus(*parts: Sum) -> Sum:
    """The sum, like terms collected where they first occur; a group alone in a term is opened."""
    found: dict[tuple[Factor, ...], Rational] = {}
    for part in parts:
        for term in part:
            for piece in _opened(term) if term.number in (1, -1) else (term,):
                found[piece.factors] = found.get(piece.factors, 0) + piece.number
    result = tuple([Term(rational(value), factors) for factors, value in found.items() if value != 0])
    return _without_quotients(result)


def minus(x: Sum) -> Sum:
    return plus(tuple([Term(-term.number, term.factors) for term in x]))


def _opened(term: Term) -> Sum:
    """A number times a sum, term by term."""
    if len(term.factors) == 1:
        base, power = term.factors[0]
        if isinstance(base, Group) and power == 1:
            return tuple([Term(rational(term.number * inner.number), inner.factors) for inner in base.terms])
    return (term,)


def _without_quotients(x: Sum) -> Sum:
    """A sum over itself is 1: (a*d - b*c)/(a*d - b*c)."""
    if len(x) < 2:
        return x
    shared = [f for f in x[0].factors if isinstance(f.base, Group) and f.power == -1]
    for factor in shared:
        if all(factor in term.factors for term in x):
            above = tuple([Term(term.number, tuple([f for f in term.factors if f != factor])) for term in x])
            ratio = _ratio(above, factor.base.terms)  # type: ignore[union-attr]
            if ratio is not None:
                return number(ratio)
    return x


def _ratio(x: Sum, y: Sum) -> Rational | None:
    """The number c with x = c*y, if there is one."""
    if len(x) != len(y):
        return None
    known = {term.factors: term.number for term in y}
    ratios = {Fraction(term.number) / known[term.factors] if term.factors in known else None for term in x}
    return rational(ratio) if len(ratios) == 1 and (ratio := ratios.pop()) is not None else None


# ---- products


def _joined(left: Term, right: Term) -> Term:
    """The product of two terms, equal bases collected as powers."""
    powers: dict[Base, Any] = {}
    for base, power in (*left.factors, *right.factors):
        powers[base] = _plus_powers(powers[base], power) if base in powers else power
    factors = [Factor(base, power) for base, power in powers.items() if power not in {0, ZERO}]
    return Term(rational(left.number * right.number), tuple(sorted(factors, key=_key)))


def _plus_powers(p: Any, q: Any) -> Any:
    if isinstance(p, tuple) or isinstance(q, tuple):
        total = plus(as_sum(p), as_sum(q))
        value = as_number(total)
        return total if value is None else value
    return rational(p + q)


def as_sum(power: Any) -> Sum:
    """A power as a sum."""
    return power if isinstance(power, tuple) else number(power)


def kept(x: Sum, y: Sum) -> Sum:
    """The product with sums as groups: -2*(y[1] - z[1])."""
    if not x or not y:
        return ZERO
    return plus((_joined(_as_term(x), _as_term(y)),))


def _as_term(x: Sum) -> Term:
    if len(x) == 1:
        return x[0]
    content = _content(x)
    if content == 1:
        return Term(1, (Factor(Group(x), 1),))
    terms = plus(tuple([Term(rational(Fraction(term.number) / content), term.factors) for term in x]))
    return Term(content, (Factor(Group(terms), 1),))


def _content(x: Sum) -> Rational:
    """The greatest whole number in every term, negative where every term is."""
    sign = -1 if all(term.number < 0 for term in x) else 1
    return sign * (gcd(*[int(t.number) for t in x]) if all(Fraction(t.number).denominator == 1 for t in x) else 1)


def times(x: Sum, y: Sum) -> Sum:
    """The product multiplied out; of a sum and itself the square."""
    x, y = _open_all(x), _open_all(y)
    if len(x) > 1 and frozenset(x) == frozenset(y):
        return power(x, 2)
    if len(x) * len(y) > 4 * MAX_TERMS:
        raise too_large(f"an entry has {len(x) * len(y)} terms")
    return plus(tuple([_joined(left, right) for left in x for right in y]))


def _open_all(x: Sum) -> Sum:
    """The sum with its first powers of groups multiplied out."""
    if not any(isinstance(f.base, Group) and f.power == 1 for term in x for f in term.factors):
        return x
    found: list[Sum] = []
    for term in x:
        result: Sum = (Term(term.number, ()),)
        for factor in term.factors:
            opens = isinstance(factor.base, Group) and factor.power == 1
            pieces = _open_all(factor.base.terms) if opens else (Term(1, (factor,)),)  # type: ignore[union-attr]
            result = plus(tuple([_joined(left, right) for left in result for right in pieces]))
        found.append(result)
    return plus(*found)


def power(x: Sum, exponent: Any) -> Sum:
    """A sum to a power, a number or a sum; only whole powers go into a product."""
    exponent = exponent if not isinstance(exponent, tuple) or as_number(exponent) is None else as_number(exponent)
    if exponent == 0:
        return ONE
    if exponent == 1:
        return x
    if not x:
        if not isinstance(exponent, tuple) and exponent > 0:
            return ZERO
        raise WrtError("E-components", "written out by entries, there is a negative power of 0")
    if x == ONE:
        return ONE
    if len(x) == 1:
        return (_power_of_term(x[0], exponent),)
    if type(exponent) is int and all(term.number < 0 for term in x):
        return tuple([Term(rational(t.number * (-1) ** exponent), t.factors) for t in power(minus(x), exponent)])
    return (Term(1, (Factor(Group(x), exponent),)),)


def _power_of_term(term: Term, exponent: Any) -> Term:
    if type(exponent) is int:
        factors = tuple([Factor(base, _times_power(p, exponent)) for base, p in term.factors])
        joined = Term(1, ())
        for base, p in factors:
            pieces = base.terms if isinstance(base, Group) and p == 1 and len(base.terms) == 1 else None
            joined = _joined(joined, pieces[0] if pieces else Term(1, (Factor(base, p),)))
        return Term(rational(Fraction(term.number) ** exponent), joined.factors)
    if term.number == 1 and len(term.factors) == 1 and term.factors[0].power == 1:
        return Term(1, (Factor(term.factors[0].base, exponent),))
    return Term(1, (Factor(Group((term,)), exponent),))


def _times_power(p: Any, exponent: int) -> Any:
    return tuple([Term(t.number * exponent, t.factors) for t in p]) if isinstance(p, tuple) else rational(p * exponent)


# ---- functions


def call(name: str, inside: Sum) -> Sum:
    """An entrywise function; log of an absolute value is one function of its own."""
    if name == "log" and len(inside) == 1 and inside[0].number == 1 and len(inside[0].factors) == 1:
        base, exponent = inside[0].factors[0]
        if isinstance(base, Call) and base.name == "abs" and exponent == 1:
            return leaf_of(Call("logabs", base.inside))
    value = KNOWN.get((name, inside))
    return leaf_of(Call(name, inside)) if value is None else value


KNOWN: Mapping[tuple[str, Sum], Sum] = {
    ("exp", ZERO): ONE, ("log", ONE): ZERO, ("sin", ZERO): ZERO, ("cos", ZERO): ONE, ("tan", ZERO): ZERO,
    ("tanh", ZERO): ZERO, ("sinh", ZERO): ZERO, ("cosh", ZERO): ONE, ("abs", ZERO): ZERO, ("logabs", ONE): ZERO,
    ("abs", ONE): ONE,
}  # fmt: skip


def leaf_of(base: Base) -> Sum:
    return (Term(1, (Factor(base, 1),)),)


def substitute(x: Sum, values: Mapping[Node, Sum]) -> Sum:
    """A sum with some of its leaves replaced."""
    found: list[Sum] = []
    for term in x:
        result = number(term.number)
        for base, exponent in term.factors:
            result = kept(result, power(_replaced(base, values), _replaced_power(exponent, values)))
        found.append(result)
    return plus(*found)


def _replaced(base: Base, values: Mapping[Node, Sum]) -> Sum:
    if isinstance(base, Node):
        return values.get(base) if base in values else leaf(base)  # type: ignore[return-value]
    if isinstance(base, Call):
        return call(base.name, substitute(base.inside, values))
    return substitute(base.terms, values)


def _replaced_power(exponent: Any, values: Mapping[Node, Sum]) -> Any:
    return substitute(exponent, values) if isinstance(exponent, tuple) else exponent


def leaves(x: Sum) -> Iterable[Node]:
    """The entries and symbols that occur."""
    for term in x:
        for base, exponent in term.factors:
            if isinstance(base, Node):
                yield base
            else:
                yield from leaves(base.inside if isinstance(base, Call) else base.terms)
            if isinstance(exponent, tuple):
                yield from leaves(exponent)


def length(x: Sum) -> int:
    """How many factors are written."""
    total = 0
    for term in x:
        total += 1
        for base, exponent in term.factors:
            inner = () if isinstance(base, Node) else base.inside if isinstance(base, Call) else base.terms
            total += 1 + length(inner) + (length(exponent) if isinstance(exponent, tuple) else 0)
    return total
