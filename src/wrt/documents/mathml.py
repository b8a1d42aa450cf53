"""How a browser is given a formula, from its boxes: MathML Core, which needs no script and no font of its own."""

from __future__ import annotations

from html import escape

from wrt.documents.mathtree import SPACES as WIDTHS
from wrt.documents.mathtree import Box, read_math

ACCENTS = {"hat": "^", "tilde": "~", "bar": "¯", "overline": "¯", "dot": "˙", "ddot": "¨", "check": "ˇ"}
BRACKETS = {"bmatrix": "[]", "pmatrix": "()", "vmatrix": "||", "Vmatrix": "‖‖", "Bmatrix": "{}"}
BOLD = ' mathvariant="normal" style="font-weight:bold"'
THIN = '<mspace width="0.17em"/>'
LIMITS = frozenset("∑∏")


def mathml(latex: str, *, display: bool = False, continued: bool = False) -> str:
    """A formula in LaTeX as a `math` element; `continued`: a sign it begins with has two sides.

    >>> mathml(r"x^2")
    '<math><msup><mi>x</mi><mn>2</mn></msup></math>'
    """
    style = ' displaystyle="true"' if display else ""
    inner = _children(read_math(latex))
    if continued and inner.startswith("<mo>"):
        inner = inner.replace("<mo>", '<mo form="infix">', 1)
    return f"<math{style}>{inner}</math>"


def _children(row: Box) -> str:
    """A row's boxes; a function's name has a space after it, except before a bracket."""
    if row.kind != "row":
        return _set(row)
    following = (*row.parts[1:], None)
    return "".join(_set(box) + _space(box, after) for box, after in zip(row.parts, following, strict=False))


def _space(box: Box, after: Box | None) -> str:
    is_name = box.kind == "word" and len(box.value) > 1
    return THIN if is_name and after is not None and after.value not in ("(", "( )") else ""


def _set(box: Box) -> str:
    match box.kind:
        case "row":
            return _set(box.parts[0]) if len(box.parts) == 1 else f"<mrow>{_children(box)}</mrow>"
        case "bold" | "script":
            return _typeface(box)
        case "frac":
            return f"<mfrac>{''.join(map(_set, box.parts))}</mfrac>"
        case "sqrt":
            return f"<msqrt>{_children(box.parts[0])}</msqrt>"
        case "accent":
            return f'<mover accent="true">{_set(box.parts[0])}<mo>{ACCENTS[box.value]}</mo></mover>'
        case "indexed":
            return _indexed(box)
        case "fence":
            left, _, right = box.value.partition(" ")
            return f"<mrow>{_bracket(left)}{_set(box.parts[0])}{_bracket(right)}</mrow>"
        case "matrix":
            return _matrix(box)
        case "space":
            return f'<mspace width="{WIDTHS.get(box.value, 0.5) / 2:g}em"/>'
    return _leaf(box)


def _leaf(box: Box) -> str:
    value = escape(box.value)
    if box.kind == "word":
        upright = ' mathvariant="normal"' if len(box.value) == 1 else ""
        return f"<mi{upright}>{value}</mi>"
    if box.kind == "sign":
        still = ' stretchy="false"' if box.value in "()[]|‖⟨⟩{}" else ""
        return f"<mo{still}>{'−' if value == '-' else value}</mo>"
    return f"<mn>{value}</mn>" if box.kind == "number" else f"<mi>{value}</mi>"


def _typeface(box: Box) -> str:
    """A bold letter; a calligraphic one is set italic, since not every browser has the others."""
    inner = _set(box.parts[0])
    if box.kind == "script":
        return inner
    return inner.replace("<mi>", f"<mi{BOLD}>").replace("<mn>", '<mn style="font-weight:bold">')


def _indexed(box: Box) -> str:
    base, below, above = box.parts
    wide = base.kind == "sign" and base.value in LIMITS
    if below.parts and above.parts:
        return f"<{'munderover' if wide else 'msubsup'}>{_set(base)}{_set(below)}{_set(above)}" + (
            "</munderover>" if wide else "</msubsup>"
        )
    tag = ("munder" if wide else "msub") if below.parts else ("mover" if wide else "msup")
    return f"<{tag}>{_set(base)}{_set(below if below.parts else above)}</{tag}>"


def _bracket(sign: str) -> str:
    return f'<mo stretchy="true">{escape(sign)}</mo>' if sign else ""


def _matrix(box: Box) -> str:
    rows = "".join(f"<mtr>{''.join(f'<mtd>{_children(cell)}</mtd>' for cell in row.parts)}</mtr>" for row in box.parts)
    left, right = tuple(BRACKETS.get(box.value, "  "))
    return f"<mrow>{_bracket(left.strip())}<mtable>{rows}</mtable>{_bracket(right.strip())}</mrow>"
