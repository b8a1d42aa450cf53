from __future__ import annotations

import numpy as np
import pytest

import wrt
from oracle import normals
from wrt.prove.derivatives import conventions, worked_out

SIZES = {"m": 2, "n": 3}
FORMULAS = [
    ("D(x'*A*x, x)", {"A": "n n", "x": "n"}, lambda p: (p["A"] + p["A"].T) @ p["x"].reshape(-1, 1)),
    ("D(A*x, x)", {"A": "m n", "x": "n"}, lambda p: p["A"].T),
    ("D(tr(A*X), X)", {"A": "n m", "X": "m n"}, lambda p: p["A"].T),
    ("D(D(x'*A*x, x), x)", {"A": "n n", "x": "n"}, lambda p: p["A"] + p["A"].T),
    ("D(exp(x), x)", {"x": "n"}, lambda p: np.diag(np.exp(p["x"]))),
    ("x'*D(x'*x, x)", {"x": "n"}, lambda p: 2 * p["x"] @ p["x"]),
    ("D(logdet(X), X)", {"X": "n n"}, lambda p: np.linalg.inv(p["X"]).T),
]


@pytest.mark.parametrize(
    ("text", "shapes", "expected"), FORMULAS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_derivative_that_is_worked_out(text, shapes, expected):
    found = worked_out(wrt.parse(text, shapes=shapes).node)
    point = normals.point_of([found, wrt.parse(text, shapes=shapes).node], SIZES)
    value = normals.value(found, point, SIZES)
    assert np.allclose(value, np.asarray(expected(point)).reshape(value.shape))


@pytest.mark.parametrize(
    ("assume", "names"),
    [
        (None, [""]),
        ("symmetric", ["projected", "unconstrained", "entries"]),
        ("diagonal", ["projected", "unconstrained", "entries"]),
    ],
)
def test_a_confined_variable_has_three_conventions(assume, names):
    side = wrt.parse("D(tr(A*X), X)", shapes={"A": "n n", "X": "n n"}, assume={"X": assume} if assume else None).node
    found = conventions(side, side)
    assert [name for name, _ in found] == names


CONVENTIONS = {
    "projected": lambda G: (G + G.T) / 2,
    "unconstrained": lambda G: G,
    "entries": lambda G: G + G.T - np.diag(np.diag(G)),
}


@pytest.mark.parametrize("name", CONVENTIONS)
def test_the_gradient_of_each_convention(name):
    side = wrt.parse("D(tr(A*X), X)", shapes={"A": "n n", "X": "n n"}, assume={"X": "symmetric"}).node
    projected = worked_out(dict(conventions(side))[name][0])
    point = normals.point_of([projected, side], SIZES)
    assert np.allclose(normals.value(projected, point, SIZES), CONVENTIONS[name](point["A"].T))
