"""Derivations written as lists: what stands before the list holds in it, and an item goes on from those before it."""

import pytest

import wrt

SOLVED = r"""
1. $J(w) = \|Xw-y\|^2$
2. The gradient is $\nabla J = 2X^T(Xw-y)$.
3. Set it to zero: $X^TXw = X^Ty$.
4. So $w = (X^TX)^{-1}X^Ty$.
5. The fitted values are $\hat y = Xw = X(X^TX)^{-1}X^Ty$.
6. The residual is $r = y - Xw$ and $X^Tr = X^Ty - X^TXw = 0$.
"""
STEM = r"""
Let $\lambda > 0$ and $A$ symmetric.

(a) $\sqrt{\lambda^2} = \lambda$.

(b) Let $B$ be a matrix. Then $\sqrt{\lambda^2} = \lambda$ and $A^T = A$.

(c) Let $A$ be any matrix. Then $A^T = A$.
"""
GUESSED = r"Let $z = W a$, $L = \|z - y\|^2$. Newton: $\theta_{t+1} = \theta_t - H^{-1}g$."
AGAIN = r"""
- $f(x) = x^TAx$ with $A$ symmetric; set the gradient to zero: $2Ax = 0$.
- Let $x \in \mathbb{R}^n$. $\nabla_x (b^Tx) = x$.
- $\nabla_x x^TAx = 2Ax$.
"""
LISTS = [(SOLVED, "·✓·✓✓·✓"), (STEM, "✓✓✓✗"), (AGAIN, "··✗✓"), (GUESSED, "···")]


@pytest.mark.parametrize(("text", "marks"), LISTS, ids=["solved", "stem", "again", "guessed"])
def test_what_each_line_of_a_list_is(text, marks):
    report = wrt.check(text, name="a.md")
    assert "".join(line.mark for line in report) == marks, str(report)
