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


@pytest.mark.parametrize(("text", "marks"), PLAIN + MARKED + SUMS)
def test_what_each_line_is(text, marks):
    report = wrt.check(text, name="a.md" if "$" in text else "a.txt")
    assert "".join(line.mark for line in report) == marks


def test_what_is_derived_by_time_is_no_quotient():
    (line,) = wrt.check("d(x'*x)/dt = 2*x'*dx/dt", name="a.txt")
    assert line.mark != "✗"
