"""What a derivation has to start from, to end in, or to contain: compared as mathematics, not letter by letter.

The lines are read once more, but only definitions are taken over: what is asked must hold as an identity, and not only
where the derivation has set something to zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from wrt.checking.applied import Side
from wrt.checking.checker import Checker
from wrt.checking.judging import judged
from wrt.checking.paper import Paper
from wrt.checking.report import Report, Requirement
from wrt.checking.written import written
from wrt.diagnostics import WrtError
from wrt.syntax.reader import read

START, END, CONTAIN = "must start from", "must end in", "must contain"


class Place(NamedTuple):
    """A side of the derivation and the index of its line."""

    side: Side
    line: int


class Found(NamedTuple):
    """Whether a formula is there, and the line that was compared."""

    holds: bool | None
    line: int | None = None


def required(report: Report, start: str | None, end: str | None, contain: Sequence[str], shapes: object,
             assume: object) -> Iterator[Requirement]:  # fmt: skip
    """The requirements with whether they are met; raises `WrtError` for a formula that cannot be read."""
    wanted = [(kind, formula, _sides(formula)) for kind, formula in
              ((START, start), (END, end), *[(CONTAIN, one) for one in contain]) if formula is not None]  # fmt: skip
    derivation = _Derivation(report, Paper(shapes, assume, report.layout))  # type: ignore[arg-type]
    for kind, formula, sides in wanted:
        found = derivation.compared(kind, sides)
        yield Requirement(kind, formula, found.holds, _reason(kind, found), found.line)


def _sides(formula: str) -> list[Side]:
    """The sides of a formula that is asked for; one that begins with = has one."""
    text = written(formula).text
    tree = read(text)
    return [Side(side, text) for side in (tree.args if tree.head == "equation" else (tree,))]


def _reason(kind: str, found: Found) -> str:
    if found.holds:
        return ""
    if found.holds is None:
        return "whether it does could not be decided"
    if kind == CONTAIN:
        return "no line says so"
    which = "first" if kind == START else "last"
    return f"the {which} line says something else" if found.line is not None else "no line could be read"


class _Derivation:
    """The chains of a derivation: sides that are one another's equal, or should be."""

    def __init__(self, report: Report, paper: Paper) -> None:
        self.paper = paper
        self.chains: list[list[Place]] = []
        lines = [written(line.source) for line in report.lines]
        checker = Checker(paper, lines)
        for index, (line, read_sides) in enumerate(zip(lines, checker.trees, strict=True)):
            if isinstance(read_sides, WrtError):
                continue
            if report.lines[index].verdict.standing == "Definition":
                checker.line(index)
            if not (line.continued and self.chains):
                self.chains.append([])
            sides = [paper.resolved(side) for side in read_sides]
            self.chains[-1] += [Place(side, index) for side in sides]
            self._learn(sides)

    def _learn(self, sides: Sequence[Side]) -> None:
        """The shapes that a line settles hold for what is compared."""
        try:
            self.paper.nodes(sides)
        except WrtError:
            return

    def compared(self, kind: str, wanted: Sequence[Side]) -> Found:
        """Whether the first line, the last, or any is what is wanted."""
        wanted = [self.paper.resolved(side) for side in wanted]
        if not self.chains:
            return Found(False)
        if kind == START:
            return self._same(self.chains[0][: len(wanted)], wanted)
        if kind == END:
            chain = self.chains[-1]
            return self._same(chain[-1:] if len(wanted) == 1 else [chain[0], *chain[-len(wanted) + 1 :]], wanted)
        return _best(self._same(places, wanted) for places in self._candidates(len(wanted)))

    def _candidates(self, number: int) -> Iterator[Sequence[Place]]:
        """Where a formula of so many sides may stand; an equation also the other way round."""
        for chain in self.chains:
            if number == 1:
                yield from ([place] for place in chain)
                continue
            for left, right in dict.fromkeys([*pairwise(chain), *[(chain[0], place) for place in chain[1:]]]):
                yield left, right
                yield right, left

    def _same(self, places: Sequence[Place], wanted: Sequence[Side]) -> Found:
        if len(places) != len(wanted):
            return Found(False, places[-1].line if places else None)
        verdicts = [self._equal(place.side, side) for place, side in zip(places, wanted, strict=True)]
        holds = False if False in verdicts else None if None in verdicts else True
        return Found(holds, max(place.line for place in places))

    def _equal(self, side: Side, wanted: Side) -> bool | None:
        if _bare(side.text) == _bare(wanted.text):
            return True
        found = judged(side, wanted, self.paper.copy())
        return None if found.error is not None and found.verdict.holds is None else found.verdict.holds


def _best(found: Iterable[Found]) -> Found:
    """The first that holds; else whether one may."""
    best = Found(False)
    for one in found:
        if one.holds:
            return one
        best = best if one.holds is False else Found(None)
    return best


def _bare(formula: str) -> str:
    return "".join(formula.split())
