"""What every face shows of a report, in words: the state of each line, the reasons, the sum of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wrt.checking.faces.plain import shortened, visible
from wrt.checking.reading.notebook import CELL
from wrt.checking.report import CheckedLine, Report, Requirement
from wrt.diagnostics import WrtError

# what stands in the gutter, by the state of a line
SIGNS = {"right": "✓", "wrong": "✗", "follows": "✗", "undecided": "?", "not understood": "?", "definition": "·",
         "given": "·", "met": "✓", "not met": "✗", "open": "?"}  # fmt: skip
CONVENTIONS = {
    "projected": "the derivative within the space of the variable",
    "unconstrained": "the unconstrained derivative",
    "entries": "the derivative by the free entries",
}
DIFFERS, BECAUSE, MISTAKE, CORRECTION = "differs", "because", "likely mistake", "right would be"
NAMED = 5  # lines that a summary names


class Checked(NamedTuple):
    """A file with its report, or with why there is none."""

    name: str
    report: Report | None = None
    error: WrtError | None = None


class Look(NamedTuple):
    """How a report is to be written: the room of a line (None: as much as it takes), colour, how much is told."""

    width: int | None = None
    colour: bool = False
    verbose: bool = False
    table: bool = False  # a row a file in the place of lines
    plain: bool = False  # the sum of it alone
    marks: bool = True  # whether ✓ and ✗ can be written


class Note(NamedTuple):
    """A remark below a line; `formula` says that it is one."""

    label: str
    text: str
    formula: bool = False


class Row(NamedTuple):
    """A line as it is shown; its strings hold no control characters.

    `at` is its number in the gutter and `where` the same in words; `line` is that of the file, 0 where it has none.
    """

    state: str
    word: str
    at: str
    where: str
    line: int
    column: int
    source: str
    notes: tuple[Note, ...] = ()
    lead: str = ""  # words before the formula

    @property
    def stated(self) -> str:
        """The line with the words before it."""
        return f"{self.lead} {self.source}".lstrip()

    @property
    def sign(self) -> str:
        return SIGNS[self.state]


class Counts(NamedTuple):
    """How many lines there are of each kind; `right` are those that are neither wrong nor open."""

    lines: int
    right: int
    wrong: int
    undecided: int


def rows(report: Report, look: Look) -> Iterator[Row]:
    """The lines, then what was required."""
    wrong = ""
    for line in report.lines:
        found = state(line)
        at, number, column = place(line, report)
        word = f"wrong since {wrong}" if found == "follows" and wrong else found
        yield Row(
            found,
            word,
            at,
            where(line, report),
            number,
            column,
            shortened(visible(line.source)),
            tuple(_notes(line, look)),
        )
        wrong = where(line, report) if found == "wrong" else wrong
    for requirement in report.required:
        yield _required(requirement, report)


def state(line: CheckedLine) -> str:
    """What is to be said of a line in a word."""
    if line.verdict.standing:
        return line.verdict.standing.lower()
    if line.verdict.holds is False:
        return "follows" if line.consistent else "wrong"
    return "right" if line.verdict.holds else "undecided"


def place(line: CheckedLine, report: Report) -> tuple[str, int, int]:
    """What stands in the gutter, and the line and the column in the file, from 1; line 0 in a notebook."""
    number, column = line.place or (line.index + 1, 1)
    return (f"{number // CELL}:{number % CELL}", 0, column) if report.cells else (str(number), number, column)


def where(line: CheckedLine, report: Report) -> str:
    """`line 4`, or `cell 2, line 4`."""
    number = (line.place or (line.index + 1, 1))[0]
    return f"cell {number // CELL}, line {number % CELL}" if report.cells else f"line {number}"


def _notes(line: CheckedLine, look: Look) -> Iterator[Note]:
    for note in _all_notes(line, look):
        if note.text:
            yield Note(note.label, shortened(visible(note.text)), note.formula)


def _all_notes(line: CheckedLine, look: Look) -> Iterator[Note]:
    verdict, found = line.verdict, state(line)
    if found == "wrong" or (found == "follows" and look.verbose):
        yield Note(*_against(line))
    if found == "wrong":
        yield Note(MISTAKE, line.mistake)
        yield Note(CORRECTION, line.correction, formula=True)
    if found in ("undecided", "not understood"):
        yield Note(BECAUSE, line.reason or verdict.reason)
    if found == "right":
        yield Note("if", " and ".join(verdict.conditions))
        yield Note("convention", CONVENTIONS.get(verdict.convention, ""))
    if found == "right" and look.verbose:
        yield Note("by", line.reason or line.because)
    if look.verbose and line.understood:
        yield Note("understood as", line.understood, formula=True)
    yield from (Note("note", note) for note in (*verdict.notes, *line.notes))


def _against(line: CheckedLine) -> tuple[str, str]:
    """Why a line is wrong: the two values, or the reason in words."""
    found = line.verdict.counterexample
    if found is None or not hasattr(found, "sides"):
        return BECAUSE, line.reason or line.verdict.reason
    left, right = found.sides
    sign = "" if found.exact else "about "
    at = found.text.rpartition(": left ")[0]
    return DIFFERS, f"the left side is {sign}{left}, the right side {sign}{right}" + (f", at {at}" if at else "")


def _required(requirement: Requirement, report: Report) -> Row:
    found = {True: "met", False: "not met", None: "open"}[requirement.holds]
    at, words, number, column = "", "", 0, 0
    if requirement.line is not None:
        line = report.lines[requirement.line]
        at, number, column = place(line, report)
        words = where(line, report)
    notes = (Note(BECAUSE, visible(requirement.reason)),) if requirement.reason else ()
    return Row(
        found, found, at, words, number, column, shortened(visible(requirement.wanted)), notes, lead=requirement.kind
    )


# ---- the sum of it


def counts(report: Report) -> Counts:
    """How many lines are right, wrong and open."""
    wrong = sum(line.verdict.holds is False for line in report.lines)
    undecided = sum(line.mark == "?" for line in report.lines)
    return Counts(len(report.lines), len(report.lines) - wrong - undecided, wrong, undecided)


def summary(report: Report) -> str:
    """The report in a sentence: `1 of 7 lines is wrong: line 4 (missing transpose)`."""
    parts = list(_parts(report))
    return "; ".join(parts)


def _parts(report: Report) -> Iterator[str]:
    total = len(report.lines)
    kinds: dict[str, list[CheckedLine]] = {}
    for line in report.lines:
        kinds.setdefault(state(line), []).append(line)
    wrong, follow = kinds.get("wrong", []), kinds.get("follows", [])
    unclear = [line for line in report.lines if line.mark == "?"]
    if not total:
        yield "no line to judge was found"
    elif not (wrong or follow or unclear):
        judged = len(kinds.get("right", []))
        many = "the line is right" if total == 1 else f"all {total} lines are right"
        yield many if judged else f"nothing is claimed in {_lines(total)}: there are only definitions and assumptions"
    if wrong:
        yield f"{_of(wrong, total)} wrong: {_named(wrong, report)}"
    if follow:
        only = "only follows" if len(follow) == 1 else "only follow"
        yield f"{_named(follow, report)} {only} from what is wrong before"
    if unclear:
        states = " or ".join(dict.fromkeys(map(state, unclear)))
        yield f"{_of(unclear, total)} {states}: {_named(unclear, report)}"
    missing = [requirement for requirement in report.required if requirement.holds is not True]
    if missing:
        yield f"{len(missing)} of {len(report.required)} requirements not met"
    if report.stopped:
        yield visible(report.stopped)


def _lines(number: int) -> str:
    return "1 line" if number == 1 else f"{number} lines"


def _of(lines: Sequence[CheckedLine], total: int) -> str:
    """`2 of 7 lines are`."""
    if total == 1:
        return "the line is"
    return f"{len(lines)} of {_lines(total)} {'is' if len(lines) == 1 else 'are'}"


def _named(lines: Sequence[CheckedLine], report: Report) -> str:
    """`line 4 (missing transpose) and line 7`."""
    names = list(dict.fromkeys(first_words(line, report) for line in lines[:NAMED]))
    if len(lines) > NAMED:
        names.append(f"{len(lines) - NAMED} more")
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else names[0]


def first_words(line: CheckedLine, report: Report) -> str:
    """`line 4 (missing transpose)`."""
    mistake = f" ({shortened(visible(line.mistake), 100)})" if line.mistake and not line.consistent else ""
    return f"{where(line, report)}{mistake}"


def first_wrong(report: Report) -> CheckedLine | None:
    """The first line that does not follow."""
    return next((line for line in report.lines if line.verdict.holds is False), None)


def assumptions(report: Report) -> list[str]:
    """What was assumed of the lines that there are."""
    return [visible(sentence) for sentence in report.assumed] if report.lines else []


def complaint(error: WrtError) -> str:
    """An error as one line."""
    return visible(f"{error.message} ({error.code})")
