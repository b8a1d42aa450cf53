"""A whole document checked: each section by itself, its statements in order, tables row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from wrt.checking.assumed import sentences
from wrt.checking.checker import Checker
from wrt.checking.dotted import dotted
from wrt.checking.front import front_matter
from wrt.checking.likely import clashes, likely_shapes, suits_better
from wrt.checking.paper import Heard, Paper
from wrt.checking.reading.declared import Declared, names
from wrt.checking.reading.notebook import CELL, notebook_pieces
from wrt.checking.reading.pieces import Piece, is_marked_up, pieces
from wrt.checking.report import CheckedLine, Report
from wrt.checking.rows import checked_row
from wrt.checking.sections import sections
from wrt.checking.shapes import checked_shape
from wrt.checking.statements import Section, Statement, mentions
from wrt.checking.written import written
from wrt.diagnostics import WrtError
from wrt.expr.declare import Declarations, Shape
from wrt.expr.node import free_symbols

SYMBOL = r"(?:\\(?:mathbf|boldsymbol|bm|vec)\{)?\\?\w+\}?"
MAX_LENGTH = 2_000_000  # characters of a document


def check_document(text: str, name: str, shapes: Mapping[str, Any] | None, assume: Any, layout: str,
                   *, fixed_layout: bool = False) -> Report:  # fmt: skip
    """The report on the text of a document."""
    if len(text) > MAX_LENGTH:
        raise WrtError("E-document", f"the document has {len(text)} characters; at most {MAX_LENGTH} are read")
    found, said, latex = _pieces(text, name)
    layout = said.layout if said.layout and layout == "denominator" and not fixed_layout else layout
    paper = Paper({**said.shapes, **(shapes or {})}, _both(said.facts, assume), layout)
    report = Report(layout=layout)
    report.cells = bool(found) and found[0].place[0] > CELL
    assumed: dict[str, None] = {}
    for section in sections(found):
        begin = len(report.lines)
        checking = SectionCheck(section, paper, layout, latex, fixed_layout=fixed_layout)
        for line in checking.lines():
            report.lines.append(line)
            report.looks += 1
        if any(map(clashes, report.lines[begin:])):
            checking = _read_again(checking, paper, report, begin)
        _in_order(report, begin)
        taken = ", ".join(checking.taken)
        if taken:
            assumed[f"{section.title}: {taken}" if section.title else taken] = None
    report.assumed = (f"{layout} layout where nothing else is said", *assumed)
    return report


def _read_again(first: SectionCheck, paper: Paper, report: Report, begin: int) -> SectionCheck:
    """A section where shapes clash, read with shapes that suit all of its lines, where fewer clash then."""
    introduced = {*paper.introduced}
    again = SectionCheck(first.section, paper, first.layout, first.latex, fixed_layout=first.fixed_layout)
    again.likely = {item: likely_shapes(heard, declared, paper.layout, introduced)
                    for item, (heard, declared) in first.heard.items()}  # fmt: skip
    if not any(again.likely.values()):
        return first
    lines: list[CheckedLine] = []
    for line in again.lines():
        lines.append(line)
        report.looks += 1
    if not suits_better(lines, report.lines[begin:]):
        return first
    report.lines[begin:] = lines
    return again


def _in_order(report: Report, begin: int) -> None:
    """The lines of a section in the order of the document: what is attached to a formula was read before it."""
    report.lines[begin:] = sorted(report.lines[begin:], key=lambda line: line.place or (0, 0))
    for index, line in enumerate(report.lines[begin:], begin):
        line.index = index


def _both(facts: Mapping[str, Any], assume: Any) -> Any:
    if not facts:
        return assume
    given = list(assume.items()) if isinstance(assume, Mapping) else list(assume or [])
    return [*facts.items(), *given]


def _pieces(text: str, name: str) -> tuple[list[Piece], Declared, bool]:
    """The pieces, what front matter says, and whether formulas are LaTeX."""
    if name.endswith(".ipynb") or (text.lstrip().startswith("{") and '"cells"' in text):
        return notebook_pieces(text), Declared(), True
    said, body = front_matter(text)
    latex = name.endswith(".tex") or r"\documentclass" in text or r"\begin{document}" in text
    return pieces(body, latex), said, is_marked_up(body)


class SectionCheck:
    """One section: its checker, and what each item declares."""

    def __init__(self, section: Section, paper: Paper, layout: str, latex: bool, *, fixed_layout: bool = False) -> None:
        self.section, self.paper, self.layout, self.fixed_layout = section, paper, layout, fixed_layout
        self.latex = latex
        self.likely: dict[int, dict[str, Shape]] = {}  # by item
        self.heard: dict[int, tuple[list[Heard], Declarations]] = {}  # the lines of each item, and what was declared
        paper.forget()
        paper.introduced.clear()
        formulas = [statement for statement in section.statements if statement.kind == "formula"]
        self.written = {id(statement): index for index, statement in enumerate(formulas)}
        self.checker = Checker(paper, [written(statement.text) for statement in formulas], latex)
        self.item = -1
        self.taken: dict[str, None] = {}  # what was assumed of the symbols, in sentences

    def lines(self) -> Iterator[CheckedLine]:
        """The verdicts on the statements of the section."""
        for statement in self.section.statements:
            if statement.item != self.item:
                self._begin(statement.item)
            yield from self._checked(statement)
        self.taken |= dict.fromkeys(sentences(self.paper))

    def _begin(self, item: int) -> None:
        """A new item: what it declares holds from its beginning."""
        self.taken |= dict.fromkeys(sentences(self.paper)) if self.item >= 0 else {}
        self.item = item
        own = self.section.of(item)
        here = own.under(self.section.of(0).general()) if item in self.section.listed else own
        self.paper.likely, self.paper.heard = self.likely.get(item, {}), []
        goes_on = item in self.section.listed and self._goes_on(own)
        before = self.paper.hypotheses, self.paper.unknowns, self.paper.derived
        known = self.paper.declared
        self.paper.forget(keep_definitions=True)
        if goes_on:
            self.paper.hypotheses, self.paper.unknowns, self.paper.derived = before
            self.paper.declared = self.paper.declared._replace(shapes=known.shapes, facts=known.facts)
        self.checker.restart()
        self.paper.layout = (not self.fixed_layout and here.layout) or self.layout
        for name, (domain, range_) in here.maps.items():
            self._map(name, domain, range_, here)
        try:
            self.paper.declare(here.shapes, here.facts)
        except WrtError:  # of facts that contradict each other, each that can be taken is taken
            for name, shape in here.shapes.items():
                try:
                    self.paper.declare({name: shape}, {})
                except WrtError as error:
                    self.paper.refused[name] = error
            for name, facts in here.facts.items():
                with suppress(WrtError):
                    self.paper.declare({}, {name: facts})
        self.paper.declared = self.paper.declared._replace(
            counts=self.paper.declared.counts | here.counts, kinds=here.kinds
        )
        self.heard[item] = self.paper.heard, self.paper.declared

    def _goes_on(self, here: Declared) -> bool:
        """Whether an item speaks of what the items before it solve for, and declares none of it anew."""
        supposed = self.paper.hypotheses
        names_in = {*free_symbols(*[side for known in supposed for side in (known.left, known.right)])}
        if (names_in | {*self.paper.unknowns}) & {*here.shapes, *here.facts}:
            return False
        text = " ".join(statement.text for statement in self.section.statements if statement.item == self.item)
        letters = re.sub(r"\\[A-Za-z]+", " ", text)
        bases = [re.split(r"_|hat", name)[0] or name for name in self.paper.unknowns]
        return any(base in letters if len(base) == 1 else mentions(text, base) for base in bases)

    def _map(self, function: str, domain: str, range_: str, here: Declared) -> None:
        """f : R^n -> R: the shapes of x and y in y = f(x)."""
        known = self.paper.definitions.get(function)
        if known is not None and len(known.axes) != len(range_.split()):
            self.paper.undefine(function)
        text = " ".join(statement.text for statement in self.section.statements if statement.item == self.item)
        applied = rf"{re.escape(function)}\s*(?:\\left)?\(\s*({SYMBOL})\s*(?:\\right)?\)"
        for argument in re.findall(applied, text):
            for name in names(argument):
                here.shapes.setdefault(name, domain)
        for value in re.findall(rf"({SYMBOL})\s*=\s*{applied}", text):
            for name in names(value[0]):
                here.shapes.setdefault(name, range_)

    def _checked(self, statement: Statement) -> Iterator[CheckedLine]:
        if statement.kind == "formula":
            found = [self._formula(statement)]
        elif statement.kind == "row":
            found = list(checked_row(statement, self.paper))
        elif statement.kind == "shape":
            found = [checked_shape(statement.text, statement.claim, self.paper)]
        else:
            found = [dotted(statement.text, self.paper)]
        for line in found:
            line.place = line.place or statement.place
            yield line

    def _formula(self, statement: Statement) -> CheckedLine:
        checker, index = self.checker, self.written[id(statement)]
        if statement.anew in self.paper.definitions:
            self.paper.undefine(statement.anew)
        given = statement.given or (statement.posed and checker.is_open(index))
        if not statement.inline:
            return checker.line(index, given, statement.where)
        chain, wrong = checker.chain, checker.wrong
        found = checker.line(index, given, statement.where)
        checker.chain, checker.wrong = chain, wrong  # what stands in a sentence does not go on from the display before
        return found
