"""Numbers beside vectors: 1 - p for vector(1) - p, as many people write it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from wrt.syntax.tree import Tree, postorder, rewritten

MOST = 5  # numbers in a formula


def with_vectors(root: Tree) -> Iterator[Tree]:
    """The formula with vectors in the place of some of the numbers in its sums, the fewest first."""
    numbers = [arg for tree in postorder(root) if tree.head in ("add", "sub") for arg in tree.args if arg.head == "num"]
    for count in range(1, len(numbers) + 1) if len(numbers) <= MOST else ():
        for chosen in combinations(map(id, numbers), count):
            yield rewritten(root, lambda tree, chosen=chosen: _vector(tree) if id(tree) in chosen else tree)  # type: ignore[misc]


def _vector(number: Tree) -> Tree:
    return Tree("call", (number,), number.span, "vector")
