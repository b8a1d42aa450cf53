r"""LaTeX mathematics as a tree of boxes, so that it can be measured, broken into lines and set in other notations.

It reads what the LaTeX writer produces and what stands in derivations beside it (sums over indices, dots).  It is no
reader of formulas: it asks how something looks, not what it means, and takes any text without an error.
"""

from __future__ import annotations

import re
from typing import NamedTuple

TOKEN = re.compile(r"\\begin\{\w+\*?\}|\\end\{\w+\*?\}|\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
FONTS = {"mathbf": "bold", "boldsymbol": "bold", "mathcal": "script", "mathrm": "word", "operatorname": "word",
         "text": "word", "mathbb": "word"}  # fmt: skip
ACCENTS = frozenset(("hat", "tilde", "bar", "dot", "ddot", "check", "overline"))
SPACES = {"quad": 2.0, "qquad": 4.0, ",": 0.35, ";": 0.55, ":": 0.45, "!": 0.0, " ": 0.5}
PAIRS = {"lVert": ("rVert", "‖", "‖"), "lvert": ("rvert", "|", "|"), "langle": ("rangle", "⟨", "⟩")}
DELIMITERS = {"lVert": "‖", "rVert": "‖", "lvert": "|", "rvert": "|", "langle": "⟨", "rangle": "⟩", ".": "",
              "{": "{", "}": "}"}  # fmt: skip
SYMBOLS = {
    "cdot": "⋅", "odot": "⊙", "oslash": "⊘", "otimes": "⊗", "oplus": "⊕", "circ": "∘", "times": "×", "top": "⊤",
    "partial": "∂", "nabla": "∇", "sum": "∑", "prod": "∏", "star": "⋆", "square": "□", "infty": "∞", "in": "∈",
    "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "approx": "≈", "mapsto": "↦", "to": "→",
    "Rightarrow": "⇒", "Leftrightarrow": "⇔", "forall": "∀", "exists": "∃", "ldots": "…", "dots": "…", "cdots": "⋯",
    "vdots": "⋮", "ddots": "⋱", "pm": "±", "mid": "|", "colon": ":", "mathsf": "", "dagger": "†", "prime": "′",
    "lVert": "‖", "rVert": "‖", "lvert": "|", "rvert": "|", "langle": "⟨", "rangle": "⟩", "{": "{", "}": "}",
    "_": "_", "%": "%", "#": "#", "&": "&", "$": "$",
}  # fmt: skip
GREEK = dict(zip(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi "
    "omega varepsilon vartheta varphi varrho varsigma "
    "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega".split(),
    "αβγδεζηθικλμνξπρστυφχψωεϑφϱςΓΔΘΛΞΠΣΥΦΨΩ", strict=True))  # fmt: skip
ESCAPES = frozenset((r"\_", r"\ ", r"\&", r"\%", r"\#", r"\$"))
SIZING = frozenset(("displaystyle", "textstyle", "limits", "bigl", "bigr", "Bigl", "Bigr", "big", "nolimits"))


class Box(NamedTuple):
    """Something set as one thing.

    kinds: row, letter, number, sign, word, space; bold, script (a typeface around its part); frac, sqrt; indexed (base,
    below, above; an empty row where there is none); fence (value: both delimiters); matrix (rows of cells); accent.
    """

    kind: str
    value: str
    parts: tuple[Box, ...]
    source: str


EMPTY = Box("row", "", (), "")


def read_math(latex: str) -> Box:
    """The boxes of a formula.

    >>> [(box.kind, box.value) for box in read_math(r"2 \\mathbf{x}^\\top + \\alpha").parts]
    [('number', '2'), ('indexed', ''), ('sign', '+'), ('letter', 'α')]
    """
    reader = _Reader(latex)
    parts: list[Box] = []
    while not reader.at_end():
        parts += reader.row().parts
        if not reader.at_end():  # a closing bracket without its opening one
            parts.append(reader.sign(reader.next()))
    return Box("row", "", tuple(parts), latex)


class _Reader:
    def __init__(self, latex: str) -> None:
        self.latex = latex
        self.tokens = [(found[0], found.start()) for found in TOKEN.finditer(latex)]
        self.place = 0

    def at_end(self) -> bool:
        return self.place >= len(self.tokens)

    def peek(self) -> str:
        return self.tokens[self.place][0] if not self.at_end() else ""

    def next(self) -> str:
        self.place += 1
        return self.tokens[self.place - 1][0] if self.place <= len(self.tokens) else ""

    def offset(self) -> int:
        return self.tokens[self.place][1] if not self.at_end() else len(self.latex)

    def since(self, start: int) -> str:
        return self.latex[start : self.offset()].rstrip()

    def sign(self, token: str) -> Box:
        return Box("sign", SYMBOLS.get(token.removeprefix("\\"), token), (), token)

    def row(self, stops: tuple[str, ...] = ()) -> Box:
        """Boxes up to a token that ends the row, which stays."""
        start, parts = self.offset(), []
        while (
            not self.at_end() and self.peek() not in (*stops, "}", "&", r"\\", r"\right") and self.peek()[:4] != r"\end"
        ):
            if self.peek().isspace():
                self.next()
                continue
            box = self.item()
            if box is not None:
                parts.append(box)
        return Box("row", "", tuple(parts), self.since(start))

    def item(self) -> Box | None:
        """A box with what stands below and above it."""
        start = self.offset()
        base = EMPTY if self.peek() in ("^", "_") else self.single()
        below = above = EMPTY
        while True:
            mark = self.place
            while self.peek().isspace():
                self.next()
            if self.peek() == "^":
                self.next()
                above = self.argument()
            elif self.peek() == "_":
                self.next()
                below = self.argument()
            elif self.peek() == "'":
                self.next()
                above = Box("row", "", (*above.parts, Box("sign", "′", (), "'")), "'")
            else:
                self.place = mark
                break
        if base is None or (below is EMPTY and above is EMPTY):
            return base
        return Box("indexed", "", (base, below, above), self.since(start))

    def argument(self) -> Box:
        """What a command or an index takes: a group, or the next box alone."""
        while self.peek().isspace():
            self.next()
        if self.peek() == "{":
            return self.group()
        start = self.offset()
        box = self.single() if not self.at_end() else None
        return Box("row", "", (box,) if box is not None else (), self.since(start))

    def group(self) -> Box:
        self.next()
        inner = self.row()
        if self.peek() == "}":
            self.next()
        return inner

    def word(self) -> str:
        """The letters of `\\mathrm{..}` as they stand, escapes taken out."""
        while self.peek().isspace():
            self.next()
        if self.peek() != "{":
            return self.next()
        depth, letters = 0, []
        while not self.at_end():
            read = self.next()
            depth += (read == "{") - (read == "}")
            if not depth:
                break
            if read not in ("{", "}"):
                letters.append(read[1:] if read in ESCAPES else read)
        return "".join(letters)

    def single(self) -> Box | None:
        start = self.offset()
        if self.peek() == "{":
            inner = self.group()
            return inner._replace(source=self.since(start))
        token = self.next()
        if token.startswith(r"\begin"):
            return self.matrix(token[7:-1], start)
        if token.startswith("\\"):
            return self.command(token[1:], start)
        if token[0].isdigit():
            return Box("number", token, (), token)
        return Box("letter", token, (), token) if token.isalpha() else self.sign(token)

    def command(self, name: str, start: int) -> Box | None:
        if name in ("frac", "dfrac", "tfrac"):
            parts = (self.argument(), self.argument())
            return Box("frac", "", parts, self.since(start))
        if name == "sqrt":
            return Box("sqrt", "", (self.argument(),), self.since(start))
        if FONTS.get(name) == "word":
            return Box("word", self.word(), (), self.since(start))
        if name in FONTS:
            return Box(FONTS[name], "", (self.argument(),), self.since(start))
        if name in ACCENTS:
            return Box("accent", name, (self.argument(),), self.since(start))
        if name in SPACES:
            return Box("space", name, (), "\\" + name)
        if name == "left" or name in PAIRS:
            return self.fence(name, start)
        if name in SIZING:
            return None
        if name in GREEK:
            return Box("letter", GREEK[name], (), "\\" + name)
        if name in SYMBOLS or not name.isalpha():
            return self.sign("\\" + name)
        return Box("word", name, (), "\\" + name)

    def fence(self, name: str, start: int) -> Box:
        mark = self.place
        if name == "left":
            left = self.next().removeprefix("\\")
            inner = self.row((r"\right",))
            self.next()
            right = self.next().removeprefix("\\")
            return Box(
                "fence", f"{DELIMITERS.get(left, left)} {DELIMITERS.get(right, right)}", (inner,), self.since(start)
            )
        closing, *delimiters = PAIRS[name]
        inner = self.row(("\\" + closing,))
        if self.peek() != "\\" + closing:
            self.place = mark
            return self.sign("\\" + name)
        self.next()
        return Box("fence", " ".join(delimiters), (inner,), self.since(start))

    def matrix(self, environment: str, start: int) -> Box:
        """The rows of an environment; each is a row of rows."""
        rows, cells = [], []
        while True:
            cells.append(self.row())
            ending = self.next()
            if ending != "&":
                rows.append(Box("row", "", tuple(cells), ""))
                cells = []
            if ending not in ("&", r"\\"):
                break
        if len(rows) > 1 and not any(cell.parts for cell in rows[-1].parts):
            rows.pop()
        return Box("matrix", environment, tuple(rows), self.since(start))
