"""Every writer on every example: well-formed, nothing left out, nothing wider than the page."""

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser

import pytest

from documents.examples import EXAMPLES, HOSTILE
from wrt.diagnostics import WrtError
from wrt.documents.measure import columns
from wrt.documents.writers import FORMATS, write

DEPTHS = (1, 2, 3)
CASES = [(name, depth) for name in EXAMPLES for depth in DEPTHS]
VOID = {"meta", "br"}
PDFLATEX = shutil.which("pdflatex")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(("name", "depth"), CASES)
def test_every_format_writes_every_example(name, depth, form):
    found = write(EXAMPLES[name], form, depth=depth, title="A & B_1")
    assert found.strip() and "None" not in found.replace('"None"', "")


def test_an_unknown_format_is_an_error():
    with pytest.raises(WrtError, match="no format"):
        write(EXAMPLES["empty"], "pdf")


@pytest.mark.parametrize("form", ["unicode", "text"])
@pytest.mark.parametrize("width", [60, 80, 100, 140])
@pytest.mark.parametrize("name", ["regression", "components", "inverse", "wide", "differentials"])
def test_the_terminal_keeps_to_its_width(name, form, width):
    found = write(EXAMPLES[name], form, depth=3, width=width).splitlines()
    assert max(map(columns, found)) <= width + (0 if width > 60 else 12)


@pytest.mark.parametrize("width", [60, 100])
def test_breaking_loses_nothing(width):
    """Rules and formulas share lines, so all characters are compared without spaces, as a collection."""
    wanted = write(EXAMPLES["wide"], "text", width=10_000)
    found = write(EXAMPLES["wide"], "text", width=width)
    assert sorted(re.sub(r"\s", "", found)) == sorted(re.sub(r"\s", "", wanted))


class Checker(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.text = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        """An empty element, which MathML closes itself."""

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


@pytest.mark.parametrize("form", ["html", "html-page"])
@pytest.mark.parametrize(("name", "depth"), CASES)
def test_html_is_well_formed(name, depth, form):
    found = write(EXAMPLES[name], form, depth=depth, title="<A>")
    checker = Checker()
    checker.feed(found)
    assert checker.open == []
    assert "<script" not in found and "http" not in found
    if name == "inverse":
        assert HOSTILE in "".join(checker.text)


@pytest.mark.parametrize(("name", "depth"), CASES)
def test_json_round_trips(name, depth):
    found = json.loads(write(EXAMPLES[name], "json", depth=depth))
    assert len(found["parts"]) == len(EXAMPLES[name].parts)
    for part, given in zip(found["parts"], EXAMPLES[name].parts):
        assert [line["rule"] for line in part["lines"]] == [line.rule for line in given.lines]
        for line, source in zip(part["lines"], given.lines):
            assert line["conditions"] == list(source.conditions)
            assert (line["inner"] is not None) == (source.inner is not None and depth > 1)


@pytest.mark.parametrize("form", ["latex", "latex-document", "markdown"])
@pytest.mark.parametrize(("name", "depth"), CASES)
def test_latex_balances(name, depth, form):
    found = re.sub(r"\\\\|\\[{}$]", "", write(EXAMPLES[name], form, depth=depth))
    level = 0
    for char in found:
        level += (char == "{") - (char == "}")
        assert level >= 0
    assert level == 0
    assert found.count(r"\begin{") == found.count(r"\end{")
    assert found.count("$") % 2 == 0
    for left, right in ((r"\\left(?![a-z])", r"\\right(?![a-z])"), (r"\\bigl", r"\\bigr")):
        assert len(re.findall(left, found)) == len(re.findall(right, found))


@pytest.mark.skipif(PDFLATEX is None, reason="there is no pdflatex")
@pytest.mark.parametrize("name", EXAMPLES)
def test_latex_compiles_and_fits_the_page(name, tmp_path):
    (tmp_path / "page.tex").write_text(write(EXAMPLES[name], "latex-document", depth=3, title=HOSTILE), "utf-8")
    command = [PDFLATEX, "-interaction=nonstopmode", "-halt-on-error", "page.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=120, check=False)
    log = (tmp_path / "page.log").read_text("latin-1")
    assert done.returncode == 0, [line for line in log.splitlines() if line.startswith(("!", "l."))]
    assert "Overfull" not in log and "Missing character" not in log


@pytest.mark.parametrize("name", EXAMPLES)
def test_typst_compiles(name, tmp_path):
    typst = pytest.importorskip("typst")
    (tmp_path / "page.typ").write_text(write(EXAMPLES[name], "typst", depth=3, title=HOSTILE), "utf-8")
    assert typst.compile(str(tmp_path / "page.typ")).startswith(b"%PDF")


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "json"])
def test_depth_opens_the_steps(form):
    """The transposition is told two levels down only."""
    marks = [len(write(EXAMPLES["regression"], form, depth=depth)) for depth in DEPTHS]
    assert marks[0] < marks[1] < marks[2]


@pytest.mark.parametrize("form", ["unicode", "text"])
def test_every_line_has_its_equals_sign(form):
    found = write(EXAMPLES["regression"], form).splitlines()[1:]
    assert len({line.index("= ") for line in found}) == 1
    assert [line.lstrip().startswith("= ") for line in found] == [False, True, True, True]
