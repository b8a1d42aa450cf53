"""How Typst writes a formula, from its boxes: `upright(bold(x))^(⊤) A`, `frac(∂ f, ∂ x)`, `mat(delim: "[", a; b)`."""

from __future__ import annotations

import json

from wrt.documents.mathtree import Box, read_math
from wrt.documents.measure import OPERATORS

ACCENTS = {"hat": "hat", "tilde": "tilde", "bar": "overline", "overline": "overline", "dot": "dot",
           "ddot": "dot.double", "check": "caron"}  # fmt: skip
SPACES = {"quad": "quad", "qquad": "wide", ",": "thin", ";": "med", ":": "med", "!": '""', " ": "space"}
DELIMITERS = {"bmatrix": '"["', "pmatrix": '"("', "vmatrix": '"|"', "Vmatrix": '"‖"', "Bmatrix": '"{"'}


def typst_math(latex: str, *, continued: bool = False) -> str:
    """A formula in LaTeX as Typst writes it between dollar signs; `continued`: a sign it begins with has two sides.

    >>> print(typst_math(r"\\frac{2}{N} X^\\top (X \\mathbf{w} - \\mathbf{y})"))
    frac(2, N) X^(⊤) \\( X upright(bold(w)) - upright(bold(y)) \\)
    """
    found = read_math(latex)
    if continued and found.parts and found.parts[0].value in OPERATORS:
        found = found._replace(parts=(found.parts[0], Box("space", ";", (), ""), *found.parts[1:]))
    return _set(found)


def _set(box: Box) -> str:
    parts = [_set(part) for part in box.parts] if box.kind != "matrix" else []
    match box.kind:
        case "row":
            return " ".join(parts)
        case "bold":
            greek = all(part.value > "z" for part in box.parts[0].parts)
            return f"bold({parts[0]})" if greek else f"upright(bold({parts[0]}))"
        case "script":
            return f"cal({parts[0]})"
        case "frac":
            return f"frac({parts[0] or 'space'}, {parts[1] or 'space'})"
        case "sqrt":
            return f"sqrt({parts[0]})"
        case "accent":
            return f"{ACCENTS[box.value]}({parts[0]})"
        case "indexed":
            return _indexed(box, parts)
        case "fence":
            left, _, right = box.value.partition(" ")
            return f"lr({_sign(left)} {parts[0]} {_sign(right)})"
        case "matrix":
            return _matrix(box)
        case "space":
            return SPACES.get(box.value, "space")
        case "word":
            return _word(box.value)
        case "sign":
            return _sign(box.value)
    return box.value


def _indexed(box: Box, parts: list[str]) -> str:
    base, below, above = parts
    return (base or '""') + (f"_({below})" if below else "") + (f"^({above})" if above else "")


def _word(word: str) -> str:
    """A function's name with its thin spaces; a single upright letter, such as a differential's d, without."""
    if len(word) == 1 and word.isalpha():
        return f"upright({word})"
    quoted = json.dumps(word, ensure_ascii=False)
    return f"op({quoted})" if word.isalpha() else f"upright({quoted})"


def _sign(sign: str) -> str:
    return "\\" + sign if sign and sign in "()[]{},;:/_^&#$|\"\\'*~`<>@." else sign


def _matrix(box: Box) -> str:
    rows = "; ".join(", ".join(_set(cell) or '""' for cell in row.parts) for row in box.parts)
    return f"mat(delim: {DELIMITERS.get(box.value, 'none')}, {rows})"
