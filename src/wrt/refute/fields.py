"""Numbers in which expressions are evaluated exactly: the rationals, and the integers modulo a prime.

What is no rational function of the entries (`exp(2)`, a norm) has the value UNKNOWN there: it spreads through sums and
products, and vanishes only where it is multiplied by 0, so that a known value is always right.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from decimal import Decimal
from fractions import Fraction
from math import isqrt
from typing import Any, TypeAlias

Number: TypeAlias = Any
"""int or Fraction, Decimal, Unknown, or a Jet of these."""

PRIME = 2**61 - 1
MAX_EXPONENT = 64  # a larger power of a number is not written down


class Undefined(Exception):
    """The expression has no value at this point."""


class NotRational(Exception):
    """The value exists, but this field cannot say what it is."""


class Unknown:
    """A number of which nothing is known but that it exists."""

    denominator = 0  # neither an int nor a Fraction

    def __add__(self, other: Number) -> Number:
        return self if isinstance(other, int | Fraction | Decimal | Unknown) else NotImplemented

    def __mul__(self, other: Number) -> Number:
        if not isinstance(other, int | Fraction | Decimal | Unknown):
            return NotImplemented  # a jet knows what to do with an unknown coefficient
        return 0 if other is not self and other == 0 else self

    def __neg__(self) -> Unknown:
        return self

    def __mod__(self, prime: int) -> Unknown:
        return self

    def __repr__(self) -> str:
        return "unknown"

    __radd__, __rmul__, __sub__, __rsub__ = __add__, __mul__, __add__, __add__


UNKNOWN = Unknown()


def known(x: Number) -> Number:
    """The number, where a decision hangs on it."""
    if x is UNKNOWN:
        raise NotRational
    return x


class Rational:
    """Rational numbers; whole ones are ints."""

    ordered = True
    rounds = False

    def context(self) -> AbstractContextManager[object]:
        return nullcontext()

    def number(self, value: int | Fraction) -> Number:
        return self.reduce(value)

    def reduce(self, x: Number) -> Number:
        return x.numerator if x.denominator == 1 else x

    def is_zero(self, x: Number) -> bool:
        return bool(known(x) == 0)

    def same(self, x: Number, y: Number) -> bool:
        return bool(known(x) == known(y))

    def invert(self, x: Number) -> Number:
        if self.is_zero(x):
            raise Undefined
        return self.reduce(Fraction(1) / x)

    def function(self, name: str, x: Number) -> Number:
        """A function at a number where its value is rational."""
        return FUNCTIONS[name](x) if x is not UNKNOWN else UNKNOWN

    def power(self, x: Number, p: Number) -> Number:
        """x^p for rational p; only perfect powers have a rational root."""
        if x is UNKNOWN or p is UNKNOWN:
            return UNKNOWN
        if x < 0 or (x == 0 and p <= 0):
            raise Undefined
        p = Fraction(p)
        if abs(p.numerator) > MAX_EXPONENT or p.denominator > MAX_EXPONENT:
            return x if x in {0, 1} else UNKNOWN
        x = Fraction(x) ** abs(p.numerator)
        over, under = _root(x.numerator, p.denominator), _root(x.denominator, p.denominator)
        if over is None or under is None:
            return UNKNOWN
        return self.reduce(Fraction(over, under) if p > 0 else Fraction(under, over))

    @property
    def pi(self) -> Number:
        return UNKNOWN


class Modular:
    """Integers modulo a prime: rational functions in numbers that do not grow.  There is no order and no root."""

    ordered = False
    rounds = False

    def context(self) -> AbstractContextManager[object]:
        return nullcontext()

    def number(self, value: int | Fraction) -> Number:
        value = Fraction(value)
        return value.numerator * pow(value.denominator, -1, PRIME) % PRIME

    def reduce(self, x: Number) -> Number:
        return x % PRIME

    def is_zero(self, x: Number) -> bool:
        return bool(known(x) % PRIME == 0)

    def same(self, x: Number, y: Number) -> bool:
        return self.is_zero(known(x) - known(y))

    def invert(self, x: Number) -> Number:
        if self.is_zero(x):
            raise Undefined
        return pow(x, -1, PRIME)

    def function(self, name: str, x: Number) -> Number:
        return UNKNOWN

    def power(self, x: Number, p: Number) -> Number:
        return UNKNOWN

    @property
    def pi(self) -> Number:
        return UNKNOWN


RATIONAL = Rational()
MODULAR = Modular()


def _root(x: int, k: int) -> int | None:
    """The whole k-th root of a whole number that is not negative, if there is one."""
    guess = isqrt(x) if k == 2 else round(x ** (1 / k)) if x < 2**50 else _bisected(x, k)
    return guess if guess**k == x else None


def _bisected(x: int, k: int) -> int:
    low, high = 0, 1 << (x.bit_length() // k + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**k <= x else (low, middle - 1)
    return low


def _at(place: int, value: int) -> Callable[[Number], Number]:
    return lambda x: value if x == place else UNKNOWN


def _log(x: Number) -> Number:
    if x <= 0:
        raise Undefined
    return 0 if x == 1 else UNKNOWN


def _arc(place: int) -> Callable[[Number], Number]:
    def function(x: Number) -> Number:
        if abs(x) > 1:
            raise Undefined
        return 0 if x == place else UNKNOWN

    return function


FUNCTIONS: dict[str, Callable[[Number], Number]] = {
    **dict.fromkeys(("sin", "tan", "arctan", "sinh", "tanh"), _at(0, 0)),
    **dict.fromkeys(("exp", "cos", "cosh"), _at(0, 1)),
    "arcsin": _arc(0),
    "arccos": _arc(1),
    "log": _log,
    "abs": abs,
    "sign": lambda x: (x > 0) - (x < 0),
    "relu": lambda x: max(x, 0),
    "sigmoid": lambda x: Fraction(1, 2) if x == 0 else UNKNOWN,
    "softplus": lambda x: UNKNOWN,
}
