"""diag both ways, vec, Kronecker products, commutation, entries and blocks, by value and by form."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.normals import forms, judge, same, symbol
from oracle.validate import complaints
from wrt.expr import build as b

FIXED = settings(max_examples=40, deadline=None, derandomize=True, database=None)
SHAPES = st.sampled_from([("n", 1), (1, "n"), ("n", "n"), ("m", "n"), (1, 1)])
ANY = SHAPES.flatmap(lambda shape: forms(*shape))
A, B, C = symbol("A", "", "m", "n"), symbol("B", "", "n", "m"), symbol("C", "", "k", "k")
x, y, z = symbol("x", "", "n"), symbol("y", "", "n"), symbol("z", "", "m")


def vec(X):
    return X.reshape(-1, 1, order="F")


@FIXED
@given(forms("n", 1), forms("n", "n"))
def test_diagonals(v, M):
    judge(b.diag(v), lambda v: np.diag(v[:, 0]), v)
    judge(b.diag(b.T(v)), lambda v: np.diag(v[:, 0]), v)
    judge(b.diagpart(M), lambda M: np.diag(M)[:, None], M)
    judge(b.diagpart(b.T(M)), lambda M: np.diag(M)[:, None], M)
    same(b.diagpart(b.diag(v)), v)


@FIXED
@given(ANY)
def test_vec(M):
    judge(b.vec(M), vec, M)
    assert not complaints(b.vec(M))


@FIXED
@given(ANY, ANY, ANY)
def test_kron(L, M, N):
    built = b.kron(L, M, N)
    judge(built, lambda L, M, N: np.kron(np.kron(L, M), N), L, M, N)
    judge(b.kron(L, b.kron(M, N)), lambda L, M, N: np.kron(np.kron(L, M), N), L, M, N)
    judge(b.T(built), lambda L, M, N: np.kron(np.kron(L, M), N).T, L, M, N)


@FIXED
@given(st.lists(st.sampled_from([A, B, C, b.T(A), x, z, b.eye("n"), b.ones("m")]), min_size=3, max_size=3))
def test_kron_groups_in_any_way(factors):
    first, second, third = factors
    same(b.kron(*factors), b.kron(b.kron(first, second), third), b.kron(first, b.kron(second, third)))


@FIXED
@given(forms("m", "n"), forms("n", "k"), forms("m", "m"))
def test_identities_of_vec(M, N, P):
    spread = b.mul(b.kron(b.T(N), P), b.vec(M))
    judge(spread, lambda M, N, P: vec(P @ M @ N), M, N, P)
    turned = b.mul(b.commutation("m", "n"), b.vec(M))
    judge(turned, lambda M: vec(M.T), M)
    judge(b.mul(b.kron(M, N), b.kron(b.T(M), b.T(N))), lambda M, N: np.kron(M @ M.T, N @ N.T), M, N)


@FIXED
@given(forms("m", "n"), forms("n", 1), st.integers(1, 2), st.integers(1, 2))
def test_entries(M, v, i, j):
    judge(b.entry(M, i, j), lambda M: M[i - 1, j - 1], M)
    judge(b.entry(b.T(M), j, i), lambda M: M[i - 1, j - 1], M)
    judge(b.entry(v, i, 1), lambda v: v[i - 1, 0], v)
    judge(b.mul(b.T(b.basis("m", i)), M, b.basis("n", j)), lambda M: M[i - 1, j - 1], M)


@FIXED
@given(forms("m", "n", 1), forms("m", "m", 1), forms("n", "n", 1), forms("n", "m", 1))
def test_blocks(P, Q, R, S):
    built = b.block((P, Q, R, S), 2, 2)
    judge(built, lambda P, Q, R, S: np.block([[P, Q], [R, S]]), P, Q, R, S)
    judge(b.T(built), lambda P, Q, R, S: np.block([[P, Q], [R, S]]).T, P, Q, R, S)
    same(b.T(b.T(built)), built)


@FIXED
@given(st.lists(forms(1, 1, 1), min_size=4, max_size=4), st.integers(1, 2), st.integers(1, 2))
def test_matrix_by_entries(cells, i, j):
    built = b.block(tuple(cells), 2, 2)
    same(b.entry(built, i, j), cells[2 * i + j - 3])


@pytest.mark.parametrize(("built", "expected"), [
    (b.diag(b.ones("n")), b.eye("n")),
    (b.diagpart(b.eye("n")), b.ones("n")),
    (b.diagpart(b.mul(x, b.T(y))), b.had(x, y)),
    (b.vec(b.mul(x, b.T(z))), b.kron(z, x)),
    (b.vec(b.T(x)), x),
    (b.kron(x, b.T(z)), b.mul(x, b.T(z))),
    (b.kron(b.T(z), x), b.mul(x, b.T(z))),
    (b.kron(b.eye("m"), b.eye("n")), b.eye(("*", "m", "n"))),
    (b.kron(b.num(2), A), b.scale(2, A)),
    (b.kron(A, b.zero("k", 1)), b.zero(("*", "k", "m"), "n")),
    (b.mul(b.commutation("n", "m"), b.commutation("m", "n")), b.eye(("*", "m", "n"))),
    (b.mul(b.commutation("m", "n"), b.vec(A)), b.vec(b.T(A))),
    (b.commutation("m", 1), b.eye("m")),
    (b.entry(b.mul(x, b.T(z)), 1, 2), b.mul(b.entry(x, 1, 1), b.entry(z, 2, 1))),
    (b.entry(b.eye("n"), 1, 2), b.ZERO),
    (b.entry(b.diag(x), 2, 2), b.entry(x, 2, 1)),
    (b.entry(b.basis("n", 2), 2, 1), b.ONE),
    (b.block((b.zero("n", 1), b.zero("m", 1)), 2, 1), b.zero(("+", "m", "n"), 1)),
    (b.block((x,), 1, 1), x),
])  # fmt: skip
def test_forms(built, expected):
    same(built, expected)


@pytest.mark.parametrize(("m", "n"), [(2, 3), (3, 2), (1, 4), (2, 2)])
def test_commutation(m, n):
    X = symbol("X", "", m, n)
    judge(b.mul(b.commutation(m, n), b.vec(X)), lambda X: vec(X.T), X)
