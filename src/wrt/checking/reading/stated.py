r"""Derivatives that a sentence states: "the gradient of $f$ is $2Ax$", "with Hessian $2A$" as `\nabla f = 2Ax`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wrt.checking.minimised import OBJECTIVE, is_objective
from wrt.checking.reading.declared import name_of
from wrt.checking.reading.pieces import Piece
from wrt.checking.reading.sentence import MARK, mark, written

STATED = re.compile(
    rf"\b(?P<what>gradient|hessian)(?:\s+matrix|\s+vector)?"
    rf"(?:\s+(?:of|for)\s+(?:the\s+)?(?:(?:function|objective|loss|cost)\s+)?(?P<function>{MARK}|[A-Za-z](?!\w))?)?"
    rf"(?:\s+(?:with respect to|w\.?r\.?t\.?|in|by)\s+(?P<by>{MARK}|[A-Za-z](?!\w)))?"
    r"\s*,?\s*(?:is|equals|becomes|reads)"
    r"(?:\s+(?:then|therefore|thus|hence|simply|given by|equal to|found to be|just))*"
    r"\s*:?\s*\Z",
    re.IGNORECASE,
)
DEFINED = re.compile(r"\s*(?P<name>\\?[A-Za-z]+(?:\{\w+\})?)\s*(?:\\left)?\(\s*[^()=,]+?\s*(?:\\right)?\)\s*=")
FUNCTIONS = re.compile(r"\s*(?P<name>[fghJLQE]|\\ell|\\mathcal\s*\{?\s*[A-Z]\s*\}?)\s*(?:\([^()=]*\)\s*)?=")
NAMED = re.compile(r"(?P<name>[^=]+)=(?P<value>[^=].*)\Z", re.DOTALL)


def stated(pieces: Sequence[Piece], at: int, formula: str) -> str:
    """The formula as a statement of the derivative that the sentence speaks of; as it is where it speaks of none.

    Nothing is stated where several functions could be meant.
    """
    found = STATED.search(sentence_before(pieces, at))
    named = NAMED.match(formula) if "=" in formula else None
    if found is None or ("=" in formula and not (named and name_of(named["name"]))):
        return formula
    function, by = [written(found[part], pieces) for part in ("function", "by")]
    function = re.sub(r"\s*(?:\\left)?\(.*\Z", "", function) or _function(pieces[:at])
    if not function:
        return formula
    nabla = rf"\nabla{'^2' if found['what'].lower() == 'hessian' else ''}{f'_{{{by}}}' if by else ''} {function}"
    return f"{named['name']}= {nabla} = {named['value']}" if named else f"{nabla} = {formula}"


def sentence_before(pieces: Sequence[Piece], at: int) -> str:
    """The words and inline formulas before a place."""
    start = at
    while start and pieces[start - 1].kind in ("words", "inline") and at - start < 8:
        start -= 1
    return " ".join(
        mark(k) if pieces[k].kind == "inline" else re.sub(r"\A(?:.*)[.;:]\s", "", pieces[k].text)
        for k in range(start, at)
    )


def _function(pieces: Sequence[Piece]) -> str:
    """The one function that is defined before; empty where there are several or none."""
    rows = [row for piece in pieces if piece.kind in ("inline", "display") for row, _ in piece.rows]
    names = {found["name"]: None for row in rows if (found := DEFINED.match(row) or FUNCTIONS.match(row))}
    if any(is_objective(row) and "=" not in row for row in rows):
        names[OBJECTIVE] = None
    return next(iter(names)) if len(names) == 1 else ""
