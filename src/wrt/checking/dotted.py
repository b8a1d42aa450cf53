r"""A derivative written out with dots: is \partial y_j/\partial x_i in row i and column j, or the other way round?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wrt.checking.paper import Paper
from wrt.checking.reading.declared import name_of
from wrt.checking.report import CheckedLine
from wrt.verdict import Verdict

MATRIX = re.compile(
    r"\\begin\{(?:[bpv]?matrix|array)\}(?:\{[^}]*\})?(?P<body>.*)\\end\{(?:[bpv]?matrix|array)\}", re.DOTALL
)
NAME = r"(?:\\(?:mathbf|boldsymbol|bm|vec)\{\s*)?(\\?[A-Za-z]+)\s*\}?"
SIGN = r"\\(?:partial|delta|mathrm\{d\})|d"
INDEX = r"_\{?\s*(\w+)\s*\}?"
ENTRY = re.compile(
    rf"\s*\\[dt]?frac\s*\{{\s*(?:{SIGN})\s*{NAME}{INDEX}\s*\}}\s*\{{\s*(?:{SIGN})\s*{NAME}{INDEX}\s*\}}\s*"
)
WHOLE = re.compile(rf"\s*\\[dt]?frac\s*\{{\s*(?:{SIGN})\s*{NAME}\s*\}}\s*\{{\s*(?:{SIGN})\s*{NAME}\s*\}}\s*&?\s*=")
UNCLEAR = "dots are understood only in a matrix of the derivatives of entries"


def dotted(source: str, paper: Paper) -> CheckedLine:
    """The verdict on a matrix with dots."""
    whole, matrix = WHOLE.match(source), MATRIX.search(source)
    entries = _entries(matrix["body"]) if matrix else {}
    if whole is None or not entries or {(y, x) for y, _, x, _ in entries.values()} != {whole.groups()}:
        verdict = Verdict(source, None, "reading", UNCLEAR, standing="Not understood")
        return CheckedLine(source, 0, verdict)
    numbered = {at: (y, x) for at, (_, y, _, x) in entries.items() if y.isdecimal() and x.isdecimal()}
    layouts = {_layout(row, col, int(y), int(x)) for (row, col), (y, x) in numbered.items() if row != col or y != x}
    if len(layouts) != 1 or "" in layouts or not all(y == x == str(row) for (row, col), (y, x) in numbered.items()
                                                     if row == col):  # fmt: skip
        line = CheckedLine(source, 0, Verdict(source, False, "entries", "the indices of the entries follow no layout"))
        line.reason, line.mistake = line.verdict.reason, "index slip"
        return line
    (layout,) = layouts
    if paper.layout not in (layout, "denominator"):
        reason = f"row by row these are the entries in {layout} layout"
        return CheckedLine(source, 0, Verdict(source, False, "entries", reason), reason=reason, mistake="wrong layout")
    notes: tuple[str, ...] = (f"{layout} layout: as many rows as the {layout} is long",)
    paper.layout = layout
    notes += tuple(_other_sizes(entries.values(), paper))
    return CheckedLine(source, 0, Verdict(source, None, "definition", standing="Definition"), notes=notes)


def _other_sizes(entries: Iterable[tuple[str, str, str, str]], paper: Paper) -> Iterator[str]:
    """Where the last index of a symbol is not the size that it was declared with."""
    ends: dict[str, str] = {}
    for y, i, x, j in entries:
        ends |= {name: index for name, index in ((y, i), (x, j)) if not index.isdecimal()}
    for name, index in ends.items():
        rows, _ = paper.declared.shapes.get(name_of(name), (index, 1))
        if str(rows) != index:
            yield f"the entries of {name_of(name)} end with {index}, and its length was declared as {rows}"


def _entries(body: str) -> dict[tuple[int, int], tuple[str, str, str, str]]:
    """The entries before the dots, by row and column: function, index, variable, index."""
    found: dict[tuple[int, int], tuple[str, str, str, str]] = {}
    for row, line in enumerate(re.split(r"\\\\", body), 1):
        for col, cell in enumerate(line.split("&"), 1):
            entry = ENTRY.fullmatch(cell)
            if entry:
                y, i, x, j = entry.groups()
                found[row, col] = (y, i, x, j)
    return found


def _layout(row: int, col: int, y: int, x: int) -> str:
    """The layout in which the derivative of entry y by entry x stands in this row and column."""
    return {(x, y): "denominator", (y, x): "numerator"}.get((row, col), "")
