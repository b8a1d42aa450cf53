"""Shapes and assumptions in every form in which people give them."""

from __future__ import annotations

import pytest

import wrt
from wrt.expr.declare import declare


@pytest.mark.parametrize(
    ("given", "shape"),
    [
        ("", (1, 1)),
        ("n", ("n", 1)),
        ("m n", ("m", "n")),
        ("m, n", ("m", "n")),
        ("(m, n)", ("m", "n")),
        ("m x n", ("m", "n")),
        ("m×n", ("m", "n")),
        ("3 n", (3, "n")),
        (3, (3, 1)),
        ((2, 3), (2, 3)),
        (["m", "n"], ("m", "n")),
        ((), (1, 1)),
        (("n",), ("n", 1)),
        ("n 1", ("n", 1)),
    ],
)
def test_shapes(given, shape):
    assert declare({"X": given}, None).shapes == {"X": shape}


@pytest.mark.parametrize("name", ["W_1", "W₁", r"\mathbf{W}_1", "W1"])
def test_names_are_the_same_in_both_notations(name):
    assert set(declare({name: "n"}, None).shapes) == {"W1"}


@pytest.mark.parametrize(
    "given",
    [
        {"A": "symmetric"},
        {"A": ["symmetric"]},
        ["A: symmetric"],
        ["A symmetric"],
        "A: symmetric",
        [("A", "symmetric")],
        {"A": "Symmetric"},
    ],
)
def test_assumptions(given):
    assert declare(None, given).facts == {"A": frozenset({"symmetric"})}


def test_facts_bring_others_with_them():
    assert {"symmetric", "psd", "invertible"} <= declare(None, {"A": "positive-definite"}).facts["A"]


def test_facts_add_up():
    assert declare(None, ["A: symmetric", "A: invertible"]).facts["A"] >= {"symmetric", "invertible"}


def test_facts_of_formulas_and_pairs():
    declared = declare(None, {"X'*X": "invertible", "A, B": "commute"})
    assert [formula for formula, _ in declared.formulas] == ["X'*X"] and declared.commuting == (("A", "B"),)


def test_dimensions_are_the_names_in_shapes():
    assert declare({"A": "m n", "x": "n", "n": ""}, None).dims == {"m"}


@pytest.mark.parametrize(
    ("shapes", "assume", "code"),
    [
        ({"x": "n n n"}, None, "E-shape"),
        ({"x": "-1"}, None, "E-shape"),
        ({"x": 0}, None, "E-shape"),
        ({"x": 1.5}, None, "E-shape"),
        ({"x": None}, None, "E-shape"),
        ({"x": "n", "n": "m"}, None, "E-shape"),
        ({"x": "1 n"}, None, "E-shape-row"),
        ({"x": 10**30}, None, "E-shape"),
        ("x", None, "E-shape"),
        ({"A": "m n"}, {"A": "spd"}, "E-fact"),
        (None, {"A": "spd rank_deficient"}, "E-fact"),
        (None, {"A": "nice"}, "E-fact"),
        (None, {"A": "commute"}, "E-assume"),
        (None, ["symmetric"], "E-assume"),
        (None, 3, "E-assume"),
        ({1: "n"}, None, "E-syntax-name"),
    ],
)
def test_refused(shapes, assume, code):
    with pytest.raises(wrt.WrtError) as caught:
        declare(shapes, assume)
    assert caught.value.code == code
