"""A derivation as plain JSON data: each formula in three notations, each line with its rule and its conditions."""

from __future__ import annotations

import json
from typing import Any

from wrt.derivation import Derivation, Line, Part, Shown
from wrt.documents import notation
from wrt.documents.labels import joined, label, stated


def record(derivation: Derivation, depth: int = 1) -> dict[str, Any]:
    """The derivation as a dict."""
    return {"parts": [_part(part, depth) for part in derivation.parts]}


def json_text(derivation: Derivation, *, depth: int = 1, width: int | None = None, title: str = "") -> str:
    """The same as JSON."""
    found = ({"title": title} if title else {}) | record(derivation, depth)
    return json.dumps(found, ensure_ascii=False, indent=2)


def formulas(shown: Shown) -> dict[str, str]:
    """One formula in the notations that people paste elsewhere."""
    return {"text": notation.text(shown), "latex": notation.latex(shown), "unicode": notation.unicode(shown)}


def _part(part: Part, depth: int) -> dict[str, Any]:
    say = [{"words": item} if isinstance(item, str) else formulas(item) for item in part.say]
    sentence = joined(part.say, str, notation.unicode)
    return {"sentence": sentence, "say": say, "lines": [_line(line, depth) for line in part.lines]}


def _line(line: Line, depth: int) -> dict[str, Any]:
    shown = stated(line) if line.statement else ""
    return {
        "left": None if line.left is None else formulas(line.left),
        "right": formulas(line.right),
        "rule": line.rule,
        "statement": line.statement,
        "statement_latex": "" if isinstance(shown, str) else shown.latex,
        "statement_unicode": shown if isinstance(shown, str) else shown.unicode,
        "label": joined(label(line), str, notation.unicode),
        "conditions": list(line.conditions),
        "place": None if line.place is None else formulas(line.place),
        "inner": record(line.inner, depth - 1) if line.inner is not None and notation.has_inner(line, depth) else None,
    }
