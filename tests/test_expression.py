"""Expressions in Python: operators, equality, shapes, what is refused."""

from fractions import Fraction

import numpy as np
import pytest

import wrt

x, y, A, t = wrt.symbol("x", "n"), wrt.symbol("y", "n"), wrt.symbol("A", "n n"), wrt.symbol("t", "")
SHAPES = {"x": "n", "y": "n", "A": "n n", "t": ""}
BUILT = [
    (x.T @ A @ x, "x'*A*x"), (x + y, "x + y"), (x - y, "x - y"), (2 * x, "2*x"), (x / 2, "x/2"), (1 / t, "1/t"),
    (-x, "-x"), (A**2, "A^2"), (A.I @ x, "inv(A)*x"),
    (t**0.5, "sqrt(t)"), (A.T, "A'"), (3 - t, "3 - t"), (t * A, "t*A"), (0.1 * t, "t/10"), (A @ A @ x, "A*A*x"),
    (x.T @ x / t, "x'*x/t"), (wrt.function("tr")(A), "tr(A)"),
    (wrt.function("exp")(x), "exp(x)"), (wrt.function("diag")(x) @ A, "diag(x)*A"),
    (wrt.function("had")(x, y), "x.*y"), (wrt.function("diag")(A), "diag(A)"),
    (wrt.function("kron")(A, x), "kron(A, x)"), (wrt.function("logdet")(A), "logdet(A)"),
]  # fmt: skip


@pytest.mark.parametrize(("built", "written"), BUILT)
def test_operators(built, written):
    parsed = wrt.parse(written, shapes=SHAPES)
    assert built == parsed and hash(built) == hash(parsed) and built.shape == parsed.shape
    assert wrt.parse(built.text, shapes=SHAPES) == built


@pytest.mark.parametrize(
    ("shape", "expected"), [("", ()), ("n", ("n",)), ("m n", ("m", "n")), ("3", (3,)), ("2 k", (2, "k"))]
)
def test_shapes(shape, expected):
    assert wrt.symbol("X", shape).shape == expected


def test_rows_and_scalars():
    assert x.T.shape == (1, "n") and (x.T @ x).shape == () and (x @ x.T).shape == ("n", "n")


def test_numbers_are_exact():
    assert (0.1 * t + 0.2 * t) == wrt.parse("3*t/10", shapes=SHAPES)
    assert (t * 0.5).normal.args[0].value == Fraction(1, 2)


def test_unlike_expressions():
    assert wrt.parse("x", shapes={"x": "n"}) != wrt.parse("x", shapes={"x": "m"})
    assert x != "x" and A @ x != x
    assert wrt.symbol("A", "n n", "symmetric") != A


@pytest.mark.parametrize("wrong", [
    lambda: x + A, lambda: A @ A.T @ x + t, lambda: x @ y, lambda: x + 1, lambda: x**2, lambda: 1 / x,
    lambda: wrt.symbol("B", "m n") ** 2, lambda: A**x,
    lambda: wrt.function("tr")(x), lambda: wrt.function("inv")(wrt.symbol("B", "m n")), lambda: x + "y",
    lambda: t * 1j, lambda: t * float("nan"), lambda: t * True,
    lambda: wrt.symbol("x", "n m k"), lambda: wrt.symbol("x", "n", "pretty"),
])  # fmt: skip
def test_what_is_refused(wrong):
    with pytest.raises(wrt.WrtError) as caught:
        wrong()
    assert caught.value.code.startswith("E-") and "Node" not in str(caught.value)


def test_facts():
    S = wrt.symbol("S", "n n", "spd")
    assert "spd" in S.facts and "positive" in (x.T @ S @ x + 1).facts
    assert "symmetric" in (A + A.T).facts


def test_records():
    json = (x.T @ A @ x).to_json()
    assert json["text"] == "x'*A*x" and json["symbols"] == {"x": ["n"], "A": ["n", "n"]} and json["shape"] == []
    assert str(A @ x) == "A*x" and repr(A @ x) == "Expression('A*x')" and (A @ x)._repr_latex_().startswith("$$")


def test_values():
    values = {"x": np.array([1.0, 2]), "A": np.array([[1.0, 2], [3, 4]])}
    np.testing.assert_allclose((A @ x + x).array(**values), values["A"] @ values["x"] + values["x"])


def test_expressions_are_differentiated():
    assert wrt.diff(x.T @ A @ x, x).text == "(A + A')*x"
    assert wrt.diff(x.T @ A @ x, "x").text == "(A + A')*x"
