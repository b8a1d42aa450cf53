"""Rows of tables of derivatives: each cell is a claim in the layout of its column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

from wrt.checking.checker import Checker
from wrt.checking.paper import Paper
from wrt.checking.reading.declared import Declared, read_formula, read_words, supposed
from wrt.checking.report import CheckedLine
from wrt.checking.shapes import checked_shape, claimed_shape
from wrt.checking.statements import Statement
from wrt.checking.typeface import retyped
from wrt.checking.written import written
from wrt.diagnostics import WrtError

NOTES = re.compile(r"note|condition|remark|comment|assum|when|if\b|where", re.IGNORECASE)
MATH = re.compile(r"\$([^$]*)\$")
BELOW = re.compile(
    r"\\frac\{\s*(?:\\partial|\\delta|d)\s*[^{}]*\}\{\s*(?:\\partial|\\delta|d)\s*(?P<x>[^{}]+(?:\{\w+\})?)\s*\}"
)
DERIVATIVE = re.compile(r"\\(?:frac|partial|nabla|delta)|∂|∇|\bD\(|^d\w*/d")


def checked_row(statement: Statement, paper: Paper) -> Iterator[CheckedLine]:
    """The verdicts on the cells of a row."""
    cells = [(_bare(cell), place) for cell, place in statement.cells]
    notes = " ".join(
        cell for (cell, _), head in zip(statement.cells, statement.heads, strict=False) if NOTES.search(head)
    )
    left = cells[0][0]
    if not left:
        return
    by = _variable(cells, statement.heads)
    if by and not DERIVATIVE.search(left):
        left = rf"\frac{{\partial}}{{\partial {by}}} \left( {left} \right)"
    here = _noted(notes)
    for (cell, place), head in list(zip(cells, statement.heads, strict=False))[1:]:
        if not cell or NOTES.search(head):
            continue
        aside = paper.copy()
        aside.layout = _layout(head) or paper.layout
        with suppress(WrtError):
            aside.declare(here.shapes, here.facts)
        line = _cell(left, cell, aside)
        line.place = place
        line.notes = (*line.notes, f"{aside.layout} layout")
        yield line


def _cell(left: str, cell: str, paper: Paper) -> CheckedLine:
    if claimed_shape(cell) is not None and not cell.startswith("\\"):
        line = checked_shape(left, cell, paper)
        if line.verdict.holds is False:
            retyped(line, left, cell, paper)
        return line
    return Checker(paper, [written(f"{left} = {cell}")]).line(0)


def _variable(cells: list[tuple[str, tuple[int, int]]], heads: tuple[str, ...]) -> str:
    """By what the column heads say that the first column is derived; empty where they do not say."""
    for head in heads[1:]:
        bare = _bare(head)
        found = BELOW.search(bare)
        if found:
            return found["x"]
        if "\\nabla" in bare or "∇" in bare or re.search(r"gradient|derivative", bare, re.IGNORECASE):
            named = re.search(r"\\nabla_\{?(?P<x>\\mathbf\{\w\}|\\?\w+)\}?", bare)
            if named:
                return named["x"]
            bold = [name for name in ("x", "w", "v", "z") if rf"\mathbf{{{name}}}" in cells[0][0]]
            return rf"\mathbf{{{bold[0]}}}" if bold else next((name for name in "XWxwvz" if name in cells[0][0]), "")
    return ""


def _noted(notes: str) -> Declared:
    """What the notes beside a row say."""
    here = Declared()
    formulas = MATH.findall(notes) or [notes]
    for formula in formulas:
        if read_formula(formula.strip(), here):
            continue
        fact = supposed(re.sub(r"^(?:if|when|for)\b", "", formula, flags=re.IGNORECASE))
        if fact:
            here.add_fact(*fact)
    parts = MATH.split(notes)
    for i in range(1, len(parts), 2):
        read_words(re.sub(r"\b[Ii]f\b", "", parts[i - 1]), [parts[i]], parts[i + 1], here)
    return here


def _layout(head: str) -> str:
    found = re.search(r"numerator|denominator|mixed", head, re.IGNORECASE)
    return found.group().lower() if found else ""


def _bare(cell: str) -> str:
    """A cell without the signs of mathematics around it."""
    cell = cell.strip().strip("*").strip()
    whole = re.fullmatch(r"\$+([^$]*)\$+", cell)
    return (whole.group(1) if whole else cell).strip().strip("`")
