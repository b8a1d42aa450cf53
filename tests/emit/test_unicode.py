"""The Unicode writer: what a person reads in a terminal."""

from __future__ import annotations

import pytest

import wrt
from wrt.emit.unicode import unicode

WRITTEN = [
    ("2*X'*(X*theta - y)/N", {"X": "n p"}, "2Xᵀ(Xθ − y)/N"),
    ("x'*A*x", {}, "xᵀAx"),
    ("inv(A)*B + inv(A)'", {}, "A⁻¹B + A⁻ᵀ"),
    ("(A*B)^-2", {"A": "n n", "B": "n n"}, "(AB)⁻²"),
    ("norm2(x)^2 + norm2(A)^2 + norm1(x)", {}, "‖x‖² + ‖A‖_F² + ‖x‖₁"),
    ("norm2(x)*norm2(y)*a", {}, "‖x‖ ‖y‖a"),
    ("X*diag(s)*y", {}, "X diag(s) y"),
    ("x.*y./z", {}, "(x ⊙ y) ⊘ z"),
    ("vector(1) - tanh(x).^2", {}, "𝟏 − tanh(x)∘²"),
    ("kron(A, B)*vec(X)", {}, "(A ⊗ B) vec(X)"),
    ("x'*y/2", {}, "xᵀy/2"),
    ("x/(2*a)", {}, "x/(2a)"),
    ("1/a*x", {}, "(1/a)x"),
    ("(-a)/(b + c)", {}, "−a/(b + c)"),
    ("W1*x + lam*x_hat + w_max", {"x_hat": "n", "w_max": "n", "x": "n"}, "W₁x + λx̂ + wₘₐₓ"),
    ("rate*step*x + a*rate + rate*(a + b)", {"rate": "", "step": "", "x": ""}, "rate·step·x + a·rate + rate(a + b)"),
    ("2*3*a", {}, "2·3a"),
    ("sigma*(a + b) + sigmoid(c)", {"sigma": ""}, "σ·(a + b) + sigmoid(c)"),
    ("sigmoid(a)*(1 - sigmoid(a))", {}, "σ(a)(1 − σ(a))"),
    ("sqrt(a)*b + sqrt(a + b)*c", {}, "√a·b + √(a + b)c"),
    ("a^(1/2) + a^b", {}, "a^(1/2) + a^b"),
    ("eye(n) + ones(n)*ones(n)'", {}, "Iₙ + 𝟏ₙ𝟏ₙᵀ"),
    ("logdet(A) + abs(a)", {}, "log|det(A)| + |a|"),
    ("A[1,2]*x[3]", {}, "A₁,₂x₃"),
    ("[A, zeros(n, n); zeros(n, n), B]", {"A": "n n", "B": "n n"}, "[A, 0; 0, B]"),
    ("D(v'*A*v, v)", {}, "∂(vᵀAv)/∂v"),
    ("z*(x'*y)", {}, "z(xᵀy)"),
    ("a - (b - c)", {}, "a − (b − c)"),
]


@pytest.mark.parametrize(("formula", "shapes", "expected"), WRITTEN)
def test_writes(formula: str, shapes: dict[str, str], expected: str) -> None:
    assert unicode(wrt.parse(formula, shapes=shapes).node) == expected


def test_a_deep_chain_is_no_recursion() -> None:
    assert len(unicode(wrt.parse("sin(" * 2000 + "a" + ")" * 2000).node)) > 2000
