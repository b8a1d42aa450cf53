"""The sides of a written line: the formula read, in the notation that it is in."""

from __future__ import annotations

import re
from typing import NamedTuple

from wrt.checking.gradients import at_estimate, gradients_in_words
from wrt.checking.minimised import minimised
from wrt.checking.paper import Side
from wrt.checking.primes import without_primes
from wrt.checking.quotients import without_quotients
from wrt.checking.written import Written
from wrt.diagnostics import WrtError
from wrt.syntax.notation import looks_like_latex
from wrt.syntax.reader import read

SUM = re.compile(r"(?<![\w\\])sum(?=_[A-Za-z{])|∑|Σ(?=_\{\s*\w\s*=)")
SAMPLE = re.compile(
    r"(?P<name>[A-Za-z]|\\[a-z]+(?:\{\\?\w+\})?)\s*\^\s*(?:\{\s*\((?P<letter>[ijn])\)\s*\}|\([ijn]\))(?!\s*_)"
)


class Sides(NamedTuple):
    """The sides of a line, or why it cannot be read; whether that was LaTeX.

    `minimises` says that the line speaks of a minimum; `estimate` is where it has a derivative, where that is said.
    """

    sides: list[Side] | WrtError
    latex: bool
    minimises: bool
    estimate: str


def sides_of(line: Written, latex: bool) -> Sides:
    """The sides of a line in a document whose formulas are LaTeX or not."""
    asked = minimised(line.text)  # what minimises is where the gradient is zero
    text, estimate = at_estimate(SAMPLE.sub(r"\g<name>_{\g<letter>}", SUM.sub(r"\\sum", asked or line.text)))
    text = gradients_in_words(text)
    error: WrtError | None = None
    first = "\\sum" in text or (latex and (looks_like_latex(text) or "*" not in text))
    for notation in (first, not first):
        typed = without_quotients(text, notation)
        for source in dict.fromkeys((without_primes(typed, notation), typed)):
            try:
                tree = read(source, latex=notation)
            except WrtError as failure:
                error = error or failure
                continue
            sides = [Side(side, source) for side in (tree.args if tree.head == "equation" else (tree,))]
            return Sides(sides, notation, bool(asked), estimate)
    assert error is not None
    return Sides(error, first, bool(asked), estimate)
