"""Commands that a document defines: what they write out to, where that comes from, and where they do not end."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wrt
from wrt.checking.reading.macros import Macros


def expanded(text):
    return " ".join(Macros().expanded(text)[0].split())


@pytest.mark.parametrize(("text", "written"), [
    (r"\newcommand{\bx}{\mathbf{x}}\bx^T\bx", r"\mathbf{x}^T\mathbf{x}"),
    (r"\newcommand\bx{\mathbf x}\bx", r"\mathbf x"),
    (r"\newcommand*{\norm}[1]{\|#1\|}\norm{\norm{x} y}", r"\|\|x\| y\|"),
    (r"\newcommand{\norm}[1]{\|#1\|}\norm x + \norm\mu", r"\|x\| + \|\mu\|"),
    (r"\newcommand{\g}[2][w]{\nabla_{#1} #2}\g{J} \g[v]{J}", r"\nabla_{w} J \nabla_{v} J"),
    (r"\def\T{^\top}A\T B\T", r"A^\top B^\top"),
    (r"\def\d#1#2{\frac{d#1}{d#2}}\d{y}{x}\d yx", r"\frac{dy}{dx}\frac{dy}{dx}"),
    (r"\DeclareMathOperator*{\argmin}{arg\,min}\argmin_w", r"\operatorname{argmin}_w"),
    (r"\DeclarePairedDelimiter{\abs}{\lvert}{\rvert}\abs{x}\abs*{y}\abs[\big]{z}", r"\lvert x\rvert\lvert y\rvert\lvert z\rvert"),
    (r"\newcommand{\a}{1}\renewcommand{\a}{2}\a", "2"),
    (r"\newcommand{\a}{1}\a\renewcommand{\a}{2}\a", "1 2"),
    (r"\newcommand{\a}{1}\providecommand{\a}{2}\providecommand{\b}{3}\a\b", "13"),
    (r"\let\old\phi\renewcommand{\phi}{\varphi}\old\phi", r"\phi\varphi"),
    (r"\newcommand{\n}[1]{\|#1\|}\let\m\n\m{x}", r"\|x\|"),
    (r"\newcommand{\f}[1]{\alpha#1}\f{x}", r"\alpha x"),
    (r"\newcommand{\l}{\lambda}\l{}x\l1", r"\lambda{}x\lambda1"),
    (r"\newcommand{\x}{\mathbf}\x{y}", r"\mathbf{y}"),
    (r"\newcommand{\a}{\b}\newcommand{\b}[1]{(#1)}\a{x}", "(x)"),
    (r"\newcommand{\ab}{1}\abc\ab", r"\abc1"),
    (r"\def\v(#1){x}\v(y)", r"\def\v(#1){x}\v(y)"),  # its arguments are not marked by braces
    (r"\newcommand{\a}{1", r"\newcommand{\a}{1"),
    ("```\n\\newcommand{\\a}{1}\n```\n$\\a$", "``` \\newcommand{\\a}{1} ``` $\\a$"),
])  # fmt: skip
def test_what_commands_write_out_to(text, written):
    assert expanded(text) == written


@given(st.text(st.sampled_from("\\{}[]#1ab $\n"), max_size=40))
def test_a_text_that_defines_nothing_stays(text):
    found, origin = Macros().expanded(text)
    assert found == text and [origin(i) for i in range(len(text))] == list(range(len(text)))


@given(st.lists(st.sampled_from([r"\a", r"\b{x}", r"\b{\a}", "y", "\n", r"\c "]), max_size=12))
def test_a_line_stays_on_its_line(parts):
    head = "\\def\\a{1 2 3}\n\\newcommand{\\b}[1]{[#1\n#1]}\n\\def\\c{\\b{\\a}}\n"
    found, origin = Macros().expanded(head + "".join(parts))
    source = head + "".join(parts)
    for offset, letter in enumerate(found):
        if letter in "y\n":
            assert source[origin(offset)] == letter
    assert found.count("\n") == source.count("\n")


def test_the_same_verdicts_at_the_same_places():
    source = "$$\n\\newcommand{\\bx}{\\mathbf{x}}\n\\newcommand{\\n}[1]{\\|#1\\|}\n$$\n\n$$\n\\n{\\bx}^2 = \\bx^T\\bx \\\\\n\\n{\\bx}^2 = \\bx\\bx^T\n$$\n"
    plain = (
        "\n\n\n\n\n" + r"$$ \|\mathbf{x}\|^2 = \mathbf{x}^T\mathbf{x} \\ \|\mathbf{x}\|^2 = \mathbf{x}\mathbf{x}^T $$"
    )
    with_commands, without = wrt.check(source, name="a.md"), wrt.check(plain, name="a.md")
    assert [line.mark for line in with_commands] == [line.mark for line in without] == ["✓", "✗"]
    assert [line.place for line in with_commands] == [(7, 1), (8, 1)]


def test_the_cells_of_a_notebook_share_them():
    cells = [{"cell_type": "markdown", "source": r"$\newcommand{\bx}{\mathbf{x}}$"},
             {"cell_type": "markdown", "source": r"$\bx^T\bx = \|\bx\|^2$ and $\bx^T\bx = 2$"}]  # fmt: skip
    report = wrt.check(json.dumps({"cells": cells}), name="a.ipynb")
    assert [(line.mark, line.place[0]) for line in report] == [("✓", 20001), ("✗", 20001)]


@pytest.mark.parametrize("text", [
    r"\def\a{\a\a} $\a = 1$", r"\def\a{\b}\def\b{\a} $\a = 1$", r"\def\a{x\a} " + r"\a" * 1000,
    "".join(rf"\def\{chr(97 + i)}{{\{chr(98 + i)}\{chr(98 + i)}\{chr(98 + i)}}}" for i in range(20)) + r"$\a = 1$",
    r"\def\a{" + "x" * 1000 + "}" + r"\a" * 100_000, r"\def\a#1{#1#1}" + r"\a{" * 500 + "x" + "}" * 500,
])  # fmt: skip
def test_what_does_not_end_is_refused(text):
    start = time.monotonic()
    with pytest.raises(wrt.WrtError, match="E-document"):
        wrt.check(text, name="a.md")
    assert time.monotonic() - start < 10


@pytest.mark.parametrize(
    "part", [r"\newcommand{\a}{", r"\newcommand", r"\def\a", "\\", "{", r"\let\a\b", r"\def\a{}\a"]
)
def test_many_definitions_take_no_time(part):
    start = time.monotonic()
    expanded(part * 10_000)
    assert time.monotonic() - start < 10
