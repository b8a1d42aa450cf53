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


GRADIENTS = ["tr(A*X)", "a'*X*b", "tr(X*A*X)", "logdet(X)", "sum(A .* X)", "tr(inv(X)*A)", "a'*X*X*b"]
SHAPES = {"A": "n n", "X": "n n", "a": "n", "b": "n"}


CONFINED = [
    (formula, facts)
    for formula in GRADIENTS
    for facts in ("symmetric", "diagonal", "skew")
    if facts != "skew" or not {"logdet", "inv"} & set(formula.split("("))  # of odd size it has no inverse
]


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize(("formula", "facts"), CONFINED)
def test_each_convention_is_that_of_the_engine(formula, facts, convention):
    shapes = {name: shape for name, shape in SHAPES.items() if name in formula}
    side = wrt.parse(f"D({formula}, X)", shapes=shapes, assume={"X": facts}).node
    found = worked_out(dict(conventions(side))[convention][0])
    answer = wrt.diff(formula, "X", shapes=shapes, assume={"X": facts}, convention=convention).node
    for place in ({"n": 2}, {"n": 3}):
        point = normals.point_of([side, found, answer], place)
        assert np.allclose(normals.value(found, point, place), normals.value(answer, point, place))


@pytest.mark.parametrize("layout", ["denominator", "numerator", "mixed"])
@pytest.mark.parametrize("formula", ["x'*A*x", "A*x", "norm2(A*x)^2", "exp(x)'*A*x"])
def test_what_is_worked_out_is_laid_out(formula, layout):
    shapes = {"A": "n n", "x": "n"}
    side = wrt.parse(f"D({formula}, x)", shapes=shapes, layout=layout).node
    answer = wrt.diff(formula, "x", shapes=shapes, layout=layout).node
    found, place = worked_out(side), {"n": 3}
    assert (found.rows, found.cols) == (side.rows, side.cols)
    point = normals.point_of([side, answer], place)
    assert np.allclose(normals.value(found, point, place), normals.value(answer, point, place))
