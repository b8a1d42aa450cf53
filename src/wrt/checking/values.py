"""Whether a changed line would be right: its value against that of the other side at a few random points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from wrt.checking.edits import copied
from wrt.checking.paper import Paper, Side, one_shape_each
from wrt.diagnostics import WrtError
from wrt.emit.text import text
from wrt.expr.dims import Dim
from wrt.expr.elaborate import elaborate
from wrt.expr.facts import Facts
from wrt.expr.node import Node, rename
from wrt.prove.derivatives import worked_out
from wrt.refute.claim import COARSE, Claim, converted
from wrt.refute.draw import CannotHonour
from wrt.refute.fields import MODULAR, RATIONAL, NotRational, Undefined
from wrt.refute.honour import equal
from wrt.refute.values import evaluate
from wrt.syntax.reader import read
from wrt.syntax.tree import Tree

POINTS, SEED, TRIES = 2, 7, 6


class Values:
    """The two sides of an equation, the wrong one to be changed.

    `solution` says what the unknowns are where the hypotheses hold.
    """

    def __init__(self, left: Side, right: Side, paper: Paper, facts: Facts, solution: Mapping[Node, Node]) -> None:
        self.left, self.wrong, self.paper, self.facts = left, right, paper.copy(), facts
        self.solution = dict(solution)
        self.known: dict[tuple[int, ...], list[tuple[Any, Any, Any]] | None] = {}
        self.cache: dict[int, Any] = {}

    # ---- reading

    def _sides(self, left: Tree, right: Tree) -> tuple[Node, Node, Node] | None:
        """Both sides without defined names, and the right one as written; None where sizes clash."""
        source = self.wrong.source
        try:
            (first, second), _ = self.paper.forms((Side(left, source), Side(copied(right), source)))
        except (WrtError, RecursionError):
            return None
        nodes = self._plain(first), self._plain(second)
        try:
            one_shape_each(nodes)
        except WrtError:
            return None
        return *nodes, second

    def _plain(self, node: Node) -> Node:
        return rename(worked_out(self.paper.plain(node)), self.solution)

    def shape(self, tree: Tree) -> tuple[Dim, Dim] | None:
        """The shape of a part by itself; None where it has none."""
        try:
            node = elaborate(tree, self.paper.declared, self.wrong.source, self.paper.layout).node
        except (WrtError, RecursionError):
            return None
        return node.rows, node.cols

    @property
    def is_jacobian(self) -> bool:
        """Whether the left side is the derivative of a vector by a vector."""
        tree = self.left.tree
        if tree.head != "D" or len(tree.args) != 2:
            return False
        shapes = [self.shape(arg) for arg in tree.args]
        return all(shape is not None and shape[1] == 1 and shape[0] != 1 for shape in shapes)

    @property
    def answer(self) -> Node | None:
        """What the left side is: the derivative worked out, or the solution for an unknown."""
        try:
            (node,), _ = self.paper.nodes((self.left,))
        except WrtError:
            return None
        if node in self.solution:
            return self.solution[node]
        return worked_out(node) if self.left.tree.head == "D" else None

    @property
    def answers(self) -> Sequence[Tree]:
        """The derivative on the left side worked out, as a formula."""
        if self.left.tree.head != "D":
            return []
        try:
            (node,), _ = self.paper.nodes((self.left,))
            return [read(text(worked_out(node)).partition(" where ")[0], latex=False)]
        except (WrtError, RecursionError):
            return []

    # ---- values

    def right(self, tree: Tree) -> Node | None:
        """The changed right side as written, where it has the value of the left one."""
        found = self._sides(self.left.tree, tree)
        if found is None:
            return None
        first, second, written = found
        return written if self._same(first, second) else None

    def is_right_side(self, tree: Tree) -> bool:
        """Whether a formula has the value of the wrong side."""
        found = self._sides(tree, self.wrong.tree)
        return found is not None and self._same(found[0], found[1])

    def _same(self, first: Node, second: Node) -> bool:
        """Whether two expressions agree at a few points that honour what is assumed."""
        claim = Claim(first, second, self.facts, self.facts.commuting)
        random = Random(SEED)  # noqa: S311 (the same points every time)
        agreed = 0
        every = claim.sizes_to_test()
        choices = [sizes for sizes in every if 1 not in sizes.values()] or every
        field: Any = MODULAR
        for attempt in range(TRIES):
            if not choices:
                return False
            sizes = choices[attempt % len(choices)]
            try:
                if field is MODULAR:
                    try:
                        same = claim.agrees(claim.drawn(sizes, MODULAR, random), sizes, MODULAR)
                    except NotRational:
                        field = RATIONAL
                if field is RATIONAL:
                    same = _rounded(claim, claim.drawn(sizes, RATIONAL, random), sizes)
            except (Undefined, CannotHonour, NotRational):
                continue
            if not same:
                return False
            agreed += 1
            if agreed == POINTS:
                return True
        return agreed > 0


def _rounded(claim: Claim, point: Any, sizes: Any) -> bool:
    with COARSE.context():
        given = converted(point, COARSE)
        left, right = (evaluate(node, given, sizes, COARSE) for node in (claim.left, claim.right))
        return bool(equal(COARSE, left, right))
