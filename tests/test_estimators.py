"""Estimators by scikit-learn's own checks, and beside its own estimators."""

import numpy as np
import pytest

pytest.importorskip("sklearn")

from sklearn.linear_model import LinearRegression, LogisticRegression, PoissonRegressor, Ridge
from sklearn.utils.estimator_checks import check_estimator

import wrt

LINE = "X*w + b*vector(1)"
POISSON = f"sum(exp({LINE}))/n - y'*({LINE})/n + lam*norm2(w)^2/2"
ESTIMATORS = {
    "least squares": (wrt.Regressor(), LinearRegression()),
    "ridge": (wrt.Regressor(f"norm2(y - ({LINE}))^2 + lam*norm2(w)^2", constants={"lam": 2.0}), Ridge(alpha=2.0)),
    "poisson": (
        wrt.Regressor(POISSON, f"exp({LINE})", constants={"lam": 0.5}),
        PoissonRegressor(alpha=0.5, tol=1e-10, max_iter=1000),
    ),
    "logistic": (wrt.Classifier(), LogisticRegression(C=1.0, tol=1e-10, max_iter=1000)),
}


@pytest.mark.parametrize("name", ESTIMATORS)
def test_scikit_learns_checks(name):
    check_estimator(ESTIMATORS[name][0])


@pytest.mark.parametrize("name", ESTIMATORS)
def test_the_same_coefficients(name):
    ours, theirs = ESTIMATORS[name]
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 3))
    y = np.exp(0.4 * X @ [1.0, -1.0, 0.5]) + rng.uniform(size=200)
    y = (y > 1.2).astype(int) if name == "logistic" else y
    ours.fit(X, y)
    theirs.fit(X, y)
    assert np.allclose(ours.coef_, np.ravel(theirs.coef_), atol=1e-5)
    assert np.allclose(ours.intercept_, theirs.intercept_, atol=1e-5)
    assert np.allclose(ours.predict(X), theirs.predict(X), atol=1e-4)
    assert ours.score(X, y) > 0.3
