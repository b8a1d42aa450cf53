"""Corrections for formulas whose sizes do not agree: small edits of what was written, the first that fits.

Each candidate is read and elaborated as a whole, so that a suggested formula is always one that is accepted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from wrt.diagnostics import Span, WrtError
from wrt.syntax.names import GREEK_NAMES
from wrt.syntax.notation import looks_like_latex
from wrt.syntax.reader import read
from wrt.syntax.tree import Tree, postorder

MAX_LENGTH = 2_000  # longer formulas get no suggestion
MAX_TRIALS = 40
MAX_COST = 3  # a correction that fits only if `a` is a vector is none
MAX_READ = 20_000  # characters read in search of a correction
OPERANDS = frozenset(("name", "call", "entry", "block", "add", "sub", "neg", "inverse", "pow", "hpow"))
TRANSPOSED = re.compile(r"\s*(?:'|\.T\b|ᵀ|\^\s*(?:T|⊤|\\top|\\intercal|\\prime|\{\s*(?:T|\\top|\\intercal)\s*\}))")

# how the two notations write the same correction
TEXT = {"T": "'", "eye": "eye", "ones": "vector(1)", "filled": "matrix(1)", "had": ".*", "hdiv": "./", "inv": "*inv(@)"}
LATEX = {
    "T": "^T",
    "eye": " I",
    "ones": r" \mathbf{1}",
    "filled": "",
    "had": r" \odot ",
    "hdiv": r" \oslash ",
    "inv": "(@)^{-1}",
}


def correction(source: str, error: WrtError, accepts: Callable[[str], object]) -> str | None:
    """A formula near `source` that `accepts` takes, or None; of two vectors side by side all three products."""
    if error.span is None or len(source) > MAX_LENGTH:
        return None
    found = _Search(source, error, accepts).found()
    if error.code == "E-shape-mul" and error.message.count("a vector") == 2:
        products = [candidate for _, candidate in islice(found, 3)]
        return " or ".join(filter(None, (", ".join(products[:-1]), *products[-1:]))) or None
    best: tuple[int, str] | None = None
    for cost, candidate in found:
        if cost < (best[0] if best else MAX_COST):
            best = cost, candidate
        if cost == 0:
            break
    return best[1] if best else None


class _Search:
    """The candidates for one error, the likeliest first."""

    def __init__(self, source: str, error: WrtError, accepts: Callable[[str], object]) -> None:
        assert error.span is not None
        self.source, self.error, self.accepts, self.span = source, error, accepts, error.span
        self.latex = looks_like_latex(source)
        self.written = LATEX if self.latex else TEXT
        self.tree = read(source)

    def found(self) -> Iterator[tuple[int, str]]:
        """The candidates that are accepted, each with what it costs to read their names so that it fits."""
        tried = {self.source}
        trials = min(MAX_TRIALS, MAX_READ // max(1, len(self.source)))
        for candidate in islice(self.candidates(), trials):
            if candidate in tried or looks_like_latex(candidate) != self.latex:
                continue
            tried.add(candidate)
            try:
                cost = getattr(self.accepts(candidate), "cost", 0)
            except (WrtError, RecursionError):
                continue
            yield cost, candidate

    def candidates(self) -> Iterator[str]:
        code, message = self.error.code, self.error.message
        near = [label.span for label in self.error.labels]
        if code == "E-shape-add":
            beside = [
                node.args[0].span
                for head in ("add", "sub")
                for node in self.near_error(head)
                if node.args[1].span == self.span
            ]
            yield from self.filled([self.span, *near, *beside], "matrix" in message)
        if code == "E-shape-square" and self.source.startswith("inv(", self.span.start):
            yield self.source[: self.span.start] + "p" + self.source[self.span.start :]
        if code == "E-shape-pow":
            yield from self.entry_powers()
        if code == "E-shape-div":
            yield from self.quotients("matrix" in message)
        if code == "E-shape-mul" and message.count("a vector") == 2:
            yield from self.vector_products()
        operands = self.operands([*near[::-1], self.span])
        if code == "E-shape-add":
            yield from (
                self.toggled(span)
                for span in [*operands, *self.operands([Span(0, len(self.source))])]
                if TRANSPOSED.match(self.source, span.end)
            )
        yield from map(self.toggled, operands)
        if code in ("E-shape-mul", "E-shape-add"):
            yield from self.replaced_sign("mul", self.written["had"])
        yield from map(self.toggled, self.operands([Span(0, len(self.source))]))

    def operands(self, within: list[Span]) -> list[Span]:
        """The places of operands that could be transposed, those in the given places first."""
        found: dict[Span, None] = {}
        for place in within:
            for node in postorder(self.tree):
                inside = place.start <= node.span.start and node.span.end <= place.end
                if inside and node.head in OPERANDS and not self.is_scalar(node):
                    found[node.span] = None
        return list(found)

    def is_scalar(self, tree: Tree) -> bool:
        """Whether this is a name that is a scalar by convention, and nothing says that it is anything else here."""
        if tree.head != "name" or tree.hint:
            return False
        name = tree.value
        known = any(label.text.startswith(f"{name} is ") and "scalar" not in label.text for label in self.error.labels)
        return not known and (name in GREEK_NAMES or name == "lam" or name[0] in "abcdefg")

    def toggled(self, span: Span) -> str:
        """The operand transposed, or no longer transposed."""
        source = self.source
        mark = TRANSPOSED.match(source, span.end)
        if mark:
            return source[: span.end] + source[mark.end() :]
        part = source[span.start : span.end]
        return source[: span.start] + (part if is_atom(part) else f"({part})") + self.written["T"] + source[span.end :]

    def filled(self, spans: list[Span], matrix: bool) -> Iterator[str]:
        """A number or plain scalar in a sum spread over the identity or over ones."""
        source, times = self.source, "" if self.latex else "*"
        kinds = ("eye", "filled") if matrix else ("ones",)
        for span in spans:
            part = source[span.start : span.end]
            if part.replace(".", "").isalnum():
                number = "" if part == "1" else part + times
                for filler in [self.written[kind] for kind in kinds]:
                    if filler:
                        yield (
                            source[: span.start]
                            + number
                            + filler.strip() * (part == "1")
                            + filler * (part != "1")
                            + source[span.end :]
                        )
                        if not matrix:
                            yield source[: span.start] + number + filler + self.written["T"] + source[span.end :]

    def near_error(self, head: str) -> Iterator[Tree]:
        """The operations of one kind that touch the place of the error."""
        for node in postorder(self.tree):
            if node.head == head and node.span.start <= self.span.end and self.span.start <= node.span.end:
                yield node

    def replaced_sign(self, head: str, new: str) -> Iterator[str]:
        """An operator near the place written entry by entry."""
        for node in self.near_error(head):
            left, right = node.args
            gap = self.source[left.span.end : right.span.start]
            if gap.strip() in ("*", "", r"\cdot"):
                shown = gap.replace("*", new) if "*" in gap else new
                yield self.source[: left.span.end] + shown + self.source[right.span.start :]

    def vector_products(self) -> Iterator[str]:
        """Two vectors side by side: their inner, outer and entrywise product."""
        for node in self.near_error("mul"):
            left, right = node.args
            if right.span == self.span:
                before, after = left.args[-1] if left.head == "mul" else left, right
                yield from (self.toggled(before.span), self.toggled(after.span))
        yield from self.replaced_sign("mul", self.written["had"])

    def entry_powers(self) -> Iterator[str]:
        """A power taken entry by entry."""
        for node in self.near_error("pow"):
            left, right = node.args
            gap = self.source[left.span.end : right.span.start]
            if gap.strip() == "^" and not self.latex:
                yield self.source[: left.span.end] + gap.replace("^", ".^") + self.source[right.span.start :]
            elif gap.strip() in ("^", "^{"):
                exponent = self.source[right.span.start : right.span.end].strip("{}")
                end = right.span.end + (gap.strip() == "^{")
                yield self.source[: left.span.end] + r"^{\circ " + exponent + "}" + self.source[end:]

    def quotients(self, matrix: bool) -> Iterator[str]:
        """A quotient by a vector entry by entry, by a matrix as a product with the inverse."""
        for node in self.near_error("div"):
            over, under = (self.source[arg.span.start : arg.span.end] for arg in node.args)
            by_entries = _grouped(over) + self.written["hdiv"] + _grouped(under)
            inverse = _grouped(over) + self.written["inv"].replace("@", _bare(under))
            for quotient in (inverse, by_entries) if matrix else (by_entries, inverse):
                yield self.source[: node.span.start] + quotient + self.source[node.span.end :]


def is_atom(part: str) -> bool:
    r"""Whether a mark behind it belongs to all of it: `x`, `f(x)`, `(x + y)`, `\mathbf{x}`, but not `-x` or `a*(b)`."""
    if part.replace("_", "").isalnum() or re.fullmatch(r"\\[a-zA-Z]+(\{[^{}]*\})?(_\w|_\{[^{}]*\})?", part):
        return True
    depth, opened = 0, part.find("(" if part.endswith(")") else "[")
    if part[-1:] not in (")", "]") or opened < 0 or not (part[:opened].replace("_", "").isalnum() or not opened):
        return False
    for place in range(opened, len(part)):
        depth += (part[place] in "([") - (part[place] in ")]")
        if depth == 0:
            return place == len(part) - 1
    return False


def _bare(part: str) -> str:
    """An operand without parentheses around all of it."""
    return part[1:-1] if part.startswith("(") and is_atom(part) else part


def _grouped(part: str) -> str:
    return part if is_atom(part) else f"({part})"
