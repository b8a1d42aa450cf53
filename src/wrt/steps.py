"""A derivation as a public record: its lines, and the ways to write it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wrt.guard import guarded

if TYPE_CHECKING:  # an answer without its derivation does not need them
    from wrt.derivation import Derivation, Line


class Steps:
    """The lines of a derivation in order; `str` writes them for a terminal.

    >>> import wrt
    >>> print(wrt.diff("exp(x'*A*x)", "x").steps.write("text"))
    D(exp(x'*A*x), x)
    <BLANKLINE>
    D(exp(x'*A*x), x) = exp(x'*A*x)*D(x'*A*x, x)   chain rule, by D(exp(t), t) = exp(t)
                      = exp(x'*A*x)*(A + A')*x     by D(v'*A*v, v) = (A + A')*v
    """

    def __init__(self, derivation: Derivation, title: str = "") -> None:
        self.derivation = derivation
        self.title = title

    def __iter__(self) -> Iterator[Line]:
        return iter(self.derivation.lines)

    def __len__(self) -> int:
        return sum(1 for _ in self.derivation.lines)

    @guarded
    def write(self, format: str = "unicode", depth: int = 1, width: int | None = None) -> str:  # noqa: A002
        """The derivation as unicode, text, markdown, latex, typst, html or json.

        `depth` (1 to 3) says how many levels of a step are opened, `width` how many letters a line may have.
        """
        from wrt.documents.writers import write

        return write(self.derivation, format, depth=depth, width=width, title=self.title)

    @guarded
    def to_json(self) -> dict[str, Any]:
        """The derivation as plain JSON data."""
        from wrt.documents.record import record

        return record(self.derivation)

    def __str__(self) -> str:
        return self.write()

    def __repr__(self) -> str:
        return f"Steps({len(self)} lines)"

    def _repr_html_(self) -> str:
        return self.write("html", depth=3)
