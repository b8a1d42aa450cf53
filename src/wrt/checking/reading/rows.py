r"""The lines of displayed mathematics: rows between `\\`, environments opened, long lines that were broken joined."""

from __future__ import annotations

import re
from collections.abc import Iterator

WRAPPERS = "aligned|alignedat|gathered|split|align|gather|equation|multline|flalign|alignat|cases|array|eqnarray"
OPENED = re.compile(rf"\\(?:begin|end)\{{(?:{WRAPPERS})\*?\}}(?:\[[tbc]\])?(?:\{{[^{{}}]*\}})?")
BEGIN_END = re.compile(r"\\(begin|end)\{")
BREAK = re.compile(r"\\\\(?:\*)?(?:\[[^\]\n]*\])?|\\cr\b|\\newline\b")
BLANKS = re.compile(r"\A(?:[\s&~]|\\q?quad(?![a-z]))*")
GOES_ON = re.compile(
    r"(?:\s|&|\\q?quad(?![a-z])|\\[,;:! ]|\\hspace\{[^}]*\}|\{\}|~)*(?:[-+]|\\(?:cdot|times|left\.|quad)\b)"
)


def rows_of(inside: str) -> list[tuple[str, int]]:
    """The rows with their offsets; a row that begins with a plus or minus sign goes on from the row before."""
    found: list[tuple[str, int]] = []
    for row, offset in _split(_without_wrappers(inside)):
        bare = row.strip()
        if not bare:
            continue
        start = offset + len(row) - len(row.lstrip())
        if found and GOES_ON.match(row) and not re.search(r"(?<![<>!])=", _outside(row)):
            found[-1] = (f"{found[-1][0]} {BLANKS.sub('', bare, count=1)}", found[-1][1])
        else:
            found.append((bare, start))
    return found


def _without_wrappers(inside: str) -> str:
    """The environments that only align taken away, each by as many blanks."""
    return OPENED.sub(lambda found: " " * len(found.group()), inside)


def _split(text: str) -> Iterator[tuple[str, int]]:
    r"""The parts between `\\` outside of matrices and braces."""
    depth = braces = at = i = 0
    while i < len(text):
        opened = BEGIN_END.match(text, i)
        if opened:
            depth += 1 if opened.group(1) == "begin" else -1
            i = opened.end()
            continue
        breaks = BREAK.match(text, i) if depth <= 0 and braces <= 0 else None
        if breaks:
            yield text[at:i], at
            at = i = breaks.end()
            continue
        if text[i] == "\\":
            i += 2
            continue
        braces += {"{": 1, "}": -1}.get(text[i], 0)
        i += 1
    yield text[at:], at


def _outside(row: str) -> str:
    """A row without what stands in matrices and braces."""
    row = re.sub(r"\\begin\{.*\\end\{\w+\}", "", row, flags=re.DOTALL)
    return re.sub(r"\{[^{}]*\}", "", row)
