"""Documents as people type them, plain and with words around the formulas: what each line comes out as."""

import pytest

import wrt

PLAIN = [
    ("d(x'*A*x)/dx = (A + A')*x", "✓"),
    ("d(x'*A*x)/dx = 2*A*x", "✗"),
    ("d/dx (x'*A*x) = (A + A')*x", "✓"),
    ("d(x'Ax)/dx = (A + A')x", "✓"),
    ("∂(x'*A*x)/∂x = (A + A')*x\n∂/∂x (a'*x) = a\nδ(a'*x)/δx = 2*a", "✓✓✗"),
    ("d tr(A*X)/dX = A'\ndtr(A*X)/dX = A", "✓✗"),
    ("f = x'*A*x\nd²f/dx² = A + A'\nd^2(x'*x)/dx^2 = 2*I\nd^2f/dx^2 = 2*A", "·✓✓✗"),
    ("f(x) = ‖Ax - b‖²\n∇f(x) = 2Aᵀ(Ax - b)\n∂f/∂x = 2A(Ax - b)", "·✓✗"),
    ("If A^T = A then\nd(x'*A*x)/dx = 2*A*x", "✓"),
    ("If A' = A then D(x'*A*x, x) = 2*A*x", "✓"),
    ("Suppose B' = A, D(x'*A*x, x) = 2*A*x", "·✗"),
    ("Assume A' = A.\nD(x'*A*x, x) = 2*A*x", "✓"),
    ("Let A be n x n and x in R^n.\nGiven that A*v = lambda*v,\nv'*A*v = lambda*v'*v", "·✓"),
    ("J(w) = norm2(y - X*w)^2\nwith r = y - X*w, J(w) = r'*r\nso D(J, w) = -2*X'*r", "··✓✓"),
    ("f = x'*A*x\n∇f = (A + A')*x\nA = I", "·✓·"),
]
MARKED = [
    ("For symmetric matrices $A$ and $B$, $A^T B^T = AB$.", "✓"),
    ("Symmetric matrices $A$, $B$ and $C$: $(ABC)^T = CBA$", "✓"),
    ("For symmetric $A$ and $B$, $(AB)^T = BA$", "✓"),
    ("Let the symmetric matrix $A$ and $B$ be given. $(AB)^T = BA$", "✗"),
    (r"Let $A$ be a symmetric matrix and $B \in \mathbb{R}^{n\times n}$. $(AB)^T = BA$", "✗"),
    (r"for symmetric $A \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$: $\nabla_x x^TAx = 2Ax$", "✓"),
    (r"Let $Q \in \mathbb{R}^{n\times k}$ have orthonormal columns. $Q^TQQ^T = Q^T$ $QQ^T = I$", "·✓✗"),
    (r"Let $Q \in \mathbb{R}^{n\times n}$ with $Q^TQ = I$. Then $QQ^T = I$", "✓"),
    (r"Let $Q \in \mathbb{R}^{n\times k}$ with $Q^TQ = I$. Then $(Q^TQ)^{-1}Q^T = Q^T$ and $(Q Q^T)^2 = QQ^T$", "·✓✓"),
]
SUMS = [
    ((r"$$J(w) = \frac{1}{n}\sum_{i=1}^n (y_i - w^Tx_i)^2$$ $$\nabla_w J = -\frac{2}{n}\sum_{i=1}^n (y_i - w^Tx_i)x_i$$ "
     r"$$= \frac{2}{n} X^T(Xw - y)$$ $$0 = \sum_{i=1}^n (y_i - w^Tx_i)x_i$$ "
     r"$$w = \left(\sum_{i=1}^n x_i x_i^T\right)^{-1}\sum_{i=1}^n y_i x_i$$"), "·✓✓·✓"),
    ((r"$$J(w) = \sum_{i=1}^n (y_i - x_i^T w)^2 + \lambda \|w\|_2^2$$ "
     r"$$\nabla_w J = -2\sum_{i=1}^n x_i(y_i - x_i^T w) + \lambda w$$"), "·✗"),
    ((r"Let $x_i \in \mathbb{R}^d$ and $$\mu = \frac{1}{n}\sum_{i=1}^n x_i$$ $$\sum_{i=1}^n (x_i - \mu) = 0$$ "
     r"$$\sum_{i=1}^n (x_i - \mu)(x_i-\mu)^T = \sum_{i=1}^n x_i x_i^T - n\mu\mu^T$$ "
     r"$$\sum_{i=1}^n (x_i - \mu)(x_i-\mu)^T = \sum_{i=1}^n x_i x_i^T + n\mu\mu^T$$"), "·✓✓✗"),
    (r"$$r_i = y_i - w^T x_i$$ $$J(w) = \sum_i r_i^2$$ $$\nabla_w J = -2 \sum_i r_i x_i$$ $$\nabla_w J = 2 \sum_i r_i x_i$$",
     "··✓✗"),
    ((r"$$J(\theta) = \frac{1}{2m}\sum_{i=1}^m (\theta^T x^{(i)} - y^{(i)})^2$$ "
     r"$$\nabla J(\theta) = \frac1m \sum_{i=1}^m (\theta^T x^{(i)} - y^{(i)}) x^{(i)}$$"), "·✓"),
    ("J(w) = sum_i (y_i - w'x_i)^2\n∇J(w) = -2 sum_i (y_i - w'x_i) x_i\n∇J(w) = 2 sum_i (y_i - w'x_i) x_i", "·✓✗"),
]  # fmt: skip
N = r"Let $A\in\mathbb{R}^{n\times n}$. "
APPLIED = [
    (r"Let $f(x) = x^2$ for scalar $x$. Then $3f(2x) = 6f(x)$, $3f(2x) = 12f(x)$ and $2f(3) = 6f(1)$.", "·✗✓✗"),
    (r"Let $L(w) = \|w\|^2$ with $w\in\mathbb{R}^n$. Then $\frac12 L(2w) + \frac12 L(4w) = 3L(w)$.", "·✗"),
    (r"Let $f(x) = \|x\|^2$. $f(tx) = t^2f(x)$, $f(x) + f(2x) = 5f(x)$, $-f(-x) = -f(x)$, $f(-x) = -f(x)$", "·✓✓✓✗"),
    (
        r"For vectors $x$, $\operatorname{Prox}(2x) = 2\operatorname{Prox}(x)$, $\operatorname{rank}(2A) = 2\operatorname{rank}(A)$.",
        "??",
    ),
    (N + r"$\phi(2A) = 2\phi(A)$ and $g(x+y) = g(x)+g(y)$.", "??"),
]
CONDITIONS = [
    (r"If $A\in\mathbb{R}^{n\times n}$ is symmetric, then $\det(2A) = 2\det(A)$.", "✗"),
    (N + r"If $A$ is symmetric, then $\nabla_x x^TAx = 3Ax$.", "✗"),
    (N + r"If $A^2 = A$ then $A^3 = 2A$.", "·✗"),
    (N + r"Suppose $A^2 = A$, so that $A^3 = 2A$.", "·✗"),
    (N + r"Assuming $A^T = A$, we have $\operatorname{tr}(A^2)=\operatorname{tr}(A)^2$.", "✗"),
    (N + r"Suppose that $A$ is orthogonal, so $A^{-1} = A$.", "✗"),
    (r"Suppose $Av = \lambda v$ and $Bv = \mu v$. Then $ABv = \lambda\mu v$.", "··✓"),
    (N + r"We do not assume $A$ is symmetric. Then $A^T = A$.", "✗"),
    (N + r"Is $A$ symmetric? We claim $A^T=A$.", "✗"),
    (N + r"Even if $A$ is not symmetric, $A^T = A$. It is unknown whether $A$ is symmetric.", "✗"),
    (
        N
        + r"If $A$ is symmetric, then $\nabla_x x^TAx = 2Ax$. For a general square matrix $A$, we have $\nabla_x x^TAx = 2Ax$.",
        "✓✗",
    ),
    (
        r"Suppose $A$ is symmetric. Then $\nabla_x x^TAx = 2Ax$. If $A$ is no longer symmetric, $\nabla_x x^TAx = 2Ax$.",
        "✓✗",
    ),
    (r"Let $P\in\mathbb{R}^{n\times n}$ with $P^2 = P$. Then $(I-P)P = 0$.", "·✓"),
    (r"Let $A\in\mathbb{R}^{n\times n}$ with $A^T = -A$. Then $w^TAw = 0$.", "✓"),
    (r"Let $A \in \mathbb{R}^{n \times n}$, $A = A^\top$. Then $\nabla_x x^TAx = 2Ax$.", "✓"),
    (r"Let $A \in \mathbb{R}^{n\times n}$ and $B \in \mathbb{R}^{n\times n}$ be symmetric. Then $A^T = A$.", "✓"),
    (r"Let $A\succ0$ be $n\times n$. Then $x^TAx > 0$ for $n > 2$.", "?"),
]
LATER = [
    (
        ("Let $P$ and $R$ be symmetric. $$P^+ = (I-KH)P(I-KH)^T + KRK^T.$$ "
        r"$$\frac{\partial \operatorname{tr} P^+}{\partial K} = -2(HP)^T + 2K(HPH^T + R)$$"),
        "·✓",
    ),
    (r"Let $X$ have full column rank and $\hat w = X^+y$, $X^+X = I$, $XX^+X = X$, $XX^+ = I$", "·✓✓✗"),
    ("We know that $AB = BA$. Then $(A+B)^2 = A^2+2AB+B^2$.", "·✓"),
    (
        (r"\begin{align}\nabla_x (x^TAx) &= (A+A^T)x \quad\text{(product rule)} \\ "
        r"&= 2Ax \quad \text{since } A = A^T\end{align}"),
        "✓✓",
    ),
    (r"$x^+ = x - \eta g$", "·"),
    (
        (r"Let $A\in\mathbb{R}^{m\times n}$, $x\in\mathbb{R}^n$, $b\in\mathbb{R}^m$. We minimize $f = r^Tr$, where $r = Ax - b$. "
        r"Then $\frac{\partial f}{\partial x} = 2A^Tr$ and $\frac{\partial f}{\partial x} = 2Ar$."),
        "··✓✗",
    ),
    (r"Let $f = \|r\|^2$, where $r = x - b$. Then $\nabla_x f = 2r$ and $\nabla_x f = r$.", "··✓✗"),
    (r"$$E = \frac12 \|o - t\|^2, \quad o = Wx$$ Then $\frac{\partial E}{\partial W} = (o-t)x^T$.", "··✓"),
    (r"Let $r = Xw - y$ where $X\in\mathbb{R}^{n\times p}$. Let $f = r^Tr$. Then $\nabla f = 2X^Tr$.", "··✓"),
    (r"Let $r = Xw - y$ where $X\in\mathbb{R}^{n\times p}$. Let $f = r^Tr$. Then $\nabla f = X^Tr$.", "··✗"),
    (r"Let $x\in\mathbb{R}^n$. Then $\nabla\|x\|^2 = 2x$ and $\nabla\|x\|^2 = x$.", "✓✗"),
    (r"$\hat{w} = \arg\min_w \|y-Xw\|^2 = (X^TX)^{-1}X^Ty$", "·✓"),
    (r"$\hat{w} = \arg\min_w \|y-Xw\|^2 = 2(X^TX)^{-1}X^Ty$", "·✗"),
    (r"$\mu = \sigma(Xw)$, $J = -y^T\log\mu - (1-y)^T\log(1-\mu)$, $\nabla_w J = X^T(\mu - y)$, $\nabla_w J = X^T(y - \mu)$", "··✓✗"),
    (r"$\pdv{x}(x^T A x) = (A + A^T)x$, $\grad_x \norm{x}^2 = x$, $\nabla_x x^Tx = \underbrace{2x}_{\text{twice}}$", "✓✗✓"),
    ((r"Let $\Sigma \succ 0$ and $\ln p(x) = -\frac12\ln|\Sigma| - \frac12(x-\mu)^T\Sigma^{-1}(x-\mu)$. "
     r"$\frac{\partial}{\partial\mu}\ln p(x) = \Sigma^{-1}(x-\mu)$ $\frac{\partial}{\partial\mu}\ln p(x) = \Sigma^{-1}(\mu-x)$"), "·✓✗"),
    ((r"Let $\Lambda = \Sigma^{-1}$ where $\Sigma$ is symmetric positive definite, and $x,\mu\in\mathbb{R}^d$. "
     r"Then $\nabla_x (x-\mu)^T\Lambda(x-\mu) = 2\Lambda(x-\mu)$."), "·✓"),
    ((r"We minimize $f(x)=\frac12 x^TQx$ subject to $Ax=b$, where $Q \succ 0$ is $n\times n$ and $A\in\mathbb{R}^{m\times n}$. "
     r"$$L(x,\nu) = \frac12 x^TQx + \nu^T(Ax-b).$$ $$\nabla_x L = Qx + A^T\nu = 0$$ $$x = -Q^{-1}A^T\nu$$"), "···✓✓"),
    (r"Let $A\in\mathbb{R}^{m\times n}$ and $f(A) = \|A\|_F^2$. Then $\frac{\partial f}{\partial A_{ij}} = 2A_{ij}$.", "·✓"),
    (r"Let $A\in\mathbb{R}^{m\times n}$ and $f(A) = \|A\|_F^2$. Then $\frac{\partial f}{\partial A_{ij}} = A_{ij}$.", "·✗"),
    ("J(θ) = ‖y − Xθ‖²\nθ̂ = (XᵀX)⁻¹Xᵀy", "·✓"),
    (("X is n x p, y is n x 1, w is p x 1\nJ = (y - Xw)'(y - Xw) + lam*w'w\ndJ/dw = -2X'(y - Xw) + lam*w\n"
     "dJ/dw = -2X'(y - Xw) + 2 lam w"), "·✗✓"),
    ("Let x be a vector in R^n and A a symmetric n x n matrix.\nd(x'*A*x)/dx = 2*A*x", "✓"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "marks"), PLAIN + MARKED + SUMS + APPLIED + CONDITIONS + LATER)
def test_what_each_line_is(text, marks):
    report = wrt.check(text, name="a.md" if "$" in text else "a.txt")
    assert "".join(line.mark for line in report) == marks


def test_what_is_derived_by_time_is_no_quotient():
    (line,) = wrt.check("d(x'*x)/dt = 2*x'*dx/dt", name="a.txt")
    assert line.mark != "✗"


def test_lines_that_are_read_again_count_as_looked_at():
    text = (
        r"Let $\Lambda = \Sigma^{-1}$ where $\Sigma$ is symmetric positive definite, and $x,\mu\in\mathbb{R}^d$. "
        r"Then $\nabla_x (x-\mu)^T\Lambda(x-\mu) = 2\Lambda(x-\mu)$."
    )
    report = wrt.check(text, name="a.md")
    assert report.ok and report.looks == 2 * len(report.lines)
