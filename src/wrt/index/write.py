"""The index form as text and as LaTeX.  How an atom is spelled is the caller's affair.

Every index that is not on the left is summed over its range, in each term in which it occurs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple, Protocol

from wrt.expr.build import Rational
from wrt.expr.dims import Dim
from wrt.expr.dims import write as write_dim
from wrt.expr.node import Node
from wrt.index.form import DELTA, Factor, Form, Index, Pair, Position, Shift, Term, indices

LETTERS = "ijklpqrstuvwhoabcdefg"
Names = dict[Index, str]


class Left(NamedTuple):
    """What is differentiated and by what, as names that are written: "Y" and ("X", "Z")."""

    function: str
    variables: tuple[str, ...]


class Notation(Protocol):
    """How the parts of an index form are spelled."""

    times: str

    def atom(self, node: Node, at: Sequence[str]) -> str: ...
    def delta(self, at: Sequence[str]) -> str: ...
    def named(self, number: int, at: Sequence[str]) -> str: ...
    def pair(self, parts: Sequence[str]) -> str: ...
    def power(self, base: str, power: Rational) -> str: ...
    def quotient(self, above: str, below: Sequence[str]) -> str: ...
    def left(self, left: Left, sides: Sequence[Sequence[str]]) -> str: ...


def write(form: Form, left: Left, notation: Notation, taken: Iterable[str] = ()) -> tuple[list[str], list[str]]:
    """The equation with one line more for each definition in it, and the names of the summed indices.

    `taken` are names that no index gets.
    """
    blocked = set(taken)
    summed: dict[str, None] = {}
    lines = [_equation(form.sides, form.terms, lambda sides: notation.left(left, sides), notation, blocked, summed)]
    for found in form.where:
        name = _named_left(notation, found.atom.value)
        lines.append(_equation((found.at,), found.terms, name, notation, blocked, summed))
    return lines, list(summed)


Sides = Sequence[Sequence[Position]]
Lefts = Callable[[list[list[str]]], str]


def _named_left(notation: Notation, number: int) -> Lefts:
    return lambda sides: notation.named(number, sides[0])


def _equation(
    sides: Sides, terms: Sequence[Term], left: Lefts, notation: Notation, taken: set[str], summed: dict[str, None]
) -> str:
    free, names = index_names(sides, terms, taken)
    summed.update(dict.fromkeys(name for known in names for index, name in known.items() if index not in free))
    spelled = [[_place(at, free, notation) for at in side] for side in sides]
    return f"{left(spelled)} = {_sum(terms, names, notation)}"


def index_names(sides: Sides, terms: Sequence[Term], taken: set[str]) -> tuple[Names, list[Names]]:
    """Letters for the indices on the left, in order, and for those of each term: a letter has one size throughout."""
    letters = _letters(taken)
    free = {index: next(letters) for index in dict.fromkeys(i for side in sides for at in side for i in indices(at))}
    pool: dict[Dim, list[str]] = {}
    found = []
    for term in terms:
        names = dict(free)
        used: dict[Dim, int] = {}
        for index in term.summed:
            place = used[index.size] = used.get(index.size, 0) + 1
            of_size = pool.setdefault(index.size, [])
            if len(of_size) < place:
                of_size.append(next(letters))
            names[index] = of_size[place - 1]
        found.append(names)
    return free, found


def _letters(taken: set[str]) -> Iterator[str]:
    yield from (letter for letter in LETTERS if letter not in taken)
    count = 1
    while True:
        yield f"i{count}"
        count += 1


def _place(position: Position, names: Names, notation: Notation) -> str:
    match position:
        case Index():
            return names[position]
        case Pair(parts):
            return notation.pair([_place(part, names, notation) for part in parts])
        case Shift(offset, part, _):
            inner = _place(part, names, notation)
            return inner if offset == 0 else f"{write_dim(offset)}+{inner}"
    return str(position)


def _sum(terms: Sequence[Term], names: Sequence[Names], notation: Notation) -> str:
    """The terms, positive ones and those of few factors first."""
    paired = zip(terms, names, strict=True)
    written = sorted((t.coefficient < 0, len(t.factors), _term(t, known, notation)) for t, known in paired)
    pieces: list[str] = []
    for negative, _, text in written:
        sign = "-" if negative else "+"
        pieces.append(f" {sign} {text}" if pieces else f"-{text}" if negative else text)
    return "".join(pieces) or "0"


def _term(term: Term, names: Names, notation: Notation) -> str:
    """A term without its sign: what has a negative power stands below the line."""
    number = abs(Fraction(term.coefficient))
    above = [str(number.numerator)] if number.numerator != 1 else []
    below = [str(number.denominator)] if number.denominator != 1 else []
    for factor in term.factors:
        (above if factor.power > 0 else below).append(_factor(factor, names, notation))
    top = notation.times.join(above) or "1"
    return notation.quotient(top, below) if below else top


def _factor(factor: Factor, names: Names, notation: Notation) -> str:
    at = [_place(position, names, notation) for position in factor.at]
    if factor.atom is DELTA:
        return notation.delta(at)
    own = factor.atom.op == "named"
    base = notation.named(factor.atom.value, at) if own else notation.atom(factor.atom, at)
    power = factor.power if factor.power > 0 else -factor.power
    return base if power == 1 else notation.power(base, power)


class Text:
    """`A[i,j]*x[j]`, `δ[i,k]`, `∂Y[i,j]/∂X[k,l]`."""

    times = "*"

    def __init__(self, spell: Callable[[Node], tuple[str, bool]], letter: str = "G") -> None:
        self.spell = spell  # an atom, and whether it needs parentheses where something is attached to it
        self.letter = letter  # definitions are G1, G2, ...

    def atom(self, node: Node, at: Sequence[str]) -> str:
        text, loose = self.spell(node)
        return f"({text})" * loose + text * (not loose) + _bracket(at)

    def delta(self, at: Sequence[str]) -> str:
        return "δ" + _bracket(at)

    def named(self, number: int, at: Sequence[str]) -> str:
        return f"{self.letter}{number}" + _bracket(at)

    def pair(self, parts: Sequence[str]) -> str:
        return f"({','.join(parts)})"

    def power(self, base: str, power: Rational) -> str:
        if power == Fraction(1, 2):
            return f"sqrt({base})"
        return f"{base}^{power}" if isinstance(power, int) else f"{base}^({power})"

    def quotient(self, above: str, below: Sequence[str]) -> str:
        return f"{above}/{below[0]}" if len(below) == 1 else f"{above}/({self.times.join(below)})"

    def left(self, left: Left, sides: Sequence[Sequence[str]]) -> str:
        variables = [name + _bracket(at) for name, at in zip(left.variables, sides[1:], strict=True)]
        order = "²" if len(variables) == 2 else ""
        return f"∂{order}{left.function}{_bracket(sides[0])}/{''.join('∂' + name for name in variables)}"


def _bracket(at: Sequence[str]) -> str:
    return f"[{','.join(at)}]" if at else ""


class Latex:
    r"""`A_{ij} x_j`, `\delta_{ik}`, `\frac{\partial Y_{ij}}{\partial X_{kl}}`."""

    times = r" \, "

    def __init__(self, spell: Callable[[Node], tuple[str, bool]], letter: str = "G") -> None:
        self.spell = spell
        self.letter = letter

    def atom(self, node: Node, at: Sequence[str]) -> str:
        text, loose = self.spell(node)
        return (rf"\left({text}\right)" if loose else text) + _subscript(at)

    def delta(self, at: Sequence[str]) -> str:
        return r"\delta" + _subscript(at)

    def named(self, number: int, at: Sequence[str]) -> str:
        return rf"{self.letter}^{{({number})}}" + _subscript(at)

    def pair(self, parts: Sequence[str]) -> str:
        return f"({','.join(parts)})"

    def power(self, base: str, power: Rational) -> str:
        return rf"\sqrt{{{base}}}" if power == Fraction(1, 2) else rf"{{{base}}}^{{{power}}}"

    def quotient(self, above: str, below: Sequence[str]) -> str:
        return rf"\frac{{{above}}}{{{self.times.join(below)}}}"

    def left(self, left: Left, sides: Sequence[Sequence[str]]) -> str:
        variables = [r"\partial " + name + _subscript(at) for name, at in zip(left.variables, sides[1:], strict=True)]
        order = "^2" if len(variables) == 2 else ""
        return rf"\frac{{\partial{order} {left.function}{_subscript(sides[0])}}}{{{self.times.join(variables)}}}"


def _subscript(at: Sequence[str]) -> str:
    if not at:
        return ""
    plain = all(len(part) == 1 and part.isalpha() for part in at)
    return f"_{{{('' if plain else ',').join(at)}}}"
