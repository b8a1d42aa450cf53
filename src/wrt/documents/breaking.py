"""Where long formulas are broken: before a plus, a minus or an equals sign, as far outside all brackets as may be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from wrt.documents.mathtree import Box, read_math
from wrt.documents.measure import OPERATORS, RELATIONS, columns, width

INDENT = 4
ROUND, SQUARE = 2, 8  # how much worse a break is within round brackets, and within a matrix
LOOSE = 1  # and between factors
OPENING, CLOSING = frozenset("([{⟨"), frozenset(")]}⟩")
SIGN = re.compile(r" (?=[-+−=⊙⊘⊗] )|(?<=[,;]) ")
FACTOR = re.compile(r"(?<=\*)|(?<=\))(?=\()")
IN_MATRIX = {";": -4, ",": -2}  # better between the rows of a matrix than within an entry


class Piece(NamedTuple):
    """Part of a formula: its source, its width, and how bad a break before it is; None: there must be none."""

    source: str
    width: float
    badness: int | None


def lines(pieces: Sequence[Piece], limit: float) -> list[str]:
    """The pieces joined to lines no wider than the limit, where they can be broken; further lines have less room."""
    rows: list[str] = []
    rest = list(pieces)
    while sum(piece.width for piece in rest) > limit:
        at = _best(rest, limit)
        if at is None:
            break
        rows.append("".join(piece.source for piece in rest[:at]).rstrip())
        rest = rest[at:]
        limit -= INDENT if len(rows) == 1 else 0
    return [*rows, "".join(piece.source for piece in rest).rstrip()]


def _best(pieces: list[Piece], limit: float) -> int | None:
    """The last of the least bad places within the limit, not too near the beginning; else the first place beyond."""
    best, worst, total = None, 10**6, 0.0
    for at, piece in enumerate(pieces):
        if at and piece.badness is not None:
            if total > limit:
                return at if best is None else best
            if total > limit * 0.3 and piece.badness <= worst:
                best, worst = at, piece.badness
        total += piece.width
    return best


# ---- formulas on a line of characters


def text_lines(text: str, limit: int) -> list[str]:
    """A formula in characters as lines.

    >>> text_lines("A*(B + C) + D*(E + F)", 12)
    ['A*(B + C)', '+ D*', '(E + F)']
    """
    if columns(text) <= limit:
        return [text]
    marks = {found.end(): "*" for found in FACTOR.finditer(text)}
    marks |= {found.end(): text[found.start() - 1] for found in SIGN.finditer(text)}
    pieces, depth, start, badness = [], 0, 0, None
    for place, char in enumerate(text):
        if place in marks and place > start:
            pieces.append(Piece(text[start:place], columns(text[start:place]), badness))
            start, badness = place, depth + _worse(marks[place], depth)
        depth += ((char in OPENING) - (char in CLOSING)) * (SQUARE if char in "[]" else ROUND)
    pieces.append(Piece(text[start:], columns(text[start:]), badness))
    return lines(pieces, limit)


def _worse(before: str, depth: int) -> int:
    """How much worse than before a sign a break is after this character."""
    if before in ",;":
        return IN_MATRIX[before] if depth >= SQUARE else ROUND
    return LOOSE if before == "*" else 0


# ---- formulas in LaTeX


def math_lines(latex: str, limit: float) -> list[str]:
    """A formula in LaTeX as lines, each of which is LaTeX (its round brackets may close on another line)."""
    box = read_math(latex)
    if width(box) <= limit:
        return [latex]
    return lines(_pieces(box, 0, limit), limit)


def _pieces(row: Box, depth: int, limit: float) -> list[Piece]:
    pieces: list[Piece] = []
    before = ""
    for box in row.parts:
        sign = _sign(box)
        badness = None
        if box.kind == "sign" and sign in RELATIONS | OPERATORS and before not in ("", "(", "sign"):
            badness = depth + (LOOSE if sign in "⊙⊘⊗∘×⋅" else 0)
        elif before not in ("", "(", "sign") and _begins_factor(box):
            badness = depth + LOOSE
        opened = _opened(box, limit)
        if opened is None:
            gap = 1.1 if sign in RELATIONS else 0.85 if sign in OPERATORS else 0
            pieces.append(Piece(box.source + " ", width(box) + gap, badness))
        else:
            first, inside, last, room = opened
            pieces += [Piece(first, room, badness), *_pieces(inside, depth + ROUND, limit), Piece(last, 1, None)]
        depth += ROUND * ((sign in OPENING) - (sign in CLOSING))
        before = "(" if sign in OPENING else "sign" if sign and sign not in CLOSING else "operand"
    return pieces


def _sign(box: Box) -> str:
    """The sign that a box is, perhaps with an index, as the bracket that closes before a power; else ""."""
    base = box.parts[0] if box.kind == "indexed" else box
    return base.value if base.kind == "sign" else ""


def _opened(box: Box, limit: float) -> tuple[str, Box, str, float] | None:
    """What a wide box becomes so that it can be broken: what stands before, inside, after; the room of the first.

    Brackets that grow get a fixed size; a fraction becomes a factor before its numerator.
    """
    if box.kind == "fence" and box.value in ("( )", "[ ]") and width(box) > limit * 0.6:
        left, right = box.value.split()
        return rf"\bigl{left} ", box.parts[0], rf"\bigr{right} ", 1.0
    if box.kind != "frac" or width(box) <= limit:
        return None
    above, below = box.parts
    first, *rest = above.parts
    is_derivative = (first.parts[0] if first.kind == "indexed" else first).value == "∂"
    top = first.source if is_derivative else "1"
    inside = above._replace(parts=tuple(rest)) if is_derivative else above
    if is_derivative:
        inside = _bare(inside)
    return rf"\frac{{{top}}}{{{below.source}}} \bigl( ", inside, r"\bigr) ", width(below) + 1.5


def _bare(row: Box) -> Box:
    """A row without the brackets around the whole of it."""
    parts = row.parts
    if len(parts) == 1 and parts[0].kind == "fence" and parts[0].value == "( )":
        return parts[0].parts[0]
    depth = 0
    for place, box in enumerate(parts):
        depth += (_sign(box) == "(") - (_sign(box) == ")")
        if not depth and place < len(parts) - 1:
            return row
    return row._replace(parts=parts[1:-1]) if len(parts) > 2 and parts[-1].kind == "sign" else row


def _begins_factor(box: Box) -> bool:
    """Whether a line may begin with this box: a fence or a fraction, between factors."""
    return box.kind in ("fence", "frac", "matrix") or box.value == "("
