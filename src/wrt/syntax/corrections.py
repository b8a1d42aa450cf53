"""Corrections: what a reader offers when a formula cannot be read, and only where the correction itself reads.

`Suggesting` is the engine with the errors that come with help; the two notations build on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

from wrt.diagnostics import Label, Span, WrtError
from wrt.syntax.engine import Engine, Frame
from wrt.syntax.lexer import Token
from wrt.syntax.names import GREEK_NAMES
from wrt.syntax.notation import looks_like_latex
from wrt.syntax.operators import FUNCTIONS

UNSUPPORTED_NORMS = {
    **dict.fromkeys(("*", "star", "tr", "nuc"), "the nuclear norm"),
    **dict.fromkeys(("infty", "inf", "Inf", "max", "∞"), "the maximum norm"),
    **dict.fromkeys(("op", "sp", "spec"), "the spectral norm"),
}
WORDS = GREEK_NAMES | {"eye", "lam"}
MAX_CORRECTED = 2_000  # a longer input is not corrected: its reader would not look at the whole of it


def is_joined(name: str) -> bool:
    """May this name be meant as a product of names of one letter?"""
    return 2 <= len(name) <= 3 and name.isascii() and name.isalpha() and name not in FUNCTIONS and name not in WORDS


class Suggesting(Engine):
    """An engine whose errors carry corrections."""

    suggest = True
    latex = False

    def __init__(self, source: str, tokens: list[Token], stop: int, continued: bool = False) -> None:
        super().__init__(source, tokens, stop)
        self.continued = continued
        self.leading: int | None = None  # the place of a leading `=`
        self.gap: tuple[int, int, int] | None = None  # the first two operands side by side
        self.edits: list[tuple[int, int, str]] = []

    def reread(self, source: str) -> None:
        """Read a corrected formula; raises where it cannot be read."""
        raise NotImplementedError

    def first_readable(self, candidates: Iterable[str]) -> str | None:
        """The first correction that reads, if any does."""
        if not self.suggest or len(self.source) > MAX_CORRECTED:
            return None
        for candidate in candidates:
            offered = candidate.strip() if "%" in candidate else " ".join(candidate.split())
            if looks_like_latex(offered) != self.latex:
                continue  # it would be read in the other notation
            try:
                self.reread(offered)
            except WrtError:
                continue
            return offered
        return None

    def replaced(self, start: int, end: int, text: str) -> str | None:
        """The source with one range replaced, as a question, if that reads."""
        return self.question([self.source[:start] + text + self.source[end:]])

    def question(self, candidates: Iterable[str]) -> str | None:
        """The first correction that reads, as a question."""
        found = self.first_readable(candidates)
        return None if found is None else f"did you mean {found} ?"

    def fail(
        self,
        code: str,
        message: str,
        start: int,
        end: int,
        *,
        help: str | None = None,
        notes: tuple[str, ...] = (),
        labels: tuple[Label, ...] = (),
    ) -> NoReturn:
        """Stop with an error; two operands side by side that came before it are the likelier mistake."""
        if self.gap and code != "E-syntax-juxtaposition":
            self.gap_error(None)
        super().fail(code, message, start, end, help=help, notes=notes, labels=labels)

    # ---- operands side by side

    def note_gap(self, left: int, end: int, start: int) -> None:
        """Remember the first place where an operator is missing."""
        if self.gap is None:
            self.gap = (left, end, start)

    def juxtaposition(self) -> NoReturn:
        """Stop at the first missing operator, with the whole formula corrected."""
        self.gap_error(self.question([self.edited([*self.edits, *self.split_names()]), self.edited(self.edits)]))

    def edited(self, edits: list[tuple[int, int, str]]) -> str:
        """The source with all edits made."""
        corrected, done = "", 0
        for start, end, text in sorted(edits, key=lambda edit: edit[:2]):
            corrected += self.source[done:start] + text
            done = end
        return corrected + self.source[done:]

    def split_names(self) -> list[tuple[int, int, str]]:
        """The edits that read `Ax` as a product, as whoever leaves out one sign may do with all."""
        edits = []
        for kind, start, end, _ in self.tokens:
            if kind == "name" and not self.source.startswith("(", end):
                name = self.source[start:end]
                mixed = not name.isupper() and not name.islower()
                if is_joined(name) and (len(name) == 2 or mixed):
                    edits += [(place, place, "*") for place in range(start + 1, end)]
        return edits

    def gap_error(self, help: str | None) -> NoReturn:
        """The error at the first missing operator."""
        assert self.gap is not None
        left, end, start = self.gap
        written = self.source[left:end].strip()
        if written in FUNCTIONS:
            code, message = "E-syntax-juxtaposition", f"the argument of {written} stands in parentheses"
        else:
            code, message = "E-syntax-juxtaposition", "an operator is missing between two factors"
        self.gap = None
        notes = self.joined_names()
        if written.isdigit() and end == start and self.source[start : start + 1] in ("i", "j"):
            notes += ("complex numbers are not supported: everything is real",)
        super().fail(code, message, left, min(start + 1, self.stop), help=help, notes=notes)

    def joined_names(self) -> tuple[str, ...]:
        """Notes on names that may have been meant as products of one-letter names."""
        names = dict.fromkeys(self.source[t[1] : t[2]] for t in self.tokens if t[0] == "name")
        return tuple(
            f"{name} is read as one name; a product is written {'*'.join(name)}" for name in names if is_joined(name)
        )

    # ---- operands and brackets that are not there

    def missing(self, start: int, end: int) -> NoReturn:
        """An operand is missing: offer the formula without the operator that waits for it."""
        try:
            super().missing(start, end)
        except WrtError as error:
            top = self.pending[-1]
            cuts = [(top.start, top.end)] if top.power > 0 else []
            cuts += [(start, end)] if end > start else []
            error.help = error.help or self.question(self.source[:a] + self.source[b:] for a, b in cuts)
            raise

    def unclosed(self, frame: Frame) -> NoReturn:
        """A bracket is not closed: offer the formula with it closed at the end."""
        closers = "".join(self.closer_of(f) for f in reversed(self.frames[1:]))
        body = self.source[: self.stop].rstrip()
        help = self.question([body + closers])
        written = self.source[frame.start : frame.end]
        self.fail("E-syntax-unclosed", f"'{written}' is not closed", frame.start, frame.end, help=help)

    def closer_of(self, frame: Frame) -> str:
        """What closes a bracket, as it is written."""
        return f" \\right{frame.closer}" if self.source[: frame.start].rstrip().endswith(r"\left") else frame.closer

    def mismatched(self, frame: Frame, start: int, end: int, mark: str) -> NoReturn:
        """A closing bracket without its opening one, or with another."""
        without = self.source[:start].removesuffix(r"\right") + self.source[end:]
        if frame.kind in ("root", "where"):
            self.fail("E-syntax-unopened", f"'{mark}' closes nothing", start, end, help=self.question([without]))
        opened = self.source[frame.start : frame.end]
        right = self.source[:start] + frame.closer + self.source[end:]
        inserted = self.source[:start] + frame.closer + self.source[start:]
        self.fail(
            "E-syntax-unclosed",
            f"'{opened}' is closed by '{mark}'",
            start,
            end,
            help=self.question([right, inserted, without]),
            labels=(Label(Span(frame.start, frame.end), "opened here"),),
        )

    def unsupported_norm(self, kind: str, start: int, end: int) -> NoReturn:
        """A norm that is not among the supported ones."""
        what = UNSUPPORTED_NORMS.get(kind, f"the norm with subscript {kind}")
        self.fail(
            "E-unsupported",
            f"{what} is not supported",
            start,
            end,
            notes=("the norms are norm2 (Euclid's), normF (Frobenius') and norm1 (the sum of absolute values)",),
        )
