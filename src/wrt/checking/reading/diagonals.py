r"""Diagonal matrices that are written with dots: `\operatorname{diag}(w_1, \dots, w_N)` is the diagonal matrix of w."""

from __future__ import annotations

import re

from wrt.checking.reading.declared import Declared, names

DOTTED = re.compile(
    r"(?P<diag>\\?(?:operatorname\*?|mathrm|text|mathop)?\s*\{?\s*\bdiag\b\s*\}?)\s*(?:\\left)?(?P<open>\(|\[|\\?\{)\s*"
    r"(?P<base>\\?[A-Za-z]+)_\{?1\}?\s*,(?:\s*(?P=base)_\{?\d\}?\s*,)*\s*(?:\\[lcd]?dots[cb]?|\.\.\.|…)\s*,\s*"
    r"(?P=base)_\{?(?P<count>\w)\}?\s*(?:\\right)?(?:\)|\]|\\?\})"
)


def undotted(formula: str, here: Declared) -> str:
    """The formula with `diag(w)` in the place of the entries of w; how many these are is declared."""
    for found in DOTTED.finditer(formula):
        for name in names(found["base"]):
            here.shapes.setdefault(name, found["count"])
    return DOTTED.sub(lambda found: rf"\operatorname{{diag}}({found['base']})", formula)
