"""Linear programmes of absolute values against SciPy on the first problem, written out there with slack variables."""

import numpy as np
import pytest
from scipy.optimize import linprog

import wrt
from wrt.fit.rough.programme import Programme, solve


def value(p, u):
    r = p.A @ u + p.b
    return p.c @ u + p.up @ np.maximum(r, 0) + p.down @ np.maximum(-r, 0)


def written_out(p):
    m = len(p.A)
    bounds = [(0 if low else None, None) for low in p.bounded] + [(0, None)] * (2 * m)
    return linprog(np.r_[p.c, p.up, p.down], A_eq=np.c_[p.A, -np.eye(m), np.eye(m)], b_eq=-p.b, bounds=bounds)


@pytest.mark.parametrize("seed", range(25))
def test_the_least_value(seed):
    rng = np.random.default_rng(seed)
    m, q = int(rng.integers(4, 60)), int(rng.integers(1, 5))
    up, down = rng.uniform(0.1, 3, m), rng.uniform(0.1, 3, m)
    if seed % 4 == 1:
        down[: m // 3] = 0.0
    bounded = np.full(q, seed % 4 >= 2)
    bounded[0] = False
    scale = 10.0 ** rng.integers(-6, 6, q)
    A, b = rng.normal(size=(m, q)) * scale, rng.normal(size=m) * 100
    p = Programme(A, b, 0.05 * rng.normal(size=q) * scale, up, down, bounded)
    expected = written_out(p)
    if expected.status == 3:
        with pytest.raises(wrt.WrtError, match="goes down without end"):
            solve(p)
        return
    found = solve(p)
    assert np.isclose(value(p, found.point), expected.fun, rtol=1e-9, atol=1e-9)
    assert np.all(found.point[bounded] >= 0)
    assert found.gap < 1e-10


def test_a_value_that_is_no_minimum_shows_in_the_gap(monkeypatch):
    """The bound is computed from the data: a solver that gives a wrong point does not pass."""
    import scipy.optimize

    rng = np.random.default_rng(0)
    p = Programme(
        rng.normal(size=(30, 2)), rng.normal(size=30), np.zeros(2), np.ones(30), np.ones(30), np.zeros(2, bool)
    )
    right = linprog

    def wrong(*arguments, **options):
        found = right(*arguments, **options)
        found.eqlin.marginals = found.eqlin.marginals + 0.3
        found.x = 0.2 * found.x
        return found

    monkeypatch.setattr(scipy.optimize, "linprog", wrong)
    assert solve(p).gap > 1e-3


def test_a_median_between_two_rows_is_not_the_only_one():
    ones = np.ones((4, 1))
    assert not solve(
        Programme(ones, -np.array([1.0, 2, 5, 9]), np.zeros(1), np.ones(4), np.ones(4), np.zeros(1, bool))
    ).unique
    odd = solve(Programme(ones[:3], -np.array([1.0, 2, 5]), np.zeros(1), np.ones(3), np.ones(3), np.zeros(1, bool)))
    assert odd.unique and np.isclose(odd.point[0], 2, atol=1e-14)


def test_many_rows():
    """By the other method, whose dual is checked here: |v| <= 1, A'*v = 0."""
    rng = np.random.default_rng(1)
    A, b = rng.normal(size=(30_000, 3)), rng.normal(size=30_000)
    ones = np.ones(30_000)
    found = solve(Programme(A, b, np.zeros(3), ones, ones, np.zeros(3, bool)))
    r = A @ found.point + b
    met = np.abs(r) < 1e-12
    dual = np.linalg.solve(A[met].T, -A[~met].T @ np.sign(r[~met]))
    assert met.sum() == 3 and np.all(np.abs(dual) <= 1) and found.gap < 1e-10 and found.unique
