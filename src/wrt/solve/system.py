"""Several equations in several unknowns, eliminated in turn: one is solved, its value is put into the others.

Elimination keeps what the second derivative says: each stage is the equation of one unknown after those before it were
put in, and its derivative by that unknown is a Schur complement of the whole, so the signs of the stages are those of
the whole (Haynsworth's inertia formula).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from wrt.expr import build as b
from wrt.expr.node import Node
from wrt.solve.affine import Knowledge, occurs
from wrt.solve.apart import apart
from wrt.solve.equation import solve
from wrt.solve.root import Root
from wrt.work.fractions import as_fraction
from wrt.work.normal import substitute
from wrt.work.simplify import simplify

ROUNDS = 2  # of putting a scalar over one denominator, until denominators inside denominators are gone


@dataclass(frozen=True)
class Stage:
    """An equation `equation = 0` in its turn, the root that it gave, and that root's final value."""

    equation: Node
    number: int  # which of the given equations it is
    root: Root
    value: Node


def solve_system(equations: Sequence[Node], unknowns: Sequence[Node], known: Knowledge) -> Iterator[tuple[Stage, ...]]:
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
    for number, unknown, roots in _solvable(equations, left_over, unknowns, known):
        found = False
        others = [other for other in left_over if other is not unknown]
        for root in roots:
            rest = {k: put(other, root, others) for k, other in equations.items() if k != number}
            for later in _eliminated(rest, others, unknowns, known):
                value = root.matrix
                for stage in later:
                    value = _put(value, stage.root.unknown, stage.value)
                value = shorter(value)
                if _excluded(later, unknown, value):
                    continue
                found = True
                done = [replace(stage, value=_put(stage.value, unknown, value)) for stage in later]
                yield (Stage(equations[number], number, root, value), *done)
        if found:
            return


def _excluded(later: Sequence[Stage], unknown: Node, value: Node) -> bool:
    """Whether a root that was found later divided by what is 0 at this value."""
    needs = [
        node for stage in later for what, node in stage.root.needs if what in ("nonzero", "positive", "invertible")
    ]
    return any(b.is_zero(_put(node, unknown, value)) for node in needs if occurs(unknown, node))


def shorter(value: Node) -> Node:
    """A scalar over one denominator where that is shorter."""
    forms = [value]
    for _ in range(ROUNDS if value.is_scalar else 0):
        forms.append(as_fraction(forms[-1]))
        forms.append(simplify(forms[-1]))
    return min(forms, key=lambda form: form.size)


def _solvable(
    equations: dict[int, Node], left_over: list[Node], unknowns: list[Node], known: Knowledge
) -> Iterator[tuple[int, Node, list[Root]]]:
    """Equations with unknowns for which they can be solved: its own first, what needs no other, small before large."""
    own = [(unknowns.index(unknown), unknown) for unknown in left_over if unknowns.index(unknown) in equations]
    for number, unknown in own:
        if b.is_zero(simplify(apart(equations[number]))):  # it says nothing any more: the unknown may be anything
            free = b.eye(unknown.rows) if unknown.axes else b.ONE
            yield number, unknown, [Root(unknown, b.zero(unknown.rows, unknown.cols), free=free)]
            return
    found = [(number, unknown, _roots(equations[number], unknown, known)) for number, unknown in own]
    found = [entry for entry in found if entry[2]]

    def hanging(entry: tuple[int, Node, list[Root]]) -> tuple[bool, int]:
        _, unknown, roots = entry
        return any(occurs(x, root.value) for root in roots for x in left_over), len(unknown.axes)

    yield from sorted(found, key=hanging)
    for number, equation in equations.items():
        for unknown in left_over:
            if (number, unknown) not in own:
                roots = _roots(equation, unknown, known)
                if roots:
                    yield number, unknown, roots


def _roots(equation: Node, unknown: Node, known: Knowledge) -> list[Root]:
    return solve(apart(equation), unknown, known) if occurs(unknown, equation) else []


def put(equation: Node, root: Root, others: Sequence[Node]) -> Node:
    """An equation with the root put in; a value in which no other unknown stands may be put in later."""
    if not any(occurs(other, root.value) for other in others) and any(occurs(other, equation) for other in others):
        return equation
    return _put(equation, root.unknown, root.matrix)


def _put(node: Node, unknown: Node, value: Node) -> Node:
    if not occurs(unknown, node):
        return node
    return simplify(apart(substitute(node, {unknown: value})))


def at(node: Node, stages: Sequence[Stage]) -> Node:
    """An expression where every unknown has its final value."""
    for stage in stages:
        node = _put(node, stage.root.unknown, stage.value)
    return node


def here(node: Node, stage: Stage) -> Node:
    """An expression where one unknown has the value that its own equation gave."""
    return _put(node, stage.root.unknown, stage.root.matrix)
