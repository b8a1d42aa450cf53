"""Rules' statements and conditions in every notation."""

import pytest

from wrt.derivation import Line
from wrt.documents import notation
from wrt.documents.labels import condition_words, joined, label
from wrt.documents.statements import statement

READ = {
    "D(v'*A*v, v) = (A + A')*v": "∂(vᵀAv)/∂v = (A + Aᵀ)v",
    "(A*B)' = B'*A'": "(AB)ᵀ = BᵀAᵀ",
    "d(A*B) = dA*B + A*dB": "d(AB) = dA·B + A·dB",
    "d(inv(X)) = -inv(X)*dX*inv(X)": "d(X⁻¹) = −X⁻¹·dX·X⁻¹",
    "d(A*d(B)) = dA*dB + A*d(d(B))": "d(A·dB) = dA·dB + A d(dB)",
    "d(norm2(x)^2) = 2*x'*dx": "d(‖x‖²) = 2xᵀ·dx",
    "A + 0 = A": "A + 0 = A",
    "tr(A*B) = tr(B*A)": "tr(AB) = tr(BA)",
}


@pytest.mark.parametrize("text", READ)
def test_statements_are_read(text):
    assert statement(text).unicode == READ[text]
    assert statement(text).text == text


@pytest.mark.parametrize("text", ["f(g(x)) ==", "not a formula at all", "A*x = x*A*", "", "d() = 1"])
def test_what_is_no_statement_stays_text(text):
    assert statement(text) is None


def test_shapes_decide_the_typeface():
    assert r"\mathbf{a}" in statement("a'*b = b'*a", {"a": ("n", 1), "b": ("n", 1)}).latex


@pytest.mark.parametrize(
    ("condition", "shown"),
    [
        ("A is invertible", "A is invertible"),
        ("every entry of X*w is positive", "every entry of Xw is positive"),
        ("A, B commute", "A, B commute"),
        ("1 + v'*u nonzero", "1 + vᵀu nonzero"),
        ("it is known", "it is known"),
        ("whatever", "whatever"),
    ],
)
def test_conditions(condition, shown):
    assert joined(condition_words(condition), str, notation.unicode) == shown


def test_labels():
    right = statement("A = B")
    spelled = lambda line: joined(label(line), str, notation.unicode)
    assert spelled(Line(right)) == ""
    assert spelled(Line(right, rule="multiply_out")) == "multiply out"
    line = Line(right, rule="transpose", statement="(A*B)' = B'*A'", conditions=("A is invertible", "x is not 0"))
    assert spelled(line) == "by (AB)ᵀ = BᵀAᵀ (A is invertible, x is not 0)"
