"""The writers by name, for expressions as written; `shown` turns a normal form into one."""

from __future__ import annotations

from collections.abc import Mapping

from wrt.emit.present import as_typed, occurrence, present
from wrt.emit.text import text
from wrt.emit.where import with_names
from wrt.expr.node import Node
from wrt.work.normal import normal

__all__ = ["latex", "shown", "text", "unicode"]


def shown(answer: Node, formula: Node) -> Node:
    """A normal form as an expert would write it, beside the formula that it came from."""
    forms: dict[Node, Node] = {}
    normal(formula, forms)
    return with_names(present(answer, occurrence([formula]), as_typed(forms)))


def latex(node: Node, spellings: Mapping[str, str] | None = None) -> str:
    """The expression in LaTeX; `spellings` are those of names that are not to be written in the usual typefaces."""
    from wrt.emit.latex import latex as write  # a command that prints text does not need it

    return write(node, spellings)


def unicode(node: Node) -> str:
    """The expression in Unicode."""
    from wrt.emit.unicode import unicode as write

    return write(node)
