"""Long formulas on several lines: nothing is lost, and the LaTeX reader finds the same boxes again."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wrt
from wrt.documents.breaking import math_lines, text_lines
from wrt.documents.mathml import mathml
from wrt.documents.mathtree import read_math
from wrt.documents.measure import columns, width
from wrt.documents.typst_math import typst_math

FORMULAS = (
    "2/N*X'*(X*w - y)", "norm2(y - X*w)^2/2 + lam*norm1(w)", "[A, B; C, D]*[x; y]", "sqrt(x'*x)*sigmoid(x)",
    "kron(A, B)*vec(X)", "x_hat + theta1.*x_bar", "inv(A)'*diag(x)*ones(n)", "logdet(A'*A) - sum(log(abs(x)))",
)  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("limit", [8, 15, 30])
def test_text_is_broken_between_signs(text, limit):
    rows = text_lines(text, limit)
    assert "".join(rows).replace(" ", "") == text.replace(" ", "")
    assert all(columns(row) < columns(text) for row in rows) or len(rows) == 1


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("limit", [6, 12, 30])
def test_latex_is_broken_between_boxes(text, limit):
    latex = wrt.parse(text).latex
    rows = math_lines(latex, limit)
    assert all(row.count("{") == row.count("}") for row in rows)
    if r"\bigl" not in "".join(rows):
        assert re.sub(r"\s", "", "".join(rows)) == re.sub(r"\s", "", latex)


def test_a_long_fraction_becomes_a_factor():
    latex = r"\frac{a + b + c + d + e}{2} x"
    assert math_lines(latex, 8)[0].startswith(r"\frac{1}{2} \bigl( a")
    product = r"\frac{\partial (y - X z)^\top (y - X z)}{\partial z}"
    assert "".join(math_lines(product, 12)).count("(") == 3


@pytest.mark.parametrize("text", FORMULAS)
def test_every_command_of_the_writer_is_known(text):
    def kinds(box):
        yield box
        for part in box.parts:
            yield from kinds(part)

    found = read_math(wrt.parse(text).latex)
    assert not [box for box in kinds(found) if box.kind == "sign" and box.value.startswith("\\")]
    assert width(found) > 1


@given(st.text(alphabet=r"\{}[]()^_&$ab12+-=' ", max_size=30))
def test_any_text_is_read(text):
    assert width(read_math(text)) >= 0
    assert mathml(text).startswith("<math>") and isinstance(typst_math(text), str)
    assert math_lines(text, 5)


def test_typst_and_mathml():
    assert typst_math(r"\frac{\partial f}{\partial x_{1}}") == "frac(∂ f, ∂ x_(1))"
    assert typst_math(r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}") == 'mat(delim: "[", a, b; c, d)'
    assert mathml(r"A^{-1}") == "<math><msup><mi>A</mi><mrow><mo>-</mo><mn>1</mn></mrow></msup></math>".replace(
        "-", "−"
    )
