"""Many files in a table: how many lines of each are right, wrong and undecided, and the first that is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from wrt.checking.faces.plain import visible
from wrt.checking.faces.view import Checked, complaint, counts, first_words, first_wrong

HEAD = ("file", "lines", "right", "wrong", "undecided", "first wrong line")


def overview(files: Sequence[Checked]) -> list[tuple[str, ...]]:
    """The head, a row a file, and the sum in one cell."""
    return [HEAD, *map(_row, files), (total(files),)]


def _row(file: Checked) -> tuple[str, ...]:
    name = visible(file.name)
    if file.report is None:
        return (name, "", "", "", "", complaint(file.error) if file.error else "")
    wrong = first_wrong(file.report)
    said = [first_words(wrong, file.report)] if wrong is not None else []
    missing = sum(requirement.holds is not True for requirement in file.report.required)
    said += [f"{missing} of {len(file.report.required)} requirements not met"] if missing else []
    said += [visible(file.report.stopped)] if file.report.stopped else []
    return (name, *map(str, counts(file.report)), "; ".join(said))


def total(files: Sequence[Checked]) -> str:
    """All files in a sentence."""
    found = [counts(file.report) for file in files if file.report is not None]
    lines, wrong, undecided = (sum(count[at] for count in found) for at in (0, 2, 3))
    bad = sum(count.wrong > 0 for count in found)
    unread = len(files) - len(found)
    words = f"{_many(len(files), 'file')}, {_many(lines, 'line')}: {wrong} wrong"
    words += f" in {_many(bad, 'file')}" if wrong else ""
    return words + f", {undecided} undecided" + (f", {_many(unread, 'file')} could not be checked" if unread else "")


def _many(number: int, what: str) -> str:
    return f"{number} {what}" + "s" * (number != 1)
