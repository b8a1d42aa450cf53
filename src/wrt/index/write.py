"""The index form as text and as LaTeX.  How an atom is spelled is the caller's affair.

Every index that is not on the left is summed over its range, in each term in which it occurs; the text says so in a second
line where there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple, Protocol

from wrt.expr.build import Rational
from wrt.expr.dims import Dim
from wrt.expr.dims import write as write_dim
from wrt.expr.node import Node
from wrt.index.form import DELTA, Definition, Factor, Form, Index, Pair, Position, Shift, Term, indices

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


def write(form: Form, left: Left, notation: Notation, taken: Iterable[str] = ()) -> list[str]:
    """The equation, one line for each definition in it; `taken` are names that no index gets."""
    blocked = set(taken)
    lines = []
    names = index_names(form.sides, form.terms, blocked)
    sides = [[_place(at, names, notation) for at in side] for side in form.sides]
    lines.append(f"{notation.left(left, sides)} = {_sum(form.terms, names, notation)}")
    for found in form.where:
        lines.append(_definition(found, notation, blocked))
    return lines


def _definition(found: Definition, notation: Notation, taken: set[str]) -> str:
    names = index_names((found.at,), found.terms, taken)
    at = [_place(position, names, notation) for position in found.at]
    return f"{notation.named(found.atom.value, at)} = {_sum(found.terms, names, notation)}"


def index_names(sides: Sequence[Sequence[Position]], terms: Sequence[Term], taken: set[str]) -> Names:
    """Letters for the indices: on the left in order, then for each size as many as one term needs at most."""
    letters = _letters(taken)
    names: Names = {}
    for side in sides:
        for at in side:
            for index in indices(at):
                if index not in names:
                    names[index] = next(letters)
    pool: dict[Dim, list[str]] = {}
    for term in terms:
        used: dict[Dim, int] = {}
        for index in term.summed:
            place = used[index.size] = used.get(index.size, 0) + 1
            letters_of_size = pool.setdefault(index.size, [])
            if len(letters_of_size) < place:
                letters_of_size.append(next(letters))
            names[index] = letters_of_size[place - 1]
    return names


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


def _sum(terms: Sequence[Term], names: Names, notation: Notation) -> str:
    """The terms, positive and short ones first."""
    written = sorted((term.coefficient < 0, text.count("["), text) for term, text in ((t, _term(t, names, notation)) for t in terms))
    pieces: list[str] = []
    for negative, _, text in written:
        sign = "-" if negative else "+"
        pieces.append(f" {sign} {text}" if pieces else f"-{text}" if negative else text)
    return "".join(pieces) or "0"


def _term(term: Term, names: Names, notation: Notation) -> str:
    """A term without its sign: what has a negative power stands below the line."""
    number = Fraction(abs(term.coefficient))
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
    if factor.atom.op == "named":
        base = notation.named(factor.atom.value, at)
    else:
        base = notation.atom(factor.atom, at)
    power = abs(factor.power)
    return base if power == 1 else notation.power(base, power)


class Text:
    """`A[i,j]*x[j]`, `δ[i,k]`, `∂Y[i,j]/∂X[k,l]`."""

    times = "*"

    def __init__(self, spell: Callable[[Node], tuple[str, bool]]) -> None:
        self.spell = spell  # an atom, and whether it needs parentheses where something is attached to it

    def atom(self, node: Node, at: Sequence[str]) -> str:
        text, loose = self.spell(node)
        return f"({text})" * loose + text * (not loose) + _bracket(at)

    def delta(self, at: Sequence[str]) -> str:
        return "δ" + _bracket(at)

    def named(self, number: int, at: Sequence[str]) -> str:
        return f"G{number}" + _bracket(at)

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

    def __init__(self, spell: Callable[[Node], tuple[str, bool]]) -> None:
        self.spell = spell

    def atom(self, node: Node, at: Sequence[str]) -> str:
        text, loose = self.spell(node)
        return (rf"\left({text}\right)" if loose else text) + _subscript(at)

    def delta(self, at: Sequence[str]) -> str:
        return r"\delta" + _subscript(at)

    def named(self, number: int, at: Sequence[str]) -> str:
        return rf"G^{{({number})}}" + _subscript(at)

    def pair(self, parts: Sequence[str]) -> str:
        return f"({','.join(parts)})"

    def power(self, base: str, power: Rational) -> str:
        return rf"\sqrt{{{base}}}" if power == Fraction(1, 2) else rf"{{{base}}}^{{{power}}}"

    def quotient(self, above: str, below: Sequence[str]) -> str:
        return rf"\frac{{{above}}}{{{self.times.join(below)}}}"

    def left(self, left: Left, sides: Sequence[Sequence[str]]) -> str:
        variables = [r"\partial " + name + _subscript(at) for name, at in zip(left.variables, sides[1:], strict=True)]
        order = "^2" if len(variables) == 2 else ""
        return rf"\frac{{\partial{order} {left.function}{_subscript(sides[0])}}}{{{r' \, '.join(variables)}}}"


def _subscript(at: Sequence[str]) -> str:
    if not at:
        return ""
    plain = all(len(part) == 1 and part.isalpha() for part in at)
    return f"_{{{('' if plain else ',').join(at)}}}"
