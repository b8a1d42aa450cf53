r"""The pieces of a document in order: headings, items of lists, words, formulas, rows of tables, each with its place.

Markdown and LaTeX are read by one scanner: mathematics stands between `$`, `$$`, `\(`, `\[` or in an environment, and
the rest is words.  A text without any of these is plain: each of its lines is a formula or words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple

from wrt.checking.reading.clauses import clauses, minimisers
from wrt.checking.reading.macros import Macros
from wrt.checking.reading.plain_words import condition, declared_beside
from wrt.checking.reading.regions import Region, regions
from wrt.checking.reading.remarks import Remarked, remarked
from wrt.checking.reading.rows import rows_of
from wrt.checking.reading.tables import Cells, is_rule, table_cells
from wrt.checking.written import without_lead

HEADING = re.compile(r"(?:#{1,6}[ \t]+(?P<text>.*)|\\(?:sub)*(?:section|paragraph|chapter)\*?\{(?P<title>[^}]*)\}.*)")
ITEM = re.compile(r"(?:[-*+][ \t]+)?(?:\\item\b(?:\[[^\]]*\])?|\(?(?:\d{1,2}|[a-z]|[ivx]+)[.)][ \t]|[-*+][ \t])[ \t]*")
RUN_IN = re.compile(
    r"(?:\*\*|__|\\textbf\s*\{)\s*(?P<text>(?:Exercise|Problem|Question|Task|Example|Aufgabe)\b[^*_{}]{0,60})(?:\*\*|__|\})"
    r"[\s.:]*",
    re.IGNORECASE,
)
LATEX_COMMENT = re.compile(r"(?<!\\)%[^\n]*")


class Piece(NamedTuple):
    """A piece of a document.

    `kind` is heading, item, words, plain (words of a text without marked mathematics), display, inline or table; of a
    formula `rows` are its equations, of a table its cells.
    """

    kind: str
    text: str
    place: tuple[int, int]
    rows: tuple[tuple[str, tuple[int, int]], ...] = ()
    cells: Cells = ()


class Places:
    """Lines and columns of a text, both from 1; `origin` says where in it a letter of what is read stands."""

    def __init__(self, text: str, origin: Callable[[int], int] = int) -> None:
        self.starts = [0, *[found.end() for found in re.finditer("\n", text)]]
        self.origin = origin

    def at(self, offset: int) -> tuple[int, int]:
        offset = self.origin(offset)
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1


def pieces(text: str, latex: bool = False, macros: Macros | None = None) -> list[Piece]:
    """The pieces of a document; `latex` says that % begins a comment, `macros` are commands defined before it."""
    if latex:
        text = LATEX_COMMENT.sub(lambda found: " " * len(found.group()), text)
    places = Places(text)
    if "\\" in text:
        text, places.origin = (macros or Macros()).expanded(text)
    text = _body(text) if latex else text
    return list(_mixed(text, list(regions(text)), places) if is_marked_up(text) else _plain(text, places))


def is_marked_up(text: str) -> bool:
    """Whether mathematics is marked as such, so that it is LaTeX."""
    return any(region.kind != "hidden" for region in regions(text))


def _body(text: str) -> str:
    """What stands between begin and end of a LaTeX document, places kept."""
    start, end = text.find(r"\begin{document}"), text.find(r"\end{document}")
    if start < 0:
        return text
    head = re.sub(r"[^\n]", " ", text[: start + len(r"\begin{document}")])
    return head + text[len(head) : end if end >= 0 else len(text)]


def _mixed(text: str, found: list[Region], places: Places) -> Iterator[Piece]:
    """Words and formulas in turn; the rows of tables are taken out first."""
    tables = list(_tables(text, found, places))
    covered = [start for start, _, _ in tables]
    events: list[tuple[int, int, Piece | Region]] = list(tables)
    for region in found:
        row = bisect_right(covered, region.start) - 1
        if row < 0 or region.start >= tables[row][1]:
            events.append((region.start, region.end, region))
    at = 0
    for start, end, event in sorted(events, key=lambda event: event[:2]):
        yield from _words(text, at, start, places)
        at = max(at, end)
        if isinstance(event, Piece):
            yield event
        elif event.kind != "hidden":
            yield from _piece(text, event, places)
    yield from _words(text, at, len(text), places)


def _piece(text: str, region: Region, places: Places) -> Iterator[Piece]:
    """A formula, and where words stand in it what comes before them, the words, and what comes behind."""
    inside = text[region.inside[0] : region.inside[1]]
    start = region.inside[0]
    inline = region.kind == "inline" and not _fills_its_line(text, region)
    kind = "inline" if inline else "display"
    rows: list[tuple[str, tuple[int, int]]] = []
    said = False
    for row, offset in [(inside, 0)] if inline else rows_of(inside):
        formula, remark = remarked(row) if inside.startswith(row, offset) else Remarked(row)
        rows += _equations(formula, offset + max(row.find(formula), 0), inside, start, places)
        if not remark:
            continue
        yield Piece(kind, formula.strip(), places.at(start), tuple(rows))
        rows, said = [], True
        for part in remark:
            place = start + offset + part.offset
            formulas = tuple(_equations(part.text, offset + part.offset, inside, start, places))
            yield Piece(part.kind, part.text, places.at(place), formulas if part.kind == "inline" else ())
    if rows or (inline and not said):
        yield Piece(kind, "" if said else inside.strip(), places.at(start), tuple(rows))


def _equations(row: str, offset: int, inside: str, start: int, places: Places) -> Iterator[tuple[str, tuple[int, int]]]:
    """The equations side by side in a row, with their places; a row that was put together stands where it begins."""
    whole = inside.startswith(row, offset)
    for clause in [part for whole in clauses(row) for part in minimisers(whole)]:
        yield clause.text, places.at(start + offset + (clause.offset if whole else 0))


def _fills_its_line(text: str, found: Region) -> bool:
    """Whether an inline formula stands on a line of its own."""
    before = text[text.rfind("\n", 0, found.start) + 1 : found.start]
    after = text[found.end : (text.find("\n", found.end) + 1 or len(text) + 1) - 1]
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
            if begins and (title := RUN_IN.match(stripped)):
                yield Piece("heading", title["text"].strip(" .:"), places.at(at))
                stripped = stripped[title.end() :]
            item = ITEM.match(stripped) if begins else None
            if item:
                yield Piece("item", item.group().strip(), places.at(at))
                stripped = stripped[item.end() :]
            if stripped:
                yield Piece("words", stripped, places.at(at + len(line) - len(line.lstrip())))
        at += len(line) + 1


def _tables(text: str, found: list[Region], places: Places) -> Iterator[tuple[int, int, Piece]]:
    """The rows of tables, separated by pipes or tabs, with where they begin and end."""
    hidden = [region for region in found if region.kind != "inline"]
    starts = [region.start for region in hidden]
    at = 0
    for line in text.split("\n"):
        before = bisect_right(starts, at) - 1
        cells = table_cells(line) if before < 0 or at >= hidden[before].end else []
        if cells:
            found_ = () if is_rule(line) else tuple([(cell, places.at(at + offset)) for cell, offset in cells])
            yield at, at + len(line), Piece("table", line if found_ else "", places.at(at), (), found_)
        at += len(line) + 1


def _plain(text: str, places: Places) -> Iterator[Piece]:
    """A text without mathematics marked as such."""
    at = 0
    for line in text.split("\n"):
        bullet = BULLET.match(line)
        stripped = line[bullet.end() if bullet else 0 :].strip()
        where = places.at(at + len(line) - len(line[bullet.end() if bullet else 0 :].lstrip()))
        heading = HEADING.match(stripped)
        cells = table_cells(line)
        if heading:
            yield Piece("heading", heading["text"] or heading["title"] or "", places.at(at))
        elif cells:
            found = tuple([(cell, places.at(at + offset)) for cell, offset in cells]) if not is_rule(line) else ()
            yield Piece("table", line, places.at(at), (), found)
        elif (said := condition(stripped)) and is_formula(said["what"]):
            yield from _condition(said, at + line.index(stripped), places)
        elif is_formula(stripped):
            yield from _formula(stripped, at + line.index(stripped), places)
        elif found_ := formulas_in(stripped):
            yield from _sentence(stripped, found_, at + line.index(stripped), places)
        elif stripped:
            yield Piece("plain", stripped, where)
        at += len(line) + 1


def _formula(line: str, start: int, places: Places) -> Iterator[Piece]:
    """A formula, and what is declared beside it or defined behind it."""
    formula, said = declared_beside(line)
    if said and line.index(said) < line.index(formula):
        yield Piece("plain", said, places.at(start + line.index(said)))
        start, line, said = start + line.rindex(formula), formula, ""
    defined = DEFINED_BEHIND.search(formula) if not said else None
    formula = formula[: defined.start()] if defined else formula
    yield Piece("display", formula, places.at(start), tuple(_equations(formula, 0, formula, start, places)))
    if said:
        yield Piece("plain", said, places.at(start + line.rindex(said)))
    if defined:
        yield from _sentence(line, [defined.span("what")], start, places, len(formula))


def _sentence(line: str, formulas: list[tuple[int, int]], start: int, places: Places, at: int = 0) -> Iterator[Piece]:
    """The words and formulas of a sentence in plain text, from a place in it on."""
    for first, last in formulas:
        if words := line[at:first].strip():
            yield Piece("words", words, places.at(start + at))
        formula, at = line[first:last].strip(), last
        rows = tuple(_equations(formula, 0, formula, start + first, places))
        yield Piece("inline", formula, places.at(start + first), rows)
    if words := line[at:].strip():
        yield Piece("words", words, places.at(start + at))


def _condition(said: re.Match[str], start: int, places: Places) -> Iterator[Piece]:
    """What a line of plain text supposes, and what it says then."""
    first, rest = start + said.start("what"), (said["rest"] or "").rstrip()
    yield Piece("words", said["lead"].strip(), places.at(start))
    yield Piece(
        "inline", said["what"], places.at(first), tuple(_equations(said["what"], 0, said["what"], first, places))
    )
    if said["then"]:
        yield Piece("words", said["then"].strip(), places.at(start + said.start("then")))
    if is_formula(rest):
        first = start + said.start("rest")
        yield Piece("display", rest, places.at(first), tuple(_equations(rest, 0, rest, first, places)))
    elif rest:
        yield Piece("plain", rest, places.at(start + said.start("rest")))


BULLET = re.compile(r"\s*(?:[-*+•]|\(?\d{1,2}[.)])\s+(?=\S)")
WORD = re.compile(r"(?<![\\\w])[A-Za-z]{3,}(?![\w(])")
KNOWN = frozenset(
    "inv det logdet exp log sin cos tan tanh diag vec kron eye sum norm alpha beta gamma delta epsilon theta lambda lam"
    " sigma omega mu nu rho tau phi psi eta zeta kappa xi Sigma Omega Theta Lambda Gamma Phi Psi Delta sqrt abs sign"
    " relu ones zeros vector matrix size ell pinv where softmax sigmoid softplus commutation grad nabla".split()
)


DEFINED_BEHIND = re.compile(r"(?<![\s,;])[\s,;]+(?:where|with)\s+(?P<what>[A-Za-z]\w*(?:\([^()]*\))?\s*=.*)\Z")
SMALL = frozenset("is so we to of at by in an as or on if be it no do".split())
LETTERS = re.compile(r"(?<![\\\w'])[A-Za-z]{2,}(?![\w(])")
EDGE = re.compile(r"\A[\s,.;:]+|[\s,.;:]+\Z")


def formulas_in(line: str) -> list[tuple[int, int]]:
    """Where formulas stand in a sentence of plain text: between its words, with an equals sign."""
    words = [found for found in LETTERS.finditer(line) if found.group() not in KNOWN
             and (found.group().lower() in SMALL or WORD.match(line, found.start()))]  # fmt: skip
    starts, ends = [0, *[word.end() for word in words]], [*[word.start() for word in words], len(line)]
    found = []
    for start, end in zip(starts, ends, strict=True):
        bare = EDGE.sub("", line[start:end])
        left, equals, right = bare.partition("=")
        if equals and left.strip() and right.strip():
            first = line.index(bare, start)
            found.append((first, first + len(bare)))
    return found


def is_formula(line: str) -> bool:
    """Whether a line of plain text is a formula and no sentence."""
    if "=" not in line and not re.search(r"[<>≤≥]", line):
        return False
    line = without_lead(line)
    body = re.split(r"\s{2,}|\s#|\s//|\s\(?by\b|\bsince\b|\bwhere\b|\bbecause\b", line)[0]
    words = [word for word in WORD.findall(body) if word not in KNOWN]
    return len(words) <= 1
