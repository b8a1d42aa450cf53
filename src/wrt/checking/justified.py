"""By what a right line follows, in a few words: the rules of its proof, the facts that they asked for."""

from __future__ import annotations

from wrt.derivation import Line
from wrt.diagnostics import WrtError
from wrt.verdict import Verdict

SHOWN = 3  # rules that are named
PLAIN = {"hypotheses": "the equations above", "shapes": "the sizes"}


def justification(verdict: Verdict) -> str:
    """The rules of a proof as statements, and what they need.

    >>> import wrt
    >>> justification(wrt.prove("D(v'*A*v, v) = (A + A')*v"))
    "D(v'*A*v, v) = (A + A')*v"
    """
    if verdict.method in PLAIN:
        return PLAIN[verdict.method]
    try:
        derivation = verdict.derivation
    except WrtError:
        derivation = None
    lines = [line for part in derivation.parts for line in part.lines] if derivation is not None else []
    rules = list(dict.fromkeys(filter(None, map(_named, lines))))
    shown = rules[:SHOWN] + (["..."] if len(rules) > SHOWN else [])
    facts = [fact for fact in verdict.assumptions if fact not in verdict.conditions]
    words = "; ".join(shown) or "multiplied out"
    return f"{words} ({', '.join(facts)})" if facts else words


def _named(line: Line) -> str:
    return line.statement or line.rule.replace("_", " ")
