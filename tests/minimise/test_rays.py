"""Objectives without a stationary point: whether they fall without bound, seen by numbers along the named ray."""

import numpy as np
import pytest

import wrt

SPD = {"X": "spd"}
FALLING = [
    ("-logdet(X)", "X", {"X": "n n"}, SPD, lambda t: -np.linalg.slogdet(t * np.eye(3))[1], "infinity"),
    ("logdet(X)", "X", {"X": "n n"}, SPD, lambda t: np.linalg.slogdet(t * np.eye(3))[1], "0"),
    ("log(norm2(x)^2)", "x", {"x": "n"}, {}, lambda t: np.log(3 * t**2), "0"),
    ("-sum(log(x))", "x", {"x": "n"}, {}, lambda t: -3 * np.log(t), "infinity"),
    ("x^3 + x", "x", {"x": ""}, {}, lambda t: -(t**3) - t, "infinity"),
    ("log(x) + x", "x", {"x": ""}, {}, lambda t: np.log(t) + t, "0"),
    ("norm2(y - X*b)^2 + c", ("b", "c"), {"y": "n", "X": "n p", "b": "p", "c": ""}, {}, lambda t: 5 - t, "infinity"),
]


@pytest.mark.parametrize(("objective", "unknowns", "shapes", "assume", "along", "end"), FALLING,
                         ids=[row[0] for row in FALLING])  # fmt: skip
def test_what_falls_without_bound_says_where(objective, unknowns, shapes, assume, along, end):
    found = wrt.minimize(objective, *unknowns, shapes=shapes, assume=assume)
    assert found.kind == "unbounded"
    assert f"as t goes to {end}" in found.notes[0]
    far = [along(10.0 ** (k if end == "infinity" else -k)) for k in (10, 60, 100)]
    assert far[0] > far[1] > far[2] and far[2] < -100


@pytest.mark.parametrize(
    ("objective", "shapes", "assume"),
    [
        ("exp(x)", {"x": ""}, {}),
        ("sum(softplus(X*x))", {"x": "p", "X": "n p"}, {}),
        ("x + 1/x^2", {"x": ""}, {"x": "positive"}),
        ("tr(inv(x))", {"x": "n n"}, {"x": "spd"}),
        ("a*log(x) + x^2", {"x": "", "a": ""}, {"x": "positive"}),
    ],
)
def test_what_is_bounded_or_undecided_is_not_called_unbounded(objective, shapes, assume):
    assert "unbounded" not in wrt.minimize(objective, "x", shapes=shapes, assume=assume).kind
