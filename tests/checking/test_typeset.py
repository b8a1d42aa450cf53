"""Formulas set as they were written: every term where its writer put it."""

import xml.etree.ElementTree as ET

import pytest

import published
import wrt
from wrt.checking.faces.treetex import tree_latex
from wrt.checking.faces.typeset import typeset
from wrt.checking.written import written
from wrt.syntax.reader import read

# ---- formulas as they were written


@pytest.mark.parametrize(
    ("source", "latex"),
    [
        ("a - (b - c)", r"a - \left( b - c \right)"),
        ("a*2*b*3", r"a \cdot 2 \, b \cdot 3"),
        ("A*(-B)", r"A \, \left( -B \right)"),
        ("inv(A)'", r"\left( A^{-1} \right)^{\top}"),
        ("A*B.*C", r"\left( A \, B \right) \odot C"),
        ("x_hat1", r"\hat{x}_{1}"),
        ("[a, b; c, d]", r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}"),
        ("D(f, x, y)", r"\frac{\partial^{2} f}{\partial x \partial y}"),
    ],
)
def test_text_in_latex(source, latex):
    assert tree_latex(read(source, latex=False)) == latex


@pytest.mark.skipif(not published.FOLDER.is_dir(), reason="no published cases here")
def test_latex_means_what_the_text_says():
    compared = 0
    for case in published.read("derivations-handmade.jsonl"):
        shapes = published.shapes(case)
        for source in case["text_lines"]:
            text = written(source).text
            tree = read(text, latex=False)
            for side in tree.args if tree.head == "equation" else (tree,):
                try:
                    meant = wrt.parse(text[side.span.start : side.span.end], shapes=shapes)
                except wrt.WrtError:  # a wrong line whose sizes clash
                    continue
                assert wrt.parse(tree_latex(side), shapes=shapes).text == meant.text
                compared += 1
        assert all(typeset(source, latex=True) for source in case["lines"])
    assert compared > 300


@pytest.mark.parametrize(
    "source",
    [
        r"\foo{x} = y",
        r"\mathbf{x} is a column",
        r"\begin{cases} a \\ b \end{cases}",
        "x" * 2000,
        r"\xrightarrow{x} y",
        "",
        "&=",
    ],
)
def test_what_is_not_known_is_not_set(source):
    assert typeset(source, latex=True) == []


def test_a_claim_about_a_shape_is_a_formula_and_words():
    (found,) = typeset(r"\frac{\partial y}{\partial \mathbf{x}}: 1-D row <vector>", latex=True)
    assert found == typeset(r"\frac{\partial y}{\partial \mathbf{x}}", latex=True)[0] + ": 1-D row &lt;vector&gt;"


@pytest.mark.parametrize("source", ["x +* y", "J where J = x", "("])
def test_text_that_cannot_be_read_is_not_set(source):
    assert typeset(source, latex=False) == []


def test_a_long_formula_is_set_in_rows():
    found = typeset("J = " + " + ".join(["X'*y"] * 40), latex=False)
    assert len(found) > 2
    assert all(ET.fromstring(row).tag == "math" for row in found)
