"""Derivations for a terminal: formulas in Unicode or in the text syntax, aligned on "=", their rules at the right.

    ∂J/∂θ = ∂‖y − Xθ‖²/∂θ           J
          = 2Xᵀ(Xθ − y)             by ∂(vᵀAv)/∂v = (A + Aᵀ)v (A symmetric)

What tells a line in more detail stands below it, behind a bar.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from typing import NamedTuple

from wrt.derivation import Derivation, Line, Part, Shown
from wrt.documents import notation
from wrt.documents.breaking import INDENT, text_lines
from wrt.documents.labels import joined, label
from wrt.documents.measure import columns

WIDTH, NARROWEST = 100, 40
GAP = 3
SHARE = 0.45  # of the room, at most, for the rules at the right


class Style(NamedTuple):
    """How formulas are written, and what stands before the lines of an inner derivation."""

    formula: Callable[[Shown], str]
    bar: str


STYLES = {"unicode": Style(notation.unicode, "│ "), "text": Style(notation.text, "| ")}


def terminal(derivation: Derivation, style: str, *, depth: int = 1, width: int | None = None, title: str = "") -> str:
    """The derivation as lines of characters."""
    room = max(width or WIDTH, NARROWEST)
    heading = [*wrapped(title, room), ""] if title else []
    return "\n".join([*heading, *_derivation(derivation, STYLES[style], depth, room)])


def _derivation(derivation: Derivation, style: Style, depth: int, room: int) -> Iterator[str]:
    for number, part in enumerate(derivation.parts):
        if number:
            yield ""
        if part.say:
            yield from wrapped(joined(part.say, str, style.formula), room)
        yield from _part(part, style, depth, room)


def _part(part: Part, style: Style, depth: int, room: int) -> Iterator[str]:
    lefts = [style.formula(line.left) if line.left is not None else "" for line in part.lines]
    rights = [style.formula(line.right) for line in part.lines]
    labels = [joined(label(line), str, style.formula) for line in part.lines]
    margin = max([columns(left) for left in lefts if columns(left) <= room // 4], default=0)
    free = room - margin - 3
    column = min(max(map(columns, rights), default=0), int(free * (1 - SHARE)))
    column = max(column, min(max(map(columns, rights), default=0), free - GAP - max(map(columns, labels), default=0)))
    for line, left, right, by in zip(part.lines, lefts, rights, labels, strict=True):
        yield from _line(left, right, by, margin, column, room)
        if notation.has_inner(line, depth):
            yield from _inner(line, style, depth, room, margin)


def _inner(line: Line, style: Style, depth: int, room: int, margin: int) -> Iterator[str]:
    bar = " " * min(margin + 3, 8) + style.bar
    assert line.inner is not None
    for row in _derivation(line.inner, style, depth - 1, max(room - len(bar), NARROWEST)):
        yield (bar + row).rstrip()


def _line(left: str, right: str, by: str, margin: int, column: int, room: int) -> Iterator[str]:
    """One line: a left side that is too long has a row of its own, and so has a rule for which there is no room."""
    if columns(left) > margin:
        first, *more = text_lines(left, room)
        yield first
        yield from (" " * INDENT + row for row in more)
        left = ""
    rows, rules, rest = _beside(right, by, column, room - margin - 3)
    first = f"{' ' * (margin - columns(left))}{left} = "
    indent = " " * (margin + 3 + INDENT)
    for place in range(max(len(rows), len(rules))):
        head = indent if place else first.lstrip() if not margin else first
        formula = head + rows[place] if place < len(rows) else ""
        rule = rules[place] if place < len(rules) else ""
        yield (formula + " " * (margin + 3 + column + GAP - columns(formula)) + rule if rule else formula).rstrip()
    yield from (indent + row for row in wrapped(rest, room - len(indent)))


def _beside(right: str, by: str, column: int, room: int) -> tuple[list[str], list[str], str]:
    """The rows of a right side, those of its rule beside them, and the rule again where it must stand below."""
    left_over = room - column - GAP
    tight = left_over < 16 or (columns(right) > column and " = " in by and columns(by) > 2 * left_over)
    rows = text_lines(right, room if tight or not by else max(column, 12))
    widest = max(columns(rows[0]), *[columns(row) + INDENT for row in rows[1:]], 0)
    if by and (tight or widest > column):
        return text_lines(right, room), [], by
    return rows, wrapped(by, left_over) if by else [], ""


def wrapped(sentence: str, room: int) -> list[str]:
    """A sentence as lines; nothing is left out."""
    return textwrap.wrap(sentence, max(room, 8), break_long_words=False, break_on_hyphens=False)
