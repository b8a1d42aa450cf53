"""A derivation as what is set on a page: sentences, blocks of aligned rows, and the details of single steps after them.

Formulas are LaTeX here; the Markdown, LaTeX and Typst writers say how each thing is spelled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from wrt.derivation import Derivation, Part, Shown, Written
from wrt.documents import notation
from wrt.documents.breaking import math_lines
from wrt.documents.labels import CLOSING, Sentence, label
from wrt.documents.mathtree import read_math
from wrt.documents.measure import columns, width

EQUALS, GAP, INDENT = 2.6, 4.0, 4.0
LEFT, RULES = 0.36, 0.5  # of the room, at most, for left sides and for the rules at the right
SMALL = 0.92  # the size of a rule beside a formula


class Row(NamedTuple):
    """One row of a block, in LaTeX.

    `kind` is "line" (left = right, its rule), "more" (a line that goes on), "head" (a left side by itself) or "rule"
    (a rule by itself).  `scale` makes room for what cannot be broken.
    """

    kind: str
    left: str = ""
    right: str = ""
    by: Sentence = ()
    scale: float = 1.0


class Say(NamedTuple):
    """A sentence."""

    sentence: Sentence


class Block(NamedTuple):
    """Rows aligned on "=", with a column for rules at the right or without."""

    rows: tuple[Row, ...]


class Detail(NamedTuple):
    """A step in more detail."""

    number: str
    inner: tuple[Item, ...]


Item: TypeAlias = Say | Block | Detail


def items(derivation: Derivation, depth: int, limit: float, prefix: str = "") -> Iterator[Item]:
    """The things on the page in order; steps that are told in more detail have a number."""
    count = 0
    for part in derivation.parts:
        if part.say:
            yield Say(part.say)
        labels: list[Sentence] = []
        details: list[Detail] = []
        for line in part.lines:
            number = ""
            if notation.has_inner(line, depth) and line.inner is not None:
                count += 1
                number = f"{prefix}{count}"
                details.append(Detail(number, tuple(items(line.inner, depth - 1, limit - INDENT, f"{number}."))))
            labels.append((*label(line), f"({number})") if number else label(line))
        if part.lines:
            yield Block(tuple(_rows(part, labels, limit)))
        yield from details


def _rows(part: Part, labels: list[Sentence], limit: float) -> Iterator[Row]:
    lefts = ["" if line.left is None else notation.latex(line.left) for line in part.lines]
    rights = [notation.latex(line.right) for line in part.lines]
    room = limit - EQUALS - max([size for size in map(_width, lefts) if size <= LEFT * limit], default=0)
    beside, wide = _columns(list(map(_width, rights)), list(map(sentence_width, labels)), room)
    broken = [math_lines(right, wide) for right in rights]
    if beside and max(_width(row) for rows in broken for row in rows) > wide:
        beside, wide = 0.0, room
        broken = [math_lines(right, wide) for right in rights]
    for left, pieces, by in zip(lefts, broken, labels, strict=True):
        yield from _line(left, pieces, by, limit, room, beside)


def _columns(rights: list[float], labels: list[float], room: float) -> tuple[float, float]:
    """The widths of the column of rules (0: none) and of the right sides."""
    widest = max(rights)
    if widest + GAP + max(labels) <= room:
        return max(labels), room - GAP - max(labels)
    beside = max([size for size in labels if size <= max(RULES * room, room - GAP - widest)], default=0.0)
    return (beside, room - GAP - beside) if beside else (0.0, room)


def _line(left: str, pieces: list[str], by: Sentence, limit: float, room: float, beside: float) -> Iterator[Row]:
    if left and _width(left) > LEFT * limit:
        for place, piece in enumerate(math_lines(left, limit - INDENT)):
            yield Row("more" if place else "head", right=piece, scale=_scale(piece, limit))
        left = ""
    fits = sentence_width(by) <= beside
    for place, piece in enumerate(pieces):
        shown = by if fits and not place else ()
        yield Row("more" if place else "line", left if not place else "", piece, shown, _scale(piece, room))
    if by and not fits:
        yield from (Row("rule", by=row) for row in folded(by, room - INDENT))


def _scale(latex: str, room: float) -> float:
    size = _width(latex)
    return 1.0 if size <= room + 1 else max(round(room / size, 2), 0.4)


def _width(latex: str) -> float:
    return width(read_math(latex)) if latex else 0.0


def sentence_width(sentence: Sentence) -> float:
    """How wide a sentence is on one line."""
    return sum(_part_width(part) + 0.6 for part in sentence)


def _part_width(part: str | Shown) -> float:
    return 0.9 * columns(part) if isinstance(part, str) else SMALL * _width(notation.latex(part))


def folded(sentence: Sentence, limit: float) -> list[Sentence]:
    """A sentence as rows no wider than the limit, each with as much as fits."""
    rows: list[list[str | Shown]] = [[]]
    for part in _small(sentence, limit):
        closes = isinstance(part, str) and part.startswith(CLOSING)
        if rows[-1] and not closes and sentence_width((*rows[-1], part)) > limit:
            rows.append([])
        if rows[-1] and isinstance(rows[-1][-1], str) and isinstance(part, str):
            rows[-1][-1] = f"{rows[-1][-1]}{'' if closes and len(part) == 1 else ' '}{part}"
        else:
            rows[-1].append(part)
    return [tuple(row) for row in rows]


def _small(sentence: Sequence[str | Shown], limit: float) -> Iterator[str | Shown]:
    """The words one by one, and long formulas in pieces."""
    for part in sentence:
        if isinstance(part, str):
            yield from part.split() or [part]
        else:
            latex = notation.latex(part)
            pieces = math_lines(latex, limit) if SMALL * _width(latex) > limit else [latex]
            yield from (Written(piece, piece, piece) for piece in pieces) if len(pieces) > 1 else [part]
