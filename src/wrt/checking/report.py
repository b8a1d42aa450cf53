"""What a check finds: a record for each line, and the whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from wrt.verdict import Verdict


@dataclass
class CheckedLine:
    """One line of a derivation.

    `verdict` says whether it follows; `reason` by what (or why not), `mistake` what was probably done wrong,
    `correction` the line as it would be right, `consistent` that a wrong line follows from the wrong one before it.
    """

    source: str
    index: int
    verdict: Verdict
    understood: str = ""
    reason: str = ""
    mistake: str = ""
    correction: str = ""
    consistent: bool = False
    place: tuple[int, int] | None = None
    label: str = ""
    notes: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """The sign in the gutter: ✓, ✗, ? or a dot for what claims nothing."""
        if self.verdict.standing:
            return "?" if self.verdict.standing == "Not understood" else "·"
        return {True: "✓", False: "✗", None: "?"}[self.verdict.holds]

    def to_json(self) -> dict[str, Any]:
        """The record as plain JSON data."""
        return {
            "index": self.index,
            "source": self.source,
            "place": list(self.place) if self.place else None,
            "label": self.label,
            "understood": self.understood,
            "mark": self.mark,
            "verdict": str(self.verdict),
            "holds": self.verdict.holds,
            "conditions": list(self.verdict.conditions),
            "assumptions": list(self.verdict.assumptions),
            "reason": self.reason,
            "mistake": self.mistake,
            "correction": self.correction,
            "consistent": self.consistent,
            "counterexample": None if self.verdict.counterexample is None else self.verdict.counterexample.to_json(),
            "notes": list(self.notes),
        }


@dataclass
class Report:
    """The lines of a derivation with their verdicts.

    >>> import wrt
    >>> report = wrt.check(["(A + B)*x = A*x + B*x", "= x'*A + B*x"])
    >>> report.ok, report.first_wrong
    (False, 1)
    """

    lines: list[CheckedLine] = field(default_factory=list)
    assumed: tuple[str, ...] = ()
    layout: str = "denominator"

    @property
    def first_wrong(self) -> int | None:
        """The index of the first line that does not follow; None where there is none."""
        return next((line.index for line in self.lines if line.verdict.holds is False), None)

    @property
    def ok(self) -> bool:
        """Whether every line is understood and follows."""
        return all(line.mark in "✓·" for line in self.lines)

    @property
    def undecided(self) -> list[CheckedLine]:
        """The lines that were not understood or are open."""
        return [line for line in self.lines if line.mark == "?"]

    @property
    def exit_code(self) -> int:
        """0 all right, 1 something wrong, 3 something undecided."""
        return 1 if self.first_wrong is not None else 0 if self.ok else 3

    def __iter__(self) -> Iterator[CheckedLine]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def to_json(self) -> dict[str, Any]:
        """The report as plain JSON data."""
        return {
            "ok": self.ok,
            "first_wrong": self.first_wrong,
            "layout": self.layout,
            "assumed": list(self.assumed),
            "lines": [line.to_json() for line in self.lines],
        }
