"""Fits of every kind against NumPy, SciPy and JAX on the same data."""

import re

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.optimize import minimize as scipy_minimize

import wrt

jax.config.update("jax_enable_x64", val=True)
RNG = np.random.default_rng(11)
N, P = 400, 3
X = RNG.normal(size=(N, P))
THETA = np.array([1.0, -2.0, 0.5])
Y = X @ THETA + 0.3 * RNG.normal(size=N)
W = RNG.uniform(0.5, 2.0, N)
T = (RNG.uniform(size=N) < 1 / (1 + np.exp(-X @ THETA))).astype(float)
C = RNG.poisson(np.exp(0.3 * X @ THETA)).astype(float)
MANY = X @ RNG.normal(size=(P, 2)) + RNG.normal(size=(N, 2))
EYE = np.eye(P)

CLOSED = [
    ("norm2(y - X*theta)^2", "theta", {}, lambda: np.linalg.lstsq(X, Y, rcond=None)[0]),
    ("norm2(y - X*theta)^2/N", "theta", {}, lambda: np.linalg.lstsq(X, Y, rcond=None)[0]),
    ("(y - X*theta)'*(y - X*theta)", "theta", {}, lambda: np.linalg.lstsq(X, Y, rcond=None)[0]),
    ("norm2(y - X*theta)^2/n + lam*norm2(theta)^2", "theta", {"lam": 0.2},
     lambda: np.linalg.solve(X.T @ X + N * 0.2 * EYE, X.T @ Y)),
    ("norm2(y - X*theta)^2 + (theta - m)'*K*(theta - m)", "theta", {"m": np.ones(P), "K": np.diag([1.0, 2, 3])},
     lambda: np.linalg.solve(X.T @ X + np.diag([1.0, 2, 3]), X.T @ Y + np.array([1.0, 2, 3]))),
    ("sum(w.*(y - X*theta).^2)", "theta", {}, lambda: np.linalg.solve(X.T @ (W[:, None] * X), X.T @ (W * Y))),
    ("normF(Y - X*B)^2 + lam*normF(B)^2", "B", {"lam": 3.0}, lambda: np.linalg.solve(X.T @ X + 3 * EYE, X.T @ MANY)),
    ("n*lam - sum(c)*log(lam)", "lam", {}, lambda: C.mean()),
]  # fmt: skip
DATA = {"y": Y, "X": X, "w": W, "t": T, "c": C, "Y": MANY}


def data_for(objective, constants):
    names = set(re.findall(r"[A-Za-z]\w*", objective))
    return {name: value for name, value in {**DATA, **constants}.items() if name in names}


@pytest.mark.parametrize(("objective", "unknown", "constants", "expected"), CLOSED, ids=[row[0] for row in CLOSED])
@pytest.mark.parametrize("block", [1 << 12, 1 << 20])
def test_closed_forms(objective, unknown, constants, expected, block):
    found = wrt.fit(objective, unknown, data_for(objective, constants), assume={"lam": "positive"} if "log" in objective else None,
                    shapes={"c": "n"} if "c)" in objective else None, block_bytes=block)  # fmt: skip
    assert found.method.startswith("closed form") and not found.warnings
    assert np.allclose(found.values[unknown], expected(), rtol=1e-9)
    assert found.rows == N


STEPWISE = [
    ("sum(log(vector(1) + exp(X*w))) - t'*X*w", "w", {}, lambda u: jnp.sum(jnp.logaddexp(0, X @ u)) - T @ X @ u),
    ("sum(softplus(X*w))/n - t'*X*w/n + lam*norm2(w)^2", "w", {"lam": 0.1},
     lambda u: (jnp.sum(jnp.logaddexp(0, X @ u)) - T @ X @ u) / N + 0.1 * jnp.sum(u**2)),
    ("sum(exp(X*w)) - c'*X*w", "w", {}, lambda u: jnp.sum(jnp.exp(X @ u)) - C @ X @ u),
    ("sum(log(cosh(y - X*w)))", "w", {}, lambda u: jnp.sum(jnp.log(jnp.cosh(Y - X @ u)))),
]  # fmt: skip


@pytest.mark.parametrize(("objective", "unknown", "constants", "oracle"), STEPWISE, ids=[row[0] for row in STEPWISE])
def test_minima_without_a_closed_form(objective, unknown, constants, oracle):
    data = {k: v for k, v in data_for(objective, constants).items() if k != "w"}
    found = wrt.fit(objective, unknown, data, shapes={"c": "n", "t": "n", "w": "p"})
    expected = scipy_minimize(oracle, np.zeros(P), jac=jax.grad(oracle), tol=1e-12)
    assert found.method.startswith("iteration") and not found.warnings
    assert np.allclose(found.values[unknown], expected.x, atol=1e-5)
    assert np.max(np.abs(jax.grad(oracle)(found.values[unknown]))) < 1e-4
    assert np.isclose(found.objective, oracle(found.values[unknown]))


def test_statistics_of_least_squares():
    A = np.c_[np.ones(N), X]
    found = wrt.fit("norm2(y - X*theta)^2", "theta", {"y": Y, "X": A})
    rss = np.linalg.lstsq(A, Y, rcond=None)[1]
    variance = rss[0] / (N - 4)
    assert np.allclose(found.standard_errors["theta"], np.sqrt(variance * np.diag(np.linalg.inv(A.T @ A))))
    assert np.isclose(found.squares.r_squared, 1 - rss[0] / np.sum((Y - Y.mean()) ** 2))
    assert np.isclose(found.squares.variance, variance)
    assert found.squares.centred
    assert np.isclose(found.squares.condition, np.linalg.cond(A / np.linalg.norm(A, axis=0)), rtol=0.6)
    assert "standard error" in found.report()


def test_without_a_constant_column_r_squared_says_so():
    found = wrt.fit("norm2(y - X*theta)^2", "theta", {"y": Y, "X": X})
    assert np.isclose(found.squares.r_squared, 1 - np.linalg.lstsq(X, Y, rcond=None)[1][0] / np.sum(Y**2))
    assert "there is no intercept" in found.report()


def test_several_unknowns_and_constraints():
    found = wrt.fit("norm2(y - X*w - b*vector(1))^2", ["w", "b"], {"y": Y + 3, "X": X}, shapes={"b": ""})
    expected = np.linalg.lstsq(np.c_[X, np.ones(N)], Y + 3, rcond=None)[0]
    assert np.allclose(np.r_[found.values["w"], found.values["b"]], expected)
    tied = wrt.fit("norm2(y - X*theta)^2", "theta", {"y": Y, "X": X}, subject_to="sum(theta) = s", constants={"s": 1.0})
    assert np.isclose(tied.values["theta"].sum(), 1)
    gradient = X.T @ (X @ tied.values["theta"] - Y)
    assert np.allclose(gradient, gradient[0])


def test_mean_and_covariance():
    found = wrt.fit("n*logdet(S)/2 + tr((X - vector(1)*m')*inv(S)*(X - vector(1)*m')')/2", ["m", "S"], {"X": X},
                    shapes={"m": "p"}, assume={"S": "spd"})  # fmt: skip
    assert np.allclose(found.values["m"], X.mean(0)) and np.allclose(found.values["S"], np.cov(X.T, bias=True))


def test_as_many_columns_as_rows():
    A = RNG.normal(size=(5, 5))
    found = wrt.fit("norm2(y - A*x)^2", "x", {"y": np.ones(5), "A": A})
    assert np.allclose(found.values["x"], np.linalg.solve(A, np.ones(5)))
    K = A @ A.T + np.eye(5)
    found = wrt.fit("norm2(y - K*a)^2 + lam*a'*K*a", "a", {"y": np.ones(5), "K": K, "lam": 2.0}, shapes={"a": "n"})
    assert np.allclose(found.values["a"], np.linalg.solve(K + 2 * np.eye(5), np.ones(5)))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("-norm2(y - X*w)^2", "w", {"y": Y, "X": X}), "E-fit-kind"),
        (("sum(y) + w'*v", "w", {"y": Y, "v": np.ones(3)}), "E-fit-kind"),
        (("norm2(y - X*w)^2", "w", {"y": Y[:-1], "X": X}), "E-shape-add"),
        (("norm2(y - X*w)^2", "w", {"y": Y}), "E-data-column"),
        (("norm2(y - X*w)^2", "v", {"y": Y, "X": X}), "E-unknown-variable"),
        (("norm2(y - X*w)^2 + lam*norm1(w)^2", "w", {"y": Y, "X": X, "lam": 1.0}), "E-unsupported"),
        (("norm2(y - X*w)^2", "w", {"y": np.r_[Y[:-1], np.nan], "X": X}), "E-data-missing"),
        (("y - X*w", "w", {"y": Y, "X": X}), "E-objective"),
    ],
)
def test_what_cannot_be_fitted_is_said(arguments, code):
    with pytest.raises(wrt.WrtError) as caught:
        wrt.fit(*arguments)
    assert caught.value.code == code


def test_a_minimum_at_infinity_is_warned_of():
    rows = RNG.normal(size=(40, 2))
    found = wrt.fit(
        "sum(softplus(X*w)) - t'*X*w", "w", {"t": (rows[:, 0] > 0).astype(float), "X": rows}, shapes={"t": "n"}
    )
    assert any("infinity" in warning for warning in found.warnings)


def test_a_covariance_that_is_none_is_warned_of():
    found = wrt.fit("n*logdet(S)/2 + tr((X - vector(1)*m')*inv(S)*(X - vector(1)*m')')/2", ["m", "S"],
                    {"X": np.ones((5, 2))}, shapes={"m": "p"}, assume={"S": "spd"})  # fmt: skip
    assert found.warnings == ["S is not positive definite for these data"]


def test_what_cannot_be_solved_for_these_data():
    twice = np.c_[X[:, 0], X[:, 0]]
    with pytest.raises(wrt.WrtError) as caught:
        wrt.fit("norm2(y - X*w)^2", "w", {"y": Y, "X": twice}, subject_to="sum(w) = 1")
    assert caught.value.code == "E-fit-singular"
    with pytest.raises(wrt.WrtError) as caught:
        wrt.fit("sum(v.*(y - X*w).^2)", "w", {"y": Y, "X": X, "v": -W}, shapes={"v": "n"})
    assert caught.value.code == "E-fit-values"
