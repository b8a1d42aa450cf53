"""Reports as JUnit XML, which Jenkins, GitLab and other services read: a suite a file, a case a judged line.

A wrong line is a failure; one that is undecided or not understood is an error, since nobody knows whether it passes.
Definitions and assumptions claim nothing, so they are no cases.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET  # it writes here and reads nothing
from collections.abc import Sequence

from wrt.checking.faces.plain import shortened, visible
from wrt.checking.faces.view import Checked, Look, Row, assumptions, complaint, rows, summary

NAME = 120  # letters of a case's name
SILENT = frozenset(("definition", "given"))
FAILURES = frozenset(("wrong", "follows", "not met"))
ERRORS = frozenset(("undecided", "not understood", "open"))


def junit(files: Sequence[Checked], look: Look) -> str:
    """The files as one document."""
    suites = ET.Element("testsuites", name="wrt check")
    for file in files:
        suites.append(_suite(file, look))
    for what in ("tests", "failures", "errors"):
        suites.set(what, str(sum(int(suite.get(what, "0")) for suite in suites)))
    ET.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suites, encoding="unicode")


def _suite(file: Checked, look: Look) -> ET.Element:
    name = visible(file.name) or "derivation"
    suite = ET.Element("testsuite", name=name)
    if file.report is None:
        case = ET.SubElement(suite, "testcase", classname=name, name="the file can be checked")
        ET.SubElement(case, "error", type="unreadable", message=complaint(file.error) if file.error else "")
    else:
        found = [row for row in rows(file.report, look) if row.state not in SILENT]
        shared = _shared([row.where for row in found])
        for row in found:
            suite.append(_case(row, name, row.where in shared))
        if file.report.stopped:
            case = ET.SubElement(suite, "testcase", classname=name, name="every line is judged")
            ET.SubElement(case, "error", type="stopped", message=visible(file.report.stopped))
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", str(len(suite.findall("testcase/error"))))
    suite.set("skipped", "0")
    if file.report is not None:
        said = [f"assumed: {sentence}" for sentence in assumptions(file.report)]
        ET.SubElement(suite, "system-out").text = "\n".join([*said, summary(file.report)])
    return suite


def _case(row: Row, name: str, shared: bool) -> ET.Element:
    at = row.where + (f", column {row.column}" if shared else "")
    shown = shortened(row.stated if row.lead else f"{at}: {row.source}", NAME)
    case = ET.Element("testcase", classname=name, name=shown, file=name)
    if row.line:
        case.set("line", str(row.line))
    if row.state in FAILURES | ERRORS:
        kind = "failure" if row.state in FAILURES else "error"
        found = ET.SubElement(case, kind, type=row.state, message=_message(row))
        found.text = "\n".join([row.stated, *[f"{note.label}: {note.text}" for note in row.notes]])
    return case


def _message(row: Row) -> str:
    """The mistake where there is one, else the reason, else what the line is."""
    said = {note.label: note.text for note in row.notes}
    return said.get("likely mistake") or said.get("differs") or said.get("because") or row.word


def _shared(lines: Sequence[str]) -> set[str]:
    """Lines on which several formulas stand."""
    seen: set[str] = set()
    return {line for line in lines if line in seen or seen.add(line)}  # type: ignore[func-returns-value]
