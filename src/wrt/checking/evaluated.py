r"""Derivatives at a point, `\nabla J |_{x = x_0}`: the line is judged with the variable in the place of the point.

At an estimate, `\hat{w}`, what is said holds of that alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from wrt.checking.applied import Side, at_unknowns, estimated
from wrt.checking.paper import Paper
from wrt.checking.reading.declared import name_of
from wrt.diagnostics import WrtError
from wrt.expr import build as b
from wrt.expr.node import Node, free_symbols, rename

BAR = re.compile(
    r"\s*(?:\\right|\\[bB]igg?[rm]?)?\s*(?:(?<!\\)\||\\r?vert(?![a-z]))\s*_\s*"
    r"(?:\{(?P<braced>(?:[^{}]|\{[^{}]*\})*)\}|\((?P<round>[^()]*)\))"
)
BARE = re.compile(r"\\nabla(?!\s*_)(?![A-Za-z])|∇(?!\s*_)")
OPENED = re.compile(r"\\left\s*\.")


class AtPoint(NamedTuple):
    """A line without the point at which it has a derivative: that point, and what stands there."""

    text: str
    point: str = ""
    variable: str = ""
    written: str = ""

    @property
    def is_estimate(self) -> bool:
        r"""Whether the point is an estimate of the variable, `\hat{w}` of w."""
        return bool(self.point) and estimated(self.point) == self.variable

    def off(self, sides: Sequence[Side], paper: Paper) -> list[Side]:
        """The sides with the variable in the place of the point; one that is estimated stays."""
        if self.is_estimate:
            return list(sides)
        if self.point in {*paper.definitions, *free_symbols(*paper.definitions.values())}:
            raise WrtError("E-unsupported", f"a derivative at {self.point}, of which the function speaks, is not read")
        stand = {self.point: self.variable}
        return [side._replace(tree=at_unknowns(side.tree, stand)) for side in sides]

    def on(self, node: Node) -> Node:
        """An expression with the point in the place of the variable."""
        symbol = None if self.is_estimate else free_symbols(node).get(self.variable)
        return node if symbol is None else rename(node, {symbol: b.sym(self.point, symbol.rows, symbol.cols)})


def at_point(text: str) -> AtPoint:
    r"""The line with a derivative at a point as a derivative; another line as it is.

    >>> at_point(r"\nabla J|_{w=\hat w} = 0")
    AtPoint(text='\\nabla_{w} J = 0', point='w_hat', variable='w', written='\\nabla J|_{w=\\hat w}')
    """
    found = BAR.search(text)
    if found is None:
        return AtPoint(text)
    variable, _, value = (found["braced"] or found["round"] or "").rpartition("=")
    point = name_of(value.replace("^*", r"^{\star}"))
    base = name_of(variable) if variable else estimated(point)
    if not point or not base or point == base:
        return AtPoint(text)
    before = OPENED.sub("", text[: found.start()], count=1)
    letters = variable.strip() or base
    bare = BARE.sub(lambda nabla: f"{nabla.group()}_{{{letters}}}", before, count=1)
    return AtPoint(bare + text[found.end() :], point, base, text[: found.end()])
