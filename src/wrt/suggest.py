"""Corrections for formulas whose sizes do not agree: small edits of what was written, the first that fits.

Each candidate is read and elaborated as a whole, so that a suggested formula is always one that is accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from wrt.diagnostics import Span, WrtError
from wrt.syntax.reader import read
from wrt.syntax.tree import Tree, postorder

MAX_LENGTH = 2_000  # longer formulas get no suggestion
MAX_TRIALS = 40
OPERANDS = frozenset(("name", "call", "entry", "block", "add", "sub", "neg", "inverse", "pow", "hpow"))


def correction(source: str, error: WrtError, accepts: Callable[[str], object]) -> str | None:
    """A formula near `source` that `accepts` takes, or None."""
    if error.span is None or len(source) > MAX_LENGTH:
        return None
    for trial, candidate in enumerate(_candidates(source, error)):
        if trial >= MAX_TRIALS:
            break
        try:
            accepts(candidate)
        except WrtError:
            continue
        return candidate
    return None


def _candidates(source: str, error: WrtError) -> Iterator[str]:
    assert error.span is not None
    latex = "\\" in source
    mark = "^T" if latex else "'"
    tree = read(source)
    near = [label.span for label in error.labels]
    if error.code == "E-shape-add" and not latex:
        yield from _filled(source, [error.span, *near], "matrix" in error.message)
    if error.code == "E-shape-square" and source.startswith("inv(", error.span.start):
        yield source[: error.span.start] + "p" + source[error.span.start :]
    if error.code == "E-shape-pow" and not latex:
        yield from _replaced_sign(source, tree, error.span, "pow", "^", ".^")
    if error.code == "E-shape-div" and not latex:
        yield from _quotients(source, tree, error.span)
    for span in _operands(tree, [*near[::-1], error.span]):
        yield _toggled(source, span, mark)
    if not latex and error.code in ("E-shape-mul", "E-shape-add"):
        yield from _replaced_sign(source, tree, error.span, "mul", "*", ".*")
    for span in _operands(tree, [Span(0, len(source))]):
        yield _toggled(source, span, mark)


def _operands(tree: Tree, within: list[Span]) -> list[Span]:
    """The places of operands that could be transposed, those in the given places first."""
    found: dict[Span, None] = {}
    for place in within:
        for node in postorder(tree):
            if node.head in OPERANDS and place.start <= node.span.start and node.span.end <= place.end:
                found[node.span] = None
    return list(found)


def _toggled(source: str, span: Span, mark: str) -> str:
    """The operand transposed, or no longer transposed."""
    after = source[span.end :]
    if after.startswith("'"):
        return source[: span.end] + after[1:]
    part = source[span.start : span.end]
    atomic = part.replace("_", "").isalnum() or part[-1] in ")]}" and part[0] not in "-"
    return source[: span.start] + (part if atomic else f"({part})") + mark + after


def _filled(source: str, spans: list[Span], matrix: bool) -> Iterator[str]:
    """A number or plain scalar in a sum spread over the identity or over ones."""
    for span in spans:
        part = source[span.start : span.end]
        if not part.replace(".", "").isalnum():
            continue
        number = "" if part == "1" else part + "*"
        for filler in ("eye", "matrix(1)") if matrix else ("vector(1)", "vector(1)'"):
            yield source[: span.start] + number + filler + source[span.end :]


def _replaced_sign(source: str, tree: Tree, place: Span, head: str, old: str, new: str) -> Iterator[str]:
    """An operator near the place written entry by entry."""
    for node in postorder(tree):
        if node.head == head and node.span.start <= place.end and place.start <= node.span.end:
            left, right = node.args
            gap = source[left.span.end : right.span.start]
            if gap.strip() == old:
                yield source[: left.span.end] + gap.replace(old, new) + source[right.span.start :]


def _quotients(source: str, tree: Tree, place: Span) -> Iterator[str]:
    """A quotient by a vector entry by entry, by a matrix as a product with the inverse."""
    for node in postorder(tree):
        if node.head == "div" and node.span.start <= place.end and place.start <= node.span.end:
            left, right = node.args
            divisor = source[right.span.start : right.span.end]
            yield source[: left.span.end] + "./" + source[right.span.start :]
            yield source[: left.span.end] + f"*inv({divisor.strip('()')})" + source[right.span.end :]
