"""Matrix powers and inverses, trace and determinants, sums and norms of all entries, by value and by form."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.normals import NUMBERS, forms, judge, regular, same, symbol
from wrt.expr import build as b

FIXED = settings(max_examples=40, deadline=None, derandomize=True, database=None)
A, B, S, R, Q, K, L, I = (symbol(letter, facts, "n", "n") for letter, facts in (
    ("A", ""), ("B", ""), ("S", "spd"), ("R", "invertible"), ("Q", "orthogonal"), ("K", "skew"), ("L", "diagonal"),
    ("I", "idempotent")))  # fmt: skip
M, N, x, u, t = (
    symbol("M", "", "m", "n"),
    symbol("N", "", "n", "m"),
    symbol("x", "", "n"),
    symbol("u", "unit", "n"),
    symbol("t", "positive"),
)


@FIXED
@given(regular("n"), st.integers(-4, 4), st.integers(-3, 3))
def test_powers(X, k, more):
    judge(b.mpow(X, k), lambda X: np.linalg.matrix_power(X, k), X)
    judge(b.mul(b.mpow(X, k), b.mpow(X, more)), lambda X: np.linalg.matrix_power(X, k + more), X)
    same(b.inv(b.inv(X)), X)


@FIXED
@given(regular("n"), regular("n"))
def test_inverse_of_products(X, Y):
    judge(b.inv(b.mul(X, Y)), lambda X, Y: np.linalg.inv(X @ Y), X, Y)
    same(b.inv(b.mul(X, Y)), b.mul(b.inv(Y), b.inv(X)))


@FIXED
@given(regular("n"), st.sampled_from(NUMBERS))
def test_pinv(X, number):
    judge(b.pinv(X), np.linalg.pinv, X)
    judge(b.pinv(b.scale(number, M)), np.linalg.pinv, b.scale(number, M))
    same(b.pinv(b.pinv(M)), M)
    same(b.pinv(b.T(M)), b.T(b.pinv(M)))


@FIXED
@given(forms("m", "n"), forms("n", "k"), forms("k", "m"))
def test_trace(X, Y, Z):
    turned = b.tr(b.mul(Y, Z, X))
    judge(turned, lambda X, Y, Z: np.trace(X @ Y @ Z), X, Y, Z)
    judge(b.tr(b.mul(b.T(Z), b.T(Y), b.T(X))), lambda X, Y, Z: np.trace(X @ Y @ Z), X, Y, Z)


@FIXED
@given(st.permutations("ABSR"), st.integers(0, 3), st.booleans())
def test_rotations_of_a_trace_are_one_node(letters, cut, mirrored):
    factors = [{"A": A, "B": B, "S": S, "R": R}[letter] for letter in letters]
    other = factors[cut:] + factors[:cut]
    if mirrored:
        other = [b.T(factor) for factor in reversed(other)]
    same(b.tr(b.mul(*factors)), b.tr(b.mul(*other)))


@FIXED
@given(forms("n", "n"), st.sampled_from(NUMBERS))
def test_trace_of_anything(X, number):
    judge(b.tr(X), np.trace, X)
    judge(b.tr(b.T(X)), np.trace, X)
    judge(b.tr(b.scale(number, X)), lambda X: float(number) * np.trace(X), X)


@FIXED
@given(regular("n"), regular("n"), st.sampled_from(NUMBERS))
def test_determinants(X, Y, number):
    for built, Z in (
        (b.det(b.mul(X, Y)), b.mul(X, Y)),
        (b.det(b.scale(number, X)), b.scale(number, X)),
        (b.det(b.T(X)), X),
    ):
        judge(built, np.linalg.det, Z)
    for Z in (X, b.mul(X, Y), b.scale(number, X), b.inv(X), b.mul(t, Y)):
        judge(b.logdet(Z), lambda Z: np.linalg.slogdet(Z)[1], Z)
    same(b.det(b.mul(X, Y)), b.det(b.mul(Y, X)))


@FIXED
@given(
    st.sampled_from([("n", 1), (1, "n"), ("n", "n"), ("m", "n")]).flatmap(lambda shape: forms(*shape)),
    st.sampled_from(NUMBERS),
)
def test_sums_and_norms(X, number):
    Y = b.scale(number, X)
    for Z in (X, Y):
        judge(b.sum_(Z), np.sum, Z)
        judge(b.norm1(Z), lambda Z: np.abs(Z).sum(), Z)
        judge(b.norm2(Z), lambda Z: np.sqrt((Z * Z).sum()), Z)
    same(b.norm2(X), b.norm2(b.neg(X)))
    judge(b.norm2(b.T(X)), lambda Z: np.sqrt((Z * Z).sum()), X)
    judge(b.sum_(b.T(X)), np.sum, X)


@pytest.mark.parametrize(("built", "expected"), [
    (b.mpow(A, 0), b.eye("n")),
    (b.inv(b.scale(2, A)), b.scale(b.HALF, b.inv(A))),
    (b.inv(Q), b.T(Q)),
    (b.mpow(Q, -2), b.T(b.mpow(Q, 2))),
    (b.mpow(I, 3), I),
    (b.inv(b.diag(x)), b.diag(b.hpow(x, -1))),
    (b.inv(b.kron(A, B)), b.kron(b.inv(A), b.inv(B))),
    (b.inv(b.commutation("m", "n")), b.commutation("n", "m")),
    (b.tr(b.mul(x, b.T(x))), b.mul(b.T(x), x)),
    (b.tr(b.mul(A, x, b.T(x))), b.mul(b.T(x), A, x)),
    (b.tr(b.eye("n")), b.dim_number("n")),
    (b.tr(b.diag(x)), b.sum_(x)),
    (b.tr(b.kron(A, B)), b.mul(b.tr(A), b.tr(B))),
    (b.tr(K), b.ZERO),
    (b.tr(b.add(b.mul(A, B), b.mul(B, A))), b.scale(2, b.tr(b.mul(A, B)))),
    (b.tr(b.ones("n", "n")), b.dim_number("n")),
    (b.det(b.mul(t, A)), b.mul(b.pow_(t, b.dim_number("n")), b.det(A))),
    (b.det(b.mpow(A, 3)), b.pow_(b.det(A), 3)),
    (b.logdet(b.inv(A)), b.neg(b.logdet(A))),
    (b.logdet(b.mul(A, B)), b.add(b.logdet(A), b.logdet(B))),
    (b.sum_(b.mul(x, b.T(x))), b.pow_(b.sum_(x), 2)),
    (b.sum_(b.eye("n")), b.dim_number("n")),
    (b.sum_(b.softmax(x)), b.ONE),
    (b.sum_(b.had(x, u)), b.mul(b.T(x), u)),
    (b.norm2(u), b.ONE),
    (b.norm2(b.scale(-3, x)), b.scale(3, b.norm2(x))),
    (b.norm2(t), b.fn("abs", t)),
    (b.norm1(b.basis("n", 1)), b.ONE),
])  # fmt: skip
def test_forms(built, expected):
    same(built, expected)
