r"""Gradients that do not name their variable: `grad f` in words, `\nabla J` of a function without parameters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from wrt.expr.node import Node, free_symbols
from wrt.syntax.tree import postorder

GRADIENT = re.compile(
    r"(?<![\w\\])grad(?:ient)?(?:\s+of)?\s+(?P<what>[A-Za-z]\w*(?:\(\s*(?P<by>\w+)\s*\))?)(?=\s*[=.,;]|\s*\Z)"
)


def gradients_in_words(text: str) -> str:
    """The line with `grad f(x)` as a derivative by x; the variable of `grad f` is still open.

    >>> gradients_in_words("grad f(x) = 2*x")
    'D(f(x), x) = 2*x'
    """
    return GRADIENT.sub(_derivative, text)


def _derivative(found: re.Match[str]) -> str:
    return f"D({found['what']}, {found['by']})" if found["by"] else f"D({found['what']})"


def variable_of(name: str, function: Node, isolated: Sequence[str], lines: Sequence[Any]) -> str:
    """By what a bare gradient of a function is meant: what the lines solve for, else its only vector.

    Empty where no line has such a gradient, or where it might be by several things.
    """
    if not function.is_scalar or not any(_is_bare(name, part) for line in lines if isinstance(line, list)
                                         for side in line for part in postorder(side.tree)):  # fmt: skip
        return ""
    symbols = free_symbols(function)
    vectors = [x for x, symbol in symbols.items() if len(symbol.axes) == 1]
    for found in ([x for x in dict.fromkeys(isolated) if x in symbols], vectors):
        if len(found) == 1:
            return found[0]
    return ""


def _is_bare(name: str, part: Any) -> bool:
    derived = part.head == "D" or (part.head == "call" and part.value == "D")
    return derived and len(part.args) == 1 and part.args[0].head == "name" and part.args[0].value == name
