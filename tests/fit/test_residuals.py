"""Residuals of least squares, row by row, against NumPy's on the whole; the figure shows these numbers."""

import pickle
import subprocess
import sys

import numpy as np
import pytest

import wrt
from wrt.fit.plot import running_median

RNG = np.random.default_rng(8)
N = 700
X = np.c_[np.ones(N), RNG.normal(size=(N, 3))]
Y = X @ [3.0, 1, -2, 0.5] + RNG.normal(size=N)
W = RNG.uniform(0.2, 3, N)


def solved(A, b):
    return np.linalg.lstsq(A, b, rcond=None)[0]


@pytest.mark.parametrize("objective", ["norm2(y - X*theta)^2", "norm2(X*theta - y)^2/n"])
@pytest.mark.parametrize("block", [1 << 11, 1 << 20])
def test_all_rows(objective, block):
    found = wrt.fit(objective, "theta", {"y": Y, "X": X}, block_bytes=block).residuals()
    theta = solved(X, Y)
    r = Y - X @ theta
    hat = np.diag(X @ np.linalg.inv(X.T @ X) @ X.T)
    assert np.array_equal(found.row, np.arange(N) + 1) and found.sampled == found.total == N
    assert np.allclose(found.fitted, X @ theta) and np.allclose(found.residual, r)
    assert np.allclose(found.leverage, hat)
    assert np.allclose(found.standardised, r / np.sqrt(r @ r / (N - 4) * (1 - hat)))


def test_weights():
    weights = W.copy()
    weights[5] = 0
    found = wrt.fit("sum(w.*(y - X*theta).^2)", "theta", {"y": Y, "X": X, "w": weights}, shapes={"w": "n"}).residuals()
    theta = solved(np.sqrt(weights)[:, None] * X, np.sqrt(weights) * Y)
    kept = np.arange(N) != 5
    assert np.array_equal(found.row, np.flatnonzero(kept) + 1) and found.weighted
    assert np.allclose(found.fitted, (X @ theta)[kept])
    assert np.allclose(found.residual, (np.sqrt(weights) * (Y - X @ theta))[kept])


def test_two_unknowns_and_a_penalty():
    found = wrt.fit(
        "norm2(y - X*w - b*vector(1))^2 + 30*norm2(w)^2", ["w", "b"], {"y": Y, "X": X[:, 1:]}, shapes={"b": ""}
    )
    rows = found.residuals()
    fitted = X[:, 1:] @ found.values["w"] + found.values["b"]
    assert np.allclose(rows.fitted, fitted) and np.allclose(rows.residual, Y - fitted)
    assert rows.leverage is None and np.isclose(np.mean(rows.standardised**2), 1)


def test_a_sample_is_the_same_for_all_blocks_and_has_the_largest_besides():
    y = Y.copy()
    y[[100, 400]] += [50, -40]
    samples = [wrt.fit("norm2(y - X*theta)^2", "theta", {"y": y, "X": X}, block_bytes=size).residuals(60)
               for size in (1 << 11, 1 << 20)]  # fmt: skip
    r = y - X @ solved(X, y)
    for found in samples:
        assert found.sampled == 60 and found.total == N and len(set(found.row)) == len(found.row) <= 70
        assert np.allclose(found.residual, r[found.row - 1])
        assert {101, 401} <= set(found.row)
    assert np.array_equal(samples[0].row, samples[1].row)


def test_a_sample_is_drawn_evenly():
    """The rows drawn are spread over all rows: their mean is that of all, up to three standard deviations."""
    n = 200_000
    x = np.ones((n, 1))
    found = wrt.fit("norm2(y - X*t)^2", "t", {"y": np.sin(np.arange(n)), "X": x}).residuals(5000)
    drawn = found.row[: found.sampled]
    assert len(drawn) == 5000 and np.all(np.diff(drawn) > 0)
    assert abs(drawn.mean() - n / 2) < 3 * n / np.sqrt(12 * 5000)


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_the_figure_shows_the_residuals(ending, tmp_path):
    pytest.importorskip("matplotlib")
    found = wrt.fit("norm2(y - X*theta)^2", "theta", {"y": Y, "X": X})
    file = tmp_path / f"residuals.{ending}"
    figure = found.plot(file)
    assert file.stat().st_size > 5000
    r, theta = Y - X @ solved(X, Y), solved(X, Y)
    first, quantiles, spread, order = figure.axes
    assert np.allclose(first.lines[0].get_xydata(), np.c_[X @ theta, r])
    assert np.allclose(order.lines[0].get_xydata(), np.c_[np.arange(N) + 1, r])
    assert np.allclose(quantiles.lines[0].get_ydata(), np.sort(found.residuals().standardised))
    assert np.all(np.diff(quantiles.lines[0].get_xdata()) > 0)
    assert np.allclose(spread.lines[0].get_ydata() ** 2, np.abs(found.residuals().standardised))
    named = {int(text.get_text()) for text in first.texts}
    assert named <= set(np.argsort(-np.abs(r))[:5] + 1) and len(named) == 3
    again = tmp_path / f"again.{ending}"
    found.plot(again)
    assert again.read_bytes() == file.read_bytes()


def test_what_is_drawn_is_stated():
    pytest.importorskip("matplotlib")
    found = wrt.fit("norm2(y - X*theta)^2", "theta", {"y": Y, "X": X})
    assert "50 of 700 rows, drawn at random (seed 0)" in found.plot(sample=50)._supxlabel.get_text()
    assert "all 700 rows" in found.plot()._supxlabel.get_text()


def test_running_medians():
    x = np.repeat(np.arange(10.0), 31)
    middle = running_median(RNG.permutation(x), np.zeros(310))
    assert np.array_equal(middle[0], np.arange(10.0)) and np.array_equal(middle[1], np.zeros(10))
    assert running_median(np.arange(50.0), np.zeros(50)) is None and running_median(np.ones(500), np.ones(500)) is None


@pytest.mark.parametrize(
    ("objective", "data"),
    [
        ("sum(softplus(X*w)) - t'*X*w", {"t": (Y > 3) * 1.0, "X": X}),
        ("norm2(y - X*w)^2 + norm1(w)", {"y": Y, "X": X}),
        ("norm2(y - X*w)^2 + norm2(v - X*w)^2", {"y": Y, "v": Y + 1, "X": X}),
        ("normF(M - X*w)^2", {"M": np.c_[Y, Y], "X": X}),
    ],
)
def test_what_has_no_residuals_is_said(objective, data):
    shapes = {name: "n" for name in ("t", "v") if name in data} | ({"w": "p 2"} if "M" in data else {})
    found = wrt.fit(objective, "w", data, shapes=shapes)
    for call in (found.residuals, found.plot):
        with pytest.raises(wrt.WrtError) as caught:
            call()
        assert caught.value.code == "E-fit-plot"


def test_wrong_arguments_are_said(tmp_path):
    pytest.importorskip("matplotlib")
    found = wrt.fit("norm2(y - X*theta)^2", "theta", {"y": Y, "X": X})
    for call in (lambda: found.plot("a.jpg"), lambda: found.residuals(0)):
        with pytest.raises(wrt.WrtError) as caught:
            call()
        assert caught.value.code == "E-fit-plot"


def test_without_matplotlib(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    found = wrt.fit("norm2(y - X*theta)^2", "theta", {"y": Y, "X": X})
    with pytest.raises(wrt.WrtError) as caught:
        found.plot()
    assert caught.value.code == "E-missing" and "wrt[plot]" in str(caught.value)


def test_a_fit_is_pickled_without_its_rows():
    found = wrt.fit("norm2(y - X*theta)^2", "theta", {"y": Y, "X": X})
    again = pickle.loads(pickle.dumps(found))
    assert np.array_equal(again.values["theta"], found.values["theta"]) and len(pickle.dumps(found)) < 5000
    with pytest.raises(wrt.WrtError):
        again.residuals()


def test_from_the_command_line(tmp_path):
    pytest.importorskip("matplotlib")
    np.save(tmp_path / "X.npy", X)
    np.save(tmp_path / "y.npy", Y)
    command = [sys.executable, "-m", "wrt", "fit", "norm2(y - X*theta)^2", "theta", "--y", "y.npy", "--X", "X.npy"]
    environment = {"PYTHONPATH": str(next(iter(wrt.__path__)) + "/..")}
    options = {"cwd": tmp_path, "capture_output": True, "text": True, "env": environment}
    run = subprocess.run([*command, "--plot", "r.svg"], check=False, **options)
    assert run.returncode == 0 and (tmp_path / "r.svg").read_text().startswith("<?xml")
    run = subprocess.run([*command, "--plot", "r.jpg"], check=False, **options)
    assert run.returncode != 0 and "E-fit-plot" in run.stderr
