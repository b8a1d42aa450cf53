"""An equation that is taken to hold: what vanishes because of it, worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from wrt.certificate import inlined
from wrt.expr import build as b
from wrt.expr.node import Node, make
from wrt.prove.derivatives import worked_out


@dataclass(frozen=True)
class Hypothesis:
    """An equation that is taken to hold from here on."""

    left: Node
    right: Node

    @cached_property
    def vanishing(self) -> Node:
        """One side minus the other, its derivatives carried out."""
        return minus(worked_out(self.left), worked_out(self.right))


def minus(left: Node, right: Node) -> Node:
    """The difference of two expressions; what is 0 is left out."""
    left, right = inlined(left), inlined(right)
    if b.is_zero(right):
        return left
    negative = make("neg", (right,), None, right.rows, right.cols)
    return negative if b.is_zero(left) else make("add", (left, negative), None, left.rows, left.cols)
