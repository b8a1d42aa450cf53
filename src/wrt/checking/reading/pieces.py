r"""The pieces of a document in order: headings, items of lists, words, formulas, rows of tables, each with its place.

Markdown and LaTeX are read by one scanner: mathematics stands between `$`, `$$`, `\(`, `\[` or in an environment, and
the rest is words.  A text without any of these is plain: each of its lines is a formula or words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from wrt.checking.reading.rows import rows_of
from wrt.checking.reading.tables import Cells, is_rule, table_cells

ENVIRONMENTS = "align|equation|gather|multline|flalign|alignat|eqnarray|displaymath|math|dmath|IEEEeqnarray"
MATH = re.compile(
    r"(?P<code>^(?P<fence>```+|~~~+)[ \t]*(?P<language>\w*)[^\n]*\n(?P<inside>.*?)(?:^(?P=fence)[ \t]*$|\Z))"
    r"|(?P<verbatim>\\begin\{(?:verbatim|lstlisting|minted)\}.*?\\end\{(?:verbatim|lstlisting|minted)\})"
    r"|(?P<comment><!--.*?-->)"
    r"|\$\$(?P<dollars>.*?)\$\$"
    r"|(?<!\\)\\\[(?P<brackets>.*?)(?<!\\)\\\]"
    rf"|\\begin\{{(?P<name>(?:{ENVIRONMENTS})\*?)\}}(?P<environment>.*?)\\end\{{(?P=name)\}}"
    r"|(?<!\\)\\\((?P<parens>.*?)\\\)"
    r"|(?<![\\$])\$(?=\S)(?P<inline>(?:[^$\\\n]|\\.|\n(?!\s*\n))+?)(?<!\s)\$(?![\d$])"
    r"|(?<![\\$])\$[ \t](?P<spaced>(?:[^$\\\n]|\\.)+?)[ \t]\$",
    re.DOTALL | re.MULTILINE,
)
DISPLAYS = ("dollars", "brackets", "environment")
HEADING = re.compile(r"(?:#{1,6}[ \t]+(?P<text>.*)|\\(?:sub)*(?:section|paragraph|chapter)\*?\{(?P<title>[^}]*)\}.*)")
ITEM = re.compile(r"(?:[-*+][ \t]+)?(?:\\item\b(?:\[[^\]]*\])?|\(?(?:\d{1,2}|[a-z]|[ivx]+)[.)][ \t]|[-*+][ \t])[ \t]*")
LATEX_COMMENT = re.compile(r"(?<!\\)%[^\n]*")


class Piece(NamedTuple):
    """A piece of a document.

    `kind` is heading, item, words, display, inline or table; of a display `rows` are its lines, of a table its cells.
    """

    kind: str
    text: str
    place: tuple[int, int]
    rows: tuple[tuple[str, tuple[int, int]], ...] = ()
    cells: Cells = ()


class Places:
    """Lines and columns of a text, both from 1."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *[found.end() for found in re.finditer("\n", text)]]

    def at(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1


def pieces(text: str, latex: bool = False) -> list[Piece]:
    """The pieces of a document; `latex` says that % begins a comment."""
    if latex:
        text = LATEX_COMMENT.sub(lambda found: " " * len(found.group()), _body(text))
    places = Places(text)
    formulas = list(MATH.finditer(text))
    if not any(_formula(found) is not None for found in formulas):
        return list(_plain(text, places))
    return list(_mixed(text, formulas, places))


def _body(text: str) -> str:
    """What stands between begin and end of a LaTeX document, places kept."""
    start, end = text.find(r"\begin{document}"), text.find(r"\end{document}")
    if start < 0:
        return text
    head = re.sub(r"[^\n]", " ", text[: start + len(r"\begin{document}")])
    return head + text[len(head) : end if end >= 0 else len(text)]


def _formula(found: re.Match[str]) -> tuple[str, int] | None:
    """The formula of a match and where it begins."""
    if found["language"] == "math":
        return found["inside"], found.start("inside")
    for group in (*DISPLAYS, "parens", "inline", "spaced"):
        if found[group] is not None:
            return found[group], found.start(group)
    return None


def _mixed(text: str, formulas: list[re.Match[str]], places: Places) -> Iterator[Piece]:
    """Words and formulas in turn; the rows of tables are taken out first."""
    tables = list(_tables(text, formulas, places))
    covered = [(start, end) for start, end, _ in tables]
    events: list[tuple[int, int, Piece | None, re.Match[str] | None]] = []
    events += [(start, end, piece, None) for start, end, piece in tables]
    events += [(found.start(), found.end(), None, found) for found in formulas
               if not any(start <= found.start() < end for start, end in covered)]  # fmt: skip
    at = 0
    for start, end, table, found in sorted(events, key=lambda event: event[:2]):
        yield from _words(text, at, start, places)
        at = max(at, end)
        if table is not None:
            yield table
        elif found is not None:
            yield from _piece(text, found, places)
    yield from _words(text, at, len(text), places)


def _piece(text: str, found: re.Match[str], places: Places) -> Iterator[Piece]:
    formula = _formula(found)
    if formula is None:
        return
    inside, start = formula
    if (found["inline"] or found["parens"] or found["spaced"]) and not _fills_its_line(text, found):
        yield Piece("inline", inside.strip(), places.at(start))
        return
    rows = tuple([(row, places.at(start + offset)) for row, offset in rows_of(inside)])
    if rows:
        yield Piece("display", inside.strip(), places.at(start), rows)


def _fills_its_line(text: str, found: re.Match[str]) -> bool:
    """Whether an inline formula stands on a line of its own."""
    before = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
    after = text[found.end() : (text.find("\n", found.end()) + 1 or len(text) + 1) - 1]
    return not before.strip(" \t>*-") and not after.strip(" \t.,;*")


def _words(text: str, start: int, end: int, places: Places) -> Iterator[Piece]:
    """Headings, items and words between two formulas."""
    at = start
    for line in text[start:end].split("\n"):
        begins = at == 0 or text[at - 1] == "\n"
        stripped = line.strip()
        heading = HEADING.match(stripped) if begins else None
        if heading:
            title = heading["text"] or heading["title"] or ""
            yield Piece("heading", title, places.at(at))
        elif stripped:
            item = ITEM.match(stripped) if begins else None
            if item:
                yield Piece("item", item.group().strip(), places.at(at))
                stripped = stripped[item.end() :]
            if stripped:
                yield Piece("words", stripped, places.at(at + len(line) - len(line.lstrip())))
        at += len(line) + 1


def _tables(text: str, formulas: list[re.Match[str]], places: Places) -> Iterator[tuple[int, int, Piece]]:
    """The rows of tables, separated by pipes or tabs, with where they begin and end."""
    hidden = [found.span() for found in formulas if _formula(found) is None or any(found[group] for group in DISPLAYS)]
    at = 0
    for line in text.split("\n"):
        if not any(start <= at < end for start, end in hidden):
            cells = table_cells(line)
            if cells and not is_rule(line):
                found = tuple([(cell, places.at(at + offset)) for cell, offset in cells])
                yield at, at + len(line), Piece("table", line, places.at(at), (), found)
            elif cells:
                yield at, at + len(line), Piece("table", "", places.at(at))
        at += len(line) + 1


def _plain(text: str, places: Places) -> Iterator[Piece]:
    """A text without mathematics marked as such."""
    at = 0
    for line in text.split("\n"):
        stripped = line.strip()
        where = places.at(at + len(line) - len(line.lstrip()))
        heading = HEADING.match(stripped)
        cells = table_cells(line)
        if heading:
            yield Piece("heading", heading["text"] or heading["title"] or "", places.at(at))
        elif cells:
            found = tuple([(cell, places.at(at + offset)) for cell, offset in cells]) if not is_rule(line) else ()
            yield Piece("table", line, places.at(at), (), found)
        elif is_formula(stripped):
            yield Piece("display", stripped, where, ((stripped, where),))
        elif stripped:
            yield Piece("words", stripped, where)
        at += len(line) + 1


WORD = re.compile(r"(?<![\\\w])[A-Za-z]{3,}(?![\w(])")
KNOWN = frozenset(
    "inv det logdet exp log sin cos tan tanh diag vec kron eye sum norm alpha beta gamma delta epsilon theta lambda lam"
    " sigma omega mu nu rho tau phi psi eta zeta kappa xi Sigma Omega Theta Lambda Gamma Phi Psi Delta sqrt abs sign"
    " relu ones zeros vector matrix size ell pinv where softmax sigmoid softplus commutation".split()
)


def is_formula(line: str) -> bool:
    """Whether a line of plain text is a formula and no sentence."""
    if "=" not in line and not re.search(r"[<>≤≥]", line):
        return False
    body = re.split(r"\s{2,}|\s#|\s//|\s\(?by\b|\bsince\b|\bwhere\b|\bbecause\b", line)[0]
    words = [word for word in WORD.findall(body) if word not in KNOWN]
    return len(words) <= 1
