"""Fits of objectives with kinks against scikit-learn, and against their optimality conditions written out here."""

import numpy as np
import pytest
from scipy.optimize import linprog
from sklearn.linear_model import ElasticNet, Lasso, LogisticRegression, QuantileRegressor

import wrt

RNG = np.random.default_rng(5)
N, P = 240, 9
X = RNG.normal(size=(N, P)) * np.array([1, 5, 0.2, 1, 1, 30, 1, 1, 1.0])
THETA = np.array([2.0, -0.3, 4, 0, 0, 0.05, 0, 0, 0])
Y = X @ THETA + RNG.normal(size=N)
T = (RNG.uniform(size=N) < 1 / (1 + np.exp(-(X @ THETA) / 3))).astype(float)
TIGHT = {"tol": 1e-14, "max_iter": 10**6}


def held(gradient, values, weight, room):
    """The conditions of a minimum of f + weight*norm1: the slope is -weight*sign, at 0 between -weight and weight."""
    on = values != 0
    weight = np.broadcast_to(weight, values.shape)
    assert np.all(np.abs(gradient[~on]) <= weight[~on] + room)
    assert np.allclose(gradient[on], -(weight * np.sign(values))[on], atol=room)


@pytest.mark.parametrize("lam", [0.0, 0.01, 0.3, 2.0, 100.0])
@pytest.mark.parametrize("block", [1 << 11, 1 << 22])
def test_lasso(lam, block):
    found = wrt.fit("norm2(y - X*w)^2/(2*n) + lam*norm1(w)", "w", {"y": Y, "X": X, "lam": lam}, block_bytes=block)
    w = found.values["w"]
    held(X.T @ (X @ w - Y) / N, w, lam, 1e-11)
    assert not found.warnings and "so this is the minimum" in found.certificate
    assert np.isclose(found.objective, np.sum((Y - X @ w) ** 2) / (2 * N) + lam * np.abs(w).sum())
    if lam:
        theirs = Lasso(alpha=lam, fit_intercept=False, **TIGHT).fit(X, Y).coef_
        assert np.allclose(w, theirs, atol=1e-8) and np.array_equal(w == 0, theirs == 0)
    assert np.any(w == 0) == (lam > 0.01) or lam == 0.01


def test_units_of_the_columns_change_nothing_but_units():
    data = {"y": Y, "X": X, "d": np.abs(THETA) + 0.1}
    plain = wrt.fit("norm2(y - X*w)^2 + 40*sum(d.*abs(w))", "w", data).values["w"]
    scale = 10.0 ** RNG.integers(-8, 9, P)
    other = wrt.fit("norm2(y - X*w)^2 + 40*sum(d.*abs(w))", "w", {"y": Y, "X": X * scale, "d": data["d"] * scale})
    assert np.allclose(other.values["w"] * scale, plain, rtol=1e-8, atol=1e-12) and not other.warnings
    assert np.any(plain == 0) and np.any(plain != 0)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_elastic_net(share):
    data = {"y": Y, "X": X, "a": 0.4, "r": share}
    found = wrt.fit("norm2(y - X*w)^2/(2*n) + a*(r*norm1(w) + (1 - r)*norm2(w)^2/2)", "w", data)
    theirs = ElasticNet(alpha=0.4, l1_ratio=share, fit_intercept=False, **TIGHT).fit(X, Y).coef_
    assert np.allclose(found.values["w"], theirs, atol=1e-8) and not found.warnings


@pytest.mark.parametrize("lam", [1.0, 10.0])
def test_logistic_with_an_intercept_that_is_not_penalised(lam):
    found = wrt.fit("sum(softplus(X*w + b*vector(1))) - t'*(X*w + b*vector(1)) + lam*norm1(w)", ["w", "b"],
                    {"t": T, "X": X, "lam": lam}, shapes={"b": "", "t": "n"})  # fmt: skip
    w, b = found.values["w"], found.values["b"]
    off = 1 / (1 + np.exp(-(X @ w + b))) - T
    held(X.T @ off, w, lam, 1e-7 * lam)
    assert abs(off.sum()) < 1e-8 and not found.warnings
    theirs = LogisticRegression(l1_ratio=1, C=1 / lam, solver="saga", tol=1e-9, max_iter=10**6).fit(X / X.std(0), T)
    ours = wrt.fit("sum(softplus(X*w + b*vector(1))) - t'*(X*w + b*vector(1)) + lam*norm1(w)", ["w", "b"],
                   {"t": T, "X": X / X.std(0), "lam": lam}, shapes={"b": "", "t": "n"})  # fmt: skip
    assert np.allclose(ours.values["w"], theirs.coef_[0], atol=1e-5)
    assert np.isclose(ours.values["b"], theirs.intercept_[0], atol=1e-5)


@pytest.mark.parametrize(("quantile", "alpha"), [(0.5, 0.0), (0.2, 0.0), (0.9, 0.05), (0.5, 0.4)])
@pytest.mark.parametrize("block", [1 << 11, 1 << 22])
def test_quantiles(quantile, alpha, block):
    data = {"y": Y, "X": X, "q": quantile, "lam": alpha * N}
    objective = "q*sum(relu(y - X*w)) + (1 - q)*sum(relu(X*w - y)) + lam*norm1(w)"
    found = wrt.fit(objective, "w", data, block_bytes=block)
    theirs = QuantileRegressor(quantile=quantile, alpha=alpha, fit_intercept=False).fit(X, Y).coef_
    assert np.allclose(found.values["w"], theirs, atol=1e-9) and not found.warnings
    r = Y - X @ found.values["w"]
    assert np.isclose(found.objective, quantile * np.maximum(r, 0).sum() + (1 - quantile) * np.maximum(-r, 0).sum()
                      + alpha * N * np.abs(found.values["w"]).sum())  # fmt: skip


@pytest.mark.parametrize(
    "objective", ["sum(abs(y - X*w))", "norm1(y - X*w)/n", "sum(v.*abs(y - X*w))", "v'*abs(X*w - y)"]
)
def test_least_absolute_deviations(objective):
    v = RNG.uniform(0.5, 2, N)
    data = {"y": Y, "X": X} | ({"v": v} if "v" in objective else {})
    found = wrt.fit(objective, "w", data, shapes={"v": "n"} if "v" in objective else None)
    weights = v if "v" in objective else np.ones(N)
    r = Y - X @ found.values["w"]
    zero = np.abs(r) < 1e-10
    assert zero.sum() == P
    # the rows that are met carry a dual with |d| <= weight that cancels the others
    dual = np.linalg.solve(X[zero].T, -X[~zero].T @ (weights * np.sign(r))[~zero])
    assert np.all(np.abs(dual) <= weights[zero] * (1 + 1e-9))
    assert found.method.startswith("linear programme") and not found.warnings


@pytest.mark.parametrize("lam", [10.0, 300.0, 1e6])
@pytest.mark.parametrize("each", [0.0, 20.0])
def test_the_length_of_an_unknown(lam, each):
    found = wrt.fit("norm2(y - X*w)^2 + lam*norm2(w) + e*norm1(w)", "w", {"y": Y, "X": X, "lam": lam, "e": each})
    w, slope = found.values["w"], 2 * X.T @ (X @ found.values["w"] - Y)
    if lam == 1e6:
        assert np.array_equal(w, np.zeros(P))
        assert np.linalg.norm(np.maximum(np.abs(2 * X.T @ Y) - each, 0)) <= lam
        return
    held(slope + lam * w / np.linalg.norm(w), w, each, 1e-6 * lam)
    assert not found.warnings


def test_several_targets_and_a_length_of_rows():
    many = X @ RNG.normal(size=(P, 3)) + RNG.normal(size=(N, 3))
    found = wrt.fit("normF(Y - X*B)^2 + lam*norm1(B)", "B", {"Y": many, "X": X, "lam": 300.0})
    B = found.values["B"]
    held(2 * X.T @ (X @ B - many), B, 300.0, 1e-6)
    assert np.any(B == 0)
    root = wrt.fit("norm2(y - X*w) + lam*norm1(w)", "w", {"y": Y, "X": X, "lam": 2.0})
    r = X @ root.values["w"] - Y
    held(X.T @ r / np.linalg.norm(r), root.values["w"], 2.0, 1e-9)
    assert not root.warnings


def test_bounds_and_shifted_kinks():
    found = wrt.fit("norm2(y - X*w)^2 + 30*norm1(w)", "w", {"y": Y, "X": X}, assume={"w": "nonnegative"})
    w, slope = found.values["w"], 2 * X.T @ (X @ found.values["w"] - Y) + 30
    assert np.all(w >= 0) and np.all(slope[w == 0] >= -1e-8) and np.allclose(slope[w > 0], 0, atol=1e-8)
    least = wrt.fit("norm1(y - X*w)", "w", {"y": Y, "X": X}, assume={"w": "nonnegative"})
    theirs = linprog(np.r_[np.zeros(P), np.ones(2 * N)], A_eq=np.c_[X, np.eye(N), -np.eye(N)], b_eq=Y)
    assert np.isclose(least.objective, theirs.fun, rtol=1e-10) and np.allclose(
        least.values["w"], theirs.x[:P], atol=1e-8
    )
    assert np.array_equal(least.values["w"] == 0, theirs.x[:P] == 0) and np.any(least.values["w"] == 0)
    m = np.round(THETA, 0)
    found = wrt.fit("norm2(y - X*w)^2 + 50*norm1(2*w - m)", "w", {"y": Y, "X": X, "m": m})
    away = found.values["w"] - m / 2
    held(2 * X.T @ (X @ found.values["w"] - Y), away, 100.0, 1e-6)
    assert np.any(away == 0)


@pytest.mark.parametrize("seed", range(4))
def test_more_columns_than_rows(seed):
    rng = np.random.default_rng(seed)
    A = rng.normal(size=(40, 90 if seed else 650))
    y = A[:, :4] @ np.ones(4) + 0.1 * rng.normal(size=40)
    found = wrt.fit("norm2(y - X*w)^2/(2*n) + 0.05*norm1(w)", "w", {"y": y, "X": A})
    w = found.values["w"]
    held(A.T @ (A @ w - y) / 40, w, 0.05, 1e-9)
    assert 0 < np.sum(w != 0) < 40


def test_what_is_not_unique_or_lies_at_infinity_is_warned_of():
    twice = np.c_[X[:, 0], X[:, 0]]
    found = wrt.fit("norm2(y - X*w)^2 + norm1(w)", "w", {"y": Y, "X": twice})
    assert any("as good" in warning for warning in found.warnings)
    found = wrt.fit("sum(softplus(X*w + b*vector(1))) - t'*(X*w + b*vector(1)) + norm1(w)", ["w", "b"],
                    {"t": np.ones(N), "X": X}, shapes={"b": "", "t": "n"})  # fmt: skip
    assert any("infinity" in warning for warning in found.warnings)
    found = wrt.fit("sum(abs(x - m*vector(1)))", "m", {"x": [1.0, 2, 5, 9]}, shapes={"x": "n", "m": ""})
    assert any("as good" in warning for warning in found.warnings) and 2 <= found.values["m"] <= 5


def test_without_convexity_no_minimum_is_claimed():
    found = wrt.fit("sum(log(c*vector(1) + (y - X*w).^2)) + norm1(w)", "w", {"y": Y, "X": X, "c": 1e4})
    assert "so this is the minimum" not in found.certificate
    assert any("lower minimum" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    ("objective", "code"),
    [
        ("norm2(y - X*w)^2 + norm1(D*w)", "E-unsupported"),
        ("norm2(y - X*w)^2 + norm2(D*w)", "E-unsupported"),
        ("norm2(y - X*w)^2 + norm1(w) + norm1(w - m)", "E-unsupported"),
        ("sum(abs(y - X*w)) + norm2(w)^2", "E-unsupported"),
        ("norm2(y - X*w)^2 + norm1(w)^2", "E-unsupported"),
        ("norm2(y - X*w)^2 + norm1(w)*norm2(w)", "E-unsupported"),
        ("norm2(y - X*w)^2 + sum(sign(w))", "E-unsupported"),
        ("norm2(y - X*w)^2 + sum(sqrt(abs(w)))", "E-unsupported"),
        ("norm1(w) - norm2(y - X*w)^2", "E-unsupported"),
        ("norm2(y - X*w)^2 - norm1(w)", "E-fit-kind"),
        ("sum(abs(y - X*w)) - 1000*m'*w", "E-fit-kind"),
    ],
)
def test_what_cannot_be_fitted_is_said(objective, code):
    data = {"y": Y, "X": X, "D": np.diff(np.eye(P), axis=0), "m": np.ones(P)}
    data = {name: value for name, value in data.items() if name in objective}
    with pytest.raises(wrt.WrtError) as caught:
        wrt.fit(objective, "w", data)
    assert caught.value.code == code


def test_constraints_beside_kinks_are_refused():
    with pytest.raises(wrt.WrtError) as caught:
        wrt.fit("norm2(y - X*w)^2 + norm1(w)", "w", {"y": Y, "X": X}, subject_to="sum(w) = 1")
    assert caught.value.code == "E-unsupported"


def test_from_a_file_with_a_checkpoint(tmp_path):
    np.save(tmp_path / "X.npy", X)
    np.save(tmp_path / "y.npy", Y)
    data = {"y": str(tmp_path / "y.npy"), "X": str(tmp_path / "X.npy")}

    def stop(rows, of):
        if rows > 100:
            raise KeyboardInterrupt

    for objective in ("norm2(y - X*w)^2 + 30*norm1(w)", "sum(abs(y - X*w))"):
        options = {"block_bytes": 1 << 11, "checkpoint": tmp_path / "run.npz"}
        with pytest.raises(KeyboardInterrupt):
            wrt.fit(objective, "w", data, progress=stop, **options)
        found = wrt.fit(objective, "w", data, **options)
        assert np.allclose(found.values["w"], wrt.fit(objective, "w", {"y": Y, "X": X}).values["w"], rtol=1e-9)
        assert not (tmp_path / "run.npz").exists()
