"""The expression node: immutable, interned, with a shape.

Two nodes are equal exactly when they are the same object, so equality, memo tables and shared subexpressions cost
nothing.  The table of nodes holds them weakly; `sweep` empties it of what nobody uses any more.

`op` is a name of the operator table (`wrt.expr.ops`), `args` the operands, `value` what else identifies the node
(the name of a symbol, a number, an exponent, indices).  `rank` is the same in every process: it orders operands whose
order has no meaning.  `size` counts the nodes of the written-out tree, `flips` the transposes in it.  `transposed` is
the normal form of the transpose once somebody asked for it (True and False stand for this node, as it is or marked).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from weakref import ref
from zlib import crc32

from wrt.expr.dims import Dim

SWEEP_AT_LEAST = 50_000


class Node:
    """An expression; make one with `make` or, better, with the builders of `wrt.expr.build`."""

    __slots__ = ("__weakref__", "args", "cols", "flips", "key", "op", "rank", "rows", "size", "transposed", "value")

    op: str
    args: tuple[Node, ...]
    value: Any
    rows: Dim
    cols: Dim
    rank: int
    size: int
    flips: int
    key: tuple[Any, ...]
    transposed: Node | bool | None

    @property
    def is_scalar(self) -> bool:
        return bool(self.rows == 1 and self.cols == 1)

    @property
    def axes(self) -> tuple[Dim, ...]:
        """The sizes of the axes that are there: () for a scalar, (n,) for a vector, (m, n) for a matrix."""
        return tuple(dim for dim in (self.rows, self.cols) if dim != 1)

    def __repr__(self) -> str:
        return f"<{self.op} {self.value if self.value is not None else ''} {self.rows}x{self.cols}>"


class _Table:
    """All living nodes by key."""

    def __init__(self) -> None:
        self.nodes: dict[tuple[Any, ...], ref[Node]] = {}
        self.limit = SWEEP_AT_LEAST


_table = _Table()
_codes: dict[Any, int] = {}


def make(op: str, args: tuple[Node, ...], value: Any, rows: Dim, cols: Dim) -> Node:
    """The node with these parts: the one that exists already, if it does."""
    key = (op, value, rows, cols, args)
    found = _table.nodes.get(key)
    if found is not None:
        node = found()
        if node is not None:
            return node
    node = Node()
    node.op, node.value, node.rows, node.cols, node.args = op, value, rows, cols, args
    node.key = key
    node.transposed = None
    node.size = sum([arg.size for arg in args], 1)
    node.flips = sum([arg.flips for arg in args], 1 if op == "T" else 0)
    node.rank = hash((_code((op, value, rows, cols)), *[arg.rank for arg in args]))
    if len(_table.nodes) > _table.limit:
        sweep()
    _table.nodes[key] = ref(node)
    return node


def _code(value: Any) -> int:
    """A number for an operator with its value that is the same in every process (`hash` of a string is not)."""
    code = _codes.get(value)
    if code is None:
        if len(_codes) > SWEEP_AT_LEAST:
            _codes.clear()
        code = _codes[value] = crc32(repr(value).encode())
    return code


def sweep() -> int:
    """Forget the nodes that nobody holds; the number that remain.

    An entry's key holds the operands, so they can only go after it: what became free is looked at again, level by
    level, which costs in all no more than the number of dead nodes.
    """
    nodes = _table.nodes
    dead = [key for key, found in nodes.items() if found() is None]
    while dead:
        below = []
        for key in dead:
            nodes.pop(key, None)
            below += [arg.key for arg in key[4]]
        dead.clear()
        key = ()
        dead = [key for key in set(below) if key in nodes and nodes[key]() is None]
    _table.limit = max(SWEEP_AT_LEAST, 2 * len(nodes))
    return len(nodes)


def living() -> int:
    """How many entries the table of nodes has now (for measuring memory)."""
    return len(_table.nodes)


def postorder(*roots: Node, closed: frozenset[str] = frozenset()) -> Iterator[Node]:
    """Every node below the roots once, operands before operators, without recursion.

    What stands below an operator in `closed` is left out.
    """
    seen: set[Node] = set()
    for root in roots:
        stack = [root]
        while stack:
            node = stack[-1]
            if node in seen:
                stack.pop()
                continue
            missing = [arg for arg in node.args if arg not in seen] if node.op not in closed else ()
            if missing:
                stack += reversed(missing)
            else:
                seen.add(stack.pop())
                yield node


def rename(root: Node, replaced: Mapping[Node, Node]) -> Node:
    """An expression as written with some of its nodes replaced, symbols as a rule."""
    if not replaced:
        return root
    done = dict(replaced)
    for node in postorder(root):
        if node not in done:
            done[node] = _with(node, tuple([done[arg] for arg in node.args]))
    return done[root]


def rewritten(root: Node, change: Callable[[Node], Node]) -> Node:
    """The expression with every node changed, operands first."""
    done: dict[Node, Node] = {}
    for node in postorder(root):
        done[node] = change(_with(node, tuple([done[arg] for arg in node.args])))
    return done[root]


def _with(node: Node, args: tuple[Node, ...]) -> Node:
    return node if args == node.args else make(node.op, args, node.value, node.rows, node.cols)


def bare(node: Node) -> Node:
    """An expression without the transpose that it may be written with."""
    return node.args[0] if node.op == "T" else node


def free_symbols(*roots: Node) -> dict[str, Node]:
    """The symbols that occur, by name, in order of first occurrence."""
    return {node.value[0]: node for node in postorder(*roots) if node.op == "sym"}
