"""How much room a formula takes when it is set, in the width of a letter: near enough to know where a line must end."""

from __future__ import annotations

import unicodedata

from wrt.documents.mathtree import SPACES, Box

RELATIONS = frozenset("=≤≥≠≈∈⇒⇔→↦")
OPERATORS = frozenset("+-−±⊙⊘⊗⊕∘×⋅")
INDEX = 0.75  # the size of an index beside its letter


def width(box: Box) -> float:
    """The width of a box, in letters."""
    if box.kind == "row":
        return sum(map(width, box.parts)) + _gaps(box)
    if box.kind == "frac":
        return max(map(width, box.parts)) + 0.5
    if box.kind == "indexed":
        base, below, above = map(width, box.parts)
        return base + INDEX * max(below, above)
    if box.kind == "matrix":
        columns = max(len(row.parts) for row in box.parts)
        cells = [[width(row.parts[k]) for row in box.parts if k < len(row.parts)] for k in range(columns)]
        return sum(max(column) for column in cells) + 2.0 * columns
    if box.parts:
        return sum(map(width, box.parts)) + (1.8 if box.kind in ("fence", "sqrt") else 0.15)
    return _leaf(box)


def _leaf(box: Box) -> float:
    if box.kind == "space":
        return SPACES.get(box.value, 0.5)
    if box.kind == "sign":
        return 0.7 if box.value in "()[],.|!:;'′{}" else 2.6 if box.value == "∑∏" else 1.5
    if box.kind == "word":
        return 0.95 * len(box.value) + (0.3 if len(box.value) > 1 else 0)
    return len(box.value) * (1.3 if box.value.isupper() else 1.05)


def _gaps(row: Box) -> float:
    """The spaces that mathematics sets around signs."""
    return sum(1.1 if sign.value in RELATIONS else 0.85 for sign in row.parts if sign.value in RELATIONS | OPERATORS)


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )
