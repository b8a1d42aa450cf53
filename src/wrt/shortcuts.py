"""`wrt.rules`: the rules as records for people, and the worksheet's table of shortcuts, worked out from them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from wrt.api import diff
from wrt.derivative import Derivative
from wrt.emit import writers
from wrt.expr.dims import write as write_dim
from wrt.expr.node import Node, free_symbols, make, rename
from wrt.rulebook import all_rules, differential_sides, sides
from wrt.rules.book import TOPICS
from wrt.rules.derivatives import NOTES, SHORTCUTS
from wrt.rules.rule import Rule


class Shortcut(NamedTuple):
    """A row of the table: the formula, the variable, the derivative in both layouts, a note, the name of the rule.

    >>> rows = table()
    >>> rows[6].formula, rows[6].numerator.text, rows[6].denominator.text
    ("v'*A*v", "v'*(A + A')", "(A + A')*v")
    """

    formula: str
    variable: str
    numerator: Derivative
    denominator: Derivative
    note: str
    name: str

    def to_json(self) -> dict[str, Any]:
        """The row as plain JSON data."""
        return {
            "formula": self.formula,
            "wrt": self.variable,
            "numerator": self.numerator.to_json(),
            "denominator": self.denominator.to_json(),
            "note": self.note,
        }


@dataclass(frozen=True)
class Stated:
    """A rule as people read it.

    >>> rule = rules("D_quad_of_symmetric")[0]
    >>> rule.statement, rule.conditions, rule.numerator.text
    ("D(v'*A*v, v) = 2*A*v", ('A is symmetric',), "2*v'*A")
    """

    rule: Rule

    @property
    def name(self) -> str:
        return self.rule.name

    @property
    def statement(self) -> str:
        """The equation in the text syntax."""
        return self.rule.statement

    @property
    def kind(self) -> str:
        return self.rule.kind

    @property
    def source(self) -> str:
        return self.rule.source

    @property
    def topic(self) -> str:
        return next(topic for topic, rules in TOPICS.items() if self.rule in rules)

    @property
    def conditions(self) -> tuple[str, ...]:
        """What must hold, in words."""
        return self._conditions(writers.text)

    @property
    def sizes(self) -> tuple[str, ...]:
        """The shapes of the symbols, in words, where the statement names a size."""
        words = set(re.findall(r"\w+", self.statement))
        return tuple(
            [
                f"{name} is {'×'.join(dims)}" if len(dims) == 2 else f"{name} has length {dims[0]}"
                for name, shape in self.rule.shapes.items()
                if name in words and words.intersection(dims := shape.split())
            ]
        )

    @property
    def text(self) -> str:
        return self.statement

    @property
    def latex(self) -> str:
        """The equation in LaTeX."""
        return " = ".join(map(writers.latex, self._shown))

    @property
    def unicode(self) -> str:
        return " = ".join(map(writers.unicode, self._shown))

    @property
    def conditions_unicode(self) -> tuple[str, ...]:
        return self._conditions(writers.unicode)

    @property
    def conditions_latex(self) -> tuple[str, ...]:
        """The conditions with their formulas in LaTeX between dollar signs."""
        return self._conditions(lambda node: f"${writers.latex(node)}$")

    def _conditions(self, write: Any) -> tuple[str, ...]:
        found = differential_sides(self.rule) if self.kind == "differential" else sides(self.rule)
        return tuple([_in_words(str(fact), [write(node) for node in about]) for fact, *about in found.conditions])

    @cached_property
    def _shown(self) -> tuple[Node, Node]:
        """Both sides; in a differential d(f) and dA are what the writers write as such."""
        if self.kind != "differential":
            left, right, _ = sides(self.rule)
            return left, right
        found = differential_sides(self.rule)
        function, symbols = found.function, found.symbols
        moved = {
            symbol: make("d", (), (name[1:], frozenset()), symbol.rows, symbol.cols)
            for name, symbol in symbols.items()
            if name[0] == "d" and name[1:] in symbols
        }
        left = make("differential", (function, function), None, function.rows, function.cols)
        return left, rename(found.right, moved)

    @cached_property
    def numerator(self) -> Derivative | None:
        """The derivative in numerator layout, worked out; None for what is no derivative."""
        return self._derivative("numerator")

    @cached_property
    def denominator(self) -> Derivative | None:
        return self._derivative("denominator")

    def _derivative(self, layout: str) -> Derivative | None:
        if self.kind != "derivative":
            return None
        left = sides(self.rule).left
        function, variables = _taken(left)
        shapes = {
            name: " ".join(map(write_dim, symbol.axes))
            for name, symbol in free_symbols(left, sides(self.rule).right).items()
        }
        return diff(function, *variables, shapes=shapes, assume=dict(self.rule.when), layout=layout)

    def to_json(self) -> dict[str, Any]:
        """The rule as plain JSON data."""
        found: dict[str, Any] = {
            "name": self.name,
            "statement": self.statement,
            "latex": self.latex,
            "sizes": list(self.sizes),
            "conditions": list(self.conditions),
            "kind": self.kind,
            "topic": self.topic,
            "source": self.source,
        }
        if self.rule.excess:
            found["excess"] = self.rule.excess
        if self.numerator is not None and self.denominator is not None:
            found |= {"numerator": self.numerator.to_json(), "denominator": self.denominator.to_json()}
        return found


def table() -> tuple[Shortcut, ...]:
    """The table, worked out now from the rules that it is made of."""
    return tuple([_row(Stated(rule)) for rule in SHORTCUTS])


def rules(query: str | None = None) -> tuple[Stated, ...]:
    """The rules that a name, words or a formula find, the nearest first; all of them without a query.

    >>> [rule.name for rule in rules("tr(P*Q*R)")]
    ['trace_mul_cycle', 'D_trace_mul_mul']
    >>> [rule.name for rule in rules("det transpose")]
    ['det_transpose', 'det_transpose_mul_self', 'logdet_transpose']
    """
    if query is None or not query.strip():
        return tuple(map(Stated, all_rules()))
    from wrt.rulesearch import search

    return tuple(map(Stated, search(query)))


def _row(stated: Stated) -> Shortcut:
    function, (variable,) = _taken(sides(stated.rule).left)
    assert stated.numerator is not None
    assert stated.denominator is not None
    return Shortcut(function, variable, stated.numerator, stated.denominator, NOTES.get(stated.name, ""), stated.name)


def _taken(left: Node) -> tuple[str, list[str]]:
    """What is differentiated and by what; a second derivative is written D(D(f, x), x)."""
    function, *variables = left.args
    if function.op == "D":
        inner, before = _taken(function)
        return inner, [*before, *map(writers.text, variables)]
    return writers.text(function), [writers.text(variable) for variable in variables]


def _in_words(fact: str, about: list[str]) -> str:
    spoken = {"spd": "positive definite", "psd": "positive semidefinite", "unit": "of length 1",
              "sums_to_one": "positive with sum 1", "probability": "between 0 and 1", "binary": "0 or 1"}  # fmt: skip
    if fact == "commute":
        return f"{' and '.join(about)} commute"
    has = {"full_column_rank", "full_row_rank"}
    said = spoken.get(fact, fact.replace("_", " "))
    return f"{about[0]} has {said}" if fact in has else f"{about[0]} is {said}"
