"""Fits in any units of objective, columns and targets."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.optimize import minimize as scipy_minimize
from scipy.special import expit

import wrt
from oracle.exact import dot, exactly_shortest, solve
from wrt.fit.claims import broken, is_definite

RNG = np.random.default_rng(3)
N, P = 60, 3
X = RNG.normal(size=(N, P))
Y = X @ [1.0, 2.0, 3.0] + 5 + RNG.normal(size=N)
W = RNG.uniform(0.5, 2, N)
OLS = "norm2(y - X*theta)^2"
LOGIT = "sum(softplus(X*w + b*vector(1))) - t'*(X*w + b*vector(1))"


@pytest.mark.parametrize("powers", [(0, 0, 0, 0), (30, 30, -20, 0), (20, -5, -25, 3), (-10, 10, 0, 30)])
def test_the_shortest_solution_in_the_units_of_the_columns(powers):
    rng = np.random.default_rng(8)
    a, b, c = rng.integers(-9, 10, size=(3, 12)).astype(float)
    D = np.c_[a, 2 * a, b, a + c] * 2.0 ** np.array(powers)
    target = rng.integers(-9, 10, size=12).astype(float)
    found = wrt.fit(OLS, "theta", {"y": target, "X": D})
    exact = exactly_shortest([[Fraction(x) for x in column] for column in D.T], [Fraction(x) for x in target])
    assert np.allclose(found.values["theta"], exact, rtol=1e-9, atol=1e-9 * np.min(np.abs(exact)))
    best = np.linalg.lstsq(D / np.linalg.norm(D, axis=0), target, rcond=None)[0] / np.linalg.norm(D, axis=0)
    assert np.isclose(found.squares.residual_sum, np.sum((D @ best - target) ** 2))


# ---- iterations in any units


@pytest.mark.parametrize("scale", [1e-12, 1e-4, 1.0, 1e6])
@pytest.mark.parametrize("units", [(1, 1, 1), (1e5, 1e-3, 1), (1e-7, 1e-7, 1e-7)])
def test_units_of_objective_and_columns_do_not_matter(scale, units):
    data = {"y": Y, "X": X * units}
    found = wrt.fit("c*sum(log(cosh(y - X*theta)))", "theta", data, constants={"c": scale})
    expected = scipy_minimize(lambda u: np.sum(np.logaddexp(Y - X @ u, X @ u - Y)), np.zeros(P), tol=1e-12).x
    assert np.allclose(found.values["theta"] * units, expected, rtol=1e-4, atol=1e-4) and not found.warnings
    assert found.steps > 0


@pytest.mark.parametrize("scale", [1e-6, 1e-3, 1.0, 1e3])
def test_units_of_the_targets_do_not_matter(scale):
    fourth = "sum((y - X*theta).^4)/N"
    found = wrt.fit(fourth, "theta", {"y": Y * scale, "X": X})
    error = Y * scale - X @ found.values["theta"]
    assert np.max(np.abs(X.T @ error**3)) < 1e-8 * np.sum(np.abs(X).max(1) * np.abs(error) ** 3)
    assert not found.warnings


def test_two_unknowns_of_a_poisson_model_far_from_the_start():
    year = 1990 + np.arange(N) / 2
    counts = np.round(np.exp(0.1 * (year - 2000)))
    found = wrt.fit("sum(exp(X*w + b*vector(1))) - c'*(X*w + b*vector(1))", ["w", "b"], {"c": counts, "X": year[:, None]},
                    shapes={"b": ""})  # fmt: skip
    mean = np.exp(year * found.values["w"][0] + found.values["b"])
    assert not found.warnings
    assert (
        abs(np.sum(mean - counts)) < 1e-6 * counts.sum() and abs((year - 2000) @ (mean - counts)) < 1e-6 * counts.sum()
    )


@pytest.mark.parametrize("unit", [1e-3, 1.0, 1e3])
def test_separated_classes_are_warned_of_whatever_the_unknowns(unit):
    rows = RNG.normal(size=(40, 2)) * unit
    apart = (rows[:, 0] > 0.3 * unit).astype(float)
    for target in (apart, np.zeros(40)):
        found = wrt.fit(LOGIT, ["w", "b"], {"t": target, "X": rows}, shapes={"b": "", "t": "n"})
        assert any("infinity" in warning for warning in found.warnings)
    mixed = np.where(np.arange(40) % 7 == 0, 1 - apart, apart)
    found = wrt.fit(LOGIT, ["w", "b"], {"t": mixed, "X": rows}, shapes={"b": "", "t": "n"})
    rate = expit(rows @ found.values["w"] + found.values["b"])
    assert not found.warnings and np.allclose(rows.T @ (rate - mixed) / unit, 0, atol=1e-8)


def test_an_objective_that_falls_for_ever_has_not_converged():
    found = wrt.fit("sum((x - a*vector(1)).^3)", "a", {"x": [1.0, 2]}, shapes={"a": ""})
    assert any("not converged" in warning for warning in found.warnings)


@pytest.mark.parametrize("grade", [0, 1, 2])
def test_constraints_in_any_units_against_fractions(grade):
    """With columns over ten orders of magnitude; what is refused or warned of may be off."""
    rng = np.random.default_rng(grade)
    right = 0
    for _ in range(12):
        n, p = int(rng.integers(6, 12)), int(rng.integers(2, 4))
        q = int(rng.integers(1, p))
        A = rng.normal(size=(n, p)) * 10.0 ** rng.integers(-5, 6, size=p)
        target, length = rng.normal(size=n), np.linalg.norm(A, axis=0)
        G, h = rng.normal(size=(q, p)) / length**grade, rng.normal(size=q)
        exact, G_ = [[Fraction(x) for x in row] for row in A], [[Fraction(x) for x in row] for row in G]
        columns_ = list(zip(*exact, strict=True))
        system = [[dot(a, b) for b in columns_] + [row[i] for row in G_] for i, a in enumerate(columns_)]
        system += [row + [Fraction(0)] * q for row in G_]
        sides = [dot(a, [Fraction(x) for x in target]) for a in columns_] + [Fraction(x) for x in h]
        expected = np.array([float(x) for x in solve(system, sides)[:p]])
        try:
            found = wrt.fit(OLS, "theta", {"y": target, "X": A}, subject_to="G*theta = h", constants={"G": G, "h": h})
        except wrt.WrtError as error:
            assert error.code == "E-fit-singular"
            continue
        error = np.max(np.abs(found.values["theta"] - expected) * length) / np.max(np.abs(expected) * length)
        assert error < 1e-6 or found.warnings
        right += error < 1e-6
    assert right >= 8


@pytest.mark.parametrize("grade", [0, 2, 4])
def test_definite_and_invertible_in_any_units(grade):
    rng = np.random.default_rng(grade)
    units = np.logspace(-grade, grade, 6)
    factor = rng.normal(size=(6, 6)) + 4 * np.eye(6)
    good, bad = factor @ factor.T, factor[:, :5] @ factor[:, :5].T
    for matrix, holds in ((good, True), (bad, False)):
        scaled = matrix * np.outer(units, units)
        assert is_definite(scaled) is holds
        assert (broken(["invertible"], scaled) is None) is holds
    rounding = np.diag([*np.ones(5), 1e-30])
    assert not is_definite(rounding) and not is_definite(-good)
