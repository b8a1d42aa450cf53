"""Contexts: expressions with a hole, in which the sides of a rule are exchanged."""

from __future__ import annotations

from dataclasses import replace

from wrt.derivation import Use
from wrt.expr.node import Node, postorder, rename


def fill(context: Node, filling: Node) -> Node:
    """A context with its hole filled."""
    return rename(context, {node: filling for node in postorder(context) if node.op == "hole"})


def wrap(use: Use, context: Node) -> Use:
    """A use within a larger expression."""
    return use if context.op == "hole" else replace(use, context=fill(context, use.context))
