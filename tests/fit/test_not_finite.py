"""NaN and infinities among the data are named by row and column, also where only the sums show them."""

import numpy as np
import pytest

import wrt
from wrt.fit.data.arrays import ArraySource

OLS = "norm2(y - X*theta)^2"


def made(n=500, p=4, seed=3):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, p)), rng.normal(size=n)


def refused(*arguments, **options):
    with pytest.raises(wrt.WrtError) as caught:
        wrt.fit(*arguments, **options)
    return caught.value


@pytest.mark.parametrize(
    ("bad", "code"), [(np.nan, "E-data-missing"), (np.inf, "E-data-infinite"), (-np.inf, "E-data-infinite")]
)
@pytest.mark.parametrize("row", [0, 123, 499])
@pytest.mark.parametrize("where", ["X", "y"])
@pytest.mark.parametrize("form", ["memory", "npy", "checkpoint"])
def test_the_place_is_named(bad, code, row, where, form, tmp_path):
    X, y = made()
    if where == "X":
        X[row, 2] = bad
    else:
        y[row] = bad
    data, options = {"X": X, "y": y}, {}
    if form == "npy":
        for name, array in data.items():
            np.save(tmp_path / f"{name}.npy", array)
        data = {name: str(tmp_path / f"{name}.npy") for name in data}
    elif form == "checkpoint":
        options = {"checkpoint": tmp_path / "run.npz"}
    error = refused(OLS, "theta", data, block_bytes=1 << 12, **options)
    assert error.code == code and f"row {row + 1} of" in error.message
    if where == "X":
        assert "column 3 of X" in error.message


def test_a_zero_column_hides_no_nan():
    X, y = made()
    X[:, 1] = 0
    X[7, 1] = np.nan
    assert refused(OLS, "theta", {"X": X, "y": y}).code == "E-data-missing"


@pytest.mark.parametrize(
    ("objective", "names"),
    [
        ("norm2(y - X*w - b*vector(1))^2 + norm2(w)^2", ("X", "y")),
        ("sum(exp(-z).*(y - X*w).^2)", ("X", "y", "z")),
        ("norm2(y - diag(tanh(z))*X*w)^2", ("X", "y", "z")),
        ("sum(softplus(X*w)) - y'*X*w + norm2(w)^2", ("X", "y")),
    ],
)
def test_no_formula_hides_an_infinity(objective, names):
    """exp(-inf) is 0 and tanh(inf) is 1: there the rows are looked at before they are used."""
    X, y = made()
    z = np.ones(500)
    for name in names:
        arrays = {"X": X.copy(), "y": y.copy(), "z": z.copy()}
        arrays[name].flat[9] = np.inf
        data = {key: arrays[key] for key in names}
        shapes = {"w": "p", "b": "", "z": "n", "y": "n"} if "b*" in objective else {"w": "p", "z": "n", "y": "n"}
        shapes = {key: shape for key, shape in shapes.items() if key in objective}
        unknowns = ["w", "b"] if "b*" in objective else "w"
        assert refused(objective, unknowns, data, shapes=shapes).code == "E-data-infinite"


def test_finite_rows_whose_squares_overflow_are_not_called_missing():
    X, y = made()
    X[3, 0] = 1e200
    error = refused(OLS, "theta", {"X": X, "y": y})
    assert error.code == "E-fit-values" and "too large" in error.message


def test_good_rows_are_read_once(monkeypatch):
    """The sums show that all numbers are finite, so no row is looked at for that."""
    X, y = made()
    asked = []
    blocks = ArraySource.blocks

    def watched(self, *arguments, check=True):
        asked.append(check)
        return blocks(self, *arguments, check=check)

    monkeypatch.setattr(ArraySource, "blocks", watched)
    found = wrt.fit(OLS, "theta", {"X": X, "y": y})
    assert asked == [False]
    assert np.allclose(found.values["theta"], np.linalg.lstsq(X, y, rcond=None)[0])
