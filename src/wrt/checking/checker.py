"""A derivation line by line: what each line claims, against the line before it and against the beginning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from wrt.checking.applied import (
    Side,
    application_of,
    at_unknowns,
    error_term,
    estimated,
    for_every_entry,
    named,
    occurs,
    says_dependence,
)
from wrt.checking.at_once import AtOnce
from wrt.checking.blocks import rows_of_blocks
from wrt.checking.diagnosis import diagnosis
from wrt.checking.differentials import is_marked
from wrt.checking.entries import Entries, of_entries
from wrt.checking.evaluated import AtPoint
from wrt.checking.gradients import choose_variable, variable_of
from wrt.checking.hypotheses import balanced, constrained, is_zero, sets_to_zero, stationary
from wrt.checking.judging import Judged, judged, not_understood
from wrt.checking.likely import clashes
from wrt.checking.lookahead import with_later_definitions
from wrt.checking.paper import Paper
from wrt.checking.rates import with_rates
from wrt.checking.report import CheckedLine
from wrt.checking.sides import SQUARED, all_sides
from wrt.checking.spelling import Spelling
from wrt.checking.written import Written
from wrt.checking.zeroed import (
    Meant,
    Stationary,
    best_estimate,
    meant,
    suppose_of_estimates,
    unknown_of,
)
from wrt.diagnostics import WrtError
from wrt.emit import writers
from wrt.expr.node import Node, free_symbols
from wrt.syntax.tree import names_in, postorder
from wrt.verdict import Verdict


class Checker(AtOnce):
    """One derivation; the lines are given in order."""

    def __init__(self, paper: Paper, lines: Sequence[Written], latex: bool = False) -> None:
        self.paper = paper
        self.lines = lines
        found, self.latex = all_sides(lines, latex, paper.first.shapes)
        self.trees = [read.sides for read in found]
        self.paper.count(side.tree for sides in self.trees if not isinstance(sides, WrtError) for side in sides)
        self.notations = {index: read.latex for index, read in enumerate(found) if not isinstance(read.sides, WrtError)}
        self.points = {index: read.at for index, read in enumerate(found) if read.at.point}
        self.at: AtPoint | None = None  # at what point the derivative is that this line or the chain before it has
        self.given = {index for index, read in enumerate(found) if read.minimises}
        self.entries = Entries(sides for sides in self.trees if not isinstance(sides, WrtError))
        self.late: set[int] = set()  # lines that say what was meant before them
        self.chain: list[Side] = []  # the sides so far that are one another's equal, or should be
        self.wrong: tuple[Side, Side] | None = None  # the last wrong equation
        self.lines_continue = False
        self.constrained = any(line.relation for line in lines)  # inequalities bound what is sought

    def line(self, index: int, given: bool = False, where: bool = False) -> CheckedLine:
        """The verdict on a line; what it says is known afterwards.

        What is `given` is taken to hold, `where` says what a name stands for that was used before.
        """
        line, sides = self.lines[index], self.trees[index]
        if given:
            self.given.add(index)
        if where:
            self.late.add(index)
        if line.relation and index not in self.given:
            found = self._unjudged(index, "what is not an equation is not judged")
        else:
            found = self._read(index, sides, index in self.given)
        found.label = line.label
        return found

    def _unjudged(self, index: int, why: str, standing: str = "") -> CheckedLine:
        line = self.lines[index]
        return CheckedLine(line.source, index, Verdict(line.text, None, "reading", why, standing=standing))

    def _read(self, index: int, sides: list[Side] | WrtError, given: bool) -> CheckedLine:
        if isinstance(sides, WrtError):
            begins = re.match(r"\s*([A-Za-z]\w*)\s*(?:\([^()=]*\)\s*)?=(?!.*\b\1\b)", self.lines[index].text)
            if begins and self.paper.is_new(begins[1]):
                self.paper.aliases[begins[1]] = begins[1]
            return CheckedLine(self.lines[index].source, index, not_understood(sides))
        try:
            sides = self.entries.whole(sides, self.lines[index].continued, self.paper)
            vectors = {name for name, known in self.paper.samples.items() if known.array.cols != 1}
            trees = for_every_entry([side.tree for side in sides], {*self.paper.declared.shapes, *vectors})
            sides = [side._replace(tree=tree) for side, tree in zip(sides, trees, strict=True)]
            self.at = self.points.get(index) or (self.at if self.lines[index].continued else None)
            sides = self.at.off(sides, self.paper) if self.at else sides
            estimate = self.at.point if self.at and self.at.is_estimate else self.paper.estimate_in(sides)
            known = len(self.paper.hypotheses)
            self.paper.no_refused_name(sides)
            if says_dependence(sides):
                return self._standing("Given", index)
            self.paper.no_unknown_function(sides)
            choose_variable(sides, self.paper, self.isolated)
            sides = with_rates([self.paper.resolved(side) for side in sides], self.paper)
        except WrtError as error:
            return CheckedLine(self.lines[index].source, index, not_understood(error))
        if not estimate and sides[0].tree.head != "name":
            suppose_of_estimates(sides, self.paper)
        if estimate:
            stand = {estimate: estimated(estimate)}
            sides = [side._replace(tree=at_unknowns(side.tree, stand)) for side in sides]
        unknown = self.paper.unknown_in(sides)
        if given and len(sides) == 2 and not self.lines[index].continued and not unknown:
            found = self._assumed(sides, index)
        elif unknown and not self._begins_definition(sides):
            found = self._unjudged(index, f"{unknown} is not defined here")
        elif self.lines[index].continued:
            found = self._continued(sides, index)
        else:
            found = self._begun(sides, index)
            found = self._by_rows(sides, index, found) or found
        self.paper.notice(sides, clashes(found))
        self.paper.suppose_at(estimate, known)
        return found

    def _assumed(self, sides: list[Side], index: int) -> CheckedLine:
        """What the text says to assume: judged all the same, taken to hold where it is no identity."""
        left, right = sides[0], sides[1]
        says_what_it_is = self.paper.defined_by(left.tree) is not None or self.paper.is_opaque(left.tree)
        if not says_what_it_is and not application_of(right.tree, right.source, self.paper):
            found = judged(left, right, self.paper.copy(), self.isolated)
            if found.verdict.holds:
                self.chain = sides[:1]
                return self._links(sides[1:], index)
            states = "D" in (left.tree.head, right.tree.head) and not is_zero(right.tree)  # what nobody can suppose
            if not (states and found.verdict.holds is False):
                return self._supposed(sides, index, given=True)
        return self._begun(sides, index)

    def _by_rows(self, sides: list[Side], index: int, whole: CheckedLine) -> CheckedLine | None:
        """An equation of blocks that does not hold as a whole: each of its rows may be known, or set to zero."""
        rows = rows_of_blocks(sides) if whole.mark in ("✗", "?") else []
        chain, wrong, known = self.chain, self.wrong, len(self.paper.hypotheses)
        found = [self._begun(list(row), index) for row in rows]
        worst = max(found, key=lambda line: line.severity, default=whole)
        if worst.severity < whole.severity:
            self.chain, self.wrong = sides, None
            return worst
        self.chain, self.wrong = chain, wrong
        del self.paper.hypotheses[known:]
        return None

    def _begins_definition(self, sides: list[Side]) -> bool:
        return len(sides) > 1 and self.paper.defined_by(sides[0].tree) is not None

    def restart(self) -> None:
        """Forget the chain: what comes next does not go on from here."""
        self.chain, self.wrong = [], None

    # ---- kinds of lines

    def _continued(self, sides: list[Side], index: int) -> CheckedLine:
        self.lines_continue = True
        if not self.chain:
            return self._unjudged(index, "the line goes on with = from a line that is not there", "Not understood")
        if len(sides) == 1 and is_zero(sides[0].tree) and self.chain[0].tree.head == "D":
            return self._supposed([sides[0], self.chain[-1]], index)
        return self._links(sides, index)

    def _begun(self, sides: list[Side], index: int) -> CheckedLine:
        self.lines_continue = False
        if len(sides) == 1:
            self.chain = sides
            return self._standing("Given", index)
        left, right = sides[0], sides[1]
        estimate = unknown_of(left, self.paper)
        if estimate:
            self.paper.suppose_at(left.tree.value, also=True)
            self.paper.unknowns[estimate] = None
            left = left._replace(tree=named(left.tree, estimate))
            sides = [left, *sides[1:]]
        optimum = None if index in self.given else best_estimate(sides, self.paper, self.isolated, self.constrained)
        if optimum is not None:
            return self._where(optimum, sides, index)
        if self.paper.is_opaque(left.tree):  # the derivative of a function that is not defined here
            return self._defined((self.paper.opaque_name(left.tree), ()), sides, index)
        unknown = application_of(right.tree, right.source, self.paper) if len(sides) == 2 else ""
        if unknown and left.tree.head == "name" and left.tree.value not in self.paper.definitions:
            self.paper.aliases[left.tree.value] = unknown
            return self._standing("Definition", index)
        defined = self.paper.defined_by(left.tree)
        open_ = defined is None and index in self.late and self.paper.is_open(left.tree)
        if open_ and not self.paper.depends(right.tree, left.tree.value):
            defined = left.tree.value, ()
        if defined is not None and not occurs(defined[0], right.tree):
            return self._defined(defined, sides, index)
        if sets_to_zero(left, right, self.paper):
            return self._supposed(sides, index)
        if len(sides) > 2 and left.tree.head == "D" and is_zero(sides[-1].tree):
            return self._stated_and_zero(sides, index)
        self.chain = [left]
        return self._links(sides[1:], index)

    def _where(self, optimum: Stationary, sides: list[Side], index: int) -> CheckedLine:
        r"""`\hat{w} = ..` judged where a derivative vanishes at what it names."""
        self.paper.take_over(optimum.paper)
        self.paper.suppose_at(sides[0].tree.value)
        self.chain = sides[:1]
        found = self._links(sides[1:], index)
        found.notes = (*found.notes, *optimum.notes)
        return found

    def _defined(self, defined: tuple[str, tuple[str, ...]], sides: list[Side], index: int) -> CheckedLine:
        """`J = ..`: a definition; what stands behind a second = is claimed of it."""
        name, parameters = defined
        self.paper.learn_rate(name, sides[1])
        error = error_term(sides) if len(sides) == 2 and not parameters else None
        if error is not None and self.paper.is_new(error[0]):
            name, sides = error
        declared = name in self.paper.declared.shapes
        if declared and (name in self.paper.unknowns or name in free_symbols(*self.paper.supposed)):
            self.chain = sides[:1]
            return self._links(sides[1:], index)
        try:
            nodes, _ = self.paper.forms(sides[:2] if declared else sides[1:2])
        except WrtError as error:
            self.paper.aliases[name] = name  # what uses it later hangs on this line
            return self._failed(error, index)
        self.paper.define(name, parameters, nodes[-1], sides[1].tree)
        written = nodes[-1]
        plain = written if free_symbols(written).keys().isdisjoint(self.paper.written) else self.paper.definitions[name]
        variable = "" if parameters else variable_of(name, plain, self.isolated, self.trees)
        if variable:
            self.paper.variables[name] = variable
        self.chain = [sides[0]._replace(tree=named(sides[0].tree, name)), sides[1]]
        if len(sides) > 2:
            return self._links(sides[2:], index)
        return self._standing("Definition", index)

    def _stated_and_zero(self, sides: list[Side], index: int) -> CheckedLine:
        """`D(f, w) = .. = 0`: what the derivative is, and that it is set to zero."""
        self.chain = sides[:1]
        stated = self._links(sides[1:-1], index)
        if stated.verdict.holds is False:
            return stated
        self._supposed([sides[-1], sides[-2]], index)
        return stated

    def _supposed(self, sides: list[Side], index: int, given: bool = False) -> CheckedLine:
        """`0 = ..`: taken to hold from here on."""
        left, right = sides[0], sides[1]
        try:
            nodes, _ = self.paper.nodes((left, right))
        except WrtError as error:
            return self._failed(error, index)
        if not free_symbols(*nodes):  # 0 = 2 supposes nothing
            self.chain = [left]
            return self._links(sides[1:], index)
        if self.paper.hypotheses:
            found = judged(left, right, self.paper, self.isolated)
            if found.verdict.holds:
                self.chain = [left]
                return self._links(sides[1:], index)
        said = Meant() if given else meant(left, right, nodes, self.paper, self.isolated)
        if said.instead is not None:
            return self._not_stationary(said, sides, index)
        self.paper.suppose(nodes)
        self.chain = [left, right]
        if len(sides) > 2:
            return self._links(sides[2:], index)
        line = self._standing("Given", index)
        if is_zero(left.tree) and self.paper.derived and not (given or said.right):
            line.notes = ("what is set to zero here is not the derivative found above",)
        return line

    def _not_stationary(self, said: Meant, sides: list[Side], index: int) -> CheckedLine:
        """`0 = ..` with what is not the derivative: judged where that vanishes."""
        before, self.wrong = self.wrong, None
        self._suppose(said)
        self.chain = sides[:1]
        found = self._links(sides[1:], index)
        found.consistent = before is not None
        return found

    def _standing(self, word: str, index: int) -> CheckedLine:
        line = self.lines[index]
        return CheckedLine(line.source, index, Verdict(line.text, None, word.lower(), standing=word))

    def _failed(self, error: WrtError, index: int) -> CheckedLine:
        self.chain, line = [], self.lines[index]
        if error.code.startswith("E-shape") and not error.is_of_guesses:
            return CheckedLine(line.source, index, Verdict(line.text, False, "shapes", error.message))
        return CheckedLine(line.source, index, not_understood(error))

    # ---- links

    def _links(self, sides: list[Side], index: int) -> CheckedLine:
        """Each side against the one before it; a line is wrong where one of them is."""
        worst: CheckedLine | None = None
        for side in sides:
            fixed = self.chain if self.lines_continue or len(self.chain) > 1 else ()
            self.paper.held = names_in(*[before.tree for before in fixed])
            found = self._link(side, index)
            if worst is None or found.severity > worst.severity:
                worst = found
        assert worst is not None
        return worst

    def _link(self, side: Side, index: int) -> CheckedLine:
        line = self.lines[index]
        found = judged(self.chain[-1], side, self.paper, self.isolated)
        first = found
        if len(self.chain) > 1 and found.verdict.holds is not True:
            again = judged(self.chain[0], side, self.paper, self.isolated)
            if again.verdict.holds is not None or found.verdict.holds is None:
                found = again
        if found.verdict.holds is False and not self.paper.hypotheses:
            found = (
                with_later_definitions(self.chain[-1], side, self.trees[index + 1 :], self.paper, self.isolated)
                or found
            )
        checked = CheckedLine(line.source, index, found.verdict)
        if found.verdict.holds is False and not self.lines_continue:
            found = (self._further if self.paper.hypotheses else self._at_once)(side, found, checked)
            checked.verdict = found.verdict
        if found.verdict.holds is False:
            checked.consistent = (first is not found and first.verdict.holds is True) or self._goes_on(side)
        self._settled(found, side, checked)
        return checked

    def _goes_on(self, side: Side) -> bool:
        """Whether a line that is wrong follows from the wrong line before it."""
        if self.wrong is None:
            return False
        left, right = self.wrong
        aside = self.paper.copy()
        if self.lines_continue and judged(right, side, aside, self.isolated).verdict.holds:
            return True
        try:
            aside = aside.supposing(aside.nodes((left, right))[0])
        except WrtError:
            return False
        return judged(self.chain[-1], side, aside, self.isolated).verdict.holds is True

    def _settled(self, found: Judged, side: Side, checked: CheckedLine) -> None:
        """What the line says is known from here on, and what is wrong with it."""
        if found.verdict.holds is not True and found.nodes is not None and self._is_supposed(found.nodes):
            self._given(found.nodes, checked)
        elif found.verdict.holds is False:
            checked.reason = found.verdict.reason
            if not checked.consistent:
                self._diagnosed(found, side, checked)
            self.wrong = (self.chain[0], side)
            return
        self.chain.append(side)

    def _is_supposed(self, nodes: tuple[Node, ...]) -> bool:
        """Whether an equation sets a derivative to zero, or is a constraint, whose multiplier is then an unknown."""
        if stationary(nodes, self.paper):
            return True
        multiplier = constrained(nodes, self.paper) or balanced(nodes, self.paper)
        if multiplier is not None:
            self.paper.unknowns[multiplier] = None
        return multiplier is not None

    def _diagnosed(self, found: Judged, side: Side, checked: CheckedLine) -> None:
        """The likely mistake, and the line as it would be right."""
        left = self.chain[-1]
        spelled = self.spelling.latex if self.latex else self.spelling.plain
        write = spelled if self.notations.get(checked.index) else writers.text
        at = self.at or AtPoint("")
        checked.mistake, corrected = diagnosis(left, side, found, self.paper, lambda node: write(at.on(node)))
        if self.entries.axes:
            checked.mistake = of_entries(checked.mistake)
            corrected = self.entries.entry(self.chain[0], self.paper, write)
        rates = any(is_marked(part) for one in (left, side) for part in postorder(one.tree))
        if corrected and not rates:  # for these it would be in differentials
            line, first = self.lines[checked.index], len(self.chain) == 1
            plain = line.text.partition("=")[0].strip() if not self.latex else ""
            start = "" if line.continued else (at.written or plain or left.text) if first else left.text
            start = start.replace(f"_{{{SQUARED}}}", "^2")
            checked.correction = f"{start} = {corrected}".strip()

    @cached_property
    def spelling(self) -> Spelling:
        """How the writer spells what is written in LaTeX."""
        return Spelling(side for index, sides in enumerate(self.trees)
                        if self.notations.get(index) and not isinstance(sides, WrtError) for side in sides)  # fmt: skip
