"""Least squares over blocks against LAPACK's, well and badly conditioned, with dependent columns and several targets."""

import numpy as np
import pytest

from wrt.fit.data import open_data
from wrt.fit.least import least_squares
from wrt.fit.passes import Passes


def solved(A, B, size=37, fixed=()):
    B = B if B.ndim == 2 else B[:, None]
    source = open_data({"A": A, "B": B}, symbols=("A", "B"))
    passes = Passes(source, ("A", "B"), size)
    return least_squares(
        passes.run, lambda values: [(values["A"], values["B"])], fixed, [f"a{i}" for i in range(A.shape[1])]
    )


def conditioned(n, p, condition, rng):
    U = np.linalg.qr(rng.normal(size=(n, p)))[0]
    V = np.linalg.qr(rng.normal(size=(p, p)))[0]
    return U * np.logspace(0, -np.log10(condition), p) @ V.T


@pytest.mark.parametrize("condition", [1, 10, 1e2, 1e4, 1e6, 1e8, 1e10])
@pytest.mark.parametrize("size", [1, 13, 1000])
def test_as_right_as_lapack_whatever_the_condition(condition, size):
    rng = np.random.default_rng(int(np.log10(condition)))
    A = conditioned(300, 8, condition, rng)
    for noise in (0.0, 1e-6):
        b = A @ np.ones(8) + noise * rng.normal(size=300)
        expected = np.linalg.lstsq(A, b, rcond=None)[0]
        found = solved(A, b, size)
        error = np.linalg.norm(found.coefficients[:, 0] - expected) / np.linalg.norm(expected)
        own = 1e-13 * condition * (1 + condition * np.linalg.norm(A @ expected - b) / np.linalg.norm(b))
        assert error < max(1e-10 if condition <= 1e2 else 0, 10 * own)
        assert found.method == ("the normal equations" if condition < 100 else found.method)
        if condition >= 1e6:
            assert found.method == "QR of blocks of rows"


def test_the_residual_keeps_its_digits():
    rng = np.random.default_rng(1)
    A = rng.normal(size=(400, 5))
    b = 1e6 * A @ rng.normal(size=5) + 1e-3 * rng.normal(size=400)
    found = solved(A, b)
    exact = np.linalg.lstsq(A, b, rcond=None)[1][0]
    assert np.isclose(found.residual[0], exact, rtol=1e-3)


def test_dependent_columns_get_the_shortest_solution_and_a_warning():
    rng = np.random.default_rng(2)
    A = rng.normal(size=(200, 4))
    A = np.c_[A, A[:, 0] - 2 * A[:, 1]]
    b = rng.normal(size=200)
    found = solved(A, b)
    assert np.allclose(found.coefficients[:, 0], np.linalg.lstsq(A, b, rcond=None)[0])
    assert found.rank == 4
    assert "a0" in found.warnings[0] and "a3" not in found.warnings[0]
    assert np.isclose(found.residual[0], np.sum((A @ found.coefficients[:, 0] - b) ** 2))


def test_more_columns_than_rows():
    rng = np.random.default_rng(3)
    A, b = rng.normal(size=(4, 9)), rng.normal(size=4)
    assert np.allclose(solved(A, b).coefficients[:, 0], np.linalg.lstsq(A, b, rcond=None)[0])


def test_a_column_of_zeros():
    rng = np.random.default_rng(4)
    A = rng.normal(size=(50, 3))
    A[:, 1] = 0
    b = rng.normal(size=50)
    assert np.allclose(solved(A, b).coefficients[:, 0], np.linalg.lstsq(A, b, rcond=None)[0])


def test_several_targets_and_a_penalty():
    rng = np.random.default_rng(5)
    A, B = rng.normal(size=(60, 4)), rng.normal(size=(60, 3))
    found = solved(A, B, fixed=[(np.sqrt(2.0) * np.eye(4), np.zeros((4, 3)))])
    assert np.allclose(found.coefficients, np.linalg.solve(A.T @ A + 2 * np.eye(4), A.T @ B))


@pytest.mark.parametrize("scales", [np.array([1, 1e6, 1e-6, 1]), np.array([1e-9, 1, 1e9, 1])])
def test_units_of_the_columns_do_not_matter(scales):
    rng = np.random.default_rng(6)
    A, b = rng.normal(size=(100, 4)), rng.normal(size=100)
    found = solved(A * scales, b)
    assert found.method == "the normal equations"
    assert np.allclose(found.coefficients[:, 0] * scales, np.linalg.lstsq(A, b, rcond=None)[0])
