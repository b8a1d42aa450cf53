"""How a solution is written: the arrays of the objective in their order, scalars after them; no sign in front of it."""

from __future__ import annotations

from wrt.emit.present import Presenter, Signed, occurrence
from wrt.emit.where import with_names
from wrt.emit.written import turned
from wrt.expr.node import Node, free_symbols, make


class Writer:
    """Writes normal forms beside the formula that they came from."""

    def __init__(self, formula: Node) -> None:
        found = occurrence([formula])
        scalar = {name for name, symbol in free_symbols(formula).items() if symbol.is_scalar}
        self.order = {name: place + (len(found) if name in scalar else 0) for name, place in found.items()}

    def __call__(self, node: Node) -> Node:
        """The expression as written, with names for what it repeats."""
        return with_names(self.whole(node), frozenset(self.order))

    def whole(self, node: Node) -> Node:
        """The expression as written, in one piece."""
        return unsigned(_Presenter(self.order, {}).exact(node))


class _Presenter(Presenter):
    """Presents inverses with a positive first term, their sign outside: inv(X - P*X), not inv(P*X - X)."""

    def _base(self, node: Node) -> Signed:
        sign, base = self.done[node.args[0]]
        return (sign if node.value % 2 else 1), base

    def _exact(self, node: Node) -> Node:
        return unsigned(super()._exact(node))


def unsigned(shown: Node) -> Node:
    """-inv(M)*(b - v) as inv(M)*(v - b), -y/(y - 1) as y/(1 - y)."""
    if shown.op == "neg" and shown.args[0].op == "div":
        above, below = shown.args[0].args
        other = turned(below) if below.op == "add" else None
        return shown if other is None else make("div", (above, other), None, shown.rows, shown.cols)
    if shown.op != "neg" or shown.args[0].op != "mul":
        return shown
    product = shown.args[0]
    for place, factor in enumerate(product.args):
        if factor.op == "add" and any(arg.op == "neg" for arg in factor.args):
            other = turned(factor)
            if other is not None:
                args = (*product.args[:place], other, *product.args[place + 1 :])
                return make("mul", args, None, product.rows, product.cols)
    return shown
