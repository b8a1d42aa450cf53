"""Sums over named indices as text, LaTeX and Unicode, with the sum signs: Σ_i Σ_j v[i]*A[i,j]*v[j].

One `Letters` names the indices of a whole derivation, so that an index keeps its letter from line to line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from wrt.derivation import Written
from wrt.emit import writers
from wrt.emit.index_text import CLOSED, CLOSED_LATEX
from wrt.emit.latex_names import spelled
from wrt.emit.names import split
from wrt.emit.present import occurrence, present
from wrt.emit.unicode_names import subscript, superscript
from wrt.explain.index_entries import gathered
from wrt.expr.build import Rational
from wrt.expr.dims import write as write_dim
from wrt.expr.node import Node
from wrt.index.form import DELTA, Factor, Index, Pair, Place, Position, Shift, Term, indices
from wrt.index.write import LETTERS, Latex, Text

Group = Sequence[Term]
# letters that Unicode has below the line come first
ORDER = sorted(LETTERS, key=lambda letter: subscript(letter)[0] == "_")
LOOSE = frozenset(("add", "neg", "mul", "div", "had", "hdiv"))  # scalars that need parentheses beside other factors


class Letters:
    """The letters of the indices: within a term all are different, and a letter has one size throughout."""

    def __init__(self, taken: Iterable[str]) -> None:
        known = set(taken)
        self.free = [letter for letter in ORDER if letter not in known] + [f"i{k}" for k in range(1, 100)]
        self.names: dict[Index, str] = {}
        self.sizes: dict[str, object] = {}

    def fix(self, at: Iterable[Place]) -> None:
        """Letters of their own for free indices."""
        for place in at:
            for index in indices(place) if place is not None else ():
                if index not in self.names:
                    name = next(letter for letter in self.free if letter not in self.sizes)
                    self.names[index], self.sizes[name] = name, index.size
                    self.free.remove(name)

    def take(self, terms: Iterable[Term]) -> None:
        """Letters for summed indices; terms beside each other share them."""
        for term in terms:
            used = {self.names[index] for index in term.summed if index in self.names}
            for index in term.summed:
                if index in self.names:
                    continue
                name = next(x for x in self.free if x not in used and self.sizes.get(x, index.size) == index.size)
                self.names[index], self.sizes[name] = name, index.size
                used.add(name)


class Unicode:
    """`Aᵢⱼ`, `δᵢⱼ`, `[A⁻¹]ᵢⱼ`."""

    times = " "

    def __init__(self, spell: Callable[[Node], tuple[str, bool]]) -> None:
        self.spell = spell

    def atom(self, node: Node, at: Sequence[str]) -> str:
        text, loose = self.spell(node)
        return (f"[{text}]" if at and node.op != "sym" else f"({text})" if loose else text) + _below(at)

    def delta(self, at: Sequence[str]) -> str:
        return "δ" + _below(at)

    def pair(self, parts: Sequence[str]) -> str:
        return f"({','.join(parts)})"

    def power(self, base: str, power: Rational) -> str:
        if power == Fraction(1, 2):
            return f"√({base})"
        return base + superscript(power) if isinstance(power, int) else f"{base}^({power})"

    def quotient(self, above: str, below: Sequence[str]) -> str:
        return f"{above}/{below[0]}" if len(below) == 1 else f"{above}/({self.times.join(below)})"


def _below(at: Sequence[str]) -> str:
    simple = all(len(part) == 1 and subscript(part)[0] != "_" for part in at)
    return "".join(map(subscript, at)) if simple else f"[{','.join(at)}]" if at else ""


WRITERS: dict[type, Callable[[Node], str]] = {Text: writers.text, Latex: writers.latex, Unicode: writers.unicode}


class Hand:
    """Writes the sums of one derivation in the three notations."""

    def __init__(self, formulas: Sequence[Node], letters: Letters) -> None:
        self.letters = letters
        self.order = occurrence(formulas)
        self.notations = (
            Text(self._spell(writers.text, CLOSED)),
            Latex(self._spell(_latex, CLOSED_LATEX)),
            Unicode(self._spell(writers.unicode, CLOSED)),
        )

    def _spell(self, write: Callable[[Node], str], closed: frozenset[str]) -> Callable[[Node], tuple[str, bool]]:
        def spell(node: Node) -> tuple[str, bool]:
            shown = present(node, self.order)
            return write(shown), shown.op not in closed and bool(shown.axes or shown.op in LOOSE)

        return spell

    def sums(self, groups: Sequence[Group]) -> Written:
        """Groups of terms; the terms of a group share their sum signs."""
        groups = [group for group in groups if group]
        for group in groups:
            self.letters.take(group)
        return Written(*[self._sums(groups, notation) for notation in self.notations])

    def each(self, terms: Sequence[Term]) -> Written:
        return self.sums([[term] for term in terms])

    def _sums(self, groups: Sequence[Group], notation: Text | Latex | Unicode) -> str:
        pieces: list[str] = []
        for group in groups:
            shared = [index for index in group[0].summed if all(index in term.summed for term in group)]
            head = self._signs(shared, notation)
            if head and len(group) > 1:
                pieces += [" + " if pieces else "", f"{head}({self._joined(group, shared, notation)})"]
            else:
                for term in group:
                    pieces += [_between(term, bool(pieces), notation), self._summed(term, (), notation)]
        return "".join(pieces) or "0"

    def _joined(self, terms: Group, shared: Sequence[Index], notation: Text | Latex | Unicode) -> str:
        pieces: list[str] = []
        for term in terms:
            pieces += [_between(term, bool(pieces), notation), self._summed(term, shared, notation)]
        return "".join(pieces)

    def _summed(self, term: Term, shared: Sequence[Index], notation: Text | Latex | Unicode) -> str:
        """A term without its sign behind its sum signs, a whole number in front of them."""
        head = self._signs([index for index in term.summed if index not in shared], notation)
        number = abs(Fraction(term.coefficient)).numerator if head else 1
        front = "" if number == 1 else f"{number}{'*' if isinstance(notation, Text) else ' '}"
        return front + head + self._term(Term(Fraction(term.coefficient) / number, term.factors), notation)

    def _signs(self, over: Sequence[Index], notation: Text | Latex | Unicode) -> str:
        return "".join(self._sign(index, notation) for index in over)

    def _sign(self, index: Index, notation: Text | Latex | Unicode) -> str:
        name = self.letters.names[index]
        if isinstance(notation, Latex):
            return rf"\sum_{{{name}}} "
        return f"Σ{subscript(name)} " if isinstance(notation, Unicode) else f"Σ_{name} "

    def _term(self, term: Term, notation: Text | Latex | Unicode) -> str:
        number = abs(Fraction(term.coefficient))
        above = [str(number.numerator)] if number.numerator != 1 else []
        below = [str(number.denominator)] if number.denominator != 1 else []
        for factor in gathered(term.factors):
            (above if factor.power > 0 else below).append(self._factor(factor, notation))
        top = notation.times.join(above) or "1"
        return notation.quotient(top, below) if below else top

    def _factor(self, factor: Factor, notation: Text | Latex | Unicode) -> str:
        at = [self._place(position, notation) for position in factor.at]
        if factor.atom is DELTA:
            return notation.delta(at)
        base = notation.atom(factor.atom, at)
        power = factor.power if factor.power > 0 else -factor.power
        return base if power == 1 else notation.power(base, power)

    def _place(self, position: Position, notation: Text | Latex | Unicode) -> str:
        match position:
            case Index():
                return self.letters.names[position]
            case Pair(parts):
                return notation.pair([self._place(part, notation) for part in parts])
            case Shift(offset, part, _):
                inner = self._place(part, notation)
                return inner if offset == 0 else f"{write_dim(offset)}+{inner}"
        return str(position)

    # ---- entries of what is not taken apart

    def entry(self, node: Node, side: Sequence[Place]) -> Written:
        """An entry of an expression as written: [(A + A')*v][k]."""
        at = [place for place in side if place is not None]
        closed = node.op in ("sym", "entry")
        found = []
        for notation in self.notations:
            write = WRITERS[type(notation)]
            places = [self._place(place, notation) for place in at]
            text = _latex(node) if isinstance(notation, Latex) and at else write(node)
            if not at:
                found.append(text)
            elif isinstance(notation, Latex):
                body = text if closed else rf"\left[ {text} \right]"
                found.append(f"{body}_{{{_commas(places)}}}")
            else:
                body = text if closed else f"[{text}]"
                found.append(body + (_below(places) if isinstance(notation, Unicode) else f"[{','.join(places)}]"))
        return Written(*found)

    def derivative(self, top: Written, variable: Node, side: Sequence[Place]) -> Written:
        """∂f/∂v[k], for what has been written above."""
        below = self.entry(variable, side)
        return Written(
            f"∂{top.text}/∂{below.text}",
            rf"\frac{{\partial {top.latex}}}{{\partial {below.latex}}}",
            f"∂{top.unicode}/∂{below.unicode}",
        )


def _latex(node: Node) -> str:
    """An expression; a symbol in the plain letter that carries its indices: v_{i}, {W_{1}}_{ij}."""
    if node.op != "sym":
        return writers.latex(node)
    name = spelled(split(node.value[0]), bold=False)
    return f"{{{name}}}" if "_" in name else name


def joined(parts: Sequence[tuple[int, Written]]) -> Written:
    """Written formulas with their signs, added up."""
    minus = {"text": "-", "latex": "-", "unicode": "−"}
    found = []
    for name, sign in minus.items():
        pieces: list[str] = []
        for number, part in parts:
            between = (f" {sign} " if number < 0 else " + ") if pieces else sign if number < 0 else ""
            pieces.append(between + str(getattr(part, name)))
        found.append("".join(pieces))
    return Written(*found)


def _between(term: Term, later: bool, notation: Text | Latex | Unicode) -> str:
    minus = "−" if isinstance(notation, Unicode) else "-"
    if term.coefficient < 0:
        return f" {minus} " if later else minus
    return " + " if later else ""


def _commas(places: Sequence[str]) -> str:
    return ("" if all(len(place) == 1 for place in places) else ",").join(places)
