"""From the syntax tree to an expression: shapes that the formula settles, names for the rest, ambiguous products."""

from __future__ import annotations

import time
from statistics import median

import pytest

import wrt


@pytest.mark.parametrize(
    ("formula", "shapes", "shape"),
    [
        ("A*x", {"A": "m n"}, ("m",)),
        ("x'*A", {"A": "m n"}, (1, "n")),
        ("x*y'", {"x": "m", "y": "n"}, ("m", "n")),
        ("x'*y", {"x": "n"}, ()),
        ("kron(A, B)", {"A": "m n", "B": "p q"}, ("m*p", "n*q")),
        ("vec(A)", {"A": "m n"}, ("m*n",)),
        ("[A, x; y', 1]", {"A": "m n"}, ("m + 1", "n + 1")),
        ("diag(x)", {"x": "n"}, ("n", "n")),
        ("diag(A)", {"A": "n n"}, ("n",)),
        ("0 + x", {"x": "n"}, ("n",)),
        ("A^0", {"A": "n n"}, ("n", "n")),
        ("size(A)", {"A": "m n"}, (1, 2)),
        ("D(x'*A*x, x)", {"A": "n n"}, ("n",)),
        ("D(A*x, x)", {"A": "m n"}, ("n", "m")),
        ("u + v where u = A*x, v = u", {"A": "m n"}, ("m",)),
        ("x[1]*A", {"A": "m n"}, ("m", "n")),
        ("basis(2, n)", {}, ("n",)),
        ("a.*A", {"A": "m n", "a": ""}, ("m", "n")),
        ("2.^x", {"x": "n"}, ("n",)),
        ("pinv(A)", {"A": "m n"}, ("n", "m")),
    ],
)
def test_shapes_are_inferred(formula, shapes, shape):
    assert wrt.parse(formula, shapes=shapes).shape == shape


def test_sizes_that_nothing_settles_get_names_that_are_free():
    found = wrt.parse("A*x + m*y", shapes={"m": ""}).to_json()["symbols"]
    assert found["A"][0] == found["y"][0] and "m" not in (*found["A"], *found["x"])


def test_a_literal_zero_takes_the_fitting_size():
    assert wrt.parse("[A, 0; 0, B]", shapes={"A": "m m", "B": "n n"}).shape == ("m + n", "m + n")


@pytest.mark.parametrize(
    ("formula", "shapes", "text"),
    [
        (r"\mathbf{a} \odot X \mathbf{w}", {"a": "n", "X": "n p", "w": "p"}, "a.*(X*w)"),
        (r"\mathbf{a} \odot \mathbf{b} \mathbf{c}^T", {"a": "n", "b": "n", "c": "m"}, "a.*b*c'"),
    ],
)
def test_of_two_readings_the_one_that_fits(formula, shapes, text):
    assert wrt.parse(formula, shapes=shapes) == wrt.parse(text, shapes=shapes)


@pytest.mark.parametrize(
    "formula",
    ["u where u = u", "u where u = v, v = w, w = u", "x + u where u = 2*u", "u + v where u = v + x, v = u + x"],
)
def test_circles_are_refused(formula):
    with pytest.raises(wrt.WrtError) as caught:
        wrt.parse(formula)
    assert caught.value.code == "E-where-circle"


def test_a_wrong_formula_with_many_names_is_refused_soon():
    start = time.perf_counter()
    with pytest.raises(wrt.WrtError):
        wrt.parse("*".join("xyzuvwpqstABCDEFXYZabcdefg"))
    assert time.perf_counter() - start < 2


def seconds(count):
    """The time to read a sum of so many different terms, the best of three."""
    formula, shapes = "+".join(f"a{i}*x" for i in range(count)), {"x": "n"} | {f"a{i}": "" for i in range(count)}
    times = []
    for _ in range(3):
        start = time.perf_counter()
        wrt.parse(formula, shapes=shapes)
        times.append(time.perf_counter() - start)
    return min(times)


def test_long_sums_are_read_in_linear_time():
    assert seconds(4096) < 12 * seconds(1024)


def test_a_usual_formula_is_read_in_a_fraction_of_a_millisecond():
    shapes = {"X": "N p", "theta": "p", "y": "N"}
    times = []
    for _ in range(50):
        start = time.perf_counter()
        wrt.parse("norm2(y - X*theta)^2/N", shapes=shapes)
        times.append(time.perf_counter() - start)
    assert median(times) < 0.002
