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
    corrected = write(mistake.corrected) if mistake.corrected is not None else ""
    return mistake.words, "" if _says_nothing(left, corrected) else corrected


def _says_nothing(left: Side, corrected: str) -> bool:
    """Whether a correction reads like the left side: `P^2 = P P`, `A^{-1} = A^{-1}`."""
    bare = "".join(corrected.split())
    power = left.tree.head in ("pow", "inverse") and left.tree.args[0].head == "name"
    return power and (bare == "".join(left.text.split()) or len(set(bare)) == 1)
