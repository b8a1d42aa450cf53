"""What may have been left out of a formula, put in again: factors, terms, identities; each with what it undoes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wrt.checking.edits import (
    MISMATCH,
    SUMS,
    Edit,
    factors_of,
    node,
    number_in_front,
    parts,
    product,
    products,
    replaced,
    terms,
)  # fmt: skip
from wrt.syntax.tree import Tree


def dropped_factors(root: Tree, pool: Sequence[Tree], mistake: str) -> Iterator[Edit]:
    """A factor put in, before or after any factor of a product, or beside a single factor."""
    for extra in pool:
        for term in terms(root):
            yield Edit(mistake, replaced(root, term, _times(extra, term)))
            yield Edit(mistake, replaced(root, term, node("div", term, extra)))
        if root.head in SUMS:
            yield Edit(mistake, node("mul", extra, root))
            yield Edit(mistake, node("div", root, extra))


def _times(extra: Tree, term: Tree) -> Tree:
    if term.head == "neg":
        return node("neg", _times(extra, term.args[0]))
    if term.head == "mul" and number_in_front(term):
        front, *rest = factors_of(term)
        return product([front, extra, *rest])
    return product([extra, *factors_of(term)])


def dropped_matrices(root: Tree, pool: Sequence[Tree]) -> Iterator[Edit]:
    """A matrix or vector put in somewhere in a product."""
    mistake = "dropped term"
    rows = list(products(root))
    held = {id(factor) for _, factors in rows for factor in factors} | {id(tree) for tree, _ in rows}
    single = [tree for tree in parts(root) if id(tree) not in held and
              (tree is root or tree.head in (*SUMS, "name", "transpose", "inverse", "call"))]  # fmt: skip
    for extra in pool:
        for tree, factors in rows:
            for i in range(len(factors) + 1):
                longer = product([*factors[:i], extra, *factors[i:]])
                yield Edit(mistake, replaced(root, tree, longer), extra)
        for tree in single:
            yield Edit(mistake, replaced(root, tree, node("mul", extra, tree)), extra)
            yield Edit(mistake, replaced(root, tree, node("mul", tree, extra)), extra)
        for tree in parts(root):
            if tree.head in ("name", "hadamard"):
                yield Edit(mistake, replaced(root, tree, node("hadamard", tree, extra)), extra)


def added_terms(root: Tree, pool: Sequence[Tree]) -> Iterator[Edit]:
    """A term of the line before put in again, in any sum."""
    places = [tree for tree in parts(root) if tree.head in SUMS]
    inside = {id(arg) for tree in places for arg in tree.args}
    outer = [tree for tree in places if id(tree) not in inside]
    for extra in pool:
        for tree in [*outer, *([root] if root.head not in SUMS else [])]:
            yield Edit("dropped term", replaced(root, tree, node("add", tree, extra)))
            yield Edit("dropped term", replaced(root, tree, node("sub", tree, extra)))
    for tree in parts(root):
        if tree.head in ("name", "mul", "transpose", "call") and tree is not root and id(tree) not in inside:
            for extra in pool[:6]:
                yield Edit("dropped term", replaced(root, tree, node("add", tree, extra)))
                yield Edit("dropped term", replaced(root, tree, node("sub", tree, extra)))


def fitted(root: Tree, names: Sequence[Tree]) -> Iterator[Edit]:
    """A multiple of the identity for a number in a sum, and another name for a name, where sizes clash."""
    for tree in parts(root):
        for term in tree.args if tree.head in SUMS else ():
            yield Edit(MISMATCH, replaced(root, term, node("mul", term, node("name", value="eye"))))
    for tree in parts(root):
        for name in names if tree.head == "name" else ():
            if name.value != tree.value:
                yield Edit(MISMATCH, replaced(root, tree, name))
