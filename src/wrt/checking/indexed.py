r"""Statements about entries, `\partial p_i / \partial z_j = p_i (\delta_{ij} - p_j)`, as statements about whole arrays.

A part that has the indices i and j is written as the matrix of its values, one that has i alone as a vector: products
of entries are products entry by entry, sums over a third index products of matrices.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial, reduce
from typing import NamedTuple

from wrt.diagnostics import Span
from wrt.expr.ops import ENTRYWISE
from wrt.syntax.tree import Tree, postorder, rewritten

INDEX = re.compile(r"(?P<base>.*[^_])_(?P<letters>[i-mpqrs]|[ijkl]{2})\Z")
DELTA = "delta"
NUMBERS = frozenset(("tr", "norm1", "norm2", "normF", "det", "logdet", "inner", "sum"))


class NotIndexed(Exception):
    """What cannot be written without indices."""


class Array(NamedTuple):
    """What a part is without indices, and the indices of its rows and columns; none for a number, one for a vector."""

    tree: Tree
    axes: str = ""


class Indexed:
    """How parts with the indices of a statement are written without them."""

    def __init__(self, definitions: Mapping[str, Tree], arrays: frozenset[str]) -> None:
        self.definitions, self.arrays = definitions, arrays

    def whole(self, root: Tree, axes: str) -> Tree:
        """A formula as the array over the indices, in that order."""
        if not axes and _is_plain(root):
            return root
        found = self.read(root)
        if not set(found.axes) <= set(axes):
            raise NotIndexed
        return _spread(found, axes).tree

    def read(self, tree: Tree) -> Array:
        """A formula as an array over the indices that it has."""
        if tree.head == "num":
            return Array(tree)
        if tree.head == "name":
            return self._name(tree)
        if tree.head == "entry":
            return self._entry(tree)
        if tree.head == "D":
            return self._derivative(tree)
        if tree.head == "samples":
            return self._sum(tree)
        if tree.head == "call" and tree.value in NUMBERS and _is_plain(tree):
            return Array(tree)
        if tree.head in ("add", "sub", "mul", "div", "neg", "pow") or (tree.head == "call" and tree.value in ENTRYWISE):
            return self._entrywise(tree)
        raise NotIndexed

    def _name(self, tree: Tree) -> Array:
        found = INDEX.match(str(tree.value))
        if found is None:
            if tree.value in self.arrays:
                raise NotIndexed
            return Array(tree)
        base, letters = found["base"], found["letters"]
        if len(set(letters)) < len(letters):
            raise NotIndexed
        defined = self._defined(base, letters)
        if defined is not None:
            return self.read(defined)
        if tree.value in self.arrays:
            raise NotIndexed
        if base == DELTA and len(letters) == 2:
            return Array(Tree("name", (), tree.span, "eye", "matrix"), letters)
        return Array(Tree("name", (), tree.span, base, "vector" if len(letters) == 1 else "matrix"), letters)

    def _entry(self, tree: Tree) -> Array:
        base, *indices = tree.args
        letters = "".join(str(index.value) for index in indices if index.head == "name")
        if base.head != "name" or len(letters) != len(indices) or len(set(letters)) < len(letters):
            raise NotIndexed
        return Array(Tree("name", (), base.span, base.value, "vector" if len(letters) == 1 else "matrix"), letters)

    def _derivative(self, tree: Tree) -> Array:
        function, by, *again = [self.read(arg) for arg in tree.args]
        if again and (len(again) > 1 or function.axes or again[0].tree.value != by.tree.value):
            raise NotIndexed
        if again:
            return Array(Tree("D", (function.tree, by.tree, by.tree), tree.span), by.axes + again[0].axes)
        if by.tree.head != "name" or not by.axes:
            raise NotIndexed
        laid = Tree("D", (function.tree, by.tree), tree.span, "numerator")
        if len(by.axes) == 1 and by.axes == function.axes:
            return Array(Tree("call", (laid,), tree.span, "diag"), by.axes)
        if set(by.axes) & set(function.axes):
            raise NotIndexed
        if len(function.axes) + len(by.axes) > 2:
            raise NotIndexed
        if function.axes:
            return Array(laid, function.axes + by.axes)
        return Array(Tree("transpose", (laid,), tree.span), by.axes)

    def _defined(self, base: str, letter: str) -> Tree | None:
        """What `p_j` is where p_i was defined for every i."""
        for name, tree in self.definitions.items():
            found = INDEX.match(name)
            if found and found["base"] == base and len(found["letters"]) == 1 == len(letter):
                bound = {part.value.letter for part in postorder(tree) if part.head == "samples"}
                if letter in bound:
                    raise NotIndexed
                return rewritten(tree, partial(_with_letter, found["letters"], letter))
        return None

    def _entrywise(self, tree: Tree) -> Array:
        parts = [self.read(arg) for arg in tree.args]
        axes = "".join(dict.fromkeys("".join(part.axes for part in parts)))
        if tree.head == "pow":
            if parts[1].axes:
                raise NotIndexed
            return Array(Tree("hpow" if axes else "pow", (parts[0].tree, parts[1].tree), tree.span), axes)
        if tree.head in ("mul", "div") and not all(part.axes for part in parts):
            if tree.head == "div" and parts[1].axes:
                parts[0] = _spread(parts[0], axes)
                return Array(Tree("hdiv", (parts[0].tree, parts[1].tree), tree.span), axes)
            return Array(Tree(tree.head, tuple([part.tree for part in parts]), tree.span), axes)
        if axes:
            parts = [_spread(part, axes) for part in parts]
        head = {"mul": "hadamard", "div": "hdiv"}.get(tree.head, tree.head) if axes else tree.head
        return Array(Tree(head, tuple([part.tree for part in parts]), tree.span, tree.value), axes)

    def _sum(self, tree: Tree) -> Array:
        """A sum over an index: of a product, the product of two matrices."""
        index, body = str(tree.value.letter), tree.args[0]
        factors = [self.read(factor) for factor in _factors(body)]
        outside = [factor for factor in factors if index not in factor.axes]
        inside = [factor for factor in factors if index in factor.axes]
        if not inside:
            raise NotIndexed
        others = "".join(dict.fromkeys(letter for factor in inside for letter in factor.axes if letter != index))
        if len(others) > 2:
            raise NotIndexed
        first, second = others[:1], others[1:]
        left = [factor for factor in inside if set(first) & set(factor.axes)] if first else inside
        right = [factor for factor in inside if factor not in left]
        if any(set(first) & set(factor.axes) for factor in right):
            raise NotIndexed
        rows = _product([_spread(factor, first + index) for factor in left], tree.span)
        if right:
            columns = _product([_spread(factor, index + second) for factor in right], tree.span)
            total = Array(Tree("mul", (rows, columns), tree.span), first + second)
        elif first:
            total = Array(Tree("mul", (rows, _ones(tree.span)), tree.span), first)
        else:
            total = Array(Tree("call", (rows,), tree.span, "sum"))
        for factor in outside:
            axes = "".join(dict.fromkeys(factor.axes + total.axes))
            if factor.axes and total.axes:
                pair = [_spread(part, axes).tree for part in (factor, total)]
                total = Array(Tree("hadamard", tuple(pair), tree.span), axes)
            else:
                total = Array(Tree("mul", (factor.tree, total.tree), tree.span), axes)
        return total


def _with_letter(old: str, new: str, tree: Tree) -> Tree:
    """A name with another index."""
    found = INDEX.match(str(tree.value)) if tree.head == "name" else None
    if found is None or old not in found["letters"]:
        return tree
    return Tree("name", (), tree.span, f"{found['base']}_{found['letters'].replace(old, new)}")


def _is_plain(tree: Tree) -> bool:
    """Whether nothing in a formula has an index."""
    return not any(part.head in ("samples", "entry") or (part.head == "name" and INDEX.match(str(part.value)))
                   for part in postorder(tree))  # fmt: skip


def _factors(tree: Tree) -> list[Tree]:
    if tree.head == "neg":
        return [Tree("num", (), tree.span, -1), *_factors(tree.args[0])]
    return [factor for arg in tree.args for factor in _factors(arg)] if tree.head == "mul" else [tree]


def _product(factors: Sequence[Array], span: Span) -> Tree:
    return reduce(lambda left, right: Tree("hadamard", (left, right), span), [factor.tree for factor in factors])


def _ones(span: Span) -> Tree:
    return Tree("call", (Tree("num", (), span, 1),), span, "vector")


def _spread(found: Array, axes: str) -> Array:
    """An array over more indices: its values again and again along those that it does not have."""
    if found.axes == axes:
        return found
    span = found.tree.span
    if len(axes) > 2:
        raise NotIndexed
    if sorted(found.axes) == sorted(axes):
        return Array(Tree("transpose", (found.tree,), span), axes)
    row = Tree("transpose", (_ones(span),), span)
    if len(axes) == 1:
        return Array(Tree("mul", (found.tree, _ones(span)), span), axes)
    if not found.axes:
        column = Tree("mul", (found.tree, _ones(span)), span)
        return Array(Tree("mul", (column, row), span), axes)
    if found.axes == axes[0]:
        return Array(Tree("mul", (found.tree, row), span), axes)
    return Array(Tree("mul", (_ones(span), Tree("transpose", (found.tree,), span)), span), axes)
