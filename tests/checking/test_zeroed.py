"""What is set to zero, and what is said to be optimal, behind a function: judged by the derivative of that function."""

import pytest

import wrt

SQUARES = [r"J(w) = \|y - Xw\|^2"]
GRADIENT = [*SQUARES, r"\nabla J(w) = 2X^T(Xw - y)"]
RIDGE = [r"J(w) = \|y - Xw\|^2 + \lambda \|w\|^2"]
QUADRATIC = [r"f(x) = \frac{1}{2}x^T A x - b^T x"]

RIGHT = [
    (SQUARES, [r"0 = w - (X^TX)^{-1}X^Ty"], "·"),  # not the derivative, and zero where it is
    (SQUARES, [r"0 = X^TXw - X^Ty"], "·"),
    (SQUARES, [r"w = (X^TX)^{-1}X^Ty"], "✓"),
    (SQUARES, [r"\hat w = (X^TX)^{-1}X^Ty"], "✓"),
    (SQUARES, [r"X^TXw = X^Ty", r"w = (X^TX)^{-1}X^Ty"], "·✓"),
    (SQUARES, [r"w = X^T\alpha", r"J(w) = \|y - XX^T\alpha\|^2"], "·✓"),  # other symbols in the place of w
    (SQUARES, [r"\hat y = Xw"], "✓"),
    (GRADIENT, [r"\hat w = (X^TX)^{-1}X^Ty"], "✓"),
    (GRADIENT, [r"\tilde w = w - \eta \nabla J(w)"], "·"),
    (RIDGE, [r"w^* = (X^TX + \lambda I)^{-1}X^Ty"], "✓"),
    (RIDGE, [r"\hat w_{OLS} = (X^TX)^{-1}X^Tz"], "·"),  # of other data
    ([r"f(x) = x^2 - 2"], [r"0 = x^2 - 2"], "·"),  # a root of the function
    ([r"f(w) = w^T A w"], [r"0 = Aw - \mu w"], "·"),  # with a multiplier that the function has not
]
WRONG = [
    (SQUARES, r"0 = 2X^T(y + Xw)", "sign", r"0 = 2 X^T (y - X w)"),
    (SQUARES, r"X^TXw = -X^Ty", "sign", r"X^TXw = X^T y"),
    (SQUARES, r"w = -(X^TX)^{-1}X^Ty", "sign", r"w = (X^T X)^{-1} X^T y"),
    (SQUARES, r"\hat w = 2(X^TX)^{-1}X^Ty", "dropped factor 1/2", r"\hat w = (X^T X)^{-1} X^T y"),
    (GRADIENT, r"\hat w = (X^TX)^{-1}Xy", "missing transpose", r"\hat w = (X^T X)^{-1} X^T y"),
    (RIDGE, r"\hat w = (X^TX)^{-1}X^Ty", "dropped term", r"\hat w = (X^T X + \lambda I)^{-1} X^T y"),
    (QUADRATIC, r"\hat x = A b", "missing inverse", None),
]


@pytest.mark.parametrize(("before", "lines", "marks"), RIGHT)
def test_what_follows_from_a_function(before, lines, marks):
    shapes = {"X": "n p", "y": "n", "w": "p", "alpha": "n", "A": "n n"}
    shapes |= {"w": "n"} if "A" in "".join(before) else {}
    report = wrt.check([*before, *lines], shapes=shapes)
    assert "".join(line.mark for line in report.lines[len(before) :]) == marks


@pytest.mark.parametrize(("before", "line", "mistake", "correction"), WRONG)
def test_what_does_not(before, line, mistake, correction):
    shapes = {"X": "n p", "y": "n", "w": "p"} if before is not QUADRATIC else {"A": "n n"}
    assume = {"A": ["spd"]} if before is QUADRATIC else {}
    last = wrt.check([*before, line], shapes=shapes, assume=assume).lines[-1]
    assert last.mark == "✗"
    assert mistake in last.mistake
    if correction is not None:
        assert last.correction == correction


def test_one_slip_in_the_gradient_is_not_reported_again():
    lines = [*SQUARES, r"\nabla J(w) = 2X^T(Xw + y)", r"0 = 2X^T(Xw + y)", r"w = -(X^TX)^{-1}X^Ty"]
    report = wrt.check(lines, shapes={"X": "n p", "y": "n", "w": "p"})
    assert [(line.mark, line.consistent) for line in report.lines[1:]] == [("✗", False), ("✗", True), ("✗", True)]


def test_a_definition_says_that_it_is_one():
    words = r"Let $J(w) = \|y - Xw\|^2$ with $X \in \mathbb{R}^{n \times p}$. {} $\hat w = X^T y$."
    marks = {word: wrt.check(words.replace("{}", word)).lines[-1].mark for word in ("Let", "Then")}
    assert marks == {"Let": "·", "Then": "✗"}


DOCUMENTS = [
    (r"\nabla J|_{w=\hat w} = 0", r"\hat w = (X^TX)^{-1}X^Ty", "·✓"),
    (r"\nabla J|_{w=\hat w} = 0", r"\hat w = 2(X^TX)^{-1}X^Ty", "·✗"),
    (r"\left.\frac{\partial J}{\partial w}\right|_{w=w^*} = 0", r"w^* = (X^TX)^{-1}X^Ty", "·✓"),
    (r"\frac{\partial J}{\partial w}\Big|_{\hat w} = -2X^T(y - X\hat w) = 0", r"\hat w = (X^TX)^{-1}X^Ty", "✓✓"),
    (r"\nabla_w J \bigg|_{w = \hat w} = -2X^T(y + X\hat w) = 0", r"X^T X \hat w = -X^T y", "✗✗"),
    (r"0 = -2X^T(y + X\hat w)", r"X^T X \hat w = -X^T y", "✗✗"),
    (r"X^T(y - X\hat w) = 0", r"J(\hat w) = y^T(I - X(X^TX)^{-1}X^T)y", "·✓"),
    (r"X^T(y - X\hat w) = 0", r"J(w) = J(\hat w) + (w - \hat w)^TX^TX(w - \hat w)", "·✓"),
    (r"X^T(y - X\hat w) = 0", r"J(w) = J(\hat w) + 2(w - \hat w)^TX^TX(w - \hat w)", "·✗"),
    (r"\nabla J(\hat w) = 0", r"J(w) = \|y - X\hat w\|^2 + \|X(w - \hat w)\|^2", "·✓"),
    (r"\hat w = (X^TX)^{-1}X^Ty", r"J(w) = \|y - X\hat w\|^2 + \|X(w - \hat w)\|^2", "✓✓"),
    (r"\hat w = (X^TX)^{-1}X^Ty", r"J(w) = \|y - X\hat w\|^2 - \|X(w - \hat w)\|^2", "✓✗"),
    (r"X^TX\hat w = X^Ty", r"\hat y = X\hat w", "··"),
    (r"J(2w) = \|y - 2Xw\|^2", r"J(w + v) = \|y - Xw - Xv\|^2", "✓✓"),
    (r"J(2w) = 4\|y - Xw\|^2", r"J(w + v) = \|y - Xw + Xv\|^2", "✗✗"),
]


@pytest.mark.parametrize(("first", "second", "marks"), DOCUMENTS)
def test_estimates_beside_what_they_estimate(first, second, marks):
    shapes = {"X": "n p", "y": "n", "w": "p", "v": "p"}
    report = wrt.check([*SQUARES, first, second], shapes=shapes)
    assert "".join(line.mark for line in report.lines[1:]) == marks
