"""Places in the input, error codes, and the form in which an error is shown.

Every error a user can meet is a `WrtError`: a code, a sentence in mathematics, the place in what they wrote, where the
conflicting size came from, and a correction that would parse.  This room knows nothing of mathematics.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class Span(NamedTuple):
    """A half-open range of characters of the input."""

    start: int
    end: int

    def __or__(self, other: Span) -> Span:
        return Span(min(self.start, other.start), max(self.end, other.end))


class Label(NamedTuple):
    """A secondary place with the reason it matters ("x has length m")."""

    span: Span
    text: str


class WrtError(Exception):
    """The one error family of `wrt`.

    Fields: `code` (such as ``E-shape-mul``), `message` (a sentence), `span` (the place in `source`, or None),
    `labels` (secondary places), `help` (a correction that would parse), `notes`.

    >>> raise WrtError("E-example", "this is an example")
    Traceback (most recent call last):
    ...
    wrt.diagnostics.WrtError: error[E-example]: this is an example
    """

    def __init__(
        self,
        code: str,
        message: str,
        span: Span | None = None,
        labels: tuple[Label, ...] = (),
        help: str | None = None,
        notes: tuple[str, ...] = (),
        source: str = "",
    ) -> None:
        super().__init__(code, message)
        self.code, self.message, self.span, self.labels = code, message, span, labels
        self.help, self.notes, self.source = help, notes, source
        self.is_of_guesses = False  # whether other shapes of names that nobody declared would fit, in several ways

    def __str__(self) -> str:
        lines = [f"error[{self.code}]: {self.message}", *self._excerpt()]
        lines += [f"  = note: {note}" for note in self.notes]
        if self.help:
            lines.append(f"  = help: {self.help}")
        return "\n".join(lines)

    def _excerpt(self) -> list[str]:
        """The line of the source that holds the place, with carets under it and each label on a line of its own."""
        if self.span is None or not self.source:
            return []
        begin = self.source.rfind("\n", 0, self.span.start) + 1
        end = self.source.find("\n", self.span.start)
        line = self.source[begin : end if end >= 0 else len(self.source)]
        cut = max(0, self.span.start - begin - 100)
        shown = "".join(c if c.isprintable() else "�" for c in line[cut : cut + 200])
        begin += cut
        rows = ["  |  " + shown, "  |  " + _underline(self.span, begin, len(shown), "^")]
        for label in self.labels:
            if begin <= label.span.start < begin + len(shown):
                rows.append("  |  " + _underline(label.span, begin, len(shown), "-") + " " + label.text)
            else:
                rows.append("  |  " + label.text)
        return rows

    def to_json(self) -> dict[str, Any]:
        """The same record as plain JSON data (offsets are in characters of `source`)."""
        return {
            "code": self.code,
            "message": self.message,
            "span": [self.span.start, self.span.end] if self.span else None,
            "labels": [{"span": [x.span.start, x.span.end], "text": x.text} for x in self.labels],
            "help": self.help,
            "notes": list(self.notes),
            "source": self.source,
        }


class NoRule(WrtError):
    """Raised where an operator has no rule for what was asked: never a silent zero."""


def _underline(span: Span, begin: int, width: int, mark: str) -> str:
    start = min(max(span.start - begin, 0), width)
    end = min(max(span.end - begin, start + 1), max(width, start + 1))
    return " " * start + mark * (end - start)
