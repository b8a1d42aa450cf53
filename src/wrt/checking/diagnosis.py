"""What is wrong with an equation that does not hold, in words, and its right side as it would be right."""

from __future__ import annotations

from collections.abc import Callable

from wrt.checking.applied import Side
from wrt.checking.judging import Judged
from wrt.checking.mistakes import Search
from wrt.checking.paper import Paper
from wrt.checking.values import Values
from wrt.expr.node import Node


def diagnosis(left: Side, side: Side, found: Judged, paper: Paper, write: Callable[[Node], str]) -> tuple[str, str]:
    """The likely mistake and the corrected side, which `write` writes; each empty where none is found."""
    solution = found.system.values if found.system is not None else {}
    values = Values(left, side, paper, found.facts, solution)
    mistake = Search(left, side, paper, values, found.verdict).found()
    return mistake.words, write(mistake.corrected) if mistake.corrected is not None else ""
