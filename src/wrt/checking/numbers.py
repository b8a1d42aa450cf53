"""Numbers beside arrays: 1 - p for vector(1) - p, and 1 - P for eye - P, as many people write it."""

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


def with_identity(root: Tree) -> Tree | None:
    """The formula with the identity in the place of each 1 that something is taken from; None where there is none."""
    ones = {id(tree.args[0]) for tree in postorder(root)
            if tree.head == "sub" and tree.args[0].head == "num" and tree.args[0].value == 1}  # fmt: skip
    if not ones:
        return None
    return rewritten(root, lambda tree: Tree("name", (), tree.span, "eye", "matrix") if id(tree) in ones else tree)


def _vector(number: Tree) -> Tree:
    return Tree("call", (number,), number.span, "vector")
