"""The worksheet's table of shortcuts: only what is differentiated by what stands here, the answers are worked out."""

from __future__ import annotations

from typing import Any, NamedTuple

from wrt.api import diff
from wrt.derivative import Derivative


class Question(NamedTuple):
    """A row of the table without its answers."""

    formula: str
    variable: str
    shapes: dict[str, str]
    assume: dict[str, str]
    note: str


class Shortcut(NamedTuple):
    """A row of the table: the formula, the variable, and the derivative in both layouts.

    >>> rows = table()
    >>> rows[6].formula, rows[6].numerator.text, rows[6].denominator.text
    ("v'*A*v", "v'*(A + A')", "(A + A')*v")
    """

    formula: str
    variable: str
    numerator: Derivative
    denominator: Derivative
    note: str

    def to_json(self) -> dict[str, Any]:
        """The row as plain JSON data."""
        return {
            "formula": self.formula,
            "wrt": self.variable,
            "numerator": self.numerator.to_json(),
            "denominator": self.denominator.to_json(),
            "note": self.note,
        }


VECTOR = {"v": "N"}
VECTORS = {"u": "N", "v": "N"}
SQUARE = {"v": "N", "A": "N N"}

QUESTIONS = (
    Question("v", "v", VECTOR, {}, "v of length N"),
    Question("v'", "v", VECTOR, {}, "v of length N"),
    Question("t*v", "v", {"v": "N", "t": ""}, {}, "v of length N"),
    Question("u'*v", "u", VECTORS, {}, ""),
    Question("u'*v", "v", VECTORS, {}, ""),
    Question("v'*v", "v", VECTOR, {}, ""),
    Question("v'*A*v", "v", SQUARE, {}, ""),
    Question("v'*A*v", "v", SQUARE, {"A": "symmetric"}, "if A is symmetric"),
    Question("A*v", "v", {"v": "N", "A": "M N"}, {}, "A is M×N"),
    Question("v'*A", "v", {"v": "N", "A": "N M"}, {}, "A is N×M"),
)


def table() -> tuple[Shortcut, ...]:
    """The table, worked out now."""
    return tuple(_answer(question) for question in QUESTIONS)


def rules(query: str | None = None) -> tuple[Shortcut, ...]:
    """The rows of the table of shortcuts in which `query` occurs (spaces do not count); all of them without one.

    >>> [row.denominator.text for row in rules("A*v")]
    ["(A + A')*v", '2*A*v', "A'"]
    """
    wanted = "".join((query or "").split())
    return tuple(row for row in table() if wanted in _searched(row))


def _answer(question: Question) -> Shortcut:
    numerator, denominator = (
        diff(question.formula, question.variable, shapes=question.shapes, assume=question.assume, layout=layout)
        for layout in ("numerator", "denominator")
    )
    return Shortcut(question.formula, question.variable, numerator, denominator, question.note)


def _searched(row: Shortcut) -> str:
    return "".join(f"{row.formula} {row.numerator.text} {row.denominator.text} {row.note}".replace(" ", "|").split())
