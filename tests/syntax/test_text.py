"""The text reader, by examples: what a formula is read as, and which error another one gives."""

from __future__ import annotations

import pytest

from wrt.diagnostics import WrtError
from wrt.syntax import postorder, read_text, show

READ = {
    "x'*A*x": "(mul (mul (transpose x) A) x)",
    "-a'*v": "(mul (neg (transpose a)) v)",
    "-x^2 - -y": "(sub (neg (pow x 2)) (neg y))",
    "A^-1'*b^(n-1)": "(mul (transpose (inverse A)) (pow b (sub n 1)))",
    "A^T + A.T + Aᵀ + A^⊤ + A^(T)": "(add (add (add (add (transpose A) (transpose A)) (transpose A)) (transpose A)) "
    "(transpose A))",
    "A^-T + A^(-T) + A⁻ᵀ": "(add (add (transpose (inverse A)) (transpose (inverse A))) (transpose (inverse A)))",
    "A²*x⁻¹": "(mul (pow A 2) (inverse x))",
    "A.^-1": "(hpow A (neg 1))",
    "x'^2 + x.^2'": "(add (pow (transpose x) 2) (transpose (hpow x 2)))",
    "x''": "(transpose (transpose x))",
    "2.^x + 1./x + 2.*x": "(add (add (hpow 2 x) (hdiv 1 x)) (hadamard 2 x))",
    "0.5*1e-3*2.50": "(mul (mul 1/2 1/1000) 5/2)",
    "a*b.*c./d@e": "(mul (hdiv (hadamard (mul a b) c) d) e)",
    "a ⊙ b ⊘ c ⊗ d · e × f": "(mul (mul (kron (hdiv (hadamard a b) c) d) e) f)",
    "a − b – c": "(sub (sub a b) c)",
    "θ_1 + lambda*W_1 + x_i + x₁ + Σ + ℓ": "(add (add (add (add (add theta1 (mul lam W1)) x_i) x1) Sigma) ell)",
    "||x - a||_2^2 + ‖A‖_F + ||x||_1": "(add (add (pow (call norm2 (sub x a)) 2) (call normF A)) (call norm1 x))",
    "[a, b;\n c, d]*v[1] + A[1,2] + A_{1,2}": "(add (add (mul (block (2, 2) a b c d) (entry v 1)) (entry A 1 2)) "
    "(entry A 1 2))",
    "D(f(x), x, y)": "(D (call f x) x y)",
    "tr (A)": "(call tr A)",
    "A = B == C": "(equation A B C)",
    "u*v where u = x + 1, v = f(x)": "(where ('u', 'v') (mul u v) (add x 1) (call f x))",
    "W_{1}*x": "(mul W1 x)",
    "vector(1) + zeros(m, n)": "(add (call vector 1) (call zeros m n))",
}

ERRORS = [
    ("", "E-syntax-empty", None),
    ("2x", "E-syntax-juxtaposition", "2*x"),
    ("x'Ax + 1", "E-syntax-juxtaposition", "x'*A*x + 1"),
    ("x y (z)", "E-syntax-juxtaposition", "x*y*(z)"),
    ("(a)(b)", "E-syntax-juxtaposition", "(a)*(b)"),
    ("log X' + 3", "E-syntax-juxtaposition", "log(X') + 3"),
    ("a^b^c", "E-syntax-power", "write (a^b)^c or a^(b^c)"),
    ("x +", "E-syntax-missing-operand", "x"),
    ("x + * y", "E-syntax-missing-operand", "x * y"),
    ("(x + y", "E-syntax-unclosed", "(x + y)"),
    ("x + y)", "E-syntax-unopened", "x + y"),
    ("(x + y]", "E-syntax-unclosed", "(x + y)"),
    ("||x", "E-syntax-unclosed", "||x||"),
    ("[a, b; c]", "E-syntax-block", None),
    ("|X| + 1", "E-syntax-bars", "write det(X) or abs(X)"),
    ("A.B", "E-syntax-character", None),
    ("x # y", "E-syntax-character", None),
    ("x ** 2", "E-syntax-character", "x ^ 2"),
    ("1.2.3", "E-syntax-number", None),
    ("1e400", "E-syntax-number", None),
    ("9" * 2000, "E-syntax-number", None),
    ("x <= 2", "E-unsupported", None),
    ("||x||_3", "E-unsupported", None),
    ("D(f)", "E-syntax-derivative", "D(f, x)"),
    ("tr()", "E-syntax-missing-operand", None),
    ("(a, b)", "E-syntax-separator", None),
    ("a; b", "E-syntax-separator", None),
    ("x where y", "E-syntax-where", None),
    ("f(a = b)", "E-syntax-equation", None),
    ("= x", "E-syntax-missing-operand", "x"),
]


@pytest.mark.parametrize(("formula", "expected"), READ.items())
def test_reads(formula: str, expected: str) -> None:
    assert show(read_text(formula)) == expected


@pytest.mark.parametrize(("formula", "code", "help_text"), ERRORS)
def test_refuses(formula: str, code: str, help_text: str | None) -> None:
    with pytest.raises(WrtError) as caught:
        read_text(formula)
    question = help_text and (help_text if help_text.startswith("write ") else f"did you mean {help_text} ?")
    assert (caught.value.code, caught.value.help) == (code, question)
    assert caught.value.source == formula


def test_names_run_together_are_noted() -> None:
    with pytest.raises(WrtError) as caught:
        read_text("x'Ax")
    assert any("A*x" in note for note in caught.value.notes)


def test_places_are_exact() -> None:
    source = "tr((A + B)'*C[1,2]) - norm2(x)^2"
    parts = {source[t.span.start : t.span.end] for t in postorder(read_text(source))}
    assert {"(A + B)", "(A + B)'", "C[1,2]", "(A + B)'*C[1,2]", "norm2(x)^2", "norm2(x)", source} <= parts


def test_a_line_may_continue_a_chain() -> None:
    tree = read_text("= a = b", continued=True)
    assert (show(tree), tree.value) == ("(equation continued a b)", "continued")
