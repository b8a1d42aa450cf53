"""Documents as people write them: what is found in them, what is declared, and the report on the worksheet."""

import json
from pathlib import Path

import pytest

import wrt

DOCUMENTS = Path(__file__).parent / "documents"
SHEET = Path(__file__).parents[3] / "shared" / "worksheet.md"


def marks(report):
    return "".join(line.mark for line in report)


def check(text, name="a.md", **given):
    return wrt.check(text, name=name, **given)


@pytest.mark.parametrize(("name", "expected"), [
    ("ridge.tex", "·✓✓✓·✓✓✓✓✓✗"), ("macros.tex", "·✓✗✓✗"), ("kalman.md", "·✓✓·✓·✓✓✓✗·✓"), ("least_squares.txt", "·✓✓✓·✓✗✗"),
])  # fmt: skip
def test_documents(name, expected):
    assert marks(check((DOCUMENTS / name).read_text(), name)) == expected


def test_places_are_those_of_the_file():
    text = (
        "# Title\n\nLet $f = x^2$. Then\n\n$$\n\\begin{aligned}\n f' &= 2x \\\\\n D(f, x) &= 3x\n\\end{aligned}\n$$\n"
    )
    report = check(text)
    first = report.lines[0]
    assert (first.source, first.place) == ("f = x^2", (3, 6))
    assert report.lines[-1].place == (8, 2)


@pytest.mark.parametrize(("words", "formula", "holds"), [
    ("Let $A \\in \\mathbb{R}^{n \\times n}$ be symmetric.", "\\nabla_{\\mathbf{x}} (\\mathbf{x}^T A \\mathbf{x}) = 2A\\mathbf{x}", True),
    ("Let $A \\in \\mathbb{R}^{n \\times n}$.", "\\nabla_{\\mathbf{x}} (\\mathbf{x}^T A \\mathbf{x}) = 2A\\mathbf{x}", False),
    ("For a symmetric matrix $A$ we have", "\\nabla_{\\mathbf{x}} (\\mathbf{x}^T A \\mathbf{x}) = 2A\\mathbf{x}", True),
    ("$A$ need not be symmetric:", "\\nabla_{\\mathbf{x}} (\\mathbf{x}^T A \\mathbf{x}) = 2A\\mathbf{x}", False),
    ("If $A = A^\\top$ then", "\\nabla_{\\mathbf{x}} (\\mathbf{x}^T A \\mathbf{x}) = 2A\\mathbf{x}", True),
    ("Where $Q^T Q = I$ we get", "Q^{-1} = Q^T", True),
    ("Use numerator layout.", "\\frac{\\partial A\\mathbf{x}}{\\partial \\mathbf{x}} = A", True),
    ("Here is no layout named.", "\\frac{\\partial A\\mathbf{x}}{\\partial \\mathbf{x}} = A", False),
    ("Both numerator and denominator layout are in use.", "\\frac{\\partial A\\mathbf{x}}{\\partial \\mathbf{x}} = A", False),
    ("We do not use numerator layout.", "\\frac{\\partial A\\mathbf{x}}{\\partial \\mathbf{x}} = A", False),
    ("With $\\lambda > 0$,", "\\sqrt{\\lambda^2} = \\lambda", True),
    ("With $\\Sigma \\succ 0$,", "\\Sigma^T = \\Sigma", True),
    ("With $\\Sigma \\in \\mathbb{S}^n$,", "\\Sigma^T = \\Sigma", True),
])  # fmt: skip
def test_what_the_words_declare(words, formula, holds):
    report = check(f"{words}\n\n$$ {formula} $$\n")
    assert report.lines[-1].verdict.holds is holds


def test_each_section_stands_by_itself():
    text = "# One\nLet $A \\in \\mathbb{R}^{2\\times 2}$ be symmetric. $A^T = A$.\n# Two\n$A^T = A$\n"
    assert marks(check(text)) == "✓✗"


def test_front_matter_overrides_the_default():
    text = "---\nlayout: numerator\nshapes: {A: m n, x: n}\nassume:\n  A: full_column_rank\n---\n$\\frac{\\partial}{\\partial x} A x = A$\n"
    assert marks(check(text)) == "✓" and check(text).layout == "numerator"


def test_a_table_by_layouts():
    text = ("| | Numerator layout | Denominator layout | Notes |\n|---|---|---|---|\n"
            "| $\\frac{\\partial \\mathbf{x}^T A \\mathbf{x}}{\\partial \\mathbf{x}}$ | $2\\mathbf{x}^T A$ | $2A\\mathbf{x}$ | if $A = A^T$ |\n"
            "| $\\frac{\\partial \\mathbf{x}^T A \\mathbf{x}}{\\partial \\mathbf{x}}$ | $2\\mathbf{x}^T A$ | $(A + A^T)\\mathbf{x}$ | |\n")  # fmt: skip
    report = check(text)
    assert marks(report) == "✓✓✗✓" and report.lines[2].place == (4, 70)


def test_a_notebook():
    cells = [{"cell_type": "markdown", "source": ["# Title\n", "$f = x^2$\n", "\n", "$D(f, x) = 2x$"]},
             {"cell_type": "code", "source": "y = 3"}, {"cell_type": "markdown", "source": "$D(f, x) = x$"}]  # fmt: skip
    report = wrt.check(json.dumps({"cells": cells, "nbformat": 4}))
    assert marks(report) == "·✓✗" and report.lines[2].place[0] == 30001


@pytest.mark.parametrize("text", ["{}", "[1", '{"cells": 3}'])
def test_what_is_no_notebook(text):
    with pytest.raises(wrt.WrtError, match="E-document"):
        wrt.check(text, name="a.ipynb")


def test_unclear_formulas_do_not_stop_the_rest():
    report = check(
        "$x + = 2$, $\\mathbb{E}[x] = \\mu$, $1 + 1 = 2$ and $\\begin{bmatrix} 1 & \\cdots \\end{bmatrix} = 3$"
    )
    assert marks(report) == "??✓" and str(report.lines[0].verdict).startswith("Not understood")


def test_dots_follow_a_layout():
    def grid(a, b):
        cell = "\\frac{\\partial y_%d}{\\partial x_%d}"
        return (f"$$\\frac{{\\partial \\mathbf{{y}}}}{{\\partial \\mathbf{{x}}}} = \\begin{{bmatrix}} {cell % (1, 1)} & "
                f"{cell % (a, b)} & \\cdots \\\\ {cell % (b, a)} & {cell % (2, 2)} & \\cdots \\\\ \\vdots \\end{{bmatrix}}$$")  # fmt: skip

    assert [check(grid(2, 1)).lines[0].notes[0][:18], check(grid(1, 2)).lines[0].notes[0][:16]] == [
        "denominator layout", "numerator layout"
    ]  # fmt: skip
    assert marks(check(grid(2, 2))) == "✗"


def test_claims_about_shapes():
    text = "Let $\\mathbf{x} \\in \\mathbb{R}^3$ and $A \\in \\mathbb{R}^{2 \\times 3}$. $A\\mathbf{x}$ has shape $2 \\times 1$, and $A^T$ has size $2 \\times 3$."
    assert marks(check(text)) == "✓✗"


@pytest.mark.skipif(not SHEET.exists(), reason="the worksheet is not here")
def test_the_worksheet():
    """Every formula is judged; what the printed sheet says wrongly is named, with the corrected line."""
    report = wrt.check(SHEET.read_text(encoding="utf-8"), name="worksheet.md")
    assert not report.undecided
    wrong = {line.place: line for line in report if line.mark == "✗"}
    assert sorted(wrong) == [(28, 51), (28, 66), (29, 51), (29, 69), (30, 64), (30, 79), (72, 32), (103, 196)]
    assert wrong[103, 196].mistake == "index slip" and "A_{1,2} v_{2}" in wrong[103, 196].correction
    assert all("y is a scalar" in wrong[28, column].mistake for column in (51, 66))
    assert all("x is a scalar" in wrong[29, column].mistake for column in (51, 69))
    closed_form = report.lines[-1]
    assert closed_form.verdict.conditions == ("X has full column rank",)
    symmetric = [line for line in report if line.place and line.place[0] == 47]
    assert [line.verdict.assumptions for line in symmetric] == [("A is symmetric",)] * 2
    assert report.lines[0].place == (5, 143) and len(report) >= 60
