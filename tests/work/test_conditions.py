"""Conditions: exactly what an answer needs, and nothing that the facts settle."""

import pytest

import wrt

TABLE = [  # formula, variable, shapes, assumptions, conditions
    ("x'*A*x", "x", {}, {}, ()),
    ("inv(X)", "X", {}, {}, ("X is invertible",)),
    ("inv(X)", "X", {}, {"X": "invertible"}, ()),
    ("inv(X)", "X", {}, {"X": "spd"}, ()),
    ("tr(inv(X'*X))", "X", {"X": "m n"}, {}, ("X'*X is invertible",)),
    ("tr(inv(X'*X))", "X", {"X": "m n"}, {"X": "full_column_rank"}, ()),
    ("tr(inv(X'*X + t*eye))", "X", {"X": "m n", "t": ""}, {"t": "positive"}, ()),
    ("x'*inv(A)*x", "x", {}, {}, ("A is invertible",)),
    ("log(x)", "x", {}, {}, ("every entry of x is positive",)),
    ("log(x)", "x", {}, {"x": "positive"}, ()),
    ("log(1 + x'*x)", "x", {}, {}, ()),
    ("log(vector(1)'*exp(x))", "x", {}, {}, ()),
    ("log(a)", "a", {"a": ""}, {}, ("a is positive",)),
    ("sqrt(p)", "p", {"p": "n"}, {"p": "positive"}, ()),
    ("sqrt(1 + x'*x)", "x", {}, {}, ()),
    ("norm2(x)", "x", {}, {}, ("x is not 0",)),
    ("norm2(x)", "x", {}, {"x": "positive"}, ()),
    ("norm2(x)^2", "x", {}, {}, ()),
    ("norm2(y - X*w)", "w", {}, {}, ("y - X*w is not 0",)),
    ("norm2(A*x)*t", "t", {"t": ""}, {}, ()),
    ("norm1(x)", "x", {}, {}, ("no entry of x is 0",)),
    ("abs(a)", "a", {"a": ""}, {}, ("a is not 0",)),
    ("abs(a)", "a", {"a": ""}, {"a": "nonzero"}, ()),
    ("sum(relu(W*x))", "W", {}, {}, ("no entry of W*x is 0",)),
    ("sum(relu(W*x))*t", "t", {"t": ""}, {}, ()),
    ("x/t", "x", {"t": ""}, {}, ("t is not 0",)),
    ("x/t", "x", {"t": ""}, {"t": "positive"}, ()),
    ("1./x", "x", {}, {}, ("no entry of x is 0",)),
    ("x./y", "x", {}, {"y": "nonzero"}, ()),
    ("x.^a", "x", {"a": ""}, {}, ("every entry of x is positive",)),
    ("x.^3", "x", {}, {}, ()),
    ("1/(v'*u + 1)", "v", {}, {"v'*u + 1": "nonzero"}, ()),
    ("arcsin(a)", "a", {"a": ""}, {}, ("a is between -1 and 1",)),
    ("pinv(X)", "X", {}, {}, ("X is of constant rank",)),
    ("det(X)", "X", {}, {}, ("X is invertible",)),
    ("det(X)", "X", {}, {"X": "spd"}, ()),
    ("logdet(X)", "X", {}, {}, ("X is invertible",)),
    ("logdet(A'*A + S)", "A", {"A": "m n", "S": "n n"}, {"S": "spd"}, ()),
    ("log(det(X))", "X", {}, {"X": "spd"}, ()),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "variable", "shapes", "assume", "expected"), TABLE)
def test_conditions(formula, variable, shapes, assume, expected):
    answer = wrt.diff(formula, variable, shapes=shapes, assume=assume)
    assert answer.conditions == expected
    assert answer.to_json()["conditions"] == list(expected)


@pytest.mark.parametrize(("formula", "variable", "expected"), [
    ("x/norm2(x)", "x", ("x is not 0",)), ("sqrt(x'*A*x)", "x", ("x'*A*x is positive",)),
    ("x/(2*s^2)", "s", ("s is not 0",)),
])  # fmt: skip
def test_one_condition_once(formula, variable, expected):
    assert wrt.diff(formula, variable, shapes={"s": ""}).conditions == expected


def test_inverse_of_a_scalar():
    assert wrt.diff("(v'*u + 1)^-1", "v", assume={"v'*u + 1": "nonzero"}).conditions == ()
    assert wrt.diff("inv(a)", "a", shapes={"a": ""}).conditions == ("a is not 0",)
