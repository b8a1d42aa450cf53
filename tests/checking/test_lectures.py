"""Short texts as lecture notes and homework have them: right as they stand, and wrong with one thing changed."""

import pytest

import wrt

RIDGE = r"""
Consider $J(\mathbf{w}) = (\mathbf{y} - \mathbf{X}\mathbf{w})^\top(\mathbf{y} - \mathbf{X}\mathbf{w})
+ \lambda \mathbf{w}^\top\mathbf{w}$, where $\mathbf{X} \in \mathbb{R}^{N \times D}$ and $\lambda > 0$. Then
\begin{align}
\nabla_{\mathbf{w}} J &= -2\mathbf{X}^\top\mathbf{y} + 2\mathbf{X}^\top\mathbf{X}\mathbf{w} + 2\lambda\mathbf{w}
\overset{!}{=} \mathbf{0}
\end{align}
Hence $(\mathbf{X}^\top\mathbf{X} + \lambda \mathbf{I})\mathbf{w} = \mathbf{X}^\top\mathbf{y}$ and
$$\hat{\mathbf{w}} = (\mathbf{X}^\top\mathbf{X} + \lambda \mathbf{I})^{-1}\mathbf{X}^\top\mathbf{y}.$$
"""
GAUSS = r"""
Let $x_1, \dots, x_N \in \mathbb{R}^d$ be i.i.d. from $\mathcal{N}(\mu, \Sigma)$ with $\Sigma \succ 0$. Then
$$\ell(\mu,\Sigma) = -\frac{N}{2}\log\det\Sigma - \frac{1}{2}\sum_{i=1}^N (x_i-\mu)^T\Sigma^{-1}(x_i-\mu).$$
$$\frac{\partial \ell}{\partial \mu} = \Sigma^{-1}\sum_{i=1}^N (x_i - \mu) = 0 \implies \hat\mu = \frac{1}{N}\sum_{i=1}^N x_i$$
$$\frac{\partial \ell}{\partial \Sigma} = -\frac{N}{2}\Sigma^{-1}
+ \frac12 \Sigma^{-1}\left(\sum_{i=1}^N (x_i-\mu)(x_i-\mu)^T\right)\Sigma^{-1}$$
$$\hat\Sigma = \frac1N \sum_{i=1}^N (x_i-\mu)(x_i-\mu)^T$$
"""
LAYER = r"""
For a layer $z = Wx + b$ and loss $L = \frac12\|z - t\|^2$ we have
$$\frac{\partial L}{\partial z} = z - t$$
$$\frac{\partial L}{\partial W} = (z - t)x^T$$
$$\frac{\partial L}{\partial x} = W^T(z-t)$$
"""
ENTROPY = r"""
Let $p = \mathrm{softmax}(z)$ and $L = -y^T\log p$ with $\mathbf{1}^Ty = 1$.
$$\frac{\partial L}{\partial z} = p - y$$
"""
KALMAN = r"""
Let $P$ and $R$ be symmetric positive definite and $P' = (I - KH)P(I-KH)^T + KRK^T$.
$$\frac{\partial\, \mathrm{tr}(P')}{\partial K} = -2PH^T + 2K(HPH^T + R)$$
$$K = PH^T(HPH^T+R)^{-1}$$
"""
LOGISTIC = r"""
$\sigma(t) = 1/(1+e^{-t})$, $\mu_i = \sigma(w^Tx_i)$ and
$$E(w) = -\sum_{i=1}^n \left( y_i \log \mu_i + (1-y_i)\log(1-\mu_i) \right)$$
$$\nabla E(w) = \sum_{i=1}^n (\mu_i - y_i)x_i$$
$$\nabla E(w) = X^T(\mu - y)$$
"""
CONSTRAINED = r"""
Minimise $\|Ax-b\|^2$ subject to $Cx = d$. With the Lagrangian
$$\mathcal{L}(x,\lambda) = \|Ax - b\|_2^2 + \lambda^T(Cx - d)$$
the conditions are
$$2A^T(Ax - b) + C^T\lambda = 0$$
$$Cx - d = 0$$
"""
ENTRIES = r"""
Let $g(x) = a^Tx$ and $f(x) = \sum_i \log(1 + e^{x_i})$.
$$\frac{\partial g}{\partial x_i} = a_i$$
$$\frac{\partial f}{\partial x_i} = \frac{1}{1+e^{-x_i}}$$
"""
TYPED = """
f(x) = ‖Ax − b‖² + λ‖x‖²
     = xᵀAᵀAx − 2bᵀAx + bᵀb + λxᵀx
∇f = 2AᵀAx − 2Aᵀb + 2λx
⇒ (AᵀA + λI)x = Aᵀb
⇒ x = (AᵀA + λI)⁻¹Aᵀb
"""
MODEL = r"""
Write the model as $y = X\beta + \varepsilon$ with $X$ an $n \times k$ matrix of full column rank. Then
$$ S(\beta) = \varepsilon^\top\varepsilon = (y - X\beta)^\top (y - X\beta) = y^\top y - 2\beta^\top X^\top y
+ \beta^\top X^\top X \beta. $$
$$ \frac{\partial S}{\partial \beta} = -2X^\top y + 2X^\top X\beta = 0 $$
gives $X^\top X \hat\beta = X^\top y$ and $\hat\beta = (X^\top X)^{-1}X^\top y$. Substituting the model,
$\hat\beta = \beta + (X^\top X)^{-1}X^\top\varepsilon$.
"""
NETWORK = r"""
Let $h = \sigma(Wx)$ and $\hat y = v^Th$. With $L = \frac12(\hat y - y)^2$,
$$\frac{\partial L}{\partial \hat y} = \hat y - y, \qquad \frac{\partial L}{\partial v} = (\hat y - y)h$$
$$\frac{\partial L}{\partial W} = (\hat y - y)\,(v \odot h \odot (1-h))\,x^T$$
"""
POISSON = r"""
$$\ell(\beta) = \sum_{i=1}^n \left( y_i x_i^T\beta - e^{x_i^T\beta} \right)$$
$$\nabla\ell(\beta) = \sum_{i=1}^n (y_i - e^{x_i^T\beta})x_i = X^T(y - \mu), \quad \mu = e^{X\beta}$$
$$\nabla^2\ell(\beta) = -X^T\operatorname{diag}(\mu)X$$
"""
TEXTS = [MODEL, NETWORK, POISSON, RIDGE, GAUSS, LAYER, ENTROPY, KALMAN, LOGISTIC, CONSTRAINED, ENTRIES, TYPED]
SLIPS = [
    (MODEL, r"= -2X^\top y + 2X", r"= -2X^\top y + X"),
    (MODEL, r"\beta + (X^\top X)^{-1}X^\top\varepsilon", r"\beta - (X^\top X)^{-1}X^\top\varepsilon"),
    (NETWORK, r"\odot (1-h)", r"\odot (1+h)"),
    (POISSON, r"X^T(y - \mu)", r"X^T(\mu - y)"),
    (POISSON, r"-X^T\operatorname{diag}", r"X^T\operatorname{diag}"),
    (RIDGE, r"+ 2\lambda\mathbf{w}", r"+ \lambda\mathbf{w}"),
    (RIDGE, r"\mathbf{I})^{-1}\mathbf{X}^\top", r"\mathbf{I})^{-1}\mathbf{X}"),
    (GAUSS, r"\hat\mu = \frac{1}{N}\sum", r"\hat\mu = \sum"),
    (GAUSS, r"+ \frac12 \Sigma^{-1}", r"- \frac12 \Sigma^{-1}"),
    (GAUSS, r"\hat\Sigma = \frac1N", r"\hat\Sigma = \frac{1}{2N}"),
    (LAYER, r"(z - t)x^T", r"x(z - t)^T"),
    (LAYER, r"W^T(z-t)", r"W(z-t)"),
    (ENTROPY, r"p - y", r"y - p"),
    (KALMAN, r"-2PH^T", r"-PH^T"),
    (KALMAN, r"K = PH^T", r"K = HP"),
    (LOGISTIC, r"(\mu_i - y_i)x_i", r"(y_i - \mu_i)x_i"),
    (LOGISTIC, r"X^T(\mu - y)", r"X(\mu - y)"),
    (CONSTRAINED, r"+ C^T\lambda", r"- C^T\lambda"),
    (ENTRIES, r"= a_i", r"= 2a_i"),
    (ENTRIES, r"1+e^{-x_i}", r"1+e^{x_i}"),
    (TYPED, "− 2Aᵀb", "− Aᵀb"),
    (TYPED, "⇒ (AᵀA", "⇒ (AAᵀ"),
]


def checked(text):
    return wrt.check(text, name="a.md" if "$" in text else "a.txt")


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_what_is_right_is_called_right(text):
    report = checked(text)
    assert [line.source for line in report if line.mark in "✗?"] == []
    assert "✓" in {line.mark for line in report}


@pytest.mark.parametrize(("text", "right", "wrong"), SLIPS)
def test_one_slip_is_found(text, right, wrong):
    assert text.count(right) == 1
    report = checked(text.replace(right, wrong))
    first = next(line for line in report if line.mark == "✗")
    assert wrong.split()[-1] in first.source or wrong.strip() in first.source.replace("&", "")


def test_expectations_are_not_understood():
    report = wrt.check(
        r"Let $y = Ax + b$ with $E[x] = \mu$. Then $E[y] = A\mu + b$ and $\mathrm{Cov}(y) = A\Sigma A^T$."
    )
    assert "".join(line.mark for line in report) == "·???"
