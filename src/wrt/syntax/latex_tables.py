"""What each LaTeX command means to the reader: letters, functions, typefaces, accents, brackets, things left out.

`COMMANDS` maps a command (with its backslash) to a kind of raw token and a value; a command that is not in it is
unknown.  Operators come from the one operator table.
"""

from __future__ import annotations

from typing import Any

from wrt.syntax.names import GREEK_NAMES
from wrt.syntax.operators import LATEX_FUNCTIONS, LATEX_INFIX, LATEX_TRANSPOSE

BOLD = (
    "mathbf",
    "boldsymbol",
    "bm",
    "vec",
    "pmb",
    "mathbfit",
    "textbf",
    "mathbb",
    "bf",
    "bfseries",
    "symbf",
    "overrightarrow",
)
PLAIN = (
    "mathcal",
    "mathscr",
    "mathit",
    "mathrm",
    "mathsf",
    "mathnormal",
    "mathfrak",
    "text",
    "operatorname",
    "rm",
    "it",
)
ACCENTS = {
    "hat": "hat",
    "widehat": "hat",
    "tilde": "tilde",
    "widetilde": "tilde",
    "bar": "bar",
    "overline": "bar",
    "dot": "dot",
    "ddot": "ddot",
    "check": "check",
}
VARIANTS = {
    "varepsilon": "epsilon",
    "vartheta": "theta",
    "varphi": "phi",
    "varrho": "rho",
    "varsigma": "sigma",
    "varpi": "pi",
    "lambda": "lam",
    "ell": "ell",
    "hbar": "hbar",
}
IGNORED = """displaystyle textstyle scriptstyle limits nolimits nonumber notag mathop mathbin mathrel mathord mathstrut
    strut allowbreak big Big bigg Bigg middle hfill smallskip medskip""".split()
LEFT = ["left", "bigl", "Bigl", "biggl", "Biggl"]
RIGHT = ["right", "bigr", "Bigr", "biggr", "Biggr"]
RELATIONS = """leq geq le ge ne neq lt gt approx sim simeq cong in notin subset subseteq to rightarrow Rightarrow
    leftarrow Leftarrow Leftrightarrow implies iff mapsto propto ll gg prec succ preceq succeq perp parallel
    longrightarrow xrightarrow""".split()
UNSUPPORTED = {
    "pm": "a formula with two signs",
    "mp": "a formula with two signs",
    "int": "an integral",
    "iint": "an integral",
    "oint": "an integral",
    "lim": "a limit",
    "prod": "a product over an index",
    "max": "a maximum",
    "min": "a minimum",
    "sup": "a supremum",
    "inf": "an infimum",
    "arg": "a minimiser inside a formula",
    "argmin": "a minimiser inside a formula",
    "argmax": "a maximiser inside a formula",
    "infty": "infinity",
    "cdots": "a formula with dots",
    "ldots": "a formula with dots",
    "dots": "a formula with dots",
    "vdots": "a formula with dots",
    "ddots": "a formula with dots",
    "mathbb{R}": "a set",
    "forall": "a quantifier",
    "exists": "a quantifier",
    "Re": "a complex number",
    "Im": "a complex number",
    "mathrm{E}": "an expectation",
    "rank": "the rank",
}


def _commands() -> dict[str, tuple[str, Any]]:
    """All commands, from the tables above and the operator table."""
    table: dict[str, tuple[str, Any]] = {"\\" + name: ("letter", name) for name in GREEK_NAMES}
    table.update({"\\" + name: ("letter", value) for name, value in VARIANTS.items()})
    functions = {name: value for name, value in LATEX_FUNCTIONS.items() if name.isalpha() and name not in _NOT_COMMANDS}
    table.update({"\\" + name: ("function", value) for name, value in functions.items()})
    table.update({"\\" + name: ("bold", name) for name in BOLD})
    table.update({"\\" + name: ("plain", name) for name in PLAIN})
    table.update({"\\" + name: ("accent", value) for name, value in ACCENTS.items()})
    table.update({"\\" + name: ("ignored", name) for name in IGNORED})
    table.update({"\\" + name: ("side", "l") for name in LEFT} | {"\\" + name: ("side", "r") for name in RIGHT})
    table.update({"\\" + name: ("unequal", name) for name in RELATIONS})
    table.update({"\\" + name: ("unsupported", what) for name, what in UNSUPPORTED.items()})
    for spelling, op in LATEX_INFIX.items():
        kind = {"add": "sign", "sub": "sign", "pow": "caret"}.get(op.head, "infix")
        table[spelling] = (kind, op)
    table.update(dict.fromkeys(LATEX_TRANSPOSE, ("mark", None)))
    return table | _PUNCTUATION


_NOT_COMMANDS = frozenset({"sum", "vec", "matrix", "vector", "sqrt"})
_PUNCTUATION: dict[str, tuple[str, Any]] = {
    r"\frac": ("frac", None),
    r"\tfrac": ("frac", None),
    r"\dfrac": ("frac", None),
    r"\cfrac": ("frac", None),
    r"\sqrt": ("sqrt", None),
    r"\partial": ("partial", None),
    r"\nabla": ("nabla", None),
    r"\sum": ("sum", None),
    r"\dagger": ("dagger", None),
    r"\star": ("star", None),
    r"\quad": ("quad", None),
    r"\qquad": ("quad", None),
    r"\\": ("newline", None),
    r"\cr": ("newline", None),
    r"\{": ("open", r"\}"),
    r"\lbrace": ("open", r"\}"),
    r"\}": ("close", r"\}"),
    r"\rbrace": ("close", r"\}"),
    r"\lbrack": ("square", "]"),
    r"\rbrack": ("close", "]"),
    r"\langle": ("angle", r"\rangle"),
    r"\rangle": ("close", r"\rangle"),
    r"\|": ("bar", (True, "")),
    r"\Vert": ("bar", (True, "")),
    r"\lVert": ("bar", (True, "l")),
    r"\rVert": ("bar", (True, "r")),
    r"\vert": ("bar", (False, "")),
    r"\lvert": ("bar", (False, "l")),
    r"\rvert": ("bar", (False, "r")),
    "|": ("bar", (False, "")),
    "||": ("bar", (True, "")),
    "‖": ("bar", (True, "")),
    "(": ("open", ")"),
    ")": ("close", ")"),
    "[": ("square", "]"),
    "]": ("close", "]"),
    "{": ("brace", "}"),
    "}": ("close", "}"),
    "_": ("under", None),
    "&": ("amp", None),
    ",": ("comma", None),
    ";": ("semicolon", None),
    "<": ("unequal", "<"),
    ">": ("unequal", ">"),
    "≤": ("unequal", "≤"),
    "≥": ("unequal", "≥"),
    "≠": ("unequal", "≠"),
    "∂": ("partial", None),
    "∇": ("nabla", None),
}
COMMANDS = _commands()

MATRICES = {
    "matrix": "", "bmatrix": "", "pmatrix": "", "Bmatrix": "", "smallmatrix": "", "array": "", "vmatrix": "det",
    "Vmatrix": "normF",
}  # fmt: skip
ALIGNMENTS = frozenset(
    ["aligned", "align", "align*", "split", "gathered", "gather", "gather*", "equation", "equation*", "alignat"]
)
# commands that people define for themselves, with the LaTeX that they stand for; * is the argument
MACROS = {r"\norm": r"\|*\|", r"\vect": r"\mathbf{*}", r"\mat": r"\mathbf{*}",
          r"\bs": r"\boldsymbol{*}", r"\b": r"\mathbf{*}", r"\paren": r"(*)",
          r"\inner": r"\langle * \rangle"}  # fmt: skip
