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
    (r"Let $P$ be the $n\times n$ symmetric prior covariance. $\nabla_x x^TPx = 2Px$.", "✓"),
    (r"Let the (symmetric, invertible) kernel matrix $K$ be given. $\nabla_a a^TKa = 2Ka$.", "✓"),
    (r"Let $Q$ denote a symmetric positive-definite matrix. $\nabla_x x^TQx = 2Qx$, $\nabla_x x^TQx = Qx$.", "✓✗"),
    (r"With a symmetric multiplier $\Lambda$, $\nabla_x x^T\Lambda x = 2\Lambda x$.", "✓"),
    (r"Let $\Sigma$ be the covariance matrix. $\nabla_x x^T\Sigma^{-1}x = 2\Sigma^{-1}x$.", "✓"),
    (r"Let $\Sigma$ be the cross-covariance. $\nabla_x x^T\Sigma x = 2\Sigma x$.", "✗"),
    (
        r"Let $\Lambda$ be symmetric positive definite and $f = x^T\Lambda x$, $x\in\mathbb{R}^d$. Then $\nabla_\Lambda f = x^T x$.",
        "·✗",
    ),
    (r"Let $f(x)=\|x\|^2$. Then $\nabla f = 2x$. Let $f(x)=\|x\|^4$. Then $\nabla f = 4\|x\|^2 x$.", "·✓·✓"),
    (
        (
            "**Exercise 1.** Let $f(x) = a^Tx$, $x \\in \\mathbb{R}^3$. Then $\\nabla f = a$.\n\n**Exercise 2.** Let "
            "$f(x) = x^TAx$, $A \\in \\mathbb{R}^{n\\times n}$, $x \\in \\mathbb{R}^n$. Then $\\nabla f = (A+A^T)x$."
        ),
        "·✓·✓",
    ),
    (
        r"Let $J = r^Tr$, $r = Xw - y$. $$\frac{\partial J}{\partial w} = \frac{\partial r}{\partial w}\frac{\partial J}{\partial r} = 2X^Tr$$",
        "··✓",
    ),
    (r"Let $u^Tu=1$. $$J(u) = u^T S u$$ where $S = X^T X$. $$\nabla J = 2X^TXu$$ $$\nabla J = 2XX^Tu$$", "···✓✗"),
    (r"We minimise $\min_w \|Xw - y\|^2$. The gradient is $$2X^T(Xw - y)$$ and the Hessian is $X^TX$.", "·✓✗"),
    (r"$$\min_w \|Xw-y\|^2$$ Setting the gradient to zero: $$X^TXw = X^Ty$$ $$w = (X^TX)^{-1}X^Ty$$", "··✓"),
    (r"$$\min_w J(w) = \|Xw-y\|^2$$ $$\nabla_w J = X^T(Xw-y)$$", "·✗"),
    (F + "The gradient is $g = 2Ax$, the Hessian of $f$ is $A + A^T$.", "·✗✓"),
    (r"Let $K=A^{-1}B$. Then $AK=2B$. Hence $K=2A^{-1}B$.", "·✗✗"),
    (r"Let $y=Ax$ with $A$ invertible. Then $A^{-1}y=2x$ and $x=\frac12A^{-1}y$.", "·✗✗"),
    (r"Let $y=Ax$ with $A$ invertible. Then $A^{-1}y=x$ and $x=A^{-1}y$.", "·✓✓"),
    (r"If $A$ is symmetric then $\nabla_x x^TAx=2Ax$. If $A$ is not symmetric then $\nabla_x x^TAx=2Ax$.", "✓✗"),
    (r"If $A$ is symmetric then $\nabla_x x^TAx=2Ax$. Otherwise $\nabla_x x^TAx=2Ax$.", "✓✗"),
    (r"If $A$ is orthogonal then $\|Ax\|=\|x\|$. For any other $A$, $\|Ax\|=\|x\|$.", "✓✗"),
    (r"Let $A\in\mathbb{R}^{m\times n}$ have full row rank. Then $(A^TA)^{-1}A^TA=I$, $AA^T(AA^T)^{-1}=I$.", "?✓"),
    (r"Let $A\in\mathbb{R}^{n\times n}$ with $Av=\lambda v$. Then $A^2v=\lambda^2v$.", "·✓"),
    (r"Let $f(w) = \|Xw-y\|^2$. $$\nabla f(w) = 2X^T(Xw-y) \\ \stackrel{!}{=} 0 \\ X^TXw = X^Ty$$", "·✓·✓"),
    (r"Let $f(w) = \|Xw-y\|^2$. $$\nabla f(w) = 2X^T(Xw-y) \\ = 0 \\ X^TXw = 2X^Ty$$", "·✓·✗"),
    (r"Let $f(A)=x^TAx$ with $x\in\mathbb{R}^n$. Then $\nabla f(A)=x^Tx$, $\nabla f(A)=xx^T$.", "·✗✓"),
    (
        r"For data points $x_1,\dots,x_n$ in $\mathbb{R}^d$ let $S=\sum_{i=1}^n x_ix_i^T$. Then $S = \sum_{i=1}^n x_i^Tx_i$.",
        "·✗",
    ),
    (r"Let A be symmetric, $f(x) = ½ x^T A x$. $\nabla f = Ax$, $\nabla f = 2Ax$.", "·✓✗"),
    (r"Define $S^{-1}=\alpha I+\beta\Phi^T\Phi$ and $m=\beta S\Phi^Tt$. $$S^{-1} m = \beta \Phi^T t$$", "··✓"),
    (r"Let $h = \max(0, Wx)$ and $L = v^Th$. $h = \max\{Wx, 0\}$.", "··✓"),
    (
        (
            r"Let $Q$ be orthogonal and $A$ symmetric, $A = Q\Lambda Q^T$ with $\Lambda$ diagonal. "
            r"Then $A^{-1} = Q^T\Lambda^{-1}Q$ and $A^{-1} = Q\Lambda^{-1}Q^T$."
        ),
        "·✗✓",
    ),
    (r"$$\min_x \frac12x^TAx-b^Tx = -\frac12b^TA^{-1}b$$", "?"),
    (r"Let $f(x) = x^TAx$. $$\min_x f(x) = -b^TA^{-1}b$$", "·?"),
    (r"Both $u$ and $v$ are $n$-vectors, $S$ an n by n matrix. $\nabla_u u^TSv = Sv$", "✓"),
]
# a derivative of a symbol by another one is not 0 where the text does not say that it is constant
RATES = [
    (r"Let $A$ be an invertible matrix. $$\frac{dA^{-1}}{dt} = -A^{-1}\frac{dA}{dt}A^{-1}$$", "✓"),
    (r"Let $A$ be an invertible matrix. $$\frac{dA^{-1}}{dt} = -A^{-2}\frac{dA}{dt}$$", "✗"),
    (r"$$\frac{d}{dt}\det A = \det(A)\operatorname{tr}(A^{-1}\dot A)$$", "✓"),
    (r"$$\frac{d}{dt}\det A = \det(A)\operatorname{tr}(A\dot A)$$", "✗"),
    (r"$$\frac{\partial (UV)}{\partial t} = \frac{\partial U}{\partial t}V + U\frac{\partial V}{\partial t}$$", "✓"),
    (r"$$\frac{\partial (UV)}{\partial t} = \frac{\partial U}{\partial t}V + V\frac{\partial U}{\partial t}$$", "✗"),
    (
        r"$$\frac{\partial (u^Tv)}{\partial x} = \frac{\partial u}{\partial x} v - \frac{\partial v}{\partial x} u$$",
        "?",
    ),
    (r"$$\frac{\partial (tA)}{\partial t} = A + t\frac{\partial A}{\partial t}$$", "?"),
    (
        (
            r"Let $K(\theta)$ be symmetric positive definite and $\theta$ a scalar. "
            r"$$\frac{\partial}{\partial\theta}\log|K| = \operatorname{tr}(K\frac{\partial K}{\partial\theta})$$"
        ),
        "✗",
    ),
    (r"Let $f = \|x\|^2$ where $x = x(t)$.", "··"),
    (r"Let $f(X) = \operatorname{tr}(X^TX)$. $$Df(X)[H] = 2\operatorname{tr}(X^TH)$$", "·?"),
    (r"$\operatorname{Var}\varepsilon = \sigma^2 I$", "?"),
]


@pytest.mark.parametrize(("text", "marks"), DECLARED + RATES)
def test_what_each_line_is(text, marks):
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
