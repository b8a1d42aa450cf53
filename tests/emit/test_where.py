"""Long answers name their common parts once, and are read back."""

import pytest

import wrt
from oracle import jaxeval
from oracle.formulas import formulas
from oracle.judge import close
from oracle.points import points, size_assignments
from wrt.emit.where import LONG

LONG_ONES = [
    ("log(sum(exp(A*x - b)))^2 + norm2(A*x - b)^3*sigmoid(c'*(A*x - b))", "x", {"A": "m n", "b": "m", "c": "m"}),
    ("norm2(tanh(W*x + b) - y)^2*log(1 + norm2(tanh(W*x + b) - y)^2)", "x", {"W": "m n", "b": "m", "y": "m"}),
    ("(x'*inv(A'*A + B)*x)/norm2(inv(A'*A + B)*x)^3", "x", {"A": "n n", "B": "n n"}),
    ("sigmoid(x'*A*x + b'*x)^3*exp(-(x'*A*x + b'*x)^2)", "x", {"A": "n n", "b": "n"}),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "variable", "shapes"), LONG_ONES)
def test_named_parts(formula, variable, shapes):
    answer = wrt.diff(formula, variable, shapes=shapes)
    assert " where " in answer.text and "\n" not in answer.text
    _, _, definitions = answer.text.partition(" where ")
    names = [part.split(" = ")[0] for part in definitions.split(", ") if " = " in part]
    taken = set(wrt.parse(formula, shapes=shapes).to_json()["symbols"]) | {"m", "n"}
    assert names and not taken & set(names)
    again = wrt.parse(answer.text, shapes={**shapes, variable: "n"})
    assert again.normal is answer.node or close_everywhere(again.normal, answer.node, {**shapes, variable: "n"})
    assert "where" in answer.latex.lower() or r"\text{" in answer.latex


def close_everywhere(left, right, shapes):
    sizes = size_assignments(shapes)[0]
    point = next(points(shapes, None, sizes, 1))
    return close(jaxeval.value(left, point, sizes), jaxeval.value(right, point, sizes))


def test_short_answers_have_none():
    for formula in formulas("short", 40):
        try:
            answer = wrt.diff(formula.text, *formula.variables, shapes=formula.shapes, assume=formula.assume)
        except wrt.WrtError:
            continue
        if len(answer.text) < LONG // 2:
            assert " where " not in answer.text


def test_random_answers_are_read_back():
    named = 0
    for formula in formulas("where", 90):
        answer = wrt.diff(formula.text, *formula.variables, shapes=formula.shapes, assume=formula.assume)
        if " where " not in answer.text:
            continue
        named += 1
        again = wrt.parse(answer.text, shapes=formula.shapes, assume=formula.assume)
        assert (again.node.rows, again.node.cols) == (answer.node.rows, answer.node.cols), answer.text
        sizes = {"m": 3, "n": 2, "k": 4}
        point = next(points(formula.shapes, formula.assume, sizes, 1))
        assert close(jaxeval.value(again.node, point, sizes), jaxeval.value(answer.node, point, sizes)), answer.text
    assert named > 3
