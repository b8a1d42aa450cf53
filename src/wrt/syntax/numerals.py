"""Numbers as they are written, read exactly: `0.5` is the pair (1, 2), never a float.

A number is an `int` where it is whole and a pair (numerator, denominator) in lowest terms where it is not.  Pairs
rather than `fractions.Fraction`, because importing that module costs as much time as reading a hundred formulas.
"""

from __future__ import annotations

from math import gcd

Number = int | tuple[int, int]

MAX_DIGITS = 1000
MAX_EXPONENT = 300


def number(digits: str) -> Number | None:
    """The exact value of a decimal number, or None where it is too long to be meant.

    >>> number("3"), number("0.5"), number("1e-3"), number("2.50")
    (3, (1, 2), (1, 1000), (5, 2))
    """
    if len(digits) > MAX_DIGITS:
        return None
    if digits.isdigit():
        return int(digits)
    mantissa, _, exponent = digits.lower().partition("e")
    whole, _, decimals = mantissa.partition(".")
    shift = (int(exponent) if exponent else 0) - len(decimals)
    if abs(shift + len(decimals)) > MAX_EXPONENT:
        return None
    return ratio(int((whole + decimals) or "0") * 10 ** max(shift, 0), 10 ** max(-shift, 0))


def ratio(numerator: int, denominator: int) -> Number:
    """The quotient of two whole numbers in lowest terms.

    >>> ratio(6, 4), ratio(6, 3)
    ((3, 2), 2)
    """
    common = gcd(numerator, denominator)
    numerator, denominator = numerator // common, denominator // common
    return numerator if denominator == 1 else (numerator, denominator)
