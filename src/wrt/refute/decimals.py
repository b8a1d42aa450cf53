"""Decimal numbers of any precision: the judge where values are not rational (exp, log, roots, sin).

A difference counts only if it stays the same when everything is computed again with more digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import (
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    getcontext,
    localcontext,
)
from fractions import Fraction

from wrt.refute.fields import Number, Undefined

LARGEST = Decimal(10) ** 30  # beyond it sines have no digits left


class Decimals:
    """Numbers of `digits` digits; what is smaller than half of them say is taken for 0."""

    ordered = True
    rounds = True

    def __init__(self, digits: int) -> None:
        self.digits = digits
        self.tiny = Decimal(10) ** (-digits // 2)

    @contextmanager
    def context(self) -> Iterator[None]:
        """Inside, numbers are computed to these digits; what is too large for them is Undefined."""
        try:
            with localcontext(Context(prec=self.digits, traps=[InvalidOperation, DivisionByZero, Overflow])):
                yield
        except DecimalException:
            raise Undefined from None

    def number(self, value: int | Fraction) -> Number:
        return Decimal(value) if isinstance(value, int) else Decimal(value.numerator) / value.denominator

    def reduce(self, x: Number) -> Number:
        return x

    def is_zero(self, x: Number) -> bool:
        return bool(abs(x) < self.tiny)

    def same(self, x: Number, y: Number) -> bool:
        return bool(abs(x - y) <= self.tiny * max(abs(x), abs(y), 1))

    def invert(self, x: Number) -> Number:
        if self.is_zero(x):
            raise Undefined
        return 1 / Decimal(x)

    def function(self, name: str, x: Number) -> Number:
        try:
            return FUNCTIONS[name](self, Decimal(x))
        except DecimalException:
            raise Undefined from None

    def power(self, x: Number, p: Number) -> Number:
        if x < 0 or (self.is_zero(x) and p <= 0):
            raise Undefined
        try:
            return Decimal(x) ** p if x else Decimal(0)
        except DecimalException:
            raise Undefined from None

    @property
    def pi(self) -> Decimal:
        return 4 * _arctan(self, Decimal(1))

    def settled(self, x: Decimal) -> Decimal:
        """A number whose sign is asked for: what is neither 0 nor clear of it has none."""
        if x and self.is_zero(x):
            raise Undefined
        return x


def _series(first: Decimal, ratio: Callable[[int], Decimal]) -> Decimal:
    """first*(1 + ratio(1) + ratio(1)*ratio(2) + ...)."""
    total, term, k = first, first, 0
    small = Decimal(10) ** (-getcontext().prec - 5)
    while term and abs(term) > small * abs(total):
        k += 1
        term *= ratio(k)
        total += term
    return total


def _sin(field: Decimals, x: Decimal) -> Decimal:
    if abs(x) > LARGEST:
        raise Undefined
    if abs(x) > 4:
        x = x.remainder_near(2 * field.pi)
    return _series(x, lambda k: -x * x / (2 * k * (2 * k + 1)))


def _cos(field: Decimals, x: Decimal) -> Decimal:
    if abs(x) > 4:
        x = x.remainder_near(2 * field.pi)
    return _series(Decimal(1), lambda k: -x * x / (2 * k * (2 * k - 1)))


def _tan(field: Decimals, x: Decimal) -> Decimal:
    return Decimal(_sin(field, x) * field.invert(_cos(field, x)))


def _arctan(field: Decimals, x: Decimal) -> Decimal:
    """Halved until the series is short: arctan(x) = 2*arctan(x/(1 + sqrt(1 + x^2)))."""
    doubled = 0
    while abs(x) > Decimal("0.05"):
        x /= 1 + (1 + x * x).sqrt()
        doubled += 1
    total, power, k = x, x, 1
    small = Decimal(10) ** (-field.digits - 5)
    while power and abs(power) > small * abs(x):
        power *= -x * x
        k += 2
        total += power / k
    return total * Decimal(2**doubled)


def _arcsin(field: Decimals, x: Decimal) -> Number:
    rest = 1 - x * x
    if rest < 0:
        raise Undefined
    if rest == 0:
        return field.pi / 2 * int(x)
    return _arctan(field, x / rest.sqrt())


def _log(field: Decimals, x: Decimal) -> Decimal:
    if x <= 0 or field.is_zero(x):
        raise Undefined
    return x.ln()


def _tanh(field: Decimals, x: Decimal) -> Number:
    return 1 - 2 / ((2 * x).exp() + 1)


FUNCTIONS: dict[str, Callable[[Decimals, Decimal], Number]] = {
    "exp": lambda field, x: x.exp(),
    "log": _log,
    "sin": _sin,
    "cos": _cos,
    "tan": _tan,
    "arcsin": _arcsin,
    "arccos": lambda field, x: field.pi / 2 - _arcsin(field, x),
    "arctan": _arctan,
    "sinh": lambda field, x: (x.exp() - (-x).exp()) / 2,
    "cosh": lambda field, x: (x.exp() + (-x).exp()) / 2,
    "tanh": _tanh,
    "abs": lambda field, x: abs(x),
    "sign": lambda field, x: Decimal((field.settled(x) > 0) - (x < 0)),
    "relu": lambda field, x: max(x, Decimal(0)),
    "sigmoid": lambda field, x: 1 / (1 + (-x).exp()),
    "softplus": lambda field, x: max(x, Decimal(0)) + (1 + (-abs(x)).exp()).ln(),
}
