"""What other lines tell of a line: a definition that follows, an equation that is solved further down, new symbols."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wrt.checking.applied import Side, occurs, parameters_of
from wrt.checking.judging import Judged, judged
from wrt.checking.paper import Paper
from wrt.diagnostics import WrtError
from wrt.expr.calls import CONSTANTS
from wrt.expr.node import Node, free_symbols
from wrt.syntax.tree import names_in, postorder


def with_later_definitions(left: Side, side: Side, below: Sequence[list[Side] | WrtError], paper: Paper,
                           isolated: Sequence[str]) -> Judged | None:  # fmt: skip
    """A line that uses K and is followed by `K = ..`: judged with that definition, where it then holds."""
    names = names_in(side.tree)
    names -= {*paper.seen, *paper.first.shapes, *paper.unknowns}
    aside, found = paper.copy(), list[tuple[str, tuple[str, ...], Node]]()
    for sides in below:
        if isinstance(sides, WrtError) or sides[0].tree.head == "num":
            break  # what is solved for after `0 = ..` is no definition
        defined = parameters_of(sides[0].tree)
        if len(sides) > 1 and defined is not None and defined[0] in names and not occurs(defined[0], sides[1].tree):
            try:
                (node,), _ = aside.forms([aside.resolved(sides[1])])
            except WrtError:
                return None
            found.append((*defined, node))
            aside.define(*defined, node)
    if not found or not judged(left, side, aside, isolated).verdict.holds:
        return None
    for definition in found:
        paper.define(*definition)
    return judged(left, side, paper, isolated)


def solved_later(left: Side, right: Side, below: Sequence[list[Side] | WrtError],
                 definitions: Mapping[str, Node]) -> bool:  # fmt: skip
    """Whether a later line solves an equation for something in it; not for what a definition says, or is made of."""
    names = names_in(left.tree, right.tree)
    names -= {*definitions, *free_symbols(*[definitions[name] for name in names & definitions.keys()])}
    if left.tree.head == "name" or any(tree.head == "D" for side in (left, right) for tree in postorder(side.tree)):
        return False
    for sides in below:
        if not isinstance(sides, WrtError) and len(sides) > 1 and sides[0].tree.head == "name":
            name = sides[0].tree.value
            if name in names:
                return not occurs(name, sides[1].tree)
    return False


def puts(name: str, side: Side, paper: Paper) -> bool:
    """Whether a side says what a known symbol is by a symbol that stands nowhere before, or by numbers only."""
    if name not in paper.seen or name in paper.unknowns:
        return False
    names = names_in(side.tree) - {*CONSTANTS}
    return not names or (not paper.unknowns and not names <= paper.seen)
