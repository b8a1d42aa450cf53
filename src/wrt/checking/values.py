"""Whether a changed line would be right: its value against that of the other side at a few random points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import cached_property
from random import Random
from typing import Any

from wrt.certificate import inlined
from wrt.checking.alignment import Found, beside
from wrt.checking.applied import Side
from wrt.checking.edits import copied
from wrt.checking.following import follows
from wrt.checking.paper import Paper, one_shape_each
from wrt.diagnostics import WrtError
from wrt.emit.text import text
from wrt.emit.writers import shown
from wrt.explain.tidying import tidy, turned
from wrt.expr import build as b
from wrt.expr.dims import Dim
from wrt.expr.elaborate import elaborate
from wrt.expr.facts import Facts
from wrt.expr.node import Node, make, postorder, rename
from wrt.prove.derivatives import conventions, worked_out
from wrt.prove.words import TooLong, monomial_node, multiplied_out, poly
from wrt.refute.claim import COARSE, Claim, converted
from wrt.refute.draw import CannotHonour
from wrt.refute.fields import MODULAR, RATIONAL, NotRational, Undefined
from wrt.refute.search import refute
from wrt.syntax.reader import read
from wrt.syntax.tree import Tree
from wrt.work.derive import derivative, lay_out
from wrt.work.normal import normal

POINTS, SEED, TRIES = 2, 7, 6


class Values:
    """The two sides of an equation, the wrong one to be changed.

    `solution` says what the unknowns are where the hypotheses hold.
    """

    def __init__(self, left: Side, right: Side, paper: Paper, facts: Facts, solution: Mapping[Node, Node]) -> None:
        self.left, self.wrong, self.paper, self.facts = left, right, paper.copy(), facts
        self.paper.guessed = {}  # the shapes stay as they are here
        self.solution = dict(solution)

    # ---- reading

    def _sides(self, left: Tree, right: Tree) -> tuple[Node, Node, Node] | None:
        """Both sides without defined names, and the right one as written; None where sizes clash."""
        source, known = self.wrong.source, self.paper.declared
        try:
            (first, second), _ = self.paper.forms((Side(copied(left), source), Side(copied(right), source)))
        except (WrtError, RecursionError):
            return None
        finally:
            self.paper.declared = known  # what one change makes of a letter says nothing of the next
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

    @cached_property
    def left_node(self) -> Node | None:
        """The left side without defined names, read beside the other one, which says what varies in a differential."""
        for sides in ((self.left, self.wrong), (self.left,)):
            with suppress(WrtError):
                return self.paper.nodes(sides)[0][0]
        return None

    @cached_property
    def written_left(self) -> Node | None:
        """The left side as written."""
        found = self._sides(self.left.tree, self.left.tree)
        return None if found is None else found[2]

    @cached_property
    def derivative(self) -> Node | None:
        """The derivative that the left side is or has the value of, as a question; None where it is no derivative."""
        if self.left_node is not None and self.left_node.op == "differential":
            return self.left_node
        if not self.is_derivative:
            return None
        side = self.left if self.left.tree.head == "D" else self.paper.derived[-1]
        try:
            (node,), _ = self.paper.nodes((side,))
        except WrtError:
            return None
        return node if node.op == "D" else None

    @cached_property
    def is_derivative(self) -> bool:
        """Whether the left side is a derivative, or has the value of the last one that was written."""
        if self.left.tree.head == "D":
            return True
        return any(self.agree(side.tree, self.left.tree) for side in self.paper.derived[-1:])

    @cached_property
    def answer(self) -> Node | None:
        """What the left side is: the derivative worked out, or the solution for an unknown."""
        node = self.left_node
        if node is None:
            return None
        if node in self.solution:
            return self.solution[node]
        if node.op == "differential":
            return self.folded(inlined(shown(normal(worked_out(node)), node)))
        if self.left.tree.head != "D":
            return None
        return self._derivative(node) if node.op == "D" else self.folded(node)

    @cached_property
    def other_form(self) -> Node | None:
        """The left side multiplied out or in normal form, where that is another formula than it is itself."""
        left = self.left_node
        if left is None or self.solution:
            return None
        for form in (multiplied, normal):
            found = self.folded(inlined(shown(form(left), left)))
            if _ingredients(found) != _ingredients(left):  # no mere other order
                return found
        return None

    def _derivative(self, node: Node) -> Node:
        """A derivative as one would write it, with what is known of the symbols and the names that were defined."""
        function, *variables = node.args
        try:
            found = lay_out(derivative(function, variables, "projected"), function, variables, node.value)
        except WrtError:
            return worked_out(node)
        answer = self.folded(inlined(shown(found, function)))
        return transposed(answer.args[0]) if answer.op == "T" else answer

    def folded(self, node: Node) -> Node:
        """An expression with the names that were defined for its parts."""
        names = {value: b.sym(name, value.rows, value.cols)
                 for name, value in self.paper.definitions.items() if value.args}  # fmt: skip
        return rename(node, names)

    @cached_property
    def answers(self) -> Sequence[Tree]:
        """The derivative on the left side worked out, as a formula."""
        return self.meant if self.left.tree.head == "D" else []

    @cached_property
    def meant(self) -> Sequence[Tree]:
        """The answer as a formula, where there is one."""
        answer = self.answer
        try:
            return [] if answer is None else [read(text(answer).partition(" where ")[0], latex=False)]
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

    def agree(self, one: Tree, other: Tree) -> bool:
        """Whether two formulas have one value."""
        found = self._sides(one, other)
        return found is not None and self._same(found[0], found[1])

    def follows(self, one: Tree, other: Tree) -> bool:
        """Whether two formulas have one value, or are equal by what is supposed."""
        found = self._sides(one, other)
        if found is None:
            return False
        return self._same(*found[:2]) or follows(found[:2], self.paper.hypotheses, self.facts) is not None

    def differences(self) -> Iterator[Found]:
        """How the terms of the wrong side differ from those of the left one, both multiplied out.

        At a solution the terms of an equation are not told apart.
        """
        if self.solution and self.left.tree.head != "name":
            return
        found = self._sides(self.left.tree, self.wrong.tree)
        if found is None:
            return
        first, second, written = found
        yield from self._folded(beside(first, second, written, self._plain, lambda node: node))
        yield from self._folded(
            beside(first, second, written, lambda node: settled(self._plain(node)),
                   lambda node: inlined(shown(normal(node), first)))
        )  # fmt: skip

    def _folded(self, found: Iterable[Found]) -> Iterator[Found]:
        """What was found with defined names; not where entries of products would have to be written."""
        for one in found:
            if not any(node.op == "entry" and node.args[0].op != "sym" for node in postorder(one.node)):
                yield one._replace(node=self.folded(one.node))

    def stands(self, node: Node) -> bool:
        """Whether nothing speaks against an expression in the place of the wrong side."""
        left = self.left_node
        if left is None:
            return False
        readings = conventions(self.paper.plain(left), self.paper.plain(node))
        return any(
            (first.rows, first.cols) == (second.rows, second.cols)
            and refute(rename(worked_out(first), self.solution), rename(worked_out(second), self.solution),
                   self.facts, self.facts.commuting) is None
            for _, (first, second) in readings
        )  # fmt: skip

    @cached_property
    def hypothesis_terms(self) -> list[Tree]:
        """The terms of what was set to zero, multiplied out, with their numbers and without."""
        found: dict[str, Tree] = {}
        for side in self.paper.supposed:
            with suppress(TooLong, WrtError, RecursionError):
                terms = poly(worked_out(side))
                for monomial, number in terms.terms.items():
                    for factor in (Fraction(1), abs(number)):
                        written = text(self.folded(monomial_node(monomial, factor, terms.rows, terms.cols)))
                        found.setdefault(written, read(written, latex=False))
        return list(found.values())

    @cached_property
    def _most(self) -> int:
        """How many sizes of the left side can be different."""
        found = self._sides(self.left.tree, self.left.tree)
        if found is None:
            return 0
        claim = Claim(found[0], found[1], self.facts, self.facts.commuting)
        return max(map(_different, _generic(claim.sizes_to_test())), default=0)

    def _same(self, first: Node, second: Node) -> bool:
        """Whether two expressions agree at a few points that honour what is assumed."""
        claim = Claim(first, second, self.facts, self.facts.commuting)
        random = Random(SEED)  # noqa: S311 (the same points every time)
        agreed = 0
        choices = _generic(claim.sizes_to_test())
        if choices and _different(choices[0]) < self._most:  # only where something is square by accident
            return False
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
                    same = claim.agrees(converted(claim.drawn(sizes, RATIONAL, random), COARSE), sizes, COARSE)
            except (Undefined, CannotHonour, NotRational):
                continue
            if not same:
                return False
            agreed += 1
            if agreed == POINTS:
                return True
        return agreed > 0


def transposed(node: Node) -> Node:
    """The transpose of an expression, of sums term by term and of products factor by factor."""
    if node.op in ("add", "neg"):
        return make(node.op, tuple(map(transposed, node.args)), None, node.cols, node.rows)
    if node.op == "div":
        return make(node.op, (transposed(node.args[0]), node.args[1]), None, node.cols, node.rows)
    if node.op == "mul" and not node.is_scalar:
        front = [part for part in node.args if part.is_scalar]
        chain = [transposed(part) for part in reversed(node.args) if not part.is_scalar]
        return tidy(make("mul", (*front, *chain), None, node.cols, node.rows))
    return turned(tidy(node))


def multiplied(node: Node) -> Node:
    """A formula as a sum of products, as far as it is not too long."""
    with suppress(TooLong):
        found = multiplied_out(node)
        terms = tuple(map(normal, found.args)) if found.op == "add" else ()
        return make("add", terms, None, node.rows, node.cols) if terms else found
    return node


def _ingredients(node: Node) -> Counter[tuple[str, Any]]:
    return Counter([(part.op, part.value) for part in postorder(tidy(node))])


def settled(node: Node) -> Node:
    """A sum of products in which what is known of the symbols is used."""
    with suppress(TooLong):
        return normal(multiplied_out(normal(node)))
    return normal(node)


def _different(sizes: Mapping[str, int]) -> int:
    return len(set(sizes.values()))


def _generic(choices: Sequence[Any]) -> list[Any]:
    """The choices in which as many sizes as possible are different, none of them 1 if that can be."""
    choices = [sizes for sizes in choices if 1 not in sizes.values()] or list(choices)
    most = max(map(_different, choices), default=0)
    return [sizes for sizes in choices if _different(sizes) == most]
