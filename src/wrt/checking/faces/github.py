"""Reports as workflow commands, which GitHub shows as annotations beside the lines of a pull request.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wrt.checking.faces.plain import brief, visible
from wrt.checking.faces.view import Checked, Look, Row, complaint, rows, summary

COMMANDS = {"wrong": "error", "not met": "error", "undecided": "warning", "not understood": "warning",
            "open": "warning", "follows": "notice"}  # fmt: skip


def github(files: Sequence[Checked], look: Look) -> str:
    """A command for each line that is not right, and the sum of each file as plain words."""
    return "\n".join(line for file in files for line in _file(file, look))


def _file(file: Checked, look: Look) -> Iterator[str]:
    name = visible(file.name) or "derivation"
    if file.report is None:
        yield command("error", complaint(file.error) if file.error else "", file=name, title="cannot be checked")
        return
    for row in rows(file.report, look):
        if row.state in COMMANDS:
            place = {"line": str(row.line), "col": str(row.column)} if row.line else {}
            title = row.word if row.line or not row.where else f"{row.word} ({row.where})"
            yield command(COMMANDS[row.state], _message(row), file=name, **place, title=title)
    if file.report.stopped:
        yield command("warning", visible(file.report.stopped), file=name, title="not every line was judged")
    yield f"{name}: {summary(file.report)}"


def _message(row: Row) -> str:
    return "\n".join([brief(row.stated), *[f"{note.label}: {brief(note.text)}" for note in row.notes]])


def command(name: str, message: str, **properties: str) -> str:
    r"""A workflow command, escaped as the runner reads it.

    >>> command("error", "50% of\nit", file="a,b:c.md", line="4")
    '::error file=a%2Cb%3Ac.md,line=4::50%25 of%0Ait'
    """
    given = ",".join(f"{key}={escaped(value, ':,')}" for key, value in properties.items())
    return f"::{name} {given}::{escaped(message)}"


def escaped(text: str, more: str = "") -> str:
    """What would end a message or a property, as the runner wants it."""
    for char in "%\r\n" + more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text
