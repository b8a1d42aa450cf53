"""What solving an equation gives: the unknown's value, what that needs, and the equations on the way."""

from __future__ import annotations

from dataclasses import dataclass

from wrt.expr import build as b
from wrt.expr.node import Node

Need = tuple[str, Node]


@dataclass(frozen=True)
class Equation:
    """An equation on the way to a solution, in normal form, and why it follows from the one before."""

    left: Node
    right: Node
    why: str
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True)
class Root:
    """`unknown = value`, or `vec(unknown) = value` where matrix notation has no shorter way to say it.

    `free` is what the solution may be moved by, times anything, where it is not the only one.
    """

    unknown: Node
    value: Node
    needs: tuple[Need, ...] = ()
    steps: tuple[Equation, ...] = ()
    vec: bool = False
    free: Node | None = None
    form: str = ""  # the name of the equation, where it has one
    parts: tuple[Node, ...] = ()  # its matrices, in the order of that name
    positive: bool = False  # whether the value is positive by what it was found from

    @property
    def matrix(self) -> Node:
        """The value in the shape of the unknown."""
        return unvec(self.value, self.unknown) if self.vec else self.value


def unvec(x: Node, like: Node) -> Node:
    """The matrix whose columns one under the other are x: (vec(I)' ⊗ I)*(I ⊗ x)."""
    across = b.eye(like.cols)
    gather = b.kron(b.T(b.vec(across)), b.eye(like.rows))
    return b.mul(gather, b.kron(across, x))
