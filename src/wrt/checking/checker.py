"""A derivation line by line: what each line claims, against the line before it and against the beginning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from wrt.checking.applied import application_of, estimated, named, occurs, parameters_of
from wrt.checking.gradients import gradients_in_words, variable_of
from wrt.checking.hypotheses import constrained, is_zero, sets_to_zero, stationary
from wrt.checking.judging import Judged, judged, not_understood
from wrt.checking.minimised import minimised
from wrt.checking.mistakes import Search
from wrt.checking.paper import Paper, Side
from wrt.checking.primes import without_primes
from wrt.checking.report import CheckedLine
from wrt.checking.spelling import Spelling
from wrt.checking.values import Values
from wrt.checking.written import Written
from wrt.diagnostics import WrtError
from wrt.emit import writers
from wrt.expr.node import Node, free_symbols
from wrt.prove.derivatives import worked_out
from wrt.syntax.notation import looks_like_latex
from wrt.syntax.reader import read
from wrt.syntax.tree import Tree, postorder
from wrt.verdict import Verdict


class Checker:
    """One derivation; the lines are given in order."""

    def __init__(self, paper: Paper, lines: Sequence[Written], latex: bool = False) -> None:
        self.paper = paper
        self.lines = lines
        self.latex = latex or any(looks_like_latex(line.text) for line in self.lines)
        self.notations: dict[int, bool] = {}  # whether a line was read as LaTeX
        self.given: set[int] = set()  # lines that say of something that it minimises
        self.trees = [self._sides(line, index) for index, line in enumerate(self.lines)]
        self.chain: list[Side] = []  # the sides so far that are one another's equal, or should be
        self.wrong: tuple[Side, Side] | None = None  # the last wrong equation
        self.lines_continue = False

    def _sides(self, line: Written, index: int) -> list[Side] | WrtError:
        """The sides of a line, or why it cannot be read."""
        error: WrtError | None = None
        asked = minimised(line.text)
        if asked:  # what minimises is where the gradient is zero
            line = line._replace(text=asked)
            self.given.add(index)
        line = line._replace(text=gradients_in_words(line.text))
        first = self.latex and (looks_like_latex(line.text) or "*" not in line.text)
        for latex in (first, not first):
            for text in dict.fromkeys((without_primes(line.text, latex), line.text)):
                try:
                    tree = read(text, latex=latex)
                except WrtError as failure:
                    error = error or failure
                    continue
                self.notations[index] = latex
                return [Side(side, text) for side in (tree.args if tree.head == "equation" else (tree,))]
        assert error is not None
        return error

    def line(self, index: int, given: bool = False) -> CheckedLine:
        """The verdict on a line; what it says is known afterwards.  What is `given` is taken to hold."""
        line, sides = self.lines[index], self.trees[index]
        if line.relation and index not in self.given:
            found = self._unjudged(index, "what is not an equation is not judged")
        else:
            found = self._read(index, sides, given or index in self.given)
        found.label = line.label
        return found

    def _unjudged(self, index: int, why: str, standing: str = "") -> CheckedLine:
        line = self.lines[index]
        return CheckedLine(line.source, index, Verdict(line.text, None, "reading", why, standing=standing))

    def _read(self, index: int, sides: list[Side] | WrtError, given: bool) -> CheckedLine:
        if isinstance(sides, WrtError):
            begins = re.match(r"\s*([A-Za-z]\w*)\s*=(?!.*\b\1\b)", self.lines[index].text)
            if begins and self.paper.is_new(begins[1]):
                self.paper.aliases[begins[1]] = begins[1]
            return CheckedLine(self.lines[index].source, index, not_understood(sides))
        sides = [self.paper.resolved(side) for side in sides]
        unknown = self.paper.unknown_in(sides)
        if given and len(sides) == 2 and not self.lines[index].continued and not unknown:
            found = self._assumed(sides, index)
        elif unknown and not self._begins_definition(sides):
            found = self._unjudged(index, f"{unknown} is not defined here")
        elif self.lines[index].continued:
            found = self._continued(sides, index)
        else:
            found = self._begun(sides, index)
        self.paper.notice(sides)
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
            return self._supposed(sides, index)
        return self._begun(sides, index)

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
        return self._links(sides, index)

    def _begun(self, sides: list[Side], index: int) -> CheckedLine:
        self.lines_continue = False
        if len(sides) == 1:
            self.chain = sides
            return self._standing("Given", index)
        left, right = sides[0], sides[1]
        estimate = self._estimated(left)
        if estimate:
            left = left._replace(tree=named(left.tree, estimate))
            sides = [left, *sides[1:]]
        if self.paper.is_opaque(left.tree):  # the derivative of a function that is not defined here
            return self._defined((self.paper.opaque_name(left.tree), ()), sides, index)
        unknown = application_of(right.tree, right.source, self.paper) if len(sides) == 2 else ""
        if unknown and left.tree.head == "name" and left.tree.value not in self.paper.definitions:
            self.paper.aliases[left.tree.value] = unknown
            return self._standing("Definition", index)
        defined = self.paper.defined_by(left.tree)
        if defined is not None and not occurs(defined[0], right.tree):
            return self._defined(defined, sides, index)
        if sets_to_zero(left, right, self.paper):
            return self._supposed(sides, index)
        if len(sides) > 2 and left.tree.head == "D" and is_zero(sides[-1].tree):
            return self._stated_and_zero(sides, index)
        self.chain = [left]
        return self._links(sides[1:], index)

    def _estimated(self, left: Side) -> str:
        r"""The unknown that `\hat{w}` or `w^*` stands for, once something was set to zero."""
        if left.tree.head != "name" or not self.paper.hypotheses or left.tree.value in self.paper:
            return ""
        base = estimated(left.tree.value)
        return base if base in free_symbols(*self.paper.supposed) else ""

    def _defined(self, defined: tuple[str, tuple[str, ...]], sides: list[Side], index: int) -> CheckedLine:
        """`J = ..`: a definition; what stands behind a second = is claimed of it."""
        name, parameters = defined
        declared = name in self.paper.declared.shapes
        if declared and self.paper.hypotheses:
            self.chain = sides[:1]
            return self._links(sides[1:], index)
        try:
            nodes, _ = self.paper.forms(sides[:2] if declared else sides[1:2])
        except WrtError as error:
            self.paper.aliases[name] = name  # what uses it later hangs on this line
            return self._failed(error, index)
        self.paper.define(name, parameters, nodes[-1])
        variable = "" if parameters else variable_of(name, nodes[-1], self.isolated, self.trees)
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

    def _supposed(self, sides: list[Side], index: int) -> CheckedLine:
        """`0 = ..`: taken to hold from here on."""
        left, right = sides[0], sides[1]
        try:
            nodes, _ = self.paper.nodes((left, right))
            plain = tuple(map(worked_out, nodes))
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
        self.paper.suppose(nodes)
        self.chain = [left, right]
        if len(sides) > 2:
            return self._links(sides[2:], index)
        line = self._standing("Given", index)
        if is_zero(left.tree) and self.paper.derived and not stationary(plain, self.paper):
            line.notes = ("what is set to zero here is not the derivative found above",)
        return line

    def _standing(self, word: str, index: int) -> CheckedLine:
        line = self.lines[index]
        return CheckedLine(line.source, index, Verdict(line.text, None, word.lower(), standing=word))

    def _failed(self, error: WrtError, index: int) -> CheckedLine:
        line = self.lines[index]
        self.chain = []
        if error.code.startswith("E-shape"):
            return CheckedLine(line.source, index, Verdict(line.text, False, "shapes", error.message))
        return CheckedLine(line.source, index, not_understood(error))

    # ---- links

    def _links(self, sides: list[Side], index: int) -> CheckedLine:
        """Each side against the one before it; a line is wrong where one of them is."""
        worst: CheckedLine | None = None
        for side in sides:
            fixed = self.chain if self.lines_continue or len(self.chain) > 1 else ()
            self.paper.held = {tree.value for before in fixed for tree in postorder(before.tree) if tree.head == "name"}
            found = self._link(side, index)
            if worst is None or _rank(found) > _rank(worst):
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
            found = self._with_later_definitions(side, index) or found
        checked = CheckedLine(line.source, index, found.verdict)
        if found.verdict.holds is False and not self.paper.hypotheses and not self.lines_continue:
            self._at_once(side, checked)
            found = Judged(checked.verdict, found.nodes, found.facts, found.error, found.system)
        if found.verdict.holds is False:
            checked.consistent = (first is not found and first.verdict.holds is True) or self._goes_on(side)
        self._settled(found, side, checked)
        return checked

    def _with_later_definitions(self, side: Side, index: int) -> Judged | None:
        """A line that uses K and is followed by `K = ..`: judged with that definition, where it then holds."""
        names = {tree.value for tree in postorder(side.tree) if tree.head == "name"}
        names -= {*self.paper.seen, *self.paper.first.shapes, *self.paper.unknowns}
        aside, found_below = self.paper.copy(), list[tuple[str, tuple[str, ...], Node]]()
        for later in range(index + 1, len(self.trees)):
            sides = self.trees[later]
            if isinstance(sides, WrtError) or sides[0].tree.head == "num":
                break  # what is solved for after `0 = ..` is no definition
            left = parameters_of(sides[0].tree)
            if len(sides) > 1 and left is not None and left[0] in names and not occurs(left[0], sides[1].tree):
                try:
                    (node,), _ = aside.forms([aside.resolved(sides[1])])
                except WrtError:
                    return None
                found_below.append((*left, node))
                aside.define(*left, node)
        if not found_below:
            return None
        if not judged(self.chain[-1], side, aside, self.isolated).verdict.holds:
            return None
        for definition in found_below:
            self.paper.define(*definition)
        return judged(self.chain[-1], side, self.paper, self.isolated)

    def _at_once(self, side: Side, checked: CheckedLine) -> None:
        """What is solved for where nothing was set to zero in so many words.

        After a derivative, `u = ..` is what it is where that vanishes; an equation that a later line solves is given.
        """
        left = self.chain[-1]
        if left.tree.head == "name" and left.tree.value in self.paper.unknowns:
            if self._contains(side, left.tree.value):
                why = "the new value of something that is updated is not judged"
                checked.verdict = Verdict(checked.verdict.claim, None, "update", why)
                return
            for derived in self.paper.derived:
                zero = Side(Tree("num", (), derived.tree.span, 0), derived.source)
                try:
                    aside = self.paper.supposing(self.paper.copy().nodes((derived, zero))[0])
                except WrtError:
                    continue
                found = judged(left, side, aside, self.isolated)
                if found.verdict.holds:
                    self.paper.hypotheses = aside.hypotheses
                    checked.verdict = found.verdict
                    checked.notes = (*checked.notes, f"where {derived.text} is zero")
                    return
        elif not self.paper.unknowns and self._solved_later(left, side, checked.index):
            try:
                nodes, _ = self.paper.nodes((left, side))
            except WrtError:
                return
            self._given(nodes, checked)

    def _given(self, nodes: Sequence[Node], checked: CheckedLine) -> None:
        """The line is taken to hold from here on."""
        self.paper.suppose(nodes)
        checked.verdict = Verdict(checked.verdict.claim, None, "given", standing="Given")

    def _contains(self, side: Side, name: str) -> bool:
        """Whether a side speaks of a symbol, also by what it defines."""
        try:
            (node,), _ = self.paper.copy().nodes((side,))
        except WrtError:
            return False
        return name in free_symbols(node)

    def _solved_later(self, left: Side, right: Side, index: int) -> bool:
        """Whether a later line solves this equation for something in it."""
        names = {tree.value for side in (left, right) for tree in postorder(side.tree) if tree.head == "name"}
        if left.tree.head == "name" or any(tree.head == "D" for side in (left, right) for tree in postorder(side.tree)):
            return False
        for sides in self.trees[index + 1 :]:
            if not isinstance(sides, WrtError) and len(sides) > 1 and sides[0].tree.head == "name":
                name = sides[0].tree.value
                if name in names:
                    return not occurs(name, sides[1].tree)
        return False

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
        multiplier = constrained(nodes, self.paper)
        if multiplier is not None:
            self.paper.unknowns[multiplier] = None
        return multiplier is not None

    def _diagnosed(self, found: Judged, side: Side, checked: CheckedLine) -> None:
        """The likely mistake, and the line as it would be right."""
        left = self.chain[-1]
        solution = found.system.values if found.system is not None else {}
        values = Values(left, side, self.paper, found.facts, solution)
        mistake = Search(left, side, self.paper, values, found.verdict).found()
        checked.mistake = mistake.words
        if mistake.corrected is not None:
            write = self.spelling.latex if self.notations.get(checked.index) else writers.text
            start = "" if self.lines[checked.index].continued else left.text
            checked.correction = f"{start} = {write(mistake.corrected)}".strip()

    @cached_property
    def spelling(self) -> Spelling:
        """How the writer spells what is written in LaTeX."""
        return Spelling(side for index, sides in enumerate(self.trees)
                        if self.notations.get(index) and not isinstance(sides, WrtError) for side in sides)  # fmt: skip

    @cached_property
    def isolated(self) -> list[str]:
        """The names that stand alone on the left of a line: what is solved for."""
        equations = [sides for sides in self.trees if not isinstance(sides, WrtError) and len(sides) > 1]
        return [sides[0].tree.value for sides in equations if sides[0].tree.head == "name"]


def _rank(line: CheckedLine) -> int:
    """How bad a line is."""
    return {"✓": 0, "·": 1, "?": 2, "✗": 3}[line.mark]
