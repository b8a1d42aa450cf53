"""Which facts an expression has: declared, implied, or by the way it is built; where a term is defined."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from wrt.kernel.axes import Term
from wrt.kernel.equality import _vanishes
from wrt.kernel.polynomials import POSITIVE
from wrt.kernel.shapes import UNIT, shape

IMPLIES: dict[str, tuple[str, ...]] = {
    "diagonal": ("symmetric",),
    "invertible": ("full_column_rank", "full_row_rank"),
    "spd": ("psd", "invertible"),
    "psd": ("symmetric",),
    "negative_definite": ("symmetric", "invertible"),
    "indefinite": ("symmetric",),
    "orthogonal": ("invertible",),
    "positive": ("nonnegative", "nonzero"),
    "nonzero": ("not zero",),
    "binary": ("nonnegative",),
    "sums_to_one": ("positive",),
    "probability": ("positive",),
    "unit": ("not zero",),
}
OPEN = frozenset(("invertible", "full_column_rank", "full_row_rank", "nonzero", "positive", "not zero"))
"""Facts that hold around a point where they hold at the point."""


class Known:
    """The facts that a certificate declares, and which of its conditions were used."""

    def __init__(self, facts: list[tuple[Any, ...]], listed: list[tuple[Any, ...]]) -> None:
        self.facts, self.listed = facts, listed
        self.used: list[int] = []
        self.missing: list[tuple[Any, ...]] = []
        self.seen: dict[tuple[str, Term], bool] = {}

    def require(self, fact: str, *terms: Term) -> None:
        """Discharge a condition or raise."""
        if len(terms) == 1 and self.holds(fact, terms[0]):
            return
        for k, (name, *others) in enumerate((*self.listed, *self.facts)):
            if self._covers(name, others, fact, terms):
                if k < len(self.listed) and k not in self.used:
                    self.used.append(k)
                return
        self.missing.append((fact, *terms))

    def _covers(self, name: str, others: list[Term], fact: str, terms: tuple[Term, ...]) -> bool:
        if len(others) != len(terms) or not (name == fact or fact in _closure(name)):
            return False
        turned = terms[::-1] if fact == "commute" else terms
        return any(all(_agree(a, b) for a, b in zip(others, side, strict=True)) for side in {terms, turned})

    def holds(self, fact: str, term: Term) -> bool:
        """Whether a fact is declared of a term or follows from what it is made of."""
        key = (fact, term)
        if key not in self.seen:
            self.seen[key] = False
            causes = [fact, *[cause for cause in IMPLIES if fact in _closure(cause)]]
            self.seen[key] = any(
                cause == name and len(others) == 1 and _agree(others[0], term)
                for cause in causes for name, *others in self.facts
            ) or any(_infer(self, cause, term) for cause in causes)  # fmt: skip
        return self.seen[key]


def _closure(fact: str) -> set[str]:
    return {fact}.union(*[_closure(other) for other in IMPLIES.get(fact, ())])


def _agree(a: Term, b: Term) -> bool:
    return a == b or (shape(a) == shape(b) and _vanishes([(1, a), (-1, b)]))


def _infer(known: Known, fact: str, term: Term) -> bool:
    """The clauses: what makes a fact true of an expression by the way it is built."""
    head, *args = term
    if head in LEAF_FACTS:
        return fact in LEAF_FACTS[head]
    if head == "num":
        return Fraction(*args) > 0 if fact == "positive" else args[0] != 0 if fact == "nonzero" else (
            fact == "nonnegative" and args[0] == 0)  # fmt: skip
    if head == "fn":
        inner = args[1]
        if fact == "positive":
            return args[0] in POSITIVE or (args[0] == "abs" and known.holds("nonzero", inner))
        return fact == "nonnegative" and args[0] in ("abs", "relu")
    if head in ("T", "inv"):
        swap = {"full_column_rank": "full_row_rank", "full_row_rank": "full_column_rank"}
        kept = ("symmetric", "skew", "diagonal", "spd", "invertible", "orthogonal", "negative_definite")
        more = ("psd", "positive", "nonnegative", "nonzero", "idempotent", *swap) if head == "T" else ()
        return (head == "inv" and fact == "invertible") or (
            fact in (*kept, *more) and known.holds(swap.get(fact, fact), args[0]))  # fmt: skip
    clause = CLAUSES.get((head, fact))
    return clause is not None and clause(known, *args)


def _each(fact: str) -> Callable[..., bool]:
    return lambda known, *args: all(known.holds(fact, arg) for arg in args)


def _some_spd(known: Known, *args: Term) -> bool:
    return _each("psd")(known, *args) and any(known.holds("spd", arg) for arg in args)


def _some_positive(known: Known, *args: Term) -> bool:
    return _each("nonnegative")(known, *args) and any(known.holds("positive", arg) for arg in args)


def _chain_has(fact: str) -> Callable[..., bool]:
    """Of a product: its scalars are not zero and every matrix (square ones, for an inverse) has the fact."""

    def clause(known: Known, *args: Term) -> bool:
        wide = [arg for arg in args if shape(arg) != UNIT]
        square = fact != "invertible" or all(shape(arg)[0] == shape(arg)[1] for arg in wide)
        scalars = [arg for arg in args if shape(arg) == UNIT]
        return bool(wide) and square and _each("nonzero")(known, *scalars) and _each(fact)(known, *wide)

    return clause


def _gram(strict: bool) -> Callable[..., bool]:
    """Of s*B'*C*B: definite with positive s and C, and B of full column rank; or merely psd."""

    def clause(known: Known, *args: Term) -> bool:
        scalars = [arg for arg in args if shape(arg) == UNIT]
        wide = [arg for arg in args if shape(arg) != UNIT]
        half = len(wide) // 2
        left, right = wide[:half], wide[len(wide) - half :]
        middle = wide[half : len(wide) - half]
        turned = [("T", arg) for arg in reversed(right)]
        return (
            bool(wide)
            and shape(("mul", *wide)) != UNIT
            and all(shape(a) == shape(b) and _agree(a, b) for a, b in zip(left, turned, strict=True))
            and _each("positive" if strict else "nonnegative")(known, *scalars)
            and _each("spd" if strict else "psd")(known, *middle)
            and (not strict or _each("full_column_rank")(known, *right))
        )

    return clause


def _quadratic(strict: bool) -> Callable[..., bool]:
    """Of a scalar: a product of scalars with the sign, or v'*C*v with C definite and v not zero."""

    def clause(known: Known, *args: Term) -> bool:
        sign = "positive" if strict else "nonnegative"
        if _each(sign)(known, *args):
            return True
        half = len(args) // 2
        left, right, middle = args[:half], args[len(args) - half :], args[half : len(args) - half]
        if UNIT in map(shape, args) or not half or shape(("mul", *args)) != UNIT:
            return False
        turned = [("T", arg) for arg in reversed(right)]
        return (
            all(shape(a) == shape(b) and _agree(a, b) for a, b in zip(left, turned, strict=True))
            and _each("spd" if strict else "psd")(known, *middle)
            and (not strict or (known.holds("not zero", right[-1]) and _each("full_column_rank")(known, *right[:-1])))
        )

    return clause


def _even_power(strict: bool) -> Callable[..., bool]:
    def clause(known: Known, base: Term, exponent: Term) -> bool:
        if shape(base) != UNIT:
            return False
        even = exponent[0] == "num" and len(exponent) == 2 and exponent[1] % 2 == 0
        return known.holds("positive", base) or (even and (not strict or known.holds("nonzero", base)))

    return clause


LEAF_FACTS: dict[str, frozenset[str]] = {
    "dim": frozenset(("positive",)),
    "const": frozenset(("positive",)),
    "eye": frozenset(("spd", "orthogonal", "diagonal", "idempotent", "nonnegative")),
    "ones": frozenset(("positive",)),
    "zero": frozenset(("nonnegative",)),
    "basis": frozenset(("nonnegative", "unit")),
    "commutation": frozenset(("orthogonal", "nonnegative")),
}
CLAUSES: dict[tuple[str, str], Callable[..., bool]] = {
    **{("add", fact): _each(fact)
       for fact in ("symmetric", "skew", "diagonal", "psd", "nonnegative", "negative_definite")},
    ("add", "spd"): _some_spd,
    ("add", "positive"): _some_positive,
    **{("mul", fact): _chain_has(fact) for fact in ("invertible", "full_column_rank", "full_row_rank")},
    ("mul", "nonzero"): lambda known, *args: set(map(shape, args)) == {UNIT} and _each("nonzero")(known, *args),
    ("mul", "orthogonal"): lambda known, *args: UNIT not in map(shape, args) and _each("orthogonal")(known, *args),
    ("mul", "spd"): _gram(strict=True),
    ("mul", "psd"): _gram(strict=False),
    ("mul", "positive"): _quadratic(strict=True),
    ("mul", "nonnegative"): _quadratic(strict=False),
    **{("div", fact): lambda known, a, s, fact=fact: known.holds(fact, a) and known.holds("positive", s)
       for fact in ("spd", "psd", "positive", "nonnegative")},
    ("div", "nonzero"): lambda known, a, s: known.holds("nonzero", a),
    ("div", "invertible"): lambda known, a, s: known.holds("invertible", a),
    ("neg", "nonzero"): _each("nonzero"),
    ("neg", "invertible"): _each("invertible"),
    ("neg", "symmetric"): _each("symmetric"),
    ("pow", "positive"): _even_power(strict=True),
    ("pow", "nonnegative"): _even_power(strict=False),
    ("pow", "nonzero"): lambda known, a, e: shape(a) == UNIT and known.holds("nonzero", a),
    ("sqrt", "nonnegative"): lambda known, a: True,
    ("sqrt", "positive"): _each("positive"),
    ("det", "positive"): _each("spd"),
    ("det", "nonzero"): _each("invertible"),
    ("tr", "positive"): _each("spd"),
    ("tr", "nonnegative"): _each("psd"),
    ("diag", "diagonal"): lambda known, a: True,
    ("diag", "spd"): _each("positive"),
    ("diag", "psd"): _each("nonnegative"),
    ("diag", "invertible"): _each("nonzero"),
    ("diagpart", "positive"): _each("spd"),
    ("softmax", "sums_to_one"): lambda known, a: True,
    **{("kron", fact): _each(fact) for fact in ("spd", "psd", "invertible", "orthogonal", "symmetric", "diagonal")},
    **{("had", fact): _each(fact) for fact in ("positive", "nonnegative", "nonzero")},
    **{(norm, "positive"): _each("not zero") for norm in ("norm1", "norm2", "normF")},
    **{(norm, "nonnegative"): lambda known, a: True for norm in ("norm1", "norm2", "normF")},
}  # fmt: skip


def _domain(term: Term) -> Iterator[tuple[str, Term]]:
    """What must hold where a term is defined."""
    head, *args = term
    if head in ("inv", "logdet"):
        yield "invertible", args[0]
    elif head in ("div", "hdiv"):
        yield "nonzero", args[1]
    elif head == "sqrt":
        yield "nonnegative", args[0]
    elif head in ("pow", "hpow"):
        yield from _power_domain(*args)
    elif head == "fn" and args[0] in ("log", "arcsin", "arccos"):
        yield ("positive" if args[0] == "log" else "between -1 and 1"), args[1]
    for arg in args:
        if isinstance(arg, tuple) and arg and isinstance(arg[0], str):
            yield from _domain(arg)


def _power_domain(base: Term, exponent: Term) -> Iterator[tuple[str, Term]]:
    negative = exponent[0] == "neg" and exponent[1][0] == "num"
    number = Fraction(*(exponent[1] if negative else exponent)[1:]) if negative or exponent[0] == "num" else None
    if number is None:
        yield "positive", base
    elif number.denominator == 1:
        if (number < 0) != negative and number:
            yield ("nonzero" if shape(base) == UNIT else "invertible"), base
    else:
        yield ("nonnegative" if (number > 0) != negative else "positive"), base
