"""A formula of a derivation in a notation: written by the writer of expressions, or as it was given."""

from __future__ import annotations

from wrt.derivation import Line, Shown, Written
from wrt.emit import writers


def text(shown: Shown) -> str:
    """The formula in the text syntax."""
    return shown.text if isinstance(shown, Written) else writers.text(shown)


def latex(shown: Shown) -> str:
    """The formula in LaTeX."""
    return shown.latex if isinstance(shown, Written) else writers.latex(shown)


def unicode(shown: Shown) -> str:
    """The formula in Unicode."""
    return shown.unicode if isinstance(shown, Written) else writers.unicode(shown)


def has_inner(line: Line, depth: int) -> bool:
    """Whether the line is told in more detail at this depth."""
    return depth > 1 and line.inner is not None and any(part.lines or part.say for part in line.inner.parts)
