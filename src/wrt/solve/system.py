"""Several equations in several unknowns, eliminated in turn: one is solved, its value is put into the others.

Elimination keeps what the second derivative says: each stage is the equation of one unknown after those before it were
put in, and its derivative by that unknown is a Schur complement of the whole, so the signs of the stages are those of
the whole (Haynsworth's inertia formula).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from wrt.expr.node import Node
from wrt.solve.affine import Knowledge, occurs
from wrt.solve.equation import solve
from wrt.solve.exponentials import exponentials_apart
from wrt.solve.root import Root
from wrt.work.normal import substitute
from wrt.work.simplify import simplify


@dataclass(frozen=True)
class Stage:
    """An equation `equation = 0` in its turn, the root that it gave, and that root's final value."""

    equation: Node
    number: int  # which of the given equations it is
    root: Root
    value: Node

    @property
    def own(self) -> bool:
        """Whether the value as first found holds no other unknown."""
        return self.value is self.root.matrix


def solve_system(
    equations: Sequence[Node], unknowns: Sequence[Node], known: Knowledge
) -> Iterator[tuple[Stage, ...]]:
    """The ways to satisfy all equations, each as its stages in the order of elimination.

    Equation i is tried for unknown i first, where there is one; what is left over serves the unknowns that remain.
    """
    yield from _eliminated(dict(enumerate(equations)), list(unknowns), list(unknowns), known)


def _eliminated(
    equations: dict[int, Node], left_over: list[Node], unknowns: list[Node], known: Knowledge
) -> Iterator[tuple[Stage, ...]]:
    if not left_over:
        yield ()
        return
    for number, unknown in _pairs(equations, left_over, unknowns):
        equation = equations[number]
        roots = solve(equation, unknown, known)
        found = False
        for root in roots:
            rest = {k: put(other, root) for k, other in equations.items() if k != number}
            others = [other for other in left_over if other is not unknown]
            for later in _eliminated(rest, others, unknowns, known):
                found = True
                value = root.matrix
                for stage in later:
                    value = _put(value, stage.root.unknown, stage.value)
                yield (Stage(equation, number, root, value), *later)
        if found:
            return


def _pairs(equations: dict[int, Node], left_over: list[Node], unknowns: list[Node]) -> Iterator[tuple[int, Node]]:
    """Which equation to solve for which unknown: its own first, small unknowns before large ones."""
    own = [(unknowns.index(unknown), unknown) for unknown in left_over]
    own.sort(key=lambda pair: len(pair[1].axes))
    pairs = [(number, unknown) for number, unknown in own if number in equations]
    pairs += [(number, unknown) for number in equations for unknown in left_over if (number, unknown) not in pairs]
    for number, unknown in pairs:
        if occurs(unknown, equations[number]):
            yield number, unknown


def put(equation: Node, root: Root) -> Node:
    """An equation with the root put in."""
    return _put(equation, root.unknown, root.matrix)


def _put(node: Node, unknown: Node, value: Node) -> Node:
    if not occurs(unknown, node):
        return node
    return simplify(exponentials_apart(substitute(node, {unknown: value})))


def at(node: Node, stages: Sequence[Stage]) -> Node:
    """An expression where every unknown has its final value."""
    for stage in stages:
        node = _put(node, stage.root.unknown, stage.value)
    return node


def final(stage: Stage) -> Root:
    """The root with its final value."""
    return stage.root if stage.own else replace(stage.root, value=stage.value, vec=False)
