"""The LaTeX reader, by examples as people write them."""

from __future__ import annotations

import pytest

from wrt.diagnostics import WrtError
from wrt.syntax import postorder, show
from wrt.syntax.latex import read_latex

READ = {
    r"\mathbf{v}^T A \mathbf{v}": "(mul (mul (transpose v) A) v)",
    r"\mathbf{W}_1 \mathbf{x} + \beta_0": "(add (mul W1 x) beta0)",
    r"J(\boldsymbol{\theta}) = \frac{1}{N} \|\mathbf{y} - X\boldsymbol{\theta}\|_2^2 \quad (1)": "(equation "
    "(call J theta) (mul (div 1 N) (pow (call norm2 (sub y (mul X theta))) 2)))",
    r"\nabla J(\mathbf{z})": "(D (call J z) z)",
    r"\nabla^2 f(\mathbf{x}) \mathbf{p}": "(mul (D (call f x) x x) p)",
    r"\nabla_{\mathbf{x}} \mathbf{x}^T A \mathbf{x} + 1": "(add (D (mul (mul (transpose x) A) x) x) 1)",
    r"\frac{\partial}{\partial \mathbf{v}} \mathbf{v}^T A + 1": "(add (D (mul (transpose v) A) v) 1)",
    r"2 \frac{\partial \mathbf{y}}{\partial \mathbf{x}} \mathbf{z}": "(mul (mul 2 (D y x)) z)",
    r"\frac{\partial^2 f}{\partial x \partial y} + \frac{\partial^2}{\partial x^2} f": "(add (D f x y) (D f x x))",
    r"\frac{\delta J}{\delta z_1} + \frac{\mathrm{d} y}{\mathrm{d} t} + \frac{d}{n} + \partial f / \partial x": "(add "
    "(add (add (D J z1) (D y t)) (div d n)) (D f x))",
    r"z_1 + \mathbf{z}": "(add (entry z 1) z)",
    r"z_1 + x_i": "(add z1 x_i)",
    r"[v_1 \quad v_2] \begin{bmatrix} A_{1,1} & 2 \\ 3 & 4 \\ \end{bmatrix}": "(mul (block (1, 2) v1 v2) "
    "(block (2, 2) (entry A 1 1) 2 3 4))",
    r"[X + Y]^{-1}": "(inverse (add X Y))",
    r"W^{(2)\top} \delta^{(l+1)} + W^{[l]} a^{[l-1]}": "(add (mul (transpose W2) delta_lplus1) (mul W_l a_lminus1))",
    r"w_{t+1} - \mathbf{x}^{(k)}": "(sub w_tplus1 x_k)",
    r"\sum_{i=1}^N (y^{(i)} - w^T x^{(i)})^2": "(samples i=1..N (pow (sub y_i (mul (transpose w) x_i)) 2))",
    r"\frac{\partial f}{\partial x^T} + \frac{\partial}{\partial \mathbf{x}^\top} A \mathbf{x}": "(add (D numerator f x) "
    "(D numerator (mul A x) x))",
    r"e^{x_2}x_1 + e": "(add (mul (call exp x2) x1) e)",
    r"\mathbf{a} \odot X \mathbf{w}": "(either (hadamard a (mul X w)) (mul (hadamard a X) w))",
    r"X \mathbf{w} \odot \mathbf{a}": "(hadamard (mul X w) a)",
    r"\alpha / b c": "(either (mul (div alpha b) c) (div alpha (mul b c)))",
    r"A : B C + \langle a, b \rangle": "(add (call inner A (mul B C)) (call inner a b))",
    r"\|x\|^2_2 + ||\mathbf{x}||_1 + \left\|X\right\|_F": "(add (add (pow (call norm2 x) 2) (call norm1 x)) "
    "(call normF X))",
    r"|\mathbf{X}| |x|": "(mul (call bars X) (call bars x))",
    r"\log|X| + \ln\det(X) + \log\det X": "(add (add (call logdet X) (call logdet X)) (call logdet X))",
    r"\log \|x\|^2": "(call log (pow (call norm2 x) 2))",
    r"\log x y + \sin x \cos y \cdot z": "(add (call log (mul x y)) (mul (mul (call sin x) (call cos y)) z))",
    r"\mathrm{tr} AB + \operatorname{Tr}(A)B": "(add (call tr (mul A B)) (mul (call tr A) B))",
    r"\sin^2 x + \exp(x)^T": "(add (hpow (call sin x) 2) (transpose (call exp x)))",
    r"\frac12 + \frac1N + \sqrt2": "(add (add (div 1 2) (div 1 N)) (call sqrt 2))",
    r"X^{-\top} + A^{\prime} + A'' + A^{\mathsf{T}}": "(add (add (add (transpose (inverse X)) (transpose A)) "
    "(transpose (transpose A))) (transpose A))",
    r"x^{\circ 2} + x^{\odot -1} + A^\dagger": "(add (add (hpow x 2) (hpow x (neg 1))) (call pinv A))",
    r"\mathbf{1}^T \mathbf{x} + \mathbf{1}_n + \lambda I_N + I + \mathbf{0}": "(add (add (add (add "
    "(mul (transpose (call vector 1)) x) (call ones n)) (mul lam (call eye N))) eye) 0)",
    r"\hat{\mathbf{x}} + \tilde{x}_1 + x^*": "(add (add x_hat x_tilde1) x_star)",
    r"\sum_{kl} X_{kl} + \sum_{i,j} X_{ij} + \sum_{i=1}^n x_i^2": "(add (add (call sum X) (call sum X)) "
    "(samples i=1..n (pow x_i 2)))",
    r"\sigma(Wx) + \sigma^2": "(add (call sigmoid (mul W x)) (pow sigma 2))",
    r"\mathbf{x^T A x}": "(mul (mul (transpose x) A) x)",
    r"\begin{aligned} f &= x^T x \end{aligned}": "(equation f (mul (transpose x) x))",
    r"x \text{ where } x = 2": "(where ('x',) x 2)",
}

HINTS = {
    r"\mathbf{x}": "vector",
    r"\boldsymbol{\theta}": "vector",
    r"\vec{x}": "vector",
    r"\mathbf x": "vector",
    "X": "matrix",
    r"\Sigma": "matrix",
    r"\mathbf{W}_1": "array",
    "x": "scalar",
    r"\lambda": "scalar",
    r"\mathcal{L}": "scalar",
}

ERRORS = [
    (r"\alhpa x", "E-syntax-command"),
    (r"\mathbf{", "E-syntax-unclosed"),
    (r"\frac{x}", "E-syntax-missing-operand"),
    (r"\exp^{-1}(x)", "E-syntax-superscript"),
    (r"W^{(1)} x_1 + W_1", "E-syntax-superscript"),
    (r"f^{(2)}(x)", "E-syntax-superscript"),
    (r"A^{(k)}_{ij}", "E-syntax-superscript"),
    (r"A^{(n+k)}", "E-syntax-subscript"),
    (r"x_{k+l}", "E-syntax-subscript"),
    (r"x^{2}^3", "E-syntax-power"),
    (r"\frac{\partial^2 f}{\partial x}", "E-syntax-derivative"),
    (r"\|X\|_*", "E-unsupported"),
    (r"\|x\|_\infty", "E-unsupported"),
    (r"\log_2 x", "E-unsupported"),
    (r"\sum_{ij} x_i y_{ik}", "E-unsupported"),
    (r"x \leq 2", "E-unsupported"),
    (r"\int x", "E-unsupported"),
    (r"\mathbb{R}", "E-unsupported"),
    (r"\text{if } x", "E-unsupported"),
    (r"x \\ y", "E-syntax-lines"),
    (r"\top x", "E-syntax-missing-operand"),
    (r"\cdot 2 3", "E-syntax-missing-operand"),
    (r"\alpha 2 3", "E-syntax-number"),
]


@pytest.mark.parametrize(("formula", "expected"), READ.items())
def test_reads(formula: str, expected: str) -> None:
    assert show(read_latex(formula)) == expected


@pytest.mark.parametrize(("formula", "hint"), HINTS.items())
def test_typeface_gives_a_hint(formula: str, hint: str) -> None:
    assert read_latex(formula).hint == hint


@pytest.mark.parametrize(("formula", "code"), ERRORS)
def test_refuses(formula: str, code: str) -> None:
    with pytest.raises(WrtError) as caught:
        read_latex(formula)
    assert caught.value.code == code


def test_places_are_exact() -> None:
    source = r"\frac{1}{N} \left(\mathbf{y} - X\theta\right)^T \mathbf{W}_1"
    parts = {source[t.span.start : t.span.end] for t in postorder(read_latex(source))}
    assert {r"\frac{1}{N}", r"\left(\mathbf{y} - X\theta\right)^T"[5:], r"\mathbf{W}_1", r"X\theta", source} <= parts


def test_readings_within_readings_are_bounded() -> None:
    with pytest.raises(WrtError, match="parentheses"):
        read_latex(r"a \odot X (" * 50 + "a" + ")" * 50)
