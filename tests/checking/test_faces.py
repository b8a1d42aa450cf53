"""The faces of a report: what each format shows, and that nothing a file holds is taken for a command.

The report is made by hand, so that it stays the same while the checker learns; `python tests/checking/test_faces.py`
writes the golden files anew.
"""

import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wrt
from wrt.checking.faces.github import escaped
from wrt.checking.faces.terminal import NARROWEST
from wrt.checking.faces.view import Checked, Look, counts, rows, summary
from wrt.checking.faces.writers import FORMATS, write
from wrt.checking.report import CheckedLine, Report, Requirement
from wrt.documents.measure import columns
from wrt.refute.counterexample import Counterexample
from wrt.verdict import Verdict

GOLDEN = Path(__file__).parent / "golden"
ENDINGS = {"terminal": "ansi", "text": "txt", "markdown": "md", "html": "html", "json": "json", "junit": "xml",
           "github": "github"}  # fmt: skip
MADE = {"terminal": Look(width=72, colour=True), "markdown": Look(verbose=True)}


def line(index, source, holds=None, standing="", place=None, notes=(), **more):
    keys = ("conditions", "reason", "counterexample", "convention")
    inner = {key: more.pop(key) for key in keys if key in more}
    verdict = Verdict(source, holds, "reading" if standing else "identity", standing=standing, **inner)
    return CheckedLine(source, index, verdict, place=place or (index + 3, 1), notes=notes, **more)


def sample():
    """A report with a line of every kind, some of them hostile."""
    values = Counterexample({"n": 2}, {"v": [[1], [0]], "A": [[0, 1], [0, 0]]}, [[0, 1]], [[0, 2]])
    lines = [
        line(0, r"J &= \mathbf{v}^T A \mathbf{v}", standing="Definition"),
        line(1, r"\nabla J &= A\mathbf{v} + A^T\mathbf{v}", True, convention="unconstrained"),
        line(2, r"&= 2A\mathbf{v} | `x` <b>", False, counterexample=values, reason="not shown beside values",
             mistake="used symmetry without assumption", correction=r"= A\mathbf{v} + A^T\mathbf{v}"),
        line(3, r"&= 2(A\mathbf{v})", False, consistent=True, reason="the values differ"),
        line(4, r"0 = A\mathbf{v}", standing="Given"),
        line(5, r"\mathbf{v} = A^{-1}\mathbf{0}", True, conditions=("A is invertible", "v is not 0")),
        line(6, r"\foo{x} = 50\%, a: b", None, "Not understood", reason="there is no command \\foo (E-syntax-command)"),
        line(7, "x = \x1b[31my\x9b\u202e\0 </failure> ]]> & \ud800", None, reason="agrees at 24 points", place=(9, 7)),
        line(8, "x = " + " + ".join(["\\mathbf{x}"] * 300), False, reason="the two sides have different shapes",
             place=(9, 40)),
    ]  # fmt: skip
    required = [Requirement("must start from", "v'*A*v", True, line=0),
                Requirement("must contain", "tr(A)", False, "no line says so")]  # fmt: skip
    return Report(lines, ("A is a matrix, n×n",), "denominator", required, "line 10 takes more than 30 seconds")


def shown(face, look=None):
    return write([Checked("notes: 50%, a.md", sample())], face, look or MADE.get(face)) + "\n"


# ---- golden outputs


@pytest.mark.parametrize("face", FORMATS)
def test_golden(face):
    assert shown(face) == (GOLDEN / f"report.{ENDINGS[face]}").read_text("utf-8")


def test_the_states_of_lines():
    states = [row.state for row in rows(sample(), Look())]
    assert states == ["definition", "right", "wrong", "follows", "given", "right", "not understood", "undecided",
                      "wrong", "met", "not met"]  # fmt: skip


def test_the_sum_names_what_is_wrong():
    words = summary(sample())
    assert words.startswith("2 of 9 lines are wrong: line 5 (used symmetry without assumption) and line 9; ")
    assert "line 6 only follows from what is wrong before" in words
    assert "2 of 9 lines are not understood or undecided: line 9; " in words
    assert counts(sample()) == (9, 4, 3, 2)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "no line to judge was found"),
        ([line(0, "a = a", True)], "the line is right"),
        ([line(0, "a = a", True), line(1, "= a", True)], "all 2 lines are right"),
        ([line(0, "a = b", False)], "the line is wrong: line 3"),
        ([line(0, "J = a", standing="Definition")],
         "nothing is claimed in 1 line: there are only definitions and assumptions"),
        ([line(i, "a = b", False) for i in range(9)],
         "9 of 9 lines are wrong: line 3, line 4, line 5, line 6, line 7 and 4 more"),
    ],
)  # fmt: skip
def test_sums(lines, words):
    assert summary(Report(lines)) == words


def test_the_exit_code():
    right, wrong, open_ = line(0, "a = a", True), line(1, "a = b", False), line(2, "a = c", None)
    met, missed, unsure = (Requirement("must contain", "a", holds) for holds in (True, False, None))
    assert Report([right], required=[met]).exit_code == 0
    assert Report([right, open_, wrong]).exit_code == 1
    assert Report([right, open_]).exit_code == 3
    assert Report([right], required=[missed, unsure]).exit_code == 1
    assert Report([right], required=[unsure]).exit_code == 3
    assert Report([right], stopped="interrupted").exit_code == 3


# ---- the faces of Python


def test_a_report_writes_itself():
    report = wrt.check(["(A + B)*x = A*x + B*x", "= x'*A + B*x"])
    assert str(report) == report.write("text")
    assert repr(report) == f"Report({summary(report)})"
    assert report.write("json", name="a") == write([Checked("a", report)], "json")
    with pytest.raises(wrt.WrtError, match="no format of a report"):
        report.write("pdf")


def test_a_notebook_gets_a_part_of_a_page():
    part = sample()._repr_html_()
    assert balanced(part)
    assert part.startswith("<style>")
    assert not re.search(r"<html|prefers-color-scheme|^body", part, re.MULTILINE)
    assert part.count('<li class="wrong">') == 2


def test_requirements_compare_mathematics():
    lines = ["J = norm2(y - X*theta)^2", "D(J, theta) = -2*X'*y + 2*X'*X*theta", "0 = X'*X*theta - X'*y",
             "theta = inv(X'*X)*X'*y"]  # fmt: skip
    report = wrt.check(lines).require(
        start="J = norm2(X*theta - y)^2",
        end="inv(X'*X)*(y'*X)'",
        contain=["D(J, theta) = 2*X'*(X*theta - y)", r"X^T X \theta - X^T \mathbf{y}", "X*X'", "theta = X'*y"],
    )
    assert [requirement.holds for requirement in report.required] == [True, True, True, True, False, False]
    assert [requirement.line for requirement in report.required] == [0, 3, 1, 2, None, None]
    assert report.exit_code == 1


@pytest.mark.parametrize(
    ("wanted", "holds"), [({"start": "B*A"}, False), ({"end": "A*B = B'*A'"}, False), ({"end": "A*B = (B'*A')'"}, True)]
)
def test_an_equation_is_required_side_by_side(wanted, holds):
    report = wrt.check(["A*B = (B'*A')'"]).require(**wanted)
    assert report.required[0].holds is holds


def test_what_is_required_of_nothing_is_not_met():
    assert [r.holds for r in wrt.check([]).require("x", "x", ["x"]).required] == [False, False, False]


def test_a_requirement_that_cannot_be_read():
    with pytest.raises(wrt.WrtError):
        wrt.check([]).require(end="x +* y")


# ---- hostile text

HOSTILE = st.text(max_size=60) | st.text("<>&'\"\\`|*_$%\r\n:,{}\x1b\x00\ud800\u202e x=", max_size=30)


def hostile(source, mistake, name):
    wrong = line(0, source, False, reason=mistake, mistake=mistake, correction=source, notes=(mistake,))
    open_ = line(1, source, None, "Not understood", reason=mistake)
    report = Report([wrong, open_], (mistake,), required=[Requirement("must contain", source, False, mistake)])
    return [Checked(name, report), Checked(name, None, wrt.WrtError("E-file", mistake))]


@settings(deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE)
def test_nothing_is_obeyed(source, mistake, name):
    files = hostile(source, mistake, name)
    for face in FORMATS:
        found = write(files, face, Look(verbose=True))
        assert all(char.isprintable() or char == "\n" for char in found)
        assert found.encode("utf-8")


@settings(deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE)
def test_xml_is_well_formed(source, mistake, name):
    root = ET.fromstring(write(hostile(source, mistake, name), "junit"))
    assert [len(suite.findall("testcase")) for suite in root] == [3, 1]
    assert balanced(write(hostile(source, mistake, name), "html"))


@settings(deadline=None)
@given(HOSTILE, HOSTILE)
def test_json_keeps_the_source(source, mistake):
    record = json.loads(write(hostile(source, mistake, "a"), "json"))
    assert record["files"][0]["lines"][0]["source"] == source
    assert record["files"][1]["error"]["message"] == mistake


@settings(deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE)
def test_annotations_stay_on_their_lines(source, mistake, name):
    lines = write(hostile(source, mistake, name), "github").split("\n")
    assert [re.match(r"::\w+ (?:\w+=[^:,\r\n]*,?)+::", row) is not None for row in lines] == [True] * 3 + [False, True]


@given(st.text())
def test_annotations_are_escaped_as_the_runner_undoes_it(text):
    undone = escaped(text, ":,")
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        undone = undone.replace(code, char)
    assert undone == text


@settings(deadline=None)
@given(st.text("abcxyz \\{}^_+-*()αβ", max_size=300), st.integers(NARROWEST, 140))
def test_lines_fit_the_terminal(source, width):
    report = Report([line(0, source, False, reason=source, mistake=source, correction=source)], (source,))
    found = write([Checked("", report)], "terminal", Look(width=width)).split("\n")
    assert max(map(columns, found)) <= width


class Balance(HTMLParser):
    """Which elements are open, and what a page would load or run."""

    def __init__(self):
        super().__init__()
        self.open, self.wrong, self.outside = [], [], []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "br", "mspace"):
            self.open.append(tag)
        self.outside += [tag] if tag in ("script", "img", "link", "iframe", "object") else []
        self.outside += [name for name, value in attrs if name.startswith("on") or name == "src"]
        self.outside += [value for name, value in attrs if name == "href" and not value.startswith("#")]

    def handle_startendtag(self, tag, attrs):
        assert tag == "mspace"

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def balanced(html):
    parser = Balance()
    parser.feed(html)
    parser.close()
    return not (parser.open or parser.wrong or parser.outside)


# ---- what a format is for


def test_junit_is_read_as_services_read_it():
    root = ET.fromstring(shown("junit"))
    (suite,) = root
    cases = suite.findall("testcase")
    assert root.tag == "testsuites"
    for element in (root, suite):
        assert [element.get(name) for name in ("tests", "failures", "errors")] == ["10", "4", "3"]
    assert len(cases) == 10 == len({case.get("name") for case in cases})
    failures = {case.get("line"): case.find("failure") for case in cases if case.find("failure") is not None}
    assert failures["5"].get("message") == "used symmetry without assumption"
    assert "right would be: = A\\mathbf{v} + A^T\\mathbf{v}" in failures["5"].text
    assert all(case.get("classname") == "notes: 50%, a.md" for case in cases)


def test_annotations_name_the_place():
    errors = [row for row in shown("github").split("\n") if row.startswith("::error")]
    assert errors[0].startswith("::error file=notes%3A 50%25%2C a.md,line=5,col=1,title=wrong::")
    assert "%0Alikely mistake: used symmetry without assumption%0A" in errors[0]
    assert shown("github").count("::notice") == 1
    assert shown("github").count("::warning") == 3


def test_every_line_of_the_page_says_what_it_is():
    page = shown("html")
    words = re.findall(r'<span class="word">([^<]*)</span>', page)
    assert words == [row.word for row in rows(sample(), Look())]
    assert "prefers-color-scheme:dark" in page
    assert "http" not in page


def test_what_cannot_be_set_stands_as_it_was_written():
    page = shown("html")
    assert '<code class="raw">\\foo{x} = 50\\%, a: b</code>' in page
    assert '<span class="formula" title="0 = A\\mathbf{v}"><math' in page


def test_colours_are_asked_for():
    assert "\x1b" not in shown("terminal", Look(width=72)) + shown("text", Look(colour=True))
    assert re.sub(r"\x1b\[[\d;]*m", "", shown("terminal")) == shown("terminal", Look(width=72))


def test_without_signs():
    found = shown("text", Look(marks=False))
    assert not set("✓✗·") & set(found)
    assert re.search(r"^ +5 x &= 2A", found, re.MULTILINE)


def test_verbose_says_by_which_rule():
    report = wrt.check(["D(x'*A*x, x) = A*x + A'*x"])
    assert "by D(v'*A*v, v) = (A + A')*v" in report.write("text", verbose=True)
    assert "by" not in report.write("text").split()
    assert report.lines[0].to_json()["rules"][0] == "D_quad"


def test_many_files_in_a_table():
    files = [Checked("a.md", sample()), Checked("b|c.md", Report([line(0, "a = a", True)])),
             Checked("gone.md", None, wrt.WrtError("E-file", "cannot read gone.md"))]  # fmt: skip
    found = write(files, "text", Look(table=True)).split("\n")
    assert [row.split()[:5] for row in found[:3]] == [
        ["file", "lines", "right", "wrong", "undecided"], ["a.md", "9", "4", "3", "2"], ["b|c.md", "1", "1", "0", "0"],
    ]  # fmt: skip
    assert found[-1] == "3 files, 10 lines: 3 wrong in 1 file, 2 undecided, 1 file could not be checked"
    assert r"| b\|c.md | 1 | 1 | 0 | 0 |  |" in write(files, "markdown", Look(table=True))
    page = write(files, "html")
    assert page.count("<h2 id=") == 3 and 'href="#file3"' in page
    assert balanced(page)


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name, ending in ENDINGS.items():
        (GOLDEN / f"report.{ending}").write_text(shown(name), "utf-8")
