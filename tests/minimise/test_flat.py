"""Points where the second derivative is 0: what they are is seen by the values beside them."""

import numpy as np
import pytest

import wrt
from wrt.expression import Expression

FLAT = [
    ("x^4 - 4*x^3", lambda x: x**4 - 4 * x**3, "minimum", [3.0, 0.0]),
    ("x^3", lambda x: x**3, "saddle, unbounded below", [0.0]),
    ("(x - 1)^5 + 2", lambda x: (x - 1) ** 5 + 2, "saddle", [1.0]),
    ("-x^4 - x^6", lambda x: -(x**4) - x**6, "maximum, unbounded below", [0.0]),
    ("x^4 - x^6", lambda x: x**4 - x**6, "minimum, unbounded below", [0.0, 0.8165, -0.8165]),
    ("cosh(x) - x^2/2", lambda x: np.cosh(x) - x**2 / 2, "no closed form", []),
]


@pytest.mark.parametrize(("objective", "function", "kind", "values"), FLAT, ids=[row[0] for row in FLAT])
def test_a_flat_point_is_what_the_values_beside_it_say(objective, function, kind, values):
    found = wrt.minimize(objective, "x", shapes={"x": ""})
    assert found.kind == kind
    for at in values[:1]:
        step = 0.05
        sides = function(at - step) - function(at), function(at + step) - function(at)
        lower, higher = min(sides) < 0, max(sides) > 0
        assert kind.startswith("saddle" if lower and higher else "maximum" if lower else "minimum")
        assert float(found.numpy()()) == at
    also = [note for note in found.notes if "also stationary" in note]
    assert len(also) == max(0, len(values) - 1)


TEXTBOOK = [
    ("x^2 + y^2", "x*y = 1", "not unique", {(1, 1), (-1, -1)}),
    ("x*y", "x^2 + y^2 = 2", "not unique", {(1, -1), (-1, 1), (1, 1), (-1, -1)}),
    ("x^4 + y^4 - 4*x*y", "", "not unique", {(1, 1), (-1, -1), (0, 0)}),
    ("x^2*y^2 + (y - 1)^2", "", "minimum", {(0, 1)}),
]


@pytest.mark.parametrize(("objective", "constraint", "kind", "points"), TEXTBOOK, ids=[row[0] for row in TEXTBOOK])
def test_all_stationary_points_of_two_numbers_are_found(objective, constraint, kind, points):
    shapes = {"x": "", "y": ""}
    found = wrt.minimize(objective, "x", "y", shapes=shapes, subject_to=[constraint] if constraint else [])
    assert found.kind == kind
    got = set()
    for stages in (found.found.stages, *found.found.others):
        at = {stage.root.unknown.value[0]: Expression(stage.value, found.problem.facts).array() for stage in stages}
        got.add((round(float(at["x"]), 12), round(float(at["y"]), 12)))
    assert got == points
