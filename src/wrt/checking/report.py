"""What a check finds: a record for each line, and the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from wrt.checking.justified import justification
from wrt.diagnostics import WrtError
from wrt.verdict import Verdict

WATCHED: ContextVar[Callable[[Report], None] | None] = ContextVar("WATCHED", default=None)
"""Who waits for a check is told of the report when it begins, to see how far it is and to keep what there is."""


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

    @cached_property
    def because(self) -> str:
        """The rules or facts by which a right line follows; empty for other lines."""
        return justification(self.verdict) if self.verdict.holds else ""

    @property
    def mark(self) -> str:
        """The sign in the gutter: ✓, ✗, ? or a dot for what claims nothing."""
        if self.verdict.standing:
            return "?" if self.verdict.standing == "Not understood" else "·"
        return {True: "✓", False: "✗", None: "?"}[self.verdict.holds]

    @property
    def severity(self) -> int:
        """How bad the line is: 0 for a right one, 3 for a wrong one."""
        return "✓·?✗".index(self.mark)

    @property
    def rules(self) -> list[str]:
        """The names of the rules by which a right line follows, in order."""
        return list(dict.fromkeys(line.rule for line in self._proof() if line.rule))

    def _proof(self) -> list[Any]:
        try:
            return list(self.verdict.derivation.lines) if self.verdict.holds and self.verdict.derivation else []
        except WrtError:  # it holds, but how cannot be told
            return []

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
            "reason": self.reason or self.because,
            "rules": self.rules,
            "mistake": self.mistake,
            "correction": self.correction,
            "consistent": self.consistent,
            "counterexample": None if self.verdict.counterexample is None else self.verdict.counterexample.to_json(),
            "notes": list(self.notes),
        }


@dataclass(frozen=True)
class Requirement:
    """What a derivation has to start from, to end in, or to contain, and whether it does.

    `kind` says which, `wanted` is the formula, `line` the index of the line that was compared or found.
    """

    kind: str
    wanted: str
    holds: bool | None
    reason: str = ""
    line: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The record as plain JSON data."""
        return {
            "kind": self.kind,
            "wanted": self.wanted,
            "holds": self.holds,
            "reason": self.reason,
            "line": self.line,
        }


@dataclass(repr=False)
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
    required: list[Requirement] = field(default_factory=list)
    stopped: str = ""  # why the lines after the last one were not judged
    looks: int = 0  # lines looked at so far; where shapes clash they are looked at twice
    cells: bool = False  # a notebook: the line of a place is counted by cell (`reading.notebook.CELL`)

    def __post_init__(self) -> None:
        watch = WATCHED.get()
        if watch is not None:
            watch(self)

    @property
    def first_wrong(self) -> int | None:
        """The index of the first line that does not follow; None where there is none."""
        return next((line.index for line in self.lines if line.verdict.holds is False), None)

    @property
    def ok(self) -> bool:
        """Whether every line is understood and follows, and what was required is there."""
        met = all(requirement.holds for requirement in self.required)
        return met and not self.stopped and all(line.mark in "✓·" for line in self.lines)

    @property
    def undecided(self) -> list[CheckedLine]:
        """The lines that were not understood or are open."""
        return [line for line in self.lines if line.mark == "?"]

    @property
    def exit_code(self) -> int:
        """0 all right, 1 something wrong, 3 something undecided."""
        missed = any(requirement.holds is False for requirement in self.required)
        return 1 if missed or self.first_wrong is not None else 0 if self.ok else 3

    def require(self, start: str | None = None, end: str | None = None, contain: Sequence[str] = (),
                shapes: Any = None, assume: Any = None) -> Report:  # fmt: skip
        """Ask that the derivation starts from a line, ends in an answer, contains formulas; the same report.

        >>> import wrt
        >>> report = wrt.check(["(A + B)*x = A*x + B*x"]).require(end="B*x + A*x", contain=["x'*A'"])
        >>> [requirement.holds for requirement in report.required]
        [True, False]
        """
        from wrt.checking.requirements import required

        self.required += required(self, start, end, contain, shapes, assume)
        return self

    def write(self, format: str = "text", name: str = "", width: int | None = None, verbose: bool = False) -> str:  # noqa: A002
        """The report as terminal, text, markdown, html, json, junit or github; `name` is that of the file.

        `width` is the room for a line, in letters; `verbose` adds the rules and facts that justify a line.
        """
        from wrt.checking.faces.view import Checked, Look
        from wrt.checking.faces.writers import write

        return write([Checked(name, self)], format, Look(width=width, verbose=verbose))

    def __str__(self) -> str:
        return self.write()

    def __repr__(self) -> str:
        from wrt.checking.faces.view import summary

        return f"Report({summary(self)})"

    def _repr_html_(self) -> str:
        from wrt.checking.faces.html import fragment

        return fragment(self)

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
            "stopped": self.stopped,
            "required": [requirement.to_json() for requirement in self.required],
            "lines": [line.to_json() for line in self.lines],
        }
