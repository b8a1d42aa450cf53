"""What falls without bound along a line, judged by values of the objective far out on a grid of directions."""

import numpy as np
import pytest

import wrt

FALLS = [
    ("x^3 - 3*x", ("x",), lambda x: x**3 - 3 * x),
    ("3*x - x^3", ("x",), lambda x: 3 * x - x**3),
    ("2*x^2 - x^4", ("x",), lambda x: 2 * x**2 - x**4),
    ("x*y", ("x", "y"), lambda x, y: x * y),
    ("x^2 + y^2 + x^2*y^3", ("x", "y"), lambda x, y: x**2 + y**2 + x**2 * y**3),
]
HOLDS = [
    ("x^4 - 2*x^2", ("x",), lambda x: x**4 - 2 * x**2),
    ("x^2*y^2 + x^2 + y^2", ("x", "y"), lambda x, y: x**2 * y**2 + x**2 + y**2),
    ("x^2 + x*y + y^2", ("x", "y"), lambda x, y: x**2 + x * y + y**2),
]


def kind(formula, unknowns, **more):
    return wrt.minimize(formula, *unknowns, shapes=dict.fromkeys(unknowns, ""), **more)


def lowest(function, count):
    """The least value on spheres of growing radius."""
    directions = np.random.default_rng(5).normal(size=(4000, count))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    return [function(*(radius * directions).T).min() for radius in (10.0, 100.0, 1000.0)]


@pytest.mark.parametrize(("formula", "unknowns", "function"), FALLS)
def test_a_leading_term_that_falls_is_said(formula, unknowns, function):
    near, far, farther = lowest(function, len(unknowns))
    assert farther < 10 * far < 0 and far < near
    found = kind(formula, unknowns)
    assert found.kind.partition(", a minimum if")[0].endswith(", unbounded below")
    assert any("The objective is unbounded below." in note for note in found.notes)


@pytest.mark.parametrize(("formula", "unknowns", "function"), HOLDS)
def test_what_rises_on_all_sides_is_not_said_to_fall(formula, unknowns, function):
    assert min(lowest(function, len(unknowns))) > 0
    assert "unbounded" not in kind(formula, unknowns).kind


def test_a_line_stays_on_the_constraint():
    assert kind("x*y", ("x", "y"), subject_to="x + y = 1").kind.endswith(", unbounded below")  # t*(1 - t)
    assert "unbounded" not in kind("x*y", ("x", "y"), subject_to="x - y = 1").kind  # t*(t - 1)


def test_a_domain_has_no_whole_line():
    assert "unbounded" not in kind("x^3 - 3*x", ("x",), assume={"x": "positive"}).kind


def test_a_coefficient_of_unknown_sign_decides_nothing():
    found = wrt.minimize("x^2 + a*x^4", "x", shapes={"x": "", "a": ""})
    assert "unbounded" not in found.kind
    known = wrt.minimize("x^2 - a*x^4", "x", shapes={"x": "", "a": ""}, assume={"a": "positive"})
    assert known.kind.endswith(", unbounded below")


def test_every_point_of_a_constant_is_a_minimum():
    found = wrt.minimize("a", "w", shapes={"a": "", "w": "n"})
    assert "Each of them is a minimum" in found.notes[0]
    assert found.notes[1] == "all solutions: plus z for any z"
