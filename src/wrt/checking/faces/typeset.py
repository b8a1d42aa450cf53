r"""A line as a person wrote it, set for a browser: LaTeX as it stands, the text syntax by way of its syntax tree.

What the writer of MathML does not know is left to the caller, who shows the source.
"""

from __future__ import annotations

import re
from html import escape

from wrt.checking.faces.treetex import tree_latex
from wrt.checking.written import written
from wrt.diagnostics import WrtError
from wrt.documents.breaking import math_lines
from wrt.documents.mathml import BRACKETS, mathml
from wrt.documents.mathtree import Box, read_math
from wrt.syntax.operators import LATEX_FUNCTIONS
from wrt.syntax.reader import read

WIDTH = 62.0  # letters of a row before a formula is broken
LONGEST = 1500  # letters of a source that is set
# spellings of people that the reader of boxes has another word for
SPELLINGS = {r"\|": "‖", r"\Vert": "‖", r"\vert": "|", r"\bm": r"\boldsymbol", r"\bf": r"\mathbf", r"\vec": r"\mathbf",
             r"\ell": "ℓ", r"\intercal": r"\top", r"\T": r"\top", r"\textbf": r"\mathbf", r"\textrm": r"\text",
             r"\mbox": r"\text", r"\widehat": r"\hat", r"\widetilde": r"\tilde", r"\implies": r"\Rightarrow",
             r"\iff": r"\Leftrightarrow", r"\succ": "≻", r"\succeq": "⪰", r"\prec": "≺", r"\preceq": "⪯",
             r"\propto": "∝", r"\sim": "∼", r"\equiv": "≡", r"\triangleq": "≜", r"\coloneqq": "≔",
             r"\mathsf": r"\mathrm"}  # fmt: skip
SPELLED = re.compile("|".join(re.escape(name) + ("(?![A-Za-z])" if name[-1].isalpha() else "") for name in SPELLINGS))
# a formula of which a shape is claimed: `\\frac{..}{..}: row vector`; words of a sentence, which are not factors
CLAIM = re.compile(r"(?P<formula>[^:]+):\s+(?P<words>\S.*[a-z]{3,}.*)\Z", re.DOTALL)
PLAIN_WORD = re.compile(r"(?<![\\A-Za-z{])[A-Za-z]{4,}(?![A-Za-z}(])")
NAMES = frozenset(LATEX_FUNCTIONS) | {"min", "max", "arg", "argmin", "argmax", "lim", "rank", "dim", "d"}


def typeset(source: str, latex: bool) -> list[str]:
    """The rows of a formula as MathML; none where it cannot be set."""
    if len(source) > LONGEST:
        return []
    claimed = CLAIM.match(source) if latex else None
    if claimed and not PLAIN_WORD.search(claimed["formula"]):
        first, *more = typeset(claimed["formula"], latex) or [""]
        return [f"{first}: {escape(claimed['words'])}", *more] if first and not more else []
    line = written(source)
    if latex and PLAIN_WORD.search(line.text):
        return []
    try:
        found = _clean(line.text) if latex else tree_latex(read(line.text, latex=False))
    except (WrtError, RecursionError):
        return []
    if not found or not _known(read_math(found)):
        return []
    start = (r"\Rightarrow " if line.follows else "") + ("= " if line.continued else "")
    first, *more = math_lines(start + found, WIDTH)
    return [mathml(first, display=True, continued=True),
            *[mathml(piece, display=True, continued=True) for piece in more]]  # fmt: skip


def _clean(text: str) -> str:
    """LaTeX in the words that the reader of boxes knows."""
    return SPELLED.sub(lambda found: SPELLINGS[found[0]], text).strip()


def _known(root: Box) -> bool:
    """Whether every part of a formula is something that can be set."""
    stack = [root]
    while stack:
        box = stack.pop()
        command = box.source.startswith("\\") and box.source[1:] == box.value
        if (box.kind == "word" and command and box.value not in NAMES) or (box.kind == "sign" and "\\" in box.value):
            return False
        if box.kind == "matrix" and box.value not in BRACKETS and box.value != "matrix":
            return False
        stack += box.parts
    return True
