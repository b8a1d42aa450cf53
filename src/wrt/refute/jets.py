"""Jets: numbers with their partial derivatives, by which `D` is evaluated exactly.

A jet is a polynomial in infinitesimals e[level, k], of which two of one level multiply to 0: a level belongs to one
derivative, k counts the entries that it is taken by.  What is differentiated twice has two levels.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from wrt.refute.fields import UNKNOWN, Number, Undefined, known

Key = tuple[tuple[int, int], ...]
HALF = Fraction(1, 2)


class Jet:
    """Coefficients by products of infinitesimals; () is the number itself.

    Zeros are kept: what depends on a variable depends on it also where its slope happens to be 0 (sqrt(x^2) has no
    derivative at 0).
    """

    __slots__ = ("terms",)

    def __init__(self, terms: dict[Key, Number]) -> None:
        self.terms = terms

    def __add__(self, other: Number) -> Jet:
        terms = dict(self.terms)
        for key, x in terms_of(other).items():
            terms[key] = terms[key] + x if key in terms else x
        return Jet(terms)

    def __neg__(self) -> Jet:
        return Jet({key: -x for key, x in self.terms.items()})

    def __sub__(self, other: Number) -> Jet:
        return self.__add__(-other)

    def __rsub__(self, other: Number) -> Jet:
        return self.__neg__().__add__(other)

    def __mul__(self, other: Number) -> Jet:
        terms: dict[Key, Number] = {}
        for left, x in self.terms.items():
            for right, y in terms_of(other).items():
                key = _joined(left, right)
                if key is not None:
                    terms[key] = terms[key] + x * y if key in terms else x * y
        return Jet(terms)

    __radd__, __rmul__ = __add__, __mul__


def _joined(left: Key, right: Key) -> Key | None:
    """The product of two products of infinitesimals; None where it is 0."""
    if not left or not right:
        return left or right
    levels = {level for level, _ in left}
    if any(level in levels for level, _ in right):
        return None
    return tuple(sorted(left + right))


def terms_of(x: Number) -> dict[Key, Number]:
    return x.terms if isinstance(x, Jet) else {(): x}


def constant(x: Number) -> Number:
    """The number without its infinitesimals."""
    return x.terms.get((), 0) if isinstance(x, Jet) else x


def coefficient(x: Number, level: int, k: int) -> Number:
    """The partial derivative by the k-th entry of a level."""
    found = {}
    for key, value in terms_of(x).items():
        if (level, k) in key:
            found[tuple([part for part in key if part != (level, k)])] = value
    return _plain(found)


def _plain(terms: dict[Key, Number]) -> Number:
    if not terms:
        return 0
    return terms[()] if len(terms) == 1 and () in terms else Jet({(): 0} | terms)


def split(x: Number) -> tuple[Number, dict[tuple[int, int], Number]]:
    """A jet as u + sum of v[k]*e[level, k], for its highest level, of which u and v are free."""
    terms = terms_of(x)
    level = max((key[-1][0] for key in terms if key), default=None)
    if level is None:
        return terms.get((), 0), {}
    rest: dict[Key, Number] = {}
    parts: dict[tuple[int, int], dict[Key, Number]] = {}
    for key, value in terms.items():
        if key and key[-1][0] == level:
            parts.setdefault(key[-1], {})[key[:-1]] = value
        else:
            rest[key] = value
    return _plain(rest), {k: _plain(part) for k, part in parts.items()}


def chained(value: Number, slope: Number, parts: dict[tuple[int, int], Number]) -> Number:
    """f(u) + f'(u) * sum of v[k]*e[k]."""
    result = value if isinstance(value, Jet) else Jet({(): value})
    for k, part in parts.items():
        result += Jet({(*key, k): x for key, x in terms_of(slope * part).items()})
    return result


class Calculus:
    """Arithmetic in a field and its jets."""

    def __init__(self, field: Number) -> None:
        self.field = field

    def reduce(self, x: Number) -> Number:
        reduce = self.field.reduce
        return Jet({key: reduce(y) for key, y in x.terms.items()}) if isinstance(x, Jet) else reduce(x)

    def is_unit(self, x: Number) -> bool:
        return not self.field.is_zero(constant(x))

    def invert(self, x: Number) -> Number:
        if not isinstance(x, Jet):
            return self.field.invert(x)
        u, parts = split(x)
        inverse = self.invert(u)
        return self.reduce(chained(inverse, -inverse * inverse, parts) if parts else inverse)

    def apply(self, name: str, x: Number) -> Number:
        """A function of the table, with all derivatives that are asked for."""
        u, parts = split(x) if isinstance(x, Jet) else (x, None)
        value = self.field.function(name, u) if not isinstance(u, Jet) else self.apply(name, u)
        if not parts:
            return value
        return self.reduce(chained(value, SLOPES[name](self, u), parts))

    def raised(self, x: Number, k: int) -> Number:
        """x^k for a whole number k, where 0^0 = 1."""
        if k < 0:
            return self.raised(self.invert(x), -k)
        result: Number = self.field.number(1)
        while k:
            if k & 1:
                result = self.reduce(result * x)
            x = self.reduce(x * x) if k > 1 else x
            k >>= 1
        return result

    def power(self, x: Number, p: Number) -> Number:
        """x^p for any exponent; a negative base has whole powers only."""
        whole = _whole(p)
        if whole is not None:
            if abs(whole) > 10_000:
                return UNKNOWN
            return self.raised(x, whole)
        if not isinstance(x, Jet) and not isinstance(p, Jet):
            return self.field.power(x, p)
        return self._power_jet(x, p)

    def _power_jet(self, x: Number, p: Number) -> Number:
        """d(x^p) = p*x^(p-1)*dx + log(x)*x^p*dp, by the highest level of both."""
        u, dx, q, dp = *split(x), *split(p)
        levels = [next(iter(parts))[0] for parts in (dx, dp) if parts]
        if not levels:
            return self.power(u, q)
        if not (dx and levels[0] == max(levels)):
            u, dx = x, {}
        if not (dp and levels[-1] == max(levels)):
            q, dp = p, {}
        result = self.power(u, q)
        if dx:
            result = chained(result, q * self.power(u, q - 1), dx)
        if dp:
            result = chained(result, self.apply("log", u) * self.power(u, q), dp)
        return self.reduce(result)

    def sqrt(self, x: Number) -> Number:
        """The root; it has no slope at 0."""
        if not isinstance(x, Jet):
            return 0 if x is not UNKNOWN and x == 0 else self.field.power(x, self.field.number(HALF))
        u, parts = split(x)
        root = self.sqrt(u)
        return self.reduce(chained(root, self.invert(root * 2), parts)) if parts else root


def _whole(p: Number) -> int | None:
    if isinstance(p, Jet) or p is UNKNOWN:
        return None
    return int(p) if p == int(p) else None


def _sign(calculus: Calculus, x: Number) -> Number:
    """The slope of abs: the sign, which has a value and slope 0 away from 0 only."""
    if not calculus.field.ordered:
        return UNKNOWN
    at = known(constant(x))
    if calculus.field.is_zero(at):
        raise Undefined
    return 1 if at > 0 else -1


def _no_slope(calculus: Calculus, x: Number) -> Number:
    return 0 * _sign(calculus, x)


def _step(calculus: Calculus, x: Number) -> Number:
    return max(_sign(calculus, x), 0) if calculus.field.ordered else UNKNOWN


def _arc(calculus: Calculus, x: Number) -> Number:
    """1/sqrt(1 - x^2)."""
    return calculus.invert(calculus.sqrt(1 - x * x))


def _logistic(calculus: Calculus, x: Number) -> Number:
    return calculus.apply("sigmoid", x) * calculus.apply("sigmoid", -x)


SLOPES: dict[str, Callable[[Calculus, Number], Number]] = {
    "exp": lambda calculus, x: calculus.apply("exp", x),
    "log": lambda calculus, x: calculus.invert(x),
    "sin": lambda calculus, x: calculus.apply("cos", x),
    "cos": lambda calculus, x: -calculus.apply("sin", x),
    "tan": lambda calculus, x: 1 + calculus.raised(calculus.apply("tan", x), 2),
    "arcsin": _arc,
    "arccos": lambda calculus, x: -_arc(calculus, x),
    "arctan": lambda calculus, x: calculus.invert(1 + x * x),
    "sinh": lambda calculus, x: calculus.apply("cosh", x),
    "cosh": lambda calculus, x: calculus.apply("sinh", x),
    "tanh": lambda calculus, x: 1 - calculus.raised(calculus.apply("tanh", x), 2),
    "abs": _sign,
    "sign": _no_slope,
    "relu": _step,
    "sigmoid": _logistic,
    "softplus": lambda calculus, x: calculus.apply("sigmoid", x),
}
