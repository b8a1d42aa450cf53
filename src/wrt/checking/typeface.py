"""What a claim about a shape would be right for: with a symbol that is a scalar, as when its bold face was lost."""

from __future__ import annotations

import re

from wrt.checking.paper import Paper
from wrt.checking.report import CheckedLine
from wrt.checking.shapes import checked_shape
from wrt.diagnostics import WrtError
from wrt.syntax.reader import read
from wrt.syntax.tree import postorder

BOLD = r"\\(?:mathbf|boldsymbol|bm|vec)\s*\{{\s*({name})\s*\}}"


def retyped(line: CheckedLine, formula: str, claim: str, paper: Paper) -> None:
    """Name the one symbol that must be a scalar for the claim to hold."""
    try:
        symbols = dict.fromkeys(tree.value for tree in postorder(read(formula)) if tree.head == "name")
    except WrtError:
        return
    for name in symbols:
        aside = paper.copy()
        try:
            aside.declare({name: ""}, {})
        except WrtError:
            continue
        aside.declared = aside.declared._replace(shapes={**aside.declared.shapes, name: (1, 1)})
        if checked_shape(formula, claim, aside).verdict.holds:
            line.mistake = f"typeface: this holds where {name} is a scalar"
            line.correction = re.sub(BOLD.format(name=re.escape(name)), r"\1", formula)
            return
