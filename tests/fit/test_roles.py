"""Which axes are rows comes from the formula and from what is data, whatever the sizes are."""

import numpy as np
import pytest

import wrt

RNG = np.random.default_rng(4)
OLS = "norm2(y - X*theta)^2"


def drawn(n, p):
    X = RNG.normal(size=(n, p))
    return X, X @ np.arange(1.0, p + 1) + RNG.normal(size=n)


def ridge(X, y, K, n=None):
    return np.linalg.solve(X.T @ X + (len(X) if n is None else n) * K, X.T @ y)


@pytest.mark.parametrize(("n", "p"), [(30, 3), (4, 4), (2, 3), (1, 3), (3, 1)])
@pytest.mark.parametrize("tall", [1, 3, 4, 50])
@pytest.mark.parametrize("block", [1, 1 << 20])
@pytest.mark.parametrize("where", ["data", "constants"])
def test_a_penalty_of_any_height_is_no_row(n, p, tall, block, where):
    X, y = drawn(n, p)
    M = RNG.normal(size=(tall, p)) + np.eye(tall, p)
    given = {"M": M} if where == "data" else {}
    constants = {"M": M, "lam": 0.7} if where == "constants" else {"lam": 0.7}
    found = wrt.fit(f"{OLS}/n + norm2(M*theta)^2 + lam*norm2(theta)^2", "theta", {"y": y, "X": X, **given}, constants=constants,
                    block_bytes=block)  # fmt: skip
    assert np.allclose(found.values["theta"], ridge(X, y, M.T @ M + 0.7 * np.eye(p)), rtol=1e-6)
    assert found.rows == n


@pytest.mark.parametrize("where", ["data", "constants"])
@pytest.mark.parametrize("n", [3, 4, 9])
def test_a_prior_mean_as_long_as_the_rows(n, where):
    X, y = drawn(n, 4)
    m = RNG.normal(size=4)
    given, constants = ({"m": m}, None) if where == "data" else ({}, {"m": m})
    found = wrt.fit(
        f"{OLS} + 2*norm2(theta - m)^2", "theta", {"y": y, "X": X, **given}, constants=constants, block_bytes=1
    )
    assert np.allclose(found.values["theta"], np.linalg.solve(X.T @ X + 2 * np.eye(4), X.T @ y + 2 * m))


@pytest.mark.parametrize("name", ["n", "N"])
@pytest.mark.parametrize("where", ["data", "constants"])
def test_a_value_for_n_is_used(name, where):
    X, y = drawn(20, 3)
    given, constants = ({name: 7.0}, None) if where == "data" else ({}, {name: 7.0})
    found = wrt.fit(f"{OLS}/{name} + norm2(theta)^2", "theta", {"y": y, "X": X, **given}, constants=constants)
    assert np.allclose(found.values["theta"], ridge(X, y, np.eye(3), 7.0))
    found = wrt.fit(
        f"{OLS} + {name}*norm2(theta)^2", "theta", {"y": y, "X": X, **given}, constants=constants, block_bytes=1
    )
    assert np.allclose(found.values["theta"], ridge(X, y, np.eye(3), 7.0))


@pytest.mark.parametrize("name", ["n", "N", "e", "pi", "lambda", "np"])
def test_names_that_mean_something_else_are_free_for_data(name):
    X, y = drawn(20, 3)
    expected = np.linalg.lstsq(X, y, rcond=None)[0]
    found = wrt.fit(f"norm2(y - {name}*theta)^2", "theta", {"y": y, name: X}, block_bytes=200)
    assert np.allclose(found.values["theta"], expected)
    found = wrt.fit(f"norm2({name} - X*theta)^2", "theta", {name: y, "X": X}, block_bytes=200)
    assert np.allclose(found.values["theta"], expected)


@pytest.mark.parametrize("block", [300, 1 << 20])
def test_constants_with_rows_are_cut_like_rows(block):
    X, y = drawn(50, 3)
    w, shift = RNG.uniform(0.5, 2, 50), RNG.normal(size=(50, 3))
    found = wrt.fit("sum(w.*(y - X*theta).^2)", "theta", {"y": y, "X": X}, constants={"w": w}, block_bytes=block)
    assert np.allclose(found.values["theta"], np.linalg.solve(X.T @ (w[:, None] * X), X.T @ (w * y)))
    found = wrt.fit("norm2(y - (X + M)*theta)^2", "theta", {"y": y, "X": X}, constants={"M": shift}, block_bytes=block)
    assert np.allclose(found.values["theta"], np.linalg.lstsq(X + shift, y, rcond=None)[0])
    found = wrt.fit("norm2(y - Z'*theta)^2", "theta", {"y": y, "Z": X.T.copy()}, block_bytes=block)
    assert np.allclose(found.values["theta"], np.linalg.lstsq(X, y, rcond=None)[0])


def test_two_sets_of_rows_need_a_word():
    X, y = drawn(30, 3)
    Z, z = drawn(20, 3)
    both = f"{OLS} + norm2(z - Z*theta)^2"
    with pytest.raises(wrt.WrtError) as caught:
        wrt.fit(both, "theta", {"y": y, "X": X, "z": z, "Z": Z})
    assert caught.value.code == "E-fit-rows" and "constants={" in caught.value.help
    found = wrt.fit(both, "theta", {"y": y, "X": X}, constants={"z": z, "Z": Z}, block_bytes=200)
    assert np.allclose(found.values["theta"], np.linalg.lstsq(np.r_[X, Z], np.r_[y, z], rcond=None)[0])


@pytest.mark.parametrize("make", [lambda A: A + A.T, lambda A: A @ A.T + np.eye(3), lambda A: np.eye(3)])
def test_a_square_symmetric_design(make):
    X = make(RNG.normal(size=(3, 3)))
    y = np.array([1.0, 2, 3])
    assert np.allclose(wrt.fit(OLS, "theta", {"y": y, "X": X}).values["theta"], np.linalg.solve(X, y))


def test_numbers_of_rows_that_differ_are_said():
    X, y = drawn(30, 3)
    with pytest.raises(wrt.WrtError) as caught:
        wrt.fit(OLS, "theta", {"y": y[:-1], "X": X})
    assert "y has 29 rows" in str(caught.value) and "X has 30 rows" in str(caught.value)
    with pytest.raises(wrt.WrtError) as caught:
        wrt.fit(f"{OLS} + norm2(D*theta)^2", "theta", {"y": y, "X": X}, constants={"D": np.eye(4)})
    assert "3 columns" in str(caught.value) and "4 columns" in str(caught.value)


def test_one_column_is_a_matrix_where_it_has_to_be(tmp_path):
    X, y = drawn(30, 2)
    path = tmp_path / "rows.csv"
    np.savetxt(path, np.c_[X, y], delimiter=",", header="a,b,y", comments="")
    found = wrt.fit(f"{OLS} + lam*norm2(theta)^2", "theta", str(path), columns={"X": "a"}, constants={"lam": 1.0})
    assert np.allclose(found.values["theta"], [X[:, 0] @ y / (X[:, 0] @ X[:, 0] + 1)])


def test_sizes_of_a_file_are_not_minus_one(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("a,b,y\n1,2,3\n3,4,4\n")
    with pytest.raises(wrt.WrtError) as caught:
        wrt.fit("norm2(y - X)^2 + norm2(theta)^2", "theta", str(path), columns={"X": "a,b"})
    assert "-1" not in str(caught.value)


@pytest.mark.parametrize("k", [1, 2, 3])
def test_a_small_letter_may_be_a_matrix_of_coefficients(k):
    """The cheapest reading of theta is a number, for which the columns do not agree."""
    X, _ = drawn(30, 4)
    Y = X @ RNG.normal(size=(4, k)) + RNG.normal(size=(30, k))
    for name in ("Y", "y"):
        found = wrt.fit(f"norm2({name} - X*theta)^2", "theta", {name: Y, "X": X}, block_bytes=300)
        assert np.allclose(found.values["theta"], np.linalg.lstsq(X, Y, rcond=None)[0])
