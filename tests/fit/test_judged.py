"""What a fit found is looked at: signs, definiteness, facts, constraints, digits."""

import numpy as np
import pytest
from scipy.optimize import minimize as scipy_minimize
from scipy.optimize import nnls

import wrt

RNG = np.random.default_rng(3)
N, P = 60, 3
X = RNG.normal(size=(N, P))
Y = X @ [1.0, 2.0, 3.0] + 5 + RNG.normal(size=N)
W = RNG.uniform(0.5, 2, N)
MANY = np.c_[Y, 2 * Y - X[:, 0] + RNG.normal(size=N)]
DEPENDENT = np.c_[X[:, :2], 0.3 * X[:, 0] + 0.7 * X[:, 1]]
POWERS = np.vander(np.linspace(0, 1, N), 9)
ONES = np.ones(N)
OLS = "norm2(y - X*theta)^2"
GLS = "(y - X*theta)'*W*(y - X*theta)"
LOGIT = "sum(softplus(X*w + b*vector(1))) - t'*(X*w + b*vector(1))"


def refused(code, *arguments, **named):
    with pytest.raises(wrt.WrtError) as caught:
        wrt.fit(*arguments, **named)
    assert caught.value.code == code
    return str(caught.value)


# ---- the sign of what is minimised


@pytest.mark.parametrize("c", [-1.0, 0.0, -1e-9])
@pytest.mark.parametrize("as_data", [True, False])
def test_a_square_with_a_factor_that_is_not_positive_has_no_minimum(c, as_data):
    data = {"y": Y, "X": X, **({"c": c} if as_data else {})}
    refused("E-fit-kind", f"c*{OLS}", "theta", data, constants=None if as_data else {"c": c})
    refused("E-fit-kind", f"c*{OLS}/n", "theta", data, constants=None if as_data else {"c": c})


def test_a_square_with_a_positive_factor_has_one():
    found = wrt.fit(f"c*{OLS}", "theta", {"y": Y, "X": X}, constants={"c": 2.5})
    assert np.allclose(found.values["theta"], np.linalg.lstsq(X, Y, rcond=None)[0])


@pytest.mark.parametrize(
    ("objective", "constants"),
    [
        (GLS, {"W": -np.eye(N)}),
        (GLS, {"W": np.diag(np.r_[-1e4, ONES[1:]])}),
        (f"{OLS} + theta'*Q*theta", {"Q": -1e4 * np.eye(P)}),
        (f"{OLS} + theta'*Q*theta", {"Q": np.diag([0, 0, -1e4])}),
        (f"{OLS} + lam*norm2(theta)^2", {"lam": -1e4}),
    ],
)
def test_a_maximum_or_saddle_of_a_closed_form_is_refused(objective, constants):
    refused("E-fit-kind", objective, "theta", {"y": Y, "X": X}, constants=constants)


def test_a_negative_penalty_may_leave_a_minimum():
    found = wrt.fit(f"{OLS} + lam*norm2(theta)^2", "theta", {"y": Y, "X": X}, constants={"lam": -5.0})
    assert np.allclose(found.values["theta"], np.linalg.solve(X.T @ X - 5 * np.eye(P), X.T @ Y))
    assert not found.warnings


def test_no_maximum_and_no_saddle_comes_out_of_an_iteration():
    squared = wrt.fit("norm2(y - (X*w).^2)^2 + norm2(b - c)^2", ["w", "b"], {"X": X, "y": (X @ [1.0, 2, 3]) ** 2},
                      constants={"c": np.ones(2)})  # fmt: skip
    assert np.allclose(np.abs(squared.values["w"]), [1, 2, 3]) and not squared.warnings
    waves = wrt.fit("sum(cos(x*a)) + sum(cos(x*b))", ["a", "b"], {"x": np.array([1.0, 1])}, shapes={"a": "", "b": ""})
    assert np.isclose(waves.objective, -4) and not waves.warnings


def test_the_best_matrix_of_rank_one():
    table = RNG.normal(size=(20, 3))
    found = wrt.fit("norm2(Y - u*v')^2", ["u", "v"], {"Y": table})
    expected = np.sum(np.linalg.svd(table)[1][1:] ** 2)
    assert np.isclose(np.sum((table - np.outer(found.values["u"], found.values["v"])) ** 2), expected)
    assert any("other points are as good" in warning for warning in found.warnings)  # u*2 and v/2


# ---- what is assumed of an unknown


def test_nonnegative_least_squares():
    signs = Y * np.where(X[:, 0] > 0, 1, -1)
    for target in (Y, -Y, signs):
        found = wrt.fit(OLS, "theta", {"y": target, "X": X}, assume={"theta": "nonnegative"})
        assert np.allclose(found.values["theta"], nnls(X, target)[0], atol=1e-9)
        assert not found.warnings


def test_what_is_assumed_holds_or_is_refused():
    square = X @ np.diag([1.0, 2, 3]) + RNG.normal(size=(N, P))
    data = {"Y": square, "X": X}
    for fact in ("spd", "psd"):  # what the symmetric least squares are by chance, or not
        assert np.all(np.linalg.eigvalsh(wrt.fit("norm2(Y - X*B)^2", "B", data, assume={"B": fact}).values["B"]) > 0)
        refused("E-fit-facts", "norm2(Y - X*B)^2", "B", {"Y": -square, "X": X}, assume={"B": fact})
    found = wrt.fit("norm2(y - x*a)^2", "a", {"y": -X[:, 0], "x": X[:, 0]}, shapes={"a": ""}, assume={"a": "positive"})
    assert found.values["a"] > 0 and any("boundary" in warning for warning in found.warnings)
    robust = wrt.fit("sum(log(cosh(Y - X*B)))", "B", {"Y": square, "X": X}, assume={"B": "symmetric"})

    def value(flat):
        half = np.zeros((P, P))
        half[np.triu_indices(P)] = flat
        return np.sum(np.log(np.cosh(square - X @ (half + half.T - np.diag(np.diag(half))))))

    expected = scipy_minimize(value, np.zeros(6), tol=1e-10)
    assert np.array_equal(robust.values["B"], robust.values["B"].T)
    assert np.isclose(robust.objective, expected.fun, rtol=1e-9)
    assert np.allclose(robust.values["B"][np.triu_indices(P)], expected.x, atol=1e-4)


def test_residuals_whose_hyperbolic_cosine_is_no_number():
    rng = np.random.default_rng(1)
    X, noise = rng.normal(size=(60, 3)), 1e3 * rng.standard_cauchy(60)
    y = X @ [1e3, 2e3, 3e3] + noise
    found = wrt.fit("sum(log(cosh(y - X*w)))", "w", {"X": X, "y": y})
    residual = y - X @ found.values["w"]
    assert np.isclose(found.objective, np.sum(np.logaddexp(residual, -residual) - np.log(2)), rtol=1e-12)
    assert np.all(np.abs(X.T @ np.tanh(residual)) < 1e-6 * np.abs(X).sum(axis=0)) and not found.warnings


@pytest.mark.parametrize(("fact", "sign"), [("symmetric", 1), ("skew", -1)])
@pytest.mark.parametrize("size", [2, 5])
@pytest.mark.parametrize("penalty", [0.0, 3.0])
def test_least_squares_among_symmetric_and_skew_matrices(fact, sign, size, penalty):
    rng = np.random.default_rng(size)
    X, Y = rng.normal(size=(30, size)) * np.logspace(0, 2, size), rng.normal(size=(30, size))
    objective = "norm2(Y - X*B)^2" + " + lam*norm2(B)^2" * (penalty > 0)
    found = wrt.fit(objective, "B", {"Y": Y, "X": X, **({"lam": penalty} if penalty else {})}, assume={"B": fact})
    units = np.eye(size)
    basis = [
        np.outer(units[i], units[j]) + sign * np.outer(units[j], units[i])
        for i in range(size)
        for j in range(i + (sign < 0), size)
    ]
    design = np.stack([np.concatenate([(X @ E).ravel(), np.sqrt(penalty) * E.ravel()]) for E in basis], axis=1)
    target = np.concatenate([Y.ravel(), np.zeros(size * size)])
    best = np.linalg.lstsq(design, target, rcond=None)[0]
    np.testing.assert_allclose(found.values["B"], sum(c * E for c, E in zip(best, basis)), rtol=1e-8, atol=1e-12)
    assert not found.warnings and "closed form" in found.method


def test_dependent_columns_do_not_settle_a_symmetric_matrix():
    X = np.random.default_rng(0).normal(size=(30, 3))
    X[:, 2] = X[:, 0]
    refused("E-fit-singular", "norm2(Y - X*B)^2", "B", {"Y": X[:, ::-1] + 1, "X": X}, assume={"B": "symmetric"})


def test_a_probability_stays_one():
    x = (Y > 5).astype(float)
    found = wrt.fit("-sum(x)*log(q) - sum(vector(1) - x)*log(1 - q) + norm2(x)^2*q^4", "q", {"x": x}, shapes={"q": ""},
                    assume={"q": "probability"})  # fmt: skip
    k = x.sum()
    slope = k / found.values["q"] - (N - k) / (1 - found.values["q"]) - 4 * k * found.values["q"] ** 3
    assert 0 < found.values["q"] < 1 and abs(slope) < 1e-8 * N and not found.warnings


def test_facts_of_rows_and_constants_are_looked_at():
    weighted = "sum(w.*(y - X*theta).^2)"
    low = W.copy()
    low[17] = -1
    told = refused(
        "E-fit-facts", weighted, "theta", {"y": Y, "X": X, "w": low}, assume={"w": "positive"}, block_bytes=400
    )
    assert "row 18 of w" in told
    refused("E-fit-facts", f"{OLS} + lam*norm2(theta)^2", "theta", {"y": Y, "X": X, "lam": -1.0},
            assume={"lam": "positive"})  # fmt: skip


def test_a_variance_of_nothing_is_no_minimum():
    refused("E-fit-kind", "n*log(s) + norm2(y - X*b)^2/s", ["b", "s"], {"y": X @ [1.0, 2, 3], "X": X},
            assume={"s": "positive"})  # fmt: skip
    found = wrt.fit("n*lam - sum(x)*log(lam)", "lam", {"x": np.zeros(3)}, assume={"lam": "positive"})
    assert found.warnings == ["lam is not positive for these data: the objective has no minimum there"]


# ---- constraints and digits


def constrained(A, b):
    """Least squares with coefficients that sum to one, by elimination of the last one."""
    inside = np.r_[np.eye(A.shape[1] - 1), -np.ones((1, A.shape[1] - 1))]
    last = np.eye(A.shape[1])[-1]
    return inside @ np.linalg.lstsq(A @ inside, b - A @ last, rcond=None)[0] + last


@pytest.mark.parametrize("gap", [1e-4, 1e-6, 1e-7])
def test_constraints_hold_where_columns_nearly_depend(gap):
    A = np.c_[X, X[:, 0] + gap * RNG.normal(size=N)]
    found = wrt.fit(OLS, "theta", {"y": Y, "X": A}, subject_to="sum(theta) = 1")
    expected = constrained(A, Y)
    assert abs(np.sum(found.values["theta"]) - 1) < 1e-12 * np.max(np.abs(expected))
    assert np.allclose(found.values["theta"], expected, rtol=1e-6)


def test_dependent_columns_that_a_constraint_settles():
    """The closed form inverts X'*X; what it gives is refused, or is right."""
    try:
        found = wrt.fit(OLS, "theta", {"y": Y, "X": DEPENDENT}, subject_to="sum(theta) = 1")
    except wrt.WrtError as error:
        assert error.code == "E-fit-singular"
    else:
        assert np.allclose(found.values["theta"], constrained(DEPENDENT, Y))


def test_constraints_that_contradict_each_other_are_refused():
    G = 0.1 * np.array([[1.0, 2, 3], [2, 4, 6]])
    refused("E-fit-singular", OLS, "theta", {"y": Y, "X": X}, subject_to="G*theta = h",
            constants={"G": G, "h": np.array([2.0, 3])})  # fmt: skip


@pytest.mark.parametrize(
    ("objective", "extra"),
    [(GLS, {"W": np.eye(N)}), ("tr((Y - X*B)'*diag(w)*(Y - X*B))", {"w": W, "Y": np.c_[POWERS.sum(1), POWERS.sum(1)]})],
)
def test_a_badly_conditioned_closed_form_keeps_its_digits_or_says_so(objective, extra):
    data = {"X": POWERS, **extra} if "Y" in extra else {"X": POWERS, "y": POWERS.sum(1), **extra}
    found = wrt.fit(objective, "B" if "Y" in extra else "theta", data)
    error = np.max(np.abs(next(iter(found.values.values())) - 1))
    digits = [int(word) for warning in found.warnings for word in warning.split() if word.isdigit()]
    assert error < (10.0 ** (1 - digits[0]) if digits else 1e-6)


def test_singular_systems_of_other_closed_forms_are_refused():
    refused("E-fit-singular", "tr((Y - X*B)'*diag(w)*(Y - X*B))", "B", {"Y": MANY, "X": DEPENDENT, "w": W})
    refused("E-fit-singular", GLS, "theta", {"y": Y, "X": DEPENDENT}, constants={"W": np.diag(W)})


def test_a_trace_of_squares_is_least_squares():
    for objective in ("tr((Y - X*B)'*(Y - X*B))", "tr((Y - X*B)*(Y - X*B)')"):
        found = wrt.fit(objective, "B", {"Y": MANY, "X": X})
        assert "normal equations" in found.method and found.standard_errors["B"].shape == (3, 2)
        assert np.allclose(found.values["B"], np.linalg.lstsq(X, MANY, rcond=None)[0])
        short = wrt.fit(objective, "B", {"Y": MANY, "X": DEPENDENT})
        assert np.allclose(short.values["B"], np.linalg.lstsq(DEPENDENT, MANY, rcond=None)[0])


def test_a_start_where_the_objective_overflows_is_refused():
    refused("E-fit-start", "sum(cosh(y - X*theta))", "theta", {"y": Y * 1e4, "X": X})
    near = np.linalg.lstsq(X, Y * 1e4, rcond=None)[0]
    refused("E-fit-start", "sum(cosh(y - X*theta))", "theta", {"y": Y * 1e4, "X": X}, start={"theta": near})


# ---- what is told of least squares


@pytest.mark.parametrize("objective", ["sum(w.*(y - X*theta).^2)", "norm2(sqrt(w).*(y - X*theta))^2",
                                       "(y - X*theta)'*diag(w)*(y - X*theta)"])  # fmt: skip
@pytest.mark.parametrize("block", [300, 1 << 20])
def test_r_squared_with_weights(objective, block):
    A = np.c_[np.ones(N), X]
    for weights in (W, np.where(np.arange(N) < 7, 0, W)):
        found = wrt.fit(objective, "theta", {"y": Y, "X": A, "w": weights}, block_bytes=block)
        root = np.sqrt(weights)[:, None]
        theta = np.linalg.lstsq(root * A, root[:, 0] * Y, rcond=None)[0]
        rss = np.sum(weights * (Y - A @ theta) ** 2)
        about = np.sum(weights * (Y - np.average(Y, weights=weights)) ** 2)
        assert np.isclose(found.squares.r_squared, 1 - rss / about) and found.squares.centred
        variance = rss / (np.sum(weights > 0) - 4)
        assert np.isclose(found.squares.variance, variance)
        spread = np.sqrt(variance * np.diag(np.linalg.inv(A.T @ (weights[:, None] * A))))
        assert np.allclose(found.standard_errors["theta"], spread)
    bare = wrt.fit(objective, "theta", {"y": Y, "X": np.c_[1 / np.sqrt(W), X], "w": W}, block_bytes=block)
    assert not bare.squares.centred  # the column is constant only after it was weighted


def test_what_is_not_told_is_said():
    found = wrt.fit(f"{OLS} + lam*norm2(theta)^2 + 100", "theta", {"y": Y, "X": X, "lam": 2.0})
    theta = np.linalg.solve(X.T @ X + 2 * np.eye(P), X.T @ Y)
    assert np.isclose(found.objective, np.sum((Y - X @ theta) ** 2) + 2 * theta @ theta + 100)
    assert "no standard errors: there is a penalty" in found.report()
    twice = wrt.fit(f"{OLS} + norm2(z - X*theta)^2", "theta", {"y": Y, "z": 2 * Y, "X": X})
    assert "no standard errors: the objective has several sums" in twice.report()
    exact = wrt.fit(OLS, "theta", {"y": X @ [1.0, 2, 3], "X": X})
    assert any("exact" in warning for warning in exact.warnings)


@pytest.mark.parametrize("gap", [1.0, 1e-2, 1e-5])
def test_the_condition_is_one_quantity(gap):
    A = np.c_[X, X[:, 0] + gap * RNG.normal(size=N)]
    found = wrt.fit(OLS, "theta", {"y": Y, "X": A})
    assert np.isclose(found.squares.condition, np.linalg.cond(A / np.linalg.norm(A, axis=0)), rtol=1e-4)


def test_data_that_can_be_read_once_are_fitted_all_the_same():
    pyarrow = pytest.importorskip("pyarrow")
    x = RNG.uniform(1, 2, 500)
    stream = pyarrow.table({"x": x}).to_reader(max_chunksize=100)
    found = wrt.fit("n*lam - sum(x)*log(lam)", "lam", stream, assume={"lam": "positive"})
    assert np.isclose(found.values["lam"], x.mean()) and "read once" in found.warnings[0]
    stream = pyarrow.table({"x": x, "y": x**2}).to_reader(max_chunksize=100)
    found = wrt.fit("c*norm2(y - x*b)^2", "b", stream, constants={"c": 2.0})
    assert np.isclose(found.values["b"], np.sum(x**3) / np.sum(x**2)) and not found.warnings


@pytest.mark.parametrize("p", [1, 4, 12])
def test_a_covariance_is_a_minimum(p):
    rows = RNG.normal(size=(60, p)) @ np.triu(RNG.normal(size=(p, p)) + 2 * np.eye(p)) * np.logspace(-3, 3, p)
    found = wrt.fit("n*logdet(S)/2 + tr((X - vector(1)*m')*inv(S)*(X - vector(1)*m')')/2", ["m", "S"], {"X": rows},
                    shapes={"m": "p"}, assume={"S": "spd"})  # fmt: skip
    expected = np.cov(rows.T, bias=True).reshape(p, p)
    spread = np.sqrt(np.diag(expected))
    assert np.allclose(
        np.reshape(found.values["S"], (p, p)) / np.outer(spread, spread), expected / np.outer(spread, spread)
    )
    assert not found.warnings


@pytest.mark.parametrize(("n", "p", "k"), [(200, 3, 2), (300, 5, 3)])
def test_a_matrix_without_a_closed_form(n, p, k):
    rows = RNG.normal(size=(n, p))
    scores = rows @ RNG.normal(size=(p, k)) + RNG.gumbel(size=(n, k))
    labels = np.eye(k)[scores.argmax(1)]
    found = wrt.fit("-tr(T'*X*W) + sum(log(exp(X*W)*vector(1))) + normF(W)^2", "W", {"X": rows, "T": labels})
    W_ = found.values["W"]
    share = np.exp(rows @ W_)
    gradient = rows.T @ (share / share.sum(1, keepdims=True) - labels) + 2 * W_
    assert np.max(np.abs(gradient)) < 1e-5 and not found.warnings
