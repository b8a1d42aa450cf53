r"""Claims about shapes in words: "\partial y/\partial x has shape 3 x 3", "a row vector"."""

from __future__ import annotations

import re

from wrt.checking.applied import Side
from wrt.checking.judging import not_understood, shape_words
from wrt.checking.paper import Paper
from wrt.checking.reading.declared import name_of
from wrt.checking.report import CheckedLine
from wrt.checking.written import written
from wrt.diagnostics import WrtError
from wrt.expr.dims import Dim
from wrt.expr.dims import write as write_dim
from wrt.expr.node import Node
from wrt.syntax.reader import read
from wrt.verdict import Verdict

SIZES = re.compile(
    r"\s*\(?\s*(?P<rows>\\?[\w{}]+)\s*(?:\\times|×|x|,|\*)\s*(?P<cols>\\?[\w{}]+)\s*\)?\s*(?:matri(?:x|ces))?\s*\Z"
)


def claimed_shape(words: str) -> tuple[str, str, str] | None:
    """The shape that words claim: ("row" or "column" or "scalar", "", "") or ("sizes", rows, columns)."""
    lower = words.lower().strip().strip("$").strip()
    for kind in ("row", "column"):
        if re.search(rf"\b{kind}\b", lower) and not re.search(r"[=\\]", lower):
            return kind, "", ""
    if re.fullmatch(r"(?:a |an )?scalar", lower):
        return "scalar", "", ""
    sizes = SIZES.match(words.strip().strip("$").strip())
    if sizes:
        return "sizes", _size(sizes["rows"]), _size(sizes["cols"])
    return None


def _size(written_: str) -> str:
    bare = written_.strip("{}")
    return bare if bare.isdecimal() else name_of(bare) or bare


def checked_shape(formula: str, claim: str, paper: Paper) -> CheckedLine:
    """The verdict on a claim about the shape of a formula."""
    source = f"{formula}: {claim}"
    wanted = claimed_shape(claim)
    try:
        side = paper.resolved(Side(read(written(formula).text), written(formula).text))
        unknown = paper.unknown_in([side])
        if unknown:
            verdict = Verdict(source, None, "reading", f"{unknown} is not defined here")
            return CheckedLine(source, 0, verdict)
        (node,), _ = paper.nodes((side,))
    except WrtError as error:
        return CheckedLine(source, 0, not_understood(error))
    if wanted is None:
        return CheckedLine(source, 0, Verdict(source, None, "reading", "the shape is not understood",
                                              standing="Not understood"))  # fmt: skip
    holds = fits(node, *wanted)
    reason = "" if holds else f"it is {shape_words(node)}"
    verdict = Verdict(source, holds, "shapes", reason)
    return CheckedLine(source, 0, verdict, reason=reason, understood=shape_words(node))


def fits(node: Node, kind: str, rows: str, cols: str) -> bool:
    """Whether an expression has a shape; a size of 1 makes rows and columns scalars."""
    if kind == "scalar":
        return bool(node.is_scalar)
    if kind == "row":
        return bool(node.rows == 1 and node.cols != 1)
    if kind == "column":
        return bool(node.cols == 1 and node.rows != 1)
    return _same(node.rows, rows) and _same(node.cols, cols)


def _same(dim: Dim, wanted: str) -> bool:
    return bool(write_dim(dim) == wanted)
