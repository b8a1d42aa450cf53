"""What was probably done wrong in a line, and the smallest change that makes it right.

Small changes to the line are tried until one makes it right; what wrong rules make of the line before is compared with
the line.  A change counts when its value agrees at random points; the corrected line is then judged like any other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from time import monotonic
from typing import NamedTuple

from wrt.checking import edits, restored, scaling
from wrt.checking.applied import Side
from wrt.checking.edits import Edit
from wrt.checking.paper import Paper
from wrt.checking.pools import pools
from wrt.checking.slips import slips, undone
from wrt.checking.values import Values, transposed
from wrt.diagnostics import WrtError
from wrt.explain.tidying import tidy
from wrt.expr import build as b
from wrt.expr.node import Node, bare, free_symbols
from wrt.expr.node import postorder as postorder_nodes
from wrt.prove.derivatives import worked_out
from wrt.syntax.tree import Tree, show
from wrt.verdict import Verdict
from wrt.work.normal import normal

SECONDS = 3.0
FEW_FACTORS = 12  # that are put before some terms of a sum
NON_SQUARE = "applied inverse to a non-square matrix"
LAYOUT = "wrong layout"
SYMMETRY = "used symmetry without assumption"
CANCELLED = "vector cancelled: what stands on both sides was left out, which only an invertible factor allows"
SANDWICH = "derivative of an inverse without the sandwich: d(inv(X)) is -inv(X)*dX*inv(X)"


class Mistake(NamedTuple):
    """The mistake in words, and the right side of the line as it would be right (None where none was found)."""

    words: str
    corrected: Node | None = None


class Change(NamedTuple):
    """A mistake in words with the right side without it (None where it is still wrong), and the edit if it is one."""

    words: str
    node: Node | None
    edit: Edit | None = None


class Search:
    """The search for the mistake in `left = right`, which does not hold."""

    def __init__(self, left: Side, right: Side, paper: Paper, values: Values, verdict: Verdict) -> None:
        self.left, self.right, self.paper, self.verdict = left, right, paper, verdict
        self.values = values
        self.end = monotonic() + SECONDS

    def found(self) -> Mistake:
        """The likely mistake; without words where none is recognised, or where the correction would say nothing."""
        found = self._first()
        return Mistake("") if found.corrected is not None and self._says_nothing(found.corrected) else found

    def _says_nothing(self, corrected: Node) -> bool:
        """Whether a corrected side is the left one with nothing added: E = 0 + E, E = F - F."""
        if corrected.op != "add":
            return False
        left = self.values.written_left
        again = left is not None and left.op != "sym" and left in corrected.args
        return again or b.is_zero(normal(worked_out(corrected)))

    def _first(self) -> Mistake:
        """What is found first."""
        if any(self._non_square(tree) for tree in edits.parts(self.right.tree) if edits.is_inverse(tree)):
            return Mistake(NON_SQUARE, self.values.answer)
        layout = self._other_layout()
        if self._is_cancelled():
            return Mistake(CANCELLED, self.values.answer)
        for changes in self._searches():
            for words, node, edit in changes:
                if node is not None and self.values.stands(tidy(node)):
                    if edit is not None and layout is not None and _turns(edit):
                        return layout
                    return Mistake(words, self._corrected(tidy(node)))
                if monotonic() > self.end:
                    return layout or Mistake(self._last_words(), self.values.answer)
        return layout or Mistake(self._last_words(), self.values.answer)

    def _corrected(self, node: Node) -> Node | None:
        """A correction that says more than the left side of the same line does."""
        answer = self.values.answer
        if node is self.values.written_left and self.left.source == self.right.source:
            return answer or self.values.other_form
        awkward = [_turned_sums(node), answer is not None and not _turned_sums(answer)]
        return answer if all(awkward) else node

    def _searches(self) -> Iterator[Iterable[Change]]:
        tree = self.right.tree
        yield self._lost_terms()
        yield self._tried(edits.duplicates(tree))
        yield self._tried(edits.signs(tree))
        yield self._tried(scaling.numbers(tree))
        yield self._tried(edits.transposes(tree))
        yield self._slipped()
        yield self._tried(edits.orders(tree))
        yield self._tried(edits.turned_products(tree))
        yield self._tried(edits.turned_krons(tree))
        yield self._symmetric()
        yield self._tried(edits.entrywise(tree))
        yield self._tried(edits.indices(tree))
        yield self._tried(undone(tree))
        close = ("dropped", "missing", "wrong order", "sign")
        is_open = any(part.head == "D" for part in edits.parts(tree))  # what is still to be derived is compared later
        yield () if is_open else self._compared(close)
        yield self._tried(edits.removals(tree))
        scalars, below, arrays, terms = pools(self.left.tree, tree, self.paper, self.values, self._clashes)
        yield self._new(restored.dropped_factors(tree, scalars, "dropped factor"))
        yield self._compared(close) if is_open else ()
        if tree.head not in ("name", "num") or self.values.is_derivative or self._clashes:
            yield self._new(restored.dropped_matrices(tree, arrays))
        yield self._new(restored.added_terms(tree, terms))
        yield self._new(restored.dropped_below(tree, below, "dropped factor"))
        yield self._new(restored.dropped_from_some(tree, scalars[:FEW_FACTORS], "dropped factor"))
        yield self._tried(edits.inverses(tree))
        if self._clashes:
            yield self._new(restored.fitted(tree, self._names()))
        yield self._compared(("",), last=True)

    def _tried(self, changes: Iterable[Edit]) -> Iterator[Change]:
        """Each change with what it makes of the line, where that has the value of the left side."""
        for edit in changes:
            node = self.values.right(edit.tree)
            yield Change(self._words(edit) if node is not None else "", node, edit)

    def _new(self, changes: Iterable[Edit]) -> Iterator[Change]:
        """The changes that make something else of the line than what stands before it."""
        return (change for change in self._tried(changes) if change.node is not self.values.written_left)

    def _compared(self, beginnings: tuple[str, ...], last: bool = False) -> Iterator[Change]:
        """What both sides multiplied out show."""
        for words, node, factors, whole in self.values.differences():
            if words.startswith(beginnings) and (last or not whole):
                for factor in factors[:1]:
                    name = factor.value[0] if factor.op == "sym" else None
                    words = self._lost_factor(words, factor.op == "inv", name)  # noqa: PLW2901
                yield Change(words, node)

    def _lost_terms(self) -> Iterator[Change]:
        """The terms of the line before that are not in this line, where all of this line's terms stand there."""
        here = _terms(self.right.tree)
        for before in (self.left.tree, *self.values.answers):
            if here < _terms(before):
                yield Change("dropped term", self._better(self.values.right(before)))

    def _better(self, node: Node | None) -> Node | None:
        """A correction that does not repeat the line before, where the terms tell one."""
        if node is None or node is not self.values.written_left:
            return node
        return next((found.node for found in self.values.differences()), node)

    def _slipped(self) -> Iterator[Change]:
        """The line before as a wrong rule makes it, where that is this line."""
        for edit in slips(self.left.tree):
            if self.values.agree(edit.tree, self.right.tree):
                yield Change(edit.mistake, self._better(self.values.right(self.left.tree)))

    def _symmetric(self) -> Iterator[Change]:
        for condition in self.verdict.true_if:
            if "symmetric" in condition and "skew" not in condition:
                yield Change(SYMMETRY, self._better(self.values.right(self.left.tree)))

    def _names(self) -> list[Tree]:
        """The symbols that were written so far."""
        return [edits.node("name", value=name) for name in sorted(self.paper.seen - self.paper.definitions.keys())]

    def _is_cancelled(self) -> bool:
        """Whether an equation would follow with a factor more on both sides."""
        if self.left.tree.head == "D" or not self.paper.hypotheses or self._is_solution(self.left.tree):
            return False
        for tree in self._names():
            shape = self.values.shape(tree)
            if shape is None or shape == (1, 1):
                continue
            inverse = [edits.node("call", tree, value="inv")] if shape[0] == shape[1] else []
            for factor in (tree, edits.toggled(tree), *inverse):
                for sides in ((factor, self.left.tree), (self.left.tree, factor)):
                    other = [self.right.tree if side is self.left.tree else side for side in sides]
                    if self.values.follows(edits.product(sides), edits.product(other)):
                        return True
        return False

    def _is_solution(self, tree: Tree) -> bool:
        """Whether a side is an unknown that the hypotheses are solved for."""
        return tree.head == "name" and tree.value in self.paper.unknowns

    def _words(self, edit: Edit) -> str:
        """The mistake in words, closer where more is known of it."""
        if edit.mistake == "dropped factor 2" and self._is_half_a_cross_term():
            return "dropped term: one of the two cross terms"
        if edit.mistake == edits.SUPERFLUOUS and self._clashes:
            return edits.MISMATCH
        if edit.factor is not None:
            return self._lost_factor(edit.mistake, edits.is_inverse(edits.bare(edit.factor)), edit.factor.value)
        return edit.mistake

    def _lost_factor(self, words: str, is_inverse: bool, name: object) -> str:
        """The mistake by which a factor of a derivative was lost."""
        question = self.values.derivative
        if question is not None and is_inverse and _is_inverted(question):
            return SANDWICH
        if question is not None and words == "dropped term" and name in _inner_names(question):
            return f"{words}: chain rule without the inner derivative"
        return words

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
        """Whether the line is the derivative in the other layout; of a square one, a lost transpose is more likely."""
        if not self.values.is_derivative:
            return None
        turned = edits.toggled(self.right.tree)
        node = self.values.right(turned)
        if node is None or node.is_scalar:
            return None
        if node.rows == node.cols and not self.values.is_jacobian and self._lost_transpose():
            return None
        return Mistake(LAYOUT, transposed(node.args[0]) if node.op == "T" else tidy(node))

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

    @property
    def _clashes(self) -> bool:
        """Whether sizes do not fit."""
        return self.verdict.method == "shapes"

    def _last_words(self) -> str:
        return edits.MISMATCH if self._clashes else ""


def _is_inverted(question: Node) -> bool:
    """Whether the variable of a derivative stands in an inverse."""
    names = free_symbols(*question.args[1:]).keys()
    return any(node.op == "inv" and names & free_symbols(node).keys() for node in postorder_nodes(question.args[0]))


def _inner_names(question: Node) -> set[str]:
    """What the variable of a derivative is multiplied by inside the function."""
    names, found = free_symbols(*question.args[1:]).keys(), set()
    for node in postorder_nodes(question.args[0]):
        if node.op == "mul":
            inside = {arg.value[0] for arg in map(bare, node.args) if arg.op == "sym"}
            found |= inside - names if inside & names else set()
    return found


def _turned_sums(node: Node) -> bool:
    return any(part.op == "T" and part.args[0].op == "add" for part in postorder_nodes(node))


def _turns(edit: Edit) -> bool:
    """Whether a change may be what turns a derivative into the other layout."""
    return edit.mistake.endswith("transpose") or edit.mistake.startswith("wrong order")


def _terms(tree: Tree) -> Counter[tuple[int, str]]:
    return Counter([(sign, show(term)) for sign, term in edits.signed_terms(tree)])
