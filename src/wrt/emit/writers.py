"""The writers by name, for expressions as written; `shown` turns a normal form into one."""

from __future__ import annotations

from wrt.emit.present import occurrence, present
from wrt.emit.text import text
from wrt.expr.node import Node

__all__ = ["latex", "shown", "text", "unicode"]


def shown(answer: Node, formula: Node) -> Node:
    """A normal form as an expert would write it, beside the formula that it came from."""
    return present(answer, occurrence([formula]))


def latex(node: Node) -> str:
    return text(node)


def unicode(node: Node) -> str:
    return text(node)
