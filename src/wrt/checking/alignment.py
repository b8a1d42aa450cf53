"""Two sides multiplied out and laid beside each other: which terms a line has too few, too many, or changed.

Where a term is lost or altered inside a product that was multiplied out, no small change of the written line finds it;
the sums of products do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from wrt.expr import build as b
from wrt.expr.node import Node, bare, make, rewritten
from wrt.prove.words import Monomial, Poly, TooLong, poly, to_node

FEW = 3  # terms that a line may differ in and still be told from another formula
NUMBERS = {Fraction(-1): "sign", Fraction(2): "dropped factor 2", Fraction(1, 2): "dropped factor 1/2"}


Form: TypeAlias = Callable[[Node], Node]


class Found(NamedTuple):
    """What was done wrong, in words, and the line without it."""

    mistake: str
    node: Node
    factors: tuple[Node, ...] = ()  # what was left out of a product
    whole: bool = False  # whether nothing of the line was kept


class Beside:
    """What a side should be worth and what it is worth, as sums of products; `written` is the side as it stands.

    `form` takes what is written to what is compared, `write` back to what people write.
    """

    def __init__(self, first: Node, second: Node, written: Node, form: Form, write: Form) -> None:
        self.right, self.wrong = poly(opened(form(first))), poly(opened(form(second)))
        self.written, self.form, self.write = written, form, write
        self.lost = _only(self.right, self.wrong)
        self.surplus = _only(self.wrong, self.right)
        self.changed = [key for key, value in self.right.terms.items() if self.wrong.terms.get(key, value) != value]

    def found(self) -> Iterator[Found]:
        """The difference in words, where it is small."""
        total = len(self.right.terms)
        if self.lost and not self.surplus and not self.changed and len(self.lost) <= FEW and self.wrong.terms:
            if len(self.lost) < max(2, total):
                yield Found("dropped term", self._with(self.lost, self.right, 1))
        elif self.surplus and not self.lost and not self.changed and len(self.surplus) < FEW:
            yield Found("superfluous term", self._with(self.surplus, self.wrong, -1))
        elif self.changed and not self.lost and not self.surplus:
            yield from self._renumbered()
        elif self.lost and self.surplus and not self.changed and len(self.surplus) <= FEW:
            yield from self._replaced()

    def _with(self, keys: Sequence[Monomial], source: Poly, sign: int) -> Node:
        """The side with terms added or taken away."""
        extra = self.write(to_node(_part(source, keys, sign)))
        return make("add", (self.written, *_addends(extra)), None, self.written.rows, self.written.cols)

    def _renumbered(self) -> Iterator[Found]:
        ratios = {self.right.terms[key] / self.wrong.terms[key] for key in self.changed}
        if len(ratios) != 1:
            return
        words = NUMBERS.get(ratios.pop(), "wrong number")
        for place, addend in self._addends():
            if addend is not None and addend.terms.keys() == set(self.changed):
                yield Found(words, self._exchanged(place, _part(self.right, self.changed, 1)))
                return

    def _replaced(self) -> Iterator[Found]:
        """One written term in the place of others."""
        words, factors = self._relation()
        for place, addend in self._addends():
            if addend is not None and addend.terms.keys() == set(self.surplus) and len(self.lost) <= FEW:
                yield Found(
                    words,
                    self._exchanged(place, _part(self.right, self.lost, 1)),
                    tuple(factors),
                    self.written.op != "add",
                )
                return

    def _addends(self) -> Iterator[tuple[int, Poly | None]]:
        for place, part in enumerate(_addends(self.written)):
            try:
                yield place, poly(opened(self.form(part)))
            except TooLong:
                yield place, None

    def _exchanged(self, place: int, new: Poly) -> Node:
        old = _addends(self.written)
        parts = (*old[:place], *_addends(self.write(to_node(new))), *old[place + 1 :])
        return parts[0] if len(parts) == 1 else make("add", parts, None, self.written.rows, self.written.cols)

    def _relation(self) -> tuple[str, list[Node]]:
        """How a term that stands there became what it is: by a factor, by the order, by a transpose."""
        was, is_ = self.lost[0], self.surplus[0]
        scalars = [Counter(dict(key[0])) for key in (was, is_)]
        if was[1] == is_[1] and scalars[0] != scalars[1]:
            left_out = [atom for atom, power in scalars[0].items() if scalars[1][atom] != power]
            kept = all(atom in scalars[0] for atom in scalars[1])
            return ("dropped factor", left_out) if kept and left_out else ("", [])
        if scalars[0] != scalars[1] and any(power < 0 for key in (was, is_) for _, power in key[0]):
            return "", []
        right, wrong = (Counter(map(bare, _factors(key))) for key in (was, is_))
        if wrong == right:
            turned = [sum(factor.op == "T" for factor in _factors(key)) for key in (was, is_)]
            return ("missing transpose" if turned[0] != turned[1] else "wrong order of product"), []
        if wrong < right:
            extra = list((right - wrong).elements())
            return ("dropped factor" if all(factor.is_scalar for factor in extra) else "dropped term"), extra
        return ("superfluous factor", []) if right < wrong else ("", [])


def beside(first: Node, second: Node, written: Node, form: Form, write: Form) -> Iterator[Found]:
    """What differs between the value that a line should have and that which it has."""
    try:
        yield from Beside(first, second, written, form, write).found()
    except TooLong:
        return


def opened(root: Node) -> Node:
    """The expression with diagonal matrices and entrywise products of sums pulled apart."""
    return rewritten(root, _opened)


def _opened(node: Node) -> Node:
    for place, arg in enumerate(node.args if node.op in ("diag", "had") else ()):
        if arg.op in ("add", "neg"):
            before, after = node.args[:place], node.args[place + 1 :]
            parts = [make(node.op, (*before, part, *after), node.value, node.rows, node.cols) for part in arg.args]
            return make(arg.op, tuple(map(_opened, parts)), None, node.rows, node.cols)
    if node.op == "diag" and node.args[0].op == "ones":
        return b.eye(node.rows)
    return node


def _only(one: Poly, other: Poly) -> list[Monomial]:
    return [key for key in one.terms if key not in other.terms]


def _part(source: Poly, keys: Sequence[Monomial], sign: int) -> Poly:
    return Poly(source.rows, source.cols, {key: source.terms[key] * sign for key in keys})


def _addends(node: Node) -> tuple[Node, ...]:
    return node.args if node.op == "add" else (node,)


def _factors(monomial: Monomial) -> list[Node]:
    scalars, word = monomial
    inner = [factor for atom, power in scalars if power > 0
             for factor in (atom.args if atom.op == "mul" else (atom,)) * power]  # fmt: skip
    return [*inner, *word]
