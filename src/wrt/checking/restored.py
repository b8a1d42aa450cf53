"""What may have been left out of a formula, put in again: factors, terms, identities; each with what it undoes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from wrt.checking.edits import (
    LONGEST,
    MISMATCH,
    SUMS,
    Edit,
    factors_of,
    node,
    parts,
    product,
    products,
    replaced,
    signed_terms,
    spots,
    total,
)  # fmt: skip
from wrt.checking.scaling import number_in_front, ratio, scaled
from wrt.syntax.tree import Tree

SMALLEST = 8  # factors that are tried with a number


def dropped_factors(root: Tree, pool: Sequence[Tree], mistake: str) -> Iterator[Edit]:
    """A factor put in, before or after any factor of a product, beside a single factor; with a 2, before the whole."""
    sums = list(_sums(root))
    for place, extra in enumerate(pool):
        for term in spots(root):
            yield Edit(mistake, replaced(root, term, _times(extra, term)))
            yield Edit(mistake, replaced(root, term, _over(term, extra)))
        for whole in sums:
            yield Edit(mistake, replaced(root, whole, node("mul", extra, whole)))
            yield Edit(mistake, replaced(root, whole, node("div", whole, extra)))
        for factor in (Fraction(2), Fraction(1, 2)) if place < SMALLEST else ():
            yield Edit(mistake, node("mul", scaled(extra, factor), root))
            yield Edit(mistake, node("mul", node("div", ratio(factor), extra), root))


def dropped_below(root: Tree, pool: Sequence[Tree], mistake: str) -> Iterator[Edit]:
    """A factor put below a term or a sum."""
    for extra in pool:
        for tree in [*spots(root), *_sums(root)]:
            yield Edit(mistake, replaced(root, tree, _over(tree, extra)))


def _sums(root: Tree) -> Iterator[Tree]:
    """The sums that are not part of a sum."""
    inside = {id(arg) for tree in parts(root) if tree.head in SUMS for arg in tree.args}
    return (tree for tree in parts(root) if tree.head in SUMS and id(tree) not in inside)


def dropped_from_some(root: Tree, pool: Sequence[Tree], mistake: str) -> Iterator[Edit]:
    """A factor put in before, or below, some neighbouring terms of a sum."""
    for whole in _sums(root):
        addends = signed_terms(whole)
        for start, end in combinations(range(len(addends) + 1), 2):
            if not 1 < end - start < len(addends) <= LONGEST:
                continue
            sign = addends[start][0]
            some = total([(sign * other, term) for other, term in addends[start:end]])
            for extra in pool:
                for new in (_times(extra, some), _over(some, extra)):
                    yield Edit(mistake, replaced(root, whole, total([*addends[:start], (sign, new), *addends[end:]])))


def _times(extra: Tree, term: Tree) -> Tree:
    if term.head == "neg":
        return node("neg", _times(extra, term.args[0]))
    if term.head == "div":
        return node("div", _times(extra, term.args[0]), term.args[1])
    front, *rest = factors_of(term)
    if rest and front.head == "div":
        return product([_times(extra, front), *rest])
    return product([front, extra, *rest] if number_in_front(term) else [extra, front, *rest])


def _over(term: Tree, extra: Tree) -> Tree:
    if term.head == "div":
        return node("div", term.args[0], product([*factors_of(term.args[1]), extra]))
    return node("div", term, extra)


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
