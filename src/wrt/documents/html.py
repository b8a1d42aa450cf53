"""Derivations in HTML: formulas in MathML, steps that open into their details; no script and nothing from elsewhere."""

from __future__ import annotations

from html import escape

from wrt.derivation import Derivation, Line, Part, Shown
from wrt.documents import notation
from wrt.documents.breaking import math_lines
from wrt.documents.labels import joined, label
from wrt.documents.mathml import mathml
from wrt.documents.mathtree import read_math
from wrt.documents.measure import width as width_of
from wrt.documents.sheet import folded

WIDTH = 96
LEFT = 0.25  # of the width, at most, for left sides
STYLE = """.wrt-derivation{line-height:1.5;overflow-x:auto}
.wrt-derivation table{border-collapse:collapse;margin:.4em 0}
.wrt-derivation td{padding:.25em .15em;vertical-align:baseline;white-space:nowrap;border:0;background:none}
.wrt-derivation td.left{text-align:right}
.wrt-derivation td.right{text-align:left}
.wrt-derivation td.rule{padding-left:2.5em;white-space:normal;min-width:16em;font-size:.9em;opacity:.75;text-align:left}
.wrt-derivation .more{padding-left:2em}
.wrt-derivation details{margin:0 0 .4em 1.5em;border-left:2px solid #8886;padding-left:1em}
.wrt-derivation summary{cursor:pointer;font-size:.9em;opacity:.75}
"""
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
{body}</body>
</html>
"""
PAGE_STYLE = """:root{color-scheme:light dark}
body{font-family:system-ui,sans-serif;max-width:70em;margin:2em auto;padding:0 1em}
math{font-size:1.1em}
"""


def html(
    derivation: Derivation, *, depth: int = 1, width: int | None = None, title: str = "", page: bool = False
) -> str:
    """The derivation as a section, or as a whole page."""
    heading = f"<h2>{escape(title)}</h2>\n" if title else ""
    body = f"{heading}{_derivation(derivation, depth, width or WIDTH)}"
    section = f'<section class="wrt-derivation">\n{body}\n</section>\n'
    if not page:
        return f"<style>\n{STYLE}</style>\n{section}"
    return PAGE.format(title=escape(title or "Derivation"), style=PAGE_STYLE + STYLE, body=section)


def _derivation(derivation: Derivation, depth: int, width: int) -> str:
    return "\n".join(_part(part, depth, width) for part in derivation.parts)


def _part(part: Part, depth: int, width: int) -> str:
    said = f"<p>{joined(part.say, escape, _inline)}</p>\n" if part.say else ""
    if not part.lines:
        return said
    rows = "\n".join(_line(line, depth, width) for line in part.lines)
    return f"{said}<table>\n{rows}\n</table>"


def _line(line: Line, depth: int, width: int) -> str:
    left = "" if line.left is None else mathml(notation.latex(line.left), display=True)
    right = _right(line, width)
    name = f' title="{escape(line.rule.replace("_", " "))}"' if line.rule else ""
    rules = "<br>".join(joined(row, escape, _inline) for row in folded(label(line), width * 0.45))
    by = f'<td class="rule"{name}>{rules}</td>'
    above = ""
    if line.left is not None and width_of(read_math(notation.latex(line.left))) > width * LEFT:
        above, left = f'<tr><td colspan="4">{left}</td></tr>\n', ""
    row = f'{above}<tr><td class="left">{left}</td><td>{mathml("=")}</td><td class="right">{right}</td>{by}</tr>'
    if not notation.has_inner(line, depth) or line.inner is None:
        return row
    inner = _derivation(line.inner, depth - 1, width)
    return f'{row}\n<tr><td colspan="4"><details><summary>in detail</summary>\n{inner}\n</details></td></tr>'


def _right(line: Line, width: int) -> str:
    first, *more = math_lines(notation.latex(line.right), width * 0.6)
    below = "".join(f'<div class="more">{mathml(piece, display=True, continued=True)}</div>' for piece in more)
    return mathml(first, display=True) + below


def _inline(shown: Shown) -> str:
    return mathml(notation.latex(shown))
