"""What the system asks of an operator: one record, the questions in a fixed order.

The differential, the adjoint and the Jacobian are stated on expressions in normal form:

- `differential(node, dargs)`: d(node), where `dargs[i]` is the differential of operand i or None where it is constant;
- `jacobian(node, i)`: for an operator that is linear in operand i, the matrix ∂vec(node)/∂vec(operand i)';
- `adjoint(node, i, G)`: what G passes on to operand i: tr(G'*node) = tr(adjoint'*operand).

An operator without `differential` is linear in each operand: its differential is itself applied to the differentials.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from wrt.expr.dims import Dim
from wrt.expr.node import Node
from wrt.expr.sizes import Sizes

Shape: TypeAlias = tuple[Dim, Dim]
Domain: TypeAlias = tuple[str, Node]


class Operator(NamedTuple):
    """The checklist.

    `domain` lists what must hold where the operator is defined ("invertible", operand);
    `smooth` what must hold where it has a derivative; `numpy` is a template of code.
    """

    name: str
    arity: int | tuple[int, int]
    shape: Callable[[Sizes, list[Shape]], Shape]
    build: Callable[..., Node]
    differential: Callable[[Node, list[Node | None]], Node] | None = None
    jacobian: Callable[[Node, int], Node] | None = None
    adjoint: Callable[[Node, int, Node], Node] | None = None
    domain: Callable[[Node], list[Domain]] | None = None
    smooth: Callable[[Node], list[Domain]] | None = None
    numpy: str = ""
    latex: str = ""
    spellings: tuple[str, ...] = ()
