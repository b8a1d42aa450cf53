"""What is solved for where nothing was set to zero in so many words: part of the judgement of a line."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from wrt.checking.applied import Side
from wrt.checking.judging import Judged, judged
from wrt.checking.lookahead import puts, solved_later
from wrt.checking.paper import Paper
from wrt.checking.report import CheckedLine
from wrt.checking.zeroed import Meant, Stationary, best, meant, stationary_point
from wrt.diagnostics import WrtError
from wrt.expr.node import Node, free_symbols
from wrt.syntax.tree import names_in, postorder
from wrt.verdict import Verdict


class AtOnce:
    """The lines of a derivation, the chain so far, and what is known there."""

    paper: Paper
    trees: Sequence[list[Side] | WrtError]
    chain: list[Side]
    constrained: bool

    def is_open(self, index: int) -> bool:
        """Whether nothing before a line speaks of what stands in it: no function, no derivative."""
        sides = self.trees[index]
        if isinstance(sides, WrtError) or self.paper.derived:
            return False
        names = names_in(*[side.tree for side in sides])
        spoken = free_symbols(*self.paper.definitions.values())
        return names.isdisjoint({*self.paper.definitions, *self.paper.unknowns, *self.paper.aliases, *spoken})

    @cached_property
    def isolated(self) -> list[str]:
        """The names that stand alone on the left of a line: what is solved for."""
        equations = [sides for sides in self.trees if not isinstance(sides, WrtError) and len(sides) > 1]
        return [sides[0].tree.value for sides in equations if sides[0].tree.head == "name"]

    def _suppose(self, said: Meant) -> None:
        assert said.instead is not None
        self.paper.unknowns[said.unknown] = None
        self.paper.suppose(said.instead)

    def _at_once(self, side: Side, found: Judged, checked: CheckedLine) -> Judged:
        """What is solved for where nothing was set to zero in so many words.

        After a function, `u = ..` is where its derivative vanishes, other equations say that it does; one that a later
        line solves is given, and so is what puts new symbols for an old one.
        """
        left = self.chain[-1]
        name = left.tree.value if left.tree.head == "name" else ""
        if name in self.paper.unknowns and self.paper.speaks_of(side, name):
            why = "the new value of something that is updated is not judged"
            return Judged(Verdict(checked.verdict.claim, None, "update", why))
        optimum = best(left, side, self.paper, self.isolated, self.constrained) if name else None
        if optimum is not None:
            return self._at_optimum(optimum, left, side, checked)
        derives = any(tree.head == "D" for part in (self.chain[0], left, side) for tree in postorder(part.tree))
        said = Meant()
        if found.nodes and not name and not derives:
            said = meant(left, side, found.nodes, self.paper, self.isolated)
        if said.instead is not None:
            self._suppose(said)
            return judged(left, side, self.paper, self.isolated)
        if said.open:
            why = f"whether this holds where the derivative by {said.unknown} vanishes is not known"
            return Judged(Verdict(checked.verdict.claim, None, "hypotheses", why), found.nodes, found.facts)
        below = self.trees[checked.index + 1 :]
        later = not self.paper.unknowns and not derives and solved_later(left, side, below, self.paper.definitions)
        if found.nodes and (said.right or later or puts(name, side, self.paper)):
            self._given(found.nodes, checked)
            self.paper.unknowns |= {said.unknown: None} if said.unknown else {}
            return Judged(checked.verdict, found.nodes, found.facts)
        return found

    def _further(self, side: Side, found: Judged, checked: CheckedLine) -> Judged:
        """`u = ..` where something else was set to zero before, and the derivative by u vanishes as well."""
        left = self.chain[-1]
        optimum = stationary_point(left, side, self.paper, self.isolated) if left.tree.head == "name" else None
        if optimum is None or not optimum.holds:
            return found
        return self._at_optimum(optimum, left, side, checked)

    def _at_optimum(self, optimum: Stationary, left: Side, side: Side, checked: CheckedLine) -> Judged:
        """A line judged where a derivative vanishes, which holds from here on."""
        self.paper.take_over(optimum.paper)
        checked.notes = (*checked.notes, *optimum.notes)
        return judged(left, side, self.paper, self.isolated)

    def _given(self, nodes: Sequence[Node], checked: CheckedLine) -> None:
        """The line is taken to hold from here on."""
        self.paper.suppose(nodes)
        checked.verdict = Verdict(checked.verdict.claim, None, "given", standing="Given")
