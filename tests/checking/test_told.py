"""What sentences declare around formulas, with names and sizes that are marked as mathematics or not."""

import pytest

import wrt

F = r"Let $f(x) = x^T A x$. "
TWICE = r"$$\nabla f(x) = 2Ax$$"
DECLARED = [
    (F + "Here A is symmetric. " + TWICE, "·✓"),
    (r"Let $f(x) = x^T A x - b^T x$ with $x, b \in \mathbb{R}^n$, A symmetric. $$\nabla f(x) = 2Ax - b$$", "·✓"),
    (F + "A symmetric matrix is its own transpose. " + TWICE, "·✗"),
    (F + "Note that A is not symmetric. " + TWICE, "·✗"),
    (F + r"If A is symmetric, then $\nabla f(x) = 2Ax$. In general, " + TWICE, "·✓✗"),
    (F + r"If $A$ is symmetric, then $\nabla f(x) = 2Ax$. In general, " + TWICE, "·✓✗"),
    (F + r"In general $\nabla f(x) = (A + A^T)x$. Since A is symmetric, " + TWICE, "·✓✓"),
    (
        r"Let $x$ be a scalar and $f(x) = A x$, where $A$ is an $m \times n$ matrix. $$\frac{\partial f}{\partial x} = A$$",
        "·✓",
    ),
    (r"Let $b$ be a vector of length $n$ and $c$ a scalar. $\frac{\partial}{\partial b} c b^T b = 2cb$", "✓"),
    (
        r"where $X$ is $n \times d$, $w$ is $d \times 1$. $\nabla_w \|Xw\|^2 = 2XX^Tw$, $\nabla_w \|Xw\|^2 = 2X^TXw$",
        "✗✓",
    ),
    (r"where $x$ is a column vector, $W$ is a $m\times n$ matrix. $\frac{\partial Wx}{\partial x} = W$", "✗"),
    (r"The inner product of $x$ and $z$ is a scalar. $\nabla_x x^Tz = z$", "✓"),
    (r"Both $u$ and $v$ are $n$-vectors, $S$ an n by n matrix. $\nabla_u u^TSv = Sv$", "✓"),
]


@pytest.mark.parametrize(("text", "marks"), DECLARED)
def test_what_sentences_declare(text, marks):
    assert "".join(line.mark for line in wrt.check(text, name="a.md")) == marks


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (r"Let $x$ be a real scalar. $y = xb$", "x is a scalar"),
        (r"the $n \times d$ data matrix $X$ and weights $w$. $y = Xw$", "X is a matrix, n×d"),
        (r"Dimensions: $X$: $n \times d$, $w$: $d \times 1$. $y = Xw$", "w is a vector of length d"),
        (r"Let X be n by d. $y = Xw$", "X is a matrix, n×d"),
        (r"the $k$-dimensional vector $b$. $s = c^T b$", "b is a vector of length k"),
        (
            r"The derivative of $y$ with respect to $b$ is an $m \times n$ matrix. $y = b^T c$",
            "b is a vector of length n",
        ),
    ],
)
def test_shapes_in_words(text, said):
    assert said in ", ".join(wrt.check(text, name="a.md").assumed)


def test_rows_are_declared_as_transposes_of_columns():
    for text in (r"$u$ is a row vector of length $k$. $s = u b$", r"$u \in \mathbb{R}^{1 \times k}$, $s = u b$"):
        (line,) = wrt.check(text, name="a.md")
        assert line.mark == "?" and "a row is the transpose of a vector" in str(line.verdict)
