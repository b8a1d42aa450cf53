r"""Words behind a formula, in its `\text` or in the sentence that goes on, and what they say of it."""

import pytest

import wrt
from wrt.checking.reading.remarks import remarked

READ = [
    (r"$$f = x^\top A x$$ $$\nabla f = 2Ax \quad \text{if $A$ is symmetric}$$", "·✓"),
    (r"$$f = x^\top A x$$ $$\nabla f = Ax \quad \text{if $A$ is symmetric}$$", "·✗"),
    (r"$$f = x^\top A x$$ $$\nabla f = 2Ax \quad \text{if } A^\top = A$$", "·✓"),
    (r"$$f = x^\top A x$$ $$\nabla f = 2Ax \quad \text{for symmetric } A$$", "·✓"),
    (r"$$f = x^\top A x$$ $$\nabla f = 2Ax \quad (A \text{ symmetric})$$", "·✓"),
    (r"$$f = x^\top A x, \qquad A = A^\top$$ $$\nabla f = 2Ax$$", "·✓"),
    (r"$$f = x^\top A x$$ $$\nabla f = 2Ax$$", "·✗"),
    (r"$$\nabla f(x) = (S+S^\top)x$$ where $f(x) = x^\top S x$.", "✓·"),
    (r"$$\nabla f(x) = 2Sx$$ where $f(x) = x^\top S x$.", "✗·"),
    (r"$$\frac{\partial f}{\partial x} = 2A^\top r$$ where $f=\|r\|^2$ and $r=Ax-b$.", "✓··"),
    (r"$$\frac{\partial f}{\partial x} = A^\top r \quad\text{where } f = \|r\|^2,\ r = Ax-b$$", "✗··"),
    (r"Let $M = I - X(X^\top X)^{-1}X^\top$. $e = My = M\varepsilon$ when $y = X\beta+\varepsilon$.", "·✓·"),
    (r"Then $\|Qx\|^2 = \|x\|^2$ provided that $Q^\top Q = I$, and $\det Q = 2$.", "✓·✗"),
    (r"With $K = A^{-1}B$, where $A$ is symmetric positive definite, $AK = 2B$ and $K^T = B^TA^{-1}$.", "·✗✓"),
    (r"Let $A$ have full column rank. Its pseudoinverse is $A^+ = A^\top(AA^\top)^{-1}$.", "?"),
    (r"Let $A, B\in\mathbb{R}^{n\times n}$ commute. $$(A+B)^2 = A^2 + 2AB + B^2$$", "·✓"),
    (r"Let $A$ and $B$ be matrices that commute. Then $(A+B)(A-B) = A^2 - B^2$ and $AB = -BA$.", "·✓✗"),
    (r"$A$ and $B$ need not commute. Then $(A+B)(A-B) = A^2 - B^2$.", "✗"),
    (r"Let $A\in\mathbb{R}^{n\times n}$ and $A^2=A$. $$(I-A)^2 = I-A$$", "·✓"),
    (r"Let $u^Tu=1$. Let $S = X^T X$. $$J(u) = u^T S u$$ $$\nabla J = 2X^TXu$$ $$\nabla J = XX^Tu$$", "···✓✗"),
]


@pytest.mark.parametrize(("document", "marks"), READ)
def test_words_behind_a_formula_hold_for_it(document, marks):
    report = wrt.check(document, name="x.md")
    assert "".join(line.mark for line in report) == marks, str(report)


def test_what_cannot_be_said_of_a_name_stays_with_the_formula():
    row = r"s_i = 0 \text{ if } i\ne j"
    assert remarked(row).formula == row


@pytest.mark.parametrize("inside", [r"\text{" * 5000 + "if" + "}" * 5000, "(" * 9000 + r"\text{if} (" + "(" * 9000,
                                    r"\text{if $" * 9000, r"\text{if } A \text{" + "x" * 90000])  # fmt: skip
def test_nothing_that_nests_stops_the_reading(inside):
    formula, remark = remarked("a = b " + inside)
    assert formula.startswith("a = b") and (remark or formula == "a = b " + inside)
