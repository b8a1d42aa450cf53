"""One attempt to give every tree of a formula a shape: its state, and how it fails.

The rules are in `infer` and `calls`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from wrt.diagnostics import Span
from wrt.expr.declare import Declarations, Shape
from wrt.expr.dims import Dim
from wrt.expr.facts import SQUARE
from wrt.expr.guess import Kind, is_surprising
from wrt.expr.scope import Choice
from wrt.expr.sizes import Mismatch, Sizes
from wrt.syntax.tree import Tree


class Failure(Exception):
    """Sizes that do not agree at a place.

    `conflict` holds the sizes that met (those of the first operand, then those of the second), `operands` the trees
    that they belong to; `by_shape` is False where no other reading of the names can help; `rewrite` is an edit that
    would.
    """

    def __init__(
        self,
        tree: Tree,
        code: str,
        message: str,
        conflict: tuple[Dim, ...] = (),
        by_shape: bool = True,
        operands: tuple[Tree, ...] = (),
        help_: str | None = None,
        rewrite: tuple[Span, str] | None = None,
        note: str | None = None,
    ) -> None:
        super().__init__(message)
        self.tree, self.code, self.message, self.conflict = tree, code, message, conflict
        self.by_shape, self.operands, self.help, self.rewrite, self.note = by_shape, operands, help_, rewrite, note


class Inference:
    """One attempt, for one reading of the names and of the ambiguous products."""

    def __init__(self, declared: Declarations, kinds: dict[str, Kind], choice: Choice, layout: str) -> None:
        self.declared, self.kinds, self.choice, self.layout = declared, kinds, choice, layout
        self.sizes = Sizes()
        self.shape: dict[Tree, Shape] = {}
        self.shapes: dict[str, Shape] = dict(declared.shapes)
        self.loose: list[Shape] = []
        self.penalty = 0  # what speaks against this reading although its sizes fit
        for name, kind in kinds.items():
            self.shapes[name] = self._guessed(kind)
        for name, other in declared.like:
            if other in self.shapes:
                self.shapes.setdefault(name, self.shapes[other])
            if other in kinds:
                self.kinds = {**self.kinds, name: kinds[other]}
        for name, facts in declared.facts.items():
            if name in self.shapes and not SQUARE.isdisjoint(facts):
                self.sizes.agree(*self.shapes[name])

    def _guessed(self, kind: Kind) -> Shape:
        fresh = self.sizes.fresh
        return (1, 1) if kind == "scalar" else (fresh("n"), 1) if kind == "vector" else (fresh("m"), fresh("n"))

    def run(self, order: list[Tree], rules: Mapping[str, Rule]) -> None:
        """Give every tree its shape, operands first; raises `Failure`."""
        sizes, shape = self.sizes, self.shape
        for tree in order:
            sizes.place = tree
            try:
                shape[tree] = rules[tree.head](self, tree)
            except Mismatch as mismatch:
                operands = tuple([operand for _, operand in self.choice.operands(tree)])
                raise Failure(tree, mismatch.code, mismatch.message, mismatch.conflict, operands=operands) from None

    def find(self, tree: Tree) -> Shape:
        """The shape of a tree with all that is known put in."""
        rows, cols = self.shape[tree]
        return self.sizes.find(rows), self.sizes.find(cols)

    def surprising(self, tree: Tree) -> bool:
        """Whether an operand is a bare name that only this attempt reads as a scalar."""
        return tree.head == "name" and tree.value in self.kinds and is_surprising(tree.value, self.kinds[tree.value])

    def all_guessed_scalars(self, root: Tree, surprising: bool = False) -> bool:
        """Whether a scalar is one only because all its names are read as scalars here (one of them surprisingly)."""
        if "scalar" not in self.kinds.values():
            return False
        found = False
        stack = [root]
        while stack:
            tree = stack.pop()
            if tree.head == "name" and tree.value not in self.declared.dims:
                if self.kinds.get(tree.value) != "scalar":
                    return False
                found = found or not surprising or is_surprising(tree.value, "scalar")
            stack += [operand for _, operand in self.choice.operands(tree)]
        return found


Rule: TypeAlias = Callable[[Inference, Tree], Shape]


def is_literal_zero(tree: Tree) -> bool:
    return bool(tree.head == "num" and tree.value == 0)


def whole_number(tree: Tree) -> int | None:
    """The integer that an exponent or index is, if it is one."""
    sign = 1
    while tree.head == "neg":
        sign, tree = -sign, tree.args[0]
    return sign * tree.value if tree.head == "num" and type(tree.value) is int else None
