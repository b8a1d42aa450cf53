"""A report in Markdown, for comments and job summaries: the lines as code, so that they stand as they were written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wrt.checking.faces.overview import overview
from wrt.checking.faces.plain import brief, visible
from wrt.checking.faces.view import Checked, Look, Note, Row, assumptions, complaint, rows, summary
from wrt.documents.markdown import escaped

LOUD = frozenset(("wrong", "not met"))


def markdown(files: Sequence[Checked], look: Look) -> str:
    """The files as Markdown; several have a table of all of them first."""
    parts = [_table(files)] if look.table or len(files) > 1 else []
    if not look.table:
        parts += [part for file in files for part in _file(file, look)]
    return "\n\n".join(parts)


def _file(file: Checked, look: Look) -> Iterator[str]:
    if file.name:
        yield f"## {escaped(visible(file.name))}"
    if file.report is None:
        yield escaped(complaint(file.error)) if file.error else ""
        return
    words = summary(file.report)
    yield f"**{escaped(words[0].upper() + words[1:])}.**"
    said = assumptions(file.report)
    if said:
        yield "Assumed: " + "; ".join(map(escaped, said)) + "."
    lines = [] if look.plain else [line for row in rows(file.report, look) for line in _row(row)]
    if lines:
        yield "\n".join(lines)


def _row(row: Row) -> Iterator[str]:
    stated = f"{row.where}, {row.word}" if row.where else row.word
    lead = f"{row.lead} " if row.lead else ""
    yield f"- {row.sign} {f'**{stated}**' if row.state in LOUD else stated}: {lead}{code(brief(row.source))}"
    yield from (f"  - {_note(note)}" for note in row.notes)


def _note(note: Note) -> str:
    return f"{note.label}: {code(brief(note.text)) if note.formula else escaped(note.text)}"


def code(source: str) -> str:
    """A formula between as many backticks as it takes.

    >>> code("a`b")
    '``a`b``'
    """
    fence = "`" * (1 + max(map(len, re.findall("`+", source)), default=0))
    space = " " if source.startswith("`") or source.endswith("`") or not source.strip() else ""
    return f"{fence}{space}{source}{space}{fence}"


def _table(files: Sequence[Checked]) -> str:
    head, *body, total = overview(files)
    lines = [head, ("---", "--:", "--:", "--:", "--:", "---"), *[tuple(map(escaped, row)) for row in body]]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines) + f"\n\n{escaped(total[0])}"
