"""Quadratics with kinks against every combination of signs, and against SciPy on the split into positive parts."""

from itertools import product

import numpy as np
import pytest
from scipy.optimize import minimize

from wrt.fit.rough.model import quadratic
from wrt.fit.rough.penalty import Group, Penalty


def drawn(rng, size, rank=None):
    A = rng.normal(size=(rank or 2 * size, size))
    return A.T @ A, rng.normal(size=size) * 3


def by_signs(H, c, up, down):
    """The least value over all choices of which entries are positive, negative and 0."""
    best, least = None, np.inf
    for signs in product((-1, 0, 1), repeat=len(c)):
        sign = np.array(signs)
        on = sign != 0
        x = np.zeros(len(c))
        slope = np.where(sign > 0, up, np.where(sign < 0, -down, 0))
        if not np.all(np.isfinite(slope)):
            continue
        if np.any(on):
            x[on] = np.linalg.solve(H[np.ix_(on, on)], -(c + slope)[on])
        if np.all(x * sign >= 0):
            value = x @ H @ x / 2 + c @ x + up @ np.maximum(x, 0) + np.where(x < 0, down, 0) @ np.maximum(-x, 0)
            if value < least:
                best, least = x, value
    return best


@pytest.mark.parametrize("seed", range(30))
def test_as_the_best_of_all_signs(seed):
    rng = np.random.default_rng(seed)
    size = int(rng.integers(1, 7))
    H, c = drawn(rng, size)
    up, down = rng.uniform(0, 4, size), rng.uniform(0, 4, size)
    if seed % 3 == 0:
        down = up.copy()
    down_bounded = np.where(rng.uniform(size=size) < 0.3, 1e9, down)
    start = rng.normal(size=size) * (seed % 2)
    for lower in (down, down_bounded):
        found = quadratic(H, c, Penalty(up, lower), start)
        assert np.allclose(found, by_signs(H, c, up, lower), atol=1e-10)
        assert np.array_equal(found == 0, by_signs(H, c, up, lower) == 0)


@pytest.mark.parametrize("seed", range(6))
def test_a_bound_is_an_infinite_weight(seed):
    rng = np.random.default_rng(seed)
    H, c = drawn(rng, 5)
    found = quadratic(H, c, Penalty(np.full(5, 0.3), np.full(5, np.inf)), np.zeros(5))
    expected = minimize(lambda x: x @ H @ x / 2 + (c + 0.3) @ x, np.ones(5), jac=lambda x: H @ x + c + 0.3,
                        method="L-BFGS-B", bounds=[(0, None)] * 5, options={"ftol": 1e-15, "gtol": 1e-12})  # fmt: skip
    assert np.all(found >= 0) and np.allclose(found, expected.x, atol=1e-6)


@pytest.mark.parametrize("size", [3, 40, 150])
def test_many_entries_and_close_columns(size):
    """Strongly correlated columns, for which gradient steps alone take very long."""
    rng = np.random.default_rng(size)
    A = rng.normal(size=(200, 1)) + 1e-2 * rng.normal(size=(200, size))
    H, c, weight = A.T @ A, -A.T @ rng.normal(size=200), 0.3
    x = quadratic(H, c, Penalty(np.full(size, weight), np.full(size, weight)), np.zeros(size))
    slope = H @ x + c
    off = x != 0
    assert np.all(np.abs(slope[~off]) <= weight * (1 + 1e-9))
    assert np.allclose(slope[off], -weight * np.sign(x[off]), atol=1e-9)


@pytest.mark.parametrize("seed", range(8))
def test_lengths_of_groups(seed):
    """0 where no slope exceeds the weight (a ball), else the gradient of the whole vanishes."""
    rng = np.random.default_rng(seed)
    H, c = drawn(rng, 6)
    weight = float(rng.uniform(0.5, 8))
    part, each = slice(2, 6), 0.2 * (seed % 2)
    up = np.r_[0.0, 0.0, [each] * 4]
    x = quadratic(H, c, Penalty(up, up, (Group(part, weight),)), np.zeros(6))
    slope = H @ x + c
    assert np.allclose(slope[:2], 0, atol=1e-9)
    inner = x[part]
    if not np.any(inner):
        assert np.linalg.norm(np.maximum(np.abs(slope[part]) - each, 0)) <= weight * (1 + 1e-9)
        return
    pulled = slope[part] + weight * inner / np.linalg.norm(inner)
    assert np.allclose(pulled[inner != 0], -each * np.sign(inner[inner != 0]), atol=1e-8)
    assert np.all(np.abs(pulled[inner == 0]) <= each + 1e-8)
