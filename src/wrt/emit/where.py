"""Long common subexpressions named once: `... where u = X*w - y`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from wrt.expr import build as b
from wrt.expr.node import Node, free_symbols, make, postorder

LONG = 90  # an answer shorter than this is left as it is
WORTH = 10  # a subexpression shorter than this is not named
FEW = 4  # names for an answer that a person reads
LARGE, HUGE = 400, 2500  # an answer with more different nodes, or longer, gets a name for every long shared part

NAMES = {"scalar": "abcdefg", "vector": "uvwrszpqhtxyklmn", "matrix": "MPQRSTUVWHKLCDEFGJNZYXAB"}


def with_names(root: Node, taken: frozenset[str] = frozenset()) -> Node:
    """The expression as written, with what is long and repeated named in a `where`; `taken` names are not used."""
    lengths, nodes = _lengths(root)
    if lengths[root] < LONG:
        return root
    chosen = _all_shared(root, nodes, lengths) if len(nodes) > LARGE or lengths[root] > HUGE else _greedy(root)
    if not chosen:
        return root
    names = _fresh_names(root, taken)
    symbols: dict[Node, Node] = {}
    definitions: list[Node] = []
    memo: dict[Node, Node] = {}
    for node in nodes:
        rebuilt = _rebuild(node, memo)
        if node in chosen:
            kind = ("scalar", "vector", "matrix")[len(node.axes)]
            symbols[node] = b.sym(next(names[kind]), node.rows, node.cols)
            definitions.append(rebuilt)
            rebuilt = symbols[node]
        memo[node] = rebuilt
    value = tuple([symbol.value[0] for symbol in symbols.values()])
    return make("where", (memo[root], *definitions), value, root.rows, root.cols)


def _lengths(root: Node) -> tuple[dict[Node, int], list[Node]]:
    """The length of the text of every node, estimated from below."""
    nodes = list(postorder(root))
    lengths: dict[Node, int] = {}
    for node in nodes:
        lengths[node] = sum([lengths[arg] for arg in node.args]) + OWN.get(node.op, 3) + _own_name(node)
    return lengths, nodes


OWN = {"sym": 0, "num": 1, "mul": 1, "add": 3, "T": 1, "neg": 1, "div": 1}


def _own_name(node: Node) -> int:
    return len(node.value[0]) if node.op == "sym" else len(node.value) if node.op == "fn" else 0


def _greedy(root: Node) -> set[Node]:
    """The few subexpressions whose naming saves most, one after the other."""
    chosen: set[Node] = set()
    for _ in range(FEW):
        best, gain = None, 0
        lengths, uses = _state(root, chosen)
        for node, count in uses.items():
            saving = (count - 1) * (lengths[node] - 1) - 5
            if node not in chosen and node is not root and _nameable(node) and lengths[node] >= WORTH and saving > gain:
                best, gain = node, saving
        if best is None or gain < 12:
            break
        chosen.add(best)
    return chosen


def _state(root: Node, chosen: set[Node]) -> tuple[dict[Node, int], Counter[Node]]:
    """Lengths with the chosen nodes one letter long, and how often each node is then written."""
    lengths: dict[Node, int] = {}
    order = list(postorder(root))
    for node in order:
        inner = sum([1 if arg in chosen else lengths[arg] for arg in node.args])
        lengths[node] = inner + OWN.get(node.op, 3) + _own_name(node)
    uses: Counter[Node] = Counter({root: 1})
    for node in reversed(order):
        count = 1 if node in chosen else uses[node]
        for arg in node.args:
            uses[arg] += count
    return lengths, uses


def _all_shared(root: Node, nodes: list[Node], lengths: dict[Node, int]) -> set[Node]:
    parents: Counter[Node] = Counter()
    for node in nodes:
        parents.update(node.args)
    return {
        node for node in nodes if parents[node] > 1 and lengths[node] >= WORTH and node is not root and _nameable(node)
    }


def _nameable(node: Node) -> bool:
    """A column, a matrix or a scalar that is more than a sign or a transpose of something."""
    return bool(node.args) and node.op not in ("neg", "T") and not (node.rows == 1 and node.cols != 1)


def _rebuild(node: Node, memo: dict[Node, Node]) -> Node:
    args = tuple([memo[arg] for arg in node.args])
    return node if args == node.args else make(node.op, args, node.value, node.rows, node.cols)


def _fresh_names(root: Node, used: frozenset[str]) -> dict[str, Iterator[str]]:
    taken = (
        used | frozenset(free_symbols(root)) | {str(dim) for node in postorder(root) for dim in (node.rows, node.cols)}
    )
    return {kind: _names(letters, taken) for kind, letters in NAMES.items()}


def _names(letters: str, taken: frozenset[str]) -> Iterator[str]:
    for letter in letters:
        if letter not in taken:
            yield letter
    count = 1
    while True:
        name = f"{letters[0]}{count}"
        if name not in taken:
            yield name
        count += 1
