"""What an expert would write: the printed answers, and presentation that keeps the value."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wrt
from oracle.normals import SIZES, agree, forms, point_of, shown, usable, value
from wrt.emit.present import present

FIXED = settings(max_examples=100, deadline=None, derandomize=True, database=None)
LS = {"X": "n p", "w": "p", "y": "n"}
AFFINE = {"A": "m n", "b": "m"}
DENOMINATOR = [  # formula, variable, the answer in denominator layout, shapes, assumptions
    # the worksheet
    ("v", "v", "eye(n)", {}, {}),
    ("v'", "v", "eye(n)", {}, {}),
    ("t*v", "v", "t*eye(n)", {"t": ""}, {}),
    ("u'*v", "u", "v", {}, {}),
    ("u'*v", "v", "u", {}, {}),
    ("v'*v", "v", "2*v", {}, {}),
    ("v'*A*v", "v", "(A + A')*v", {}, {}),
    ("v'*A*v", "v", "2*A*v", {}, {"A": "symmetric"}),
    ("A*v", "v", "A'", {}, {}),
    ("v'*A", "v", "A", {}, {}),
    ("norm2(y - z)^2", "z", "-2*(y - z)", {}, {}),
    ("(1/N)*norm2(y - X*theta)^2", "theta", "2*X'*(X*theta - y)/N", {}, {}),
    ("x.^2", "x", "2*diag(x)", {}, {}),
    # scalars by vectors
    ("norm2(x)", "x", "x/norm2(x)", {}, {}),
    ("norm2(x)^3", "x", "3*norm2(x)*x", {}, {}),
    ("norm1(x)", "x", "sign(x)", {}, {}),
    ("sum(x)^2", "x", "2*sum(x)*ones(n)", {}, {}),
    ("sum(cos(x).*y)", "x", "-y.*sin(x)", {}, {}),
    ("log(vector(1)'*exp(x))", "x", "softmax(x)", {}, {}),
    ("y'*log(softmax(z))", "z", "y - sum(y)*softmax(z)", {}, {}),
    ("sigmoid(w'*x)", "w", "sigmoid(w'*x)*(1 - sigmoid(w'*x))*x", {}, {}),
    ("log(1 + exp(w'*x))", "w", "sigmoid(w'*x)*x", {}, {}),
    ("norm2(A*x - b)", "x", "A'*(A*x - b)/norm2(A*x - b)", AFFINE, {}),
    ("norm2(A*x - b)^2/2", "x", "A'*(A*x - b)", AFFINE, {}),
    ("(y - X*w)'*diag(s)*(y - X*w)", "w", "2*X'*(s.*(X*w - y))", {**LS, "s": "n"}, {}),
    ("sqrt(x'*A*x)", "x", "(A + A')*x/(2*sqrt(x'*A*x))", {}, {}),
    ("sqrt(x'*A*x)", "x", "A*x/sqrt(x'*A*x)", {}, {"A": "spd"}),
    ("(x'*A*x)/(x'*x)", "x", "((A + A')*x - 2*(x'*A*x)*x/(x'*x))/(x'*x)", {}, {}),
    ("exp(-norm2(x - m)^2/(2*s^2))", "x", "-exp(-norm2(x - m)^2/(2*s^2))*(x - m)/s^2", {"m": "n", "s": ""}, {}),
    ("(A*x - b)'*C*(D*x - e)", "x", "D'*C'*(A*x - b) + A'*C*(D*x - e)",
     {"A": "m n", "D": "m n", "C": "m m", "b": "m", "e": "m"}, {}),
    ("b'*A*x + c'*x", "x", "A'*b + c", {**AFFINE, "c": "n"}, {}),
    # scalars by scalars
    ("t^3", "t", "3*t^2", {"t": ""}, {}),
    ("logdet(A + t*eye)", "t", "tr(inv(A + t*eye))", {"t": ""}, {}),
    ("1/t", "t", "-1/t^2", {"t": ""}, {}),
    ("sqrt(t)", "t", "1/(2*sqrt(t))", {"t": ""}, {}),
    ("log(t)", "t", "1/t", {"t": ""}, {}),
    # scalars by matrices
    ("tr(X)", "X", "eye(n)", {"X": "n n"}, {}),
    ("sum(X)", "X", "ones(m, n)", {"X": "m n"}, {}),
    ("tr(A*X)", "X", "A'", {}, {}),
    ("tr(A*X*B)", "X", "A'*B'", {}, {}),
    ("tr(X'*X)", "X", "2*X", {}, {}),
    ("tr(X'*A*X)", "X", "(A + A')*X", {}, {}),
    ("tr(A*X*B*X'*C)", "X", "C*A*X*B + A'*C'*X*B'", {}, {}),
    ("tr(X^3)", "X", "3*(X^2)'", {}, {}),
    ("tr(inv(X)*A)", "X", "-(inv(X)*A*inv(X))'", {}, {}),
    ("a'*X*b", "X", "a*b'", {"a": "m", "b": "n"}, {}),
    ("a'*X'*b", "X", "b*a'", {"a": "m", "b": "n"}, {}),
    ("b'*X'*X*c", "X", "X*(b*c' + c*b')", {"b": "p", "c": "p"}, {}),
    ("a'*inv(X)*b", "X", "-inv(X)'*a*b'*inv(X)'", {"a": "n", "b": "n"}, {}),
    ("det(X)", "X", "det(X)*inv(X)'", {}, {}),
    ("logdet(X)", "X", "inv(X)'", {}, {}),
    ("logdet(X)", "X", "inv(X)", {}, {"X": "spd"}),
    ("log(det(X'*X))", "X", "2*X*inv(X'*X)", {"X": "n p"}, {}),
    ("normF(X)", "X", "X/norm2(X)", {}, {}),
    ("norm2(X - A*B)^2", "A", "2*(A*B - X)*B'", {}, {}),
    ("norm2(X*w - y)^2/2", "X", "(X*w - y)*w'", LS, {}),
    ("sum(relu(W*x))", "W", "relu(sign(W*x))*x'", {}, {}),
    ("y'*log(softmax(W*x))", "W", "(y - sum(y)*softmax(W*x))*x'", {}, {}),
    # vectors by vectors
    ("exp(x)", "x", "diag(exp(x))", {}, {}),
    ("log(x)", "x", "diag(1./x)", {}, {}),
    ("1./x", "x", "-diag(1./x.^2)", {}, {}),
    ("x.^a", "x", "a*diag(x.^(a - 1))", {"a": ""}, {}),
    ("x.*y", "x", "diag(y)", {}, {}),
    ("softmax(x)", "x", "diag(softmax(x)) - softmax(x)*softmax(x)'", {}, {}),
    ("tanh(W*x + b)", "x", "W'*diag(vector(1) - tanh(W*x + b).^2)", {"b": "m"}, {}),
    ("x/norm2(x)", "x", "(eye - x*x'/norm2(x)^2)/norm2(x)", {}, {}),
    ("diag(x)*A*x", "x", "diag(A*x) + A'*diag(x)", {}, {}),
    ("(a'*x)*x", "x", "a*x' + (a'*x)*eye", {"a": "n"}, {}),
    # matrices by scalars, matrices by matrices
    ("t*A", "t", "A", {"t": ""}, {}),
    ("x*exp(-t)", "t", "-exp(-t)*x'", {"t": ""}, {}),
    ("inv(A + t*B)", "t", "-inv(A + t*B)*B*inv(A + t*B)", {"t": ""}, {}),
    ("A*X*B", "X", "kron(B', A)", {}, {}),
    ("X'", "X", "commutation(m, n)", {}, {}),
    ("vec(X)", "X", "eye(m*n)", {}, {}),
    ("inv(X)", "X", "-kron(inv(X)', inv(X))", {}, {}),
    ("x*x'", "x", "kron(eye(n), x) + kron(x, eye(n))", {}, {}),
    ("X'*X", "X", "kron(eye(n), X') + kron(X', eye(n))*commutation(m, n)", {"X": "m n"}, {}),
]  # fmt: skip
NUMERATOR = [
    ("v", "v", "eye(n)", {}), ("t*v", "v", "t*eye(n)", {"t": ""}), ("u'*v", "u", "v'", {}), ("v'*v", "v", "2*v'", {}),
    ("v'*A*v", "v", "v'*(A + A')", {}),
    ("A*v", "v", "A", {}), ("v'*A", "v", "A'", {}), ("norm2(y - z)^2", "z", "-2*(y - z)'", {}),
    ("x.^2", "x", "2*diag(x)", {}),
    ("tr(A*X)", "X", "A", {}), ("logdet(X)", "X", "inv(X)", {}), ("t*v", "t", "v", {"t": ""}),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "variable", "expected", "shapes", "assume"), DENOMINATOR)
def test_printed_answers(formula, variable, expected, shapes, assume):
    assert wrt.diff(formula, variable, shapes=shapes, assume=assume).text == expected


@pytest.mark.parametrize(("formula", "variable", "expected", "shapes"), NUMERATOR)
def test_printed_answers_in_numerator_layout(formula, variable, expected, shapes):
    assert wrt.diff(formula, variable, shapes=shapes, layout="numerator").text == expected


@pytest.mark.parametrize(("formula", "first", "second", "expected", "assume"), [
    ("x'*A*x", "x", "x", "A + A'", {}), ("x'*A*x", "x", "x", "2*A", {"A": "symmetric"}), ("x'*A*y", "x", "y", "A", {}),
    ("x'*A*y", "y", "x", "A'", {}),
    ("norm2(X*w - y)^2", "w", "w", "2*X'*X", {}), ("sum(exp(x))", "x", "x", "diag(exp(x))", {}),
    ("log(vector(1)'*exp(x))", "x", "x", "diag(softmax(x)) - softmax(x)*softmax(x)'", {}),
])  # fmt: skip
def test_printed_second_derivatives(formula, first, second, expected, assume):
    assert wrt.diff(formula, first, second, assume=assume).text == expected


@FIXED
@given(
    st.sampled_from([(1, 1), ("n", 1), (1, "n"), ("n", "n"), ("m", "n")]).flatmap(lambda shape: forms(*shape, depth=3))
)
def test_presentation_keeps_the_value(root):
    for sizes in SIZES:
        point = point_of([root], sizes)
        if usable([root], point, sizes):
            assert agree(value(present(root), point, sizes), value(root, point, sizes)), shown(root)
