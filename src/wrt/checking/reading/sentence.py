"""Sentences with marks in the place of their inline formulas, so that patterns of words can go over both."""

from __future__ import annotations

from collections.abc import Sequence

from wrt.checking.reading.pieces import Piece

PUT = "\ue000"
"""Where an inline formula stands, with its number behind it."""
MARK = rf"{PUT}\d+;"

CONCLUDES = (
    r"\b(?:then|so|hence|thus|therefore|consequently|it follows|we (?:have|get|obtain|find|see)|which|implies|gives)\b"
)
"""Words with which a sentence goes on from what it supposes to what it claims."""


def mark(number: int) -> str:
    """What stands for the formula that is the piece of that number."""
    return f"{PUT}{number};"


def written(part: str | None, pieces: Sequence[Piece]) -> str:
    """What a part of a sentence is: the formula of a mark, or the word; empty for None."""
    return pieces[int(part[1:-1])].text if part and part.startswith(PUT) else part or ""
