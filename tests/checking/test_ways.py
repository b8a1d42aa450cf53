"""Ways in which people write: layers and steps with numbers, points, systems, factorisations, ones, plain sentences."""

import pytest

import wrt

LAYERS = r"Let $h = W^{(1)}x + b^{(1)}$ and $y = W^{(2)}h + b^{(2)}$. "
QUADRATIC = r"Let $f(x) = x^TAx$ with $A\in\mathbb{R}^{n\times n}$. "
PROGRAM = r"Minimise $f(x) = \frac12 x^TPx + q^Tx$ subject to $Ax=b$, with $P$ symmetric. "
KKT = r"""The KKT system is
$$\begin{bmatrix} P & A^T\\ A & 0\end{bmatrix}\begin{bmatrix} x\\ \lambda\end{bmatrix} = \begin{bmatrix} %s\\ b\end{bmatrix}$$"""
LAGRANGIAN = r"$$L(x,\lambda) = \frac12 x^TPx+q^Tx + \lambda^T(Ax-b)$$ Stationarity gives $$Px + q + A^T\lambda = 0,\quad Ax = b$$ "
SVD = r"Let $A = U\Sigma V^T$ be the SVD. "
QR = r"Let $X = QR$ be the QR decomposition with $R$ invertible. "
SPECTRAL = r"The spectral decomposition of the symmetric matrix $A$ is $$A = Q\Lambda Q^T.$$ "
CENTRE = r"Let $C = I-\frac1n 11^T$. "
WEIGHTS = r"""Let $W = \operatorname{diag}(w_1,\dots,w_N)$, $x_i\in\mathbb{R}^D$ and let $X$ be the matrix with rows $x_i^T$. """
MARKED = [
    # numbers above a letter, subscripts that count on
    (LAYERS + r"$$\frac{\partial y}{\partial x^T} = W^{(2)}W^{(1)}$$", "··✓"),
    (LAYERS + r"$$\frac{\partial y}{\partial x^T} = W^{(1)}W^{(2)}$$", "··✗"),
    (LAYERS + r"$$\frac{\partial y}{\partial x} = W^{(1)T}W^{(2)T}$$", "··✓"),
    (r"$$\|w_{t+1}-w_t\|^2 = \|w_{t+1}\|^2 - 2w_t^Tw_{t+1} + \|w_t\|^2$$", "✓"),
    # at a point
    (QUADRATIC + r"$$\left.\frac{\partial f}{\partial x}\right|_{x=u} = (A+A^T)u$$", "·✓"),
    (QUADRATIC + r"$$\nabla f(x)|_{x=x_0} = 2Ax_0$$", "·✗"),
    (r"Let $f(x) = \|x-u\|^2$. $$\left.\nabla f\right|_{x=u} = 0$$", "·?"),
    # systems
    ("Consider the linear system $$(A+\\lambda I)x = b$$ so $$x = (A+\\lambda I)^{-1}b$$", "·✓"),
    ("The Lyapunov equation is $$AX + XA^T + Q = 0$$", "·"),
    ("The eigenvalue equation is $Av = \\lambda v$. Hence $v^TAv = \\lambda v^Tv$.", "·✓"),
    (r"Let $f(\theta) = \|X\theta-y\|^2$. The minimiser satisfies $$X^TX\theta = 2X^Ty$$", "·✗"),
    (PROGRAM + KKT % "-q", "···"),
    (PROGRAM + LAGRANGIAN + KKT % "-q", "····✓✓"),
    (PROGRAM + LAGRANGIAN + KKT % "q", "····✓✗"),
    (PROGRAM + r"By Lagrange, $$Px + q = A^T\lambda$$ so $$x = P^{-1}(A^T\lambda - q)$$", "···✓"),
    (PROGRAM + r"By Lagrange, $$2Px + q = A^T\lambda$$", "··✗"),
    # factorisations
    (SVD + r"$$A^TA = V\Sigma^T\Sigma V^T$$ $$AA^T = U\Sigma\Sigma^T U^T$$", "··✓✓"),
    (SVD + r"$$A^TA = V\Sigma V^T$$", "··✗"),
    (QR + r"$$(X^TX)^{-1}X^Ty = R^{-1}Q^Ty$$", "··✓"),
    (SPECTRAL + r"Hence $$A^2 = Q\Lambda^2Q^T$$ $$A^2 = Q^T\Lambda^2Q$$", "·✓✗"),
    (r"With the Cholesky factorization $S = LL^T$ $$x^TS^{-1}x = \|L^{-1}x\|^2$$", "·✓"),
    # ones
    (CENTRE + r"$$C^2 = C$$ $$C1 = 0$$ $$C1 = 1$$", "·✓✓✗"),
    (r"Let $C = I_n-\frac1n ee^T$ where $e$ is the vector of ones. Then $C^2 = C$ and $e^TC = e^T$.", "·✓✗"),
    (r"Let $J = \mathbf{1}\mathbf{1}^\top \in \mathbb{R}^{n\times n}$. Then $J^2 = nJ$ and $J^2 = J$.", "·✓✗"),
    (r"Let $P^2=P$. Then $(1-P)^2 = 1-P$ and $(1-P)^2 = 1+P$.", "·✓✗"),
    # diagonals, ranks, Jacobians, minimisers
    (WEIGHTS + r"$$X^TWX = \sum_{i=1}^N w_i x_i x_i^T$$ $$X^TWX = \sum_{i=1}^N w_i^2 x_i x_i^T$$", "·✓✗"),
    (r"Let $f(x) = Wx$ with $W\in\mathbb{R}^{m\times n}$. The Jacobian is $J_f = W$.", "·✓"),
    (r"Let $f(x) = Wx$ with $W\in\mathbb{R}^{m\times n}$. Then $J_f = W^T$ is the Jacobian.", "·✗"),
    (r"The minimiser of $\|Xw-y\|^2$ is $w = (X^TX)^{-1}X^Ty$.", "·✓"),
    (r"The minimiser of $\|Xw-y\|^2$ is $w = (X^TX)^{-1}Xy$.", "·✗"),
    (r"Let $f(x) = \tanh(Wx)$. The Jacobian is $J_f(x) = \operatorname{diag}(1-\tanh^2(Wx))W$.", "·✓"),
    # functions applied, weighted means, rates
    (r"Let $r(x) = Ax - b$ and $f(x)=\frac12 r(x)^Tr(x)$. Then $\nabla f(x) = A^Tr(x)$.", "··✓"),
    (r"Let $g(x) = a^Tx$ and $f(x)=1 + 3g(x)^2$. Then $\nabla f(x) = 6g(x)a$ and $\nabla f(x) = 3g(x)a$.", "··✓✗"),
    (r"Let $h(x)=\sigma(w^Tx+b)$. $\frac{\partial h}{\partial w} = h(1-h)x$ and $\nabla_x h = 2h(1-h)w$.", "·✓✗"),
    (r"Let $Q(\mu) = -\frac12\sum_n\gamma_n\|x_n-\mu\|^2$. Then $\mu = \frac{\sum_n\gamma_nx_n}{\sum_n\gamma_n}$.", "·✓"),
    (r"Let $V(x) = x^TPx$ with $P$ symmetric and $\dot x = Ax$. Then $x^TPAx + x^TA^TPx = x^T(A^TP+PA)x$.", "··✓"),
    (r"Let $\sigma^2 = \|y-X\beta\|^2$. Then $\nabla_\beta\sigma^2 = -2X^T(y-X\beta)$, $\nabla_\beta\sigma^2 = 2X^T(y-X\beta)$.",
     "·✓✗"),
    (r"Also $R^2 = 1 - \frac{e^Te}{y^Ty}$.", "·"),
    (r"Let $F(x)=\begin{bmatrix} x_1^2+x_2\\ x_1x_2\end{bmatrix}$. Its Jacobian is $J = \begin{bmatrix}2x_1&1\\x_2&x_1\end{bmatrix}$.",
     "··"),
    # what is not read is said
    (r"The solution is $x(t) = e^{tA}x_0$ with $x(0) = x_0$. $$\frac{d}{dt}x(t) = Ax(t)$$", "???"),
    (r"Then $f = a_1x_1 + \dots + a_nx_n$ is linear.", "?"),
    (r"\begin{align*} f &= \|Ax-b\|^2 \\ &= x^TA^TAx - 2b^TAx + b^Tb \intertext{and so} \nabla f &= 2A^TAx - 2A^Tb \end{align*}",
     "·✓✓"),
]  # fmt: skip
PLAIN = [
    ("f(x) = x'Ax, A symmetric\ngrad_x f = 2Ax", "·✓"),
    ("f(x) = x'Ax\ngrad_x f = 2Ax", "·✗"),
    ("f = x'Ax + b'x   (A symmetric)\ngrad f = 2Ax + b", "·✓"),
    ("f(x) = x'Ax\nif A is symmetric, grad f = 2Ax", "·✓"),
    ("D(f,x) = 2*X'*(X*x-y) where f = norm2(X*x-y)^2", "✓·"),
    ("We want the gradient of f(w) = (Xw - y)'(Xw - y).\nIt is df/dw = 2X'(Xw - y), and then X'Xw = X'y.", "·✓·"),
    (
        "L(b) = (y - Xb)'W(y - Xb), W symmetric\ndL/db = -2X'W(y - Xb)\nset to 0: X'WXb = X'Wy\nb = inv(X'WX) X'Wy",
        "·✓·✓",
    ),
    ("z = W*x + b\nL = norm2(z)^2\ndL/dz = 2*z\ndL/dW = dL/dz*x'\ndL/dx = W*dL/dz", "··✓✓✗"),
    ("f(x) = 1/2 x'Ax - b'x with A symmetric\ngrad f(x) = Ax - b", "·✓"),
    ("Note that A A^-1 = I for all invertible A, hence (AB)^-1 = A^-1 B^-1 as well.", "✓✗"),
]


@pytest.mark.parametrize(("document", "expected"), MARKED)
def test_what_is_marked_up(document, expected):
    report = wrt.check(document, name="a.md")
    assert "".join(line.mark for line in report) == expected


@pytest.mark.parametrize(("document", "expected"), PLAIN)
def test_what_is_plain_text(document, expected):
    report = wrt.check(document, name="a.txt")
    assert "".join(line.mark for line in report) == expected


def test_a_correction_is_written_as_the_lines_around_it():
    layers = list(wrt.check(LAYERS + r"$$\frac{\partial y}{\partial x} = W^{(2)}W^{(1)}$$", name="a.md"))[-1]
    assert layers.correction == r"\frac{\partial y}{\partial x} = (W^{(1)})^\top (W^{(2)})^\top"
    at_a_point = list(wrt.check(QUADRATIC + r"$$\left.\nabla f\right|_{x=u} = 2Au$$", name="a.md"))[-1]
    assert at_a_point.correction == r"\left.\nabla f\right|_{x=u} = (A + A^T) u"
    plain = list(wrt.check("y = Ax\nA is m x n\ndy/dx = A", name="a.txt"))[-1]
    assert plain.correction == "dy/dx = A'"
