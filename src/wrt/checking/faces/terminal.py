"""A report for a terminal: a gutter with line numbers and signs, the lines as written, the reasons beneath.

3 ✓ = y'*y - 2*y'*X*theta + theta'*X'*X*theta
4 ✗ D(J, theta) = -2*X*y + 2*X'*X*theta
    because: cannot multiply an N×p matrix by a vector of length N
    likely mistake: missing transpose
    right would be: D(J, theta) = -2*X'*y + 2*X'*X*theta
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence

from wrt.checking.faces.overview import overview
from wrt.checking.faces.plain import visible
from wrt.checking.faces.view import Checked, Look, Note, Row, assumptions, complaint, rows, summary
from wrt.checking.report import Report
from wrt.documents.breaking import INDENT, text_lines
from wrt.documents.measure import columns

NARROWEST, UNLIMITED, GAP = 30, 10**6, 3
MOST = 6  # rows of a terminal that one formula may take
PLAIN_SIGNS = {"✓": "+", "✗": "x", "·": "."}
HELD = re.compile(r"\[[^][]{1,40}\]| = ")  # a line is not broken in a small matrix, nor between a name and its value
KEPT = "\xa0"
RED, GREEN, YELLOW, FAINT, BOLD = "31", "32", "33", "2", "1"
COLOURS = {"✓": GREEN, "✗": "1;31", "?": "1;33", "·": FAINT}


def terminal(files: Sequence[Checked], look: Look) -> str:
    """The files as lines of characters."""
    if look.table:
        return "\n".join(_table(files, look))
    parts = [_file(file, look, titled=len(files) > 1) for file in files]
    return ("\n" if look.plain else "\n\n").join(map("\n".join, parts))


def text(files: Sequence[Checked], look: Look) -> str:
    """The same without colours, and in lines as long as they need to be if nothing is said."""
    return terminal(files, look._replace(colour=False))


def _file(file: Checked, look: Look, *, titled: bool) -> Iterator[str]:
    name = visible(file.name)
    if file.report is None:
        yield f"{name or 'the text'}: {complaint(file.error) if file.error else ''}"
        return
    if look.plain:
        yield f"{name}: {summary(file.report)}" if titled else summary(file.report)
        return
    if titled:
        yield _painted(name, BOLD, look)
    yield from _report(file.report, look)
    yield from _wrapped(_sentence(summary(file.report)), look, "", BOLD)


def _report(report: Report, look: Look) -> Iterator[str]:
    found = list(rows(report, look))
    said = assumptions(report)
    if said:
        yield from _wrapped("assumed: " + "; ".join(said), look, "", FAINT, hanging=" " * len("assumed: "))
    if found and said:
        yield ""
    width = max([len(row.at) for row in found], default=1)
    for row in found:
        yield from _row(row, width, look)
    if found:
        yield ""


def _row(row: Row, width: int, look: Look) -> Iterator[str]:
    margin = " " * (width + 5)
    sign = row.sign if look.marks else PLAIN_SIGNS.get(row.sign, row.sign)
    gutter = f"  {_painted(f'{row.at:>{width}}', FAINT, look)} {_painted(sign, COLOURS[row.sign], look)} "
    first, *more = _formula(row.stated, _room(look) - len(margin))
    quiet = f"({row.word})" if row.state == "follows" else ""
    fits = not more and columns(first) + len(quiet) + GAP <= _room(look) - len(margin)
    yield gutter + first + (" " * GAP + _painted(quiet, FAINT, look) if fits and quiet else "")
    yield from (margin + " " * INDENT + line for line in more)
    if quiet and not fits:
        yield margin + _painted(quiet, FAINT, look)
    for note in row.notes:
        yield from _note(note, margin, look)


def _note(note: Note, margin: str, look: Look) -> Iterator[str]:
    """A remark below a line; a formula begins on a row of its own where it is too long for the first."""
    start = note.label + (" " if note.label in ("if", "by") else ": ")
    room = _room(look) - len(margin)
    if not note.formula:
        yield from _wrapped(start + note.text, look, margin, "", hanging=margin + "  ")
    elif columns(start + note.text) <= room:
        yield margin + start + note.text
    else:
        yield margin + start.rstrip()
        yield from (margin + "  " + line for line in _formula(note.text, room - 2))


def _formula(source: str, room: int) -> list[str]:
    """A formula as rows: broken before its signs, else where it must be; what is very long ends in dots."""
    if columns(source) <= room:
        return [source]
    found: list[str] = []
    for line in text_lines(source, room):
        fits = columns(line) <= room - INDENT * bool(found)
        found += [line] if fits else textwrap.wrap(line, max(room - INDENT, 8), break_on_hyphens=False)
    return found if len(found) <= MOST else [*found[: MOST - 1], "…"]


def _wrapped(sentence: str, look: Look, margin: str, colour: str, hanging: str = "") -> Iterator[str]:
    held = HELD.sub(lambda found: found[0].replace(" ", KEPT), sentence)
    for line in textwrap.wrap(
        held, _room(look), initial_indent=margin, subsequent_indent=hanging or margin, break_on_hyphens=False
    ):
        yield _painted(line.replace(KEPT, " "), colour, look)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _room(look: Look) -> int:
    return UNLIMITED if look.width is None else max(look.width, NARROWEST)


def _painted(words: str, colour: str, look: Look) -> str:
    return f"\x1b[{colour}m{words}\x1b[0m" if look.colour and colour and words else words


# ---- many files


def _table(files: Sequence[Checked], look: Look) -> Iterator[str]:
    """A row a file, in columns; the last one is as wide as the room allows."""
    head, *body, total = overview(files)
    cells = [head, *body]
    widths = [max(columns(row[at]) for row in cells) for at in range(len(head) - 1)]
    margin = sum(widths) + 2 * len(widths)
    for at, row in enumerate(cells):
        gaps = [" " * (width - columns(cell)) for width, cell in zip(widths, row, strict=False)]
        line = "".join([row[0], gaps[0], *[f"  {gap}{cell}" for gap, cell in zip(gaps[1:], row[1:-1], strict=True)]])
        if not row[-1]:
            yield _painted(line.rstrip(), BOLD if not at else "", look)
            continue
        room = max(_room(look) - margin, NARROWEST)
        first, *more = textwrap.wrap(row[-1], room, break_on_hyphens=False)
        yield _painted(f"{line}  ", BOLD if not at else "", look) + _painted(first, BOLD if not at else RED, look)
        yield from (" " * margin + _painted(rest, RED, look) for rest in more)
    yield ""
    yield _painted(total[0], BOLD, look)
