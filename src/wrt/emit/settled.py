"""Where the size of an identity, of ones or of zero is settled by the rest of the formula.

`own(node)` says whether the rows and the columns of a node are fixed by symbols inside it; `operands` passes down
what the surroundings fix.
"""

from __future__ import annotations

from wrt.expr.node import Node, postorder

Flags = tuple[bool, bool]
SHAPELESS = frozenset(("eye", "zero", "basis", "ones"))
SQUARE = frozenset(("inv", "pow", "mpow", "diag"))  # the reader knows that these are square
ALIKE = frozenset(("add", "had", "hdiv"))


class Settled:
    """Memo of what is fixed inside each node."""

    def __init__(self) -> None:
        self.done: dict[Node, Flags] = {}

    def own(self, root: Node) -> Flags:
        if root not in self.done:
            for node in postorder(root):
                if node not in self.done:
                    rows, cols = self._own(node)
                    self.done[node] = rows or node.rows == 1, cols or node.cols == 1
        return self.done[root]

    def _own(self, node: Node) -> Flags:
        args = node.args
        if node.op in SHAPELESS:
            return False, False
        if not args or node.op in ("kron", "vec", "block", "diagpart", "D"):
            return (not args or all(all(self.done[arg]) for arg in args),) * 2
        if node.op in ALIKE:
            wide = [self.done[arg] for arg in args if not arg.is_scalar]
            return any(r for r, _ in wide), any(c for _, c in wide)
        if node.op == "mul":
            chain = [self.done[arg] for arg in args if not arg.is_scalar]
            return (chain[0][0], chain[-1][1]) if chain else (True, True)
        if node.op == "div":
            return self.done[args[0]]
        if node.op == "T":
            rows, cols = self.done[args[0]]
            return cols, rows
        if node.op == "diag":
            return (self.done[args[0]][0],) * 2
        if node.op in SQUARE:
            return (any(self.done[args[0]]),) * 2
        return self.done[args[0]]

    def operands(self, node: Node, rows: bool, cols: bool) -> list[tuple[Node, bool, bool]]:
        """The operands with what their surroundings fix."""
        args = node.args
        if not args:
            return []
        own_rows, own_cols = self.own(node)
        rows, cols = rows or own_rows, cols or own_cols
        if args[0].op == "zero" and node.op in ("fn", "hpow", "sqrt"):
            return [(arg, False, False) for arg in args]  # a bare 0 as an argument is a scalar
        if node.op in ALIKE or node.op in ("neg", "div", "fn", "hpow", "sqrt"):
            return [(arg, rows, cols) if not arg.is_scalar else (arg, False, False) for arg in args]
        if node.op == "T":
            return [(args[0], cols, rows)]
        if node.op == "mul":
            return self._factors(args, rows, cols)
        if node.op in ("inv", "pow") and node.rows != 1:
            return [(args[0], rows, cols), *[(arg, False, False) for arg in args[1:]]]
        if node.op == "diag":
            return [(args[0], rows or cols, args[0].cols == 1)]
        return [(arg, False, False) for arg in args]

    def _factors(self, args: tuple[Node, ...], rows: bool, cols: bool) -> list[tuple[Node, bool, bool]]:
        """In a chain the neighbours fix the inner sizes."""
        chain = [place for place, arg in enumerate(args) if not arg.is_scalar]
        out = [(arg, False, False) for arg in args]
        for k, place in enumerate(chain):
            before = self.own(args[chain[k - 1]])[1] if k else rows
            after = self.own(args[chain[k + 1]])[0] if k + 1 < len(chain) else cols
            out[place] = (args[place], before, after)
        return out
