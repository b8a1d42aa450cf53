"""What an undeclared name stands for: the convention, and in which order other readings are tried.

a..g are scalars, h..z vectors, A..Z matrices; longer names go by their first letter; a lower-case Greek letter is a
scalar, a capital one a matrix.  In LaTeX the typeface says it.  A guess yields to the only reading that fits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TypeAlias

Kind: TypeAlias = str
"""scalar | vector | matrix"""
Option: TypeAlias = tuple[int, str, Kind]
"""What another reading of a name costs."""

GREEK = frozenset(
    """alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lam lambda mu nu xi omicron pi rho
    sigma tau upsilon phi varphi chi psi omega ell""".split()
)
CAPITAL_GREEK = frozenset("Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega".split())
MAX_TRIALS, MAX_COST, MAX_CHANGED = 400, 16, 4
BOLD_SCALAR = ("array", "scalar")
COUNTS = frozenset("CDKLMNPT")  # capitals that are often numbers

# the other readings of a name with what each costs, by the reading of the convention
OTHERS: dict[tuple[Kind, bool], tuple[tuple[Kind, int], ...]] = {
    ("scalar", False): (("vector", 3), ("matrix", 7)),
    ("scalar", True): (("vector", 1), ("matrix", 4)),  # Greek letters stand for anything
    ("vector", False): (("scalar", 2),),
    ("vector", True): (("scalar", 2),),
    ("matrix", False): (("scalar", 2), ("vector", 4)),
    ("matrix", True): (("scalar", 2), ("vector", 4)),
}


def convention(name: str, hint: str) -> Kind:
    """The reading by convention.

    >>> [convention(name, "") for name in ("a", "x", "A", "theta", "W1")]
    ['scalar', 'vector', 'matrix', 'scalar', 'matrix']
    """
    if hint:
        return "matrix" if hint in ("array", "square") else hint
    stem = is_greek(name)
    if stem:
        return "matrix" if stem in CAPITAL_GREEK else "scalar"
    first = name[0]
    if first.isupper():
        return "matrix"
    return "scalar" if first in "abcdefg" else "vector"


def _is_letter_of_matrix(name: str) -> bool:
    return name[0].isupper() and name[0] not in COUNTS and not is_greek(name)


def is_surprising(name: str, kind: Kind) -> bool:
    """Whether reading a name as a scalar goes against a convention that people rely on (A is a matrix)."""
    return kind == "scalar" and convention(name, "") != "scalar" and name[0] not in COUNTS


def scalar_on_the_right(name: str, kinds: dict[str, Kind]) -> int:
    """What speaks against reading a name as a scalar that follows a matrix or row: `X y` and `a'*X*b` end in vectors.

    Of a..g and of Greek letters that is only said where another of them is a vector already.
    """
    if convention(name, "") == "scalar":
        others = (other for other, kind in kinds.items() if kind == "vector" and convention(other, "") == "scalar")
        return 4 if next(others, None) else 0
    return 0 if name[0].isupper() else 4


def is_greek(name: str) -> str:
    """The Greek letter that a name begins with ("theta" for "theta0"), or ""."""
    stem = name.rstrip("0123456789").split("_")[0]
    return stem if stem in GREEK or stem in CAPITAL_GREEK else ""


def readings(names: Sequence[str], hints: dict[str, str]) -> Iterator[tuple[int, dict[str, Kind]]]:
    """Ways to read the names, cheapest first, with their cost; what is bold is no scalar."""
    base = {name: convention(name, hints.get(name, "")) for name in names}
    yield 0, base
    options = [_others(name, base[name], hints.get(name, "")) for name in names
               if hints.get(name) not in ("vector", "square")]  # fmt: skip
    trials = ((cost, picks) for cost in range(1, MAX_COST + 1) for picks in _choices(options, cost, 0, MAX_CHANGED))
    for cost, picks in islice(trials, MAX_TRIALS):
        if len(picks) > 1 and any(kind == "scalar" and _is_letter_of_matrix(name) for _, name, kind in picks):
            continue  # one matrix may turn out to be a number, not several names at once
        yield cost, base | {name: kind for _, name, kind in picks}


def _others(name: str, kind: Kind, hint: str) -> list[Option]:
    """The other readings of a name.  In LaTeX a plain x may well be a vector; an A is hardly a number."""
    special = {}
    if hint == "scalar" and convention(name, "") == "vector":
        special["vector"] = 1
    if kind == "matrix" and _is_letter_of_matrix(name):
        special["scalar"] = 4
    others = OTHERS[kind, bool(is_greek(name))]
    return [(special.get(other, cost), name, other) for other, cost in others if (hint, other) != BOLD_SCALAR]


def _choices(options: list[list[Option]], cost: int, first: int, count: int) -> Iterator[tuple[Option, ...]]:
    """The ways to give up to `count` names another reading that cost just so much together."""
    for place in range(first, len(options)):
        for option in options[place]:
            if option[0] == cost:
                yield (option,)
            elif option[0] < cost and count > 1:
                for rest in _choices(options, cost - option[0], place + 1, count - 1):
                    yield (option, *rest)
