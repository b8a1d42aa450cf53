"""`check`: a written derivation line by line, each against the line before it and against the beginning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wrt.checking.assumed import sentences
from wrt.checking.checker import Checker
from wrt.checking.likely import clashes, likely_shapes, suits_better
from wrt.checking.paper import Paper
from wrt.checking.report import Report
from wrt.checking.written import written
from wrt.diagnostics import WrtError
from wrt.guard import guarded


@guarded
def check(document: Iterable[str] | str, shapes: Mapping[str, Any] | None = None, assume: Any = None,
          layout: str = "denominator", name: str = "", *, fixed_layout: bool = False) -> Report:  # fmt: skip
    """Which line of a derivation does not follow, and why.

    `document` is a list of formulas (text or LaTeX), one step a line, where a line may begin with `=`; or the text of a
    document: Markdown, LaTeX, plain text, or a notebook (`name` tells which by its ending).  `name = ...` with a new
    name is a definition; after `0 = ...`, equations are judged where that holds.  A document may say which layout it
    uses, unless `fixed_layout` makes that of the argument hold for all of it.

    >>> report = check(["D(x'*A*x, x) = A*x + A'*x", "= 2*A*x"])
    >>> report.first_wrong, str(report.lines[0].verdict)
    (1, "Proved: D(x'*A*x, x) = A*x + A'*x")
    """
    if isinstance(document, str):
        from wrt.checking.document import check_document

        return check_document(document, name, shapes, assume, layout, fixed_layout=fixed_layout)
    lines = list(document)
    for line in lines:
        if not isinstance(line, str):
            raise WrtError("E-formula", f"{repr(line)[:60]} is not a line of a derivation, which is a string")
    checker = Checker(Paper(shapes, assume, layout), [written(line) for line in lines])
    report = Report(layout=layout)
    for index in range(len(lines)):
        report.lines.append(checker.line(index))
    if any(map(clashes, report.lines)):
        paper = Paper(shapes, assume, layout)
        paper.likely = likely_shapes(checker.paper.heard, paper.declared, layout, checker.paper.introduced)
        again = Checker(paper, checker.lines)
        found = [again.line(index) for index in range(len(lines))]
        if suits_better(found, report.lines):
            checker, report.lines = again, found
    report.assumed = (f"{layout} layout where nothing else is said", *sentences(checker.paper))
    return report
