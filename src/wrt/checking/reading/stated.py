r"""Derivatives that a sentence states: "the gradient of $f$ is $2Ax$", "with Hessian $2A$" as `\nabla f = 2Ax`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wrt.checking.minimised import OBJECTIVE, is_objective
from wrt.checking.reading.declared import name_of
from wrt.checking.reading.pieces import Piece
from wrt.checking.reading.sentence import MARK, mark, written

STATED = re.compile(
    rf"\b(?P<what>gradient|hessian|jacobian)(?:\s+matrix|\s+vector)?"
    rf"(?:\s+(?:of|for)\s+(?:the\s+)?(?:(?:function|objective|loss|cost)\s+)?(?P<function>{MARK}|[A-Za-z](?!\w))?)?"
    rf"(?:\s+(?:with respect to|w\.?r\.?t\.?|in|by)\s+(?P<by>{MARK}|[A-Za-z](?!\w)))?"
    r"\s*,?\s*(?:is|equals|becomes|reads)"
    r"(?:\s+(?:then|therefore|thus|hence|simply|given by|equal to|found to be|just))*"
    r"\s*:?\s*\Z",
    re.IGNORECASE,
)
MINIMISER = re.compile(
    rf"\b(?P<what>mini|maxi)mi[sz]er\s+of\s+(?:the\s+)?(?:(?:function|objective|loss|cost)\s+)?(?P<objective>{MARK})"
    r"\s*,?\s*(?:is|equals|becomes|reads)"
    r"(?:\s+(?:then|therefore|thus|hence|simply|given by|attained at|at))*\s*:?\s*\Z",
    re.IGNORECASE,
)
JACOBIAN = re.compile(r"\s*(?P<name>\\?(?:[a-z]+\s*\{\s*)?J\s*\}?\s*_\s*\{?\s*(?P<function>\\?[A-Za-z]+)\s*\}?)\s*"
                      r"(?:(?:\\left)?\([^()=]*\)\s*)?=(?P<value>[^=].*)\Z", re.DOTALL)  # fmt: skip
PARAMETER = r"(?:\\left)?\(\s*(?P<by>\\?[A-Za-z]+(?:\s*\{\s*\\?\w+\s*\})?)\s*(?:\\right)?\)\s*="
DEFINED = re.compile(r"\s*(?P<name>\\?[A-Za-z]+(?:\{\w+\})?)\s*(?:\\left)?\(\s*[^()=,]+?\s*(?:\\right)?\)\s*=")
FUNCTIONS = re.compile(r"\s*(?P<name>[fghJLQE]|\\ell|\\mathcal\s*\{?\s*[A-Z]\s*\}?)\s*(?:\([^()=]*\)\s*)?=")
NAMED = re.compile(r"(?P<name>[^=]+)=(?P<value>[^=].*)\Z", re.DOTALL)


def stated(pieces: Sequence[Piece], at: int, formula: str) -> str:
    """The formula as a statement of the derivative that the sentence speaks of; as it is where it speaks of none.

    Nothing is stated where several functions could be meant.
    """
    before = sentence_before(pieces, at)
    found = STATED.search(before)
    minimiser = MINIMISER.search(before)
    if minimiser:
        return _minimiser(minimiser, pieces, formula)
    jacobian = JACOBIAN.match(formula)
    if jacobian:
        return _jacobian(f"{jacobian['name']} = ", jacobian["function"], jacobian["value"], pieces[:at]) or formula
    named = NAMED.match(formula) if "=" in formula else None
    if found is None or ("=" in formula and not (named and name_of(named["name"]))):
        return formula
    function, by = [written(found[part], pieces) for part in ("function", "by")]
    function = re.sub(r"\s*(?:\\left)?\(.*\Z", "", function) or _function(pieces[:at])
    if not function:
        return formula
    if found["what"].lower() == "jacobian":
        name, value = (f"{named['name']}= ", named["value"]) if named else ("", formula)
        return _jacobian(name, function, value, pieces[:at], by) or formula
    nabla = rf"\nabla{'^2' if found['what'].lower() == 'hessian' else ''}{f'_{{{by}}}' if by else ''} {function}"
    return f"{named['name']}= {nabla} = {named['value']}" if named else f"{nabla} = {formula}"


def _minimiser(said: re.Match[str], pieces: Sequence[Piece], formula: str) -> str:
    """`w = ..` as what minimises the objective of the sentence."""
    named = NAMED.match(formula) if "=" in formula else None
    objective = written(said["objective"], pieces)
    if named is None or not objective or "=" in objective:
        return formula
    letter = re.sub(r"\\(?:hat|tilde|bar|widehat)\s*\{?\s*(\\?[A-Za-z]+)\s*\}?", r"\1", named["name"])
    letter = re.sub(r"\s*(?:\^\s*\{?\s*(?:\*|\\star|\\ast)\s*\}?|_.*)", "", letter).strip()
    arg = rf"\arg\{said['what'].lower()[:3]}_{{{letter}}}"
    return f"{named['name']}= {arg} {objective} = {named['value']}" if name_of(letter) else formula


def _jacobian(name: str, function: str, value: str, pieces: Sequence[Piece], by: str = "") -> str:
    """`J = A` as the derivative by x', which has a row for each entry of the function; empty where x is not known.

    Nothing is stated where the text lays derivatives out by the denominator.
    """
    by = by or _parameter(function, pieces)
    if not by or any("denominator" in piece.text for piece in pieces if piece.kind in ("words", "heading")):
        return ""
    return rf"{name}\frac{{\partial {function}}}{{\partial {by}^T}} = {value}"


def _parameter(function: str, pieces: Sequence[Piece]) -> str:
    """What a function is a function of, where it was defined; empty where that is not known."""
    defined = re.compile(rf"\s*{re.escape(function.strip())}\s*{PARAMETER}")
    rows = [row for piece in pieces if piece.kind in ("inline", "display") for row, _ in piece.rows]
    found = {match["by"]: None for row in rows if (match := defined.match(row))}
    by = next(iter(found)) if len(found) == 1 else ""
    entries = rf"(?<![A-Za-z\\]){re.escape(by)}_\{{?\d"
    return "" if any(re.search(entries, row) for row in rows) else by  # J in components


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
