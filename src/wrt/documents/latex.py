r"""Derivations in LaTeX: `alignat*` with the rule's name at the right, as a fragment or as a document that compiles.

The fragment needs amsmath and amssymb, and graphicx for what is too wide for the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wrt.derivation import Derivation
from wrt.documents import notation
from wrt.documents.labels import Sentence, joined
from wrt.documents.sheet import Block, Detail, Item, Row, Say, items

WIDTH = 80  # letters on a line of the document below
PREAMBLE = r"""\documentclass[fleqn]{article}
\usepackage[utf8]{inputenc}
\usepackage[a4paper, margin=2.2cm]{geometry}
\usepackage{amsmath, amssymb, graphicx}
\setlength{\parindent}{0pt}
\setlength{\mathindent}{0pt}
\setlength{\parskip}{4pt}
\begin{document}
"""
OPENING = r"\begingroup\allowdisplaybreaks\renewcommand{\arraystretch}{1.25}\setlength{\jot}{5pt}"
SPECIAL = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%",
           "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": "$<$", ">": "$>$",
           '"': "''", "–": "--", "—": "---", "‘": "`", "’": "'", "“": "``", "”": "''", "…": r"\ldots{}",
           "\n": " "}  # fmt: skip
SIGNS = {"×": r"\times", "·": r"\cdot", "−": "-", "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "→": r"\to", "∂": r"\partial",
         "′": "'", "ᵀ": r"^\top", "⁻": "^{-}", "¹": "^1", "²": "^2", "³": "^3", "∞": r"\infty", "∈": r"\in",
         "∑": r"\sum", "⊗": r"\otimes", "⊙": r"\odot", "⊘": r"\oslash", "∘": r"\circ", "∇": r"\nabla", "□": r"\square",
         "√": r"\surd", "‖": r"\|", "𝟏": r"\mathbf{1}", "≈": r"\approx", "⇒": r"\Rightarrow", "∀": r"\forall",
         "₀": "_0", "₁": "_1", "₂": "_2", "₃": "_3", "ₙ": "_n", "ₘ": "_m"}  # fmt: skip
GREEK_LETTERS = dict(zip("αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ", (
    "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon varphi chi "
    "psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega").split(), strict=True))  # fmt: skip
LAST_LATIN = "\u017f"  # what the standard input encoding can set


def latex(
    derivation: Derivation, *, depth: int = 1, width: int | None = None, title: str = "", document: bool = False
) -> str:
    """The derivation as LaTeX."""
    heading = f"\\subsection*{{{escaped(title)}}}\n" if title else ""
    body = heading + "\n".join(_item(item) for item in items(derivation, depth, width or WIDTH))
    body = f"{OPENING}\n{body}\n\\endgroup"
    return PREAMBLE + body + "\n\\end{document}\n" if document else body


def escaped(words: str) -> str:
    """Words as LaTeX sets them; a letter that it has not is named by its code point."""
    return "".join(map(_letter, words))


def _letter(char: str) -> str:
    if char in SPECIAL:
        return SPECIAL[char]
    if char in SIGNS:
        return f"${SIGNS[char]}$"
    if char in GREEK_LETTERS:
        return f"$\\{GREEK_LETTERS[char]}$"
    if char < " " or "\x7f" <= char < "\xa0":
        return " "
    return char if char <= LAST_LATIN else f"[U+{ord(char):04X}]"


def sentence(words: Sentence) -> str:
    """Words and formulas in turn, in text."""
    return joined(words, escaped, lambda shown: f"${notation.latex(shown)}$")


def _item(item: Item) -> str:
    match item:
        case Say(words):
            return f"\n{sentence(words)}"
        case Block(rows):
            return "\\begin{alignat*}{2}\n" + " \\\\\n".join(_rows(rows)) + "\n\\end{alignat*}"
        case Detail(number, inner):
            body = "\n".join(map(_item, inner))
            opening = "\\begin{list}{}{\\setlength{\\leftmargin}{1.8em}}\\item\\relax"
            return f"{opening}\nStep ({number}) in detail:\n{body}\n\\end{{list}}"


def _rows(rows: Sequence[Row]) -> Iterable[str]:
    beside = any(row.by for row in rows if row.kind == "line")
    for row in rows:
        formula = _formula(row)
        by = f"\\small {sentence(row.by)}" if row.by else ""
        match row.kind:
            case "line":
                yield f"{row.left} &= {formula}" + (f" &&\\qquad \\text{{{by}}}" if by else "")
            case "head":
                yield f"& \\rlap{{$\\displaystyle {formula}$}}" if beside else f"& {formula}"
            case "more":
                yield f"& \\qquad {formula}"
            case "rule":  # it may be wider than the formulas, and must not push the column of rules away
                yield f"& \\qquad \\{'rlap' if beside else 'text'}{{{by}}}"


def _formula(row: Row) -> str:
    """A right side; its matrices have room between their rows for fractions."""
    tall = r"\renewcommand{\arraystretch}{1.7}" if r"\begin" in row.right and r"\frac" in row.right else ""
    return tall + (row.right if row.scale == 1 else _scaled(row))


def _scaled(row: Row) -> str:
    return f"\\scalebox{{{row.scale:g}}}{{$\\displaystyle {row.right}$}}"
