"""Objectives with sums over samples: fitted like the same objective in matrix notation."""

import numpy as np
import pytest

import wrt

RNG = np.random.default_rng(5)
X = RNG.normal(size=(40, 3))
Y = X @ [1.0, -2.0, 0.5] + 0.1 * RNG.normal(size=40)


def test_least_squares():
    found = wrt.fit(r"\sum_{i=1}^n (y_i - w^T x_i)^2", "w", {"X": X, "y": Y})
    np.testing.assert_allclose(found.values["w"], np.linalg.lstsq(X, Y, rcond=None)[0], rtol=1e-9)


def test_the_number_of_samples_by_another_letter():
    found = wrt.fit(r"\frac{1}{m}\sum_{i=1}^m (y_i - w^T x_i)^2 + \lambda \|w\|^2", "w", {"X": X, "y": Y},
                    constants={"lambda": 0.3})  # fmt: skip
    expected = np.linalg.solve(X.T @ X / 40 + 0.3 * np.eye(3), X.T @ Y / 40)
    np.testing.assert_allclose(found.values["w"], expected, rtol=1e-9)


@pytest.mark.parametrize("name", ["X", "y"])
def test_what_is_missing_is_said(name):
    data = {"X": X, "y": Y}
    del data[name]
    with pytest.raises(wrt.WrtError, match=name):
        wrt.fit(r"\sum_i (y_i - w^T x_i)^2", "w", data)
