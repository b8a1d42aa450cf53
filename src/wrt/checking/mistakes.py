"""What was probably done wrong in a line, and the smallest change that makes it right.

Small changes to the line are tried until one makes it right; what wrong rules make of the line before is compared with
the line.  A change counts when its value agrees at random points; the corrected line is then judged like any other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from time import monotonic
from typing import NamedTuple

from wrt.checking import edits
from wrt.checking.edits import Edit
from wrt.checking.paper import Paper, Side
from wrt.checking.slips import slips
from wrt.checking.values import Values
from wrt.diagnostics import WrtError
from wrt.explain.tidying import tidy, turned
from wrt.expr.node import Node, make
from wrt.syntax.tree import Tree, postorder, show
from wrt.verdict import Verdict

SECONDS = 2.0
NON_SQUARE = "applied inverse to a non-square matrix"
LAYOUT = "wrong layout"
SYMMETRY = "used symmetry without assumption"
MISMATCH = "dimension mismatch"
LARGEST_POOL = 14


class Mistake(NamedTuple):
    """The mistake in words, and the right side of the line as it would be right (None where none was found)."""

    words: str
    corrected: Node | None = None


class Search:
    """The search for the mistake in `left = right`, which does not hold."""

    def __init__(self, left: Side, right: Side, paper: Paper, values: Values, verdict: Verdict) -> None:
        self.left, self.right, self.paper, self.verdict = left, right, paper, verdict
        self.values = values
        self.end = monotonic() + SECONDS

    def found(self) -> Mistake:
        """The likely mistake; without words where none is recognised."""
        if any(self._non_square(tree) for tree in edits.parts(self.right.tree) if edits.is_inverse(tree)):
            return Mistake(NON_SQUARE, self.values.answer)
        other = self._other_layout()
        for changes in self._searches():
            for edit in changes:
                node = self.values.right(edit.tree)
                if node is not None:
                    if edit.tree is self.left.tree:  # the line before itself
                        node = self.values.answer or node
                    return Mistake(self._words(edit, other), tidy(node))
                if monotonic() > self.end:
                    return other or Mistake(self._last_words(), self.values.answer)
        return other or Mistake(self._last_words(), self.values.answer)

    def _searches(self) -> Iterator[Iterable[Edit]]:
        tree = self.right.tree
        yield self._lost_terms()
        yield edits.signs(tree)
        yield edits.numbers(tree)
        yield edits.transposes(tree)
        yield self._slipped()
        yield edits.orders(tree)
        yield edits.turned_products(tree)
        yield self._symmetric()
        yield edits.entrywise(tree)
        yield edits.indices(tree)
        yield edits.removals(tree)
        scalars, arrays, terms = self._pools()
        yield edits.dropped_factors(tree, scalars, "dropped factor")
        if tree.head not in ("name", "num"):
            yield edits.dropped_matrices(tree, arrays)
        yield edits.added_terms(tree, terms)
        yield edits.inverses(tree)

    def _lost_terms(self) -> Iterator[Edit]:
        """The terms of the line before that are not in this line, where all of this line's terms stand there."""
        here = _terms(self.right.tree)
        for before in (self.left.tree, *self.values.answers):
            if here < _terms(before):
                yield Edit("dropped term", before)

    def _slipped(self) -> Iterator[Edit]:
        """The line before as a wrong rule makes it, where that is this line."""
        for edit in slips(self.left.tree):
            if self.values.is_right_side(edit.tree):
                yield Edit(edit.mistake, self.left.tree)

    def _symmetric(self) -> Iterator[Edit]:
        for condition in self.verdict.true_if:
            if "symmetric" in condition and "skew" not in condition:
                yield Edit(SYMMETRY, self.left.tree)

    def _words(self, edit: Edit, other: Mistake | None) -> str:
        """A derivative that is transposed as a whole is in the other layout, whatever small change mends it as well."""
        if other is not None and (edit.mistake.endswith("transpose") or edit.mistake.startswith("wrong order")):
            return other.words
        if edit.mistake == "dropped factor 2" and self._is_half_a_cross_term():
            return "dropped term: one of the two cross terms"
        return edit.mistake

    def _is_half_a_cross_term(self) -> bool:
        """Whether a square was multiplied out here, and one of its mixed terms stands once."""
        if self.left.tree.head == "D" or self.right.tree.head not in edits.SUMS:
            return False
        for tree in edits.parts(self.left.tree):
            if tree.head in ("pow", "hpow") and any(part.head in edits.SUMS for part in edits.parts(tree.args[0])):
                return True
            if tree.head == "mul":
                bare = [part.args[0] if part.head == "transpose" else part for part in edits.factors_of(tree)]
                if sum(part.head in edits.SUMS for part in bare) > 1:
                    return True
        return False

    def _other_layout(self) -> Mistake | None:
        """Whether the line is the derivative in the other layout; of a matrix, one lost transpose is more likely."""
        if self.left.tree.head != "D":
            return None
        turned = edits.toggled(self.right.tree)
        node = self.values.right(turned)
        if node is None or node.is_scalar:
            return None
        if node.rows != 1 and node.cols != 1 and not self.values.is_jacobian and self._lost_transpose():
            return None
        return Mistake(LAYOUT, _turned(node.args[0]) if node.op == "T" else tidy(node))

    def _lost_transpose(self) -> bool:
        """Whether one transpose of a part, not of the whole, makes the line right."""
        inner = [edit.tree for edit in edits.transposes(self.right.tree)]
        return any(tree.head != "transpose" or tree.args[0] is not self.right.tree for tree in inner
                   if self.values.right(tree) is not None)  # fmt: skip

    def _non_square(self, tree: Tree) -> bool:
        """Whether a part is the inverse of a matrix that is not square."""
        try:
            (inner,), _ = self.paper.nodes((Side(tree.args[0], self.right.source),))
        except WrtError:
            return False
        return bool(inner.rows != inner.cols)

    def _last_words(self) -> str:
        return MISMATCH if self.verdict.method == "shapes" else ""

    def _pools(self) -> tuple[list[Tree], list[Tree], list[Tree]]:
        """What may have been dropped: scalars, matrices and vectors, terms; from the line before and what it uses."""
        seen: dict[str, Tree] = {}
        sources = [*self.values.answers, self.left.tree, self.right.tree]
        for root in sources:
            for tree in edits.parts(root):
                if tree.head in ("num", "D"):
                    continue
                seen.setdefault(show(tree), tree)
        for name in self.paper.definitions:
            if name in self.paper.seen:
                seen.setdefault(name, edits.node("name", value=name))
        scalars: list[Tree] = []
        arrays: list[Tree] = []
        for tree in seen.values():
            shape = self.values.shape(tree)
            if shape is None:
                continue
            if shape == (1, 1):
                scalars.append(tree)
            elif tree.head in ("name", "call", "transpose", "inverse"):
                arrays += [tree, edits.toggled(tree)] if tree.head != "transpose" else [tree]
                if tree.head == "name" and shape[1] == 1:
                    ones = edits.node("call", edits.number(1), value="vector")
                    arrays.append(edits.node("sub", ones, tree))
        terms = [term for root in sources for term in edits.terms(root) if term is not root or root.head != "D"]
        scalars.sort(key=_size)
        arrays.sort(key=_size)
        return scalars[:LARGEST_POOL], arrays[:LARGEST_POOL], terms[:LARGEST_POOL]


def _turned(node: Node) -> Node:
    """The transpose of an expression, of a sum term by term."""
    if node.op in ("add", "neg"):
        return make(node.op, tuple(map(_turned, node.args)), None, node.cols, node.rows)
    return turned(tidy(node))


def _terms(tree: Tree) -> Counter[tuple[int, str]]:
    return Counter([(sign, show(term)) for sign, term in edits.signed_terms(tree)])


def _size(tree: Tree) -> int:
    return sum(1 for _ in postorder(tree))
