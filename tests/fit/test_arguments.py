"""Arguments that cannot be meant are errors that name them, never exceptions of Python's."""

import numpy as np
import pytest

import wrt

RNG = np.random.default_rng(6)
X = RNG.normal(size=(20, 3))
Y = X @ [1.0, 2, 3] + RNG.normal(size=20)
OLS = "norm2(y - X*theta)^2"
RIDGE = f"{OLS} + lam*norm2(theta)^2"
ROBUST = "sum(log(cosh(y - X*theta)))"
DATA = {"y": Y, "X": X}

WRONG = [
    ((OLS, 5, DATA), {}),
    ((OLS, ["theta", 3], DATA), {}),
    ((OLS, ["theta", "theta"], DATA), {}),
    ((OLS, "theta", {**DATA, "theta": np.zeros(3)}), {}),
    ((RIDGE, "theta", DATA), {"constants": [1.0]}),
    ((RIDGE, "theta", DATA), {"constants": {"lam": "a"}}),
    ((RIDGE, "theta", DATA), {"constants": {"lam": None}}),
    ((RIDGE, "theta", DATA), {"constants": {"lam": np.nan}}),
    ((RIDGE, "theta", DATA), {"constants": {"lam": np.inf}}),
    ((RIDGE, "theta", DATA), {"constants": {"lam": 1.0, "mu": 2.0}}),
    ((RIDGE, "theta", {**DATA, "lam": 1.0}), {"constants": {"lam": 1.0}}),
    ((RIDGE, "theta", DATA), {"constants": {"lam": np.zeros((2, 2, 2))}}),
    ((RIDGE, "theta", DATA), {"constants": {"lam": [[1.0], [1.0, 2.0]]}}),
    ((f"{OLS} + theta'*M*theta", "theta", DATA), {"constants": {"M": np.full((3, 3), np.nan)}}),
    ((ROBUST, "theta", DATA), {"start": [1, 2, 3]}),
    ((ROBUST, "theta", DATA), {"start": {"theta": "a"}}),
    ((ROBUST, "theta", DATA), {"start": {"theta": [np.nan] * 3}}),
    ((ROBUST, "theta", DATA), {"start": {"thta": [1, 2, 3]}}),
    ((OLS, "theta", DATA), {"columns": ["a", "b"]}),
    ((OLS, "theta", DATA), {"block_bytes": "x"}),
    ((OLS, "theta", DATA), {"block_bytes": 0}),
    ((OLS, "theta", DATA), {"block_bytes": float("inf")}),
    ((OLS, "theta", DATA), {"progress": 3}),
    ((OLS, "theta", DATA), {"checkpoint": 3}),
]


@pytest.mark.parametrize(("arguments", "named"), WRONG, ids=[f"{i}" for i in range(len(WRONG))])
def test_wrong_arguments(arguments, named):
    with pytest.raises(wrt.WrtError) as caught:
        wrt.fit(*arguments, **named)
    assert caught.value.code == "E-fit-argument"


@pytest.mark.parametrize("intercept", ["y", "theta", "Z", 3, ["X"]])
def test_a_column_of_ones_needs_a_matrix(intercept):
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame(np.c_[X, Y], columns=list("abcy"))
    with pytest.raises(wrt.WrtError) as caught:
        wrt.fit(OLS, "theta", table, columns={"X": ["a", "b"]}, intercept=intercept)
    assert caught.value.code in ("E-fit-intercept", "E-data-column")


def test_columns_for_nothing_are_refused():
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame(np.c_[X, Y], columns=list("abcy"))
    with pytest.raises(wrt.WrtError) as caught:
        wrt.fit(OLS, "theta", table, columns={"X": ["a"], "Z": ["b"]})
    assert caught.value.code == "E-fit-argument"


def test_arrays_for_nothing_are_warned_of():
    found = wrt.fit(OLS, "theta", {**DATA, "extra": np.ones(7)})
    assert found.warnings == ["extra is among the data, and the problem does not speak of it"]


def test_lambda_is_lam():
    for where in ({"lambda": 2.0}, {"lam": 2.0}):
        expected = np.linalg.solve(X.T @ X + 2 * np.eye(3), X.T @ Y)
        assert np.allclose(wrt.fit(RIDGE, "theta", {**DATA, **where}).values["theta"], expected)
        found = wrt.fit(f"{OLS} + lambda*norm2(theta)^2", "theta", DATA, constants=where)
        assert np.allclose(found.values["theta"], expected)


def test_a_column_whose_name_is_a_list(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text('a,b,"a,b",y\n1,2,3,4\n2,1,5,3\n4,2,2,2\n5,1,1,0\n')
    with pytest.raises(wrt.WrtError) as caught:
        wrt.fit(OLS, "theta", str(path), columns={"X": "a,b"})
    assert caught.value.code == "E-data-column"
    assert wrt.fit(OLS, "theta", str(path), columns={"X": ["a", "b"]}).values["theta"].shape == (2,)
    assert wrt.fit(OLS, "theta", str(path), columns={"X": ["a,b"]}).values["theta"].shape == (1,)
