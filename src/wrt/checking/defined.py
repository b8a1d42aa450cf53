"""Defined names replaced by what they stand for; a derivative by a defined name takes it for a variable of its own.

Of z = W*x and L = norm2(z)^2 the derivative D(L, z) is 2*z: L is written out as far as z, and no further.
"""

from __future__ import annotations

from collections.abc import Mapping

from wrt.expr.node import Node, free_symbols, make, postorder, rename
from wrt.prove.derivatives import worked_out

Definitions = Mapping[str, Node]
"""Expressions by name, which may contain names defined before."""


def expanded(root: Node, definitions: Definitions, kept: frozenset[str] = frozenset()) -> Node:
    """The expression without defined names, but for those that are kept."""
    known = {symbol: expanded(definitions[name], definitions, kept) for name, symbol in free_symbols(root).items()
             if name in definitions and name not in kept}  # fmt: skip
    if not known:
        return root
    changed: dict[Node, Node] = dict(known)
    for node in postorder(root):
        by = (
            frozenset(_name(variable) for variable in node.args[1:] if _base(variable) in known)
            if node.op == "D"
            else ()
        )
        if by:
            inner = expanded(node.args[0], definitions, kept.union(by))
            found = worked_out(make("D", (inner, *node.args[1:]), node.value, node.rows, node.cols))
            changed[node] = expanded(found, definitions, kept)
    return rename(root, changed)


def _base(variable: Node) -> Node:
    return variable.args[0] if variable.op == "entry" else variable


def _name(variable: Node) -> str:
    return str(_base(variable).value[0])
