"""What people say around formulas: minimisers, estimates, bare gradients, assumptions in words and in plain text."""

import pytest

import wrt
from wrt.checking.minimised import minimised
from wrt.checking.reading.declared import Declared
from wrt.checking.reading.plain_words import read_plain

RIGHT = r"(X^TX)^{-1}X^T\mathbf{y}"
WRONG = r"(X^TX)^{-1}X\mathbf{y}"
J = r"\|X\mathbf{w} - \mathbf{y}\|^2"
W = r"\hat{\mathbf{w}}"


def marks(document, name="a.md", **options):
    return "".join(line.mark for line in wrt.check(document, name=name, **options))


@pytest.mark.parametrize(
    "said",
    [
        rf"{W} = \arg\min_{{\mathbf{{w}}}} J",
        rf"{W} = \operatorname{{argmin}}_{{\mathbf{{w}} \in \mathbb{{R}}^p}} \; J",
        rf"{W} = \underset{{\mathbf{{w}}}}{{\arg\min}} J",
        rf"{W} = \arg\min_{{\mathbf{{w}}}} {J}",
        r"\nabla J = 0",
        r"\frac{\partial J}{\partial \mathbf{w}} = 0",
    ],
)
def test_what_minimises_sets_the_gradient_to_zero(said):
    left = W if "arg" in said else r"\mathbf{w}"
    assert marks(f"Let $J = {J}$.\n\n$$\n{said}\n$$\n\n$$\n{left} = {RIGHT}\n$$\n") == "··✓"
    wrong = wrt.check(f"Let $J = {J}$.\n\n$$\n{said}\n$$\n\n$$\n{left} = {WRONG}\n$$\n", name="a.md")
    assert [line.mark for line in wrong] == ["·", "·", "✗"]


def test_a_gradient_at_an_estimate():
    text = f"Let $f(\\mathbf{{w}}) = {J}$.\n\nAt the minimum $\\nabla f({W}) = 0$, so\n\n$$\n{W} = "
    assert marks(f"{text}{RIGHT}\n$$\n") == "··✓"
    assert marks(f"{text}{WRONG}\n$$\n") == "··✗"


def test_a_bare_gradient_is_by_what_is_solved_for():
    report = wrt.check([rf"J = {J}", r"\nabla J = 2X^T(X\mathbf{w} - \mathbf{y})", rf"\mathbf{{w}} = {RIGHT}"])
    assert [line.mark for line in report] == ["·", "✓", "✓"]
    assert any("the gradient of J is taken by w" in said for said in report.assumed)
    report = wrt.check([rf"J = {J}", r"\nabla J = X^T(X\mathbf{w} - \mathbf{y})", rf"\mathbf{{w}} = {RIGHT}"])
    assert report.first_wrong == 1 and report.lines[1].mistake == "dropped factor 2"


@pytest.mark.parametrize("fact", ["A^T = A", "A = A^T", "A' = A"])
def test_if_a_matrix_is_its_transpose(fact):
    text = f"If ${fact}$, then\n\n$$\n\\frac{{\\partial \\mathbf{{x}}^T A \\mathbf{{x}}}}{{\\partial \\mathbf{{x}}}} = "
    assert marks(f"{text}2A\\mathbf{{x}}\n$$\n") == "✓"
    assert marks(f"{text}A\\mathbf{{x}}\n$$\n") == "✗"


@pytest.mark.parametrize(
    ("line", "shapes", "facts"),
    [
        ("X, Y symmetric", {}, {"X": ["symmetric"], "Y": ["symmetric"]}),
        ("A and B are invertible", {}, {"A": ["invertible"], "B": ["invertible"]}),
        ("Let A be symmetric.", {}, {"A": ["symmetric"]}),
        ("x in R^n, A in R^(n x n), A symmetric", {"x": "n", "A": "n n"}, {"A": ["symmetric"]}),
        ("Let X be an n x p matrix. y is a vector of length n; w is a vector of length p",
         {"X": "n p", "y": "n", "w": "p"}, {}),
        ("x, y in R^n", {"x": "n", "y": "n"}, {}),
        ("lam is a positive scalar", {"lam": ""}, {"lam": ["positive"]}),
        ("A is 3 by 4", {"A": "3 4"}, {}),
        ("A is n x n, symmetric", {"A": "n n"}, {"A": ["symmetric"]}),
    ],
)  # fmt: skip
def test_declarations_in_plain_words(line, shapes, facts):
    found = Declared()
    assert read_plain(line, found)
    assert (found.shapes, found.facts) == (shapes, facts)


@pytest.mark.parametrize(
    "line",
    [
        "This is a remark",
        "A is not symmetric",
        "we see that A is large",
        "x",
        "",
        "the matrix A",
        "so",
        "if A is symmetric",
    ],
)
def test_other_words_declare_nothing(line):
    found = Declared()
    assert not read_plain(line, found) and not found.shapes and not found.facts


def test_plain_declarations_are_used():
    assert marks("X, Y symmetric\n(X*Y)' = Y*X\n", "a.txt") == "✓"
    assert marks("(X*Y)' = Y*X\n", "a.txt") == "✗"
    assert marks("x in R^n, A in R^(n x n), A symmetric\nD(x'*A*x, x) = 2*A*x\n", "a.txt") == "✓"


@pytest.mark.parametrize(
    "text", ["J = norm2(w)^2", "w = min(a, b)", r"\hat{w} = \min_w J", "argument = 2", r"a = \arg\max_w J"]
)
def test_what_is_no_minimiser(text):
    assert minimised(text) == ""


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["d(x'*A*x) = dx'*A*x + x'*A*dx", "= x'*(A' + A)*dx"], "✓✓"),
        (["d(x'*A*x) = dx'*A*x + dx'*A*x"], "✗"),
        ([r"d(\mathbf{x}^TA\mathbf{x}) = d\mathbf{x}^TA\mathbf{x} + \mathbf{x}^TA\,d\mathbf{x}"], "✓"),
        ([r"d(\mathbf{x}^TA\mathbf{x}) = 2\mathbf{x}^TA\,d\mathbf{x}"], "✗"),
        (["d(A*X*B) = A*dX*B"], "✓"),
    ],
)
def test_a_differential_on_the_first_line(lines, expected):
    assert "".join(line.mark for line in wrt.check(lines)) == expected


def test_a_sentence_that_supposes():
    text = "Suppose $S$ is symmetric and $A\\mathbf{v} = \\lambda \\mathbf{v}$. Then\n\n$$\n"
    assert marks(text + "\\mathbf{v}^TA\\mathbf{v} = \\lambda \\mathbf{v}^T\\mathbf{v}\n$$\n") == "·✓"
    assert marks(text + "\\mathbf{v}^TA\\mathbf{v} = \\lambda\n$$\n")[1] != "✓"
    assert marks("We have $A\\mathbf{v} = \\lambda \\mathbf{v}$.\n") == "✗"


def test_grad_in_words():
    assert marks("A is n x n, symmetric\nf = x'*A*x\ngrad f = 2*A*x\n", "a.txt") == "·✓"
    assert marks("f = x'*A*x\ngrad f = 2*A*x\n", "a.txt") == "·✗"
    assert marks("f(w) = norm2(X*w - y)^2\ngrad f(w) = 2*X'*(X*w - y)\n", "a.txt") == "·✓"
